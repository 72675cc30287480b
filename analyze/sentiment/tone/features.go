package tone

import (
	"math"

	"standpoint/lexicon"
)

// Feature is one input of a linear model. Features with tokens are words and
// sequences of words; the others describe the whole text.
type Feature struct {
	Hash  uint64
	Value float32
	At, N int32 // its tokens [At, At+N), at most three; N is 0 for the whole text
}

// Salts keep the kinds of features apart.
const (
	saltNegated = iota + 1
	saltCaps
	saltBigram
	saltTrigram
	saltDense = 1 << 32
	saltBin   = 1 << 33
)

const fullLength = 32 // words up to which evidence adds up; beyond, it is averaged

// lengthNorm is the value of a word feature in a text of n words. Evidence
// grows with the square root of the length up to fullLength words and not
// beyond, so that a long comment does not saturate.
func lengthNorm(n int) float32 {
	if n < 1 {
		n = 1
	}
	if n <= fullLength {
		return float32(3 / math.Sqrt(float64(n+1)))
	}
	return float32(3 / math.Sqrt(fullLength+1) * fullLength / float64(n))
}

func mix(a, b uint64) uint64 {
	h := (a ^ b*0xff51afd7ed558ccd) * 0xc4ceb9fe1a85ec53
	return h ^ h>>29
}

// shape of a token for n-grams: names, numbers and addresses are one each.
func (d *Doc) key(i int) uint64 {
	switch d.Tokens[i].Kind {
	case lexicon.URL:
		return 0x11
	case lexicon.Mention:
		return 0x12
	case lexicon.Number:
		return 0x13
	case lexicon.Break:
		return 0x14
	}
	return d.Readings[i].Hash
}

// Sentiment fills d.Features with what the sentiment model weighs.
func (d *Doc) Sentiment() {
	f := d.Features[:0]
	c := lengthNorm(d.words)
	var k1, k2 uint64 // the two tokens before
	for i := range d.Tokens {
		k := d.key(i)
		at := int32(i)
		w := c * d.weight[i]
		if !d.absorbed[i] {
			if d.negated[i] {
				f = append(f, Feature{k, w / 2, at, 1}, Feature{Negated(k), w, at, 1})
			} else {
				f = append(f, Feature{k, c * d.strength(i), at, 1})
			}
		}
		if d.Readings[i].Shape&lexicon.AllCaps != 0 {
			f = append(f, Feature{mix(k, saltCaps), w, at, 1})
		}
		if i > 0 {
			f = append(f, Feature{mix(mix(k1, saltBigram), k), w, at - 1, 2})
		}
		if i > 1 {
			f = append(f, Feature{mix(mix(mix(k2, saltTrigram), k1), k), w, at - 2, 3})
		}
		k2, k1 = k1, k
	}
	d.Features = d.dense(f)
}

// strength is how much a word that is not negated counts: its weight in the
// sentence and, if it has a valence, also how that is intensified or dampened.
func (d *Doc) strength(i int) float32 {
	if v := d.Readings[i].Valence; v != 0 && d.valence[i] != 0 {
		return d.valence[i] / v
	}
	return d.weight[i]
}

// dense appends the features of the whole text.
func (d *Doc) dense(f []Feature) []Feature {
	n := uint64(0)
	add := func(v float32) {
		if v != 0 {
			f = append(f, Feature{Hash: saltDense + n, Value: v})
		}
		n++
	}
	m := max(len(d.ends), 1)
	fold := min(1, 3/float32(m)) // beyond three sentences the sum becomes a mean
	sum := (d.pos + d.neg) * fold
	c := compound(sum)
	add(c)
	add(abs(c))
	add(compound(d.pos * fold))
	add(-compound(d.neg * fold))
	add(flag(d.pos == 0 && d.neg == 0))
	add(flag(d.pos != 0 && d.neg != 0))
	top, bottom := float32(0), float32(0)
	for _, v := range d.valence {
		top, bottom = max(top, v), min(bottom, v)
	}
	add(top / 4)
	add(-bottom / 4)
	start, last, mean := 0, float32(0), float32(0)
	for _, end := range d.ends {
		s := float32(0)
		for _, v := range d.valence[start:end] {
			s += v
		}
		if s = compound(s); s != 0 || end-start > 1 {
			last = s
		}
		mean += s
		start = end
	}
	add(last)
	add(mean / float32(m))
	words := float32(max(d.words, 1))
	density := (d.pos - d.neg) / (words + 5)
	add(density)
	add((d.pos + d.neg) / (words + 5))
	add(float32(math.Log(float64(words))) / 4)
	questions, marks, links, names, caps, numbers := 0, 0, 0, 0, 0, 0
	for i, t := range d.Tokens {
		switch t.Kind {
		case lexicon.Punct:
			switch d.first(i) {
			case '?':
				questions++
			case '!':
				marks++
			}
		case lexicon.URL:
			links++
		case lexicon.Mention:
			names++
		case lexicon.Number:
			numbers++
		case lexicon.Word:
			if d.Readings[i].Shape&lexicon.AllCaps != 0 {
				caps++
			}
		}
	}
	add(flag(questions > 0))
	add(flag(marks > 0))
	add(flag(links > 0))
	add(flag(names > 0))
	add(flag(numbers > 0))
	add(float32(caps) / words)
	bin := uint64(0)
	for _, edge := range [...]float32{-.8, -.6, -.4, -.2, -.05, .05, .2, .4, .6, .8} {
		if c >= edge {
			bin++
		}
	}
	return append(f, Feature{Hash: saltBin + bin, Value: .5})
}

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

func abs(x float32) float32 { return max(x, -x) }

// Negated is the hash of the feature that a word under negation has besides
// its own.
func Negated(word uint64) uint64 { return mix(word, saltNegated) }
