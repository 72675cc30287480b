package article

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// checkPages reads b twice and checks what holds for every page: the result
// is the same, ids are unique within an article, parents exist and make no
// rings, texts are valid and not empty.
func checkPages(t *testing.T, format string, b []byte) {
	opt := Options{Format: format, MaxPageBytes: 1 << 20}
	read := func() (Document, error) {
		return Collect(Read("x", bytes.NewReader(b), opt), nil)
	}
	doc, err := read()
	again, err2 := read()
	if fmt.Sprint(doc, err) != fmt.Sprint(again, err2) {
		t.Fatalf("two readings differ:\n%v %v\n%v %v", doc, err, again, err2)
	}
	for _, a := range doc.Articles {
		up := map[string]string{}
		for _, c := range a.Comments {
			if _, dup := up[c.ID]; dup || c.ID == "" {
				t.Fatalf("id %q is empty or twice there", c.ID)
			}
			up[c.ID] = c.ParentID
			if c.Text == "" && c.Title == "" || !utf8.ValidString(c.Text) || strings.ContainsRune(c.Text, quoteMark) {
				t.Fatalf("bad text %q", c.Text)
			}
		}
		for id := range up {
			steps := 0
			for p := up[id]; p != ""; p = up[p] {
				if _, ok := up[p]; !ok {
					t.Fatalf("parent %q of %q is not there", p, id)
				}
				if steps++; steps > len(up) {
					t.Fatalf("a ring of replies at %q", id)
				}
			}
		}
		for _, r := range a.Rejected {
			if r.Reason == "" || r.Reason == notComment {
				t.Fatal("a rejection without a reason")
			}
		}
	}
}

func addSeeds(f *testing.F, pattern string) {
	files, _ := filepath.Glob(filepath.Join("testdata", "html", pattern))
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
}

func FuzzHTML(f *testing.F) {
	addSeeds(f, "*.html")
	f.Add([]byte("<div class=comment><b>Jo</b> <time datetime=2020-01-01>x</time><p>Yes.<blockquote>No.</blockquote>"))
	f.Fuzz(func(t *testing.T, b []byte) { checkPages(t, "html", b) })
}

func FuzzMHTML(f *testing.F) {
	addSeeds(f, "*.mhtml")
	f.Add([]byte("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>Hello\n--x--"))
	f.Fuzz(func(t *testing.T, b []byte) { checkPages(t, "mhtml", b) })
}

func FuzzWARC(f *testing.F) {
	addSeeds(f, "*.warc.gz")
	f.Add([]byte("WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\n<html><p>Hi!\r\n\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) { checkPages(t, "warc", b) })
}

// TestHTMLHostile reads pages that are made to break readers.
func TestHTMLHostile(t *testing.T) {
	comment := `<li class="comment"><span class="author">Ann</span> <time datetime="2020-01-01T00:00:00Z">Jan 1</time><p>This is one comment.</p>`
	for _, tc := range []struct {
		name, page string
		comments   int
	}{
		{"10,000 nested replies", "<html><body>" + strings.Repeat("<ul>"+comment, 10000), 10000},
		{"10,000 nested elements", "<html><body>" + strings.Repeat("<div><b>", 10000) + "text", 0},
		{"an attribute of a megabyte", `<html><body class="` + strings.Repeat("comment ", 1<<17) + `"><p>text`, 0},
		{"10,000 open formatting elements", "<html><body>" + strings.Repeat("<b><p>", 10000), 0},
		{"deep JSON", `<html><body><script type="application/ld+json">` + strings.Repeat(`[`, 100000) + "</script>", 0},
		{"deep frames", "<html><body>" + strings.Repeat(`<iframe srcdoc="&lt;p&gt;x">`, 5000), 0},
		{"a template and a hidden comment", `<html><body><ul id="comments">` + comment + `</li>` + comment + `</li><template>` + comment + `</li></template></ul><ul hidden>` + comment + `</li></ul>`, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			doc, err := Collect(Read("page.html", strings.NewReader(tc.page), Options{}), nil)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(doc.Articles[0].Comments); n != tc.comments {
				t.Errorf("%d comments, want %d", n, tc.comments)
			}
		})
	}
	_, err := Collect(Read("page.html", strings.NewReader("<html>"+strings.Repeat("x", 2000)), Options{MaxPageBytes: 1000}), nil)
	if err == nil || !strings.Contains(err.Error(), "--max-page-bytes") {
		t.Errorf("a page over the cap gives %v", err)
	}
}

// TestArchiveDamaged reads archives that are cut short: what came before the
// cut is kept and the error says where it is.
func TestArchiveDamaged(t *testing.T) {
	warc := "WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length: 36\r\n\r\n<html><title>Whole</title><p>Text.  \r\n\r\n"
	mhtml := "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<html><title>Whole</title><p>Text.\r\n"
	for _, tc := range []struct{ name, in, want string }{
		{"x.warc", warc + "WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length: 500\r\n\r\n<html><p>Half", "ends within record 2"},
		{"x.warc", warc + "no record\r\n", "start of a record"},
		{"x.mht", mhtml + "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPGh0", "cut short"},
	} {
		doc, err := Collect(Read(tc.name, strings.NewReader(tc.in), Options{}), nil)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v, want %q", tc.name, err, tc.want)
		}
		if len(doc.Articles) == 0 || doc.Articles[0].Title != "Whole" {
			t.Errorf("%s: the page before the damage is lost: %+v", tc.name, doc.Articles)
		}
	}
}

// BenchmarkHTML reads a page of 2,000 comments.
func BenchmarkHTML(b *testing.B) {
	var page strings.Builder
	page.WriteString(`<html><body><h1>A page with many comments</h1><p>` + strings.Repeat("A sentence of the article. ", 100) + `</p><ol id="comments">`)
	for i := range 2000 {
		fmt.Fprintf(&page, `<li class="comment" id="comment-%d"><span class="author">Reader %d</span> <time datetime="2020-01-01T00:00:00Z">Jan 1</time><div class="comment-text"><p>Comment number %d says something about the article, and goes on for a while.</p></div><a>Reply</a></li>`, i, i%97, i)
	}
	page.WriteString("</ol>")
	b.SetBytes(int64(page.Len()))
	for b.Loop() {
		n := 0
		for rec, err := range Read("page.html", strings.NewReader(page.String()), Options{}) {
			if err != nil {
				b.Fatal(err)
			}
			if rec.Comment != nil {
				n++
			}
		}
		if n != 2000 {
			b.Fatalf("%d comments", n)
		}
	}
	b.ReportMetric(2000*float64(b.N)/b.Elapsed().Seconds(), "comments/s")
}
