package analyze

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"testing"

	"standpoint/article"
)

// threadScorer records what it was given, so that tests can see whether a
// reply was judged after its parent.
type threadScorer struct{}

func (threadScorer) Sentiment(Input) (Sentiment, error) { return Sentiment{Label: Neutral}, nil }

func (threadScorer) Stance(in Input, _ Sentiment) (Verdict, error) {
	if strings.Contains(in.Comment.Text, "fail") {
		return Verdict{}, errors.New("told to")
	}
	v := Verdict{Engine: in.Comment.ID}
	if in.ParentJudgment != nil {
		v.Engine += "<" + in.ParentJudgment.Verdict.Engine
	} else if in.Parent != nil {
		v.Engine += "<?"
	}
	return v, nil
}

func stream(recs ...article.Record) iter.Seq2[article.Record, error] {
	return func(yield func(article.Record, error) bool) {
		for _, r := range recs {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func comment(id, parent string) article.Record {
	return article.Record{Comment: &article.Comment{ArticleID: "a", ID: id, ParentID: parent, Text: "text " + id}}
}

func judgeAll(t *testing.T, recs iter.Seq2[article.Record, error], workers int) (paths []string, rejected int) {
	t.Helper()
	opt := Options{Sentiment: threadScorer{}, Stance: threadScorer{}, Workers: workers}
	for ev, err := range Judge(t.Context(), recs, opt) {
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case ev.Judged != nil:
			paths = append(paths, fmt.Sprintf("%s@%d", ev.Judged.Judgment.Verdict.Engine, ev.Judged.Depth))
		case ev.Rejection != nil:
			rejected++
		}
	}
	return paths, rejected
}

func TestJudgeParentsFirst(t *testing.T) {
	failing := comment("f", "")
	failing.Comment.Text = "fail"
	for name, c := range map[string]struct {
		recs     []article.Record
		want     []string
		rejected int
	}{
		"page order":                 {[]article.Record{comment("1", ""), comment("2", "1"), comment("3", "2")}, []string{"1@0", "2<1@1", "3<2<1@2"}, 0},
		"parent after its reply":     {[]article.Record{comment("3", "2"), comment("2", "1"), comment("1", "")}, []string{"3<2<1@2", "2<1@1", "1@0"}, 0},
		"parent missing":             {[]article.Record{comment("1", "gone")}, []string{"1@0"}, 0},
		"reply to itself":            {[]article.Record{comment("1", "1")}, []string{"1@0"}, 0},
		"cycle":                      {[]article.Record{comment("1", "2"), comment("2", "3"), comment("3", "1")}, []string{"1<2<3@2", "2<3@1", "3@0"}, 0},
		"parent could not be scored": {[]article.Record{failing, comment("2", "f")}, []string{"2<?@1"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			for _, workers := range []int{1, 3} {
				got, rejected := judgeAll(t, stream(c.recs...), workers)
				if !reflect.DeepEqual(got, c.want) || rejected != c.rejected {
					t.Errorf("%d workers: got %v and %d rejected, want %v and %d", workers, got, rejected, c.want, c.rejected)
				}
			}
		})
	}
}

func TestJudgeFindsParentsAcrossWindows(t *testing.T) {
	var recs []article.Record
	n := windowSize*2 + 17
	for i := range n {
		parent := ""
		if i > 0 {
			parent = fmt.Sprint(max(0, i-windowSize-5))
		}
		recs = append(recs, comment(fmt.Sprint(i), parent))
	}
	got, _ := judgeAll(t, stream(recs...), 2)
	if len(got) != n {
		t.Fatalf("%d judged of %d", len(got), n)
	}
	if last := got[n-1]; strings.Count(last, "<") != 2+1 {
		t.Errorf("last path = %s, want three parents", last)
	}
}

func TestJudgeStopsWhenInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen := 0
	var last error
	endless := func(yield func(article.Record, error) bool) {
		for i := 0; yield(comment(fmt.Sprint(i), ""), nil); i++ {
		}
	}
	for ev, err := range Judge(ctx, endless, Options{Sentiment: threadScorer{}, Stance: threadScorer{}}) {
		if last = err; err != nil {
			break
		}
		if ev.Judged != nil {
			if seen++; seen == 10 {
				cancel()
			}
		}
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("error = %v after %d comments, want context.Canceled", last, seen)
	}
}
