package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"standpoint/analyze"
	"standpoint/analyze/stance"
	"standpoint/article"
	"standpoint/report"
)

// maxLeftOut is how many spans explain leaves out to change a verdict.
const maxLeftOut = 5

func explainCommand(k *kit) *cobra.Command {
	sc := scoringFlags{kit: k}
	var parent, title, articleTitle string
	cmd := &cobra.Command{
		Use:   "explain --claim TEXT [flags] TEXT...",
		Short: "Show in full why one comment was judged as it was",
		Long: `Judges one comment and shows everything behind it: the words shaded by their
weight (in brackets without colour), the probabilities, the named cues, the
path through the comment it replies to (--parent), and what would change its
mind: the words without which the verdict would be another.

TEXT is the comment; - reads it from standard input.`,
		Example: `  standpoint explain --claim "The dam should be built" "Over my dead body."
  standpoint explain --claim "The dam should be built" --parent "It floods the valley." "Exactly!"
  standpoint explain --target "nuclear power" - < comment.txt`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("%s needs the TEXT of a comment, or - for standard input", cmd.CommandPath())
			}
			return nil
		},
	}
	sc.add(cmd, autoSentiment, defaultStance)
	fs := cmd.Flags()
	fs.StringVar(&parent, "parent", "", "`TEXT` of the comment replied to")
	fs.StringVar(&title, "title", "", "the comment's own `TITLE`")
	fs.StringVar(&articleTitle, "article-title", "", "`TITLE` of the article")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		c, err := sc.given(cmd)
		if err != nil {
			return err
		}
		if c.Text == "" {
			return usagef("explain needs --claim or --target: a stance is toward one")
		}
		text := strings.Join(args, " ")
		if text == "-" {
			b, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), article.DefaultMaxPageBytes+1))
			if err != nil {
				return err
			}
			if len(b) > article.DefaultMaxPageBytes {
				return fmt.Errorf("the comment on standard input is larger than %d bytes", article.DefaultMaxPageBytes)
			}
			text = string(b)
		}
		if text = strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD")); text == "" && title == "" {
			return usagef("the comment is empty")
		}
		e, err := sc.engines()
		if err != nil {
			return err
		}
		method, err := e.method(e.stance)
		if err != nil {
			return err
		}
		if _, err := e.settle(0, 0); err != nil {
			return err
		}
		opt, err := e.options(method)
		if err != nil {
			return err
		}
		plain, err := e.options(stance.WithoutEvidence(method))
		if err != nil {
			return err
		}
		in := analyze.Input{
			Article: &article.Article{Title: articleTitle, Claim: c},
			Comment: &article.Comment{ID: "1", Title: title, Text: text},
		}
		x := report.Explanation{Claim: c, Comment: in.Comment}
		if parent != "" {
			in.Parent = &article.Comment{ID: "0", Text: parent}
			in.Comment.ParentID = "0"
			pj, err := analyze.JudgeOne(analyze.Input{Article: in.Article, Comment: in.Parent}, plain)
			if err != nil {
				return err
			}
			in.ParentJudgment = &pj
			x.Parent, x.ParentJ = in.Parent, &pj
		}
		if x.Judgment, err = analyze.JudgeOne(in, opt); err != nil {
			return err
		}
		x.Debate = stance.DebateOf(in.Article, x.Judgment.Verdict.Engine)
		if err := changeMind(&x, in, plain); err != nil {
			return err
		}
		width, colour := terminal(cmd.OutOrStdout())
		return report.Explain(cmd.OutOrStdout(), &x, report.TerminalOptions{Width: width, Color: colour})
	}
	return cmd
}

// changeMind leaves out the strongest words for the verdict, one span after
// the other, until the verdict is another.
func changeMind(e *report.Explanation, in analyze.Input, opt analyze.Options) error {
	v := e.Judgment.Verdict
	if v.Stance == analyze.Unclear {
		return nil
	}
	for _, x := range v.Evidence {
		// Evidence for the verdict: toward its side, or, when neutral, of any sign.
		if v.Stance == analyze.Favor && x.Weight <= 0 || v.Stance == analyze.Against && x.Weight >= 0 {
			continue
		}
		e.Without = append(e.Without, x)
		without := *in.Comment
		without.Title, without.Text = leaveOut(in.Comment, e.Without)
		if without.Title == "" && strings.TrimSpace(without.Text) == "" {
			e.Without = e.Without[:len(e.Without)-1]
			break
		}
		next := in
		next.Comment = &without
		j, err := analyze.JudgeOne(next, opt)
		if err != nil {
			return err
		}
		e.Instead = j.Verdict
		if e.Turned = j.Verdict.Stance != v.Stance; e.Turned || len(e.Without) == maxLeftOut {
			break
		}
	}
	return nil
}

// leaveOut is the comment's title and text without the spans.
func leaveOut(c *article.Comment, spans []analyze.Evidence) (title, text string) {
	title, text = c.Title, c.Text
	order := slices.Clone(spans)
	slices.SortFunc(order, func(a, b analyze.Evidence) int { return b.Start - a.Start }) // from the end
	for _, x := range order {
		switch field, from, to := c.Locate(x.Start, x.End); field {
		case "title":
			title = title[:min(from, len(title))] + title[min(to, len(title)):]
		default:
			text = text[:min(from, len(text))] + text[min(to, len(text)):]
		}
	}
	return title, text
}
