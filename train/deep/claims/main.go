// Command claims takes apart every claim and target phrase of labelled files,
// with the parser that scoring uses: one JSON object a line, sorted.
//
//	claims -data DIR > claims.jsonl
//
// or, of rows that calibrate.py wrote, what the words of the camps of the claim's
// debate say of each comment, for the claim as given: NAME.camps beside NAME.jsonl,
// one number a line.
//
//	claims -rows DIR
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"standpoint/analyze/claim"
	"standpoint/analyze/stance"
	"standpoint/article"
	"standpoint/lexicon"
)

type line struct {
	Text     string `json:"text"`
	Target   bool   `json:"target"` // a phrase, not a sentence
	Positive string `json:"positive"`
	Sign     int    `json:"sign"`
	About    string `json:"about"`  // what the claim is about, "" if not known
	Toward   int    `json:"toward"` // side of the positive form toward it
	Negation string `json:"negation"`
}

func main() {
	data := flag.String("data", "", "folder of labelled JSONL files")
	rows := flag.String("rows", "", "folder of rows to look for the words of debates in")
	flag.Parse()
	err := error(nil)
	if *rows != "" {
		err = camps(*rows)
	} else {
		err = run(*data, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "claims:", err)
		os.Exit(1)
	}
}

func run(dir string, w io.Writer) error {
	files, err := filepath.Glob(filepath.Join(dir, "stance_*.jsonl*"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no stance_*.jsonl in %q: name the data folder with -data", dir)
	}
	claims, targets := map[string]bool{}, map[string]bool{}
	for _, f := range files {
		if err := read(f, claims, targets); err != nil {
			return fmt.Errorf("%s: %w", f, err)
		}
	}
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, target := range []bool{false, true} {
		set := claims
		if target {
			set = targets
		}
		for _, t := range slices.Sorted(maps.Keys(set)) {
			p := claim.Parse(t, target)
			x := line{Text: t, Target: target, Positive: p.Positive, Sign: p.Sign, Toward: p.Toward, Negation: claim.Negate(t, target)}
			if len(p.Targets) > 0 {
				x.About = p.Targets[0].Phrase
			}
			if err := enc.Encode(x); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

func read(name string, claims, targets map[string]bool) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return err
		}
	}
	dec := json.NewDecoder(r)
	for {
		var row struct {
			Claim   string `json:"claim"`
			Counter string `json:"counter_claim"`
			Target  string `json:"target"`
		}
		if err := dec.Decode(&row); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		for _, c := range []string{row.Claim, row.Counter} {
			if c != "" {
				claims[c] = true
			}
		}
		if row.Target != "" {
			targets[row.Target] = true
		}
	}
}

// camps writes NAME.camps for every NAME.jsonl of a folder.
func camps(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return fmt.Errorf("no *.jsonl in %q", dir)
	}
	var words []lexicon.Token
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		var out []byte
		dec := json.NewDecoder(f)
		for {
			var x struct {
				Text   string `json:"text"`
				Claim  string `json:"claim"`
				Target string `json:"target"`
				Parent string `json:"parent_text"`
			}
			if err := dec.Decode(&x); err == io.EOF {
				break
			} else if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			said := float32(0)
			if x.Parent == "" {
				of := article.Claim{Text: x.Claim + x.Target, Target: x.Claim == "", Source: article.ClaimGiven}
				c := stance.NewCueClaim(&article.Article{Claim: of})
				words = lexicon.Tokenize(x.Text, words[:0])
				c.DebateWords(x.Text, words, func(_, _ int, side float32) { said += side * float32(c.Parsed.Sign) })
				said = max(-3, min(3, said))
			}
			out = fmt.Appendln(out, said)
		}
		if err := os.WriteFile(strings.TrimSuffix(name, ".jsonl")+".camps", out, 0o644); err != nil {
			return err
		}
	}
	return nil
}
