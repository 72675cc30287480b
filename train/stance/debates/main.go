// Command debates holds the words of analyze/stance/data/debates against labelled
// texts: how often a word stands on the side that its list says, for every debate and
// over all, and which words do so too seldom.
//
//	debates -data DIR [-drop FILE] FILE...
//
// FILE are names of labelled files in DIR. With -drop the words that stand
// on the other side at least twice as often as on their own, in five texts or more, are
// written to a file, debate and word on a line.
package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"standpoint/analyze/stance"
	"standpoint/article"
	"standpoint/lexicon"
)

func main() {
	data := flag.String("data", "", "folder with the labelled files")
	drop := flag.String("drop", "", "file to write words to that stand on the other side")
	flag.Parse()
	if err := run(os.Stdout, *data, *drop, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "debates:", err)
		os.Exit(1)
	}
}

// long is the number of tokens beyond which a text speaks of both camps.
const long = 60

// least is in how many texts a word must stand to be judged.
const least = 5

type count struct{ right, wrong int }

func (c *count) add(right bool) {
	if right {
		c.right++
	} else {
		c.wrong++
	}
}

func (c count) String() string {
	n := c.right + c.wrong
	return fmt.Sprintf("%d texts, %.3f right", n, float64(c.right)/float64(max(n, 1)))
}

func run(w io.Writer, data, drop string, names []string) error {
	if len(names) == 0 {
		return fmt.Errorf("name one or more labelled files of the folder given with -data")
	}
	words := map[string]*count{}
	for _, name := range names {
		var texts, found count
		claims := map[article.Claim]*stance.CueClaim{}
		var toks []lexicon.Token
		err := read(filepath.Join(data, name), func(claim article.Claim, text, label string) {
			c := claims[claim]
			if c == nil {
				c = stance.NewCueClaim(&article.Article{Claim: claim})
				claims[claim] = c
			}
			debate := c.Debate()
			texts.add(debate != "")
			if debate == "" || label != "favor" && label != "against" {
				return
			}
			if toks = lexicon.Tokenize(text, toks[:0]); len(toks) > long {
				return
			}
			var sum float32
			c.DebateWords(text, toks, func(from, to int, side float32) {
				side *= float32(c.Parsed.Sign)
				key := debate + "\t" + stance.Squeeze(text[toks[from].Start:toks[to-1].End])
				if words[key] == nil {
					words[key] = &count{}
				}
				words[key].add(side > 0 == (label == "favor"))
				sum += side
			})
			if sum != 0 {
				found.add(sum > 0 == (label == "favor"))
			}
		})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintf(w, "%s: %d of %d texts are of a debate that the lists know; of those with a side that use their words: %s\n", name, texts.right, texts.right+texts.wrong, found)
	}
	var keys []string
	for k, c := range words {
		if c.right+c.wrong >= least && c.wrong >= 2*c.right {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	fmt.Fprintf(w, "%d of %d words stand on the other side\n", len(keys), len(words))
	if drop == "" {
		return nil
	}
	return os.WriteFile(drop, []byte(strings.Join(keys, "\n")+"\n"), 0o644)
}

func read(name string, yield func(claim article.Claim, text, label string)) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	var r io.Reader = bufio.NewReader(f)
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			return err
		}
	}
	dec := json.NewDecoder(r)
	for {
		var x struct{ Claim, Target, Text, Label string }
		if err := dec.Decode(&x); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		c := article.Claim{Text: x.Claim, Source: article.ClaimGiven}
		if x.Claim == "" {
			c.Text, c.Target = x.Target, true
		}
		yield(c, x.Text, x.Label)
	}
}
