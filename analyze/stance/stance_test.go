package stance

import (
	"errors"
	"math"
	"testing"

	"standpoint/analyze"
	"standpoint/article"
)

func input(claim, text string) analyze.Input {
	return analyze.Input{
		Article: &article.Article{Claim: article.Claim{Text: claim, Source: "given"}},
		Comment: &article.Comment{ID: "1", Text: text},
	}
}

// Every method answers any input without an error, says so when there is no
// claim, and gives probabilities that sum to 1 or are all zero with a reason.
func TestMethods(t *testing.T) {
	for _, m := range Methods() {
		s, err := m.New()
		if errors.Is(err, ErrNoModel) {
			t.Logf("%s is not tested: %v", m.Name, err)
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", m.Name, err)
		}
		for _, claim := range []string{"", " ", "Trams are good for cities", "Οι πόλεις χρειάζονται τραμ", "qzxv", "\x00\xff"} {
			for _, text := range []string{"", "Yes!", "Trams ruined our street, and they are never on time.", "\xff\xfe\x00", "這是錯的"} {
				v, err := s.Stance(input(claim, text), analyze.Sentiment{Score: -.5, Label: analyze.Negative, P: [3]float64{.7, .2, .1}})
				if err != nil {
					t.Errorf("%s, claim %q, text %q: %v", m.Name, claim, text, err)
				}
				if claim == "" && (v.Stance != analyze.Unclear || v.Reason == "") {
					t.Errorf("%s: no claim, but %v (%q)", m.Name, v.Stance, v.Reason)
				}
				if sum := v.P[0] + v.P[1] + v.P[2]; math.Abs(sum-1) > 1e-9 && (sum != 0 || v.Reason == "" || v.Stance != analyze.Unclear) {
					t.Errorf("%s, claim %q, text %q: P = %v, reason %q", m.Name, claim, text, v.P, v.Reason)
				}
				if (v.Stance == analyze.Unclear) != (v.Reason != "") {
					t.Errorf("%s, claim %q, text %q: stance %v with reason %q", m.Name, claim, text, v.Stance, v.Reason)
				}
				if v.Engine != m.Name {
					t.Errorf("%s: verdict signed %q", m.Name, v.Engine)
				}
			}
		}
	}
}

func TestWithMinConfidence(t *testing.T) {
	neg := analyze.Sentiment{Label: analyze.Negative, P: [3]float64{.5, .3, .2}}
	for _, c := range []struct {
		min  float64
		want analyze.Stance
	}{{0, analyze.Against}, {.5, analyze.Against}, {.51, analyze.Unclear}, {1, analyze.Unclear}} {
		s, err := WithMinConfidence(sentimentScorer{}, c.min)
		if err != nil {
			t.Fatal(err)
		}
		v, _ := s.Stance(input("Trams are good", "no"), neg)
		if v.Stance != c.want || v.P != neg.P {
			t.Errorf("min %v: got %v, P %v", c.min, v.Stance, v.P)
		}
		// Nothing was computed: no confidence makes an answer of it.
		if v, _ := s.Stance(input("Trams are good", "no"), analyze.Sentiment{Unsupported: "language: Greek"}); v.Stance != analyze.Unclear || v.Reason != "language: Greek" {
			t.Errorf("unsupported: got %v, %q", v.Stance, v.Reason)
		}
	}
	for _, bad := range []float64{-.1, 1.1, math.NaN()} {
		if _, err := WithMinConfidence(sentimentScorer{}, bad); err == nil {
			t.Errorf("min %v: no error", bad)
		}
	}
}
