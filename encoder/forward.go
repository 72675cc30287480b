package encoder

import (
	"fmt"
	"math"
)

// Most rows of a pass, unless one sequence is longer, and of the blocks in
// which the linear layers go over them: a block's numbers stay in the cache.
const (
	passRows  = 384
	blockRows = 8 * mostRows
)

// Scratch is the working memory of one goroutine, some megabytes.
type Scratch struct {
	// Rows of the pass.
	x, ctx, qkv []float32
	xq          []int16

	// Rows of a block.
	y, f  []float32
	fq    []int16
	scale []float32 // of quantised rows

	// One head of one sequence.
	q, k, v, p             []int16
	scaleQ, scaleK, scaleV []float32
	scores                 []float32
	scaleP                 []float32

	edge []float32 // one tile
	zero []float32 // no bias
	head []float32 // CLS and mean, then the dense layer
}

// NewScratch allocates working memory for Logits.
func (m *Model) NewScratch() *Scratch {
	rows := max(passRows, m.positions)
	t := up(m.positions, panel) + mostRows
	f := func(n int) []float32 { return make([]float32, n) }
	i := func(n int) []int16 { return make([]int16, n) }
	return &Scratch{
		x: f(rows * m.width), ctx: f(rows * m.width), qkv: f(rows * 3 * m.width),
		xq: i((rows + mostRows) * m.width),
		y:  f(blockRows * m.width), f: f(blockRows * m.inner), fq: i(blockRows * m.inner), scale: f(rows + mostRows),
		q: i(t * m.deep), k: i(t * m.deep), v: i(t * m.deep), p: i(t * t), scores: f(t * t),
		scaleQ: f(t), scaleK: f(t), scaleV: f(m.deep), scaleP: f(t),
		edge: f(mostRows * panel), zero: f(max(t, m.deep)), head: f(3 * m.width),
	}
}

func up(n, multiple int) int { return (n + multiple - 1) / multiple * multiple }

// Logits appends Outputs() logits for each sequence, in order, to dst. It works
// in passes of bounded size, so seqs may be of any length; sequences of like
// length next to each other are no faster. The logits of a sequence do not
// depend on the others. An error names the first sequence that cannot be read:
// none or too many ids, an id outside the vocabulary, a Second outside the
// sequence; dst is then returned as it was.
func (m *Model) Logits(dst []float32, s *Scratch, seqs []Sequence) ([]float32, error) {
	for i, q := range seqs {
		if n := len(q.IDs); n == 0 || n > m.positions {
			return dst, fmt.Errorf("encoder: sequence %d has %d ids; this model reads 1 to %d", i, n, m.positions)
		}
		if q.Second < 0 || q.Second > len(q.IDs) {
			return dst, fmt.Errorf("encoder: sequence %d of %d ids has its second segment at %d", i, len(q.IDs), q.Second)
		}
		for _, id := range q.IDs {
			if id <= PAD || int(id) >= m.words {
				return dst, fmt.Errorf("encoder: sequence %d has the id %d; the vocabulary's are 1 to %d", i, id, m.words-1)
			}
		}
	}
	for len(seqs) > 0 {
		n, rows := 1, len(seqs[0].IDs)
		for n < len(seqs) && rows+len(seqs[n].IDs) <= passRows {
			rows += len(seqs[n].IDs)
			n++
		}
		dst = m.run(dst, s, seqs[:n], rows)
		seqs = seqs[n:]
	}
	return dst, nil
}

// run reads sequences whose rows fit the scratch.
func (m *Model) run(dst []float32, s *Scratch, seqs []Sequence, rows int) []float32 {
	k, d := &m.kernel, m.width
	m.embed(s, seqs)
	most := largest(d)
	for l := range m.layers {
		l := &m.layers[l]
		for at := 0; at < rows; at += blockRows {
			n := min(blockRows, rows-at)
			m.quantise(s.xq[at*d:], s.x[at*d:(at+n)*d], s.scale, d, most)
			k.multiply(n, 3*d, d, s.xq[at*d:], d, l.qkv.panels, s.qkv[at*3*d:], 3*d, s.scale, l.qkv.scale, l.qkv.bias, s.edge)
		}
		at := 0
		for _, q := range seqs {
			for h := range m.heads {
				m.attend(s, at, len(q.IDs), h*m.deep)
			}
			at += len(q.IDs)
		}
		for at := 0; at < rows; at += blockRows {
			n := min(blockRows, rows-at)
			x := s.x[at*d : (at+n)*d]
			m.quantise(s.xq, s.ctx[at*d:(at+n)*d], s.scale, d, most)
			k.multiply(n, d, d, s.xq, d, l.o.panels, s.y, d, s.scale, l.o.scale, l.o.bias, s.edge)
			m.addNorm(x, s.y, l.n1)
			m.quantise(s.xq, x, s.scale, d, most)
			k.multiply(n, m.inner, d, s.xq, d, l.i.panels, s.f, m.inner, s.scale, l.i.scale, l.i.bias, s.edge)
			for r := range n {
				f := s.f[r*m.inner:][:m.inner]
				s.scale[r] = m.round(s.fq[r*m.inner:], f, k.gelu(f), largest(m.inner))
			}
			k.multiply(n, d, m.inner, s.fq, m.inner, l.u.panels, s.y, d, s.scale, l.u.scale, l.u.bias, s.edge)
			m.addNorm(x, s.y, l.n2)
		}
	}
	at := 0
	for _, q := range seqs {
		dst = m.logits(dst, s, s.x[at*d:(at+len(q.IDs))*d], q.Second)
		at += len(q.IDs)
	}
	return dst
}

