package article

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var seedsDir = flag.String("seeds", "", "folder with the seed pages")

func parsePage(t testing.TB, name string, b []byte) ArticleJSON {
	t.Helper()
	doc, err := Collect(Read(name, bytes.NewReader(b), Options{}), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Articles) != 1 {
		t.Fatalf("%d articles", len(doc.Articles))
	}
	return doc.Articles[0]
}

// tree prints comments compactly, for messages.
func tree(cs []CommentJSON) string {
	var sb strings.Builder
	for _, c := range cs {
		fmt.Fprintf(&sb, "%s<%s line %d %q title %q posted %q +%d -%d: %q\n", c.ID, c.ParentID, c.Line, c.Author, c.Title, c.Posted, c.VotesUp, c.VotesDown, c.Text)
	}
	return sb.String()
}

// TestPages compares every page of testdata/pages with what a person wrote
// down for it.
func TestPages(t *testing.T) {
	files, err := filepath.Glob("../testdata/pages/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pages found (%v)", err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			page, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(strings.TrimSuffix(f, ".txt") + ".json")
			if err != nil {
				t.Fatal(err)
			}
			var doc Document
			if err := json.Unmarshal(want, &doc); err != nil {
				t.Fatal(err)
			}
			if len(doc.Articles) != 1 {
				t.Fatalf("expectation has %d articles", len(doc.Articles))
			}
			comparePage(t, parsePage(t, f, page), doc.Articles[0])
		})
	}
}

func comparePage(t *testing.T, got, want ArticleJSON) {
	t.Helper()
	str := func(what, g, w string) {
		if g != w {
			t.Errorf("%s:\n got %q\nwant %q", what, g, w)
		}
	}
	str("id", got.ID, want.ID)
	str("title", got.Title, want.Title)
	str("summary", got.Summary, want.Summary)
	str("byline", got.Byline, want.Byline)
	str("published", got.Published, want.Published)
	str("url", got.URL, want.URL)
	str("topics", strings.Join(got.Topics, ";"), strings.Join(want.Topics, ";"))
	str("body", got.Body, want.Body)
	for i := 0; i < max(len(got.Comments), len(want.Comments)); i++ {
		if i < len(got.Comments) && i < len(want.Comments) && want.Comments[i].Line == 0 {
			got.Comments[i].Line = 0 // not written down
		}
		switch {
		case i >= len(want.Comments):
			t.Errorf("too many: %s", tree(got.Comments[i:i+1]))
		case i >= len(got.Comments):
			t.Errorf("missing: %s", tree(want.Comments[i:i+1]))
		case got.Comments[i] != want.Comments[i]:
			t.Errorf("comment\n got %swant %s", tree(got.Comments[i:i+1]), tree(want.Comments[i:i+1]))
		}
	}
	for i := 0; i < max(len(got.Rejected), len(want.Rejected)); i++ {
		switch {
		case i >= len(want.Rejected):
			t.Errorf("rejection too many: %+v", got.Rejected[i])
		case i >= len(got.Rejected):
			t.Errorf("rejection missing: %+v", want.Rejected[i])
		case got.Rejected[i].Line != want.Rejected[i].Line:
			t.Errorf("rejection\n got %+v\nwant %+v", got.Rejected[i], want.Rejected[i])
		}
	}
}

func TestSeeds(t *testing.T) {
	if *seedsDir == "" {
		t.Skip("SKIPPED: give -seeds DIR to read the seed pages")
	}
	files, _ := filepath.Glob(filepath.Join(*seedsDir, "*.txt"))
	if len(files) == 0 {
		t.Fatalf("no pages in %s", *seedsDir)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		a := parsePage(t, f, b)
		switch {
		case strings.HasPrefix(a.ID, "000_"):
			if len(a.Comments)+len(a.Rejected) != 0 || a.Byline != "Wang Jingqiong" || a.Published != "2010-11-10T10:41:00Z" ||
				a.Title != "Internet policing hinges on transnational cyber crime" || a.Summary != "" {
				t.Errorf("%+v", a)
			}
			if !strings.HasPrefix(a.Body, "China, as a major") || !strings.HasSuffix(a.Body, "Cranton said.") {
				t.Errorf("body %q", a.Body)
			}
		case strings.HasPrefix(a.ID, "004_"):
			top := 0
			authors := ""
			for _, c := range a.Comments {
				if c.ParentID == "" {
					top++
				}
				if c.Author != "" {
					authors += c.Title + "=" + c.Author + ";"
				}
				if c.Title == "" || c.Text == "" {
					t.Errorf("comment without title or text: %+v", c)
				}
			}
			if len(a.Comments) != 15 || top != 13 || a.Comments[2].ParentID != "2" || a.Comments[6].ParentID != "6" || len(a.Rejected) != 0 {
				t.Errorf("%d comments, %d at top\n%s", len(a.Comments), top, tree(a.Comments))
			}
			if authors != "Live from Mars=Robert Hahn;so ...=Scarface Claw;" {
				t.Errorf("authors %q", authors)
			}
			if a.Byline != "Ellyne Phneah" || strings.Join(a.Topics, ",") != "Security,Government,Networking,China" ||
				a.Title != "China not enemy in fight against cybercrime" || !strings.HasPrefix(a.Summary, "The Asian giant") {
				t.Errorf("%+v", a)
			}
			if !strings.HasPrefix(a.Body, "SINGAPORE--China") || !strings.HasSuffix(a.Body, "Du added.") || !strings.Contains(a.Body, "online crimes\n\nThe deputy CTO") {
				t.Errorf("body %q", a.Body)
			}
		}
	}
}
