package article

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

const tollPage = "Toll to go\n\nBy Jo Brandt\nMarch 3, 2012\n\nThe toll will go, the council has said after a long night of talks about it.\n\n"

func TestDecode(t *testing.T) {
	le := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune("Grüße \U0001F600\r\nx")) {
		le = append(le, byte(u), byte(u>>8))
	}
	russian := "Это очень хорошая мысль, и я с ней согласен, но так говорить о людях нельзя. Нет, это неправда: мост нужен всем, кто живёт за рекой."
	win1251, err := charmap.Windows1251.NewEncoder().String(russian)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, in, want string }{
		{"UTF-8", "Grüße", "Grüße"},
		{"BOM", "\xEF\xBB\xBFGrüße", "Grüße"},
		{"UTF-16", string(le), "Grüße \U0001F600\nx"},
		{"Windows-1252", "It\x92s \x93fine\x94 \x80 Gr\xFC\xDFe", "It’s “fine” € Grüße"},
		{"Windows-1251, after much ASCII", strings.Repeat("ASCII\n", 20000) + win1251, strings.Repeat("ASCII\n", 20000) + russian},
		{"UTF-16 without mark", "a\x00 \x00l\x00i\x00n\x00e\x00\n\x00", "a line\n"},
		{"one broken byte among many good", strings.Repeat("ü", 20) + "\xFF", strings.Repeat("ü", 20) + "\uFFFD"},
		{"line ends", "a\r\nb\rc\nd\u2028e", "a\nb\nc\nd\ne"},
		{"NUL", "a\x00b", "ab"},
		{"no-break space, zero width", "a\u00A0b\u200Bc\u202Ad", "a bcd"},
		{"joiners stay", "\U0001F469\u200D\U0001F680", "\U0001F469\u200D\U0001F680"},
	} {
		if got := decode([]byte(c.in)); got != c.want {
			t.Errorf("%s: got %.300q, want %.300q", c.name, got[max(0, len(got)-150):], c.want[max(0, len(c.want)-150):])
		}
	}
}

func TestScanDate(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"March 3, 2012 at 4:15 pm", "2012-03-03T16:15:00Z"},
		{"Mar. 3rd, 2012", "2012-03-03"},
		{"3 March 2012", "2012-03-03"},
		{"3rd of March 2012, 16:15", "2012-03-03T16:15:00Z"},
		{"Sat, 3 Mar 2012 16:15:02 +0100", "2012-03-03T16:15:02+01:00"},
		{"Saturday, March 3, 2012 12:05 AM", "2012-03-03T00:05:00Z"},
		{"10:41, November 10, 2010", "2010-11-10T10:41:00Z"},
		{"4:15 pm EDT on March 13, 2012", "2012-03-13T16:15:00-04:00"},
		{"5:30 p.m. ET March 2, 2012", "2012-03-02T17:30:00-05:00"},
		{"July 2, 2012 5:30 p.m. ET", "2012-07-02T17:30:00-04:00"},
		{"2012-03-03T16:15:02Z", "2012-03-03T16:15:02Z"},
		{"2012/03/03(土) 16:15:22", "2012-03-03T16:15:22Z"},
		{"2012年3月3日 14:22", "2012-03-03T14:22:00Z"},
		{"3/13/2012 4:15 PM", "2012-03-13T16:15:00Z"},
		{"13/3/2012", "2012-03-13"},
		{"03.03.2012, 16:15 Uhr", "2012-03-03T16:15:00Z"},
		{"3. März 2012 um 16:15", "2012-03-03T16:15:00Z"},
		{"3 de marzo de 2012", "2012-03-03"},
		{"3 mars 2012 à 16h15", "2012-03-03T16:15:00Z"},
		{"3-Mar-2012", "2012-03-03"},
		{"February 30, 2012", "none"},
		{"May I say", "none"},
		{"3 years ago", "relative"},
		{"3h ago", "relative"},
		{"12w", "relative"},
		{"about an hour ago", "relative"},
		{"Yesterday at 10:33", "relative"},
		{"vor 3 Jahren", "relative"},
		{"il y a 3 ans", "relative"},
		{"3 小时前", "relative"},
		{"March 3", "relative"},
		{"3 years of war", "none"},
		{"12 apples", "none"},
		{"1.5 million", "none"},
	} {
		w, n := dateScanner{dayFirst: strings.HasPrefix(c.in, "13/")}.scan(c.in)
		got := w.date.String()
		switch {
		case n == 0:
			got = "none"
		case w.rel:
			got = "relative"
		}
		if got != c.want {
			t.Errorf("%q: got %s, want %s", c.in, got, c.want)
		}
	}
}

