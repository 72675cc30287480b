package report

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"standpoint/analyze"
	"standpoint/article"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// golden compares got with a file of testdata, or rewrites it under -update.
func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (go test -update writes it)", err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (go test -update rewrites it); got:\n%s", file, got)
	}
}

// said is one comment of a test page and what is said of it. Evidence is given
// as spans of the whole comment.
type said struct {
	author, title, text, parent string
	stance                      analyze.Stance
	score                       float64
	p                           float64
	evidence                    []string // "span=cue=weight"
}

// page judges the comments of a test page by what they are said to be.
func page(a *article.Article, list []said) ([]*analyze.Judged, *analyze.Summary) {
	var tally analyze.Tally
	var all []*analyze.Judged
	for i, x := range list {
		c := &article.Comment{ID: fmt.Sprint(i + 1), ParentID: x.parent, ArticleID: a.ID, Author: x.author, Title: x.title, Text: x.text, Line: i + 1}
		j := analyze.Judgment{
			Sentiment: analyze.Sentiment{Score: x.score, Label: analyze.Neutral},
			Verdict:   analyze.Verdict{Stance: x.stance, Engine: "cues"},
		}
		switch {
		case x.score > 0.05:
			j.Sentiment.Label = analyze.Positive
		case x.score < -0.05:
			j.Sentiment.Label = analyze.Negative
		}
		if x.stance == analyze.Unclear {
			j.Verdict.Reason = "no cue found"
		} else {
			rest := (1 - x.p) / 2
			j.Verdict.P = [3]float64{rest, rest, rest}
			j.Verdict.P[x.stance-analyze.Against] = x.p
		}
		for _, e := range x.evidence {
			parts := strings.Split(e, "=")
			at := strings.Index(c.Full(), parts[0])
			if at < 0 {
				panic("no span " + parts[0])
			}
			var weight float64
			fmt.Sscan(parts[2], &weight)
			j.Verdict.Evidence = append(j.Verdict.Evidence, analyze.Evidence{Start: at, End: at + len(parts[0]), Cue: parts[1], Weight: weight})
		}
		depth := 0
		if x.parent != "" {
			depth = 1
		}
		it := &analyze.Judged{Article: a, Comment: c, Depth: depth, Judgment: j}
		all = append(all, it)
		tally.Add(it)
	}
	return all, tally.Summary(a)
}

// cars is a page of the common kind.
func cars() ([]*analyze.Judged, *analyze.Summary) {
	a := &article.Article{
		ID: "cars", Source: "cars.txt", Title: "Mayor wants to ban cars from the old town by 2030, shops fear for their trade",
		Claim: article.Claim{Text: "Cars should be banned from the old town", Source: article.ClaimGiven},
	}
	return page(a, []said{
		{author: "Ann Bell", text: "Give us a break. Who will carry my shopping home, the mayor?", stance: analyze.Against, score: -0.61, p: 0.93, evidence: []string{"Give us a break=disbelief=-0.82", "Who will=rhetorical question=-0.31"}},
		{author: "Tom", title: "About time.", text: "Finally somebody dares to do it! My children can walk to school again.", stance: analyze.Favor, score: 0.72, p: 0.95, evidence: []string{"About time=approval=0.7", "Finally somebody dares to do it=approval=0.55"}},
		{author: "住民", text: "旧市街に車は要りません。静かになって、とても良いと思います。", stance: analyze.Favor, score: 0.4, p: 0.71, evidence: []string{"とても良い==0.4"}},
		{author: "", text: "Where are the buses?", parent: "1", stance: analyze.NeutralStance, score: 0, p: 0.6},
		{author: "O'Hara", text: "hm", parent: "1", stance: analyze.Unclear},
		{author: "Retailer 👩‍🔧", text: strings.Repeat("We have heard all of this before and nothing came of it. ", 12) + "This ban is nonsense, pure nonsense. " + strings.Repeat("And then the next election will come. ", 9), stance: analyze.Against, score: -0.5, p: 0.88, evidence: []string{"pure nonsense=dismissal=-0.9", "nothing came of it==-0.2"}},
		{author: "\x1b]0;pwned\x07Mallory\x1b[31m", text: "I am against\x1b[2J\x1b[H it \u202eall\u202c,\r\nreally" + "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030d\u030e\u030f", stance: analyze.Against, score: -0.1, p: 0.7, evidence: []string{"against==-0.5"}},
	})
}

func TestLookTerminal(t *testing.T) {
	if os.Getenv("LOOK") == "" {
		t.Skip()
	}
	_, s := cars()
	empty := (&analyze.Tally{}).Summary(&article.Article{ID: "e", Source: "empty.txt", Title: "Nothing to see"})
	Terminal(os.Stdout, []*analyze.Summary{s, empty}, s, TerminalOptions{Width: 80})
	Terminal(os.Stdout, []*analyze.Summary{s}, s, TerminalOptions{Width: 80, Color: true})
	var many []*analyze.Summary
	for range 8 {
		many = append(many, s)
	}
	Terminal(os.Stdout, append(many, empty), s, TerminalOptions{Width: 80})
}
