package stance

import (
	"hash/fnv"
	"io"
	"math"
	"math/bits"
	"strings"
	"sync"
	"sync/atomic"

	"standpoint/analyze/stance/rows"
	"standpoint/analyze/stance/wordvec"
)

// The network reads a comment under a claim:
//
//	x[t]    = vector and word classes of word t
//	conv[t] = a convolution of width 3 over x and one of width 9 over the classes
//	h[t]    = relu(conv[t]·scale(claim) + shift(claim) + match[t]·M)
//	pooled  = h pooled four ways: near matches, by attention, maximum, mean
//	P       = softmax(head(pooled, claim, claim·pooled, whole-comment features))
//
// Everything of conv that depends on one word is a row of a table, made when
// the word is first met, so a word costs a few additions of rows. train/stance
// holds the same network for training.
//
// Every product is rounded to float32 before it is added to something: a
// processor that fuses the two would give other last digits.
const (
	channels = rows.Width
	hidden   = 64
	reach    = 4 // of the class convolution, to either side
	nearby   = 4 // words within this distance of a match are near it
	window   = 2*reach + 1
	extras   = 12
	pooled   = 6*channels + extras
	outputs  = 3

	maxTokens      = 400 // of a comment; what follows is not read
	maxClaimTokens = 40
	maxSpelled     = 1 << 14 // words outside the vocabulary that are kept
	maxClaims      = 512     // claims that are kept
)

type (
	row    = rows.Row
	packed = rows.Packed
)

// pack rounds a row to multiples of 1/scale.
func pack(r *row, scale float32) *packed {
	p := &packed{}
	for i, x := range r {
		k := int(math.Floor(float64(x*scale) + .5))
		k = max(-rows.Bias+1, min(rows.Bias-1, k)) + rows.Bias
		p[i/4] |= uint64(k) << (16 * (i % 4))
	}
	return p
}

// net holds the weights and the tables made from them.
type net struct {
	vocab   *wordvec.Vocab
	classes int // bits of wordvec.Token.Classes; the four classes of valence follow
	valence []int8

	bias      row
	conv      []float32 // [Dim][3][channels]
	wide      []float32 // [classes+4][window][channels]
	claimW    []float32 // [channels][Dim+classes+4]
	claimB    row
	filmW     []float32 // [2*channels][channels]
	filmB     []float32
	match     [4]row
	attMatch  [2]float32
	attNear   [2]float32
	att       row
	projW     []float32 // [channels][channels]
	projT     []float32 // its transpose
	projB     row
	heads     map[string]*head
	memories  map[string]*memory // by topicKey
	firstMark int
	cues      []string // what evidence calls a class, "" for those that tell no side

	words  []atomic.Pointer[word]
	scale  float32  // of packed rows
	masks  sync.Map // uint64 → *mask
	spell  sync.Map // string → *word
	spelt  atomic.Int32
	silent *word // a word without a vector
}

type head struct {
	hiddenW []float32 // [hidden][pooled]
	hiddenB [hidden]float32
	norm    [hidden]float32 // of the rows of hiddenW
	outW    [outputs][hidden]float32
	outB    [outputs]float32
	calibration
}

// calibration turns logits into those of calibrated probabilities. With side =
// (favor − against)/2 and rest = neutral − (favor + against)/2, it gives
//
//	favor = side·k + shift[2]   against = −side·k + shift[0]
//	neutral = rest·neutral + shift[1] + mention·Features[Mention] + elsewhere·Features[Elsewhere]
//
// where k = scale + short·s and s is 1 for texts of 20 tokens and fewer, 0 from
// 60 on. The sum of the cues counts cue times beside the network's side, and how
// the comment sounds (toneOf) longTone times, or shortTone times as s goes to 1. Where
// the side that a claim takes is known, so that its tone tells something, the network's
// side counts longNet times in a long comment.
type calibration struct {
	scale, short, neutral, cue float32
	mention, elsewhere         float32
	longTone, shortTone        float32
	longNet                    float32
	shift                      [outputs]float32
}

// word is everything known of one word.
type word struct {
	tab    [3]packed // what it adds to the place before, its own and the next
	vec    [wordvec.Dim]float32
	val    float32
	bits   uint64 // its class of valence
	weight float32
	stem   uint32
}

