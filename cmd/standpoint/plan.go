package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"standpoint/analyze"
	"standpoint/analyze/stance"
	"standpoint/article"
)

const (
	// defaultBudget is how many comments deep judges with --stance auto: some
	// minutes' work.
	defaultBudget = 2000
	// autoReach times the budget is the number of comments above which auto
	// leaves deep out: it could look at less than one comment in fifty, and a
	// dump of any size would have to be read twice for that.
	autoReach = 50
	// fullEvidence is the number of deep's judgments up to which the words
	// behind all of them are found without being asked for.
	fullEvidence = 200
)

// Values of --evidence: for which comments the words behind a stance are found.
const (
	evidenceAll  = "all"
	evidenceTop  = "top" // those that the report quotes
	evidenceNone = "none"
)

// share says which comments the method deep judges.
type share struct {
	deep  int           // how many at most
	all   bool          // deep judges all
	split *stance.Split // otherwise; nil if fast judges all
}

// divide chooses between fast and deep for n comments, counted up to reach+1:
// survey reads them once more with fast if need be.
func (e *engines) divide(n, budget int, survey func(*stance.Survey) error) (share, error) {
	switch {
	case e.stance == deepStance || e.stance == autoStance && n <= budget:
		return share{deep: n, all: true}, nil
	case e.stance != autoStance || n > reach(budget):
		return share{}, nil
	}
	fast, err := e.method(fastStance)
	if err != nil {
		return share{}, err
	}
	s := stance.NewSurvey(fast)
	if err := survey(s); err != nil {
		return share{}, err
	}
	split := s.Split(budget)
	return share{deep: split.Deep, split: &split}, nil
}

// reach is the number of comments above which auto does without deep.
func reach(budget int) int { return autoReach * budget }

// words are the note on how auto divided the comments; "" if deep judged all.
func (x share) words(budget int) string {
	switch s := x.split; {
	case x.all || budget == 0:
		return ""
	case s == nil:
		return fmt.Sprintf("--stance auto: fast judged all of more than %d comments, as --budget %d lets deep judge too few of so many to matter", reach(budget), budget)
	case s.Deep == 0:
		return fmt.Sprintf("--stance auto: fast judged all %d comments; --budget %d leaves none to deep", s.Fast, budget)
	case s.Below > 1:
		return fmt.Sprintf("--stance auto: deep judged the %d of %d comments of which fast could say anything (--budget %d)", s.Deep, s.Deep+s.Fast, budget)
	}
	s := x.split
	but := ""
	if s.Alike > 0 {
		but = fmt.Sprintf(", but for %d that are too many of exactly the same sureness (copies, as a rule)", s.Alike)
	}
	return fmt.Sprintf("--stance auto: deep judged %d of %d comments, those of which fast was less than %.2f%% sure (--budget %d)%s; fast judged the rest", s.Deep, s.Deep+s.Fast, 100*s.Below, budget, but)
}

// scorer puts the stance method together for such a share. wrap, if not nil,
// is put around deep: to count, or to keep its judgments.
func (e *engines) scorer(x share, fastEvidence, deepEvidence bool, wrap func(s analyze.StanceScorer, evidence bool) analyze.StanceScorer) (analyze.StanceScorer, error) {
	explained := func(s analyze.StanceScorer, evidence bool) analyze.StanceScorer {
		if evidence {
			return s
		}
		return stance.WithoutEvidence(s)
	}
	name := e.stance
	if !x.all && name == autoStance {
		name = fastStance
	}
	if !x.all {
		s, err := e.method(name)
		if err != nil || x.deep == 0 {
			return explained(s, fastEvidence), err
		}
		deep, err := e.method(deepStance)
		if err != nil {
			return nil, err
		}
		deep = explained(deep, deepEvidence)
		if wrap != nil {
			deep = wrap(deep, deepEvidence)
		}
		return stance.Cascade(explained(s, fastEvidence), deep, x.split), nil
	}
	deep, err := e.method(e.stance)
	if err != nil {
		return nil, err
	}
	deep = explained(deep, deepEvidence)
	if wrap != nil {
		deep = wrap(deep, deepEvidence)
	}
	return deep, nil
}

// take gives a survey the comments of a stream, as Judge would.
func take(ctx context.Context, recs iter.Seq2[article.Record, error], e *engines, s *stance.Survey, add func(int)) error {
	opt := analyze.Options{Sentiment: e.sentiment, Stance: s, Workers: e.workers, Judged: add}
	for _, err := range analyze.Judge(ctx, recs, opt) {
		if err != nil {
			return err
		}
	}
	return nil
}

// plain are the options to judge the stance of n records without evidence;
// records streams them, as often as it is called. Their sentiment is not asked
// for, so that auto's stays with the words.
func (e *engines) plain(ctx context.Context, n, budget int, records func() iter.Seq2[article.Record, error]) (analyze.Options, error) {
	x, err := e.divide(n, budget, func(s *stance.Survey) error { return take(ctx, records(), e, s, nil) })
	if err != nil {
		return analyze.Options{}, err
	}
	s, err := e.scorer(x, false, false, nil)
	if err != nil {
		return analyze.Options{}, err
	}
	return e.options(s)
}

// plan is how one run of analyze judges.
type plan struct {
	share   share
	judge   analyze.StanceScorer
	explain analyze.StanceScorer // finds the words behind quoted comments; nil if that is done already, or not wanted
	total   int                  // comments that the slow method judges, -1 if that is not known
	notes   []string
	seen    map[string]string // checksums of the inputs in an earlier pass
}

