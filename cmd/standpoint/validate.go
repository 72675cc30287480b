package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"standpoint/analyze"
	"standpoint/analyze/sentiment"
	"standpoint/analyze/stance"
	"standpoint/article"
)

// task is a kind of label that validate measures.
type task struct {
	name    string
	classes []string
	// field holds the label unless --label-field says otherwise; gold turns its
	// value into a class.
	field string
	gold  map[string]int
	sides []int
	// predict reads the answer off a judgment.
	predict func(j *analyze.Judgment, two bool) analyze.Prediction
}

func tasks() []task {
	return []task{
		{
			name: "sentiment", field: "label", classes: []string{"negative", "neutral", "positive"},
			gold: map[string]int{"negative": 0, "neutral": 1, "positive": 2},
			predict: func(j *analyze.Judgment, _ bool) analyze.Prediction {
				p := analyze.Prediction{P: j.Sentiment.P, Answer: 1, Abstained: j.Sentiment.Label == analyze.Unscored}
				switch j.Sentiment.Label {
				case analyze.Negative:
					p.Answer = 0
				case analyze.Positive:
					p.Answer = 2
				}
				return p
			},
		},
		{
			name: "stance", field: "label", classes: []string{"against", "neutral", "favor"},
			gold:  map[string]int{"against": 0, "neutral": 1, "favor": 2},
			sides: []int{0, 2},
			predict: func(j *analyze.Judgment, two bool) analyze.Prediction {
				p := analyze.Prediction{P: j.Verdict.P, Abstained: j.Verdict.Stance == analyze.Unclear}
				if two {
					// Labels of two sides: the larger of favor and against, no abstaining.
					p.P[1] = 0
					if sum := p.P[0] + p.P[2]; sum > 0 {
						p.P[0], p.P[2] = p.P[0]/sum, p.P[2]/sum
					}
					p.Answer = 0
					if p.P[2] > p.P[0] {
						p.Answer = 2
					}
					return p
				}
				p.Answer = 1
				for _, c := range []int{0, 2} {
					if p.P[c] > p.P[p.Answer] {
						p.Answer = c
					}
				}
				return p
			},
		},
		{
			name: "sarcasm", field: "sarcastic", classes: []string{"not_sarcastic", "sarcastic"},
			gold: map[string]int{"false": 0, "not_sarcastic": 0, "0": 0, "true": 1, "sarcastic": 1, "1": 1},
			predict: func(j *analyze.Judgment, _ bool) analyze.Prediction {
				s := j.Sentiment.Sarcasm
				p := analyze.Prediction{P: [3]float64{1 - s, s}}
				if s >= analyze.SarcasmFlag {
					p.Answer = 1
				}
				return p
			},
		},
	}
}

func validateCommand(k *kit) *cobra.Command {
	sc := scoringFlags{kit: k}
	var taskName, targetField, labelField, format string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "validate --task sentiment|stance|sarcasm [flags] GOLD...",
		Short: "Measure methods on labelled data of your own",
		Long: `Scores labelled records with a chosen method and says how often it is right:
accuracy, precision, recall and F1 of each class, macro-F1, the confusion
matrix, and the calibration error (ECE, 10 bins), each with a 95% bootstrap
interval. Use it to check standpoint on a sample that you coded by hand.

GOLD is JSON Lines, CSV or TSV, gzipped or not, - for standard input. Each
record has "text" and "label" and, for stance, a "claim" or a "target"; also
read are id, title, parent_text, article_title, article_description. Labels:
favor, against, neutral (stance); positive, neutral, negative (sentiment). For
sarcasm the label is in the field "sarcastic" (true, false). --label-field
names another field.

--target-field F names the field that the label is toward: for sentiment, a
mention in the text (F_from and F_to may give its place, in characters); for
stance, a field to use in place of claim and target, "parent_text" for
agreement with the comment replied to.

--stance and --sentiment take several names, comma-separated: the methods are
then compared with a paired test (McNemar's) on the same records.

With --stance auto the method deep judges all records up to --budget, and of
more those that fast is least sure of: --stance auto,deep,fast --budget N shows
what the budget costs.

For measuring, a method must answer: the class it gives the highest
probability, with two classes in the labels the larger of the two. What it
would have abstained on is reported beside it.

A record that cannot be used stops the command with its line, unless
--skip-bad counts it and goes on (exit code 3).`,
		Example: `  standpoint validate --task stance coded.csv
  standpoint validate --task sentiment --sentiment standpoint,bayes coded.jsonl
  standpoint validate --task stance --stance fast,sentiment,majority coded.jsonl.gz
  standpoint validate --task stance --target-field parent_text replies.jsonl`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("%s needs a GOLD file, or - for standard input", cmd.CommandPath())
			}
			return nil
		},
	}
	var skipBad bool
	sc.add(cmd, autoSentiment, defaultStance)
	sc.addBudget(cmd)
	fs := cmd.Flags()
	fs.StringVar(&taskName, "task", "", "what the labels are: sentiment, stance or sarcasm (required)")
	fs.StringVar(&targetField, "target-field", "", "`FIELD` that the label is toward")
	fs.StringVar(&labelField, "label-field", "", "`FIELD` that holds the label (default: label; for sarcasm: sarcastic)")
	fs.StringVar(&format, "format", "", "jsonl, csv or tsv (default: recognised by content)")
	fs.BoolVar(&asJSON, "json", false, "print JSON instead of tables")
	fs.BoolVar(&skipBad, "skip-bad", false, "count records that cannot be used and go on")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		i := slices.IndexFunc(tasks(), func(t task) bool { return t.name == taskName })
		if i < 0 {
			return usagef("--task %q: say what the labels are, one of sentiment, stance, sarcasm", taskName)
		}
		if format != "" && !slices.Contains(article.RowFormats[:], format) {
			return usagef("--format %q: one of %s", format, strings.Join(article.RowFormats[:], ", "))
		}
		claim, err := sc.given(cmd)
		if err != nil {
			return err
		}
		v := validation{task: tasks()[i], label: cmp.Or(labelField, tasks()[i].field), claim: claim, target: targetField, format: format, skipBad: skipBad, stderr: cmd.ErrOrStderr()}
		if err := v.load(args, cmd.InOrStdin()); err != nil {
			return err
		}
		if err := v.measure(cmd.Context(), &sc); err != nil {
			return err
		}
		if asJSON {
			err = v.json(cmd.OutOrStdout())
		} else {
			err = v.print(cmd.OutOrStdout())
		}
		if err == nil && v.Rejected > 0 {
			return errRejected
		}
		return err
	}
	return cmd
}

