package encoder

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// A source is a model before it is written: the tests' own encoder of the file
// format, and its float64 twin.
type source struct {
	header
	pieces []string
	float  map[string][][]float64 // by tensor, as the file's numbers are meant
	raw    map[string][]byte
}

var pieces = strings.Split("[PAD] [unused0] [unused1] [unused2] [UNK] [CLS] [SEP] "+
	"! ' , - . ? a b c d e i n o s t u the bus ban town cafe is good not night un ##s ##es ##e ##d ##ing ##able ##t ##n 日 ᄀ ##ᅡ", " ")

func makeSource(seed uint64, layers, width, heads, inner, positions int, wide bool) *source {
	rng := rand.New(rand.NewPCG(seed, 1))
	s := &source{pieces: pieces, float: map[string][][]float64{}, raw: map[string][]byte{}}
	s.header = header{Layers: layers, Width: width, Heads: heads, Inner: inner, Positions: positions, Outputs: 3,
		Meta: json.RawMessage(`{"name": "test"}`), Tensors: []tensor{{Rows: len(pieces)}}}
	s.Tensors = tensors(&s.header)
	for i := range s.Tensors {
		t := &s.Tensors[i]
		if t.Type == "f32 or i8" {
			t.Type = "f32"
			if wide {
				t.Type = "i8"
			}
		}
		s.float[t.Name] = make([][]float64, t.Rows)
		var scales, body []byte
		for r := range t.Rows {
			row := make([]float64, t.Cols)
			for j := range row {
				v := rng.NormFloat64() / math.Sqrt(float64(max(t.Cols, 16))) * 1.5
				if t.Rows == 1 {
					v = rng.NormFloat64() * .2
				}
				if strings.HasSuffix(t.Name, "norm.w") || strings.HasSuffix(t.Name, "n1.w") || strings.HasSuffix(t.Name, "n2.w") {
					v++
				}
				row[j] = v
			}
			if t.Type == "i8" {
				most := 0.
				for _, v := range row {
					most = max(most, math.Abs(v))
				}
				scale := float32(most / 127)
				scales = binary.LittleEndian.AppendUint32(scales, math.Float32bits(scale))
				for j, v := range row {
					q := math.RoundToEven(v / float64(scale))
					body = append(body, byte(int8(q)))
					row[j] = q * float64(scale)
				}
			} else {
				for j, v := range row {
					row[j] = float64(float32(v))
					body = binary.LittleEndian.AppendUint32(body, math.Float32bits(float32(v)))
				}
			}
			s.float[t.Name][r] = row
		}
		s.raw[t.Name] = append(scales, body...)
	}
	return s
}

func (s *source) payload() []byte {
	vocabulary := strings.Join(s.pieces, "\n")
	s.VocabularyBytes = len(vocabulary)
	p := []byte(vocabulary)
	for _, t := range s.Tensors {
		p = append(p, s.raw[t.Name]...)
	}
	return p
}

func (s *source) file() []byte {
	p := s.payload()
	sum := sha256.Sum256(p)
	s.PayloadBytes, s.PayloadSHA256 = len(p), hex.EncodeToString(sum[:])
	return s.wrap(p)
}

// wrap writes a file with the header as it is.
func (s *source) wrap(payload []byte) []byte {
	h, err := json.Marshal(s.header)
	if err != nil {
		panic(err)
	}
	out := binary.LittleEndian.AppendUint32([]byte(magic), uint32(len(h)))
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err)
	}
	return e.EncodeAll(payload, append(out, h...))
}

