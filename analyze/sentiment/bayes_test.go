package sentiment

import (
	"math"
	"strings"
	"testing"

	baseline "github.com/cdipaolo/sentiment"

	"standpoint/analyze"
	"standpoint/article"
)

func input(text string) analyze.Input {
	return analyze.Input{Article: &article.Article{}, Comment: &article.Comment{Text: text}}
}

func TestBayesIsTheLibrary(t *testing.T) {
	scorer, err := newBayes()
	if err != nil {
		t.Fatal(err)
	}
	models, err := baseline.Restore()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"What a wonderful, thoughtful piece. Thank you!",
		"This is the worst garbage I have read in years.",
		"The council meets on Tuesday at the old town hall.",
		"I don't think  a lot of people understand how bad it is!!!",
		strings.Repeat("A dull and lifeless report about nothing. ", 200),
	} {
		s, err := scorer.Sentiment(input(text))
		if err != nil {
			t.Fatal(err)
		}
		want := analyze.Negative
		if models[baseline.English].Predict(text) == 1 {
			want = analyze.Positive
		}
		if s.Label != want || (s.Score > 0) != (want == analyze.Positive) || math.Abs(s.Score) > 1 {
			t.Errorf("%.40q: label %v score %v, the library says %v", text, s.Label, s.Score, want)
		}
		if len(s.Evidence) == 0 || len(s.Evidence) > maxEvidence {
			t.Errorf("%.40q: %d spans of evidence", text, len(s.Evidence))
		}
	}
}
