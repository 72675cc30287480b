package article

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// formatFor is the export that an input is recognised as.
func formatFor(name, input string) (Format, bool) {
	head := []byte(input[:min(len(input), SniffBytes)])
	for _, f := range exportFormats() {
		if f.Sniff(name, head) {
			return f, true
		}
	}
	return Format{}, false
}

// listing renders a stream, one line a record.
func listing(seq iter.Seq2[Record, error]) string {
	var b strings.Builder
	for r, err := range seq {
		switch {
		case err != nil:
			fmt.Fprintf(&b, "error: %v\n", err)
		case r.Article != nil:
			a := r.Article
			fmt.Fprintf(&b, "article %s", a.ID)
			for _, f := range [][2]string{{"url", a.URL}, {"title", a.Title}, {"summary", a.Summary}, {"by", a.Byline}, {"published", a.Published.String()}, {"body", a.Body}, {"claim", a.Claim.Text}} {
				if f[1] != "" {
					fmt.Fprintf(&b, " %s=%q", f[0], f[1])
				}
			}
			b.WriteString("\n")
		case r.Comment != nil:
			c := r.Comment
			fmt.Fprintf(&b, "%d %s/%s", c.Line, c.ArticleID, c.ID)
			if c.ParentID != "" {
				fmt.Fprintf(&b, " > %s", c.ParentID)
			}
			for _, f := range [][2]string{{"by", c.Author}, {"at", c.Posted.String()}, {"title", c.Title}} {
				if f[1] != "" {
					fmt.Fprintf(&b, " %s=%q", f[0], f[1])
				}
			}
			if c.Up != 0 || c.Down != 0 {
				fmt.Fprintf(&b, " +%d-%d", c.Up, c.Down)
			}
			fmt.Fprintf(&b, " %q\n", c.Text)
		case r.Rejection != nil:
			fmt.Fprintf(&b, "%d %s rejected: %s\n", r.Rejection.Line, r.Rejection.ArticleID, r.Rejection.Reason)
		}
	}
	return b.String()
}