// logits is the network in float64, the shortest way.
func (s *source) logits(q Sequence) []float64 {
	w := func(name string) [][]float64 { return s.float[name] }
	linear := func(x []float64, name string) []float64 {
		weight, bias := w(name+".w"), w(name + ".b")[0]
		y := make([]float64, len(weight))
		for i, row := range weight {
			y[i] = bias[i]
			for j, v := range x {
				y[i] += row[j] * v
			}
		}
		return y
	}
	add := func(x, y []float64) []float64 {
		z := make([]float64, len(x))
		for i := range x {
			z[i] = x[i] + y[i]
		}
		return z
	}
	norm := func(x []float64, name string) []float64 {
		mean, sq := 0., 0.
		for _, v := range x {
			mean += v / float64(len(x))
		}
		for _, v := range x {
			sq += (v - mean) * (v - mean) / float64(len(x))
		}
		weight, bias, by := w(name + ".w")[0], w(name + ".b")[0], 1/math.Sqrt(sq+1e-12)
		y := make([]float64, len(x))
		for i, v := range x {
			y[i] = (v-mean)*by*weight[i] + bias[i]
		}
		return y
	}
	n, d, deep := len(q.IDs), s.Width, s.Width/s.Heads
	x := make([][]float64, n)
	for i, id := range q.IDs {
		kind := 0
		if i >= q.Second {
			kind = 1
		}
		x[i] = norm(add(add(w("word")[id], w("position")[i]), w("type")[kind]), "norm")
	}
	for l := range s.Layers {
		name := fmt.Sprintf("layer.%d.", l)
		qkv, ctx := make([][]float64, n), make([][]float64, n)
		for i := range x {
			qkv[i], ctx[i] = linear(x[i], name+"qkv"), make([]float64, d)
		}
		for at := 0; at < d; at += deep {
			for i := range x {
				p, sum := make([]float64, n), 0.
				for j := range x {
					for c := range deep {
						p[j] += qkv[i][at+c] * qkv[j][d+at+c]
					}
					p[j] = math.Exp(p[j] / math.Sqrt(float64(deep)))
					sum += p[j]
				}
				for j := range x {
					for c := range deep {
						ctx[i][at+c] += p[j] / sum * qkv[j][2*d+at+c]
					}
				}
			}
		}
		for i := range x {
			x[i] = norm(add(x[i], linear(ctx[i], name+"o")), name+"n1")
			f := linear(x[i], name+"i")
			for j, v := range f {
				f[j] = v * (1 + math.Erf(v/math.Sqrt2)) / 2
			}
			x[i] = norm(add(x[i], linear(f, name+"u")), name+"n2")
		}
	}
	h := append(append([]float64(nil), x[0]...), make([]float64, d)...)
	for _, row := range x[q.Second:] {
		for j, v := range row {
			h[d+j] += v / float64(n-q.Second)
		}
	}
	h = linear(h, "head.d")
	for i := range h {
		h[i] = math.Tanh(h[i])
	}
	return linear(h, "head.c")
}

// mustLoad loads a file for one kernel.
func mustLoad(t testing.TB, file []byte, k kernel) *Model {
	t.Helper()
	m, err := Load(file)
	if err != nil {
		t.Fatal(err)
	}
	m.kernel = k
	return m
}

func randomSequences(rng *rand.Rand, count, words, longest int) []Sequence {
	out := make([]Sequence, count)
	for i := range out {
		n := 1 + rng.IntN(longest)
		q := Sequence{IDs: make([]int32, n), Second: rng.IntN(n + 1)}
		for j := range q.IDs {
			q.IDs[j] = 1 + rng.Int32N(int32(words-1))
		}
		out[i] = q
	}
	return out
}

func TestLogits(t *testing.T) {
	for _, c := range []struct {
		name                                   string
		layers, width, heads, inner, positions int
		wide                                   bool
	}{
		{"narrow", 2, 32, 1, 64, 40, false},
		{"heads of 32", 3, 96, 3, 192, 70, true},
		{"heads of 64", 2, 128, 2, 512, 33, false},
		{"twelve layers", 12, 64, 2, 128, 20, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			src := makeSource(7, c.layers, c.width, c.heads, c.inner, c.positions, c.wide)
			file := src.file()
			rng := rand.New(rand.NewPCG(3, 3))
			seqs := randomSequences(rng, 12, len(pieces), c.positions)
			seqs = append(seqs, Sequence{IDs: []int32{CLS}, Second: 1}, Sequence{IDs: []int32{SEP}},
				Sequence{IDs: seqs[0].IDs, Second: len(seqs[0].IDs)})
			want := make([][]float64, len(seqs))
			for i, q := range seqs {
				if q.Second < len(q.IDs) {
					want[i] = src.logits(q)
				}
			}
			var first []float32
			for _, k := range kernels() {
				m := mustLoad(t, file, k)
				got, err := m.Logits(nil, m.NewScratch(), seqs)
				if err != nil {
					t.Fatal(err)
				}
				if len(got) != 3*len(seqs) {
					t.Fatalf("%d logits for %d sequences", len(got), len(seqs))
				}
				if first == nil {
					first = got
				}
				worst := 0.
				for i := range seqs {
					for j, v := range got[3*i : 3*i+3] {
						if math.Float32bits(v) != math.Float32bits(first[3*i+j]) {
							t.Fatalf("%s: logit %d of sequence %d is %v, with the other kernel %v", k.name, j, i, v, first[3*i+j])
						}
						if want[i] != nil {
							worst = max(worst, math.Abs(float64(v)-want[i][j]))
						}
					}
				}
				if worst > 2e-3 {
					t.Errorf("%s: logits are up to %.2g from float64's", k.name, worst)
				}
				t.Logf("%s: within %.2g of float64", k.name, worst)
			}
		})
	}
}

