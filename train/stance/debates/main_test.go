package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A word is counted on the side that the label says, whichever way the claim is put,
// and named once five texts contradict it.
func TestDebates(t *testing.T) {
	dir := t.TempDir()
	var rows []string
	for range 5 {
		rows = append(rows,
			`{"target": "nuclear power", "text": "Remember Chernobyl.", "label": "against"}`,
			`{"claim": "Nuclear power should be phased out", "text": "It is our only baseload.", "label": "favor"}`)
	}
	rows = append(rows, `{"target": "nuclear power", "text": "Chernobyl", "label": "neutral"}`, `{"target": "butter", "text": "Chernobyl", "label": "favor"}`)
	if err := os.WriteFile(filepath.Join(dir, "a.jsonl"), []byte(strings.Join(rows, "\n")), 0o644); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	drop := filepath.Join(dir, "drop.txt")
	if err := run(&out, dir, drop, []string{"a.jsonl"}); err != nil {
		t.Fatal(err)
	}
	want := "a.jsonl: 11 of 12 texts are of a debate that the lists know; of those with a side that use their words: 10 texts, 0.500 right\n" +
		"1 of 2 words stand on the other side\n"
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
	if b, err := os.ReadFile(drop); string(b) != "nuclear power\tbaseload\n" {
		t.Errorf("%q, %v", b, err)
	}
	for _, names := range [][]string{nil, {"none.jsonl"}} {
		if err := run(&out, dir, "", names); err == nil {
			t.Errorf("no error for %q", names)
		}
	}
}
