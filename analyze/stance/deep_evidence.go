package stance

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"standpoint/analyze"
	"standpoint/encoder"
	"standpoint/lexicon"
)

// Evidence is found by occlusion: a phrase is left out, the encoder reads what
// remains, and the phrase weighs by how much P(favor) − P(against) falls
// without it. Every such reading costs half of the judgment itself. So of a
// comment of more than triedSpans phrases, those are tried that stand in the
// sentences that, read alone, lean most to a side.
const (
	triedSpans   = 8
	deepEvidence = 8 // phrases that a verdict carries
)

// evidence finds the phrases that moved the judgment, strongest first.
func (r *deepReading) evidence(in analyze.Input) ([]analyze.Evidence, error) {
	r.spans = phrases(r.spans[:0], r.text, r.words, span{0, len(r.text)})
	tried := r.apart(r.narrow(r.spans))
	looks, replies, err := r.occlude(tried, r.parent)
	if err != nil {
		return nil, err
	}
	var out []analyze.Evidence
	_, r.cued = r.claim.cues.Cues(in, r.text, r.words, &ownCues, r.cued[:0])
	for i, s := range tried {
		w := rounded4(float64(r.move(looks[i]) * (1 - r.share)))
		if abs(w) < weight {
			continue
		}
		e := analyze.Evidence{Start: s.start, End: s.end, Weight: w}
		r.name(&e)
		out = append(out, e)
	}
	if r.parent != nil {
		out = r.path(out, tried, replies, in.ParentJudgment.Verdict.P)
	}
	strongestFirst(out)
	return out[:min(len(out), deepEvidence)], nil
}

// narrow picks the phrases to try.
func (r *deepReading) narrow(spans []span) []span {
	if len(spans) <= triedSpans {
		return spans
	}
	window := span{r.tokens[r.kept[0]].Start, r.tokens[r.kept[1]-1].End}
	if at := r.base.at; window.start >= at[len(at)-1].end { // beyond the sentences that are read
		return joined(nil, spans, window, triedSpans)
	}
	order := make([]int, len(r.base.at))
	lean := make([]float64, len(order))
	for i := range order {
		order[i] = i
		s, _ := r.sides(r.base.sentences[i])
		lean[i] = s - r.unsaidOf(r.claim.form, r.base.pieces)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(abs(lean[b]), abs(lean[a])) })
	var tried []span
	if mine, _, fasts, _ := r.lean(r.claim.form, r.base); abs(fasts) > abs(mine) {
		// The method "fast" decides: the phrases are those of its words.
		for _, x := range r.askFast(r.article, r.text, r.sounds, true).Evidence {
			for _, s := range spans {
				if s.meets(span{x.Start, x.End}) && len(tried) < triedSpans && !slices.Contains(tried, s) {
					tried = append(tried, s)
				}
			}
		}
		if len(tried) > 0 {
			return tried
		}
	}
	for _, k := range order {
		more := joined(tried, spans, r.base.at[k], triedSpans)
		if len(more) > triedSpans {
			break
		}
		tried = more
	}
	return tried
}

// apart makes the opening of a reply a phrase of its own among those that are tried.
func (r *deepReading) apart(spans []span) []span {
	if r.opened.side == 0 {
		return spans
	}
	out := []span{r.opened.span}
	for _, s := range spans {
		if s.meets(r.opened.span) {
			if s.start = r.opened.after; s.start == 0 || s.start >= s.end {
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

// joined appends to dst the spans that begin in a range; neighbours are joined
// where there are more than most.
func joined(dst, spans []span, in span, most int) []span {
	var list []span
	for _, s := range spans {
		if s.start >= in.start && s.start < in.end {
			list = append(list, s)
		}
	}
	n := min(len(list), most)
	for i := range n {
		dst = append(dst, span{list[i*len(list)/n].start, list[(i+1)*len(list)/n-1].end})
	}
	return dst
}

// occlude reads the window that decided without each of the spans in turn and,
// given the first segment for it, the reply to the parent likewise.
func (r *deepReading) occlude(spans []span, parent []int32) (looks, replies []look, err error) {
	for _, s := range spans {
		looks = append(looks, r.look(r.claim.first, r.kept, s))
		if parent != nil {
			replies = append(replies, r.look(parent, r.replyWindow(), s))
		}
	}
	return looks, replies, r.run()
}

// move is by how much P(favor) − P(against) falls when a comment is looked at
// like this, by its own words and for the claim as given.
func (r *deepReading) move(l look) float64 {
	return side(r.own) - r.claim.side*side(r.probabilities(r.claim.form, l))
}

// name gives a phrase the cue that the cue lists find in it, if one points the
// same way, and the word of the claim that it met.
func (r *deepReading) name(e *analyze.Evidence) {
	if r.parent == nil && (span{e.Start, e.End}) == r.opened.span && e.Weight*r.opened.side > 0 {
		e.Cue = r.opened.cue()
		return
	}
	best := 0.
	for _, c := range r.cued {
		if (span{c.Start, c.End}).meets(span{e.Start, e.End}) && c.Weight > 0 == (e.Weight > 0) && abs(c.Weight) > best {
			best, e.Cue, e.Met = abs(c.Weight), c.Cue, c.Met
		}
	}
	if e.Cue == "" {
		r.nameTone(e)
	}
	if e.Met != "" {
		return
	}
	var fold [lexicon.MaxWord + utf8.UTFMax]byte
	for _, t := range r.words {
		if int(t.Start) < e.Start || int(t.End) > e.End || t.Kind != lexicon.Word {
			continue
		}
		if m := r.claim.cues.match(lexicon.AppendFold(fold[:0], r.text[t.Start:t.End])); m != nil {
			e.Met = m.text
			return
		}
	}
}

// nameTone gives a phrase the tone as its cue, if it holds the word that most makes
// the comment sound so and points where the tone does.
func (r *deepReading) nameTone(e *analyze.Evidence) {
	if r.base.tone*r.claim.side*e.Weight <= 0 {
		return
	}
	tone, cue := r.sounds.Words, toneCue
	if r.article.Claim.Target {
		tone, cue = *r.sounds.Target, aimedCue
	}
	if word, _, ok := toneWord(tone, r.sounds); ok && (span{e.Start, e.End}).meets(span{word.Start, word.End}) {
		e.Cue = cue
	}
}

// path adds the way through the parent.
func (r *deepReading) path(out []analyze.Evidence, tried []span, replies []look, parent [3]float64) []analyze.Evidence {
	apart := r.reply
	apart.opened = 0
	to := r.probabilities(encoder.PARENT, apart)
	way := parentWay{o: r.opened, all: span{r.tokens[0].Start, r.tokens[len(r.tokens)-1].End}, gap: side(to), full: side(r.to)}
	way.rest = pathLean(to, r.room) * side(parent)
	way.opened = float64(pathLean(r.to, r.room)*side(parent)) - way.rest
	return way.addTo(out, func(yield func(span, float64) bool) {
		for i, s := range tried {
			if !yield(s, side(r.to)-side(r.probabilities(encoder.PARENT, replies[i]))) {
				return
			}
		}
	})
}

// side is P(favor) − P(against).
func side(p [3]float64) float64 { return p[2] - p[0] }
