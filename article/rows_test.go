package article

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
	"unicode/utf8"

	gojson "github.com/goccy/go-json"
)

// show renders a stream of rows one line a row.
func show(t testing.TB, input, format string) string {
	t.Helper()
	var b strings.Builder
	for row, err := range Rows("in", strings.NewReader(input), format) {
		switch {
		case err != nil:
			fmt.Fprintf(&b, "error: %v\n", err)
		case row.Err != nil:
			fmt.Fprintf(&b, "%d rejected: %s\n", row.Line, row.Err.Reason)
		default:
			fmt.Fprintf(&b, "%d", row.Line)
			for _, f := range row.Fields() {
				fmt.Fprintf(&b, " %s=%q", f.Name, f.Value)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

func TestRows(t *testing.T) {
	gz := func(s string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write([]byte(s))
		w.Close()
		return b.String()
	}
	utf16le := func(s string) string {
		b := []byte{0xff, 0xfe}
		for _, u := range utf16.Encode([]rune(s)) {
			b = append(b, byte(u), byte(u>>8))
		}
		return string(b)
	}
	long := strings.Repeat("x", MaxRowBytes+1)
	for _, tc := range []struct{ name, input, format, want string }{
		{"empty", "", "", ""},
		{"jsonl", `{"text":"a","n":1.50,"x":null,"o":{"k":[1]}}` + "\n\n" + `{"text":"b"}`, "",
			"1 text=\"a\" n=\"1.50\" x=\"\" o=\"{\\\"k\\\":[1]}\"\n3 text=\"b\"\n"},
		{"byte order mark and CRLF", "\ufeff{\"text\":\"a\"}\r\n{\"text\":\"b\"}\r\n", "", "1 text=\"a\"\n2 text=\"b\"\n"},
		{"escapes", `{"t":"\u00e9\ud83d\ude00\ud800x\n\/\u0041"}`, "", "1 t=\"é😀\uFFFDx\\n/A\"\n"},
		{"bad JSON does not end the stream", "{\"a\":1}\n{\"a\":\n[1]\n{\"a\":1,}\n{\"a\":\"\xff\"}\n{\"a\":01}\n{\"a\":2} x\n{\"a\":3}", "",
			"1 a=\"1\"\n2 rejected: the JSON value is cut short\n3 rejected: the line is not a JSON object\n" +
				"4 rejected: not valid JSON: a key in quotes is missing before '}' at byte 8\n5 rejected: the bytes are not valid UTF-8\n" +
				"6 rejected: not valid JSON: a comma or closing bracket is missing before '1' at byte 7\n" +
				"7 rejected: not valid JSON: something follows the value at byte 9\n8 a=\"3\"\n"},
		{"long line", "{\"a\":\"" + long + "\"}\n{\"a\":1}\n", "", "1 rejected: the row is longer than 16 MiB\n2 a=\"1\"\n"},
		{"array", ` [{"a":1}]`, "", "error: in: this is a JSON array, not JSON Lines; write one object a line, for instance with: jq -c '.[]'\n"},
		{"unknown format", "a", "xml", "error: in: no row format is called \"xml\"; there are jsonl, csv, tsv\n"},
		{"gzip", gz("text,id\nhi,1\n"), "", "2 text=\"hi\" id=\"1\"\n"},
		{"gzip cut short", gz("text,id\nhi,1\n")[:20], "", "error: in: gzip: unexpected EOF\n"},
		{"UTF-16 tabs as a spreadsheet writes them", utf16le("text\tid\r\nhé\t1\r\n"), "", "2 text=\"hé\" id=\"1\"\n"},
		{"csv", "id,text\n1,\"a, \"\"b\"\"\r\nc\"\n2,d\n", "", "2 id=\"1\" text=\"a, \\\"b\\\"\\nc\"\n4 id=\"2\" text=\"d\"\n"},
		{"semicolons", "id;text\n1;a, b, c\n2;d, e, f\n", "", "2 id=\"1\" text=\"a, b, c\"\n3 id=\"2\" text=\"d, e, f\"\n"},
		{"the delimiter Excel names", "sep=;\nid;text\n1;a\n", "", "3 id=\"1\" text=\"a\"\n"},
		{"one column", "text\nhello, world\n", "", "2 text=\"hello, world\"\n"},
		{"old Macintosh line ends", "id,text\r1,a\r2,b\r", "", "2 id=\"1\" text=\"a\"\n3 id=\"2\" text=\"b\"\n"},
		{"single quotes", "'id','text'\n'1','a, b'\n", "", "2 id=\"1\" text=\"a, b\"\n"},
		{"backslash escapes", "id,text\n1,\"a \\\"b\\\", c\"\n2,\"d\"\n", "", "2 id=\"1\" text=\"a \\\"b\\\", c\"\n3 id=\"2\" text=\"d\"\n"},
		{"quotes inside an unquoted field", "id,text\n1,5\" pipe\n", "", "2 id=\"1\" text=\"5\\\" pipe\"\n"},
		{"columns", "id,text\n1\n2,b,c\n3,d,,\n,,,\n\"\xff\",e\n4,f\n", "",
			"2 rejected: 1 fields where the header names 2\n3 rejected: 3 fields where the header names 2\n4 id=\"3\" text=\"d\"\n" +
				"6 rejected: the bytes are not valid UTF-8\n7 id=\"4\" text=\"f\"\n"},
		{"a quote that is never closed costs one line", "id,text\n1,\"a\n2,b\n3,\"c\"\n4,d\n", "csv",
			"2 rejected: a quoted field goes on after its closing quote\n3 id=\"2\" text=\"b\"\n4 id=\"3\" text=\"c\"\n5 id=\"4\" text=\"d\"\n"},
		{"the same with no quote after it", "id,text\n1,\"a\n2,b\n\n4,d\n", "csv",
			"2 rejected: a quote is opened and never closed\n3 id=\"2\" text=\"b\"\n5 id=\"4\" text=\"d\"\n"},
		{"a name twice", "{\"a\":1,\"a\":2}", "", "1 a=\"1\" a=\"2\"\n"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := show(t, tc.input, tc.format); got != tc.want {
				t.Errorf("got\n%.2000swant\n%s", got, tc.want)
			}
		})
	}
}

func TestRowGet(t *testing.T) {
	for row, err := range Rows("in", strings.NewReader(`{"a":1,"b":null,"a":"2"}`), "") {
		if err != nil {
			t.Fatal(err)
		}
		if v, ok := row.Get("a"); v != "2" || !ok {
			t.Errorf("a = %q, %v: the last of two should win", v, ok)
		}
		if v, ok := row.Get("b"); v != "" || ok {
			t.Errorf("b = %q, %v: null counts as absent", v, ok)
		}
		if got := row.Fields()[2].Raw; got != `"2"` {
			t.Errorf("raw = %s", got)
		}
	}
}

func TestRowsReadError(t *testing.T) {
	in := io.MultiReader(strings.NewReader("{\"a\":1}\n"), iotest.ErrReader(io.ErrClosedPipe))
	var got []string
	for row, err := range Rows("in", in, "") {
		got = append(got, fmt.Sprint(row.Line, err))
	}
	if want := []string{"0in: io: read/write on closed pipe"}; len(got) == 0 || !strings.HasSuffix(got[len(got)-1], "closed pipe") {
		t.Errorf("got %q, want the stream to end with %q", got, want)
	}
}

// FuzzRows holds the promises about any input: no row lost or made up, valid
// UTF-8 out, and agreement with encoding/json on what is JSON.
func FuzzRows(f *testing.F) {
	for _, s := range []string{"{\"a\":\"\\u00e9\"}\n{}\n", "a,b\n1,\"x\ny\"\n", "a\tb\n'1'\t\"\"\"\n", "sep=;\na;b\n1;2", "\x1f\x8b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for row, err := range Rows("in", strings.NewReader(s), "") {
			if err != nil {
				continue
			}
			if row.Line <= last {
				t.Fatalf("line %d after line %d", row.Line, last)
			}
			last = row.Line
			if (row.Err == nil) == (len(row.Fields()) == 0) && row.Err != nil {
				t.Fatal("a rejected row has fields")
			}
			for _, fd := range row.Fields() {
				if !utf8.ValidString(fd.Name) || !utf8.ValidString(fd.Value) {
					t.Fatalf("invalid UTF-8 in %q", fd)
				}
			}
		}
	})
}

func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,-0.5e+3,true,false,null,"\n\ud83d\ude00"]}`, `[[],{}]`, ` "x" `, `01`, `{"a":1,"a":2}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var d jsonDoc
		err := d.parse(s, maxRowNodes)
		if valid := json.Valid([]byte(s)) && utf8.ValidString(s); valid != (err == nil) {
			if strings.Count(s, "[")+strings.Count(s, "{") < 10000 { // encoding/json's own depth limit
				t.Fatalf("%q: %v, encoding/json says valid = %v", s, err, valid)
			}
		}
		if err != nil {
			return
		}
		var want any
		dec := json.NewDecoder(strings.NewReader(s))
		dec.UseNumber()
		if dec.Decode(&want) != nil {
			return
		}
		same(t, d.root(), want)
	})
}

