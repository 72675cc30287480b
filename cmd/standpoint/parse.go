package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"standpoint/article"
	"standpoint/report"
)

func parseCommand() *cobra.Command {
	var in inputFlags
	var sc scoringFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "parse [flags] INPUT...",
		Short: "Show what was understood of pages, before anything is scored",
		Long: `Reads pages and shows what was understood: title, summary, byline, date,
length of the body, the claim and where it came from with its runners-up, and
the tree of comments. What looks like a comment but cannot be read is listed
with its line and the reason.

If the comments were looked for in the wrong place, --comments-start names the
line at which they begin.

Exit code: 0 done, 1 failed, 2 wrong usage, 3 done but some input was rejected.`,
		Example: `  standpoint parse page.txt
  standpoint parse --json pages/ | jq '.articles[].comments | length'
  standpoint parse --comments-start '^Join the discussion' page.txt`,
		Args: needInput,
		RunE: func(cmd *cobra.Command, args []string) error {
			claim, err := sc.given(cmd)
			if err != nil {
				return err
			}
			ins, err := in.open(cmd, args)
			if err != nil {
				return err
			}
			doc, err := article.Collect(ins.all(cmd.Context()), withClaim(claim))
			for _, err := range ins.failed {
				fmt.Fprintf(cmd.ErrOrStderr(), "standpoint: %v\n", err)
			}
			if err != nil {
				return err
			}
			if len(doc.Articles) == 0 && len(ins.failed) > 0 {
				return fmt.Errorf("no input could be read")
			}
			if asJSON {
				err = doc.WriteJSON(cmd.OutOrStdout())
			} else {
				width, colour := terminal(cmd.OutOrStdout())
				err = report.Tree(cmd.OutOrStdout(), doc, report.TerminalOptions{Width: width, Color: colour})
			}
			if err != nil {
				return err
			}
			for _, a := range doc.Articles {
				if len(a.Rejected) > 0 {
					return errRejected
				}
			}
			if len(ins.failed) > 0 {
				return errRejected
			}
			return nil
		},
	}
	sc.addClaim(cmd)
	in.add(cmd)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print everything as JSON")
	return cmd
}
