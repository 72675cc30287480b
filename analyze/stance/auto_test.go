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
		{0, Split{Fast: 8, Refused: 1}, "ffffffff"},
		{1, Split{Below: .5, Deep: 1, Fast: 7, Refused: 1}, "dfffffff"},
		{3, Split{Below: .5, Deep: 1, Fast: 7, Refused: 1}, "dfffffff"}, // equal ones go together
		{4, Split{Below: .6, Deep: 4, Fast: 4, Refused: 1}, "ddddffff"},
		{6, Split{Below: 1, Deep: 6, Fast: 2, Refused: 1}, "ddddddff"},
		{7, Split{Below: 1.0001, Deep: 7, Fast: 1, Refused: 1}, "dddddddf"}, // the last was refused
		{9, Split{Below: 1.0001, Deep: 7, Fast: 1, Refused: 1}, "dddddddf"},
	} {
		survey := NewSurvey(steady{"fast"})
		for text := range strings.FieldsSeq(texts) {
			if _, err := survey.Stance(input("x", text), analyze.Sentiment{}); err != nil {
				t.Fatal(err)
			}
		}
		split := survey.Split(c.budget)
		cascade := Cascade(steady{"fast"}, WithoutEvidence(steady{"deep"}), &split)
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
		c.want.deep = split.deep // seen in what it does
		if split != c.want {
			t.Errorf("budget %d: Below %v, Deep %d, Fast %d, Refused %d", c.budget, split.Below, split.Deep, split.Fast, split.Refused)
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
			v, err := Cascade(f, steady{"deep"}, &split).Stance(input(topics[i], text), analyze.Sentiment{})
			if err != nil {
				t.Fatal(err)
			}
			if v.Engine == "deep" {
				deep++
			}
		}
		if deep > budget || deep != split.Deep || split.Deep+split.Fast != len(opinions) {
			t.Errorf("budget %d: %d judged by the slow method, announced %d; %d left to the fast one", budget, deep, split.Deep, split.Fast)
		}
	}
}

// A crowd of copies does not use up the budget, nor keep it from others.
func TestSplitLeavesCrowds(t *testing.T) {
	survey := NewSurvey(steady{"fast"})
	for i := range 300 {
		texts := []string{".4"}
		if i < 200 {
			texts = append(texts, fmt.Sprint(.5+float64(i)/1000))
		}
		for _, text := range texts {
			if _, err := survey.Stance(input("x", text), analyze.Sentiment{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	split := survey.Split(100)
	if split.Deep != 100 || split.Alike != 300 || split.Fast != 400 || split.Below != .6 {
		t.Errorf("deep %d, alike %d, fast %d, below %v", split.Deep, split.Alike, split.Fast, split.Below)
	}
	for text, want := range map[string]string{".4": "fast", ".5": "deep", ".599": "deep", ".6": "fast"} {
		v, err := Cascade(steady{"fast"}, steady{"deep"}, &split).Stance(input("x", text), analyze.Sentiment{})
		if err != nil || v.Engine != want {
			t.Errorf("%s is judged by %s, want %s (%v)", text, v.Engine, want, err)
		}
	}
}