func (m *Model) embed(s *Scratch, seqs []Sequence) {
	d, x := m.width, s.x
	for _, q := range seqs {
		for i, id := range q.IDs {
			row, word, pos, scale := x[:d], m.word[int(id)*d:][:d], m.position[i*d:][:d], m.wordScale[id]
			x = x[d:]
			for j := range row {
				row[j] = float32(scale*float32(word[j])) + pos[j]
			}
			kind := m.kind[:d]
			if i >= q.Second {
				kind = m.kind[d:]
			}
			m.kernel.addNorm(row, kind, m.norm.w, m.norm.b)
		}
	}
}

// largest is the size up to which activations are quantised: as large as
// int16, and as sums over depth of products with an int8 leave in int32.
func largest(depth int) int { return min(math.MaxInt16, math.MaxInt32/(depth*128)) }

// round quantises x, whose largest size is most, to ±to, and gives the scale
// that takes the integers back.
func (m *Model) round(dst []int16, x []float32, most float32, to int) float32 {
	if most < 1e-30 {
		clear(dst[:len(x)])
		return 0
	}
	m.kernel.quantise(dst, x, float32(to)/most)
	return most / float32(to)
}

// quantise rounds each row of x.
func (m *Model) quantise(dst []int16, x, scale []float32, width, to int) {
	for r := range len(x) / width {
		row := x[r*width : (r+1)*width]
		scale[r] = m.round(dst[r*width:], row, m.kernel.maxAbs(row), to)
	}
}

func (m *Model) addNorm(x, y []float32, n layerNorm) {
	for at := 0; at < len(x); at += m.width {
		m.kernel.addNorm(x[at:at+m.width], y[at:at+m.width], n.w, n.b)
	}
}

// attend is one head, whose numbers begin at column col, over the n rows of
// one sequence from row at: it leaves softmax(q·kᵀ/√deep)·v in ctx.
func (m *Model) attend(s *Scratch, at, n, col int) {
	k, d, deep, stride := &m.kernel, m.width, m.deep, 3*m.width
	most := min(math.MaxInt16, int(math.Sqrt(float64(math.MaxInt32/deep))))
	by := 1 / float32(math.Sqrt(float64(deep)))
	// v's numbers are rounded by one scale. The sum of a row of p is below
	// 1<<16 (see below), so int32 holds that of its products with v.
	mostV := float32(0)
	for r := range n {
		mostV = max(mostV, k.maxAbs(s.qkv[(at+r)*stride+2*d+col:][:deep]))
	}
	toV := math.MaxInt16
	scaleV := float32(0)
	for r := range n {
		row := s.qkv[(at+r)*stride+col:]
		q, key, v := row[:deep], row[d:][:deep], row[2*d:][:deep]
		s.scaleQ[r] = m.round(s.q[r*deep:], q, k.maxAbs(q), most) * by
		// The key becomes column r of its panel, v a row of its panels: p
		// lends room to both.
		s.scaleK[r] = m.round(s.p, key, k.maxAbs(key), most)
		to := s.k[r/panel*panel*deep+r%panel*2:]
		for i := 0; i < deep; i += 2 {
			to[i*panel], to[i*panel+1] = s.p[i], s.p[i+1]
		}
		scaleV = m.round(s.p, v, mostV, toV)
		for p := 0; p < deep; p += panel {
			to := s.v[p*up(n, 2)+r/2*2*panel+r%2:]
			for i, x := range s.p[p : p+panel] {
				to[2*i] = x
			}
		}
	}
	if n%2 == 1 {
		for p := 0; p < deep; p += panel {
			to := s.v[p*up(n, 2)+n/2*2*panel+1:]
			for i := range panel {
				to[2*i] = 0
			}
		}
	}
	for i := range s.scaleV {
		s.scaleV[i] = scaleV
	}
	wide := up(n, panel)
	k.multiply(n, wide, deep, s.q, deep, s.k, s.scores, wide, s.scaleQ, s.scaleK, s.zero, s.edge)
	for r := range n {
		row := s.scores[r*wide:][:up(n, 16)]
		for i := n; i < len(row); i++ {
			row[i] = -1e30
		}
		sum := k.softmax(row)
		// Rounding adds at most ½ for each of at most 1024 columns.
		to := min(math.MaxInt16, 64000/sum)
		k.quantise(s.p[r*wide:], row, to)
		s.scaleP[r] = 1 / float32(to*sum)
	}
	k.multiply(n, deep, up(n, 2), s.p, wide, s.v, s.ctx[at*d+col:], d, s.scaleP, s.scaleV, s.zero, s.edge)
}

// logits is the head: hidden state of the first row, and the mean over the
// second segment's.
func (m *Model) logits(dst []float32, s *Scratch, x []float32, second int) []float32 {
	d := m.width
	both, hidden := s.head[:2*d], s.head[2*d:]
	copy(both, x[:d])
	mean := both[d:]
	clear(mean)
	for at := second * d; at < len(x); at += d {
		for j, v := range x[at : at+d] {
			mean[j] += v
		}
	}
	if n := len(x)/d - second; n > 0 {
		for j := range mean {
			mean[j] /= float32(n)
		}
	}
	for i := range hidden {
		hidden[i] = tanh(m.kernel.dot(m.dense.w[i*2*d:][:2*d], both) + m.dense.b[i])
	}
	for i, b := range m.class.b {
		dst = append(dst, m.kernel.dot(m.class.w[i*d:][:d], hidden)+b)
	}
	return dst
}

func tanh(x float32) float32 {
	e := exp(-2 * abs(x))
	y := (1 - e) / (1 + e)
	if x < 0 {
		return -y
	}
	return y
}
