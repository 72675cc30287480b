//go:build unix

package article

import (
	"bytes"
	"io"
	"math"
	"runtime"
	"syscall"
	"testing"

	gojson "github.com/goccy/go-json"
)

// BenchmarkJSONLRatio reads one file with the whole reader and with the fastest
// bare JSON decoder (a struct a line, and nothing done with it), by turns, and
// reports "x-decoder": how many times the decoder's processor time the reader
// takes, each by its best turn. Processor time counts what the collector does
// on other cores, and little of what else the machine does.
func BenchmarkJSONLRatio(b *testing.B) {
	const n, passes = 20000, 3
	data, err := io.ReadAll(&generated{n: n})
	if err != nil {
		b.Fatal(err)
	}
	cost := func(pass func()) float64 {
		runtime.GC() // neither pays for what the other left
		from := processorTime(b)
		for range passes {
			pass()
		}
		return processorTime(b) - from
	}
	read := func() {
		found := 0
		for rec, err := range Read("in.jsonl", bytes.NewReader(data), Options{}) {
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
	decode := func() {
		for l := range bytes.Lines(data) {
			var r benchRow
			if err := gojson.Unmarshal(l, &r); err != nil {
				b.Fatal(err)
			}
		}
	}
	ours, bare := math.Inf(1), math.Inf(1)
	for b.Loop() {
		ours, bare = min(ours, cost(read)), min(bare, cost(decode))
	}
	b.ReportMetric(ours/bare, "x-decoder")
	b.ReportMetric(n*passes/ours, "comments/cpu-s")
}

// processorTime is what this process has used so far, in seconds.
func processorTime(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
