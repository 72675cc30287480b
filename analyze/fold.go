package analyze

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"standpoint/article"
)

// Tally folds the judgments of one article into counts. Add and Merge commute:
// any order, and any split over workers or machines, gives the same Summary,
// because every sum is one of integers. The zero value is ready to use.
type Tally struct {
	found, rejected int
	stances         Counts
	sentiments      Counts
	cross           [4]Counts
	hist            [4][HistogramBins]int
	sum, squares    int64 // of Score in units of scoreUnit, and of its square
	sarcastic       int
	unsupported     int
	copies          int
	engines         map[string]int
	unjudged        map[string]int // by reason: comments of which nothing could be said
	telling         [4][]told
}

// scoreUnit is the grid that scores are summed on: 1e-4, what the outputs print.
const scoreUnit = 1e-4

// SarcasmFlag is the probability from which a comment counts as possibly
// sarcastic: low, because the flag asks for a second look and changes no score.
const SarcasmFlag = 0.38

type told struct {
	rank float64
	line int
	Told
}

// Add counts one judged comment. It reports whether the comment is, for now,
// among the most telling of its side.
func (t *Tally) Add(it *Judged) (telling bool) {
	j := &it.Judgment
	t.found++
	st := j.Verdict.Stance
	t.stances[st]++
	t.sentiments[j.Sentiment.Label]++
	t.cross[st][j.Sentiment.Label]++
	if j.Sentiment.Label != Unscored {
		t.hist[st][bin(j.Sentiment.Score)]++
		v := grid(j.Sentiment.Score)
		t.sum += v
		t.squares += v * v
	}
	if j.Sentiment.Sarcasm >= SarcasmFlag {
		t.sarcastic++
	}
	if j.Sentiment.Unsupported != "" {
		t.unsupported++
	}
	if it.Comment.CopyOf != nil {
		t.copies++
	}
	count(&t.engines, j.Verdict.Engine, 1)
	if j.Verdict.P == [3]float64{} && j.Verdict.Reason != "" {
		count(&t.unjudged, j.Verdict.Reason, 1)
	}
	if st == Favor || st == Against {
		x := told{
			rank: tellingRank(it.Comment.Full(), j), line: it.Comment.Line,
			Told: Told{CommentID: it.Comment.ID, Author: it.Comment.Author, Full: it.Comment.Full(), Judgment: *j},
		}
		if it.Parent != nil {
			x.ReplyTo = it.Parent.Author
		}
		kept := t.tell(x)
		if kept != nil && j.Verdict.Unexplained {
			kept.Judged = it.own()
		}
		return kept != nil
	}
	return false
}

// own is a copy that does not hold on to the window it came from.
func (j *Judged) own() *Judged {
	c := *j
	if p := j.parentJudgment; p != nil {
		short := *p
		short.Sentiment.Evidence, short.Verdict.Evidence = nil, nil
		c.parentJudgment = &short
	}
	return &c
}

// Unexplained lists the most telling comments whose evidence was not looked
// for. To find it now, and have it in every Summary made from then on, set
// their Judgment.
func (t *Tally) Unexplained() []*Told {
	var list []*Told
	for s := range t.telling {
		for i := range t.telling[s] {
			if x := &t.telling[s][i].Told; x.Judged != nil {
				list = append(list, x)
			}
		}
	}
	return list
}

// tellingRank orders the comments of a side by how well a reader can check the
// label against the words quoted. It is the probability of the side plus the
// weight of the comment's own words toward it (those against it count against
// it, questions for nothing; the sum is cut to ±ownMost), less
//
//   - half a point where the own words weigh no more than the path through the
//     comment it answers: without that comment the quotation shows nothing;
//   - half a point for a question and nothing else: it may be a plain one;
//   - the probability of sarcasm where it is flagged, a quarter where the
//     evidence names the mockery, which then was read as such;
//   - a fifth where no word of the evidence met the claim.
//
// What rests on evidence is left out where the evidence was not looked for. The
// parts were set by hand on pages of our own.
func tellingRank(full string, j *Judgment) float64 {
	p, sign := j.Verdict.P[2], 1.
	if j.Verdict.Stance == Against {
		p, sign = j.Verdict.P[0], -1
	}
	var own, parent float64
	met, mockery := false, false
	for _, e := range j.Verdict.Evidence {
		w := sign * e.Weight
		switch {
		case strings.HasPrefix(e.Cue, parentPath):
			parent += w
			continue
		case e.Cue == questionCue:
			continue
		}
		own += w
		met = met || w > 0 && e.Met != ""
		mockery = mockery || w > 0 && e.Cue == mockeryCue
	}
	p += max(-ownMost, min(ownMost, own))
	known := !j.Verdict.Unexplained
	if known && own <= max(parent, 0) {
		p -= .5
	}
	if onlyAsks(full) {
		p -= .5
	}
	switch flagged := j.Sentiment.Sarcasm >= SarcasmFlag; {
	case flagged && mockery:
		p -= .25
	case flagged:
		p -= j.Sentiment.Sarcasm
	}
	if known && !met {
		p -= .2
	}
	return p
}

