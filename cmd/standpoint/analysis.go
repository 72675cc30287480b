package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime/debug"
	"slices"
	"sync/atomic"

	"standpoint/analyze"
	"standpoint/article"
	"standpoint/charts"
	"standpoint/report"
)

// analysis is one run of analyze.
type analysis struct {
	claim   article.Claim
	engines *engines
	inputs  *inputs
	options runOptions
	out     *outputs // nil: the report alone
	asJSON  bool
	resume  bool     // from the journal of an interrupted run
	journal *journal // nil where deep judges nothing, or no folder is written
	deep    *deepRun // nil if the method deep judged nothing

	articles []*article.Article
	tallies  map[string]*analyze.Tally
	named    bool // some comment shows its writer's name
}

// runOptions are the options that can change a result, as run.json lists them.
type runOptions struct {
	Claim         string            `json:"claim"`
	Target        string            `json:"target"`
	Sentiment     string            `json:"sentiment"`
	Stance        string            `json:"stance"`
	MinConfidence *float64          `json:"min_confidence"` // null: the method's own
	Budget        int               `json:"budget"`         // comments that auto lets deep judge
	Evidence      string            `json:"evidence"`       // of stances: all, top, none; "": all, but top for deep when it judges many
	Format        string            `json:"format"`         // "": recognised by content
	CommentsStart string            `json:"comments_start"`
	MaxPageBytes  int64             `json:"max_page_bytes"`
	Encoding      string            `json:"encoding"` // "": recognised
	Map           map[string]string `json:"map"`
	Articles      string            `json:"articles"`
	Copies        float64           `json:"copies"` // similarity from which a comment counts as a copy
	Pseudonymise  bool              `json:"pseudonymise"`
	BOM           bool              `json:"bom"`
}

// runFile is run.json: what is needed to tell, and to repeat, what was done.
// Nothing in it changes between two runs on the same input.
type runFile struct {
	Version  string         `json:"version"`
	Options  runOptions     `json:"options"`
	Inputs   []*input       `json:"inputs"`
	Articles int            `json:"articles"`
	Found    int            `json:"found"` // comments; = scored + rejected
	Scored   int            `json:"scored"`
	Rejected int            `json:"rejected"`
	Engines  map[string]int `json:"engines"` // scored comments by stance engine
	Tone     string         `json:"sentiment_engine"`
	Deep     *deepRun       `json:"deep"` // null if the method deep had no part in the run
	Warnings []string       `json:"warnings"`
}

// deepRun is what the method deep had to do in a run.
type deepRun struct {
	ModelSHA256 string   `json:"model_sha256"`
	Evidence    string   `json:"evidence"` // all, top, none: for which of its comments the words were looked for
	Below       *float64 `json:"below"`    // it judged what fast was less sure of than this; null if it judged all comments
	Refused     int      `json:"refused"`  // of the comments left to fast: those of which fast could say nothing
	Alike       int      `json:"alike"`    // and those below the threshold that are too many of exactly the same sureness
}

// withClaim sets the claim in force on every article: the one given, or else
// the best of those proposed from the page.
func withClaim(given article.Claim) func(*article.Article) {
	return func(a *article.Article) {
		a.Proposed = article.ProposeClaims(a)
		switch {
		case given.Text != "":
			a.Claim = given
		case a.Claim.Text == "" && len(a.Proposed) > 0:
			a.Claim = a.Proposed[0]
		}
	}
}