// weightOf is how much a word says: common words little. It is a/(a+p) with
// p the share of the word in English by Zipf's law and a = 0.001 (Arora,
// Liang, Ma, A Simple but Tough-to-Beat Baseline, ICLR 2017).
func weightOf(rank float64) float32 {
	return float32(.001 / (.001 + float64(.085/rank)))
}

func (n *net) makeWord(id int32, text string) *word {
	w := &word{}
	switch {
	case id >= wordvec.First:
		n.vocab.Vector(id, &w.vec)
		w.val = float32(float64(n.valence[id]) / 127)
		w.weight = weightOf(float64(id - wordvec.First + 1))
		text = n.vocab.Word(id)
	case id == wordvec.Spelled:
		n.vocab.Spell(text, &w.vec)
		w.weight = weightOf(float64(n.vocab.Len()))
	default:
		return w
	}
	h := fnv.New32a()
	io.WriteString(h, wordvec.Stem(text))
	w.stem = h.Sum32()
	switch {
	case w.val < -.5:
		w.bits = 1 << n.classes
	case w.val < -.2:
		w.bits = 2 << n.classes
	case w.val > .5:
		w.bits = 8 << n.classes
	case w.val > .2:
		w.bits = 4 << n.classes
	}
	var tab [3 * channels]float32
	for d, x := range w.vec {
		rows.AddScaled(tab[:], n.conv[d*len(tab):][:len(tab)], x)
	}
	for k := range w.tab {
		w.tab[len(w.tab)-1-k] = *pack((*row)(tab[k*channels:]), n.scale)
	}
	return w
}

func add(dst, src *row) {
	for i := range dst {
		dst[i] += src[i]
	}
}

// word returns what is known of a token of text.
func (n *net) word(t wordvec.Token, text string) *word {
	if t.ID >= wordvec.First {
		p := &n.words[t.ID]
		w := p.Load()
		if w == nil {
			w = n.makeWord(t.ID, "")
			p.Store(w)
		}
		return w
	}
	if t.ID != wordvec.Spelled {
		return n.silent
	}
	s := strings.ToLower(text[t.Start:t.End])
	if w, ok := n.spell.Load(s); ok {
		return w.(*word)
	}
	w := n.makeWord(wordvec.Spelled, s)
	if n.spelt.Load() < maxSpelled {
		if _, had := n.spell.LoadOrStore(strings.Clone(s), w); !had {
			n.spelt.Add(1)
		}
	}
	return w
}

// mask is what a set of classes adds to the places from reach before it to
// reach after it.
type mask = [window]packed

// mask returns that of a set of classes.
func (n *net) mask(bits uint64) *mask {
	if m, ok := n.masks.Load(bits); ok {
		return m.(*mask)
	}
	var m [window]row
	for b := range n.classes + 4 {
		if bits>>b&1 == 1 {
			line := n.wide[b*window*channels:]
			for k := range window {
				add(&m[k], (*row)(line[k*channels:]))
			}
		}
	}
	p := &mask{}
	for k := range m {
		p[window-1-k] = *pack(&m[k], n.scale)
	}
	n.masks.Store(bits, p)
	return p
}

// claimSide is a claim as the network reads it.
type claimSide struct {
	words   []*word // those that carry meaning, or all if none does
	spans   []wordvec.Token
	mean    [wordvec.Dim]float32
	norm    float32
	vec     row
	film    rows.Film
	foreign bool // no word has a vector
	pages   []atomic.Pointer[[256]atomic.Uint64]
	inText  string
}

