package analyze

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// This file measures methods against labelled data. Every interval is a 95%
// percentile bootstrap (Efron 1979) over records, with a fixed seed: the same
// predictions give the same intervals.

// Prediction is one labelled record and what a method said of it.
type Prediction struct {
	Gold int // index into Classes
	// P is the method's probability of each class, in the order of Classes.
	// All zero means that the method has no probabilities or could say nothing.
	P [3]float64
	// Answer is the class the method chose when it had to choose one: never an
	// abstention.
	Answer int
	// Abstained is true when the method's own verdict was unclear.
	Abstained bool
}

// Interval is a measure with its 95% bootstrap interval.
type Interval struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// ClassScore is the quality of one class; all values in [0, 1]. A class that
// was never answered has precision 0, one that never occurs recall 0.
type ClassScore struct {
	Class     string   `json:"class"`
	Gold      int      `json:"gold"`     // records with this label
	Answered  int      `json:"answered"` // records that the method gave this label
	Precision Interval `json:"precision"`
	Recall    Interval `json:"recall"`
	F1        Interval `json:"f1"`
}

// Surest is the accuracy on the share of records that a method is surest of,
// by the probability of its answer.
type Surest struct {
	Share    float64 `json:"share"`
	N        int     `json:"n"`
	Accuracy float64 `json:"accuracy"`
}

// Measures is how good one method was on one set.
type Measures struct {
	Method   string       `json:"method"`
	N        int          `json:"n"`
	Accuracy Interval     `json:"accuracy"`
	MacroF1  Interval     `json:"macro_f1"`
	Classes  []ClassScore `json:"classes"`
	// MeanSidesF1 is the mean F1 of favor and against, SemEval-2016's measure;
	// zero when the set is not one of stance.
	MeanSidesF1 Interval `json:"mean_favor_against_f1"`
	// Confusion[gold][answer] counts records.
	Confusion [][]int `json:"confusion"`
	// ECE is the expected calibration error of the answer's probability over
	// 10 equal bins (Naeini et al. 2015); 0 is perfect. It is -1 when the
	// method gives no probabilities.
	ECE Interval `json:"ece"`
	// Answered is how many records the method did not abstain on, and
	// AnsweredAccuracy how often it was right there.
	Answered         int      `json:"answered"`
	AnsweredAccuracy float64  `json:"answered_accuracy"`
	Surest           []Surest `json:"surest"`
}

const (
	bootstrapRounds = 1000
	bootstrapSeed   = 20160913
	eceBins         = 10
)

// Measure computes the Measures of a method. classes names the classes that
// Prediction.Gold and Answer index; sides, if not nil, are the two of them that
// MeanSidesF1 averages. Macro-F1 averages over the classes that occur in the
// gold labels.
func Measure(method string, classes []string, sides []int, preds []Prediction) Measures {
	k := len(classes)
	m := Measures{Method: method, N: len(preds), Confusion: make([][]int, k)}
	if len(preds) == 0 {
		for i := range m.Confusion {
			m.Confusion[i] = make([]int, k)
		}
		return m
	}
	full := countAll(preds)
	for g := range m.Confusion {
		m.Confusion[g] = full.confusion[g][:k:k]
	}
	present := presentClasses(full, k)

	calibrated := slices.ContainsFunc(preds, func(p Prediction) bool { return p.P != [3]float64{} })
	point := full.values(k, present, sides, calibrated)
	rounds := make([][]float64, len(point))
	r := rand.New(rand.NewPCG(bootstrapSeed, uint64(len(preds))))
	for range bootstrapRounds {
		var c counts
		for range preds {
			c.add(&preds[r.IntN(len(preds))])
		}
		for i, v := range c.values(k, present, sides, calibrated) {
			rounds[i] = append(rounds[i], v)
		}
	}
	iv := make([]Interval, len(point))
	for i, v := range point {
		slices.Sort(rounds[i])
		iv[i] = Interval{v, percentile(rounds[i], .025), percentile(rounds[i], .975)}
	}
	m.Accuracy, m.MacroF1, m.MeanSidesF1, m.ECE = iv[0], iv[1], iv[2], iv[3]
	for c, name := range classes {
		cs := ClassScore{Class: name, Precision: iv[4+3*c], Recall: iv[5+3*c], F1: iv[6+3*c]}
		for o := range k {
			cs.Gold += full.confusion[c][o]
			cs.Answered += full.confusion[o][c]
		}
		m.Classes = append(m.Classes, cs)
	}
	right := 0
	for _, p := range preds {
		if !p.Abstained {
			m.Answered++
			if p.Gold == p.Answer {
				right++
			}
		}
	}
	if m.Answered > 0 {
		m.AnsweredAccuracy = float64(right) / float64(m.Answered)
	}
	if calibrated {
		m.Surest = surest(preds)
	}
	return m
}

// surest ranks records by the probability of their answer; ties stay in input
// order. A method that is equally sure of everything has no ranking.
func surest(preds []Prediction) []Surest {
	conf := func(i int) float64 { return preds[i].P[preds[i].Answer] }
	if !slices.ContainsFunc(preds, func(p Prediction) bool { return p.P[p.Answer] != conf(0) }) {
		return nil
	}
	order := make([]int, len(preds))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Compare(conf(b), conf(a))
	})
	var out []Surest
	for _, share := range []float64{1, .8, .6, .4, .2} {
		n := int(math.Round(share * float64(len(preds))))
		if n == 0 {
			continue
		}
		right := 0
		for _, i := range order[:n] {
			if preds[i].Gold == preds[i].Answer {
				right++
			}
		}
		out = append(out, Surest{share, n, float64(right) / float64(n)})
	}
	return out
}