// validation is one run of validate. Its exported fields are what --json prints.
type validation struct {
	Task        string               `json:"task"`
	Files       []string             `json:"files"`
	Found       int                  `json:"found"` // = Scored + Rejected
	Scored      int                  `json:"scored"`
	Rejected    int                  `json:"rejected"`
	Classes     []string             `json:"classes"`
	Methods     []analyze.Measures   `json:"methods"`
	Comparisons []analyze.Comparison `json:"comparisons"`

	task    task
	claim   article.Claim
	label   string
	target  string
	format  string
	skipBad bool
	stderr  io.Writer
	gold    []labelled
	preds   [][]analyze.Prediction
}

type labelled struct {
	in      analyze.Input
	gold    int
	mention *mention
}

// mention is where a target stands in the text, in bytes.
type mention struct{ start, end int }

func (v *validation) load(files []string, stdin io.Reader) error {
	v.Task, v.Files, v.Classes = v.task.name, files, v.task.classes
	for _, name := range files {
		for row, err := range openRows(name, stdin, v.format) {
			if err != nil {
				return err
			}
			v.Found++
			rec, err := v.record(row)
			if err != nil {
				err = fmt.Errorf("%s:%d: %w", name, row.Line, err)
				if !v.skipBad {
					return fmt.Errorf("%w\nmend the record, or leave such records out with --skip-bad", err)
				}
				v.Rejected++
				fmt.Fprintf(v.stderr, "standpoint: skipped %v\n", err)
				continue
			}
			v.gold = append(v.gold, rec)
		}
	}
	v.Scored = len(v.gold)
	if v.Scored == 0 {
		return fmt.Errorf("%s: no labelled records", strings.Join(files, ", "))
	}
	return nil
}

func openRows(name string, stdin io.Reader, format string) iter.Seq2[article.Row, error] {
	if name == "-" {
		return article.Rows(name, stdin, format)
	}
	return func(yield func(article.Row, error) bool) {
		f, err := os.Open(name)
		if err != nil {
			yield(article.Row{}, err)
			return
		}
		defer f.Close()
		article.Rows(name, f, format)(yield)
	}
}

