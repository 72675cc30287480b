package sentiment

import (
	"cmp"
	"math"
	"slices"

	"standpoint/analyze"
	"standpoint/analyze/sentiment/tone"
	"standpoint/lexicon"
)

// span is a piece of Evidence in the making.
type span struct {
	start, end int32
	weight     float64
}

// maxEvidence is how many spans a judgment keeps.
const maxEvidence = 12

// strongest returns the maxEvidence spans with the largest absolute weight,
// largest first, and at equal weight by place. It reorders spans.
func strongest(spans []span) []analyze.Evidence {
	if len(spans) == 0 {
		return nil
	}
	n := min(len(spans), maxEvidence)
	first := func(a, b span) int {
		return cmp.Or(cmp.Compare(math.Abs(b.weight), math.Abs(a.weight)), cmp.Compare(a.start, b.start))
	}
	// Few are kept, so keeping those in order beats sorting all.
	slices.SortFunc(spans[:n], first)
	for _, x := range spans[n:] {
		if math.Abs(x.weight) <= math.Abs(spans[n-1].weight) {
			continue // those before it in the text win at equal weight
		}
		at, _ := slices.BinarySearchFunc(spans[:n-1], x, first)
		copy(spans[at+1:n], spans[at:n-1])
		spans[at] = x
	}
	out := make([]analyze.Evidence, n)
	for i, s := range spans[:n] {
		out[i] = analyze.Evidence{Start: int(s.start), End: int(s.end), Weight: s.weight}
	}
	return out
}

// leastWeight is the weight in log-odds below which a word of a comment of
// usualWords words is no evidence. A word of a longer one weighs less.
const (
	leastWeight = 0.15
	usualWords  = 32
)

// evidence appends the spans that moved the score. Neighbouring words that
// pull the same way are one span, so that "not good" is shown whole; marks
// alone are evidence only if they speak ("!!!", ":-)").
func evidence(spans []span, d *tone.Doc, moved []float32) []span {
	last := -2 // the token at which the span before ended
	least := leastWeight * usualWords / float64(max(len(d.Tokens), usualWords))
	for i, t := range d.Tokens {
		v := float64(moved[i])
		if v > -least && v < least {
			continue
		}
		if t.Kind == lexicon.Break || t.Kind == lexicon.Punct && d.Text[t.Start] != '!' && d.Text[t.Start] != '?' {
			continue
		}
		if n := len(spans) - 1; last == i-1 && (spans[n].weight > 0) == (v > 0) {
			spans[n].end = t.End
			spans[n].weight += v
		} else {
			spans = append(spans, span{t.Start, t.End, v})
		}
		last = i
	}
	return spans
}
