package stance

import (
	"cmp"
	"math"
	"slices"

	"standpoint/analyze"
)

// Evidence is found by occlusion: a word is blanked, as words were blanked at
// random in training, everything that it touches is computed again exactly,
// and its weight is by how much P(favor) − P(against) falls without it. Which
// words to try is read off the gradient: blanking each word of each comment
// would cost more than the judgment itself. A word whose gradient promises less
// than is shown is not tried; the gradient promises too much rather than too
// little.
const (
	looked = 24  // words that the gradient is read for exactly
	tried  = 5   // words that are blanked at most
	weight = .01 // evidence weaker than this is left out
)

// evidence fills buf with the words that moved the last judgment, strongest
// first. side is -1 when favor and against are to be swapped.
func (r *reading) evidence(n *net, c *claimSide, h *head, mem *memory, side float64) []analyze.Evidence {
	if len(r.tokens) == 0 {
		return nil
	}
	full := lean(r.logits)
	var out []analyze.Evidence
	// How lean moves with favor − against of h, to first order.
	p := probabilities(r.logits)
	slope := float32(p[0]+p[2]-float64(full*full)) / 2 * r.stretch(h)
	least := .6 * weight / max(slope, 1e-6)
	if mem != nil {
		least = 0 // a memory has its own say on every word
	}
	var words [tried]int
	for _, t := range r.candidates(n, c, h, least, words[:0]) {
		w := full - lean(r.without(n, c, h, mem, t, t+1))
		w = rounded4(side * w)
		if w < weight && w > -weight {
			continue
		}
		e := analyze.Evidence{Start: int(r.tokens[t].Start), End: int(r.tokens[t].End), Weight: w, Cue: n.cue(r.tokens[t].Classes)}
		if at := r.met[t]; at >= 0 && r.m[t][0] > .4 {
			s := c.spans[at]
			e.Met = c.inText[s.Start:s.End]
		}
		out = append(out, e)
	}
	strongestFirst(out)
	return out
}

func strongestFirst(e []analyze.Evidence) {
	slices.SortFunc(e, func(a, b analyze.Evidence) int {
		return cmp.Or(-cmp.Compare(abs(a.Weight), abs(b.Weight)), cmp.Compare(a.Start, b.Start), cmp.Compare(a.Cue, b.Cue))
	})
}

func abs(x float64) float64 { return max(x, -x) }

// lean is P(favor) − P(against).
func lean(logits [outputs]float32) float64 {
	p := probabilities(logits)
	return p[2] - p[0]
}

