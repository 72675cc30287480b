package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"standpoint/analyze"
	"standpoint/analyze/claim"
	"standpoint/article"
	"standpoint/report"
)

func claimCheckCommand(k *kit) *cobra.Command {
	var in inputFlags
	sc := scoringFlags{kit: k}
	var also []string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "claim-check --claim TEXT [--also TEXT]... [flags] INPUT...",
		Short: "Test how much a result depends on the wording of the claim",
		Long: `Judges the same comments under the claim, under its negation, and under every
paraphrase given with --also, and shows what changes: the share that sides with
the claim under each wording (mirrored for the negation), how many comments
took the other side (flips), and how many moved between a side and neutral or
unclear. A result that a paraphrase turns over should not be published.

With --stance auto the comments that deep judges are chosen under each wording.

Exit code: 0 done, 1 failed, 2 wrong usage, 3 done but some input was rejected.`,
		Example: `  standpoint claim-check --claim "China is a victim of cybercrime" \
      --also "China suffers from cybercrime" page.txt
  standpoint claim-check --target "nuclear power" --also "atomic energy" pages/`,
		Args: needInput,
	}
	sc.add(cmd, autoSentiment, defaultStance)
	sc.addBudget(cmd)
	in.add(cmd)
	cmd.Flags().StringArrayVar(&also, "also", nil, "paraphrase of the claim, `TEXT` of the same kind; may be repeated")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON instead of a table")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		first, err := sc.given(cmd)
		if err != nil {
			return err
		}
		if first.Text == "" {
			return usagef("claim-check needs --claim or --target: it tests the wording of one")
		}
		e, err := sc.engines()
		if err != nil {
			return err
		}
		ins, err := in.open(cmd, args)
		if err != nil {
			return err
		}
		comments := 0
		var recs []article.Record
		for rec, err := range ins.all(cmd.Context()) {
			if err != nil {
				return err
			}
			if rec.Comment != nil {
				comments++
			}
			recs = append(recs, rec)
		}
		for _, err := range ins.failed {
			fmt.Fprintf(cmd.ErrOrStderr(), "standpoint: %v\n", err)
		}
		check := wordingCheck{First: first.Text}
		type wording struct {
			text   string
			denies bool
		}
		wordings := []wording{{first.Text, false}, {claim.Negate(first.Text, first.Target), true}}
		for _, text := range also {
			if text = strings.Join(strings.Fields(text), " "); text == "" {
				return usagef("--also is empty; give a paraphrase of the claim")
			}
			wordings = append(wordings, wording{text, false})
		}
		var base []analyze.Stance
		for _, w := range wordings {
			c := first
			c.Text = w.text
			var stances []analyze.Stance
			check.comments = nil
			add, done := progress(cmd.ErrOrStderr(), fmt.Sprintf("wording %d of %d", len(check.Wordings)+1, len(wordings)), comments)
			opt, err := e.plain(cmd.Context(), comments, sc.budget, func() iter.Seq2[article.Record, error] { return withWording(recs, c) })
			if err != nil {
				return err
			}
			opt.Judged = add
			for ev, err := range analyze.Judge(cmd.Context(), withWording(recs, c), opt) {
				if errors.Is(err, context.Canceled) {
					return fmt.Errorf("interrupted in wording %d of %d; nothing was compared", len(check.Wordings)+1, len(wordings))
				}
				if err != nil {
					return err
				}
				switch {
				case ev.Judged != nil:
					stances = append(stances, ev.Judged.Judgment.Verdict.Stance)
					check.comments = append(check.comments, ev.Judged.Comment)
				case ev.Rejection != nil && base == nil:
					check.Rejected++
				}
			}
			done()
			if base == nil {
				base = stances
			}
			check.Wordings = append(check.Wordings, analyze.CompareWording(w.text, w.denies, base, stances))
		}
		check.Scored, check.Found = len(base), len(base)+check.Rejected
		if asJSON {
			err = check.json(cmd.OutOrStdout())
		} else {
			err = check.print(cmd.OutOrStdout())
		}
		if err == nil && (check.Rejected > 0 || len(ins.failed) > 0) {
			return errRejected
		}
		return err
	}
	return cmd
}

// withWording replays recs with every article under claim c.
func withWording(recs []article.Record, c article.Claim) iter.Seq2[article.Record, error] {
	return func(yield func(article.Record, error) bool) {
		for _, rec := range recs {
			if rec.Article != nil {
				a := *rec.Article
				a.Claim = c
				rec.Article = &a
			}
			if !yield(rec, nil) {
				return
			}
		}
	}
}