// same compares a parsed value with what encoding/json made of it.
func same(t *testing.T, v jsonValue, want any) {
	t.Helper()
	switch w := want.(type) {
	case nil:
		if !v.is(jsonNull) {
			t.Fatalf("%q is not null", v.raw())
		}
	case bool, json.Number:
		if v.text() != fmt.Sprint(w) {
			t.Fatalf("%q, want %v", v.text(), w)
		}
	case string:
		if v.str() != w {
			t.Fatalf("%q, want %q", v.str(), w)
		}
	case []any:
		i := 0
		v.each(func(_ string, v jsonValue) bool { same(t, v, w[i]); i++; return true })
		if i != len(w) {
			t.Fatalf("%d elements, want %d", i, len(w))
		}
	case map[string]any:
		for k, x := range w {
			same(t, v.get(k), x)
		}
	}
}

// FuzzCSV compares with encoding/csv wherever that accepts the input.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "\"a\"\"b\",\"c\nd\"\r\n", "a,\"\"\n\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := csv.NewReader(strings.NewReader(s))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		if err != nil || strings.Contains(s, "\r") || !utf8.ValidString(s) {
			return
		}
		c := newCSVReader(strings.NewReader(s), dialect{comma: ',', quote: '"', eol: '\n'})
		var got [][]string
		for {
			fields, problem, ok := c.next()
			if !ok {
				break
			}
			if problem != "" {
				t.Fatalf("%q: %s", s, problem)
			}
			got = append(got, slices.Clone(fields))
		}
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Fatalf("%q\ngot  %q\nwant %q", s, got, want)
		}
	})
}

