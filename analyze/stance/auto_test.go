package stance

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"standpoint/analyze"
	"standpoint/article"
)

// steady answers with the probability of favor that a comment's text names.
type steady struct{ name string }

func (s steady) Stance(in analyze.Input, _ analyze.Sentiment) (analyze.Verdict, error) {
	if in.Comment.Text == "fail" {
		return analyze.Verdict{}, errors.New("told to")
	}
	v := analyze.Verdict{Engine: s.name, Evidence: []analyze.Evidence{{End: 1}}}
	var p float64
	if _, err := fmt.Sscan(in.Comment.Text, &p); err != nil {
		v.Reason = "no number"
		return v, nil
	}
	if in.ParentJudgment != nil {
		p = 1 // a parent makes it sure
	}
	v.P = [3]float64{(1 - p) / 2, (1 - p) / 2, p}
	v.Stance, v.Reason = decide(v.P, 0)
	return v, nil
}

func TestCascade(t *testing.T) {
	texts := "0.4 0.5 0.5 0.5 0.6 0.9 1 none"
	for _, c := range []struct {
		budget int
		want   Split
		engine string // by comment
	}{
		{0, Split{0, 0, 8, 1}, "ffffffff"},
		{1, Split{.5, 1, 7, 1}, "dfffffff"},
		{3, Split{.5, 1, 7, 1}, "dfffffff"}, // equal ones go together
		{4, Split{.6, 4, 4, 1}, "ddddffff"},
		{6, Split{1, 6, 2, 1}, "ddddddff"},
		{7, Split{1.0001, 7, 1, 1}, "dddddddf"}, // the last was refused
		{9, Split{1.0001, 7, 1, 1}, "dddddddf"},
	} {
		survey := NewSurvey(steady{"fast"})
		for text := range strings.FieldsSeq(texts) {
			if _, err := survey.Stance(input("x", text), analyze.Sentiment{}); err != nil {
				t.Fatal(err)
			}
		}
		split := survey.Split(c.budget)
		if split != c.want {
			t.Errorf("budget %d: %+v, want %+v", c.budget, split, c.want)
		}
		cascade := Cascade(steady{"fast"}, WithoutEvidence(steady{"deep"}), split.Below)
		got := ""
		for text := range strings.FieldsSeq(texts) {
			in := input("x", text)
			for _, parent := range []*analyze.Judgment{nil, {}} {
				// Whichever method judged the parent, the choice is the same.
				if in.ParentJudgment = parent; parent != nil {
					in.Parent = &article.Comment{Text: "parent"}
				}
				v, err := cascade.Stance(in, analyze.Sentiment{})
				if err != nil {
					t.Fatal(err)
				}
				if parent == nil {
					got += v.Engine[:1]
				} else if v.Engine[0] != got[len(got)-1] {
					t.Errorf("budget %d: %s falls to %s with a parent", c.budget, text, v.Engine)
				}
				if deep := v.Engine == "deep"; v.Unexplained != deep || (v.Evidence == nil) != deep {
					t.Errorf("%s by %s: evidence %v, unexplained %v", text, v.Engine, v.Evidence, v.Unexplained)
				}
			}
		}
		if got != c.engine {
			t.Errorf("budget %d: judged by %s, want %s", c.budget, got, c.engine)
		}
		if _, err := cascade.Stance(input("x", "fail"), analyze.Sentiment{}); err == nil {
			t.Error("an error was lost")
		}
	}
}

// With the real method no more comments than the budget fall to the other.
func TestSplitKeepsTheBudget(t *testing.T) {
	f := engine(t)
	survey := NewSurvey(f)
	for i, text := range opinions {
		if _, err := survey.Stance(input(topics[i], text), analyze.Sentiment{}); err != nil {
			t.Fatal(err)
		}
	}
	for budget := range len(opinions) + 1 {
		split := survey.Split(budget)
		deep := 0
		for i, text := range opinions {
			v, err := Cascade(f, steady{"deep"}, split.Below).Stance(input(topics[i], text), analyze.Sentiment{})
			if err != nil {
				t.Fatal(err)
			}
			if v.Engine == "deep" {
				deep++
			}
		}
		if deep > budget || deep != split.Deep || split.Deep+split.Fast != len(opinions) {
			t.Errorf("budget %d: %d judged by the slow method; split %+v", budget, deep, split)
		}
	}
}