func (n *net) readClaim(enc *wordvec.Encoder, text string, limit int) *claimSide {
	tokens := enc.Encode(nil, text, limit)
	c := &claimSide{inText: text, pages: make([]atomic.Pointer[[256]atomic.Uint64], (n.vocab.Len()+255)/256)}
	c.foreign = true
	total := float32(0)
	classes := uint64(0)
	all := make([]*word, len(tokens))
	for i, t := range tokens {
		w := n.word(t, text)
		all[i] = w
		classes |= uint64(t.Classes) | w.bits
		total += w.weight
		for d, x := range w.vec {
			c.mean[d] += float32(x * w.weight)
		}
		if w.weight > .5 {
			c.words = append(c.words, w)
			c.spans = append(c.spans, t)
		}
		c.foreign = c.foreign && w.weight == 0
	}
	if len(c.words) == 0 {
		c.words, c.spans = all, tokens
	}
	total = max(total, 1e-6)
	sum := float32(0)
	for d := range c.mean {
		c.mean[d] /= total
		sum += float32(c.mean[d] * c.mean[d])
	}
	c.norm = sqrt(sum)
	in := wordvec.Dim + n.classes + 4
	for i := range c.vec {
		line := n.claimW[i*in:][:in]
		s := n.claimB[i]
		for d, x := range c.mean {
			s += float32(line[d] * float32(2*x))
		}
		for b := range n.classes + 4 {
			if classes>>b&1 == 1 {
				s += line[wordvec.Dim+b]
			}
		}
		c.vec[i] = tanh(s)
	}
	for i := range channels {
		a, b := 1+n.filmB[i], n.filmB[channels+i]
		for k, x := range c.vec {
			a += float32(n.filmW[i*channels+k] * x)
			b += float32(n.filmW[(channels+i)*channels+k] * x)
		}
		c.film.Scale[i], c.film.Shift[i] = a/n.scale, b+float32(a*n.bias[i])
	}
	c.film.Match = n.match
	return c
}

// meets tells how well a word of a comment matches the claim: the best cosine
// to a claim word, weighted by how much the word says; the index of that claim
// word, -1 if none; and whether they share a stem.
func (c *claimSide) meets(t wordvec.Token, w *word) (float32, int, bool) {
	if t.ID < wordvec.First {
		return c.compare(w)
	}
	page := c.pages[t.ID>>8].Load()
	if page == nil {
		page = &[256]atomic.Uint64{}
		if !c.pages[t.ID>>8].CompareAndSwap(nil, page) {
			page = c.pages[t.ID>>8].Load()
		}
	}
	cell := &page[t.ID&255]
	v := cell.Load()
	if v == 0 {
		s, at, stem := c.compare(w)
		v = uint64(math.Float32bits(s))<<32 | uint64(at+1)<<2 | 1
		if stem {
			v |= 2
		}
		cell.Store(v)
	}
	return math.Float32frombits(uint32(v >> 32)), int(uint32(v)>>2) - 1, v&2 != 0
}

// stems marks the claim words that share w's stem.
func (c *claimSide) stems(w *word) uint64 {
	found := uint64(0)
	for j, x := range c.words {
		if x.stem == w.stem {
			found |= 1 << j
		}
	}
	return found
}

func (c *claimSide) compare(w *word) (float32, int, bool) {
	best, at, stem := float32(0), -1, false
	for j, x := range c.words {
		s := float32(0)
		for d, v := range w.vec {
			s += float32(v * x.vec[d])
		}
		if s > best {
			best, at = s, j
		}
		if w.stem != 0 && w.stem == x.stem {
			stem = true
		}
	}
	return float32(best * w.weight), at, stem
}

// reading is one comment under one claim: the work space of a forward pass and
// what evidence is computed from. It is reused.
type reading struct {
	tokens []wordvec.Token
	words  []*word
	masks  []*mask // of the classes of each place, nil if it has none
	conv   []packed
	rows   []int32 // how many rows were added up at a place
	h      []row   // as many as are a multiple of 8
	asked  []float32
	m      [][4]float32 // match, stem, and both near by
	met    []int32      // claim word met, -1 if none
	w1, w2 []float32    // attention of the two weighted pools, not normalised

	pools  rows.Pools // not normalised
	s1, s2 float32    // sums of w1 and w2
	sums   sums

	cue                float32 // what Cues found, on the side of the network
	tone               float32 // how the comment sounds, on the side of the network
	sided              bool    // the side that a claim sentence takes is known
	opened             float32 // by how much the opening of a reply moves its side, after calibration
	mention, elsewhere float32 // what it found of these names
	z                  [pooled]float32
	hid                [hidden]float32  // before the relu
	raw                [outputs]float32 // logits of the head
	logits             [outputs]float32 // calibrated

	lately [64]struct { // masks looked up lately, by a hash of the classes
		bits uint64
		mask *mask
	}

	// Of evidence:
	argmax [channels]int32 // place of the maximum
	a, b   []float32       // w1 and w2, normalised
	grad   []row
	blank  struct { // what stands in for conv, rows, … around a word that is blanked
		conv   []packed
		rows   []int32
		m      [][4]float32
		h      []row
		asked  []float32
		w1, w2 []float32
	}
}

