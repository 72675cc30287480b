package encoder

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func bits(x []float32) []uint32 {
	out := make([]uint32, len(x))
	for i, v := range x {
		out[i] = math.Float32bits(v)
	}
	return out
}

// Every kernel of this machine gives the bits of plain Go.
func TestKernels(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	floats := func(n int, size float64) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(rng.NormFloat64() * size * math.Exp(2*rng.NormFloat64()))
		}
		return x
	}
	ints := func(n, most int) []int16 {
		x := make([]int16, n)
		for i := range x {
			x[i] = int16(rng.IntN(2*most+1) - most)
		}
		return x
	}
	list := kernels()
	ref := plain()
	for _, k := range list {
		t.Logf("kernel %s", k.name)
		for _, size := range []struct{ rows, n, depth int }{
			{1, 32, 2}, {2, 32, 34}, {3, 64, 32}, {5, 32, 6}, {6, 96, 64}, {7, 32, 150}, {11, 64, 384}, {12, 32, 1536}, {13, 32, 64}, {25, 64, 32}, {96, 32, 96},
		} {
			most := largest(size.depth)
			a, b := ints((size.rows+mostRows)*size.depth, most), ints(size.n*size.depth, 127)
			for i := range size.depth { // the largest sum there is
				a[i] = int16(most)
				b[i/2*2*panel+i%2] = -128
			}
			sa, sb, bias := floats(size.rows+mostRows, 1e-3), floats(size.n, 1e-3), floats(size.n, 1)
			run := func(k *kernel) []float32 {
				c := make([]float32, size.rows*size.n)
				k.multiply(size.rows, size.n, size.depth, a, size.depth, b, c, size.n, sa, sb, bias, make([]float32, mostRows*panel))
				return c
			}
			got := run(&k)
			if !slices.Equal(bits(got), bits(run(&ref))) {
				t.Errorf("%s: tiles of %v differ from plain Go's", k.name, size)
			}
			for r := range size.rows {
				for j := range size.n {
					sum := int64(0)
					for i := range size.depth {
						sum += int64(a[r*size.depth+i]) * int64(b[j/panel*panel*size.depth+i/2*2*panel+j%panel*2+i%2])
					}
					if int64(int32(sum)) != sum {
						t.Fatalf("%v: the sum %d leaves int32", size, sum)
					}
					if want := float32(float32(float32(sum)*sb[j])*sa[r]) + bias[j]; got[r*size.n+j] != want {
						t.Fatalf("%s %v: row %d column %d is %v, want %v", k.name, size, r, j, got[r*size.n+j], want)
					}
				}
			}
		}
		for _, n := range []int{16, 32, 48, 160, 384} {
			for _, size := range []float64{0, 1e-38, 1e-3, 1, 100} {
				x, y, w, b := floats(n, size), floats(n, size), floats(n, 1), floats(n, 1)
				x[n/2] *= -1
				same := func(what string, f func(k *kernel, x []float32) float32) {
					u, v := slices.Clone(x), slices.Clone(x)
					p, q := f(&k, u), f(&ref, v)
					if math.Float32bits(p) != math.Float32bits(q) || !slices.Equal(bits(u), bits(v)) {
						t.Errorf("%s: %s of %d numbers of size %g differs from plain Go's: %v and %v", k.name, what, n, size, p, q)
					}
				}
				same("maxAbs", func(k *kernel, x []float32) float32 { return k.maxAbs(x) })
				same("gelu", func(k *kernel, x []float32) float32 { return k.gelu(x) })
				same("softmax", func(k *kernel, x []float32) float32 { return k.softmax(x) })
				same("dot", func(k *kernel, x []float32) float32 { return k.dot(x, y) })
				same("addNorm", func(k *kernel, x []float32) float32 { k.addNorm(x, y, w, b); return 0 })
				same("quantise", func(k *kernel, x []float32) float32 {
					most := k.maxAbs(x)
					if most < 1e-30 {
						return 0
					}
					// Halves on purpose: they go to even.
					for i := range x {
						x[i] = float32(math.Round(float64(x[i]/most)*65534) / 2)
					}
					q := make([]int16, n)
					k.quantise(q, x, 1)
					for i, v := range q {
						if float64(v) != math.RoundToEven(float64(x[i])) {
							t.Fatalf("%s: %v is rounded to %d", k.name, x[i], v)
						}
						x[i] = float32(v)
					}
					return 0
				})
			}
		}
	}
}

