package lexicon

import "testing"

func TestPlaces(t *testing.T) {
	for _, n := range []int{0, 1, 2, 16, 100, 5000, 50000} {
		hashes := make([]uint64, n)
		for i := range hashes {
			hashes[i] = finish(uint64(i))
			if i%2 == 1 {
				hashes[i] >>= 32 // short ones too
			}
		}
		p := NewPlaces(hashes)
		if p.Size() > max(16, 6*n) {
			t.Errorf("%d hashes need %d places", n, p.Size())
		}
		taken := make([]bool, p.Size())
		for _, h := range hashes {
			if at := p.Of(h); taken[at] {
				t.Fatalf("two of %d hashes have place %d", n, at)
			} else {
				taken[at] = true
			}
		}
	}
}