func (v *validation) record(row article.Row) (labelled, error) {
	if row.Err != nil {
		return labelled{}, fmt.Errorf("%s", row.Err.Reason)
	}
	label, ok := row.Get(v.label)
	if !ok {
		return labelled{}, fmt.Errorf("no field %q with the label; --label-field names another", v.label)
	}
	gold, ok := v.task.gold[strings.ToLower(strings.TrimSpace(label))]
	if !ok {
		var known []string
		for name := range v.task.gold {
			known = append(known, name)
		}
		slices.Sort(known)
		return labelled{}, fmt.Errorf("unknown label %q in field %q; a label of the task %s is one of: %s", label, v.label, v.task.name, strings.Join(known, ", "))
	}
	in, err := toInput(row, v.claim)
	if err != nil {
		return labelled{}, err
	}
	rec := labelled{in: in, gold: gold}
	if v.target == "" {
		if v.task.name == "stance" && in.Article.Claim.Text == "" {
			return labelled{}, fmt.Errorf("no field \"claim\" or \"target\": a stance is toward one; give --claim or --target for all records")
		}
		return rec, nil
	}
	toward, ok := row.Get(v.target)
	if toward = strings.TrimSpace(toward); !ok || toward == "" {
		return labelled{}, fmt.Errorf("no field %q, which --target-field names", v.target)
	}
	switch {
	case v.target == "parent_text":
		in.Article.Claim = article.Claim{Text: toward, Source: article.ClaimParent}
	case v.target == "claim":
		in.Article.Claim = article.Claim{Text: toward, Source: article.ClaimGiven}
	default:
		in.Article.Claim = article.Claim{Text: toward, Source: article.ClaimGiven, Target: true}
	}
	if v.task.name == "sentiment" {
		rec.mention, err = place(row, v.target, in.Comment, toward)
	}
	return rec, err
}

// place finds the mention that a label is toward: by FIELD_from and FIELD_to,
// in characters, or else the first place where the words stand.
func place(row article.Row, field string, c *article.Comment, toward string) (*mention, error) {
	from, okFrom := row.Get(field + "_from")
	to, okTo := row.Get(field + "_to")
	if !okFrom || !okTo {
		if i := strings.Index(c.Text, toward); i >= 0 {
			return &mention{i, i + len(toward)}, nil
		}
		return nil, nil
	}
	a, err := strconv.Atoi(from)
	b, err2 := strconv.Atoi(to)
	// Offsets count characters of the text as the record gives it.
	text, _ := row.Get("text")
	runes := []rune(text)
	if err != nil || err2 != nil || a < 0 || b < a || b > len(runes) {
		return nil, fmt.Errorf("%s_from %q and %s_to %q are no place in the text of %d characters", field, from, field, to, len(runes))
	}
	lead := len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	start := len(string(runes[:a])) - lead
	return &mention{start, start + len(string(runes[a:b]))}, nil
}

// measure runs every method over the records.
func (v *validation) measure(ctx context.Context, sc *scoringFlags) error {
	type entry struct {
		name string
		opt  analyze.Options
	}
	if err := sc.checkBudget(); err != nil {
		return err
	}
	var entries []entry
	one := *sc
	one.changedBudget = nil // checked for the list as a whole
	method := &one.sentiment
	if v.task.name == "stance" {
		method = &one.stance
	} else {
		one.stance = "majority" // its answer is not read, and it costs nothing
	}
	for _, name := range methodNames(*method) {
		*method = name
		e, err := one.engines()
		if err != nil {
			return err
		}
		opt, err := v.options(ctx, e, sc.budget)
		if err != nil {
			return err
		}
		entries = append(entries, entry{*method, opt})
	}
	two := !slices.ContainsFunc(v.gold, func(l labelled) bool { return v.task.classes[l.gold] == "neutral" })
	for _, e := range entries {
		add, done := progress(v.stderr, "scoring with "+e.name, len(v.gold))
		preds := make([]analyze.Prediction, 0, len(v.gold))
		type result struct {
			p   analyze.Prediction
			err error
		}
		for r := range ordered(slices.Values(v.gold), e.opt.Workers, func(l labelled) result {
			j, err := v.judge(l, e.opt)
			if err != nil {
				return result{err: fmt.Errorf("record at line %d: %w", l.in.Comment.Line, err)}
			}
			p := v.task.predict(&j, two)
			p.Gold = l.gold
			add(1)
			return result{p: p}
		}, nil) {
			if r.err != nil {
				return r.err
			}
			if ctx.Err() != nil {
				return fmt.Errorf("interrupted after %d of %d records with %s; nothing was measured", len(preds), len(v.gold), e.name)
			}
			preds = append(preds, r.p)
		}
		done()
		v.preds = append(v.preds, preds)
		v.Methods = append(v.Methods, analyze.Measure(e.name, v.task.classes, v.task.sides, preds))
	}
	for i := 1; i < len(v.preds); i++ {
		c, err := analyze.Compare(entries[0].name, entries[i].name, len(v.task.classes), v.preds[0], v.preds[i])
		if err != nil {
			return err
		}
		v.Comparisons = append(v.Comparisons, c)
	}
	return nil
}

