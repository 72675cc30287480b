package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// small writes a folder of labelled texts and a file of vectors.
func small(t *testing.T) (dir, vectors string) {
	dir = t.TempDir()
	var train, dev strings.Builder
	for i := range 40 {
		for _, x := range []string{`"a lovely day number %d","label":"positive"`, `"a horrid day number %d","label":"negative"`, `"the day has number %d","label":"neutral"`} {
			fmt.Fprintf(&train, `{"text":`+x+"}\n", i)
			fmt.Fprintf(&dev, `{"text":`+x+"}\n", i+1000)
		}
	}
	write(t, dir, "sentiment_tweeteval.train.jsonl", train.String())
	write(t, dir, "sentiment_tweeteval.dev.jsonl", dev.String())
	write(t, dir, "written.jsonl", `{"claims":["x"],"comments":[{"text":"what a mess","tone":"negative"},{"text":"oh great, as ever","tone":"negative","sarcastic":true}]}`+"\n")
	write(t, dir, "stance_semeval2016.train.jsonl", `{"text":"what a fine vote","label":"favor","sentiment":"positive"}`+"\n")
	vectors = filepath.Join(dir, "vectors.json")
	v := strings.Repeat("0.5,", 101) + "1"
	write(t, dir, "vectors.json", `{"words":["lovely","horrid"],"vectors":{"lovely":[`+v+`],"horrid":[-`+v+`]}}`)
	return dir, vectors
}

func TestSameDataSameBytes(t *testing.T) {
	dir, vectors := small(t)
	var files [2][]byte
	for n := range files {
		out := t.TempDir()
		if err := run([]string{"-data", dir, "-vectors", vectors, "-written", filepath.Join(dir, "written.jsonl"), "-o", out, "-only", "sentiment"}, io.Discard); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"sentiment.bin", "sentiment.json"} {
			b, err := os.ReadFile(filepath.Join(out, name))
			if err != nil {
				t.Fatal(err)
			}
			files[n] = append(files[n], b...)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two runs on the same data gave different files")
	}
}

func TestBadData(t *testing.T) {
	for line, want := range map[string]string{
		`{"text":"x","label":"angry"}`:              `line 2: label "angry"`,
		`{"label":"positive"}`:                      "line 2: no text",
		`{"text":"x"}`:                              `line 2: label ""`,
		`{"text":"x","label":`:                      "line 2:",
		`{"text":["x"],"label":"positive"}`:         "line 2:",
		`{"text":"x","label":"p","sentiment":"so"}`: `line 2: label "so"`,
	} {
		dir := t.TempDir()
		write(t, dir, "sentiment_a.train.jsonl", `{"text":"x","label":"positive"}`+"\n"+line+"\n")
		if _, err := load(dir, false, "sentiment_*"); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "sentiment_a.train.jsonl") {
			t.Errorf("%s: error %v, want %q", line, err, want)
		}
	}
	dir := t.TempDir()
	write(t, dir, "written.jsonl", `{"claims":["x"],"comments":[{"text":"x","tone":"good"}]}`+"\n")
	if err := (&corpus{hashes: map[string]string{}}).written(filepath.Join(dir, "written.jsonl"), false); err == nil || !strings.Contains(err.Error(), `line 1: tone "good"`) {
		t.Errorf("an unknown tone: %v", err)
	}
	if _, err := load(t.TempDir(), false, "sentiment_*"); err == nil {
		t.Error("an empty folder is no error")
	}
}

func TestWithout(t *testing.T) {
	rows := []*row{{Text: "Same words, here!"}, {Text: "one two three four five six seven and more"}, {Text: "other"}}
	held := []*row{{Text: "same WORDS here"}, {Text: "so: one two three four five six seven and more of it"}}
	if got := without(rows, held); len(got) != 1 || got[0].Text != "other" {
		t.Errorf("kept %d rows", len(got))
	}
}
