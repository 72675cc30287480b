package article

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// checkPage asserts what holds for every page, whatever its bytes are.
func checkPage(t *testing.T, b []byte) {
	t.Helper()
	p := decode(b)
	a, comments, rejected := parseText(p, Options{})
	sum := len(a.Title) + len(a.Summary) + len(a.Body)
	seen := map[string]int{}
	depth := map[string]int{"": -1}
	for i, c := range comments {
		if c.ID != strconv.Itoa(i+1) {
			t.Fatalf("comment %d has ID %q", i, c.ID)
		}
		if _, ok := seen[c.ParentID]; !ok && c.ParentID != "" {
			t.Fatalf("comment %s replies to %q, which does not precede it", c.ID, c.ParentID)
		}
		depth[c.ID] = depth[c.ParentID] + 1
		if depth[c.ID] >= maxDepth {
			t.Fatalf("comment %s is %d deep", c.ID, depth[c.ID])
		}
		seen[c.ID] = i
		if c.Text == "" && c.Title == "" {
			t.Fatalf("comment %s is empty", c.ID)
		}
		if m := (dateScanner{}).parseMeta(c.Text); m.ok && m.strong > 1 && len(m.chunks) == 0 && c.Title == "" {
			t.Fatalf("comment %s is nothing but buttons: %q", c.ID, c.Text)
		}
		if c.Line < 1 || c.Line > strings.Count(p, "\n")+1 || c.Up < 0 || c.Down < 0 {
			t.Fatalf("comment %s: line %d, votes %d %d", c.ID, c.Line, c.Up, c.Down)
		}
		sum += len(c.Title) + len(c.Text)
	}
	// A line is used once; joining lines adds at most two bytes for each.
	if limit := len(p) + 2*strings.Count(p, "\n") + 8; sum > limit {
		t.Fatalf("%d bytes of text from %d bytes of page", sum, len(p))
	}
	for _, r := range rejected {
		if r.Reason == "" || r.Line < 1 || len(r.Text) > RejectionText {
			t.Fatalf("rejection %+v", r)
		}
	}
}

func FuzzText(f *testing.F) {
	files, _ := filepath.Glob("../testdata/pages/*.txt")
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		// The threads are at the end of long pages.
		if len(b) > 6000 {
			b = b[len(b)-6000:]
		}
		f.Add(b)
	}
	f.Add([]byte("Comments (2)\n\n1. Jane says:\n3/4/2012\nyes\nReply\n\n1.1 Bo > Jane \u2022 3 years ago\n> yes\nno\n"))
	f.Add([]byte("a\xff\x00\r\r\n\xc2\xa0\u200b\u2022 x\n  \u2022 y"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 {
			t.Skip()
		}
		checkPage(t, b)
	})
}

// TestHostilePages feeds pages that would hurt a careless parser. Linear work
// is over in no time; quadratic work would run into the test's time limit.
func TestHostilePages(t *testing.T) {
	page := func(head, unit string, n int) []byte {
		return []byte("A title of some words\n\n" + head + "\n" + strings.Repeat(unit, n))
	}
	var nest, quotes strings.Builder
	for i := range 2000 {
		nest.WriteString(strings.Repeat(" ", i) + "\u2022 Title\n\n" + strings.Repeat(" ", i+2) + "A word or two.\n")
		quotes.WriteString("Jane" + strconv.Itoa(i) + " says:\n\n> one two three four five\nSix seven eight nine ten.\n\n")
	}
	for name, b := range map[string][]byte{
		"one line":      bytes.Repeat([]byte("word "), 1<<20),
		"no spaces":     bytes.Repeat([]byte("x"), 5<<20),
		"blank lines":   page("Comments", "\n", 1<<20),
		"headings":      page("Comments", "Comments (3)\n", 1<<14),
		"heads":         page("Comments", "Jane says:\n", 1<<14),
		"bullets":       page("Comments", "\u2022 x\n", 1<<14),
		"dates":         page("Comments", "March 3, 2012\n", 1<<14),
		"buttons":       page("Comments", "Reply\n", 1<<14),
		"rules":         page("Comments", "-----\n", 1<<14),
		"numbers":       page("Comments", "1.1.1.1 x\n", 1<<14),
		"notices":       page("Comments", "This comment was removed.\n\n", 1<<13),
		"names":         page("Comments", "Jane\n\n", 1<<14),
		"broken":        bytes.Repeat([]byte{0xff, 0xfe, 0, '\r', 0x80}, 1<<18),
		"slashes":       bytes.Repeat([]byte("1/2/2012 "), 1<<14),
		"deep":          []byte("Comments\n" + nest.String()),
		"quotes":        []byte("Comments\n" + quotes.String()),
		"links":         page("Comments", "[1]a [2]b | c > d\n", 1<<13),
		"dates on one ": page("Comments", strings.Repeat("3 March 2012 ", 16)+"\n", 1<<13),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			checkPage(t, b)
			t.Logf("%d bytes in %v", len(b), time.Since(start))
		})
	}
}

// BenchmarkText reads all test pages, one by one and as one long page.
func BenchmarkText(b *testing.B) {
	files, _ := filepath.Glob("../testdata/pages/*.txt")
	var pages []string
	total, comments := 0, 0
	for _, f := range files {
		x, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		pages = append(pages, string(x))
		total += len(x)
		_, cs, _ := parseText(decode(x), Options{})
		comments += len(cs)
	}
	b.Run("pages", func(b *testing.B) {
		b.SetBytes(int64(total))
		for b.Loop() {
			for _, p := range pages {
				parseText(decode([]byte(p)), Options{})
			}
		}
		b.ReportMetric(float64(comments)*float64(b.N)/b.Elapsed().Seconds(), "comments/s")
	})
	thread := longThread(20000)
	b.Run("thread", func(b *testing.B) {
		b.SetBytes(int64(len(thread)))
		for b.Loop() {
			parseText(decode([]byte(thread)), Options{})
		}
		b.ReportMetric(20000*float64(b.N)/b.Elapsed().Seconds(), "comments/s")
	})
}

// longThread is a page with n comments.
func longThread(n int) string {
	var sb strings.Builder
	sb.WriteString("Council to vote on the bridge\n\nBy Jane Doe\nMarch 3, 2012\n\nThe council will vote on the new bridge on Friday, and nobody knows how it will end.\n\n" + strconv.Itoa(n) + " Comments\n\n")
	for i := range n {
		sb.WriteString("reader" + strconv.Itoa(i%977) + " \u2022 3 hours ago\n\nI have crossed this river every day for " + strconv.Itoa(i) + " days, and a bridge is what we need. The ferry is late.\n\n" + strconv.Itoa(i%7) + " \u25b3 \u25bd Reply Share\n\n")
	}
	return sb.String()
}
