package stance

import (
	"iter"
	"slices"

	"standpoint/analyze"
)

// parentWay is what the way through the parent adds to the evidence of a reply.
// Its weight is the difference that the parent's judgment makes: had the parent
// taken no side, the way would lean to none either, so agreeing with a comment in
// favor never weighs against. It has two parts, which add up: what the reply does
// but for its opening, and what the opening moves that by.
type parentWay struct {
	o            opening
	all          span    // the reply
	gap          float64 // P(agrees) − P(disagrees) but for the opening
	full         float64 // and with it
	rest, opened float64
}

// addTo appends both parts to the evidence. The opening has its own place; the
// rest stands at the phrase that most shows it, of those given with by how much
// they do, or else at the whole reply but for the opening. Spans do not overlap:
// what the two stand for is taken out. In a reply that is nothing but its opening
// the two are one.
func (w *parentWay) addTo(out []analyze.Evidence, shows iter.Seq2[span, float64]) []analyze.Evidence {
	gap := w.gap
	add := func(x analyze.Evidence) {
		if abs(x.Weight) < weight {
			return
		}
		out = slices.DeleteFunc(out, func(y analyze.Evidence) bool { return y.Start < x.End && x.Start < y.End })
		out = append(out, x)
	}
	e := analyze.Evidence{Start: w.all.start, End: w.all.end, Weight: rounded4(w.rest)}
	switch {
	case w.o.side == 0:
	case w.o.after == 0:
		gap, e.Start, e.End, e.Weight = w.full, w.o.start, w.o.end, rounded4(w.rest+w.opened)
	default:
		add(analyze.Evidence{Start: w.o.start, End: w.o.end, Cue: "parent: " + w.o.cue(), Weight: rounded4(w.opened)})
		e.Start = w.o.after
	}
	e.Cue = "parent: agrees"
	if gap < 0 {
		e.Cue = "parent: disagrees"
	}
	if abs(e.Weight) >= weight {
		most := 0.
		for s, x := range shows {
			if x > 0 == (gap > 0) && abs(x) >= weight && abs(x) > most && (w.o.side == 0 || !s.meets(w.o.span)) {
				most, e.Start, e.End = abs(x), s.start, s.end
			}
		}
		add(e)
	}
	return out
}

// pathShare is how much the way through the parent weighs for a reply that
// disagrees, does neither, or agrees with these probabilities; room is what its
// length and what it says of the claim leave.
func pathShare(to [3]float64, room float64) float64 { return min(1, 1.25*(to[0]+to[2])) * room }

// pathLean is how far that way leans to the parent's side.
func pathLean(to [3]float64, room float64) float64 {
	if to[0]+to[2] == 0 {
		return 0
	}
	return pathShare(to, room) * side(to) / (to[0] + to[2])
}
