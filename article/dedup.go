package article

import (
	"iter"
	"math"
	"math/bits"
	"strings"
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
// Memory is bounded by about 60 MB: at least the last copyWindow comments are
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
	ids   []Copy
	exact map[uint64]int32
	sigs  []byte  // copyHashes bytes a comment, its hashes cut to 8 bits
	at    []int32 // by comment: its place in sigs, -1 if it is short
	slots []int32 // by band and hash: the first comment with it, plus one
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
	} else if len(f.young.ids) == copyWindow {
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
	clear(g.slots)
	clear(g.ids) // let go of the strings
	g.ids, g.sigs, g.at = g.ids[:0], g.sigs[:0], g.at[:0]
	return g
}

func (g *copyGeneration) copy(i int32, similarity float64) *Copy {
	c := g.ids[i]
	c.Similarity = similarity
	return &c
}

func (g *copyGeneration) add(c *Comment, whole uint64, sig *[copyHashes]uint32, long bool) {
	i := int32(len(g.ids))
	g.ids = append(g.ids, Copy{ArticleID: strings.Clone(c.ArticleID), CommentID: strings.Clone(c.ID)})
	g.exact[whole] = i
	if !long {
		g.at = append(g.at, -1)
		return
	}
	g.at = append(g.at, int32(len(g.sigs)/copyHashes))
	for _, h := range sig {
		g.sigs = append(g.sigs, byte(h))
	}
	if g.slots == nil {
		g.slots = make([]int32, copyBands*copySlots)
	}
	for b := range copyBands {
		if s := &g.slots[bandSlot(sig, b)]; *s == 0 {
			*s = i + 1
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
		i := g.slots[bandSlot(sig, b)] - 1
		if i < 0 || i >= best {
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
