package main

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// row is one labelled text. y is 0 negative, 1 neutral, 2 positive, or 0
// meant as said, 1 sarcastic.
type row struct {
	Text       string `json:"text"`
	Label      string `json:"label"`
	Sentiment  string `json:"sentiment"` // in place of Label, where that is a stance
	Sarcastic  *bool  `json:"sarcastic"`
	Debate     string `json:"debate"`
	Target     string `json:"target"`
	TargetFrom int    `json:"target_from"` // in code points
	TargetTo   int    `json:"target_to"`

	set string // "newsmtsc"
	dev bool
	y   int
}

// corpus is what was read of a data folder.
type corpus struct {
	rows   []*row
	hashes map[string]string // SHA-256 by file name
}

// load reads the files of dir that match the patterns, named
// KIND_SET.SPLIT.jsonl, gzipped or not, in the order of the names.
func load(dir string, sarcasm bool, patterns ...string) (*corpus, error) {
	c := &corpus{hashes: map[string]string{}}
	for _, pattern := range patterns {
		files, err := filepath.Glob(filepath.Join(dir, pattern+".jsonl*"))
		if err != nil {
			return nil, err
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("no %s.jsonl in %s", pattern, dir)
		}
		for _, file := range files {
			if err := c.read(file, sarcasm); err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
		}
	}
	return c, nil
}

// open returns what a file holds, and keeps its checksum.
func (c *corpus) open(file string) ([]byte, error) {
	b, err := os.ReadFile(file)
	sum := sha256.Sum256(b)
	c.hashes[filepath.Base(file)] = hex.EncodeToString(sum[:])
	return b, err
}

func (c *corpus) read(file string, sarcasm bool) error {
	b, err := c.open(file)
	if err != nil {
		return err
	}
	var r io.Reader = strings.NewReader(string(b))
	if strings.HasSuffix(file, ".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			return err
		}
	}
	_, rest, _ := strings.Cut(filepath.Base(file), "_")
	name := strings.Split(rest, ".")
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		x := &row{set: name[0], dev: name[1] == "dev"}
		if err := json.Unmarshal(lines.Bytes(), x); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if x.Text == "" {
			return fmt.Errorf("line %d: no text", n)
		}
		switch {
		case sarcasm && x.Sarcastic == nil:
			return fmt.Errorf("line %d: no field sarcastic", n)
		case sarcasm:
			if *x.Sarcastic {
				x.y = 1
			}
		default:
			label := cmp.Or(x.Sentiment, x.Label)
			if x.y = slices.Index(labels[:], label); x.y < 0 {
				return fmt.Errorf("line %d: label %q is none of %q", n, label, labels)
			}
		}
		c.rows = append(c.rows, x)
	}
	return lines.Err()
}

// written reads the comments that were written for this project, one topic a
// line: those of one topic stay together. How they sound is held out of the
// training for a fifth of the topics.
func (c *corpus) written(file string, sarcasm bool) error {
	b, err := c.open(file)
	if err != nil {
		return err
	}
	for n, line := range bytes.Split(bytes.TrimSpace(b), []byte("\n")) {
		var topic struct {
			Claims   []string `json:"claims"`
			Comments []struct {
				Text      string `json:"text"`
				Tone      string `json:"tone"`
				Sarcastic bool   `json:"sarcastic"`
			} `json:"comments"`
		}
		if err := json.Unmarshal(line, &topic); err != nil {
			return fmt.Errorf("%s: line %d: %w", file, n+1, err)
		}
		if len(topic.Claims) == 0 {
			return fmt.Errorf("%s: line %d: no claims", file, n+1)
		}
		held := foldOf(&row{Text: topic.Claims[0]}) == 0
		for _, x := range topic.Comments {
			r := &row{Text: x.Text, Debate: topic.Claims[0], set: writtenSet}
			switch {
			case !sarcasm:
				r.dev = held
				if r.y = slices.Index(labels[:], x.Tone); r.y < 0 {
					return fmt.Errorf("%s: line %d: tone %q is none of %q", file, n+1, x.Tone, labels)
				}
			case x.Sarcastic:
				r.y = 1
			}
			c.rows = append(c.rows, r)
		}
	}
	return nil
}

const writtenSet = "written"

var labels = [...]string{"negative", "neutral", "positive"}

// pick returns the rows that f keeps.
func pick(rows []*row, f func(*row) bool) (kept []*row) {
	for _, r := range rows {
		if f(r) {
			kept = append(kept, r)
		}
	}
	return kept
}

// sets returns the names of the sets in rows, sorted.
func sets(rows []*row) (names []string) {
	for _, r := range rows {
		if i, ok := slices.BinarySearch(names, r.set); !ok {
			names = slices.Insert(names, i, r.set)
		}
	}
	return names
}

// without returns the rows whose text does not repeat one of held: not the
// same letters and digits, and fewer than half of its sequences of six words
// in held.
func without(rows, held []*row) []*row {
	same, grams := map[string]bool{}, map[string]bool{}
	for _, r := range held {
		same[letters(r.Text)] = true
		for _, g := range sixes(r.Text) {
			grams[g] = true
		}
	}
	return pick(rows, func(r *row) bool {
		seen, all := 0, sixes(r.Text)
		for _, g := range all {
			if grams[g] {
				seen++
			}
		}
		return !same[letters(r.Text)] && (len(all) == 0 || 2*seen < len(all))
	})
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if isLetter(r) {
			return r
		}
		return -1
	}, strings.ToLower(s))
}

func sixes(s string) (grams []string) {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !isLetter(r) })
	for i := 0; i+6 <= len(words); i++ {
		grams = append(grams, strings.Join(words[i:i+6], " "))
	}
	return grams
}
