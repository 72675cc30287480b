package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

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
	s := tally.Summary(a)
	s.Tone = "bayes"
	s.Warnings = []string{fmt.Sprintf("n = %d: intervals are wide", len(list)), "a second doubt, in *stars*"} // how they are shown, not which
	return all, s
}

// cars is a page of the common kind.
func cars() ([]*analyze.Judged, *analyze.Summary) {
	a := &article.Article{
		ID: "cars", Source: "cars.txt", Title: "Mayor wants to ban cars from the old town by 2030, shops fear for their trade",
		Claim: article.Claim{Text: "Cars should be banned from the old town", Source: article.ClaimGiven},
	}
	return page(a, []said{
		{author: "Ann Bell", text: "Give us a break. Who will carry my shopping home, the mayor?", stance: analyze.Against, score: -0.61, p: 0.93, evidence: []string{"Give us a break=disbelief=-0.82", "Who will=rhetorical question=-0.31"}},
		{author: "Tom", title: "About time.", text: "Finally somebody dares to do it! My children can walk to school again.", stance: analyze.Favor, score: 0.72, p: 0.95, evidence: []string{"About time=approval=0.7", "can=modal=-0.1", "Finally somebody dares to do it=approval=0.55"}},
		{author: "住民", text: "旧市街に車は要りません。静かになって、とても良いと思います。", stance: analyze.Favor, score: 0.4, p: 0.71, evidence: []string{"とても良い==0.4"}},
		{author: "", text: "Where are the buses?", parent: "1", stance: analyze.NeutralStance, score: 0, p: 0.6},
		{author: "O'Hara", text: "hm", parent: "1", stance: analyze.Unclear},
		{author: "Retailer 👩‍🔧", text: strings.Repeat("We have heard all of this before and nothing came of it. ", 12) + "This ban is nonsense, pure nonsense. " + strings.Repeat("And then the next election will come. ", 9), stance: analyze.Against, score: -0.5, p: 0.88, evidence: []string{"pure nonsense=dismissal=-0.9", "nothing came of it==-0.2"}},
		{author: "\x1b]0;pwned\x07Mallory\x1b[31m", text: "I am against\x1b[2J\x1b[H it \u202eall\u202c,\r\nreally" + "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030d\u030e\u030f", stance: analyze.Against, score: -0.1, p: 0.7, evidence: []string{"against==-0.5"}},
	})
}

// quiet is a page without comments.
func quiet() *analyze.Summary {
	return new(analyze.Tally).Summary(&article.Article{ID: "quiet", Source: "quiet.txt", Title: "Nothing to see"})
}

// bikes is a page that comments in its own way: nothing clear, some rejected,
// a proposed target.
func bikes() ([]*analyze.Judged, *analyze.Summary) {
	a := &article.Article{
		ID: "bikes", Source: "bikes.html", Title: "=cmd|' /C calc'!A1 | *bikes* <b>for</b> [all](http://example.org)",
		Published: article.Date{Time: time.Date(2024, 3, 9, 0, 0, 0, 0, time.UTC)},
		Claim:     article.Claim{Text: "bicycle lanes", Source: article.ClaimProposed, Target: true},
	}
	return page(a, []said{
		{author: "@SUM(A1)", text: "+1\tfor \"that\", he said;\nsecond line\r\nthird\x00", stance: analyze.Unclear, score: 0.2},
		{author: "B", text: "-12.5", stance: analyze.Unclear, score: -0.2},
	})
}

