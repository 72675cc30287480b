package lexicon

import "math/bits"

// Places is a perfect hash function: it gives each of a fixed set of hashes a
// number of its own below Size. Whoever keeps things of them in a slice by that
// number, the hash beside it, looks one up in the same few steps whether it is
// there or not, without the branches that a processor cannot guess of words.
//
// Each group of hashes that share their lowest bits has a turn, by which its
// hashes are spread so that none meets another (hash and displace).
type Places struct {
	turns []uint8
	shift uint8
}

// perTurn is how many places share a turn, so many that 256 turns suffice.
const perTurn = 8

// NewPlaces returns the places of hashes, which must all be different. There are
// not many more places than hashes: much that is kept by place is beyond the
// processor's caches.
func NewPlaces(hashes []uint64) Places {
	size := 16
	for 2*size < 3*len(hashes) {
		size *= 2
	}
	for {
		if p, ok := newPlaces(hashes, size); ok {
			return p
		}
		size *= 2
	}
}

// newPlaces tries to give each of hashes one of size places.
func newPlaces(hashes []uint64, size int) (Places, bool) {
	p := Places{turns: make([]uint8, size/perTurn), shift: uint8(64 - bits.Len(uint(size-1)))}
	mask := uint64(len(p.turns) - 1)
	// The hashes of group g become grouped[start[g]:start[g+1]].
	start := make([]int, len(p.turns)+1)
	largest := 0
	for _, h := range hashes {
		start[h&mask+1]++
		largest = max(largest, start[h&mask+1])
	}
	for g := range p.turns {
		start[g+1] += start[g]
	}
	grouped, next := make([]uint64, len(hashes)), append([]int(nil), start...)
	for _, h := range hashes {
		grouped[next[h&mask]] = h
		next[h&mask]++
	}
	// The largest groups first, as long as there is much room.
	taken := make([]uint64, (size+63)/64)
	for n := largest; n > 0; n-- {
		for g := range p.turns {
			if start[g+1]-start[g] == n && !p.settle(grouped[start[g]:start[g+1]], &p.turns[g], taken) {
				return p, false
			}
		}
	}
	return p, true
}

// settle finds the turn by which all hashes of a group get places not taken, and
// takes them. It leaves what is left of the hashes.
func (p *Places) settle(group []uint64, turn *uint8, taken []uint64) bool {
	for i := range group {
		group[i] *= spread
	}
turns:
	for n := range uint64(256) {
		for done, x := range group {
			at := x * (2*n + 1) >> (p.shift & 63)
			if taken[at/64]>>(at%64)&1 != 0 {
				for _, x := range group[:done] {
					at := x * (2*n + 1) >> (p.shift & 63)
					taken[at/64] &^= 1 << (at % 64)
				}
				continue turns
			}
			taken[at/64] |= 1 << (at % 64)
		}
		*turn = uint8(n)
		return true
	}
	return false
}

// spread makes the high bits of a hash depend on all.
const spread = 0x9e3779b97f4a7c15

// Size is above every place.
func (p *Places) Size() int { return 1 << (64 - p.shift) }

// Of returns the place that hash has if it is one of those that p was made of.
func (p *Places) Of(hash uint64) int {
	turn := uint64(p.turns[hash&uint64(len(p.turns)-1)])
	return int(hash * (spread * (2*turn + 1)) >> (p.shift & 63))
}
