package main

import (
	"bufio"
	"fmt"
	"io"
	"path/filepath"

	"github.com/spf13/cobra"

	"standpoint/article"
)

func convertCommand() *cobra.Command {
	var in inputFlags
	var out string
	var force bool
	cmd := &cobra.Command{
		Use:   "convert [flags] INPUT...",
		Short: "Write the comments of any input as JSON Lines",
		Long: `Reads pages and exports of any format and writes their comments as JSON Lines in
standpoint's own format, one comment a line, to standard output or to the file
of -o. docs/comments.schema.json describes the rows; every other command reads
them. What cannot be read is listed with its line and reason.

Exit code: 0 done, 1 failed, 2 wrong usage, 3 done but some input was rejected.`,
		Example: `  standpoint convert page.html > comments.jsonl
  standpoint convert --format reddit -o comments.jsonl RC_2012-03.zst
  standpoint convert --pseudonymise --pseudonym-key key.txt -o shared.jsonl study/`,
		Args: needInput,
	}
	in.add(cmd)
	cmd.Flags().StringVarP(&out, "output", "o", "", "`FILE` to write (default: standard output)")
	cmd.Flags().BoolVar(&force, "force", false, "replace a file that exists")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		var w io.Writer = cmd.OutOrStdout()
		var files *outputs
		if out != "" {
			var err error
			if files, err = newOutputs(filepath.Dir(out), force); err != nil {
				return err
			}
			f, err := files.create(filepath.Base(out))
			if err != nil {
				return err
			}
			defer files.abort()
			w = f
		}
		ins, err := in.open(cmd, args)
		if err != nil {
			return err
		}
		stderr := cmd.ErrOrStderr()
		b := bufio.NewWriterSize(w, 1<<16)
		n, err := article.WriteJSONL(b, ins.all(cmd.Context()), func(x *article.Rejection) {
			fmt.Fprintf(stderr, "standpoint: %s:%d: %s\n", x.Source, x.Line, x.Reason)
		})
		if e := b.Flush(); err == nil {
			err = e
		}
		for _, e := range ins.failed {
			fmt.Fprintf(stderr, "standpoint: %v\n", e)
		}
		if err != nil {
			if cmd.Context().Err() != nil {
				return fmt.Errorf("interrupted after %d comments", n.Comments)
			}
			return err
		}
		if files != nil {
			if err := files.commit(); err != nil {
				return err
			}
		}
		fmt.Fprintf(stderr, "standpoint: %d comments found = %d written + %d rejected, of %d articles\n",
			n.Comments+n.Rejected, n.Comments, n.Rejected, n.Articles)
		if n.Rejected > 0 || len(ins.failed) > 0 {
			return errRejected
		}
		return nil
	}
	return cmd
}
