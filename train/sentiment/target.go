package main

import (
	"fmt"
	"slices"

	"standpoint/analyze/sentiment/tone"
)

// target fits the sentiment toward a mention on NewsMTSC. Its features hold
// what a sentiment model says of the text; while fitting, that model must not
// have seen the row, so there is one for each of three parts of the set.
func (t *trainer) target(c *corpus) error {
	const set, parts = "newsmtsc", 3
	dev := pick(c.rows, func(x *row) bool { return x.dev && x.set == set })
	train := without(pick(c.rows, func(x *row) bool { return !x.dev && x.set == set }), dev)
	others := without(pick(c.rows, func(x *row) bool { return !x.dev && x.set != set }), dev)
	if len(train) == 0 || len(dev) == 0 {
		return fmt.Errorf("no rows of %s", set)
	}
	// A third of the other sets is enough for models that only stand in.
	n := 0
	others = pick(others, func(*row) bool { n++; return n%3 == 0 })
	blind := map[*row]*tone.Model{}
	for n := range parts + 1 {
		held := dev // the last model saw all rows of the set, as the shipped one
		if n < parts {
			held = pick(train, func(x *row) bool { return foldOf(x)%parts == n })
		}
		seen := slices.Concat(others, without(train, held))
		m, err := tone.Read(tone.Write(fit(seen, 3, t.recipe, t.vectors, readText).export(voice, 1, []int{0, 2}, 1)))
		if err != nil {
			return err
		}
		for _, x := range held {
			blind[x] = m
		}
	}
	var moved []float32
	extract := func(d *tone.Doc, x *row) {
		d.Read(x.Text)
		d.Sentiment()
		moved = append(moved[:0], make([]float32, len(d.Tokens))...)
		z := blind[x].Logits(d, moved)
		runes := []rune(x.Text)
		m, ok := d.MentionAt(len(string(runes[:x.TargetFrom])), len(string(runes[:x.TargetTo])))
		if !ok {
			panic("a mention without tokens: " + x.Target)
		}
		d.Target(m, z, moved)
	}
	r := t.recipe
	r.Vectors = false
	r.L2 = 4e-4
	m := fit(train, 3, r, nil, extract)
	z, err := m.rate(dev, "", 1, []int{0, 2})
	if err != nil {
		return err
	}
	y := make([]int, len(dev))
	for i, x := range dev {
		y[i] = x.y
	}
	score := make([]float64, len(dev))
	best, temperature := 0.0, 1.0
	for at := 0.9; at < 1.6; at += .1 {
		for i := range z {
			score[i] = tone.Score(probabilities(z[i], at))
		}
		if f := mean(f1(score, y, tone.TargetThreshold)); f > best {
			best, temperature = f, round(at)
		}
	}
	for i := range z {
		score[i] = tone.Score(probabilities(z[i], temperature))
	}
	line := devLine{Set: set, Rows: len(dev), F1: f1(score, y, tone.TargetThreshold), ECE: crossECE(z, y)}
	line.MacroF1 = mean(line.F1)
	fmt.Fprintf(t.out, "target: %d rows; %s toward the target: %d rows, macro-F1 %.3f (%.3f %.3f %.3f), temperature %.2f, ECE %.3f\n", len(train), set, len(dev), line.MacroF1, line.F1[0], line.F1[1], line.F1[2], temperature, line.ECE)
	for _, cut := range []float64{.05, .1, .15, .25, .3, .4} {
		fmt.Fprintf(t.out, "  at threshold %.2f macro-F1 %.3f\n", cut, mean(f1(score, y, cut)))
	}
	return t.write("target", m.export("", 1, []int{0, 2}, temperature), manifest{Recipe: r, Temperature: temperature, Threshold: tone.TargetThreshold, Rows: len(train), Data: c.hashes, Dev: []devLine{line}})
}
