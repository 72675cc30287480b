package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func analyzeCommand(k *kit) *cobra.Command {
	var in inputFlags
	sc := scoringFlags{kit: k}
	var out string
	var asJSON, force, resume, noBOM bool
	cmd := &cobra.Command{
		Use:   "analyze [flags] INPUT...",
		Short: "Judge the comments of article pages and sum them up",
		Long: `Reads article pages with their comments, judges every comment, and prints a
report: how many readers side with the claim, with 95% Wilson intervals, how
the comments sound, and the most telling comments of each side.

INPUT is a saved page, a folder, a glob, or - for standard input.

The claim is the statement that readers are for or against: a sentence
(--claim) or a phrase (--target, favor means for it). With neither, one is
proposed from each page's title and summary; the report says which.

With -o DIR it also writes
  DIR/comments.csv   one row a comment, with every score and its evidence
  DIR/articles.csv   one row an article, with shares and intervals
  DIR/charts/*.png   stance, sentiment, and sentiment by stance, at 300 dpi
  DIR/rejected.csv   what was found but could not be read or scored, with file,
                     line and reason
  DIR/report.md      the report as Markdown, with the charts
  DIR/run.json       version, options, methods, SHA-256 of every input, counts
All of them appear together at the end, or none. The same input gives the same
bytes, whatever --workers says. --evidence top leaves the words behind a stance
out of comments.csv, but for the comments that the report quotes.

Two engines judge stance. fast, a small network, judges thousands of comments a
second; deep, a pretrained encoder that reads claim and comment together, 7
long ones to 60 short ones a second on a core, and 2 to 20 where the words
behind the stance are looked for. --stance auto, the default, lets deep judge all comments up to --budget;
of more, up to fifty times as many, fast judges all in a first pass, and deep
those again that fast is least sure of, as many as the budget allows. The
report and run.json say which judged how many. The inputs are then read more
than once, and a pipe is kept in a temporary file. Likewise --sentiment auto
reads comments as a whole, some 40 a second on a core, up to ten times --budget
of them, and weighs the words alone of more, or where --stance does without deep.
When a run with -o that needs deep is interrupted, its judgments stay in
DIR/unfinished.jsonl, and the same command with --resume goes on from them to
the same results.

Exit code: 0 done, 1 failed, 2 wrong usage, 3 done but some input was rejected.`,
		Example: `  standpoint analyze --claim "China is a victim of cybercrime" page.txt
  standpoint analyze --target "nuclear power" -o study pages/*.txt
  standpoint analyze --json page.txt | jq .articles[0].stance.favor_share
  cat page.txt | standpoint analyze -`,
		Args: needInput,
		RunE: func(cmd *cobra.Command, args []string) error {
			claim, err := sc.given(cmd)
			if err != nil {
				return err
			}
			if err := checkEvidence(sc.evidence, evidenceAll, evidenceTop, evidenceNone); err != nil {
				return err
			}
			r := analysis{claim: claim, asJSON: asJSON, resume: resume}
			if r.engines, err = sc.engines(); err != nil {
				return err
			}
			slow := sc.stance == deepStance || sc.stance == autoStance && sc.budget > 0
			switch {
			case resume && out == "":
				return usagef("--resume needs -o DIR, the folder of the interrupted run")
			case resume && !slow:
				return usagef("--resume is for --stance deep and auto; --stance %s is quick to run again", sc.stance)
			}
			if r.inputs, err = in.open(cmd, args); err != nil {
				return err
			}
			if out != "" {
				if r.out, err = newOutputs(out, force); err != nil {
					return err
				}
				if err := r.out.check("comments.csv", "articles.csv", "rejected.csv", "report.md", "run.json"); err != nil {
					return err
				}
				defer r.out.abort()
				if slow {
					if err := checkJournal(out, resume, force); err != nil {
						return err
					}
				}
			}
			r.options = runOptions{
				Claim: sc.claim, Target: sc.target, Sentiment: sc.sentiment, Stance: sc.stance,
				MinConfidence: sc.confidence(), Budget: sc.budget, Evidence: sc.evidence, Format: in.format, CommentsStart: in.commentsStart,
				MaxPageBytes: in.maxPage, Encoding: in.encoding, Map: in.columns, Articles: in.articles,
				Copies: in.copies, Pseudonymise: in.pseudonymise, BOM: !noBOM,
			}
			return r.run(cmd.Context(), cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	sc.add(cmd, autoSentiment, defaultStance)
	sc.addBudget(cmd)
	in.add(cmd)
	fs := cmd.Flags()
	fs.StringVar(&sc.evidence, "evidence", "", fmt.Sprintf("for which comments to find the words behind the stance: all, top (those that the report quotes), none; no score changes. It takes fast half of its time, and makes deep take two to four times as long (default: all, but of the comments that deep judges top when they are more than %d)", fullEvidence))
	fs.BoolVar(&resume, "resume", false, "go on from the judgments that an interrupted run kept in the output folder")
	fs.StringVarP(&out, "output", "o", "", "`DIR` to write CSV, charts and run.json to")
	fs.BoolVar(&asJSON, "json", false, "print the summary as JSON instead of the report")
	fs.BoolVar(&force, "force", false, "replace files that exist in the output folder")
	fs.BoolVar(&noBOM, "no-bom", false, "write CSV without the byte order mark that spreadsheets want")
	return cmd
}

func needInput(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usagef("%s needs an INPUT: a page, a folder, a glob, or - for standard input", cmd.CommandPath())
	}
	return nil
}
