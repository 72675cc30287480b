package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"standpoint/analyze"
	"standpoint/analyze/stance"
	"standpoint/article"
	"standpoint/report"
)

func scoreCommand(k *kit) *cobra.Command {
	sc := scoringFlags{kit: k}
	var format string
	cmd := &cobra.Command{
		Use:   "score [flags] [INPUT]",
		Short: "Score records one by one, as a filter",
		Long: `Reads records as JSON Lines, CSV or TSV from INPUT (default: standard input)
and writes each of them, in the same order and the same format, with its
scores added:

  sentiment         -1 to +1; 0 is neutral
  sentiment_label   negative, neutral, positive; empty if not scored
  stance            favor, against, neutral, unclear
  p_against, p_neutral, p_favor   calibrated probabilities; empty if none
  evidence          the words behind it, strongest first

A record needs "text". Also read, if there: id, title, claim or target,
parent_text, article_title, article_description. --claim or --target is for
records without one. All other fields are carried through; one that bears the
name of an output field is kept as input_NAME.

A record that cannot be read comes out in its place with the field "error" and
no scores, and the exit code is 3. Output starts before the input has ended,
except with --stance auto, which reads on to see whether there are more than
--budget records: if not, deep scores all of them, else fast; and likewise with
--sentiment auto.`,
		Example: `  standpoint score --claim "The dam should be built" < comments.jsonl > scored.jsonl
  standpoint score --format csv --target "nuclear power" sample.csv
  zcat dump.jsonl.gz | standpoint score --claim "Trams are worth it" | jq .stance`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("%s takes one INPUT, got %d", cmd.CommandPath(), len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "" && !slices.Contains(article.RowFormats[:], format) {
				return usagef("--format %q: one of %s", format, strings.Join(article.RowFormats[:], ", "))
			}
			claim, err := sc.given(cmd)
			if err != nil {
				return err
			}
			if err := checkEvidence(sc.evidence, evidenceAll, evidenceNone); err != nil {
				return err
			}
			e, err := sc.engines()
			if err != nil {
				return err
			}
			name := "-"
			if len(args) == 1 {
				name = args[0]
			}
			return score(cmd, name, format, claim, e, &sc)
		},
	}
	sc.add(cmd, plainSentiment, fastStance)
	sc.addBudget(cmd)
	cmd.Flags().StringVar(&sc.evidence, "evidence", evidenceAll, "all, or none: leave out the words behind each stance, which take fast half of its time, and make deep take two to four times as long; no score changes (those behind the sentiment cost nothing and stay)")
	cmd.Flags().StringVar(&format, "format", "", "jsonl, csv or tsv (default: recognised by content)")
	return cmd
}

// scored is a row with what was said of it, or why nothing was.
type scored struct {
	row  article.Row
	in   analyze.Input
	j    analyze.Judgment
	fail string
}