// options are those of one method, without evidence. For auto the records are
// surveyed first.
func (v *validation) options(ctx context.Context, e *engines, budget int) (analyze.Options, error) {
	x, err := e.divide(len(v.gold), budget, func(s *stance.Survey) error {
		opt := analyze.Options{Sentiment: e.sentiment, Stance: s, Workers: e.workers}
		for err := range ordered(slices.Values(v.gold), e.workers, func(l labelled) error {
			_, err := analyze.JudgeOne(l.in, opt)
			return err
		}, nil) {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return analyze.Options{}, err
	}
	if note := x.words(budget); e.stance == autoStance && note != "" {
		fmt.Fprintf(v.stderr, "standpoint: %s\n", note)
	}
	s, err := e.scorer(x, false, false, nil)
	if err != nil {
		return analyze.Options{}, err
	}
	if v.task.name != "stance" {
		note, err := e.settle(len(v.gold), budget)
		if err != nil {
			return analyze.Options{}, err
		}
		if note != "" {
			fmt.Fprintf(v.stderr, "standpoint: %s\n", note)
		}
	}
	return e.options(s)
}

// judge judges a record; where the label is toward a mention and the method
// measures that, its sentiment is the one toward the mention.
func (v *validation) judge(l labelled, opt analyze.Options) (analyze.Judgment, error) {
	j, err := judgeRecord(l.in, opt)
	if toward, ok := opt.Sentiment.(sentiment.TargetScorer); ok && err == nil && l.mention != nil {
		if score, ok := toward.Toward(l.in.Comment.Text, l.mention.start, l.mention.end); ok {
			j.Sentiment = analyze.Sentiment{Score: score, Label: sentiment.Label(score, sentiment.TargetThreshold)}
		}
	}
	return j, err
}

func (v *validation) json(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

func (v *validation) print(w io.Writer) error {
	p := &errWriter{w: w}
	p.f("task %s: %d records found, %d scored, %d rejected, in %s\n", v.Task, v.Found, v.Scored, v.Rejected, strings.Join(v.Files, ", "))
	for _, m := range v.Methods {
		p.f("\n%s\n", m.Method)
		p.f("  accuracy  %s\n", interval(m.Accuracy))
		p.f("  macro-F1  %s\n", interval(m.MacroF1))
		if v.task.sides != nil {
			p.f("  mean F1 of favor and against  %s\n", interval(m.MeanSidesF1))
		}
		if m.ECE.Value >= 0 {
			p.f("  ECE       %s  (0 is perfect)\n", interval(m.ECE))
		} else {
			p.f("  ECE       none: the method gives no probabilities\n")
		}
		p.f("\n  %-14s %6s %9s  %-20s %-20s %-20s\n", "class", "gold", "answered", "precision", "recall", "F1")
		for _, c := range m.Classes {
			if c.Gold == 0 && c.Answered == 0 {
				continue // labels of two sides only
			}
			p.f("  %-14s %6d %9d  %-20s %-20s %-20s\n", c.Class, c.Gold, c.Answered, interval(c.Precision), interval(c.Recall), interval(c.F1))
		}
		p.f("\n  %-14s", "gold \\ answer")
		for _, name := range v.Classes {
			p.f(" %13s", name)
		}
		p.f("\n")
		for g, row := range m.Confusion {
			p.f("  %-14s", v.Classes[g])
			for _, n := range row {
				p.f(" %13d", n)
			}
			p.f("\n")
		}
		if m.Answered < m.N {
			p.f("\n  left to itself it answers %d of %d records and is right on %.3f of those\n", m.Answered, m.N, m.AnsweredAccuracy)
		}
		if len(m.Surest) > 0 {
			p.f("\n  accuracy on the records it is surest of:")
			for _, s := range m.Surest {
				p.f("  %.0f%% %.3f", 100*s.Share, s.Accuracy)
			}
			p.f("\n")
		}
	}
	for _, c := range v.Comparisons {
		p.f("\n%s against %s: macro-F1 %+.3f [%+.3f, %+.3f]; only %s right %d times, only %s %d times; McNemar p = %s\n",
			c.A, c.B, c.MacroF1.Value, c.MacroF1.Low, c.MacroF1.High, c.A, c.OnlyARight, c.B, c.OnlyBRight, pValue(c.P))
	}
	return p.err
}

func interval(i analyze.Interval) string {
	return fmt.Sprintf("%.3f [%.3f, %.3f]", i.Value, i.Low, i.High)
}

func pValue(p float64) string {
	if p < 1e-4 {
		return "< 0.0001"
	}
	return fmt.Sprintf("%.4f", p)
}

// errWriter prints until the first error and keeps it.
type errWriter struct {
	w   io.Writer
	err error
}

func (e *errWriter) f(format string, args ...any) {
	if e.err == nil {
		_, e.err = fmt.Fprintf(e.w, format, args...)
	}
}