// counts is what all measures of a sample are computed from.
type counts struct {
	n         int
	confusion [3][3]int
	binN      [eceBins]int
	binRight  [eceBins]int
	binP      [eceBins]float64
}

func countAll(preds []Prediction) *counts {
	var c counts
	for i := range preds {
		c.add(&preds[i])
	}
	return &c
}

func (c *counts) add(p *Prediction) {
	c.n++
	c.confusion[p.Gold][p.Answer]++
	conf := p.P[p.Answer]
	b := min(int(conf*eceBins), eceBins-1)
	c.binN[b]++
	c.binP[b] += conf
	if p.Gold == p.Answer {
		c.binRight[b]++
	}
}

func presentClasses(c *counts, k int) []int {
	var present []int
	for g := range k {
		if c.confusion[g][0]+c.confusion[g][1]+c.confusion[g][2] > 0 {
			present = append(present, g)
		}
	}
	return present
}

// values are accuracy, macro-F1, mean F1 of the sides, ECE, then precision,
// recall and F1 of each class.
func (c *counts) values(k int, present, sides []int, calibrated bool) []float64 {
	out := make([]float64, 4, 4+3*k)
	right := 0
	f1 := [3]float64{}
	for x := range k {
		right += c.confusion[x][x]
		gold, ans := 0, 0
		for o := range k {
			gold += c.confusion[x][o]
			ans += c.confusion[o][x]
		}
		p, r := ratio(c.confusion[x][x], ans), ratio(c.confusion[x][x], gold)
		f1[x] = ratio(2*c.confusion[x][x], gold+ans)
		out = append(out, p, r, f1[x])
	}
	out[0] = ratio(right, c.n)
	for _, x := range present {
		out[1] += f1[x] / float64(len(present))
	}
	for _, x := range sides {
		out[2] += f1[x] / float64(len(sides))
	}
	out[3] = -1
	if calibrated {
		out[3] = 0
		for b := range eceBins {
			out[3] += math.Abs(c.binP[b]-float64(c.binRight[b])) / float64(c.n)
		}
	}
	return out
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// percentile of a sorted sample, nearest rank.
func percentile(sorted []float64, q float64) float64 {
	i := int(math.Ceil(q*float64(len(sorted)))) - 1
	return sorted[max(0, min(i, len(sorted)-1))]
}

// Comparison is the paired difference between two methods on the same records.
type Comparison struct {
	A          string   `json:"a"`
	B          string   `json:"b"`
	MacroF1    Interval `json:"macro_f1_difference"` // A - B, paired bootstrap
	OnlyARight int      `json:"only_a_right"`
	OnlyBRight int      `json:"only_b_right"`
	// P is McNemar's exact two-sided p-value (1947) for "both are right equally
	// often".
	P float64 `json:"p"`
}

// Compare sets two methods side by side. a and b hold the same records in the
// same order.
func Compare(nameA, nameB string, classes int, a, b []Prediction) (Comparison, error) {
	if len(a) != len(b) {
		return Comparison{}, fmt.Errorf("compare %s and %s: %d and %d records", nameA, nameB, len(a), len(b))
	}
	c := Comparison{A: nameA, B: nameB, P: 1}
	if len(a) == 0 {
		return c, nil
	}
	for i := range a {
		ra, rb := a[i].Gold == a[i].Answer, b[i].Gold == b[i].Answer
		switch {
		case ra && !rb:
			c.OnlyARight++
		case rb && !ra:
			c.OnlyBRight++
		}
	}
	c.P = mcnemar(c.OnlyARight, c.OnlyBRight)
	fa, fb := countAll(a), countAll(b)
	present := presentClasses(fa, classes)
	c.MacroF1.Value = fa.values(classes, present, nil, false)[1] - fb.values(classes, present, nil, false)[1]
	diffs := make([]float64, bootstrapRounds)
	r := rand.New(rand.NewPCG(bootstrapSeed, uint64(len(a))))
	for i := range diffs {
		var ca, cb counts
		for range a {
			n := r.IntN(len(a))
			ca.add(&a[n])
			cb.add(&b[n])
		}
		diffs[i] = ca.values(classes, present, nil, false)[1] - cb.values(classes, present, nil, false)[1]
	}
	slices.Sort(diffs)
	c.MacroF1.Low, c.MacroF1.High = percentile(diffs, .025), percentile(diffs, .975)
	return c, nil
}

// mcnemar is the exact binomial test that x and y are equally likely.
func mcnemar(x, y int) float64 {
	n := x + y
	if n == 0 {
		return 1
	}
	ln := func(v int) float64 { g, _ := math.Lgamma(float64(v + 1)); return g }
	sum := 0.0
	for i := range min(x, y) + 1 {
		sum += math.Exp(ln(n) - ln(i) - ln(n-i) - float64(n)*math.Ln2)
	}
	return min(1, 2*sum)
}