// The answer for a sequence does not depend on its company, nor on what the
// scratch was used for before.
func TestLogitsAlone(t *testing.T) {
	m := mustLoad(t, makeSource(5, 2, 64, 2, 128, 300, false).file(), kernels()[0])
	rng := rand.New(rand.NewPCG(8, 8))
	seqs := randomSequences(rng, 20, len(pieces), 300)
	s := m.NewScratch()
	all, err := m.Logits(nil, s, seqs)
	if err != nil {
		t.Fatal(err)
	}
	for i, q := range seqs {
		one, err := m.Logits(nil, s, []Sequence{q})
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(one) != fmt.Sprint(all[3*i:3*i+3]) {
			t.Errorf("sequence %d: alone %v, in company %v", i, one, all[3*i:3*i+3])
		}
	}
	if n := testing.AllocsPerRun(3, func() { all, _ = m.Logits(all[:0], s, seqs) }); n > 0 {
		t.Errorf("Logits allocates %v times", n)
	}
}

func TestLogitsRefuses(t *testing.T) {
	m := mustLoad(t, makeSource(5, 1, 32, 1, 32, 8, false).file(), kernels()[0])
	good := Sequence{[]int32{CLS, SEP, SEP}, 2}
	for _, c := range []struct {
		name, want string
		bad        Sequence
	}{
		{"empty", "sequence 1 has 0 ids; this model reads 1 to 8", Sequence{}},
		{"long", "sequence 1 has 9 ids; this model reads 1 to 8", Sequence{make([]int32, 9), 1}},
		{"padded", "sequence 1 has the id 0", Sequence{[]int32{CLS, PAD}, 1}},
		{"unknown id", "sequence 1 has the id 1000", Sequence{[]int32{CLS, 1000}, 1}},
		{"negative id", "sequence 1 has the id -1", Sequence{[]int32{CLS, -1}, 1}},
		{"second outside", "sequence 1 of 2 ids has its second segment at 3", Sequence{[]int32{CLS, SEP}, 3}},
		{"second before", "sequence 1 of 2 ids has its second segment at -1", Sequence{[]int32{CLS, SEP}, -1}},
	} {
		got, err := m.Logits([]float32{1}, m.NewScratch(), []Sequence{good, c.bad})
		if err == nil || !strings.Contains(err.Error(), c.want) || len(got) != 1 {
			t.Errorf("%s: %v, %v, want an error with %q and dst as it was", c.name, got, err, c.want)
		}
	}
}