const ownMost = .5

// How stance methods name evidence: a path through the parent, a question,
// mockery.
const (
	parentPath  = "parent: "
	questionCue = "question"
	mockeryCue  = "mockery"
)

// onlyAsks reports whether every sentence of a text is a question. A title
// runs on into the text where no mark ends it.
func onlyAsks(text string) bool {
	asks := false
	for text = strings.TrimSpace(text); text != ""; {
		i := strings.IndexAny(text, ".!?")
		if i < 0 {
			return false
		}
		rest := strings.TrimLeft(text[i:], ".!?\"')”’")
		marks := text[i : len(text)-len(rest)]
		text = strings.TrimSpace(rest)
		if len(text) < len(rest) || rest == "" { // and not "3.5"
			if !strings.Contains(marks, "?") {
				return false
			}
			asks = true
		}
	}
	return asks
}

// tell takes x in if it is among the most telling of its side; nil if not.
func (t *Tally) tell(x told) *told {
	list := &t.telling[x.Judgment.Verdict.Stance]
	i, _ := slices.BinarySearchFunc(*list, x, func(a, b told) int {
		return cmp.Or(cmp.Compare(b.rank, a.rank), cmp.Compare(a.line, b.line), cmp.Compare(a.CommentID, b.CommentID))
	})
	if i >= TellingComments {
		return nil
	}
	*list = slices.Insert(*list, i, x)
	*list = (*list)[:min(len(*list), TellingComments)]
	return &(*list)[i]
}

// Reject counts one comment that was found but not scored.
func (t *Tally) Reject() { t.found++; t.rejected++ }

// Merge adds everything that o counted. o stays as it is.
func (t *Tally) Merge(o *Tally) {
	t.found += o.found
	t.rejected += o.rejected
	t.sum += o.sum
	t.squares += o.squares
	t.sarcastic += o.sarcastic
	t.unsupported += o.unsupported
	t.copies += o.copies
	for s := range t.stances {
		t.stances[s] += o.stances[s]
		t.sentiments[s] += o.sentiments[s]
		for l := range t.cross[s] {
			t.cross[s][l] += o.cross[s][l]
		}
		for b := range t.hist[s] {
			t.hist[s][b] += o.hist[s][b]
		}
		for _, x := range o.telling[s] {
			t.tell(x)
		}
	}
	for e, n := range o.engines {
		count(&t.engines, e, n)
	}
	for reason, n := range o.unjudged {
		count(&t.unjudged, reason, n)
	}
}

func count(m *map[string]int, key string, n int) {
	if *m == nil {
		*m = map[string]int{}
	}
	(*m)[key] += n
}

// Summary is the tally of a as numbers to print.
func (t *Tally) Summary(a *article.Article) *Summary {
	s := &Summary{
		ArticleID: a.ID, Source: a.Source, Title: a.Title, Published: a.Published.String(),
		Claim: a.Claim.Text, ClaimSource: string(a.Claim.Source), ClaimIsTarget: a.Claim.Target,
		Found: t.found, Scored: t.found - t.rejected, Rejected: t.rejected,
		Stances: t.stances, Sentiments: t.sentiments, Cross: t.cross, HistBy: t.hist,
		Sarcastic: t.sarcastic, Unsupported: t.unsupported, Copies: t.copies, Engines: t.engines,
	}
	for _, h := range t.hist {
		for b, n := range h {
			s.Hist[b] += n
		}
	}
	for st, list := range t.telling {
		for _, x := range list {
			s.Telling[st] = append(s.Telling[st], x.Told)
		}
	}
	n := s.Scored - t.sentiments[Unscored]
	s.MeanSentiment, s.SentimentLow, s.SentimentHigh = mean(n, t.sum, t.squares)
	sided := t.stances[Favor] + t.stances[Against] + t.stances[NeutralStance]
	s.FavorShare = Wilson(t.stances[Favor], sided)
	s.AgainstShare = Wilson(t.stances[Against], sided)
	s.NeutralShare = Wilson(t.stances[NeutralStance], sided)
	s.UnclearShare = Wilson(t.stances[Unclear], s.Scored)
	s.Warnings = append(slices.Clone(a.Warnings), warnings(s, sided, t.unjudged)...)
	return s
}

