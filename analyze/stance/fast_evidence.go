package stance

import (
	"cmp"
	"slices"

	"standpoint/analyze"
	"standpoint/analyze/stance/rows"
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
	var g [4]row // by the pools
	var dz [4 * channels]float32
	var dc row
	for i, x := range r.hid {
		if x <= 0 {
			continue
		}
		by := h.outW[2][i] - h.outW[0][i]
		line := h.hiddenW[i*pooled:][:pooled]
		rows.AddScaled(dz[:], line[:len(dz)], by)
		rows.AddScaled(dc[:], line[5*channels:6*channels], by)
	}
	for k := range g {
		g[k] = row(dz[k*channels:])
	}
	for i := range dc {
		dc[i] *= c.vec[i]
	}
	rows.Mix(&g[0], n.projW, dc[:])
	rows.Mix(&g[1], n.projW, dc[:])
	l := len(r.tokens)
	count := float32(l)
	for i := range channels {
		s := c.film.Scale[i]
		g[3][i] /= count
		g[0][i] *= s
		g[1][i] *= s
		g[2][i] *= s
		g[3][i] *= s
	}
	clear(r.argmax[:])
	rows.Highest(&r.argmax, r.h[:l], &r.pools.Top)
	// grad[t] is how the outcome moves with what is added up at t, the two
	// attentions held still.
	r.a, r.b, r.grad = resize(r.a, l), resize(r.b, l), resize(r.grad, l)
	grad := r.grad
	for t := range grad {
		r.a[t], r.b[t] = r.w1[t]/r.s1, r.w2[t]/r.s2
	}
	rows.Slopes(grad, r.h[:l], r.a, r.b, &[3]row{g[0], g[1], g[3]})
	for i, t := range r.argmax {
		if r.h[t][i] > 0 {
			grad[t][i] += g[2][i]
		}
	}
	var near ranking // by what words add to their own place and those beside it
	none := &n.silent.tab[0]
	for t, w := range r.words {
		mask := r.masks[t]
		if w.weight < .15 && r.m[t][1] == 0 && mask == nil {
			continue // "of", a comma: true, but no one could check it
		}
		s := float32(0)
		for k := min(2, l-t); k >= max(0, 1-t); k-- {
			p, q, count := none, none, int32(0)
			if w != n.silent {
				p, count = &w.tab[k], 1
			}
			if mask != nil {
				q, count = &mask[reach-1+k], count+1
			}
			s += rows.DotPacked(p, q, count, &grad[t-1+k])
		}
		near.add(t, s, looked)
	}
	var all ranking // and to places farther away
	for i, t := range near.at[:near.n] {
		s := near.move[i]
		if mask := r.masks[t]; mask != nil {
			for k := min(window, l-t+reach) - 1; k >= max(0, reach-t); k-- {
				if k < reach-1 || k > reach+1 {
					s += rows.DotPacked(&mask[k], none, 1, &grad[t-reach+k])
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
	b := &r.blank
	b.conv, b.rows, b.m = append(b.conv[:0], r.conv[lo:hi]...), append(b.rows[:0], r.rows[lo:hi]...), resize(b.m, hi-lo)
	b.h, b.asked = resize(b.h, (hi-lo+7)&^7), resize(b.asked, (hi-lo+7)&^7)
	b.w1, b.w2 = resize(b.w1, hi-lo), resize(b.w2, hi-lo)
	s := r.sums
	stemGone := false
	for t := from; t < to; t++ {
		w := r.words[t]
		if w != n.silent {
			first, end := max(0, t-1), min(l, t+2)
			rows.Subtract(b.conv[first-lo:], w.tab[first-t+1:end-t+1])
			for u := first; u < end; u++ {
				b.rows[u-lo]--
			}
		}
		if m := r.masks[t]; m != nil {
			first, end := max(0, t-reach), min(l, t+reach+1)
			rows.Subtract(b.conv[first-lo:], m[first-t+reach:end-t+reach])
			for u := first; u < end; u++ {
				b.rows[u-lo]--
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
	for t := lo; t < hi; t++ {
		s.near(&r.m[t], r.words[t].val, -1)
		x, y := float32(0), float32(0)
		for k := max(0, t-nearby); k <= min(l-1, t+nearby); k++ {
			u, v := match(k)
			if u > x {
				x = u
			}
			if v > y {
				y = v
			}
		}
		u, v := match(t)
		m := [4]float32{u, v, x, y}
		b.m[t-lo] = m
		val := r.words[t].val
		if t >= from && t < to {
			val = 0
		}
		s.near(&m, val, 1)
	}
	rows.Place(b.h[:hi-lo], b.conv, b.rows, b.m, &c.film)
	rows.Dots(b.asked, b.h, &n.att)
	n.attend(b.m, b.asked, b.w1, b.w2)
	p := r.pools
	top := &p.Top
	var rescan [channels]uint8 // channels whose maximum stood here
	again := rescan[:0]
	for i, t := range r.argmax {
		if int(t) >= lo && int(t) < hi {
			again, top[i] = append(again, uint8(i)), 0
		}
	}
	rows.Replace(&p, r.h[lo:hi], b.h[:hi-lo], r.w1[lo:], r.w2[lo:], b.w1, b.w2)
	s1, s2 := r.s1, r.s2
	for t, f := range b.w1 {
		s1 += f - r.w1[lo+t]
		s2 += b.w2[t] - r.w2[lo+t]
	}
	for _, i := range again {
		// Comparisons, which seldom hold, do not wait for one another as max does.
		best := top[i&(channels-1)]
		for t := range r.h[:lo] {
			if x := r.h[t][i&(channels-1)]; x > best {
				best = x
			}
		}
		for t := hi; t < l; t++ {
			if x := r.h[t][i&(channels-1)]; x > best {
				best = x
			}
		}
		top[i&(channels-1)] = best
	}
	s.most, s.stem = 0, 0
	for t := range l {
		x, y := match(t)
		if x > s.most {
			s.most = x
		}
		if y > s.stem {
			s.stem = y
		}
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
	var move [4]row // of z, but for maxima, features, and the claim alone, which stays
	var both row
	x1, x2 := 1/s1, 1/s2
	for i := range both {
		x, y := float32(p.P1[i]*x1)-r.z[i], float32(p.P2[i]*x2)-r.z[channels+i]
		move[0][i], move[1][i], move[2][i] = x, y, p.Sum[i]/count-r.z[3*channels+i]
		both[i] = x + y
	}
	rows.Products(move[3][:], n.projW, both[:])
	for i := range move[3] {
		move[3][i] *= c.vec[i]
	}
	var rest [extras]float32
	for k, x := range s.features(c, count) {
		rest[k] = x - r.z[6*channels+k]
	}
	var moved [channels]uint8 // channels whose maximum moved
	risen := moved[:0]
	for i, x := range top {
		if x != r.pools.Top[i] {
			risen = append(risen, uint8(i))
		}
	}
	far := float32(0) // how far z moves
	for k := range move {
		far += square(&move[k])
	}
	for _, x := range rest {
		far += float32(x * x)
	}
	for _, k := range risen {
		far += float32((top[k] - r.pools.Top[k]) * (top[k] - r.pools.Top[k]))
	}
	far = 1.01 * sqrt(far)
	hid := r.hid
	for i := range hid {
		if hid[i] < -float32(far*h.norm[i]) {
			continue // it was silent and stays so
		}
		line := (*[pooled]float32)(h.hiddenW[i*pooled:])
		v := rows.DotFour(&move, (*row)(line[0:]), (*row)(line[channels:]), (*row)(line[3*channels:]), (*row)(line[5*channels:]))
		for k, x := range rest {
			v += float32(x * line[6*channels+k])
		}
		for _, k := range risen {
			k &= channels - 1
			v += float32((top[k] - r.pools.Top[k]) * line[2*channels+int(k)])
		}
		hid[i] += v
	}
	return r.settle(h, mem, h.out(&hid), from, to)
}

// square is x·x.
func square(x *row) float32 {
	var a, b, c, d float32
	for k := 0; k < channels; k += 4 {
		a += float32(x[k] * x[k])
		b += float32(x[k+1] * x[k+1])
		c += float32(x[k+2] * x[k+2])
		d += float32(x[k+3] * x[k+3])
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
