package stance

import (
	"math"
	"sync/atomic"

	"standpoint/analyze"
)

// This file splits comments between a fast method and a slow, better one: the
// slow one judges again those that the fast one is least sure of, as many as a
// budget allows.
//
// How sure the fast method is of a comment is its largest probability, judged
// by the comment's own words: without the comment replied to. That is a matter
// of claim and comment alone, so a comment falls to the same method however the
// input is split or ordered, and whichever method judged its parent.

// sureSteps is the grid on which sureness is counted: 1e-4, that of the
// probabilities themselves.
const sureSteps = 10000

// sureness is the largest probability of v on the grid; ok is false when
// nothing could be said of the comment.
func sureness(v analyze.Verdict) (step int, ok bool) {
	p := max(v.P[0], v.P[1], v.P[2])
	return min(int(math.Round(p*sureSteps)), sureSteps), p > 0
}

// alone is a comment without its thread.
func alone(in analyze.Input) analyze.Input {
	in.Parent, in.ParentJudgment = nil, nil
	return in
}

// Survey is a StanceScorer that counts how sure a method is of the comments it
// is given. Its verdicts are that method's, without evidence and without
// regard to the comment replied to.
type Survey struct {
	plain   analyze.StanceScorer
	counts  [sureSteps + 1]atomic.Int64
	refused atomic.Int64
}

// NewSurvey makes a survey of fast.
func NewSurvey(fast analyze.StanceScorer) *Survey { return &Survey{plain: WithoutEvidence(fast)} }

// Stance implements analyze.StanceScorer.
func (s *Survey) Stance(in analyze.Input, sent analyze.Sentiment) (analyze.Verdict, error) {
	v, err := s.plain.Stance(alone(in), sent)
	if err != nil {
		return v, err
	}
	if step, ok := sureness(v); ok {
		s.counts[step].Add(1)
	} else {
		s.refused.Add(1)
	}
	return v, nil
}

// Split says which comments of a survey the slow method judges. The zero value
// leaves all to the fast one.
type Split struct {
	// Below is the fast method's sureness, in (0, 1], below which the slow
	// method judges; 0 means that it judges none, more than 1 that it judges
	// every comment of which anything can be said.
	Below   float64
	Deep    int // comments for the slow method
	Fast    int // comments for the fast one, Refused and Alike among them
	Refused int // comments of which the fast method can say nothing
	// Alike are comments below the threshold that stay with the fast method,
	// because too many are of exactly the same sureness: copies, as a rule,
	// which would use up the budget.
	Alike int

	deep [sureSteps + 1]bool // steps for the slow method
}

// crowd is the number of comments of one sureness above which they are left to
// the fast method: a tenth of the budget, and at least 10.
func crowd(budget int) int { return max(budget/10, 10) }

// Split gives the comments that the method is least sure of to the slow one,
// at most budget. Comments of equal sureness go the same way.
func (s *Survey) Split(budget int) Split {
	x := Split{Refused: int(s.refused.Load())}
	total, alike := 0, 0
	for i := range s.counts {
		total += int(s.counts[i].Load())
	}
	for step := range s.counts {
		n := int(s.counts[step].Load())
		if n > crowd(budget) {
			alike += n
			continue
		}
		if x.Deep+n > budget {
			break
		}
		x.Deep += n
		x.deep[step] = true
		if x.Deep > 0 {
			x.Below, x.Alike = float64(step+1)/sureSteps, alike
		}
	}
	x.Fast = total - x.Deep + x.Refused
	return x
}

// Cascade judges a comment with deep where split says so, with fast where not.
// The two may be with or without their evidence, each for itself.
func Cascade(fast, deep analyze.StanceScorer, split *Split) analyze.StanceScorer {
	return cascade{WithoutEvidence(fast), fast, deep, split}
}

type cascade struct {
	plain, fast, deep analyze.StanceScorer
	split             *Split
}

func (c cascade) Stance(in analyze.Input, s analyze.Sentiment) (analyze.Verdict, error) {
	v, err := c.plain.Stance(alone(in), s)
	if err != nil {
		return v, err
	}
	if step, ok := sureness(v); ok && c.split.deep[step] {
		return c.deep.Stance(in, s)
	}
	return c.fast.Stance(in, s)
}