func claimed(recs iter.Seq2[article.Record, error], given article.Claim) iter.Seq2[article.Record, error] {
	set := withClaim(given)
	return func(yield func(article.Record, error) bool) {
		for rec, err := range recs {
			if rec.Article != nil {
				set(rec.Article)
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

func (r *analysis) run(ctx context.Context, stdout, stderr io.Writer) error {
	// Collect early: what is remembered for replies, and canvases of 300 dpi,
	// would take twice their size. It costs less than a tenth of the time.
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	defer r.inputs.close()
	defer func() {
		for _, err := range r.inputs.failed {
			fmt.Fprintf(stderr, "standpoint: %v\n", err)
		}
	}()
	sums, total, notes, err := r.judgeAndWrite(ctx, stderr)
	if r.journal != nil {
		if err != nil {
			if kept := r.journal.leave(); kept != "" {
				err = fmt.Errorf("%w; %s", err, kept)
			}
		} else {
			r.journal.tell(stderr)
			r.journal.remove()
		}
	}
	if err != nil {
		return err
	}
	if r.asJSON {
		if err := report.JSON(stdout, sums, total); err != nil {
			return err
		}
	} else {
		width, colour := terminal(stdout)
		if err := report.Terminal(stdout, sums, total, report.TerminalOptions{Width: width, Color: colour, Notes: notes}); err != nil {
			return err
		}
	}
	if total.Rejected > 0 || len(r.inputs.failed) > 0 {
		return errRejected
	}
	return nil
}

// judgeAndWrite does the work, up to the files of the output folder.
func (r *analysis) judgeAndWrite(ctx context.Context, stderr io.Writer) (sums []*analyze.Summary, total *analyze.Summary, notes []string, err error) {
	ticks := func(int) {}
	plan, err := r.plan(ctx, stderr, func(n int) { ticks(n) })
	if err != nil {
		return nil, nil, nil, err
	}
	var rows tables
	if r.out != nil {
		if err := rows.create(r.out, r.options.BOM); err != nil {
			return nil, nil, nil, err
		}
	}
	if err := r.judge(ctx, plan, &rows, &ticks, stderr); err != nil {
		return nil, nil, nil, err
	}
	r.inputs.copies = nil // memory for the charts
	if err := plan.unchanged(r.inputs); err != nil {
		return nil, nil, nil, err
	}
	if len(r.articles) == 0 {
		if len(r.inputs.failed) > 0 {
			return nil, nil, nil, errors.New("no input could be read")
		}
		return nil, nil, nil, errors.New("no article found in the input")
	}
	notes = append(plan.notes, r.notes()...)
	if plan.explain != nil {
		unfound, err := r.explain(ctx, plan, &rows, stderr)
		if err != nil {
			return nil, nil, nil, err
		}
		if unfound != "" {
			notes = append(notes, unfound)
		}
	}
	sums, total = r.summaries()
	if r.out != nil {
		if err := rows.mend(r.out); err != nil {
			return nil, nil, nil, err
		}
		if err := r.write(sums, total, append(rows.warnings(), notes...), stderr); err != nil {
			return nil, nil, nil, err
		}
	}
	return sums, total, notes, nil
}

// tables are the files that grow a row at a time; the zero value writes nothing.
type tables struct {
	comments *report.Comments
	rejected *report.Rejected

	file   *outFile // of the comments
	at     int64    // bytes written to it
	quoted map[rowKey]edit
	edits  []edit
}

// rowKey names a comment of a run.
type rowKey struct {
	article, comment string
	line             int
}

func keyOf(c *article.Comment) rowKey { return rowKey{c.ArticleID, c.ID, c.Line} }

func (t *tables) create(out *outputs, bom bool) error {
	f, err := out.create("comments.csv")
	if err != nil {
		return err
	}
	t.file, t.quoted = f, map[rowKey]edit{}
	if t.comments, err = report.NewComments(t, bom); err != nil {
		return err
	}
	if f, err = out.create("rejected.csv"); err != nil {
		return err
	}
	t.rejected, err = report.NewRejected(f, bom)
	return err
}

// Write counts what goes to the file of the comments.
func (t *tables) Write(p []byte) (int, error) {
	n, err := t.file.Write(p)
	t.at += int64(n)
	return n, err
}

// row writes the row of a comment. The place of a row that may have to be
// written anew is remembered.
func (t *tables) row(it *analyze.Judged, again bool) error {
	if t.comments == nil {
		return nil
	}
	start := t.at
	if err := t.comments.Write(it); err != nil {
		return err
	}
	if again {
		t.quoted[keyOf(it.Comment)] = edit{start: start, end: t.at}
	}
	return nil
}

// rewrite gives a comment another row.
func (t *tables) rewrite(it *analyze.Judged) error {
	if t.comments == nil {
		return nil
	}
	e, ok := t.quoted[keyOf(it.Comment)]
	if !ok {
		return fmt.Errorf("comment %s of article %s has no row to write anew", it.Comment.ID, it.Comment.ArticleID)
	}
	var err error
	if e.text, err = t.comments.Row(it); err != nil {
		return err
	}
	t.edits = append(t.edits, e)
	return nil
}

// mend puts the rewritten rows in their places.
func (t *tables) mend(out *outputs) error {
	if len(t.edits) == 0 {
		return nil
	}
	slices.SortFunc(t.edits, func(a, b edit) int { return cmp.Compare(a.start, b.start) })
	return out.edit(t.file, t.edits)
}

func (t *tables) warnings() []string {
	return append(t.comments.Warnings(), t.rejected.Warnings()...)
}

// shownRejections is how many rejections are told on the terminal; all of them
// stand in rejected.csv.
const shownRejections = 20

// notes are what a reader of the run as a whole should know.
func (r *analysis) notes() []string {
	var notes []string
	if r.inputs.corpus != nil {
		if unmet := r.inputs.corpus.Unmet(); len(unmet) > 0 {
			notes = append(notes, fmt.Sprintf("%d of %d articles of --articles have no comments in the input, the first being %s", len(unmet), r.inputs.corpus.Len(), unmet[0]))
		}
	}
	if r.named && r.inputs.people == nil {
		notes = append(notes, "the outputs hold the names of people who wrote comments; --pseudonymise replaces them")
	}
	return notes
}

// judge reads, judges and counts; rows are written as they come. ticks is set
// to what counts the judgments of the slow method.
func (r *analysis) judge(ctx context.Context, plan *plan, rows *tables, ticks *func(int), stderr io.Writer) error {
	r.tallies = map[string]*analyze.Tally{}
	opt, err := r.engines.options(plan.judge)
	if err != nil {
		return err
	}
	add, finish := progress(stderr, "judging comments", plan.total)
	defer finish()
	var judged atomic.Int64
	opt.Judged = func(n int) {
		judged.Add(int64(n))
		if plan.total < 0 {
			add(n)
		}
	}
	*ticks = add
	defer func() { *ticks = func(int) {} }()
	rejected := 0
	for ev, err := range analyze.Judge(ctx, claimed(r.inputs.all(ctx), r.claim), opt) {
		switch {
		case errors.Is(err, context.Canceled):
			return fmt.Errorf("interrupted after %d comments were judged; no results were written", judged.Load())
		case err != nil:
			return err
		case ev.Article != nil:
			r.articles = append(r.articles, ev.Article)
			r.tally(ev.Article.ID)
		case ev.Judged != nil:
			r.named = r.named || ev.Judged.Comment.Author != ""
			quoted := r.tally(ev.Judged.Comment.ArticleID).Add(ev.Judged)
			if err := rows.row(ev.Judged, quoted && plan.explain != nil); err != nil {
				return err
			}
		case ev.Rejection != nil:
			r.tally(ev.Rejection.ArticleID).Reject()
			if file := r.inputs.home[ev.Rejection.ArticleID]; file != nil && ev.Failed != nil {
				file.Scored--
				file.Rejected++
			}
			if rejected++; rejected <= shownRejections {
				fmt.Fprintf(stderr, "standpoint: %s:%d: %s\n", ev.Rejection.Source, ev.Rejection.Line, ev.Rejection.Reason)
			}
			if rows.rejected == nil {
				continue
			}
			if err := rows.rejected.Write(ev.Rejection); err != nil {
				return err
			}
		}
	}
	if rejected > shownRejections {
		fmt.Fprintf(stderr, "standpoint: and %d more rejections; with -o, rejected.csv lists all\n", rejected-shownRejections)
	}
	return nil
}

// explain finds the words behind the comments that the report will quote. It
// returns a note on those that it failed on.
func (r *analysis) explain(ctx context.Context, plan *plan, rows *tables, stderr io.Writer) (unfound string, err error) {
	var quoted []*analyze.Told
	for _, a := range r.articles {
		quoted = append(quoted, r.tallies[a.ID].Unexplained()...)
	}
	add, finish := progress(stderr, "finding the words behind the quoted comments", len(quoted))
	defer finish()
	failed := 0
	var first error
	type result struct {
		verdict analyze.Verdict
		err     error
	}
	i := 0
	for x := range ordered(slices.Values(quoted), r.engines.workers, func(t *analyze.Told) result {
		if ctx.Err() != nil {
			return result{err: ctx.Err()}
		}
		v, err := plan.explain.Stance(t.Judged.Input(), t.Judgment.Sentiment)
		add(1)
		return result{v, err}
	}, nil) {
		told := quoted[i]
		i++
		switch {
		case ctx.Err() != nil:
			return "", errors.New("interrupted after all comments were judged; no results were written")
		case x.err != nil:
			if failed++; first == nil {
				first = x.err
			}
			continue
		}
		told.Judgment.Verdict.Evidence, told.Judgment.Verdict.Unexplained = x.verdict.Evidence, false
		told.Judged.Judgment = told.Judgment
		if err := rows.rewrite(told.Judged); err != nil {
			return "", err
		}
	}
	if failed > 0 {
		unfound = fmt.Sprintf("the words behind %d of %d quoted comments could not be found: %v", failed, len(quoted), first)
	}
	return unfound, nil
}

// tally is the count of one article.
func (r *analysis) tally(id string) *analyze.Tally {
	t := r.tallies[id]
	if t == nil {
		t = &analyze.Tally{}
		r.tallies[id] = t
	}
	return t
}

// summaries are those of the articles in input order, and one of all.
func (r *analysis) summaries() (sums []*analyze.Summary, total *analyze.Summary) {
	var all analyze.Tally
	claims := map[article.Claim]bool{}
	for _, a := range r.articles {
		t := r.tallies[a.ID]
		all.Merge(t)
		sums = append(sums, t.Summary(a))
		claims[a.Claim] = true
	}
	whole := &article.Article{Title: "all articles"}
	if len(claims) == 1 {
		whole.Claim = r.articles[0].Claim
	}
	total = all.Summary(whole)
	for _, s := range append(sums, total) {
		s.Tone = r.engines.tone
	}
	return sums, total
}

// write adds the other files to the tables and makes all of them appear.
func (r *analysis) write(sums []*analyze.Summary, total *analyze.Summary, warnings []string, stderr io.Writer) error {
	f, err := r.out.create("articles.csv")
	if err != nil {
		return err
	}
	cut, err := report.Articles(f, sums, r.options.BOM)
	if err != nil {
		return err
	}
	warnings = append(warnings, cut...)
	var drawn []string
	for _, chart := range charts.All() {
		figures, err := chart.Draw(sums)
		if nothing := (*charts.Nothing)(nil); errors.As(err, &nothing) {
			warnings = append(warnings, fmt.Sprintf("charts/%s.png: %v", chart.Name, nothing))
			continue
		} else if err != nil {
			return err
		}
		for _, fig := range figures {
			name := "charts/" + fig.Name + ".png"
			f, err := r.out.create(name)
			if err != nil {
				return err
			}
			if err := fig.PNG(f); err != nil {
				return err
			}
			drawn = append(drawn, name)
			for _, w := range fig.Warnings { // charts share their titles, and so their warnings
				if !slices.Contains(warnings, w) {
					warnings = append(warnings, w)
				}
			}
		}
	}
	if f, err = r.out.create("report.md"); err != nil {
		return err
	}
	if err := report.Markdown(f, sums, total, drawn, warnings); err != nil {
		return err
	}
	if f, err = r.out.create("run.json"); err != nil {
		return err
	}
	if err := r.runFile(f, sums, warnings); err != nil {
		return err
	}
	return r.out.commit()
}

func (r *analysis) runFile(w io.Writer, sums []*analyze.Summary, warnings []string) error {
	run := runFile{
		Version: version, Options: r.options, Inputs: r.inputs.files, Articles: len(sums),
		Engines: map[string]int{}, Tone: r.engines.tone, Deep: r.deep, Warnings: append([]string{}, warnings...),
	}
	for _, s := range sums {
		run.Found += s.Found
		run.Scored += s.Scored
		run.Rejected += s.Rejected
		for e, n := range s.Engines {
			run.Engines[e] += n
		}
		for _, warning := range s.Warnings {
			run.Warnings = append(run.Warnings, s.ArticleID+": "+warning)
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(run)
}
