package tone

import (
	"math"

	"standpoint/lexicon"
)

const (
	saltFirst = iota + 64
	saltLast
	saltClass
	saltShout
	saltIrony = 1 << 35
)

// SarcasmThreshold is the probability from which a comment is flagged as
// possibly sarcastic. It flags about one in ten reader comments and more of
// the short ones. It is a mark for review, not a verdict.
const SarcasmThreshold = 0.38

// SarcasmProbability turns the logit of a sarcasm model into a probability.
func SarcasmProbability(z float32) float64 { return 1 / (1 + math.Exp(-float64(z))) }

// Sarcasm fills d.Features with what the sarcasm model weighs besides the
// features of Sentiment: how the text opens and ends, its marks, and praise
// beside blame.
func (d *Doc) Sarcasm() {
	f := d.Features[:0]
	c := lengthNorm(d.words)
	var k1, k2 uint64
	for i := range d.Tokens {
		k := d.key(i)
		at := int32(i)
		if i < 2 {
			f = append(f, Feature{mix(mix(k1, saltFirst), k), c, at, 1})
		}
		r := &d.Readings[i]
		if r.Shape&(lexicon.AllCaps|lexicon.Elongated) != 0 {
			f = append(f, Feature{mix(uint64(r.Shape), saltShout), c, at, 1})
		}
		if r.Classes.Has(lexicon.Irony) {
			f = append(f, Feature{saltClass, c, at, 1})
		}
		if t := d.Tokens[i]; t.Kind == lexicon.Punct && t.End-t.Start > 1 {
			f = append(f, Feature{mix(uint64(d.first(i)), saltShout), c, at, 1})
		}
		k2, k1 = k1, k
	}
	if len(d.Tokens) > 1 {
		f = append(f, Feature{mix(mix(k2, saltLast), k1), c, int32(len(d.Tokens) - 2), 2})
	}
	n := uint64(0)
	add := func(v float32) {
		if v != 0 {
			f = append(f, Feature{Hash: saltIrony + n, Value: v})
		}
		n++
	}
	pos, neg := compound(d.pos), -compound(d.neg)
	add(pos)
	add(neg)
	add(pos * neg)
	first, last, start := float32(0), float32(0), 0
	for _, end := range d.ends {
		last = 0
		for _, v := range d.valence[start:end] {
			last += v
		}
		if start == 0 {
			first = last
		}
		start = end
	}
	add(compound(first))
	add(compound(last))
	add(abs(compound(first) - compound(last)))
	add(float32(min(d.words, 200)) / 100)
	add(float32(min(len(d.ends), 20)) / 10)
	d.Features = f
}