func TestTerminal(t *testing.T) {
	_, carsSum := cars()
	_, bikesSum := bikes()
	bikesSum.Found += 2
	bikesSum.Rejected += 2
	total := *carsSum
	total.Title = ""
	var many []*analyze.Summary
	for i := range 7 {
		s := *carsSum
		s.Title = fmt.Sprintf("%d. %s", i+1, s.Title)
		many = append(many, &s)
	}
	for _, tc := range []struct {
		file  string
		sums  []*analyze.Summary
		total *analyze.Summary
		opt   TerminalOptions
	}{
		{"terminal-one.txt", []*analyze.Summary{carsSum}, nil, TerminalOptions{Width: 80}},
		{"terminal-one-color.txt", []*analyze.Summary{carsSum}, nil, TerminalOptions{Width: 80, Color: true}},
		{"terminal-few.txt", []*analyze.Summary{quiet(), bikesSum}, bikesSum, TerminalOptions{Width: 80}},
		{"terminal-many.txt", append(many, quiet()), &total, TerminalOptions{Width: 80}},
		{"terminal-empty.txt", []*analyze.Summary{quiet()}, nil, TerminalOptions{Width: 80}},
		{"terminal-none.txt", nil, nil, TerminalOptions{Width: 80}},
	} {
		var b bytes.Buffer
		if err := Terminal(&b, tc.sums, tc.total, tc.opt); err != nil {
			t.Fatal(err)
		}
		golden(t, tc.file, b.Bytes())
	}
}

var sgr = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// checkTerminal fails if a line is too wide or a control character of the
// input came through.
func checkTerminal(t *testing.T, out string, opt TerminalOptions) {
	t.Helper()
	if opt.Color {
		out = sgr.ReplaceAllString(out, "")
	}
	for l := range strings.Lines(out) {
		l = strings.TrimSuffix(l, "\n")
		if n := shown(l); n > max(opt.Width, MinWidth) {
			t.Fatalf("%d cells, want at most %d: %q", n, opt.Width, l)
		}
		for _, r := range l {
			if unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
				t.Errorf("%U came through: %q", r, l)
			}
		}
	}
}