// TestMeta: who, when, how many, from one line.
func TestMeta(t *testing.T) {
	for _, c := range []struct {
		in       string
		ok       bool
		author   string
		timed    bool
		up, down int
		pointer  string
	}{
		{"Jane Doe • 3 years ago", true, "Jane Doe", true, 0, 0, ""},
		{"Jane Doe > Bo Diddley • 3 years ago", true, "Jane Doe", true, 0, 0, "Bo Diddley"},
		{"Jane Doe says:", true, "Jane Doe", false, 0, 0, ""},
		{"Jane on March 3, 2012 at 4:15 pm said:", true, "Jane", true, 0, 0, ""},
		{"Jane Doe, London, 2 hours ago", true, "Jane Doe", true, 0, 0, ""},
		{"[–]jane_doe 12 points 3 hours ago", true, "jane_doe", true, 12, 0, ""},
		{"@jane-doe 2 years ago (edited)", true, "@jane-doe", true, 0, 0, ""},
		{"Posted by: Jane Doe", true, "Jane Doe", false, 0, 0, ""},
		{"12 people recommend this", true, "", false, 12, 0, ""},
		{"3 △ ▽ • Reply • Share ›", true, "", false, 3, 0, ""},
		{"△ 7 ▽ • Reply", true, "", false, 0, 7, ""},
		{"Reply   ▲ 412   ▼ 11", true, "", false, 412, 11, ""},
		{"Like · Reply · 12w · Edited", true, "", true, 0, 0, ""},
		{"1.2K likes", true, "", false, 1200, 0, ""},
		{"-4 points", true, "", false, 0, 4, ""},
		{"I was there 3 years ago", false, "", false, 0, 0, ""},
		{"The toll is a tax.", false, "", false, 0, 0, ""},
		{"Toll to stay, council says", false, "", false, 0, 0, ""},
		{"Who said that?", false, "", false, 0, 0, ""},
		{"Thomas More", false, "", false, 0, 0, ""},
	} {
		m := dateScanner{}.parseMeta(c.in)
		author := ""
		if len(m.chunks) > 0 && m.ok {
			author = m.chunks[0].text
		}
		if m.ok != c.ok || m.ok && (author != c.author || m.hasTime != c.timed || m.up != c.up || m.dn != c.down || m.pointer != c.pointer) {
			t.Errorf("%q: %+v", c.in, m)
		}
	}
}

func TestPageCap(t *testing.T) {
	for rec, err := range Read("big.txt", strings.NewReader(strings.Repeat("x", 100)), Options{MaxPageBytes: 99}) {
		if err == nil || !strings.Contains(err.Error(), "--max-page-bytes") || !strings.Contains(err.Error(), "big.txt") {
			t.Errorf("record %+v, error %v", rec, err)
		}
	}
	if a := parsePage(t, "-", []byte(tollPage)); a.ID != "stdin" || a.Source != "-" {
		t.Errorf("ID %q, source %q", a.ID, a.Source)
	}
	for _, err := range Read("x", strings.NewReader(""), Options{Format: "nonsense"}) {
		if err == nil || !strings.Contains(err.Error(), "text") {
			t.Errorf("unknown format: %v", err)
		}
	}
}

func TestIDs(t *testing.T) {
	var ids IDs
	var got []string
	for _, name := range []string{"a/x.txt", "b/x.txt", "c/x.html.txt", "d/x.txt"} {
		page := tollPage + "1 Comment\n\nJane • 3 years ago\n\nGood.\n\nReply\n"
		for rec, err := range ids.Assign(Read(name, strings.NewReader(page), Options{})) {
			switch {
			case err != nil:
				t.Fatal(err)
			case rec.Article != nil:
				got = append(got, rec.Article.ID)
			case rec.Comment != nil && rec.Comment.ArticleID != got[len(got)-1]:
				t.Errorf("comment of %q under %q", got[len(got)-1], rec.Comment.ArticleID)
			}
		}
	}
	if strings.Join(got, " ") != "x x-2 x.html x-3" {
		t.Errorf("ids %v", got)
	}
}

func TestCommentsStart(t *testing.T) {
	page := tollPage + "Vox populi\n\nI never cross that bridge in any case.\nJane Doe\n\nThe swans will be glad of it, and so am I.\nBo Lund\n"
	if a := parsePage(t, "p.txt", []byte(page)); len(a.Comments) != 0 {
		t.Errorf("guessed comments:\n%s", tree(a.Comments))
	}
	doc, err := Collect(Read("p.txt", strings.NewReader(page), Options{CommentsStart: regexp.MustCompile(`^Vox`)}), nil)
	if err != nil {
		t.Fatal(err)
	}
	a := doc.Articles[0]
	if len(a.Comments) != 2 || a.Comments[0].Author != "Jane Doe" || a.Comments[1].Text != "The swans will be glad of it, and so am I." || strings.Contains(a.Body, "swans") {
		t.Errorf("body %q\n%s", a.Body, tree(a.Comments))
	}
}

// TestWarnings: doubts reach the user.
func TestWarnings(t *testing.T) {
	for _, c := range []struct{ page, start, want string }{
		{tollPage + "12 Comments\n\nJane \u2022 3 years ago\n\nGood.\n\nReply\n", "", "states 12 comments, 1 were found"},
		{tollPage + "12 Comments\n\nPlease enable scripts.\n", "", "states 12 comments, 0 were found"},
		{tollPage, "^Nowhere", "^Nowhere"},
		{tollPage, "", ""},
	} {
		opt := Options{}
		if c.start != "" {
			opt.CommentsStart = regexp.MustCompile(c.start)
		}
		for rec, err := range Read("p.txt", strings.NewReader(c.page), opt) {
			if err != nil {
				t.Fatal(err)
			}
			if rec.Article == nil {
				continue
			}
			if got := strings.Join(rec.Article.Warnings, "; "); !strings.Contains(got, c.want) || c.want == "" && got != "" {
				t.Errorf("warnings %q, want %q", got, c.want)
			}
		}
	}
}

// TestJSON: absent values are empty, not missing or null.
func TestJSON(t *testing.T) {
	doc, err := Collect(Read("p.txt", strings.NewReader("Is three < four & five a title?\n"), Options{}), nil)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := doc.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"topics": []`, `"comments": []`, `"rejected": []`, `"proposed": []`, `"published": ""`, `"url": ""`, `three < four &`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in %s", want, b.String())
		}
	}
}