// fewComments is the count below which a 95% Wilson interval is wider than
// ±14 points at a share of one half.
const fewComments = 50

func warnings(s *Summary, sided int, unjudged map[string]int) []string {
	var w []string
	switch {
	case s.Found == 0:
		return nil
	case s.Scored == 0:
		return []string{"every comment found was rejected: nothing was scored"}
	case sided == 0:
		w = append(w, "no comment's stance is clear: there are no shares")
	case sided < fewComments:
		w = append(w, fmt.Sprintf("n = %d: intervals are wide", sided))
	}
	told := 0
	for _, reason := range slices.Sorted(maps.Keys(unjudged)) {
		if n := unjudged[reason]; n == s.Scored || n >= fewComments || 5*n > s.Scored {
			told += n
			w = append(w, fmt.Sprintf("%d of %d comments could not be judged: %s", n, s.Scored, reason))
		}
	}
	if u := s.Stances[Unclear]; 2*u > s.Scored && sided > 0 && told < u {
		w = append(w, fmt.Sprintf("%d of %d comments are unclear: the shares describe the rest", u, s.Scored))
	}
	if s.Rejected > 0 {
		w = append(w, fmt.Sprintf("%d of %d comments found could not be read or scored", s.Rejected, s.Found))
	}
	if s.Sarcastic > 0 {
		w = append(w, fmt.Sprintf("%d labels rest on comments that may be sarcastic: check them by hand", s.Sarcastic))
	}
	if s.Copies > 0 {
		w = append(w, fmt.Sprintf("%d of %d comments repeat an earlier one; they are marked and counted like any other", s.Copies, s.Scored))
	}
	if s.Unsupported > 0 {
		w = append(w, fmt.Sprintf("%d comments are in a language the models do not know: not scored for sentiment", s.Unsupported))
	}
	if s.ClaimSource == string(article.ClaimProposed) {
		w = append(w, "the claim was proposed from the page: give --claim to judge against your own")
	}
	return w
}

// bin is the histogram bin of a score: bin 0 begins at -1, the last one ends
// at, and includes, +1.
func bin(score float64) int {
	b := (grid(score) + 10000) * HistogramBins / 20000
	return int(max(0, min(HistogramBins-1, b)))
}

// grid is a score in whole scoreUnits, so that sums and bin edges are exact.
func grid(score float64) int64 { return int64(math.Round(score / scoreUnit)) }

// Wilson is the share k of n with its 95% interval after Wilson (1927),
// "Probable inference, the law of succession, and statistical inference",
// JASA 22: the score interval without continuity correction.
func Wilson(k, n int) Estimate {
	if n <= 0 {
		return Estimate{0, 0, 1}
	}
	const z = 1.959963984540054
	const z2 = z * z
	fn := float64(n)
	p := float64(k) / fn
	mid := (p + z2/(2*fn)) / (1 + z2/fn)
	half := z / (1 + z2/fn) * math.Sqrt(p*(1-p)/fn+z2/(4*fn*fn))
	return Estimate{p, max(0, mid-half), min(1, mid+half)}
}

// mean is the mean of n scores with its 95% interval from Student's t, cut to
// [-1, +1]; with one score the interval is all of [-1, +1], with none the
// mean is 0.
func mean(n int, sum, squares int64) (m, low, high float64) {
	if n == 0 {
		return 0, -1, 1
	}
	fn := float64(n)
	m = float64(sum) / fn * scoreUnit
	if n == 1 {
		return m, -1, 1
	}
	// The integers are exact, so the cancellation that this formula is known
	// for costs nothing worth the second pass.
	v := (float64(squares) - float64(sum)*float64(sum)/fn) / (fn - 1) * scoreUnit * scoreUnit
	half := distuv.StudentsT{Sigma: 1, Nu: fn - 1}.Quantile(0.975) * math.Sqrt(max(v, 0)/fn)
	return m, max(-1, m-half), min(1, m+half)
}
