package stance

import (
	"math"
	"strings"

	"standpoint/analyze"
)

// majorityScorer answers every comment with the shares of the sides in the
// training comments: 13,667 labelled comments and tweets of VAST, ARC and
// SemEval-2016 task 6, of which 5,793 are against, 2,515 neutral, 5,359 favor.
type majorityScorer struct{}

func (majorityScorer) Stance(in analyze.Input, _ analyze.Sentiment) (analyze.Verdict, error) {
	if strings.TrimSpace(in.Article.Claim.Text) == "" {
		return noClaim("majority"), nil
	}
	return analyze.Verdict{Stance: analyze.Against, P: [3]float64{.424, .184, .392}, Engine: "majority"}, nil
}

// sentimentScorer reads the stance off the sentiment. It is what people do who
// have a sentiment tool only, and shows by how much stance is not sentiment.
type sentimentScorer struct{}

func (sentimentScorer) Stance(in analyze.Input, s analyze.Sentiment) (analyze.Verdict, error) {
	if strings.TrimSpace(in.Article.Claim.Text) == "" {
		return noClaim("sentiment"), nil
	}
	v := analyze.Verdict{Engine: "sentiment", Evidence: s.Evidence}
	switch s.Label {
	case analyze.Positive:
		v.Stance = analyze.Favor
	case analyze.Negative:
		v.Stance = analyze.Against
	case analyze.Neutral:
		v.Stance = analyze.NeutralStance
	default:
		v.Reason = "no sentiment was computed"
		if s.Unsupported != "" {
			v.Reason = s.Unsupported
		}
		v.Evidence = nil
		return v, nil
	}
	if v.P = s.P; v.P == [3]float64{} {
		// The sentiment method gives no probabilities: what the score leaves
		// to either end is neutral.
		x := max(-1, min(1, s.Score))
		v.P[1] = 1 - math.Abs(x)
		v.P[0], v.P[2] = max(0, -x), max(0, x)
	}
	return v, nil
}
