package main

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"standpoint/analyze"
	"standpoint/analyze/sentiment"
	"standpoint/article"
)

// scoringFlags are the flags of every command that judges comments.
type scoringFlags struct {
	kit               *kit
	claim, target     string
	sentiment, stance string
	workers           int
	minConfidence     float64
	changedConfidence func() bool
	budget            int
	changedBudget     func() bool
	evidence          string // "": the command's own rule
}

func (f *scoringFlags) add(cmd *cobra.Command, sentiment, method string) {
	f.addClaim(cmd)
	fs := cmd.Flags()
	fs.StringVar(&f.sentiment, "sentiment", sentiment, "sentiment method, `NAME` from \"standpoint methods\"")
	fs.StringVar(&f.stance, "stance", method, "stance method, `NAME` from \"standpoint methods\"")
	fs.IntVar(&f.workers, "workers", runtime.NumCPU(), "comments judged at once; never changes a result")
	fs.Float64Var(&f.minConfidence, "min-confidence", 0, "judge a stance unclear below this `PROBABILITY`, 0 to 1 (default: the method's own)")
	f.changedConfidence = func() bool { return fs.Changed("min-confidence") }
}

// addBudget adds --budget, for commands that judge many comments.
func (f *scoringFlags) addBudget(cmd *cobra.Command) {
	cmd.Flags().IntVar(&f.budget, "budget", defaultBudget, "with --stance auto, how many `COMMENTS` the slow method deep may judge; a number, so that no result depends on the machine's speed")
	f.changedBudget = func() bool { return cmd.Flags().Changed("budget") }
}

func (f *scoringFlags) addClaim(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.claim, "claim", "", "`SENTENCE` that a comment is for (favor) or against")
	cmd.Flags().StringVar(&f.target, "target", "", "`PHRASE` that a comment is for or against, in place of a claim")
}

// confidence is --min-confidence, nil when the method's own is in force.
func (f *scoringFlags) confidence() *float64 {
	if !f.changedConfidence() {
		return nil
	}
	return &f.minConfidence
}

// given is the claim of the flags; its Text is empty when there is none.
func (f *scoringFlags) given(cmd *cobra.Command) (article.Claim, error) {
	text, target := f.claim, false
	switch c, t := cmd.Flags().Changed("claim"), cmd.Flags().Changed("target"); {
	case c && t:
		return article.Claim{}, usagef("--claim and --target exclude each other: a claim is a sentence, a target a phrase")
	case t:
		text, target = f.target, true
	case !c:
		return article.Claim{}, nil
	}
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return article.Claim{}, usagef("the claim is empty; give a sentence (--claim) or a phrase (--target), or leave the flag out to have one proposed")
	}
	return article.Claim{Text: text, Source: article.ClaimGiven, Target: target}, nil
}

func load[S any](flag string, methods []analyze.Method[S], name string) (S, error) {
	var names []string
	for _, m := range methods {
		if m.Name == name {
			s, err := m.New()
			if err != nil {
				return s, fmt.Errorf("load %s %s: %w", flag, name, err)
			}
			return s, nil
		}
		names = append(names, m.Name)
	}
	var none S
	return none, usagef("unknown method %s %q; there are: %s", flag, name, strings.Join(names, ", "))
}

func methodsCommand(k *kit) *cobra.Command {
	return &cobra.Command{
		Use:   "methods",
		Short: "List the sentiment and stance methods",
		Long: `Lists every method that --sentiment and --stance take. The
baselines are there to be compared with: "standpoint validate" measures them
on labelled data beside the default.`,
		Example: `  standpoint methods
  standpoint analyze --stance sentiment --claim "The dam should be built" page.txt`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			autoTone := analyze.Method[analyze.SentimentScorer]{Name: autoSentiment, Doc: autoSentimentDoc}
			list(w, "--sentiment", autoSentiment, append([]analyze.Method[analyze.SentimentScorer]{autoTone}, sentiment.Methods()...))
			auto := analyze.Method[analyze.StanceScorer]{Name: autoStance, Doc: autoDoc}
			list(w, "--stance", defaultStance, append([]analyze.Method[analyze.StanceScorer]{auto}, k.stances...))
			return w.Flush()
		},
	}
}

func list[S any](w io.Writer, flag, first string, methods []analyze.Method[S]) {
	for _, m := range methods {
		mark := ""
		if m.Name == first {
			mark = " (default)"
		}
		fmt.Fprintf(w, "%s\t%s%s\t%s\n", flag, m.Name, mark, m.Doc)
	}
}

func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("%s takes no arguments, got %q", cmd.CommandPath(), args[0])
	}
	return nil
}
