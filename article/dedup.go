package article

import (
	"iter"
	"math"
	"math/bits"
	"unicode"
)

// Copy says which earlier comment a comment repeats.
type Copy struct {
	ArticleID, CommentID string
	// Similarity is 1 for the same words in the same order; below that, the
	// estimated share of runs of three words that the two have in common, in
	// [threshold, 1).
	Similarity float64
}

// DefaultCopyThreshold is the similarity from which two comments count as
// near-copies.
const DefaultCopyThreshold = 0.8

// Copies finds exact and near-copies among comments, in the order in which
// they come.
//
// Case, punctuation and white space do not count. Comments of the same words
// are exact copies. Near-copies are found by MinHash (A. Broder, "On the
// resemblance and containment of documents", 1997): the Jaccard similarity of
// the sets of three-word runs is estimated from 120 hashes (standard error at
// 0.8: 0.04), and compared only with comments that agree in one of 20 bands of
// six (J. Leskovec et al., "Mining of Massive Datasets", section 3.4). At the
// default threshold a pair just above it is missed about once in 400. A
// comment of fewer than copyWords words can only be an exact copy: "I agree!"
// is nobody's text.
//
// Memory is bounded by about 40 MB: at least the last copyWindow comments are
// remembered.
type Copies struct {
	threshold  float64
	young, old *copyGeneration
	words      []uint64
	sig        [copyHashes]uint32
	salts      [copyHashes / 2]uint64
}

const (
	copyWindow = 1 << 16
	copyWords  = 8
	copyHashes = copyBands * copyRows
	copyBands  = 20
	copyRows   = 6
	copySlots  = 1 << 17 // per band
)

// copyGeneration remembers copyWindow comments.
type copyGeneration struct {
	n     int
	names []byte  // ArticleID and ID of comment after comment
	ends  []int64 // of each of them in names
	exact map[uint64]int32
	sigs  []byte  // copyHashes bytes a comment, its hashes cut to 8 bits
	at    []int32 // by comment: its place in sigs, -1 if it is short
	// By band and hash: the first comment with it, if there is one.
	slots []uint16
	taken []uint64 // a bit for each slot
}

// NewCopies makes a finder. threshold is in (0, 1]; 1 finds exact copies only.
func NewCopies(threshold float64) *Copies {
	f := &Copies{threshold: threshold}
	for k := range f.salts {
		f.salts[k] = mix64(uint64(k+1) * 0x9e3779b97f4a7c15)
	}
	return f
}