func score(cmd *cobra.Command, name, format string, claim article.Claim, e *engines, sc *scoringFlags) error {
	ctx, stderr := cmd.Context(), cmd.ErrOrStderr()
	var readErr error
	var rows iter.Seq[article.Row] = func(yield func(article.Row) bool) {
		for row, err := range openRows(name, cmd.InOrStdin(), format) {
			if err != nil {
				readErr = err
				return
			}
			if ctx.Err() != nil || !yield(row) {
				return
			}
		}
	}
	method := e.stance
	if method == autoStance {
		var few bool
		rows, few = ahead(rows, sc.budget)
		if method = fastStance; few {
			method = deepStance
		} else {
			fmt.Fprintf(stderr, "standpoint: --stance auto: fast scores all of more than %d records (--budget)\n", sc.budget)
		}
	}
	s, err := e.method(method)
	if err != nil {
		return err
	}
	if e.open {
		n, most := 0, sentimentReach*sc.budget
		var few bool
		if rows, few = ahead(rows, most); !few {
			n = most + 1
		}
		note, err := e.settle(n, sc.budget)
		if err != nil {
			return err
		}
		if note != "" {
			fmt.Fprintf(stderr, "standpoint: %s\n", note)
		}
	}
	if sc.evidence == evidenceNone {
		s = stance.WithoutEvidence(s)
	}
	opt, err := e.options(s)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(cmd.OutOrStdout(), 1<<16)
	w := recordWriter{out: out}
	found, rejected := 0, 0
	add, done := progress(stderr, "scoring", -1)
	for s := range ordered(rows, opt.Workers, func(row article.Row) scored { return scoreRow(row, claim, opt) }, func() { _ = out.Flush() }) {
		found++
		if s.fail != "" {
			rejected++
			fmt.Fprintf(stderr, "standpoint: %s:%d: %s\n", name, s.row.Line, s.fail)
		}
		if err := w.write(&s); err != nil {
			return err
		}
		add(1)
	}
	done()
	if w.table != nil {
		for _, warning := range w.table.Warnings() {
			fmt.Fprintf(stderr, "standpoint: %s\n", warning)
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return fmt.Errorf("interrupted after %d records; all of them are written", found)
	}
	if readErr != nil {
		return readErr
	}
	if rejected > 0 {
		fmt.Fprintf(stderr, "standpoint: %d records found = %d scored + %d rejected\n", found, found-rejected, rejected)
		return errRejected
	}
	return nil
}

// ahead reads on until there are more than n rows, or none left, which few
// reports. It returns all rows.
func ahead(rows iter.Seq[article.Row], n int) (all iter.Seq[article.Row], few bool) {
	next, stop := iter.Pull(rows)
	var first []article.Row
	for len(first) <= n {
		row, ok := next()
		if !ok {
			stop()
			return slices.Values(first), true
		}
		first = append(first, row)
	}
	return func(yield func(article.Row) bool) {
		defer stop()
		for _, row := range first {
			if !yield(row) {
				return
			}
		}
		for {
			row, ok := next()
			if !ok || !yield(row) {
				return
			}
		}
	}, false
}

func scoreRow(row article.Row, claim article.Claim, opt analyze.Options) scored {
	s := scored{row: row}
	if row.Err != nil {
		s.fail = row.Err.Reason
		return s
	}
	var err error
	if s.in, err = toInput(row, claim); err == nil {
		s.j, err = judgeRecord(s.in, opt)
	}
	if err != nil {
		s.fail = err.Error()
	}
	return s
}

// recordWriter writes records in the format they came in: JSON objects, or
// rows under the header of the first.
type recordWriter struct {
	out   *bufio.Writer
	table *report.Table
	names []string // columns of the input, once table is set
}

func (w *recordWriter) write(s *scored) error {
	fields := s.row.Fields()
	if w.table != nil || len(fields) > 0 && fields[0].Raw == "" {
		return w.writeRow(s)
	}
	return w.writeObject(s)
}

func (w *recordWriter) writeObject(s *scored) error {
	var buf bytes.Buffer
	buf.WriteByte('{')
	for _, f := range s.row.Fields() {
		name, err := json.Marshal(outName(f.Name))
		if err != nil {
			return err
		}
		buf.Write(name)
		buf.WriteByte(':')
		buf.WriteString(f.Raw)
		buf.WriteByte(',')
	}
	var ours any = struct {
		Error string `json:"error"`
	}{s.fail}
	if s.fail == "" {
		ours = report.NewRecord(s.in.Comment, &s.j)
	}
	var rec bytes.Buffer
	enc := json.NewEncoder(&rec) // it ends the line
	enc.SetEscapeHTML(false)
	if err := enc.Encode(ours); err != nil {
		return err
	}
	buf.Write(rec.Bytes()[1:])
	_, err := w.out.Write(buf.Bytes())
	return err
}

func (w *recordWriter) writeRow(s *scored) error {
	if w.table == nil {
		var columns []string
		for _, f := range s.row.Fields() {
			w.names = append(w.names, f.Name)
			columns = append(columns, outName(f.Name))
		}
		var err error
		if w.table, err = report.NewTable(w.out, false, append(append(columns, report.RecordColumns()...), "error")...); err != nil {
			return err
		}
	}
	cells := make([]string, len(w.names), len(w.names)+len(report.RecordColumns())+1)
	for i, f := range s.row.Fields() {
		cells[i] = f.Value
	}
	if s.fail == "" {
		cells = append(cells, report.NewRecord(s.in.Comment, &s.j).Cells()...)
	} else {
		cells = append(cells, make([]string, len(report.RecordColumns()))...)
	}
	return w.table.Write(fmt.Sprintf("record at line %d", s.row.Line), append(cells, s.fail)...)
}

func outName(name string) string {
	if name == "error" || slices.Contains(report.RecordColumns(), name) {
		return "input_" + name
	}
	return name
}
