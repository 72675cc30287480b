package main

import (
	"math"
	"math/rand/v2"
	"slices"

	"standpoint/analyze/sentiment/tone"
)

// recipe is how a model is fitted; it goes into the manifest.
type recipe struct {
	Epochs   int     `json:"epochs"`
	Rate     float64 `json:"rate"`     // AdaGrad step, falling linearly to 0
	L2       float64 `json:"l2"`       // on the weight of a feature, per row
	MinCount int     `json:"minCount"` // rows that a feature must stand in
	Vectors  bool    `json:"vectors"`  // whether words share weights through their vectors
	Seed     uint64  `json:"seed"`     // of the order of the rows
	Pooled   bool    `json:"pooled"`   // whether the sets share one offset
}

const classes = 3 // of the softmax; a model of two classes leaves out the last

// example is a row as numbers.
type example struct {
	ids    []int32
	values []float32
	vector []float32 // sum of the vectors of its words, then of those negated
	domain int
	y      int
}

// fitted is a model before it is quantised: logits are
// bias + domain + Σ value·weight + vector·shared.
type fitted struct {
	recipe  recipe
	classes int
	index   map[uint64]int32
	counts  []int32
	weights [][classes]float32
	shared  [][classes]float32 // 2·vectorDims
	bias    [classes]float32
	domains map[string]int
	domain  [][classes]float32
	vectors vectors
	extract func(*tone.Doc, *row)
	doc     tone.Doc
}

// fit fits a model of n classes to rows. Each set of rows has an offset of its
// own while fitting, so that its share of neutral teaches the words nothing;
// the model keeps their mean.
func fit(rows []*row, n int, r recipe, v vectors, extract func(*tone.Doc, *row)) *fitted {
	m := &fitted{recipe: r, classes: n, index: map[uint64]int32{}, domains: map[string]int{}, vectors: v, extract: extract}
	counts := map[uint64]int32{}
	for _, x := range rows {
		extract(&m.doc, x)
		for _, f := range m.doc.Features {
			counts[f.Hash]++
		}
	}
	for _, name := range sets(rows) {
		m.domains[name] = len(m.domains)
		if r.Pooled {
			m.domains[name] = 0
		}
	}
	m.domain = make([][classes]float32, len(m.domains))
	for _, x := range rows { // in the order of the rows, not of the map
		extract(&m.doc, x)
		for _, f := range m.doc.Features {
			if _, ok := m.index[f.Hash]; !ok && counts[f.Hash] >= int32(r.MinCount) {
				m.index[f.Hash] = int32(len(m.counts))
				m.counts = append(m.counts, counts[f.Hash])
			}
		}
	}
	m.weights = make([][classes]float32, len(m.counts))
	if r.Vectors {
		m.shared = make([][classes]float32, 2*vectorDims)
	}
	examples := make([]example, len(rows))
	for i, x := range rows {
		examples[i] = m.example(x)
	}
	m.descend(examples)
	return m
}

func (m *fitted) example(x *row) example {
	m.extract(&m.doc, x)
	e := example{domain: -1, y: x.y, vector: make([]float32, len(m.shared))}
	if d, ok := m.domains[x.set]; ok {
		e.domain = d
	}
	var before uint64
	for _, f := range m.doc.Features {
		if id, ok := m.index[f.Hash]; ok {
			e.ids = append(e.ids, id)
			e.values = append(e.values, f.Value)
		}
		if m.recipe.Vectors {
			if vec, negated := m.vectors.vector(f, before); vec != nil {
				to := e.vector
				if negated {
					to = to[vectorDims:]
				}
				for i, x := range vec {
					to[i] += float32(f.Value * x)
				}
			}
		}
		before = f.Hash
	}
	return e
}

// offset returns the offset of a set, or with set "" the mean of all.
func (m *fitted) offset(set string) (z [classes]float32) {
	if d, ok := m.domains[set]; ok {
		return m.domain[d]
	}
	for _, d := range m.domain {
		for k := range z {
			z[k] += d[k] / float32(len(m.domain))
		}
	}
	return z
}

// logits returns the logits of e with the given offset.
func (m *fitted) logits(e *example, offset [classes]float32) (z [classes]float32) {
	for k := range z {
		z[k] = m.bias[k] + offset[k]
	}
	for j, id := range e.ids {
		w := &m.weights[id]
		for k := range z {
			z[k] += float32(e.values[j] * w[k])
		}
	}
	for i, x := range e.vector {
		w := &m.shared[i]
		for k := range z {
			z[k] += float32(x * w[k])
		}
	}
	return z
}