// read brings the text in.
func (r *reading) read(n *net, enc *wordvec.Encoder, text string) {
	r.tokens = enc.Encode(r.tokens[:0], text, maxTokens)
	r.words = r.words[:0]
	for _, t := range r.tokens {
		r.words = append(r.words, n.word(t, text))
	}
	r.convolve(n)
}

// convolve fills masks, conv and rows.
func (r *reading) convolve(n *net) {
	l := len(r.tokens)
	r.conv, r.rows, r.masks = resize(r.conv, l), resize(r.rows, l), resize(r.masks, l)
	clear(r.conv)
	clear(r.rows)
	for t, w := range r.words {
		if w != n.silent {
			from, to := max(0, t-1), min(l, t+2)
			rows.Add(r.conv[from:], w.tab[from-t+1:to-t+1])
			for u := from; u < to; u++ {
				r.rows[u]++
			}
		}
		r.masks[t] = nil
		if bits := uint64(r.tokens[t].Classes) | w.bits; bits != 0 {
			m := r.mask(n, bits)
			r.masks[t] = m
			from, to := max(0, t-reach), min(l, t+reach+1)
			rows.Add(r.conv[from:], m[from-t+reach:to-t+reach])
			for u := from; u < to; u++ {
				r.rows[u]++
			}
		}
	}
}

// mask is n.mask, with those used lately at hand.
func (r *reading) mask(n *net, bits uint64) *mask {
	x := &r.lately[bits*0x9e3779b97f4a7c15>>58]
	if x.mask == nil || x.bits != bits {
		x.bits, x.mask = bits, n.mask(bits)
	}
	return x.mask
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}

// judge computes z: the text, already read, under the claim.
func (r *reading) judge(n *net, c *claimSide) {
	l := len(r.tokens)
	r.h, r.asked = resize(r.h, (l+7)&^7), resize(r.asked, (l+7)&^7)
	r.m = resize(r.m, l)
	r.met = resize(r.met, l)
	r.w1, r.w2 = resize(r.w1, l), resize(r.w2, l)
	r.sums = sums{}
	for t, w := range r.words {
		s, at, stem := c.meets(r.tokens[t], w)
		m := &r.m[t]
		*m = [4]float32{s, 0, 0, 0}
		r.met[t] = int32(at)
		if stem {
			m[1] = 1
			r.sums.covered |= c.stems(w)
		}
	}
	for t := range r.m {
		a, b := float32(0), float32(0)
		for _, m := range r.m[max(0, t-nearby):min(l, t+nearby+1)] {
			if m[0] > a {
				a = m[0]
			}
			if m[1] > b {
				b = m[1]
			}
		}
		r.m[t][2], r.m[t][3] = a, b
	}
	for t, w := range r.words {
		m := &r.m[t]
		r.sums.word(n, r.tokens[t], w, 1)
		r.sums.near(m, w.val, 1)
		r.sums.most, r.sums.stem = max(r.sums.most, m[0]), max(r.sums.stem, m[1])
	}
	rows.Place(r.h[:l], r.conv, r.rows, r.m, &c.film)
	rows.Dots(r.asked, r.h, &n.att)
	n.attend(r.m, r.asked, r.w1, r.w2)
	r.s1, r.s2 = 0, 0
	for t, e := range r.w1 {
		r.s1 += e
		r.s2 += r.w2[t]
	}
	rows.Pool(&r.pools, r.h[:l], r.w1, r.w2)
	n.pool(c, l, &r.pools, r.s1, r.s2, &r.sums, &r.z)
}

// attend computes the weights of places in the two attentions; asked is what
// the second asks of what stands there.
func (n *net) attend(m [][4]float32, asked, w1, w2 []float32) {
	for t := range m {
		near, stem := m[t][2], m[t][3]
		if t > 0 && near == m[t-1][2] && stem == m[t-1][3] {
			w1[t] = w1[t-1]
		} else {
			w1[t] = exp(2 * (float32(n.attMatch[0]*near) + float32(n.attMatch[1]*stem)))
		}
		w2[t] = exp(asked[t] + float32(n.attNear[0]*near) + float32(n.attNear[1]*stem))
	}
}

