package tone

import "standpoint/lexicon"

const (
	saltNear  = 32 // 32 to 37 by side and distance
	saltAbout = 48 // wherever it stands
	saltPair  = 49 // two words, wherever; 50 and 51 by side
	saltLocal = 1 << 34
)

// nearWords is how far from a mention words count as being about it.
const nearWords = 12

// Mention is the tokens [From, To) that name a target.
type Mention struct{ From, To int }

// MentionAt returns the tokens that overlap bytes [from, to) of the text; ok
// is false if there are none.
func (d *Doc) MentionAt(from, to int) (m Mention, ok bool) {
	m.From = -1
	for i, t := range d.Tokens {
		if int(t.End) > from && int(t.Start) < to {
			if m.From < 0 {
				m.From = i
			}
			m.To = i + 1
		}
	}
	return m, m.From >= 0
}

// Target fills d.Features with what the target model weighs for one mention:
// the words about it by side and distance, and what the sentiment model says
// of the whole text (z) and of the words around the mention (moved).
func (d *Doc) Target(m Mention, z Logits, moved []float32) {
	f := d.Features[:0]
	a, b := 0, len(d.Tokens) // the sentence of the mention
	for _, end := range d.ends {
		if end <= m.From {
			a = end
		} else {
			b = min(b, end)
			break
		}
	}
	b = max(b, m.To)
	n := uint64(0)
	add := func(v float32) {
		if v != 0 {
			f = append(f, Feature{Hash: saltLocal + n, Value: v})
		}
		n++
	}
	p := Probabilities(z)
	add(1)
	add(float32(p[0]))
	add(float32(p[2]))
	add(float32(p[2] - p[0]))
	var near, left, right, clause, sentence float32
	for i := a; i < b; i++ {
		v := moved[i]
		sentence += v
		dist := d.distance(i, m)
		if dist == 0 {
			continue
		}
		near += v / (1 + float32(dist)*.5)
		if dist <= nearWords/2 {
			if i < m.From {
				left += v
			} else {
				right += v
			}
		}
		if d.sameClause(i, m) {
			clause += v
		}
	}
	for _, v := range [...]float32{near, left, right, clause, sentence} {
		add(squash(v))
		add(abs(squash(v)))
	}
	add(flag(m.From-a < 3))
	add(flag(b-m.To < 3))
	c := lengthNorm(min(b-a, 2*nearWords))
	for i := a; i < b; i++ {
		dist := d.distance(i, m)
		if dist == 0 || dist > nearWords {
			continue
		}
		side := uint64(0)
		if i >= m.To {
			side = 1
		}
		bucket := uint64(0)
		switch {
		case dist > 6:
			bucket = 2
		case dist > 2:
			bucket = 1
		}
		k := d.key(i)
		if d.context[i].negated {
			k = Negated(k)
		}
		f = append(f, Feature{mix(k, saltAbout), c, int32(i), 1}, Feature{mix(k, saltNear+2*bucket+side), c, int32(i), 1})
		if i+1 < b && d.distance(i+1, m) > 0 {
			f = append(f, Feature{mix(mix(d.key(i), saltPair), d.key(i+1)), c, int32(i), 2}, Feature{mix(mix(d.key(i), saltPair+1+side), d.key(i+1)), c, int32(i), 2})
		}
	}
	d.Features = f
}

func squash(v float32) float32 { return v / (1 + abs(v)) }

// distance is how many tokens i is from the mention, 0 inside it.
func (d *Doc) distance(i int, m Mention) int {
	switch {
	case i < m.From:
		return m.From - i
	case i >= m.To:
		return i - m.To + 1
	}
	return 0
}

// sameClause reports whether no mark or contrast stands between i and the
// mention, looked for within nearWords.
func (d *Doc) sameClause(i int, m Mention) bool {
	from, to := i, m.From
	if i >= m.To {
		from, to = m.To, i
	}
	if to-from > nearWords {
		return false
	}
	for j := from; j < to; j++ {
		if d.Tokens[j].Kind == lexicon.Punct || d.Readings[j].Classes.Has(lexicon.Contrast) {
			return false
		}
	}
	return true
}
