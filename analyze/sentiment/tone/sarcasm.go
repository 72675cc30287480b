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

// tweetWords is how many words a tweet has at most.
const tweetWords = 25

const (
	loud               = lexicon.AllCaps | lexicon.Elongated
	ironic lexicon.Set = 1 << lexicon.Irony
)

// Sarcasm fills d.Features with what the sarcasm model weighs besides the
// features of Sentiment: how the text opens and ends, its marks, praise beside
// blame, and the signs of a tweet.
func (d *Doc) Sarcasm() {
	f := d.Features[:0]
	c := lengthNorm(d.words)
	dots, quotes := 0, 0
	tagged := float32(0) // valence of the tags
	for i := range d.Tokens {
		at, t, r := int32(i), d.Tokens[i], &d.Readings[i]
		if i >= 2 && t.Kind == lexicon.Word && uint64(r.Shape&loud)|uint64(r.Classes&ironic) == 0 {
			continue
		}
		if i < 2 {
			before := uint64(0)
			if i == 1 {
				before = d.key(0)
			}
			f = append(f, Feature{mix(mix(before, saltFirst), d.key(i)), c, at, 1})
		}
		if r.Shape&loud != 0 {
			f = append(f, Feature{mix(uint64(r.Shape), saltShout), c, at, 1})
		}
		if r.Classes&ironic != 0 {
			f = append(f, Feature{saltClass, c, at, 1})
		}
		switch t.Kind {
		case lexicon.Punct:
			long := t.End-t.Start > 1
			if long {
				f = append(f, Feature{mix(uint64(d.first(i)), saltShout), c, at, 1})
			}
			switch {
			case d.first(i) == '"':
				quotes++
			case long && d.first(i) == '.':
				dots++
			case long:
				switch d.Text[t.Start:t.End] {
				case "…":
					dots++
				case "“":
					quotes++
				}
			}
		case lexicon.Hashtag:
			tagged += d.context[i].valence
		}
	}
	if n := len(d.Tokens); n > 1 {
		f = append(f, Feature{mix(mix(d.key(n-2), saltLast), d.key(n-1)), c, int32(n - 2), 2})
	}
	pos, neg := compound(d.pos), -compound(d.neg)
	first, last := float32(0), float32(0)
	if n := len(d.sums); n > 0 {
		first, last = compound(d.sums[0]), compound(d.sums[n-1])
	}
	// Irony is commoner in tweets than under news, and it is often a tag that
	// turns a tweet around.
	tags := d.number[lexicon.Hashtag]
	tag, plain, turned := flag(tags > 0), compound(d.pos+d.neg-tagged), compound(tagged)
	d.Features = appendValues(f, saltIrony, []float32{
		pos,
		neg,
		pos * neg,
		first,
		last,
		abs(first - last),
		float32(min(d.words, 200)) / 100,
		float32(min(len(d.ends), 20)) / 10,
		flag(d.number[lexicon.Mention] > 0),
		flag(d.number[lexicon.URL] > 0),
		flag(d.number[lexicon.Emoji]+d.number[lexicon.Emoticon] > 0),
		flag(dots > 0),
		flag(quotes > 0),
		tag,
		float32(min(tags, 6)) / 3,
		turned,
		max(plain, 0) * tag,
		max(-plain, 0) * tag,
		max(-plain*turned, 0),
		flag(d.words <= tweetWords),
	})
}
