package main

import (
	"fmt"
	"io"
	"strings"
	"testing"
)

// export is n comments of about 580 bytes under many articles, as JSON Lines.
func export(n int) string {
	sentences := [...]string{
		"I have lived beside that river for thirty years and nobody ever asked us.",
		"Build it now, the valley needs the power and the jobs.",
		"Who pays for this when the contractor walks away?",
		"The council lied about the cost last time, and they are lying again.",
		"My neighbours are all in favour, and so am I.",
		"Sure, because the last project went so well...",
		"There are cheaper ways to keep the lights on in winter.",
		"Nobody here wants to see the meadow under water.",
	}
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"article_id":"a%d","id":"c%d","author":"reader %d","text":"`, i%50, i, i%997)
		for k := range 9 {
			b.WriteString(sentences[(i*7+k*k+i/8)%len(sentences)] + " ")
		}
		b.WriteString("\"}\n")
	}
	return b.String()
}

// BenchmarkAnalyze runs the whole command on an export, without files.
func BenchmarkAnalyze(b *testing.B) {
	const n = 5000
	in := export(n)
	b.SetBytes(int64(len(in)))
	for b.Loop() {
		if err := run(b.Context(), testKit(b.TempDir()), []string{"analyze", "--json", "--workers", "1", "--claim", "The dam should be built", "-"}, strings.NewReader(in), io.Discard, io.Discard); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "comments/s")
}
