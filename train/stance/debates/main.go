// Command debates holds the words of analyze/stance/data/debates against labelled
// texts of up to 60 tokens: how often their sum points to the side that the label says,
// and which words stand on the other side.
//
//	debates -data DIR [-drop FILE] FILE...
//
// FILE are names of labelled files in DIR. With -drop the words that stand
// on the other side at least twice as often as on their own, in five texts or more, are
// written to a file, debate and word on a line.
package main

import (
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
	"standpoint/train/labelled"
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
		err := labelled.Each(filepath.Join(data, name), func(x struct{ Claim, Target, Text, Label string }) error {
			claim := article.Claim{Text: x.Claim, Source: article.ClaimGiven}
			if x.Claim == "" {
				claim.Text, claim.Target = x.Target, true
			}
			c := claims[claim]
			if c == nil {
				c = stance.NewCueClaim(&article.Article{Claim: claim})
				claims[claim] = c
			}
			debate := c.Debate()
			texts.add(debate != "")
			if debate == "" || x.Label != "favor" && x.Label != "against" {
				return nil
			}
			if toks = lexicon.Tokenize(x.Text, toks[:0]); len(toks) > long {
				return nil
			}
			var sum float32
			c.DebateWords(x.Text, toks, func(from, to int, side float32) {
				side *= float32(c.Parsed.Sign)
				key := debate + "\t" + stance.Squeeze(x.Text[toks[from].Start:toks[to-1].End])
				if words[key] == nil {
					words[key] = &count{}
				}
				words[key].add(side > 0 == (x.Label == "favor"))
				sum += side
			})
			if sum != 0 {
				found.add(sum > 0 == (x.Label == "favor"))
			}
			return nil
		})
		if err != nil {
			return err
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
