package tone

import (
	"math"
	"slices"

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

// keys are those of tokens that count by kind alone in sequences of words.
var keys = [lexicon.Break + 1]uint64{lexicon.URL: 0x11, lexicon.Mention: 0x12, lexicon.Number: 0x13, lexicon.Break: 0x14}

// keyOf is the key of a token for n-grams: names, numbers and addresses are one
// each.
func keyOf(kind lexicon.Kind, hash uint64) uint64 {
	if own := keys[kind]; own != 0 {
		hash = own
	}
	return hash
}

func (d *Doc) key(i int) uint64 { return keyOf(d.Tokens[i].Kind, d.Readings[i].Hash) }

// Sentiment fills d.Features with what the sentiment model weighs.
func (d *Doc) Sentiment() {
	f := slices.Grow(d.Features[:0], 5*len(d.Tokens)+40) // room for all
	f = f[:cap(f)]
	n := 0
	c := lengthNorm(d.words)
	var first, last, pair uint64 // mixed from the token before; from the two before
	tokens := d.Tokens
	reads, contexts := d.Readings[:len(tokens)], d.context[:len(tokens)]
	for i := range tokens {
		k, at, in := keyOf(tokens[i].Kind, reads[i].Hash), int32(i), &contexts[i]
		w := c * in.weight
		if !in.absorbed {
			if in.negated {
				f[n] = Feature{k, w / 2, at, 1}
				f[n+1] = Feature{Negated(k), w, at, 1}
				n += 2
			} else {
				f[n] = Feature{k, c * in.strength, at, 1}
				n++
			}
		}
		if reads[i].Shape&lexicon.AllCaps != 0 {
			f[n] = Feature{mix(k, saltCaps), w, at, 1}
			n++
		}
		if i > 0 {
			f[n] = Feature{mix(last, k), w, at - 1, 2}
			n++
		}
		if i > 1 {
			f[n] = Feature{mix(pair, k), w, at - 2, 3}
			n++
		}
		pair = mix(first, k)
		first, last = mix(k, saltTrigram), mix(k, saltBigram)
	}
	d.Features = d.dense(f[:n])
}

// dense appends the features of the whole text.
func (d *Doc) dense(f []Feature) []Feature {
	m := max(len(d.ends), 1)
	fold := min(1, 3/float32(m)) // beyond three sentences the sum becomes a mean
	sum := (d.pos + d.neg) * fold
	c := compound(sum)
	start, last, mean := 0, float32(0), float32(0)
	for i, end := range d.ends {
		s := compound(d.sums[i])
		if s != 0 || end-start > 1 {
			last = s
		}
		mean += s
		start = end
	}
	words := float32(max(d.words, 1))
	f = appendValues(f, saltDense, []float32{
		c,
		abs(c),
		compound(d.pos * fold),
		-compound(d.neg * fold),
		flag(d.pos == 0 && d.neg == 0),
		flag(d.pos != 0 && d.neg != 0),
		d.top / 4,
		-d.low / 4,
		last,
		mean / float32(m),
		(d.pos - d.neg) / (words + 5),
		(d.pos + d.neg) / (words + 5),
		float32(math.Log(float64(words))) / 4,
		flag(d.asks),
		flag(d.exclaims),
		flag(d.number[lexicon.URL] > 0),
		flag(d.number[lexicon.Mention] > 0),
		flag(d.number[lexicon.Number] > 0),
		float32(d.capitals) / words,
	})
	bin := uint64(0)
	for _, edge := range [...]float32{-.8, -.6, -.4, -.2, -.05, .05, .2, .4, .6, .8} {
		if c >= edge {
			bin++
		}
	}
	return append(f, Feature{Hash: saltBin + bin, Value: .5})
}

// appendValues appends those of values that are not 0, each a feature of the
// whole text by its number.
func appendValues(f []Feature, salt uint64, values []float32) []Feature {
	for n, v := range values {
		if v != 0 {
			f = append(f, Feature{Hash: salt + uint64(n), Value: v})
		}
	}
	return f
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
