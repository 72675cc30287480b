package article

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// countRecords counts the records of a stream.
func countRecords(name, input string) (comments, rejected int, err error) {
	for rec, e := range Read(name, strings.NewReader(input), Options{}) {
		switch {
		case e != nil:
			err = e
		case rec.Comment != nil:
			comments++
		case rec.Rejection != nil:
			rejected++
		}
	}
	return comments, rejected, err
}

// TestHostileExports gives every reader what is made to break it. Each must end
// soon, keep what was sound and say what was not. The limit of time is wide: it
// tells linear from quadratic, not fast from slow.
func TestHostileExports(t *testing.T) {
	nest := func(n int, open, shut string) string { return strings.Repeat(open, n) + strings.Repeat(shut, n) }
	const deep = 10_000
	for _, tc := range []struct {
		name, file, input  string
		comments, rejected int
		err                string
	}{
		{"nested replies", "a.json", nest(deep, `{"id":"x","text":"a","replies":[`, `]}`), 1, deep - 1, ""},
		{"Hacker News, deep", "a.json", `{"created_at_i":1,"id":0,"type":"story","children":[` + deepItems(deep) + `]}`, deep, 0, ""},
		{"Reddit, deep", "a.json", `[{"kind":"Listing","data":{"children":[` + nest(deep, `{"kind":"t1","data":{"body":"a","replies":{"kind":"Listing","data":{"children":[`, `]}}}}`) + `]}}]`, deep, 0, ""},
		{"brackets without end", "a.json", strings.Repeat("[", 5_000_000), 0, 0, "a.json: none of the first records is sound JSON: the JSON value is cut short: the file ends inside it"},
		{"brackets in a row", "a.jsonl", `{"text":"a","x":` + nest(2_000_000, "[", "]") + "}\n" + `{"text":"b"}`, 1, 1, ""},
		{"a line of a hundred megabytes", "a.jsonl", `{"text":"` + strings.Repeat("x", 100<<20) + "\"}\n{\"text\":\"b\"}", 1, 1, ""},
		{"a quote that never ends", "a.csv", "id,text\n1,a\n2,\"" + strings.Repeat("x\n", 20_000), 20_001, 0, "ANY"},
		{"a quote in every line", "a.csv", "id,text\n" + strings.Repeat("1,\"a\n", 50_000), 0, 50_000, ""},
		{"billion laughs", "a.xml", `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><disqus><post><message>&b;</message></post></disqus>`, 0, 0, "a.xml: line 1: not sound XML: invalid character entity &b;"},
		{"XML nested deep", "a.xml", "<disqus>" + strings.Repeat("<a>", 100_000), 0, 0, "a.xml: line 1: elements nest deeper than 64"},
		{"XML element without end", "a.xml", "<disqus><post><message>" + strings.Repeat("x", 20<<20), 0, 0, "a.xml: line 1: one element is larger than 16 MiB"},
		{"XML cut short", "a.xml", `<disqus><post d:id="1"><message>one</message></post><post><message>two`, 1, 0, "a.xml: line 1: not sound XML: unexpected EOF"},
		{"a hundred thousand columns", "a.csv", "text" + strings.Repeat(",x", 100_000) + "\na" + strings.Repeat(",", 100_000) + "\n", 1, 0, ""},
		{"one comment is its own ancestor", "a.jsonl", ring(5_000), 5_000, 0, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			start := time.Now()
			comments, rejected, err := countRecords(tc.file, tc.input)
			if took := time.Since(start); took > time.Minute {
				t.Errorf("took %v", took)
			}
			if tc.err == "ANY" { // lines of one field under a header of two
				if comments+rejected < 20_000 || err != nil {
					t.Errorf("%d comments, %d rejected, error %v", comments, rejected, err)
				}
				return
			}
			if comments != tc.comments || rejected != tc.rejected {
				t.Errorf("%d comments and %d rejected, want %d and %d", comments, rejected, tc.comments, tc.rejected)
			}
			if got := fmt.Sprint(err); got != tc.err && !(err == nil && tc.err == "") {
				t.Errorf("error %.300s, want %s", got, tc.err)
			}
		})
	}
}

func deepItems(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"created_at_i":1,"id":%d,"type":"comment","author":"a","text":"t","children":[`, i+1)
	}
	b.WriteString(strings.Repeat("]}", n))
	return b.String()
}

// ring is n comments of which each replies to the next, and the last to the
// first.
func ring(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"id":"%d","parent_id":"%d","text":"t"}`+"\n", i, (i+1)%n)
	}
	return b.String()
}