// plan reads the inputs as often as it takes to know which method judges what.
// ticks counts the judgments of the slow method.
func (r *analysis) plan(ctx context.Context, stderr io.Writer, ticks func(int)) (*plan, error) {
	p := &plan{total: -1}
	e := r.engines
	slow := e.stance == deepStance || e.stance == autoStance && r.options.Budget > 0
	if slow {
		if err := r.inputs.keepPipes(); err != nil {
			return nil, err
		}
		most := -1
		if e.stance == autoStance {
			most = reach(r.options.Budget)
		}
		n, err := r.count(ctx, stderr, most, p)
		if err != nil {
			return nil, err
		}
		p.share, err = e.divide(n, r.options.Budget, func(s *stance.Survey) error { return r.survey(ctx, stderr, n, s, p) })
		if err != nil {
			return nil, err
		}
		r.inputs.lastPass()
		note, err := e.settle(n, r.options.Budget)
		if err != nil {
			return nil, err
		}
		if note != "" {
			p.notes = append(p.notes, note)
		}
		if p.share.deep > 0 {
			p.total = p.share.deep
		}
	}
	if e.stance == autoStance {
		if note := p.share.words(r.options.Budget); note != "" {
			p.notes = append(p.notes, note)
		}
	}
	deep, models := p.share.all || p.share.deep > 0, ""
	// Without --evidence: all, but of the slow method the quoted ones alone
	// when they are many.
	fastEvidence, deepEvidence := r.options.Evidence, r.options.Evidence
	if fastEvidence == "" {
		fastEvidence, deepEvidence = evidenceAll, evidenceAll
		if p.share.deep > fullEvidence {
			deepEvidence = evidenceTop
		}
	}
	if deep {
		m, err := e.kit.deep()
		if err != nil {
			return nil, fmt.Errorf("--stance %s: %w", e.stance, err)
		}
		models = m.models()
		r.deep = &deepRun{ModelSHA256: m.sha256, Evidence: deepEvidence}
		if s := p.share.split; s != nil {
			r.deep.Below, r.deep.Refused, r.deep.Alike = &s.Below, s.Refused, s.Alike
		}
		if r.out != nil {
			if r.journal, err = openJournal(r.out.dir, r.resume, stderr); err != nil {
				return nil, err
			}
		}
	}
	wrap := func(s analyze.StanceScorer, evidence bool) analyze.StanceScorer {
		if r.journal != nil {
			s = r.journal.keep(s, deepStance, models, evidence)
		}
		return ticking{s, ticks}
	}
	var err error
	p.judge, err = e.scorer(p.share, fastEvidence == evidenceAll, deepEvidence == evidenceAll, wrap)
	if err != nil {
		return nil, err
	}
	top := fastEvidence == evidenceTop
	if deep && deepEvidence == evidenceTop {
		top = true
	}
	if top {
		p.explain, err = e.scorer(p.share, true, true, wrap)
		note := "the words behind a stance were looked for in the quoted comments only (--evidence top)"
		if r.options.Evidence == "" {
			note = fmt.Sprintf("the words behind a stance that deep judged were looked for in the quoted comments only; --evidence all looks for those of all %d, which takes two to four times as long", p.share.deep)
		}
		p.notes = append(p.notes, note)
	}
	return p, err
}

// first are the inputs for a pass before the one that judges.
func (r *analysis) first() *inputs {
	in := r.inputs.again()
	in.copies = nil // marks alone, and costly
	in.opt.Columns = nil
	return in
}

// note keeps the checksums of a pass.
func (p *plan) note(in *inputs) {
	p.seen = map[string]string{}
	for _, f := range in.files {
		p.seen[f.Name] = f.SHA256
	}
}

// unchanged fails when an input is not what it was in the earlier pass.
func (p *plan) unchanged(in *inputs) error {
	for _, f := range in.files {
		if was := p.seen[f.Name]; was != "" && f.SHA256 != "" && was != f.SHA256 {
			return fmt.Errorf("%s changed while it was being read; run the command again", f.Name)
		}
	}
	return nil
}

// count counts the comments of the inputs, to most+1 if most is not negative.
func (r *analysis) count(ctx context.Context, stderr io.Writer, most int, p *plan) (int, error) {
	in := r.first()
	add, finish := progress(stderr, "counting comments", -1)
	defer finish()
	n := 0
	for rec, err := range in.records(ctx) {
		if err != nil {
			return 0, reading(err)
		}
		if rec.Comment != nil {
			n++
			add(1)
			if most >= 0 && n > most {
				return n, nil
			}
		}
	}
	p.note(in)
	return n, nil
}

func (r *analysis) survey(ctx context.Context, stderr io.Writer, n int, s *stance.Survey, p *plan) error {
	in := r.first()
	add, finish := progress(stderr, "looking for what is unsure", n)
	defer finish()
	if err := take(ctx, claimed(in.all(ctx), r.claim), r.engines, s, add); err != nil {
		return reading(err)
	}
	p.note(in)
	return nil
}

// reading is an error of a pass in which nothing was judged.
func reading(err error) error {
	if errors.Is(err, context.Canceled) {
		return errors.New("interrupted while the input was counted; nothing was judged")
	}
	return err
}

// ticking counts the comments that a method judges.
type ticking struct {
	analyze.StanceScorer
	add func(int)
}

func (t ticking) Stance(in analyze.Input, s analyze.Sentiment) (analyze.Verdict, error) {
	defer t.add(1)
	return t.StanceScorer.Stance(in, s)
}

// checkEvidence checks the flag --evidence.
func checkEvidence(value string, allowed ...string) error {
	if value != "" && !slices.Contains(allowed, value) {
		return usagef("--evidence %q: one of %s", value, strings.Join(allowed, ", "))
	}
	return nil
}