// Mark sets CopyOf in the comments of a stream.
func (f *Copies) Mark(seq iter.Seq2[Record, error]) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for rec, err := range seq {
			if rec.Comment != nil {
				rec.Comment.CopyOf = f.Find(rec.Comment)
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// Find returns the earliest remembered comment that c repeats, nil if there is
// none, and remembers c if it repeats none. So every copy names the first of
// its kind.
func (f *Copies) Find(c *Comment) *Copy {
	f.words = appendWords(f.words[:0], c.Title)
	f.words = appendWords(f.words, c.Text)
	if len(f.words) == 0 {
		return nil // emoji or marks alone
	}
	whole := uint64(len(f.words))
	for _, w := range f.words {
		whole = mix64(whole ^ w)
	}
	for _, g := range [...]*copyGeneration{f.old, f.young} {
		if g == nil {
			continue
		}
		if i, ok := g.exact[whole]; ok {
			return g.copy(i, 1)
		}
	}
	long := len(f.words) >= copyWords && f.threshold < 1
	if long {
		f.sign()
		for _, g := range [...]*copyGeneration{f.old, f.young} {
			if g == nil {
				continue
			}
			if c := g.near(&f.sig, f.threshold); c != nil {
				return c
			}
		}
	}
	if f.young == nil {
		f.young = &copyGeneration{exact: map[uint64]int32{}}
	} else if f.young.n == copyWindow {
		f.old, f.young = f.young, f.old.emptied()
	}
	f.young.add(c, whole, &f.sig, long)
	return nil
}

// emptied is a generation without memories, in the memory of g if there is one.
func (g *copyGeneration) emptied() *copyGeneration {
	if g == nil {
		return &copyGeneration{exact: map[uint64]int32{}}
	}
	clear(g.exact)
	clear(g.taken)
	g.n, g.names, g.ends, g.sigs, g.at = 0, g.names[:0], g.ends[:0], g.sigs[:0], g.at[:0]
	return g
}

func (g *copyGeneration) copy(i int32, similarity float64) *Copy {
	var from int64
	if i > 0 {
		from = g.ends[2*i-1]
	}
	mid, end := g.ends[2*i], g.ends[2*i+1]
	return &Copy{ArticleID: string(g.names[from:mid]), CommentID: string(g.names[mid:end]), Similarity: similarity}
}

func (g *copyGeneration) add(c *Comment, whole uint64, sig *[copyHashes]uint32, long bool) {
	i := g.n
	g.n++
	g.names = append(g.names, c.ArticleID...)
	g.ends = append(g.ends, int64(len(g.names)))
	g.names = append(g.names, c.ID...)
	g.ends = append(g.ends, int64(len(g.names)))
	g.exact[whole] = int32(i)
	if !long {
		g.at = append(g.at, -1)
		return
	}
	if g.sigs == nil {
		g.sigs = make([]byte, 0, copyWindow*copyHashes)
	}
	g.at = append(g.at, int32(len(g.sigs)/copyHashes))
	for _, h := range sig {
		g.sigs = append(g.sigs, byte(h))
	}
	if g.slots == nil {
		g.slots = make([]uint16, copyBands*copySlots)
		g.taken = make([]uint64, copyBands*copySlots/64)
	}
	for b := range copyBands {
		s := bandSlot(sig, b)
		if g.taken[s/64]>>(s%64)&1 == 0 {
			g.taken[s/64] |= 1 << (s % 64)
			g.slots[s] = uint16(i)
		}
	}
}

// near finds the earliest comment at or above the threshold.
func (g *copyGeneration) near(sig *[copyHashes]uint32, threshold float64) *Copy {
	if g.slots == nil {
		return nil
	}
	best, similarity := int32(math.MaxInt32), 0.0
	for b := range copyBands {
		s := bandSlot(sig, b)
		if g.taken[s/64]>>(s%64)&1 == 0 {
			continue
		}
		i := int32(g.slots[s])
		if i >= best {
			continue
		}
		from := int(g.at[i]) * copyHashes
		same := 0
		for k, h := range g.sigs[from : from+copyHashes] {
			if byte(sig[k]) == h {
				same++
			}
		}
		// One in 256 agrees by chance.
		j := max(0, (float64(same)/copyHashes-1.0/256)/(1-1.0/256))
		if j >= threshold {
			best, similarity = i, j
		}
	}
	if best == math.MaxInt32 {
		return nil
	}
	return g.copy(best, min(similarity, math.Nextafter(1, 0)))
}

func bandSlot(sig *[copyHashes]uint32, band int) int {
	h := uint64(band)
	for _, x := range sig[band*copyRows : (band+1)*copyRows] {
		h = mix64(h ^ uint64(x))
	}
	return band*copySlots + int(h%copySlots)
}

// sign computes the MinHash signature of the runs of three words.
func (f *Copies) sign() {
	for i := range f.sig {
		f.sig[i] = math.MaxUint32
	}
	for i := 2; i < len(f.words); i++ {
		x := mix64(mix64(mix64(f.words[i-2])^f.words[i-1]) ^ f.words[i])
		for k, salt := range &f.salts { // two hashes of each product
			hi, lo := bits.Mul64(x^salt, salt|1)
			h := hi ^ lo
			f.sig[2*k] = min(f.sig[2*k], uint32(h))
			f.sig[2*k+1] = min(f.sig[2*k+1], uint32(h>>32))
		}
	}
}

// appendWords appends a hash of every word of s: a run of letters and digits
// in lower case; in scripts without spaces, every character.
func appendWords(words []uint64, s string) []uint64 {
	const offset, prime = 14695981039346656037, 1099511628211 // FNV-1a
	h, in := uint64(offset), false
	end := func() {
		if in {
			words = append(words, h)
			h, in = offset, false
		}
	}
	for _, r := range s {
		switch {
		case r < 0x80:
			if r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				h, in = (h^uint64(r))*prime, true
			} else if r != '\'' {
				end()
			}
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
			end()
			words = append(words, mix64(uint64(r)))
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r):
			h, in = (h^uint64(unicode.ToLower(r)))*prime, true
		case r != '’':
			end()
		}
	}
	end()
	return words
}

// mix64 is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix64(x uint64) uint64 {
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