func softmax(z []float32) (p [classes]float64) {
	top := slices.Max(z)
	sum := 0.0
	for k, v := range z {
		p[k] = math.Exp(float64(v - top))
		sum += p[k]
	}
	for k := range z {
		p[k] /= sum
	}
	return p
}

// descend minimises the cross-entropy by AdaGrad (Duchi, Hazan, Singer 2011).
func (m *fitted) descend(examples []example) {
	g2 := make([][classes]float32, len(m.weights))
	g2shared := make([][classes]float32, len(m.shared))
	g2domain := make([][classes]float32, len(m.domain))
	var g2bias [classes]float32
	step := func(w, g2 *float32, g, rate float32) {
		*g2 += float32(g * g)
		*w -= float32(rate*g) / (float32(math.Sqrt(float64(*g2))) + 1e-6)
	}
	rng := rand.New(rand.NewPCG(m.recipe.Seed, 0))
	for epoch := range m.recipe.Epochs {
		rate := float32(m.recipe.Rate * (1 - float64(epoch)/float64(m.recipe.Epochs)))
		for _, i := range rng.Perm(len(examples)) {
			e := &examples[i]
			z := m.logits(e, m.domain[e.domain])
			p := softmax(z[:m.classes])
			var g [classes]float32
			for k := range m.classes {
				g[k] = float32(p[k])
			}
			g[e.y]--
			for j, id := range e.ids {
				// A rare feature is seen rarely: it pays its share of the
				// penalty when it is.
				l2 := float32(m.recipe.L2 * float64(len(examples)) / float64(m.counts[id]))
				for k := range m.classes {
					step(&m.weights[id][k], &g2[id][k], float32(g[k]*e.values[j])+float32(l2*m.weights[id][k]), rate)
				}
			}
			for j, x := range e.vector {
				for k := range m.classes {
					step(&m.shared[j][k], &g2shared[j][k], float32(g[k]*x)+float32(1e-5*m.shared[j][k]), .3*rate)
				}
			}
			for k := range m.classes {
				step(&m.domain[e.domain][k], &g2domain[e.domain][k], g[k], rate)
				step(&m.bias[k], &g2bias[k], g[k], rate)
			}
		}
	}
}

// rate returns the logits of rows as the model file made of export gives them,
// so that what is measured is what is shipped. Class base has logit 0.
func (m *fitted) rate(rows []*row, set string, base int, outputs []int) ([][classes]float32, error) {
	model, err := tone.Read(tone.Write(m.export(set, base, outputs, 1)))
	if err != nil {
		return nil, err
	}
	z := make([][classes]float32, len(rows))
	for i, x := range rows {
		m.extract(&m.doc, x)
		l := model.Logits(&m.doc, nil)
		for k, class := range outputs {
			z[i][class] = l[k]
		}
	}
	return z, nil
}

// export folds the vectors into the weights of the words and the offset of a
// set (see offset) into the bias, divides by temperature, and takes logits
// against class base: outputs[k] is the class whose logit less that of base
// becomes output k.
func (m *fitted) export(set string, base int, outputs []int, temperature float64) tone.Weights {
	t := float32(temperature)
	w := tone.Weights{Features: map[uint64][tone.Outputs]float32{}}
	relative := func(v [classes]float32) (out [tone.Outputs]float32) {
		for k, class := range outputs {
			out[k] = (v[class] - v[base]) / t
		}
		return out
	}
	bias := m.offset(set)
	for k := range bias {
		bias[k] += m.bias[k]
	}
	w.Bias = relative(bias)
	for hash, id := range m.index {
		w.Features[hash] = relative(m.weights[id])
	}
	if !m.recipe.Vectors {
		return w
	}
	for hash, vec := range m.vectors {
		for n, hash := range []uint64{hash, tone.Negated(hash)} {
			var z [classes]float32
			for i, x := range vec {
				for k := range z {
					z[k] += float32(x * m.shared[n*vectorDims+i][k])
				}
			}
			sum := w.Features[hash]
			for k, v := range relative(z) {
				sum[k] += v
			}
			w.Features[hash] = sum
		}
	}
	return w
}