// A phrase is cut where a word ends, and several words stand between quotation
// marks.
func TestPhrase(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"Ever.", 60, "Ever"},
		{"Sorry about your mother,", 60, "“Sorry about your mother”"},
		{"“Sorry”", 60, "Sorry"},
		{"one two three", 9, "“one two…”"},
		{"one two three", 8, "“one two…”"},
		{"one two three", 7, "one…"},
		{"unbreakable", 7, "unbrea…"},
		{"とても良いと思います", 9, "とても良…"},
		{" … ", 60, "…"},
		{"", 60, ""},
	} {
		if got := quoted(phrase(c.in, c.width)); got != c.want {
			t.Errorf("%q in %d cells: %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

func TestTerminalFits(t *testing.T) {
	hostile := strings.Repeat("W", 200) + "\x1b[2J\x1b]0;title\x07\x9b31m\u009b1m\u202e" + strings.Repeat("漢字", 60) + "👩‍👩‍👧‍👦" + strings.Repeat("é", 90)
	a := &article.Article{ID: hostile, Source: hostile, Title: hostile, Claim: article.Claim{Text: hostile, Source: article.ClaimGiven}}
	var list []said
	for range 3 {
		list = append(list, said{author: hostile, text: hostile, stance: analyze.Favor, score: 0.3, p: 0.9, evidence: []string{"漢字漢=" + strings.Repeat("long cue ", 20) + "=0.7"}})
	}
	_, s := page(a, list)
	for i := range s.Telling {
		for k := range s.Telling[i] {
			s.Telling[i][k].CommentID = hostile
			s.Telling[i][k].ReplyTo = hostile
		}
	}
	s.Warnings = []string{hostile}
	s.Engines[hostile] = 1234567
	s.Stances[analyze.Against] = 123456789
	for _, width := range []int{0, 72, 73, 80, 81, 120} {
		for _, color := range []bool{false, true} {
			for _, n := range []int{1, 3, 30} {
				var sums []*analyze.Summary
				for range n {
					sums = append(sums, s)
				}
				var b bytes.Buffer
				opt := TerminalOptions{Width: width, Color: color}
				if err := Terminal(&b, sums, s, opt); err != nil {
					t.Fatal(err)
				}
				checkTerminal(t, b.String(), opt)
			}
		}
	}
}

func FuzzTerminal(f *testing.F) {
	f.Add("title", "text with a span in it", 5, 9)
	f.Add("\x1b[31m", "\xff\x00 \u202e a\u0301\u0301", 0, 3)
	f.Add("", strings.Repeat("ก็", 300), 100, 90000)
	f.Fuzz(func(t *testing.T, title, text string, from, to int) {
		s := &analyze.Summary{Title: title, Claim: title, Found: 1, Scored: 1}
		s.Stances[analyze.Favor] = 1
		s.Telling[analyze.Favor] = []analyze.Told{{Author: title, Full: text, Judgment: analyze.Judgment{
			Verdict: analyze.Verdict{Stance: analyze.Favor, Evidence: []analyze.Evidence{{Start: from, End: to, Cue: title}}},
		}}}
		var b bytes.Buffer
		if err := Terminal(&b, []*analyze.Summary{s}, nil, TerminalOptions{Width: 80}); err != nil {
			t.Fatal(err)
		}
		checkTerminal(t, b.String(), TerminalOptions{Width: 80})
	})
}

func TestComments(t *testing.T) {
	carsList, _ := cars()
	bikesList, _ := bikes()
	var b bytes.Buffer
	c, err := NewComments(&b, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range append(carsList, bikesList...) {
		if err := c.Write(it); err != nil {
			t.Fatal(err)
		}
	}
	if w := c.Warnings(); len(w) > 0 {
		t.Error(w)
	}
	golden(t, "comments.csv", b.Bytes())
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), BOM))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+len(carsList)+len(bikesList) {
		t.Errorf("%d rows", len(rows))
	}
	want := "article_id,comment_id,parent_id,depth,author,posted,votes_up,votes_down,title,text,sentiment,sentiment_label,stance,p_against,p_neutral,p_favor,evidence,"
	if !strings.HasPrefix(strings.Join(rows[0], ","), want) {
		t.Errorf("columns %q", rows[0])
	}
}

// Evidence offsets in the cell are those of the comment's own fields.
func TestCommentsEvidenceOffsets(t *testing.T) {
	list, _ := cars()
	item := regexp.MustCompile(`^("(?:[^"\\]|\\.)*") \[(title|text) (\d+):(\d+)\] stance`)
	for _, it := range list {
		for _, e := range NewRecord(it.Comment, &it.Judgment).Evidence {
			m := item.FindStringSubmatch(evidenceCell([]Evidence{e}))
			if m == nil {
				t.Fatalf("cannot read %q", evidenceCell([]Evidence{e}))
			}
			var span string
			if err := json.Unmarshal([]byte(m[1]), &span); err != nil {
				t.Fatal(err)
			}
			from, _ := strconv.Atoi(m[3])
			to, _ := strconv.Atoi(m[4])
			field := it.Comment.Text
			if m[2] == "title" {
				field = it.Comment.Title
			}
			if field[from:to] != span {
				t.Errorf("%s: the field has %q there", m[0], field[from:to])
			}
		}
	}
}

func TestArticles(t *testing.T) {
	_, a := cars()
	_, b := bikes()
	var buf bytes.Buffer
	warn, err := Articles(&buf, []*analyze.Summary{a, b, quiet()}, false)
	if err != nil || warn != nil {
		t.Fatal(warn, err)
	}
	golden(t, "articles.csv", buf.Bytes())
	if strings.Contains(buf.String(), BOM) {
		t.Error("a byte order mark that nobody asked for")
	}
	if _, err := csv.NewReader(&buf).ReadAll(); err != nil {
		t.Error(err)
	}
}

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"":                                 "",
		" a  b\t\nc ":                      "a b c",
		"Title\n\nText\n \n\nmore\n\n":     "Title / Text / more",
		"a\r\nb\r\n\r\nc":                  "a b / c",
		"\x1b[31mred\x1b[0m \x1b]0;t\x07x": "red x",
		"\u009b31mred\u009d0;t\u009cx":     "redx",
		"\x1b]0;never ends":                "0;never ends",
		"a\x00b\u202ec\u200fd\ufeff":       "abcd",
		"\xff\xfe":                         "\uFFFD\uFFFD",
		"👩‍🔧 café नी":                      "👩‍🔧 café नी",
		"z" + strings.Repeat("\u0301", 50): "z" + strings.Repeat("\u0301", 4),
	} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCell(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"plain":                    "plain",
		"=1+1":                     "'=1+1",
		"+1":                       "+1",
		"-12.5":                    "-12.5",
		"-12.5 is cold":            "'-12.5 is cold",
		"1e5":                      "1e5",
		"+1e5":                     "+1e5",
		"-":                        "'-",
		"- item":                   "'- item",
		"−5":                       "'−5",
		"@SUM(A1)":                 "'@SUM(A1)",
		"  =1+1":                   "'  =1+1",
		"\u200b=1+1":               "'\u200b=1+1",
		"\ufeff=1+1":               "'\ufeff=1+1",
		"\u00a0+A1":                "'\u00a0+A1",
		"\t=1":                     "'\t=1",
		"\tx":                      "'\tx",
		"\rx":                      "'\nx",
		"\nx":                      "'\nx",
		"＝1":                       "'＝1",
		"＋A1":                      "'＋A1",
		"－A1":                      "'－A1",
		"＠A1":                      "'＠A1",
		"=cmd|' /C calc'!A0":       "'=cmd|' /C calc'!A0",
		"DDE(\"cmd\";\"/C calc\")": "DDE(\"cmd\";\"/C calc\")",
		"a\x00b\x1b[0m\x7f":        "a\uFFFDb\uFFFD[0m\uFFFD",
		"a\xff":                    "a\uFFFD",
		"a\r\nb\rc\nd":             "a\nb\nc\nd",
		"x = y":                    "x = y",
	} {
		if got, cut := Cell(in); got != want || cut {
			t.Errorf("Cell(%q) = %q, %v; want %q", in, got, cut, want)
		}
	}
}

