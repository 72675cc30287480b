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
	"encoding/json"
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
	"standpoint/train/labelled"
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
			return err
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
	type row struct {
		Claim   string `json:"claim"`
		Counter string `json:"counter_claim"`
		Target  string `json:"target"`
	}
	return labelled.Each(name, func(x row) error {
		for _, c := range []string{x.Claim, x.Counter} {
			if c != "" {
				claims[c] = true
			}
		}
		if x.Target != "" {
			targets[x.Target] = true
		}
		return nil
	})
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
	type row struct {
		Text   string `json:"text"`
		Claim  string `json:"claim"`
		Target string `json:"target"`
		Parent string `json:"parent_text"`
	}
	for _, name := range files {
		var out []byte
		err := labelled.Each(name, func(x row) error {
			said := float32(0)
			if x.Parent == "" {
				of := article.Claim{Text: x.Claim + x.Target, Target: x.Claim == "", Source: article.ClaimGiven}
				c := stance.NewCueClaim(&article.Article{Claim: of})
				words = lexicon.Tokenize(x.Text, words[:0])
				c.DebateWords(x.Text, words, func(_, _ int, side float32) { said += side * float32(c.Parsed.Sign) })
				said = max(-3, min(3, said))
			}
			out = fmt.Appendln(out, said)
			return nil
		})
		if err != nil {
			return err
		}
		if err := os.WriteFile(strings.TrimSuffix(name, ".jsonl")+".camps", out, 0o644); err != nil {
			return err
		}
	}
	return nil
}