// sums is what the features of a whole comment are made from.
type sums struct {
	mean                                  [wordvec.Dim]float32
	val, near1, nearVal, most, stem       float32
	question, exclaim, quote, shout, nots float32
	covered                               uint64 // claim words whose stem was met
}

// word counts a word, or takes it away when sign is -1.
func (s *sums) word(n *net, t wordvec.Token, w *word, sign float32) {
	if w.weight != 0 {
		rows.AddScaled(s.mean[:], w.vec[:], sign*w.weight)
	}
	s.val += sign * w.val
	if t.Classes == 0 {
		return
	}
	marks := t.Classes >> n.firstMark
	s.question += sign * float32(marks&1)
	s.exclaim += sign * float32(marks>>1&1)
	s.quote += sign * float32(marks>>2&1)
	s.shout += sign * float32(marks>>5&1)
	s.nots += sign * float32(t.Classes&1)
}

func (s *sums) near(m *[4]float32, val, sign float32) {
	k := sign * float32(m[2]*m[2])
	s.near1 += k
	s.nearVal += float32(k * val)
}

// pool writes z; net.py names its parts.
func (n *net) pool(c *claimSide, l int, p *rows.Pools, s1, s2 float32, s *sums, z *[pooled]float32) {
	count := float32(max(l, 1))
	a, b := float32(0), float32(0)
	if l > 0 {
		a, b = 1/s1, 1/s2
	}
	var both row
	for i := range both {
		x, y := float32(p.P1[i]*a), float32(p.P2[i]*b)
		both[i] = x + y
		z[i], z[channels+i], z[2*channels+i], z[3*channels+i], z[4*channels+i] = x, y, p.Top[i], p.Sum[i]/count, c.vec[i]
	}
	v := n.projB
	rows.Mix(&v, n.projT, both[:])
	for i, v := range v {
		z[5*channels+i] = float32(c.vec[i] * v)
	}
	copy(z[6*channels:], s.features(c, count))
}

// features are those of the whole comment.
func (s *sums) features(c *claimSide, count float32) []float32 {
	dot, norm := float32(0), float32(0)
	for d, x := range s.mean {
		dot += float32(x * c.mean[d])
		norm += float32(x * x)
	}
	cos := dot / (max(sqrt(norm), 1e-6) * max(c.norm, 1e-6))
	cover := float32(bits.OnesCount64(s.covered)) / float32(max(len(c.words), 1))
	return []float32{
		log1p(count) / 5, cos, cover, s.most, s.stem, s.val / count * 5, s.nearVal / max(s.near1, .3) * 3,
		log1p(s.question), log1p(s.exclaim), log1p(s.quote) / 2, log1p(s.nots), s.shout / count * 5,
	}
}

// settle turns the logits of h into calibrated ones; m, which may be nil, adds
// what it says of the words but those in [from, to).
func (r *reading) settle(h *head, m *memory, logits [outputs]float32, from, to int) [outputs]float32 {
	cue := float32(h.cue * r.cue)
	if m != nil {
		logits[0], logits[2] = logits[0]-cue, logits[2]+cue
		m.recall(r, from, to, &logits)
		for k := range logits {
			logits[k] /= m.Temp
		}
		return logits
	}
	side := (logits[2] - logits[0]) / 2
	if r.sided {
		side *= h.longNet + float32((1-h.longNet)*r.shortness())
	}
	tone := h.longTone + float32((h.shortTone-h.longTone)*r.shortness())
	side = float32((side + cue + float32(tone*r.tone)) * r.stretch(h))
	rest := float32((logits[1] - (logits[0]+logits[2])/2) * h.neutral)
	rest += float32(h.mention*r.mention) + float32(h.elsewhere*r.elsewhere)
	side += r.opened
	return [outputs]float32{h.shift[0] - side, h.shift[1] + rest, h.shift[2] + side}
}

// unopened is what conclude would have found without the opening.
func (r *reading) unopened(h *head) [outputs]float32 {
	was := r.opened
	r.opened = 0
	out := r.settle(h, nil, r.raw, 0, 0)
	r.opened = was
	return out
}