func TestCellCut(t *testing.T) {
	for _, in := range []string{strings.Repeat("x", MaxCell), strings.Repeat("漢", MaxCell)} {
		if got, cut := Cell(in); cut || got != in {
			t.Errorf("a cell of exactly %d characters was changed", MaxCell)
		}
	}
	for _, in := range []string{strings.Repeat("x", MaxCell+1), strings.Repeat("👍", 20000), "=" + strings.Repeat("x", MaxCell-1)} {
		got, cut := Cell(in)
		if !cut || units(got) > MaxCell || !strings.Contains(got, "… [cut: ") {
			t.Errorf("%d units after the cut, mark %q", units(got), got[len(got)-40:])
		}
	}
	a := &article.Article{ID: "a"}
	list, _ := page(a, []said{{text: strings.Repeat("long ", 9000)}, {text: "short"}, {author: strings.Repeat("n", 40000)}})
	c, err := NewComments(io.Discard, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, it := range list {
		if err := c.Write(it); err != nil {
			t.Fatal(err)
		}
	}
	want := "2 cells were cut to 32,767 characters, all that a spreadsheet cell holds; the first is column text of comment 1 of article a"
	if w := c.Warnings(); len(w) != 1 || w[0] != want {
		t.Errorf("warnings %q", w)
	}
}

func FuzzCell(f *testing.F) {
	f.Add("=1")
	f.Add(" \t\x00＝")
	f.Fuzz(func(t *testing.T, s string) {
		c, _ := Cell(s)
		if !utf8.ValidString(c) || units(c) > MaxCell {
			t.Errorf("%q: not UTF-8, or too long", c)
		}
		if lead := strings.TrimLeftFunc(c, unicode.IsSpace); lead != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(lead)[0]) && !plainNumber.MatchString(c) {
			t.Errorf("a formula came through: %q", c)
		}
		var b bytes.Buffer
		tab, err := NewTable(&b, true, "a", "b")
		if err != nil {
			t.Fatal(err)
		}
		if err := tab.Write("row", s, s); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), BOM))).ReadAll()
		if err != nil || len(rows) != 2 || rows[1][0] != c || rows[1][1] != c {
			t.Errorf("%q reads back as %q, %v", c, rows, err)
		}
	})
}

