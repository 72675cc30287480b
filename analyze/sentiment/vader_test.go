package sentiment

import (
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
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
	var sum [2]float64
	for _, file := range files {
		f1 := besideVader(t, strings.TrimPrefix(filepath.Base(file), "sentiment_"), labelledTexts(t, file), "standpoint")
		sum[0] += f1[0] / float64(len(files))
		sum[1] += f1[1] / float64(len(files))
	}
	t.Logf("mean of %d files: standpoint %.3f, govader %.3f", len(files), sum[0], sum[1])
	if sum[0] <= sum[1] {
		t.Errorf("standpoint is not above govader")
	}
}

// TestReaderCommentsAgainstVader is the same on the project's own pages, for
// both methods.
func TestReaderCommentsAgainstVader(t *testing.T) {
	var rows []labelledText
	for _, rec := range labelledTexts(t, filepath.Join("..", "..", "testdata", "gold", "comments.jsonl")) {
		rows = append(rows, labelledText{Text: rec.Text, Label: rec.Sentiment})
	}
	f1 := besideVader(t, "our own pages", rows, "deep", "standpoint")
	if f1[0] <= f1[2] || f1[1] <= f1[2] {
		t.Errorf("not above govader")
	}
}

// besideVader returns the macro-F1 of the methods, and of govader last.
func besideVader(t *testing.T, name string, rows []labelledText, methods ...string) []float64 {
	t.Helper()
	classes := []string{"negative", "neutral", "positive"}
	vader := govader.NewSentimentIntensityAnalyzer()
	answers := make([][]analyze.Prediction, len(methods)+1)
	for _, rec := range rows {
		gold := slices.Index(classes, rec.Label)
		if gold < 0 {
			t.Fatalf("%s: label %q", name, rec.Label)
		}
		answer := 1
		switch compound := vader.PolarityScores(rec.Text).Compound; {
		case compound >= .05:
			answer = 2
		case compound <= -.05:
			answer = 0
		}
		answers[len(methods)] = append(answers[len(methods)], analyze.Prediction{Gold: gold, Answer: answer})
	}
	for i, method := range methods {
		at := slices.IndexFunc(Methods(), func(m analyze.Method[analyze.SentimentScorer]) bool { return m.Name == method })
		ours, err := Methods()[at].New()
		if err != nil {
			t.Fatal(err)
		}
		for k, rec := range rows {
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
			answers[i] = append(answers[i], analyze.Prediction{Gold: answers[len(methods)][k].Gold, Answer: answer})
		}
	}
	line := fmt.Sprintf("%-34s n %5d", name, len(rows))
	var f1 []float64
	for i, method := range append(methods, "govader") {
		m := analyze.Measure(method, classes, nil, answers[i])
		f1 = append(f1, m.MacroF1.Value)
		line += fmt.Sprintf("  %s %.3f", method, m.MacroF1.Value)
	}
	t.Log(line)
	return f1
}

type labelledText struct{ Text, Label, Sentiment string }

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