// candidates appends to words those to blank: those that by the gradient
// move favor − against of h most, and by least or more.
func (r *reading) candidates(n *net, c *claimSide, h *head, least float32, words []int) []int {
	var dz [4 * channels]float32
	var dc row
	for i, x := range r.hid {
		if x <= 0 {
			continue
		}
		g := h.outW[2][i] - h.outW[0][i]
		line := h.hiddenW[i*pooled:][:pooled]
		for k := range dz {
			dz[k] += float32(g * line[k])
		}
		for k := range dc {
			dc[k] += float32(g * line[5*channels+k])
		}
	}
	var g [4]row
	for k := range g {
		g[k] = row(dz[k*channels:])
	}
	for i, x := range dc {
		x = float32(x * c.vec[i])
		line := n.projW[i*channels:][:channels]
		for k, w := range line {
			v := float32(x * w)
			g[0][k] += v
			g[1][k] += v
		}
	}
	count := float32(len(r.tokens))
	for k := range g[3] {
		g[3][k] /= count
	}
	for i, top := range r.top {
		r.argmax[i] = 0
		if top > 0 {
			for t := range r.h {
				if r.h[t][i] == top {
					r.argmax[i] = int32(t)
					break
				}
			}
		}
	}
	// grad[t] is how the outcome moves with what is added up at t, the two
	// attentions held still.
	l := len(r.tokens)
	grad := resize(r.grad, l)
	r.grad = grad
	for k := range g {
		for i := range g[k] {
			g[k][i] *= c.scale[i]
		}
	}
	for t := range grad {
		a, b := r.w1[t]/r.s1, r.w2[t]/r.s2
		h, out := &r.h[t], &grad[t]
		for i := range out {
			x := float32(a*g[0][i]) + float32(b*g[1][i]) + g[3][i]
			// x if h > 0, else 0: h is never negative. A branch here would
			// go either way too often.
			on := -int32(math.Float32bits(h[i])) >> 31
			out[i] = math.Float32frombits(math.Float32bits(x) & uint32(on))
		}
	}
	for i, t := range r.argmax {
		if r.h[t][i] > 0 {
			grad[t][i] += g[2][i]
		}
	}
	var near ranking // by what words add to their own place and those beside it
	for t, tok := range r.tokens {
		w := r.words[t]
		bits := uint64(tok.Classes) | w.bits
		if w.weight < .15 && r.m[t][1] == 0 && bits == 0 {
			continue // "of", a comma: true, but no one could check it
		}
		s := float32(0)
		var mask *[window]packed
		if bits != 0 {
			mask = n.mask(bits)
		}
		for k := range w.tab {
			u := t + 1 - k
			if u < 0 || u >= l {
				continue
			}
			switch {
			case mask == nil:
				s += w.tab[k].dot(&grad[u], 1)
			case w == n.silent:
				s += mask[reach-1+k].dot(&grad[u], 1)
			default:
				both := w.tab[k]
				both.add(&mask[reach-1+k])
				s += both.dot(&grad[u], 2)
			}
		}
		near.add(t, s, looked)
	}
	var all ranking // and to places farther away
	for i, t := range near.at[:near.n] {
		s := near.move[i]
		if bits := uint64(r.tokens[t].Classes) | r.words[t].bits; bits != 0 {
			mask := n.mask(bits)
			for k := max(0, t+reach-l+1); k < min(window, t+reach+1); k++ {
				if k < reach-1 || k > reach+1 {
					s += mask[k].dot(&grad[t+reach-k], 1)
				}
			}
		}
		if s >= least || s <= -least {
			all.add(t, s, tried)
		}
	}
	return append(words, all.at[:all.n]...)
}

// ranking holds the words that move the outcome most, the most first.
type ranking struct {
	at   [looked]int
	move [looked]float32
	n    int
}

// add puts t into its place among at most room others.
func (k *ranking) add(t int, move float32, room int) {
	i := k.n
	for i > 0 && max(move, -move) > max(k.move[i-1], -k.move[i-1]) {
		i--
	}
	if i >= room {
		return
	}
	k.n = min(k.n+1, room)
	copy(k.at[i+1:k.n], k.at[i:])
	copy(k.move[i+1:k.n], k.move[i:])
	k.at[i], k.move[i] = t, move
}