func TestExports(t *testing.T) {
	win := func(s string) string {
		out, err := charmap.Windows1252.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	cyr := func(s string) string {
		out, err := charmap.Windows1251.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, tc := range []struct {
		name, file, input string
		opt               Options
		format, want      string
	}{
		{name: "usual names in any case", file: "x/bridge.csv", format: "csv",
			input: "Comment ID,Parent-ID,User Name,CommentBody,Created_UTC,Likes\n1,0,Ann,Good idea,1500000000,3\n2,1.0,Bo,No,1500000060,\n3,nan,Cy,,,\n",
			want: "article bridge\n2 bridge/1 by=\"Ann\" at=\"2017-07-14T02:40:00Z\" +3-0 \"Good idea\"\n" +
				"3 bridge/2 > 1 by=\"Bo\" at=\"2017-07-14T02:41:00Z\" \"No\"\n4 bridge rejected: the comment has no text\n"},
		{name: "many articles interleaved", file: "-", format: "jsonl",
			input: `{"article_id":"a","title":"On bridges","claim":"Build it","text":"one"}` + "\n" +
				`{"article_id":"b","title":"On boats","target":"ferries","text":"two"}` + "\n" + `{"article_id":"a","title":"On bridges","text":"three"}` + "\n{oops\n",
			want: "article a title=\"On bridges\" claim=\"Build it\"\n1 a/stdin-1 \"one\"\narticle b title=\"On boats\" claim=\"ferries\"\n2 b/stdin-2 \"two\"\n3 a/stdin-3 \"three\"\n" +
				"4  rejected: not valid JSON: a key in quotes is missing before 'o' at byte 2\n"},
		{name: "a title that changes is the comment's own", file: "-", format: "jsonl",
			input: `{"article_id":"a","title":"Yes","text":"one"}` + "\n" + `{"article_id":"a","title":"No","text":"two"}`,
			want:  "article a\n1 a/stdin-1 title=\"Yes\" \"one\"\n2 a/stdin-2 title=\"No\" \"two\"\n"},
		{name: "map", file: "k.csv", format: "csv", opt: Options{Map: map[string]string{"text": "meinung", "author": "Nick"}},
			input: "nr;nick;meinung\n1;Ann;Gut, sehr gut\n", want: "article k\n2 k/1 by=\"Ann\" \"Gut, sehr gut\"\n"},
		{name: "map into an object", file: "k.jsonl", format: "jsonl", opt: Options{Map: map[string]string{"text": "payload.said.text"}},
			input: `{"id":7,"payload":{"said":{"text":"yes"}}}` + "\n", want: "article k\n1 k/7 \"yes\"\n"},
		{name: "no text column", file: "k.csv", format: "csv", input: "nr,x\n1,2\n",
			want: "error: k.csv: no column is known to hold the comments; the columns are \"nr\", \"x\". Say which one with --map text=COLUMN\n"},
		{name: "a map that names no column", file: "k.csv", format: "csv", opt: Options{Map: map[string]string{"text": "y"}}, input: "nr,x\n1,2\n",
			want: "error: k.csv: --map text=y names a column that is not there; the columns are \"nr\", \"x\"\n"},
		{name: "repeated ids, rings, self replies", file: "r.jsonl", format: "jsonl",
			input: `{"id":1,"parent_id":2,"text":"a"}` + "\n" + `{"id":2,"parent_id":1,"text":"b"}` + "\n" + `{"id":3,"parent_id":3,"text":"c"}` + "\n" +
				`{"id":1,"text":"d"}` + "\n" + `{"id":4,"parent_id":99,"text":"e"}` + "\n" + `{"id":5,"text":"[deleted]"}` + "\n",
			want: "article r\n1 r/1 > 2 \"a\"\n2 r/2 \"b\"\n3 r/3 \"c\"\n4 r rejected: the id \"1\" was there already\n5 r/4 > 99 \"e\"\n" +
				"6 r rejected: the comment was deleted by its author\n"},
		{name: "Reddit in a table", file: "r.csv", format: "csv",
			input: "id,link_id,parent_id,body\ne1,t3_p1,t3_p1,one\ne2,t3_p1,t1_e1,two\n", want: "article p1\n2 p1/e1 \"one\"\n3 p1/e2 > e1 \"two\"\n"},
		{name: "HTML and entities", file: "h.jsonl", format: "jsonl",
			input: `{"text":"<p>One &amp; two<\/p><p>3 &lt; 4<br>five <a href=\"http:\/\/x.example\">here<\/a><\/p><blockquote>said<\/blockquote>"}` + "\n" +
				`{"text":"a < b &amp;&amp; c > d, AT&T; x\u0000y"}` + "\n",
			want: "article h\n1 h/h-1 \"One & two\\n\\n3 < 4\\nfive here\\n\\n> said\"\n2 h/h-2 \"a < b && c > d, AT&T; xy\"\n"},
		{name: "list with nested replies", file: "n.json", format: "json",
			input: "[\n {\"id\": 1, \"text\": \"a\", \"replies\": [\n  {\"id\": 2, \"text\": \"b\", \"replies\": []},\n  {\"id\": 3, \"text\": \"c\"}]},\n {\"id\": 4, \"text\": \"d\"},\n 5\n]",
			want:  "article n\n2 n/1 \"a\"\n3 n/2 > 1 \"b\"\n4 n/3 > 1 \"c\"\n5 n/4 \"d\"\n6  rejected: the record is not a JSON object\n"},
		{name: "article with its comments", file: "n.json", format: "json",
			input: `{"title":"On bridges","url":"https://news.example/b","comments":[{"text":"a","author":{"name":"Ann"}},{"text":"b"}]}`,
			want:  "article https://news.example/b url=\"https://news.example/b\" title=\"On bridges\"\n1 https://news.example/b/n-1 by=\"Ann\" \"a\"\n1 https://news.example/b/n-2 \"b\"\n"},
		{name: "list cut short", file: "n.json", format: "json", input: `[{"text":"a"},{"text":"b`,
			want: "article n\n1 n/n-1 \"a\"\n1  rejected: the JSON value is cut short: the file ends inside it\n"},
		{name: "a broken record in a list", file: "-", format: "json", input: "[{\"text\":\"a\"},\n{\"text\":\"b\" \"x\"},\n{\"text\":\"c\"}]",
			want: "article stdin\n1 stdin/stdin-1 \"a\"\n2  rejected: not valid JSON: a comma or closing bracket is missing before '\"' at byte 13\n3 stdin/stdin-3 \"c\"\n"},
		{name: "no comments", file: "-", format: "json", input: `{"title":"x","comments":[]}`, want: "error: -: no column is known to hold the comments; the columns are \"title\". Say which one with --map text=COLUMN\n"},
		{name: "list not closed", file: "n.json", format: "json", input: `[{"text":"a"},`,
			want: "article n\n1 n/n-1 \"a\"\nerror: n.json: the list is not closed: the file is cut short after line 1\n"},
		{name: "Windows-1252", file: "w.csv", format: "csv", input: win("id,text\n1,“Déjà vu” – naïve\n"), want: "article w\n2 w/1 \"“Déjà vu” – naïve\"\n"},
		{name: "Windows-1251 found", file: "w.csv", format: "csv", input: cyr("id,text\n1,Это очень хорошая мысль и я с ней согласен\n2,\"Нет, это неправда, так нельзя говорить о людях\"\n"),
			want: "article w\n2 w/1 \"Это очень хорошая мысль и я с ней согласен\"\n3 w/2 \"Нет, это неправда, так нельзя говорить о людях\"\n"},
		{name: "encoding given", file: "w.csv", format: "csv", opt: Options{Encoding: "koi8-r"}, input: "id,text\n1,\xe4\xc1\n", want: "article w\n2 w/1 \"Да\"\n"},
		{name: "encoding unknown", file: "w.csv", format: "csv", opt: Options{Encoding: "klingon"}, input: "id,text\n",
			want: "error: w.csv: no character encoding is called \"klingon\"; names are those of web pages, such as utf-8, windows-1252, utf-16le\n"},
		{name: "articles by address", file: "-", format: "jsonl",
			input: `{"url":"https://n.example/1#comment-5","comment":"a"}` + "\n" + `{"url":"https://n.example/1#comment-6","comment":"b"}`,
			want:  "article https://n.example/1 url=\"https://n.example/1\"\n1 https://n.example/1/stdin-1 \"a\"\n2 https://n.example/1/stdin-2 \"b\"\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f, ok := formatFor(tc.file, tc.input)
			if !ok || f.Name != tc.format {
				t.Errorf("recognised as %q, want %q", f.Name, tc.format)
			}
			if got := listing(f.Read(tc.file, strings.NewReader(tc.input), tc.opt)); got != tc.want {
				t.Errorf("got\n%swant\n%s", got, tc.want)
			}
		})
	}
}

func TestColumnsShown(t *testing.T) {
	var got string
	opt := Options{Columns: func(source string, cols []Column) { got = fmt.Sprint(source, cols) }}
	f, _ := formatFor("a.csv", "ID,Kommentar,Farbe\n1,x,y\n")
	listing(f.Read("a.csv", strings.NewReader("ID,Kommentar,Farbe\n1,x,y\n"), opt))
	if want := "a.csv[{ID id} {Kommentar text} {Farbe }]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestTextPagesAreNoExports keeps saved pages from being taken for tables.
func TestTextPagesAreNoExports(t *testing.T) {
	for _, s := range []string{
		"The council, the bridge and the text\n\nBy Ann Author\n\nThe council met.\n\nComments\n\nGood.\n",
		"Comment, please\nLine two, with a comma\n",
		"<html><body>text,comment\n1,2</body></html>", "", "text\nmore\n",
	} {
		if f, ok := formatFor("page.txt", s); ok {
			t.Errorf("%q is taken for %s", s, f.Name)
		}
	}
}

// exportFixtures are the sample files, each read into a golden listing.
func exportFixtures(t testing.TB) []string {
	files, err := filepath.Glob("../testdata/exports/*")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range files {
		if !strings.HasSuffix(f, ".want") && !strings.HasSuffix(f, ".md") {
			out = append(out, f)
		}
	}
	return out
}

// FuzzExports gives any bytes to every reader: no panic, every comment belongs
// to an article that came before it, and all text is clean.
func FuzzExports(f *testing.F) {
	formats := exportFormats()
	f.Add(uint8(0), []byte(`{"id":1,"text":"a","replies":[{"id":1,"text":"b"}]}`))
	f.Add(uint8(2), []byte("id,text\n1,\"x\n2,y\n"))
	for _, name := range exportFixtures(f) {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for i, ff := range formats {
			if ff.Sniff(name, b[:min(len(b), SniffBytes)]) {
				f.Add(uint8(i), b)
				break
			}
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		ff := formats[int(which)%len(formats)]
		ff.Sniff("x", data)
		known := map[string]bool{}
		for r, err := range ff.Read("x", strings.NewReader(string(data)), Options{}) {
			if err != nil {
				continue
			}
			switch {
			case r.Article != nil:
				if known[r.Article.ID] || r.Article.ID == "" {
					t.Fatalf("article %q twice or without id", r.Article.ID)
				}
				known[r.Article.ID] = true
			case r.Comment != nil:
				c := r.Comment
				if !known[c.ArticleID] {
					t.Fatalf("comment %q before its article %q", c.ID, c.ArticleID)
				}
				if c.Text == "" && c.Title == "" || c.ID == "" || c.ID == c.ParentID {
					t.Fatalf("bad comment %+v", c)
				}
				for _, s := range []string{c.Text, c.Title, c.Author, c.ID} {
					if !utf8.ValidString(s) || strings.ContainsRune(s, 0) && s != c.ID {
						t.Fatalf("unclean text %q", s)
					}
				}
			case r.Rejection != nil:
				if r.Rejection.Reason == "" || !utf8.ValidString(r.Rejection.Text) || len(r.Rejection.Text) > 3*RejectionText {
					t.Fatalf("bad rejection %+v", r.Rejection)
				}
			}
		}
	})
}

// FuzzFlat holds the one-pass reading of flat objects against the parser: the
// same rows are sound, and their fields the same, whatever row came before.
func FuzzFlat(f *testing.F) {
	for _, s := range []string{`{"id":1,"text":"a\u00e9\n","parent_id":null}`, ` { "text" : "é" ,"id":-0.5e+3, "x":true } `, `{"text":"a","text":"b","text":null}`,
		`{"text":{"id":1}}`, `{"t\u0065xt":"a"}`, `{}`, `{"id":1{"id":2}}`, "{\"text\":\"\xff\"}", `{"id":01}`, `{"id":1,}`} {
		f.Add(`{"id":"c1","parent_id":"c0","text":"before"}`, s)
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, before, s string) {
		rr := newRecords(newSink("x", nil), Options{}, maxRowNodes)
		rr.cols = map[string]role{"id": roleID, "text": roleText, "parent_id": roleParent, "": roleAuthor}
		var got, want [roleCount]string
		rr.flat(before, &got)
		got = [roleCount]string{}
		ok := rr.flat(s, &got)
		var ref records
		ref.table = rr.table
		err := ref.doc.parse(s, maxRowNodes)
		sound := err == nil && ref.doc.root().is(jsonObject) && !ref.doc.deep && len(ref.doc.nodes) > 1
		for i := 1; sound && i < len(ref.doc.nodes); i += 2 {
			sound = !ref.doc.nodes[i].escaped // keys with escapes are left to the parser
		}
		if ok != sound {
			t.Fatalf("%q after %q: read %v, the parser says %v (%v)", s, before, ok, sound, err)
		}
		if !ok {
			return
		}
		if ref.fields(ref.doc.root(), &want); got != want {
			t.Fatalf("%q after %q: %q, the parser says %q", s, before, got, want)
		}
	})
}

// TestExportFixtures reads every file in testdata/exports as the format that
// its content shows and compares with the listing beside it.
func TestExportFixtures(t *testing.T) {
	files := exportFixtures(t)
	if len(files) < 15 {
		t.Fatalf("found only %d fixtures", len(files))
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			base := filepath.Base(name)
			f, _ := formatFor(base, string(b))
			if f.Read == nil {
				t.Fatal("not recognised")
			}
			got := "format " + f.Name + "\n" + listing(f.Read(base, strings.NewReader(string(b)), Options{}))
			if *update {
				if err := os.WriteFile(name+".want", []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name + ".want")
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%swant\n%s", got, want)
			}
			// What is read does not depend on the size of reads, nor on whether
			// it comes from a pipe.
			if again := listing(Read(base, iotest.OneByteReader(strings.NewReader(string(b))), Options{})); "format "+f.Name+"\n"+again != got {
				t.Errorf("byte by byte it reads\n%s", again)
			}
		})
	}
}

// TestReadArchive reads an archive whole: one bad file costs no other, files
// that name their article after themselves stay apart, and an article that is
// spread over files stays one.
func TestReadArchive(t *testing.T) {
	in := zipped(t, "a/c.csv", "id,text\n1,one\n", "b/c.csv.gz", gz(t, "id,text\n1,two\n"), "cut.gz", gz(t, "id,text\n1,three\n")[:15],
		"jan.jsonl", "{\"article_id\":\"x\",\"text\":\"four\"}\n", "feb.jsonl", "{\"article_id\":\"x\",\"text\":\"five\"}\n", "shot.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "link", "/etc/passwd")
	want := "article c\n2 c/1 \"one\"\narticle c-2\n2 c-2/1 \"two\"\n0  rejected: the file cannot be read: gzip: unexpected EOF\n" +
		"article x\n1 x/jan-1 \"four\"\n1 x/feb-1 \"five\"\n0  rejected: the file cannot be read: all.zip:shot.png: this is neither text nor in a format that is known\n" +
		"0  rejected: the file cannot be read: it is a link, not a file\n"
	if got := listing(Read("all.zip", strings.NewReader(in), Options{})); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