func TestJSON(t *testing.T) {
	_, a := cars()
	_, b := bikes()
	var buf bytes.Buffer
	if err := JSON(&buf, []*analyze.Summary{a, b, quiet()}, a); err != nil {
		t.Fatal(err)
	}
	golden(t, "summary.json", buf.Bytes())
	if !json.Valid(buf.Bytes()) {
		t.Error("not JSON")
	}
}

func TestRecord(t *testing.T) {
	target := -0.00001
	c := &article.Comment{Title: "About time", Text: "Finally."}
	j := &analyze.Judgment{
		Sentiment: analyze.Sentiment{Score: 0.123456, Label: analyze.Positive, P: [3]float64{0.1, 0.2, 0.7}, Target: &target, Sarcasm: 0.25,
			Evidence: []analyze.Evidence{{Start: 12, End: 19, Weight: 0.3}}},
		Verdict: analyze.Verdict{Stance: analyze.Unclear, Reason: "below the confidence asked for", Engine: "cues",
			Evidence: []analyze.Evidence{{Start: 0, End: 10, Cue: "approval", Met: "cars; vans", Weight: 1.5}}},
	}
	got, err := json.MarshalIndent(NewRecord(c, j), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "record.json", append(got, '\n'))
	cells := NewRecord(c, j).Cells()
	if len(cells) != len(RecordColumns()) {
		t.Errorf("%d cells under %d columns", len(cells), len(RecordColumns()))
	}
	golden(t, "record.txt", []byte(strings.Join(cells, "\n")+"\n"))
}

func TestMarkdown(t *testing.T) {
	_, a := cars()
	_, b := bikes()
	var buf bytes.Buffer
	if err := Markdown(&buf, []*analyze.Summary{a, b, quiet()}, a, []string{"charts/stance.png"}, []string{"the outputs hold names"}); err != nil {
		t.Fatal(err)
	}
	golden(t, "report.md", buf.Bytes())
}

// The same numbers give the same bytes.
func TestDeterministic(t *testing.T) {
	write := func() string {
		_, a := cars()
		a.Engines = map[string]int{"z": 2, "a": 2, "m": 3, "b": 1, "c": 1, "d": 1}
		var b bytes.Buffer
		sums := []*analyze.Summary{a, quiet()}
		for _, err := range []error{
			Terminal(&b, sums, a, TerminalOptions{Width: 80, Color: true}),
			JSON(&b, sums, a),
			Markdown(&b, sums, a, nil, nil),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Articles(&b, sums, true); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	first := write()
	for range 20 {
		if write() != first {
			t.Fatal("two runs differ")
		}
	}
}

func BenchmarkComments(b *testing.B) {
	list, _ := cars()
	c, err := NewComments(io.Discard, true)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, it := range list {
			if err := c.Write(it); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.N*len(list))/b.Elapsed().Seconds(), "comments/s")
}

// More comments without a score than with any one label: the bar of the
// former must fit its line too.
func TestTerminalMostlyUnscored(t *testing.T) {
	s := &analyze.Summary{Title: "t", Claim: "c", Found: 12, Scored: 12, Engines: map[string]int{"fast": 12}, Unsupported: 10}
	s.Stances[analyze.Unclear] = 12
	s.Sentiments[analyze.Unscored], s.Sentiments[analyze.Neutral] = 10, 2
	var buf bytes.Buffer
	if err := Terminal(&buf, []*analyze.Summary{s}, nil, TerminalOptions{Width: 80}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(buf.String()) {
		if n := shown(strings.TrimSuffix(line, "\n")); n > 80 {
			t.Errorf("%d cells: %q", n, line)
		}
	}
}