// without is the outcome had the words [from, to) been blank. It computes
// again only what those words touch.
func (r *reading) without(n *net, c *claimSide, h *head, mem *memory, from, to int) [outputs]float32 {
	l := len(r.tokens)
	lo, hi := max(0, from-max(reach, nearby)), min(l, to+max(reach, nearby))
	conv, rows := resize(r.conv2, hi-lo), resize(r.rows2, hi-lo)
	r.conv2, r.rows2 = conv, rows
	copy(conv, r.conv[lo:hi])
	copy(rows, r.rows[lo:hi])
	s := r.sums
	stemGone := false
	for t := from; t < to; t++ {
		w := r.words[t]
		if w != n.silent {
			for k := range 3 {
				if u := t + 1 - k; u >= 0 && u < l {
					conv[u-lo].subtract(&w.tab[k])
					rows[u-lo]--
				}
			}
		}
		if bits := uint64(r.tokens[t].Classes) | w.bits; bits != 0 {
			m := n.mask(bits)
			for k := max(0, t+reach-l+1); k < min(window, t+reach+1); k++ {
				conv[t+reach-k-lo].subtract(&m[k])
				rows[t+reach-k-lo]--
			}
		}
		s.word(n, r.tokens[t], w, -1)
		stemGone = stemGone || r.m[t][1] != 0
	}
	match := func(t int) (float32, float32) {
		if t >= from && t < to {
			return 0, 0
		}
		return r.m[t][0], r.m[t][1]
	}
	p1, p2, sum := r.p1, r.p2, r.sum
	s1, s2 := r.s1, r.s2
	top := r.top
	var rescan [channels]uint8 // channels whose maximum stood here
	again := rescan[:0]
	for i, t := range r.argmax {
		if int(t) >= lo && int(t) < hi {
			again, top[i] = append(again, uint8(i)), 0
		}
	}
	for t := lo; t < hi; t++ {
		s.near(&r.m[t], r.words[t].val, -1)
		a, b := float32(0), float32(0)
		for k := max(0, t-nearby); k <= min(l-1, t+nearby); k++ {
			x, y := match(k)
			a, b = max(a, x), max(b, y)
		}
		x, y := match(t)
		m := [4]float32{x, y, a, b}
		val := r.words[t].val
		if t >= from && t < to {
			val = 0
		}
		s.near(&m, val, 1)
		old := &r.h[t]
		e1, e2 := r.w1[t], r.w2[t]
		var now row
		f1, f2 := n.activate(c, &conv[t-lo], rows[t-lo], &m, &now)
		for i, x := range now {
			p1[i] += float32(x*f1) - float32(old[i]*e1)
			p2[i] += float32(x*f2) - float32(old[i]*e2)
			sum[i] += x - old[i]
			top[i] = max(top[i], x)
		}
		s1 += f1 - e1
		s2 += f2 - e2
	}
	for _, i := range again {
		best := top[i&(channels-1)]
		for t := range r.h[:lo] {
			best = max(best, r.h[t][i&(channels-1)])
		}
		for t := range r.h[hi:] {
			best = max(best, r.h[hi+t][i&(channels-1)])
		}
		top[i&(channels-1)] = best
	}
	s.most, s.stem = 0, 0
	for t := range l {
		x, y := match(t)
		s.most, s.stem = max(s.most, x), max(s.stem, y)
	}
	if stemGone {
		s.covered = 0
		for t, w := range r.words {
			if (t < from || t >= to) && r.m[t][1] != 0 {
				s.covered |= c.stems(w)
			}
		}
	}
	count := float32(l)
	var move [4 * channels]float32 // of z, but for maxima, features, and the claim alone, which stays
	var both row
	a, b := 1/s1, 1/s2
	for i := range both {
		x, y := float32(p1[i]*a)-r.z[i], float32(p2[i]*b)-r.z[channels+i]
		move[i], move[channels+i], move[2*channels+i] = x, y, sum[i]/count-r.z[3*channels+i]
		both[i] = x + y
	}
	for i := range channels {
		v := dot64(&both, (*row)(n.projW[i*channels:]))
		move[3*channels+i] = float32(c.vec[i] * v)
	}
	var rest [extras]float32
	for k, x := range s.features(c, count) {
		rest[k] = x - r.z[6*channels+k]
	}
	var moved [channels]uint8 // channels whose maximum moved
	risen := moved[:0]
	for i, x := range top {
		if x != r.top[i] {
			risen = append(risen, uint8(i))
		}
	}
	far := float32(0) // how far z moves
	for _, x := range move {
		far += float32(x * x)
	}
	for _, x := range rest {
		far += float32(x * x)
	}
	for _, k := range risen {
		far += float32((top[k] - r.top[k]) * (top[k] - r.top[k]))
	}
	far = 1.01 * sqrt(far)
	hid := r.hid
	for i := range hid {
		if hid[i] < -float32(far*h.norm[i]) {
			continue // it was silent and stays so
		}
		line := (*[pooled]float32)(h.hiddenW[i*pooled:])
		v := dot64((*row)(move[0:]), (*row)(line[0:])) + dot64((*row)(move[channels:]), (*row)(line[channels:])) +
			dot64((*row)(move[2*channels:]), (*row)(line[3*channels:])) + dot64((*row)(move[3*channels:]), (*row)(line[5*channels:]))
		for k, x := range rest {
			v += float32(x * line[6*channels+k])
		}
		for _, k := range risen {
			k &= channels - 1
			v += float32((top[k] - r.top[k]) * line[2*channels+int(k)])
		}
		hid[i] += v
	}
	return r.settle(h, mem, h.out(&hid), from, to)
}

func dot64(x, y *row) float32 {
	var a, b, c, d float32
	for k := 0; k < channels; k += 4 {
		a += float32(x[k] * y[k])
		b += float32(x[k+1] * y[k+1])
		c += float32(x[k+2] * y[k+2])
		d += float32(x[k+3] * y[k+3])
	}
	return (a + b) + (c + d)
}

// cue names the first class of a word that tells a side.
func (n *net) cue(classes uint32) string {
	for i, name := range n.cues {
		if name != "" && classes>>i&1 == 1 {
			return name
		}
	}
	return ""
}
