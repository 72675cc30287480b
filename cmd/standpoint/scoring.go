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
	"standpoint/analyze/stance"
	"standpoint/article"
)

// scoringFlags are the flags of every command that judges comments.
type scoringFlags struct {
	claim, target     string
	sentiment, stance string
	workers           int
	minConfidence     float64
	changedConfidence func() bool
	evidence          string // "" for commands without the flag: all
}

func (f *scoringFlags) add(cmd *cobra.Command) {
	f.addClaim(cmd)
	fs := cmd.Flags()
	fs.StringVar(&f.sentiment, "sentiment", sentiment.Methods()[0].Name, "sentiment method, `NAME` from \"standpoint methods\"")
	fs.StringVar(&f.stance, "stance", stance.Methods()[0].Name, "stance method, `NAME` from \"standpoint methods\"")
	fs.IntVar(&f.workers, "workers", runtime.NumCPU(), "comments judged at once; never changes a result")
	fs.Float64Var(&f.minConfidence, "min-confidence", 0, "judge a stance unclear below this `PROBABILITY`, 0 to 1 (default: the method's own)")
	f.changedConfidence = func() bool { return fs.Changed("min-confidence") }
}

// addEvidence adds --evidence, for commands that may be run on millions.
func (f *scoringFlags) addEvidence(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.evidence, "evidence", "all", "all, or none: leave out the words behind each stance, which take up to half of the time; no score changes (those behind the sentiment cost nothing and stay)")
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

// scorers loads the chosen methods.
func (f *scoringFlags) scorers() (analyze.Options, error) {
	if f.workers < 1 {
		return analyze.Options{}, usagef("--workers %d: at least 1", f.workers)
	}
	opt := analyze.Options{Workers: f.workers}
	var err error
	if opt.Sentiment, err = load("--sentiment", sentiment.Methods(), f.sentiment); err != nil {
		return opt, err
	}
	if opt.Stance, err = load("--stance", stance.Methods(), f.stance); err != nil {
		return opt, err
	}
	switch f.evidence {
	case "", "all":
	case "none":
		opt.Stance = stance.WithoutEvidence(opt.Stance)
	default:
		return opt, usagef("--evidence %q: all or none", f.evidence)
	}
	if f.changedConfidence() {
		if opt.Stance, err = stance.WithMinConfidence(opt.Stance, f.minConfidence); err != nil {
			return opt, usagef("--min-confidence: %w", err)
		}
	}
	return opt, nil
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

func methodsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "methods",
		Short: "List the sentiment and stance methods",
		Long: `Lists every method that --sentiment and --stance take, the default first. The
baselines are there to be compared with: "standpoint validate" measures them
on labelled data beside the default.`,
		Example: `  standpoint methods
  standpoint analyze --stance sentiment --claim "The dam should be built" page.txt`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			list(w, "--sentiment", sentiment.Methods())
			list(w, "--stance", stance.Methods())
			return w.Flush()
		},
	}
}

func list[S any](w io.Writer, flag string, methods []analyze.Method[S]) {
	for i, m := range methods {
		mark := ""
		if i == 0 {
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