// shownFlips is how many flips of a wording the table lists.
const shownFlips = 10

type wordingCheck struct {
	First                   string
	Found, Scored, Rejected int
	Wordings                []analyze.Wording
	comments                []*article.Comment
}

// span is the range of the favor share over the wordings.
func (c *wordingCheck) span() (low, high float64) {
	low, high = 1, 0
	for _, w := range c.Wordings {
		low, high = min(low, w.Favor.Value), max(high, w.Favor.Value)
	}
	return low, high
}

func (c *wordingCheck) print(w io.Writer) error {
	p := &errWriter{w: w}
	p.f("%d comments found, %d scored, %d rejected\n\n", c.Found, c.Scored, c.Rejected)
	if c.Scored == 0 {
		p.f("no comments to judge\n")
		return p.err
	}
	for i, x := range c.Wordings {
		kind := "paraphrase"
		switch {
		case i == 0:
			kind = "claim"
		case x.Denies:
			kind = "negation (its sides are mirrored below)"
		}
		s := x.Stances
		favor, against := s[analyze.Favor], s[analyze.Against]
		if x.Denies {
			favor, against = against, favor
		}
		p.f("%s: %s\n", kind, x.Claim)
		p.f("  with the claim %.1f%% [%.1f, %.1f]; favor %d, against %d, neutral %d, unclear %d\n",
			100*x.Favor.Value, 100*x.Favor.Low, 100*x.Favor.High, favor, against, s[analyze.NeutralStance], s[analyze.Unclear])
		if i > 0 {
			p.f("  flips %d, moved %d of %d comments\n", x.Flips, x.Moved, x.Scored)
		}
	}
	low, high := c.span()
	p.f("\nOver the wordings the share that sides with the claim runs from %.1f%% to %.1f%%.\n", 100*low, 100*high)
	p.f("Shares are of the comments whose stance is clear, with 95%% Wilson intervals.\nA flip is a comment that takes the other side under another wording; a move is\none between a side and neutral or unclear.\n")
	for _, x := range c.Wordings {
		if len(x.Flipped) == 0 {
			continue
		}
		p.f("\nFlips under %q:\n", x.Claim)
		for n, i := range x.Flipped {
			if n == shownFlips {
				p.f("  and %d more; --json lists all\n", len(x.Flipped)-n)
				break
			}
			p.f("  comment %s of %s\n", c.comments[i].ID, c.comments[i].ArticleID)
		}
	}
	return p.err
}

func (c *wordingCheck) json(w io.Writer) error {
	type estimate struct {
		Value report.Number `json:"value"`
		Low   report.Number `json:"low"`
		High  report.Number `json:"high"`
	}
	type comment struct {
		Article string `json:"article_id"`
		ID      string `json:"id"`
	}
	type row struct {
		Claim   string    `json:"claim"`
		Denies  bool      `json:"denies"`
		Share   estimate  `json:"favor_share"` // of the first claim, mirrored for the negation
		Favor   int       `json:"favor"`
		Against int       `json:"against"`
		Neutral int       `json:"neutral"`
		Unclear int       `json:"unclear"`
		Flips   int       `json:"flips"`
		Moved   int       `json:"moved"`
		Flipped []comment `json:"flipped"`
	}
	low, high := c.span()
	out := struct {
		Found    int           `json:"found"`
		Scored   int           `json:"scored"`
		Rejected int           `json:"rejected"`
		Low      report.Number `json:"favor_share_min"`
		High     report.Number `json:"favor_share_max"`
		Wordings []row         `json:"wordings"`
	}{c.Found, c.Scored, c.Rejected, report.Number(low), report.Number(high), nil}
	for _, x := range c.Wordings {
		r := row{
			Claim: x.Claim, Denies: x.Denies,
			Share: estimate{report.Number(x.Favor.Value), report.Number(x.Favor.Low), report.Number(x.Favor.High)},
			Favor: x.Stances[analyze.Favor], Against: x.Stances[analyze.Against], Neutral: x.Stances[analyze.NeutralStance],
			Unclear: x.Stances[analyze.Unclear], Flips: x.Flips, Moved: x.Moved, Flipped: []comment{},
		}
		for _, i := range x.Flipped {
			r.Flipped = append(r.Flipped, comment{c.comments[i].ArticleID, c.comments[i].ID})
		}
		out.Wordings = append(out.Wordings, r)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
