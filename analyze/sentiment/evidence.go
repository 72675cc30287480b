package sentiment

import (
	"math"
	"slices"

	"standpoint/analyze"
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
// largest first, and at equal weight by place. Spans come in that of the text;
// it reorders them.
func strongest(spans []span) []analyze.Evidence {
	if len(spans) == 0 {
		return nil
	}
	best, floor := spans[:0], 0.0
	for _, x := range spans {
		if len(best) == maxRanked {
			best = best[:rank(best)]
			floor = math.Abs(best[len(best)-1].weight)
		}
		if math.Abs(x.weight) > floor { // those before it in the text win at equal weight
			best = append(best, x)
		}
	}
	best = best[:rank(best)]
	out := make([]analyze.Evidence, len(best))
	for i, s := range best {
		out[i] = analyze.Evidence{Start: int(s.start), End: int(s.end), Weight: s.weight}
	}
	return out
}

// maxRanked is how many spans rank orders at once.
const maxRanked = 64

// rank moves the first maxEvidence of at most maxRanked spans to their places
// and returns their number. It counts for each how many are before it: for so
// few that is quicker than sorting, whose branches no processor can guess.
func rank(spans []span) int {
	var size [maxRanked]uint64 // as ordered as the weights
	var before [maxRanked]uint64
	for i, s := range spans {
		size[i] = math.Float64bits(math.Abs(s.weight))
	}
	for i := range spans {
		n := uint64(0)
		for j := range i {
			larger := (size[j] - size[i]) >> 63 // 1 if i's is, and 0 if they are equal
			before[j] += larger
			n += 1 - larger
		}
		before[i] = n
	}
	var first [maxEvidence]span
	for i, s := range spans {
		if n := before[i]; n < maxEvidence {
			first[n] = s
		}
	}
	return copy(spans, first[:])
}

// leastWeight is the weight in log-odds below which a word of a comment of
// usualWords words is no evidence. A word of a longer one weighs less.
const (
	leastWeight = 0.15
	usualWords  = 32
)

// evidence makes w.spans what moved the score. Neighbouring words that pull the
// same way are one span, so that "not good" is shown whole; marks alone are
// evidence only if they speak ("!!!", ":-)").
func (w *scratch) evidence() {
	d, spans := &w.doc, w.spans[:0]
	last := int32(-2) // the token at which the span before ended
	for _, i := range w.telling() {
		t, v := d.Tokens[i], float64(w.moved[i])
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
	w.spans = spans
}

// telling returns the tokens that moved the score enough.
func (w *scratch) telling() []int32 {
	n := len(w.moved)
	least := leastWeight * usualWords / float64(max(n, usualWords))
	cut := float32(least)
	if float64(cut) < least {
		cut = math.Nextafter32(cut, 1)
	}
	w.told = slices.Grow(w.told[:0], n)[:n]
	told := 0
	for i, v := range w.moved {
		w.told[told] = int32(i)
		// The bits of positive numbers are ordered as they are: this counts
		// where |v| >= cut without a branch.
		told += int((math.Float32bits(cut) - 1 - math.Float32bits(v)&^(1<<31)) >> 31)
	}
	return w.told[:told]
}
