// Package stance tells which side of a claim a comment takes.
//
// Methods lists what it offers. Every method fills Verdict.P with calibrated
// probabilities, also when it abstains, so that WithMinConfidence can move the
// confidence below which it says Unclear. P is all zero only when nothing
// could be said, and Verdict.Reason then says why.
package stance

import (
	"fmt"
	"math"

	"standpoint/analyze"
)

// Methods lists the ways to tell a stance, the default first.
func Methods() []analyze.Method[analyze.StanceScorer] {
	return []analyze.Method[analyze.StanceScorer]{
		{
			Name: "fast",
			Doc:  "small network over word vectors and cues, trained with the claim; follows replies; thousands of comments a second",
			New:  newFast,
		},
		{
			Name: "deep",
			Doc:  "pretrained encoder that reads claim and comment together, with fast and the comment's tone as further opinions; 7 (long) to 60 (short) comments a second on a core, 2 to 20 with the words behind the stance",
			New:  newDeep,
		},
		{
			Name: "sentiment",
			Doc:  "baseline: a comment that sounds positive is for the claim, one that sounds negative is against it",
			New:  func() (analyze.StanceScorer, error) { return sentimentScorer{}, nil },
		},
		{
			Name: "cues",
			Doc:  "word lists: what is said near the claim's target, agreement, disbelief, mockery, words of a debate's camps, and the parent's side; every verdict shows its cues",
			New:  func() (analyze.StanceScorer, error) { return newCueScorer(), nil },
		},
		{
			Name: "majority",
			Doc:  "baseline: every comment is against the claim, the commonest side in the training data",
			New:  func() (analyze.StanceScorer, error) { return majorityScorer{}, nil },
		},
	}
}

// WithMinConfidence makes s abstain when the largest of the three
// probabilities is below min (in [0, 1]), whatever confidence s itself asks
// for; 0 makes it always answer. Comments of which nothing could be said stay
// Unclear.
func WithMinConfidence(s analyze.StanceScorer, min float64) (analyze.StanceScorer, error) {
	if !(min >= 0 && min <= 1) {
		return nil, fmt.Errorf("confidence %v is not between 0 and 1", min)
	}
	return confident{s, min}, nil
}

// WithoutEvidence gives the verdicts of s without their evidence: the same
// stance, probabilities and reason, in less time where finding the evidence
// takes time of its own, as it does for "fast". Wrap s with it before
// WithMinConfidence.
func WithoutEvidence(s analyze.StanceScorer) analyze.StanceScorer {
	if plain, ok := s.(interface{ withoutEvidence() analyze.StanceScorer }); ok {
		s = plain.withoutEvidence()
	}
	return unexplained{s}
}

type unexplained struct{ analyze.StanceScorer }

func (u unexplained) Stance(in analyze.Input, s analyze.Sentiment) (analyze.Verdict, error) {
	v, err := u.StanceScorer.Stance(in, s)
	v.Evidence, v.Unexplained = nil, err == nil
	return v, err
}

type confident struct {
	analyze.StanceScorer
	min float64
}

func (c confident) Stance(in analyze.Input, s analyze.Sentiment) (analyze.Verdict, error) {
	v, err := c.StanceScorer.Stance(in, s)
	if err == nil && v.P != [3]float64{} {
		v.Stance, v.Reason = decide(v.P, c.min)
	}
	return v, err
}

// decide names the likeliest stance, or Unclear with a reason when it is less
// likely than min. On a tie the earlier of neutral, against, favor wins.
func decide(p [3]float64, min float64) (analyze.Stance, string) {
	best, stance := p[1], analyze.NeutralStance
	if p[0] > best {
		best, stance = p[0], analyze.Against
	}
	if p[2] > best {
		best, stance = p[2], analyze.Favor
	}
	if best < min {
		return analyze.Unclear, fmt.Sprintf("confidence %.2f is below %.2f", math.Floor(best*100)/100, min)
	}
	return stance, ""
}

// noClaim is the verdict on a comment whose article has no claim.
func noClaim(engine string) analyze.Verdict {
	return analyze.Verdict{Engine: engine, Reason: "the article has no claim"}
}