func TestLoadDamaged(t *testing.T) {
	fresh := func() *source { return makeSource(1, 1, 32, 1, 32, 8, false) }
	good := fresh().file()
	header := func(f func(*source)) []byte {
		s := fresh()
		s.file()
		f(s)
		return s.wrap(s.payload())
	}
	whole := func(f func(*source)) []byte {
		s := fresh()
		f(s)
		return s.file()
	}
	float := func(name string, i int, v float32) []byte {
		return whole(func(s *source) { binary.LittleEndian.PutUint32(s.raw[name][4*i:], math.Float32bits(v)) })
	}
	huge := bytes.Clone(good)
	binary.LittleEndian.PutUint32(huge[len(magic):], 1<<31)
	for _, c := range []struct {
		name, want string
		file       []byte
	}{
		{"nothing", "does not begin with", nil},
		{"another file", "does not begin with", []byte("PK\x03\x04 and so on")},
		{"line ends mended in transit", "does not begin with", bytes.Replace(good, []byte("\r\n"), []byte("\n"), 1)},
		{"magic alone", "cut short in its header's length", good[:len(magic)+2]},
		{"cut in the header", "cut short: a header of", good[:60]},
		{"cut in the payload", "damaged payload", good[:len(good)-9]},
		{"no payload", "payload_bytes is", good[:len(magic)+4+int(binary.LittleEndian.Uint32(good[len(magic):]))]},
		{"huge header", "above the limit", huge},
		{"no JSON", "damaged header", bytes.Replace(good, []byte(`{"layers"`), []byte(`["layers"`), 1)},
		{"no layers", "layers is 0", header(func(s *source) { s.Layers = 0 })},
		{"too many layers", "layers is 1000000", header(func(s *source) { s.Layers = 1e6 })},
		{"odd width", "width is 33", header(func(s *source) { s.Width = 33 })},
		{"heads", "does not give each of 3 heads", header(func(s *source) { s.Heads = 3 })},
		{"negative positions", "positions is -1", header(func(s *source) { s.Positions = -1 })},
		{"more positions", "tensor 1 is position of f32 8 × 32, not position of f32 9 × 32", header(func(s *source) { s.Positions = 9 })},
		{"another layer", "tensors, not the", header(func(s *source) { s.Layers = 2 })},
		{"misnamed tensor", "tensor 3 is norm.x", header(func(s *source) { s.Tensors[3].Name = "norm.x" })},
		{"mistyped tensor", "tensor 3 is norm.w of i8", header(func(s *source) { s.Tensors[3].Type = "i8" })},
		{"untyped tensor", "tensor 3 is norm.w of ", header(func(s *source) { s.Tensors[3].Type = "" })},
		{"millions of words", "tensor 0 is word of i8 1000000000", header(func(s *source) { s.Tensors[0].Rows = 1e9 })},
		{"payload_bytes", "vocabulary and tensors take", header(func(s *source) { s.PayloadBytes-- })},
		{"payload_bytes of a bomb", "payload_bytes is 500000000", header(func(s *source) { s.PayloadBytes = 5e8 })},
		{"longer payload", "longer than the header's", func() []byte { s := fresh(); s.file(); return s.wrap(append(s.payload(), 0, 0)) }()},
		{"shorter payload", "the payload has", func() []byte { s := fresh(); s.file(); p := s.payload(); return s.wrap(p[:len(p)-1]) }()},
		{"checksum", "SHA-256", header(func(s *source) { s.raw["norm.b"][5] ^= 1 })},
		{"not a number", "tensor norm.b holds NaN at 3", float("norm.b", 3, float32(math.NaN()))},
		{"infinite", "tensor layer.0.u.b holds -Inf at 0", float("layer.0.u.b", 0, float32(math.Inf(-1)))},
		{"huge weight", "tensor position holds 1e+09", float("position", 7, 1e9)},
		{"huge scale", "tensor layer.0.o.w holds the scale 100", float("layer.0.o.w", 2, 100)},
		{"piece missing", "48 pieces for 49 rows", nil},
		{"piece twice", "stands there twice", whole(func(s *source) { s.pieces = append([]string(nil), pieces...); s.pieces[9] = "the" })},
		{"piece empty", "piece 9 is empty", whole(func(s *source) { s.pieces = append([]string(nil), pieces...); s.pieces[9] = "" })},
		{"piece not UTF-8", "piece 9 is empty or not UTF-8", whole(func(s *source) { s.pieces = append([]string(nil), pieces...); s.pieces[9] = "\xff" })},
	} {
		if c.name == "piece missing" {
			c.want = fmt.Sprintf("%d pieces for %d rows", len(pieces)-1, len(pieces))
			c.file = whole(func(s *source) { s.pieces = pieces[:len(pieces)-1] })
		}
		if _, err := Load(c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error with %q", c.name, err, c.want)
		}
	}
	m, err := Load(good)
	if err != nil {
		t.Fatal(err)
	}
	if string(m.Meta()) != `{"name":"test"}` || m.Positions() != 8 || m.Outputs() != 3 {
		t.Errorf("meta %s, positions %d, outputs %d", m.Meta(), m.Positions(), m.Outputs())
	}
}

// What loads also runs.
func FuzzLoad(f *testing.F) {
	good := makeSource(1, 1, 32, 1, 32, 8, false).file()
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add(makeSource(2, 2, 64, 2, 32, 5, true).file())
	f.Add([]byte(magic + "\x02\x00\x00\x00{}"))
	f.Fuzz(func(t *testing.T, file []byte) {
		m, err := Load(file)
		if err != nil {
			return
		}
		m.Tokenize(nil, "The café is good.")
		if _, err := m.Logits(nil, m.NewScratch(), []Sequence{{[]int32{CLS, SEP}, 1}}); err != nil {
			t.Fatal(err)
		}
	})
}