// toneless is what conclude would have found had the comment no tone.
func (r *reading) toneless(h *head, m *memory) [outputs]float32 {
	was := r.tone
	r.tone = 0
	out := r.settle(h, m, r.raw, 0, 0)
	r.tone = was
	return out
}

// stretch is k of h's calibration.
func (r *reading) stretch(h *head) float32 {
	return h.scale + float32(h.short*r.shortness())
}

// shortness is s of a calibration.
func (r *reading) shortness() float32 { return max(0, min(1, float32(60-len(r.tokens))/40)) }

// conclude runs h over what judge computed.
func (r *reading) conclude(h *head, m *memory) {
	r.raw = h.run(&r.z, &r.hid)
	r.logits = r.settle(h, m, r.raw, 0, 0)
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// run computes the logits of z.
func (h *head) run(z *[pooled]float32, hid *[hidden]float32) [outputs]float32 {
	rows.Products(hid[:], h.hiddenW, z[:])
	for i, b := range h.hiddenB {
		hid[i] += b
	}
	return h.out(hid)
}

// out computes the logits of the hidden units, given before their relu.
func (h *head) out(hid *[hidden]float32) [outputs]float32 {
	a, b, c := h.outB[0], h.outB[1], h.outB[2]
	for i, x := range hid {
		x = max(x, 0)
		a += float32(x * h.outW[0][i])
		b += float32(x * h.outW[1][i])
		c += float32(x * h.outW[2][i])
	}
	return [outputs]float32{a, b, c}
}

// probabilities is the softmax.
func probabilities(logits [outputs]float32) [outputs]float64 {
	top := max(logits[0], logits[1], logits[2])
	var p [outputs]float64
	sum := 0.
	for i, x := range logits {
		p[i] = expFloat64(float64(x - top))
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// rounded gives multiples of 0.0001 that sum to 1; neutral takes what rounding
// leaves over, so that favor and against may change places. Last digits that
// differ between machines do not reach a result this way.
func rounded(p [outputs]float64) [outputs]float64 {
	a, f := math.Floor(p[0]*10000+.5), math.Floor(p[2]*10000+.5)
	if a+f > 10000 { // by one, so they are not the same
		if a > f {
			a--
		} else {
			f--
		}
	}
	return [outputs]float64{a / 10000, (10000 - a - f) / 10000, f / 10000}
}

func rounded4(x float64) float64 { return math.Floor(x*10000+.5) / 10000 }

// exp, tanh and log1p use one formula on every machine, which the standard
// library does not promise.
func exp(x float32) float32 { return float32(expFloat64(float64(x))) }

func expFloat64(x float64) float64 {
	if x > 80 {
		x = 80
	} else if x < -80 {
		x = -80
	}
	k := math.Floor(float64(x*math.Log2E) + .5)
	r := x - float64(k*6.93147180369123816490e-01) - float64(k*1.90821492927058770002e-10)
	// Taylor's series: |r| <= ln(2)/2, so the rest is below 1e-11.
	s := 1. / 3628800
	s = 1./362880 + float64(r*s)
	s = 1./40320 + float64(r*s)
	s = 1./5040 + float64(r*s)
	s = 1./720 + float64(r*s)
	s = 1./120 + float64(r*s)
	s = 1./24 + float64(r*s)
	s = 1./6 + float64(r*s)
	s = 1./2 + float64(r*s)
	s = 1 + float64(r*s)
	s = 1 + float64(r*s)
	return s * math.Float64frombits(uint64(1023+int64(k))<<52)
}

func tanh(x float32) float32 {
	e := expFloat64(2 * float64(x))
	return float32((e - 1) / (e + 1))
}

// log1p is ln(1+x) for x in [0, maxTokens], to float32 precision.
func log1p(x float32) float32 {
	y := 1 + float64(x)
	f, e := math.Frexp(y) // y = f·2^e, f in [0.5, 1)
	t := (f - math.Sqrt2/2) / (f + math.Sqrt2/2)
	t2 := float64(t * t)
	s := 0.
	for k := 21.; k >= 1; k -= 2 {
		s = 1/k + float64(t2*s)
	}
	return float32(float64((float64(e)-.5)*math.Ln2) + float64(2*t*s))
}
