package sentiment

import (
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jonreiter/govader"

	"standpoint/analyze"
)

var data = flag.String("data", "", "folder of labelled development files, sentiment_*.dev.jsonl")

// TestAgainstVader prints the macro-F1 of govader, at its usual cut of ±0.05,
// beside ours on every development file, and fails where ours is not above it
// on average: then it would not be the default.
func TestAgainstVader(t *testing.T) {
	if *data == "" {
		t.Skip("SKIPPED: no labelled data; give -data DIR")
	}
	files, err := filepath.Glob(filepath.Join(*data, "sentiment_*.dev.jsonl*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sentiment_*.dev.jsonl in %s (%v)", *data, err)
	}
	ours, err := Methods()[0].New()
	if err != nil {
		t.Fatal(err)
	}
	vader := govader.NewSentimentIntensityAnalyzer()
	classes := []string{"negative", "neutral", "positive"}
	var sum [2]float64
	for _, file := range files {
		var a, b []analyze.Prediction
		for _, rec := range labelledTexts(t, file) {
			gold := -1
			for i, c := range classes {
				if c == rec.Label {
					gold = i
				}
			}
			if gold < 0 {
				t.Fatalf("%s: label %q", file, rec.Label)
			}
			s, err := ours.Sentiment(input(rec.Text))
			if err != nil {
				t.Fatal(err)
			}
			answer := 1
			switch s.Label {
			case analyze.Negative:
				answer = 0
			case analyze.Positive:
				answer = 2
			}
			a = append(a, analyze.Prediction{Gold: gold, Answer: answer})
			answer = 1
			switch compound := vader.PolarityScores(rec.Text).Compound; {
			case compound >= .05:
				answer = 2
			case compound <= -.05:
				answer = 0
			}
			b = append(b, analyze.Prediction{Gold: gold, Answer: answer})
		}
		ma, mb := analyze.Measure("standpoint", classes, nil, a), analyze.Measure("govader", classes, nil, b)
		t.Logf("%-34s n %5d  standpoint %.3f  govader %.3f", strings.TrimPrefix(filepath.Base(file), "sentiment_"), ma.N, ma.MacroF1.Value, mb.MacroF1.Value)
		sum[0] += ma.MacroF1.Value / float64(len(files))
		sum[1] += mb.MacroF1.Value / float64(len(files))
	}
	t.Logf("mean of %d files: standpoint %.3f, govader %.3f", len(files), sum[0], sum[1])
	if sum[0] <= sum[1] {
		t.Errorf("standpoint is not above govader")
	}
}

type labelledText struct{ Text, Label string }

func labelledTexts(t *testing.T, file string) []labelledText {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	var out []labelledText
	for dec := json.NewDecoder(r); ; {
		var rec labelledText
		if err := dec.Decode(&rec); err == io.EOF {
			return out
		} else if err != nil {
			t.Fatal(fmt.Errorf("%s: record %d: %w", file, len(out)+1, err))
		}
		out = append(out, rec)
	}
}
