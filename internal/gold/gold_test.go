// Package gold checks testdata/gold: that every line can be used as it stands
// and that the counts printed in its README are those of the file.
package gold

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the counts in testdata/gold/README.md")

var dir = filepath.Join("..", "..", "testdata", "gold")

type goldArticle struct {
	ArticleID string `json:"article_id"`
	Title     string `json:"title"`
	Summary   string `json:"summary"`
	Claim     string `json:"claim"`
	Target    string `json:"target"`
	Body      string `json:"body"`
}

type goldComment struct {
	ID             string  `json:"id"`
	ArticleID      string  `json:"article_id"`
	ArticleTitle   string  `json:"article_title"`
	ArticleSummary string  `json:"article_summary"`
	Claim          string  `json:"claim"`
	Target         string  `json:"target"`
	ParentID       *string `json:"parent_id"`   // "" at top level, never absent
	ParentText     *string `json:"parent_text"` // absent at top level
	Author         string  `json:"author"`
	Title          string  `json:"title"`
	Text           string  `json:"text"`
	Label          string  `json:"label"`
	Sentiment      string  `json:"sentiment"`
	Sarcastic      *bool   `json:"sarcastic"`
	Note           string  `json:"note"`
}

var (
	stances    = []string{"favor", "against", "neutral"}
	sentiments = []string{"positive", "neutral", "negative"}
)