func TestFunctions(t *testing.T) {
	worst := [3]float64{}
	for x := -12.; x <= 12; x += 1. / 512 {
		f := float32(x)
		g := []float32{f}
		geluPlain(g)
		worst[0] = max(worst[0], math.Abs(float64(g[0])-x*(1+math.Erf(x/math.Sqrt2))/2))
		worst[1] = max(worst[1], math.Abs(float64(tanh(f))-math.Tanh(x)))
		if x <= 0 {
			e := math.Exp(7 * x)
			worst[2] = max(worst[2], math.Abs(float64(exp(7*f))-e)/e)
		}
	}
	for i, what := range []string{"gelu", "tanh", "exp (relative)"} {
		if t.Logf("%s: within %.2g", what, worst[i]); worst[i] > 1.5e-6 {
			t.Errorf("%s is off by %.2g", what, worst[i])
		}
	}
}

// Against the logits that the training framework computes.
func TestParity(t *testing.T) {
	m, lines := given(t, parityFile)
	var seqs []Sequence
	var want []float32
	for lines.Scan() {
		var c struct {
			IDs    []int32
			Second int
			Logits []float32
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		seqs = append(seqs, Sequence{c.IDs, c.Second})
		want = append(want, c.Logits...)
	}
	if lines.Err() != nil || len(seqs) == 0 {
		t.Fatalf("%d sequences, %v", len(seqs), lines.Err())
	}
	var first []float32
	for i, k := range kernels() {
		if i > 0 {
			seqs = seqs[:min(5, len(seqs))] // the same bits, and slower
		}
		m.kernel = k
		got, err := m.Logits(nil, m.NewScratch(), seqs)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		if !slices.Equal(bits(got), bits(first[:len(got)])) {
			t.Errorf("%s: logits differ from %s", k.name, kernels()[0].name)
		}
		worst, sum := 0., 0.
		for i, v := range got {
			d := math.Abs(float64(v - want[i]))
			worst, sum = max(worst, d), sum+d
		}
		t.Logf("%s: %d sequences, logits within %.2g of the training's, %.2g on average", k.name, len(seqs), worst, sum/float64(len(got)))
		if worst > 1e-2 {
			t.Errorf("%s: a logit is %.2g from the training's", k.name, worst)
		}
	}
}

// comment has 580 bytes, the size that speeds are told for.
var comment = (strings.Repeat("The council says that the new bus lane pays for itself, yet nobody I know has seen those numbers. ", 6))[:580]

// The model of -model, or one of the same shape with random weights.
func benchmarkModel(b *testing.B) *Model {
	if *modelFile == "" {
		return mustLoad(b, makeSource(1, 6, 384, 12, 1536, 320, true).file(), kernels()[0])
	}
	file, err := os.ReadFile(*modelFile)
	if err != nil {
		b.Fatal(err)
	}
	return mustLoad(b, file, kernels()[0])
}

func BenchmarkComments(b *testing.B) {
	m := benchmarkModel(b)
	for _, k := range kernels() {
		b.Run(k.name, func(b *testing.B) {
			m := *m
			m.kernel = k
			s := m.NewScratch()
			claim := []int32{CLS, CLAIM}
			for i := range int32(18) {
				claim = append(claim, 10+i)
			}
			claim = append(claim, SEP)
			var tokens []Token
			var seqs []Sequence
			var out []float32
			count, rows := 0, 0
			for b.Loop() {
				seqs = seqs[:0]
				for range 4 {
					ids := slices.Clone(claim)
					tokens = m.Tokenize(tokens[:0], comment)
					if *modelFile == "" { // the test's vocabulary is small
						tokens = tokens[:min(130, len(tokens))]
					}
					for _, t := range tokens {
						ids = append(ids, t.ID)
					}
					seqs = append(seqs, Sequence{append(ids, SEP), len(claim)})
					count, rows = count+1, rows+len(ids)+1
				}
				var err error
				if out, err = m.Logits(out[:0], s, seqs); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(count)/b.Elapsed().Seconds(), "comments/s")
			b.ReportMetric(float64(rows)/float64(count), "tokens/comment")
		})
	}
}

func BenchmarkTokenize(b *testing.B) {
	m := benchmarkModel(b)
	var tokens []Token
	count := 0
	for b.Loop() {
		tokens = m.Tokenize(tokens[:0], comment)
		count++
	}
	b.ReportMetric(float64(count)/b.Elapsed().Seconds(), "comments/s")
}

func BenchmarkLoad(b *testing.B) {
	if *modelFile == "" {
		b.Skip("needs -model")
	}
	file, err := os.ReadFile(*modelFile)
	if err != nil {
		b.Fatal(err)
	}
	var m *Model
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for b.Loop() {
		if m, err = Load(file); err != nil {
			b.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB-kept")
	runtime.KeepAlive(file)
	runtime.KeepAlive(m)
}