// benchJSONL is comment rows of ordinary length.
func benchJSONL(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, `{"id":"c%d","parent_id":null,"author":"reader %d","created_utc":%d,"score":%d,"text":"The council should have asked the people who live there first, and %s it did not \u2014 why?","article_id":"a%d"}`+"\n",
			i, i%997, 1500000000+i, i%40, strings.Repeat("once more ", i%9), i%100)
	}
	return b.Bytes()
}

type benchRow struct {
	ID       string  `json:"id"`
	ParentID *string `json:"parent_id"`
	Author   string  `json:"author"`
	Created  int64   `json:"created_utc"`
	Score    int     `json:"score"`
	Text     string  `json:"text"`
	Article  string  `json:"article_id"`
}

// BenchmarkJSONL compares Rows with bare decoders over the same lines.
func BenchmarkJSONL(b *testing.B) {
	data := benchJSONL(20000)
	lines := bytes.Split(bytes.TrimSpace(data), []byte("\n"))
	b.Run("Rows", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			n := 0
			for row, err := range Rows("in", bytes.NewReader(data), "jsonl") {
				if err != nil || row.Err != nil {
					b.Fatal(err, row.Err)
				}
				n++
			}
			if n != len(lines) {
				b.Fatal(n)
			}
		}
	})
	b.Run("goccy", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			for _, l := range lines {
				var r benchRow
				if err := gojson.Unmarshal(l, &r); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("encoding_json", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			for _, l := range lines {
				var r benchRow
				if err := json.Unmarshal(l, &r); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