// read decodes one JSON object a line and refuses fields it does not know.
func read[T any](t *testing.T, name string) []T {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	sc := bufio.NewScanner(bytes.NewReader(b))
	sc.Buffer(nil, 1<<20)
	for line := 1; sc.Scan(); line++ {
		dec := json.NewDecoder(bytes.NewReader(sc.Bytes()))
		dec.DisallowUnknownFields()
		var v T
		if err := dec.Decode(&v); err != nil {
			t.Fatalf("%s:%d: %v", name, line, err)
		}
		out = append(out, v)
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestArticles(t *testing.T) {
	articles := read[goldArticle](t, "articles.jsonl")
	if len(articles) < 14 {
		t.Errorf("%d articles, want at least 14", len(articles))
	}
	seen := map[string]bool{}
	for _, a := range articles {
		if a.ArticleID == "" || seen[a.ArticleID] {
			t.Errorf("article_id %q is empty or used twice", a.ArticleID)
		}
		seen[a.ArticleID] = true
		if (a.Claim == "") == (a.Target == "") {
			t.Errorf("%s: want exactly one of claim and target", a.ArticleID)
		}
		if a.Title == "" || a.Summary == "" {
			t.Errorf("%s: no title or no summary", a.ArticleID)
		}
		if n := len(strings.Split(a.Body, "\n\n")); n < 3 || n > 6 {
			t.Errorf("%s: %d paragraphs, want 3 to 6", a.ArticleID, n)
		}
	}
}

func TestComments(t *testing.T) {
	articles := map[string]goldArticle{}
	for _, a := range read[goldArticle](t, "articles.jsonl") {
		articles[a.ArticleID] = a
	}
	comments := read[goldComment](t, "comments.jsonl")
	if len(comments) < 280 {
		t.Errorf("%d comments, want at least 280", len(comments))
	}
	earlier := map[string]goldComment{}
	texts := map[string]string{}
	perLabel := map[string]int{}
	for _, c := range comments {
		if _, dup := earlier[c.ID]; dup || !strings.HasPrefix(c.ID, c.ArticleID+"-") {
			t.Errorf("id %q is used twice or does not begin with its article_id", c.ID)
		}
		a, ok := articles[c.ArticleID]
		if !ok {
			t.Errorf("%s: no article %q", c.ID, c.ArticleID)
		}
		if c.ArticleTitle != a.Title || c.ArticleSummary != a.Summary || c.Claim != a.Claim || c.Target != a.Target {
			t.Errorf("%s: title, summary, claim or target differ from those of the article", c.ID)
		}
		if c.Author == "" || c.Text == "" || c.Text != strings.TrimSpace(c.Text) {
			t.Errorf("%s: author or text is empty, or text has outer white space", c.ID)
		}
		if !slices.Contains(stances, c.Label) {
			t.Errorf("%s: label %q", c.ID, c.Label)
		}
		if !slices.Contains(sentiments, c.Sentiment) {
			t.Errorf("%s: sentiment %q", c.ID, c.Sentiment)
		}
		if c.Sarcastic == nil {
			t.Errorf("%s: sarcastic is missing", c.ID)
		}
		switch {
		case c.ParentID == nil:
			t.Errorf("%s: parent_id is missing", c.ID)
		case *c.ParentID == "":
			if c.ParentText != nil {
				t.Errorf("%s: parent_text without a parent", c.ID)
			}
			// Short answers ("Exactly.") may recur; a top-level comment may not.
			if other, dup := texts[c.Text]; dup {
				t.Errorf("%s: same text as %s", c.ID, other)
			}
			texts[c.Text] = c.ID
		default:
			p, ok := earlier[*c.ParentID]
			switch {
			case !ok:
				t.Errorf("%s: its parent %s does not come before it", c.ID, *c.ParentID)
			case p.ArticleID != c.ArticleID:
				t.Errorf("%s: its parent %s is under another article", c.ID, p.ID)
			case c.ParentText == nil || *c.ParentText != p.Text:
				t.Errorf("%s: parent_text is not the text of %s", c.ID, p.ID)
			}
		}
		earlier[c.ID] = c
		perLabel[c.Label]++
	}
	for _, s := range stances {
		if share := 100 * perLabel[s] / len(comments); share < 22 {
			t.Errorf("%s is %d%% of all comments, want at least 22%%", s, share)
		}
	}
}

// TestCounts keeps the tables in the README those of the file.
func TestCounts(t *testing.T) {
	const begin, end = "<!-- counts: go test ./internal/gold -update -->\n", "<!-- end of counts -->"
	name := filepath.Join(dir, "README.md")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(b), begin)
	got, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no lines %q and %q", name, strings.TrimSpace(begin), end)
	}
	want := tables(read[goldArticle](t, "articles.jsonl"), read[goldComment](t, "comments.jsonl"))
	if got == want {
		return
	}
	if !*update {
		t.Fatalf("the counts in %s are not those of comments.jsonl; run: go test ./internal/gold -update\nwant:\n%s", name, want)
	}
	if err := os.WriteFile(name, []byte(head+begin+want+end+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}

// tables prints the counts by article, and stance by sentiment.
func tables(articles []goldArticle, comments []goldComment) string {
	count := func(match func(goldComment) bool) int {
		n := 0
		for _, c := range comments {
			if match(c) {
				n++
			}
		}
		return n
	}
	var b strings.Builder
	row := func(what string, in func(goldComment) bool) {
		fmt.Fprintf(&b, "| %s | %d |", what, count(in))
		for _, s := range stances {
			fmt.Fprintf(&b, " %d |", count(func(c goldComment) bool { return in(c) && c.Label == s }))
		}
		fmt.Fprintf(&b, " %d | %d |\n",
			count(func(c goldComment) bool { return in(c) && *c.Sarcastic }),
			count(func(c goldComment) bool { return in(c) && *c.ParentID != "" }))
	}
	b.WriteString("\n| article: claim or target | comments | favor | against | neutral | sarcastic | replies |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, a := range articles {
		what := a.Claim
		if a.Target != "" {
			what = a.Target + " (target)"
		}
		row(a.ArticleID+": "+what, func(c goldComment) bool { return c.ArticleID == a.ArticleID })
	}
	row("all", func(goldComment) bool { return true })

	b.WriteString("\n| sentiment | comments | favor | against | neutral | sarcastic | replies |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, s := range sentiments {
		row(s, func(c goldComment) bool { return c.Sentiment == s })
	}
	b.WriteString("\n")
	return b.String()
}
