package main

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"standpoint/analyze/sentiment/tone"
)

// comments is the set of reader comments with a sarcasm flag.
const comments = "arc"

// sarcasm fits the sarcasm flag. The irony tweets have a development set; the
// forum posts and the reader comments are measured in five parts, each by a
// model fitted without it, and the comments of one debate stay together.
func (t *trainer) sarcasm(c *corpus) error {
	dev := pick(c.rows, func(x *row) bool { return x.dev })
	plain, check, err := ordinary(t.data)
	if err != nil {
		return err
	}
	train := slices.Concat(without(pick(c.rows, func(x *row) bool { return !x.dev }), dev), plain)
	r := t.recipe
	r.L2 = 6e-5
	r.Pooled = true
	var words []tone.Feature
	extract := func(d *tone.Doc, x *row) {
		d.Read(x.Text)
		d.Sentiment()
		words = append(words[:0], d.Features...)
		d.Sarcasm()
		d.Features = slices.Concat(words, d.Features)
	}
	byRow := map[*row]float64{}
	rate := func(m *fitted, rows []*row) error {
		logits, err := m.rate(rows, comments, 0, []int{1})
		for i, z := range logits {
			byRow[rows[i]] = tone.SarcasmProbability(z[1])
		}
		return err
	}
	const folds = 5
	for n := range folds {
		part := pick(train, func(x *row) bool { return foldOf(x) == n })
		rest := without(pick(train, func(x *row) bool { return foldOf(x) != n }), part)
		if err := rate(fit(rest, 2, r, t.vectors, extract), part); err != nil {
			return err
		}
	}
	final := fit(train, 2, r, t.vectors, extract)
	if err := rate(final, slices.Concat(dev, check)); err != nil {
		return err
	}
	man := manifest{Recipe: r, Temperature: 1, Threshold: tone.SarcasmThreshold, Rows: len(train), Data: c.hashes,
		Note: "irony tweets: the development set; the others: five parts, each measured by a model fitted without it"}
	for _, set := range sets(slices.Concat(c.rows, check)) {
		rows := pick(slices.Concat(c.rows, check), func(x *row) bool { _, ok := byRow[x]; return ok && x.set == set && (x.dev || set != "tweeteval_irony") })
		for _, cut := range []float64{.2, .3, tone.SarcasmThreshold, .45} {
			f, flagged := twoF1(rows, byRow, cut)
			fmt.Fprintf(t.out, "sarcasm %-16s %5d rows  at %.2f  F1 %.3f  macro-F1 %.3f  flagged %.2f\n", set, len(rows), cut, f[1], (f[0]+f[1])/2, flagged)
			if cut == tone.SarcasmThreshold {
				man.Dev = append(man.Dev, devLine{Set: set, Rows: len(rows), MacroF1: round((f[0] + f[1]) / 2), F1: [3]float64{round(f[0]), round(f[1])}})
			}
		}
	}
	return t.write("sarcasm", final.export(comments, 0, []int{1}, 1), man)
}

// ordinary returns texts that stand for reader comments meant as they are
// worded, so that the model learns from more than texts collected for their
// irony: neutral Reddit comments and news sentences. It also returns Reddit
// comments of all kinds to see how many are flagged; some of them may well be
// sarcastic. GoEmotions masks names, which would give its comments away: the
// masks are left out.
func ordinary(dir string) (plain, check []*row, err error) {
	const each = 2500
	c, err := load(dir, false, "sentiment_goemotions.*", "sentiment_newsmtsc.train")
	if err != nil {
		return nil, nil, err
	}
	taken := map[string]int{}
	for _, x := range c.rows {
		x.Text = masks.Replace(x.Text)
		if x.dev {
			x.y = 0
			check = append(check, x)
			continue
		}
		if x.y == 1 && taken[x.set] < each { // neutral
			taken[x.set]++
			x.set, x.y = comments, 0
			plain = append(plain, x)
		}
	}
	return without(plain, check), check, nil
}

var masks = strings.NewReplacer("[NAME]", "", "[RELIGION]", "")

// foldOf sorts rows into five parts by their debate, or else by their text.
func foldOf(x *row) int {
	h := fnv.New32a()
	if x.Debate != "" {
		h.Write([]byte(x.Debate))
	} else {
		h.Write([]byte(letters(x.Text)))
	}
	return int(h.Sum32() % 5)
}

// twoF1 returns the F1 of both classes and the share of rows flagged.
func twoF1(rows []*row, p map[*row]float64, cut float64) (f [2]float64, flagged float64) {
	var right, said, are [2]float64
	for _, x := range rows {
		k := 0
		if p[x] >= cut {
			k = 1
		}
		said[k]++
		are[x.y]++
		if k == x.y {
			right[k]++
		}
	}
	for k := range f {
		if right[k] > 0 {
			f[k] = 2 * right[k] / (said[k] + are[k])
		}
	}
	return f, said[1] / float64(len(rows))
}
