package article

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"testing"

	gojson "github.com/goccy/go-json"
)

// generated is a stream of n comments as JSON Lines, made while it is read:
// 1,000 articles, interleaved, threads five deep, every comment its own words.
type generated struct {
	n, i int
	buf  []byte
}

func (g *generated) Read(p []byte) (int, error) {
	for len(g.buf) < len(p) && g.i < g.n {
		i := g.i
		g.i++
		parent := "null"
		if i%5 != 0 {
			parent = `"c` + strconv.Itoa(max(i-1000, 0)) + `"`
		}
		g.buf = fmt.Appendf(g.buf, `{"id":"c%d","parent_id":%s,"author":"reader %d","created_utc":%d,"score":%d,"text":"Number %d says the council should have asked the people of street %d first, and it did not \u2014 why?","article_id":"a%d"}`+"\n",
			i, parent, i%99991, 1500000000+i, i%40, i, i%7919, i%1000)
	}
	if len(g.buf) == 0 {
		return 0, io.EOF
	}
	n := copy(p, g.buf)
	g.buf = append(g.buf[:0], g.buf[n:]...)
	return n, nil
}

// BenchmarkRead compares the whole reader (decoding, columns, dates, threads,
// accounting) with the fastest bare JSON decoder over the same lines.
func BenchmarkRead(b *testing.B) {
	const n = 20000
	data, err := io.ReadAll(&generated{n: n})
	if err != nil {
		b.Fatal(err)
	}
	lines := bytes.Split(bytes.TrimSpace(data), []byte("\n"))
	report := func(b *testing.B) {
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "comments/s")
	}
	count := func(b *testing.B, format string, data []byte) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			found := 0
			for rec, err := range Read("in", bytes.NewReader(data), Options{Format: format}) {
				if err != nil || rec.Rejection != nil {
					b.Fatal(err, rec.Rejection)
				}
				if rec.Comment != nil {
					found++
				}
			}
			if found != n {
				b.Fatal(found)
			}
		}
		report(b)
	}
	b.Run("jsonl", func(b *testing.B) { count(b, "jsonl", data) })
	b.Run("goccy_bare", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			for _, l := range lines {
				var r benchRow
				if err := gojson.Unmarshal(l, &r); err != nil {
					b.Fatal(err)
				}
			}
		}
		report(b)
	})
	b.Run("encoding_json_bare", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			for _, l := range lines {
				var r benchRow
				if err := json.Unmarshal(l, &r); err != nil {
					b.Fatal(err)
				}
			}
		}
		report(b)
	})
	var csv bytes.Buffer
	fmt.Fprintln(&csv, "id,parent_id,author,created_utc,score,text,article_id")
	for i := range n {
		fmt.Fprintf(&csv, "c%d,,reader %d,%d,%d,\"Number %d says the council should have asked, and it \"\"did not\"\"\",a%d\n", i, i%997, 1500000000+i, i%40, i, i%100)
	}
	b.Run("csv", func(b *testing.B) { count(b, "csv", csv.Bytes()) })
}

// TestMemory reads generated comments and holds the memory promise. The number
// is 100,000 unless STANDPOINT_MEMORY_TEST says otherwise; 10000000 is the
// promise's own.
func TestMemory(t *testing.T) {
	n := 100_000
	if s := os.Getenv("STANDPOINT_MEMORY_TEST"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	var peak uint64
	found := 0
	copies := NewCopies(DefaultCopyThreshold)
	for rec, err := range copies.Mark(Read("in.jsonl", &generated{n: n}, Options{})) {
		if err != nil || rec.Rejection != nil {
			t.Fatal(err, rec.Rejection)
		}
		if rec.Comment == nil {
			continue
		}
		if found++; found%50_000 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.Sys-m.HeapReleased)
		}
	}
	t.Logf("%d comments, %d MB held from the system at the peak", found, peak>>20)
	if found != n || peak > 300<<20 {
		t.Errorf("%d of %d comments, %d MB", found, n, peak>>20)
	}
}
