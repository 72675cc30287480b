// Package tone reads a text into features and weighs them with linear models.
// The scorers and the programs that train the models both use it, so that a
// model meets in use exactly what it saw in training.
package tone

import (
	"maps"
	"math"
	"slices"
	"strings"

	"standpoint/lexicon"
)

// Doc is a text as the models see it. Its zero value is ready; Read may be
// called again and again and then allocates nothing. A Doc is not safe for
// concurrent use.
type Doc struct {
	Text     string
	Tokens   []lexicon.Token
	Readings []lexicon.Reading

	Features []Feature
	found    []stored // work space of Model: of each of Features
	places   []uint32

	context []context // of each token

	ends     []int     // the token after each sentence
	sums     []float32 // the sum of valences of each sentence
	pos, neg float32   // sums of valence, the second negative
	top, low float32   // the largest valence, the smallest, or 0

	number   [lexicon.Break + 1]int // of tokens by kind, but for words
	words    int                    // words, emoji, emoticons, tags and numbers
	capitals int                    // words all in capitals
	asks     bool                   // there is a question mark
	exclaims bool                   // there is an exclamation mark
}

// context is what the words around it make of a token.
type context struct {
	weight   float32 // how much it counts in its sentence: contrast, quotes
	strength float32 // weight and, of a word with a valence, what strengthens that
	valence  float32 // its valence with scope, strength and emphasis
	role     role
	negated  bool
	// absorbed words speak through the word or phrase they belong to and have
	// no weight of their own: "very" in "very bad", the parts of "not bad".
	absorbed bool
}

// Read makes d the reading of text.
func (d *Doc) Read(text string) {
	d.Text = text
	d.Tokens = lexicon.Tokenize(text, d.Tokens[:0])
	d.Readings = lexicon.Default().Read(text, d.Tokens, d.Readings[:0])
	n := len(d.Tokens)
	d.context = slices.Grow(d.context[:0], n)[:n]
	d.ends, d.sums = d.ends[:0], d.sums[:0]
	d.pos, d.neg, d.top, d.low = 0, 0, 0, 0
	d.number = [len(d.number)]int{}
	d.capitals, d.asks, d.exclaims = 0, false, false
	var s sentence
	contexts, reads := d.context, d.Readings[:n]
	for i, t := range d.Tokens[:len(contexts)] {
		r := &reads[i]
		role := roleOf(r.Hash)
		s.roles |= role
		contexts[i] = context{weight: 1, role: role}
		if t.Kind == lexicon.Word {
			s.capitals += int(r.Shape & lexicon.AllCaps / lexicon.AllCaps)
			continue
		}
		d.number[t.Kind]++
		s.others++
		if t.Kind == lexicon.Break || t.Kind == lexicon.Punct && d.mark(i, &s) {
			s.to = i + 1
			d.understand(&s)
			s = sentence{from: i + 1}
		}
	}
	if s.from < n {
		s.to = n
		d.understand(&s)
	}
	d.words = n
	for kind, k := range d.number {
		switch lexicon.Kind(kind) {
		case lexicon.Punct, lexicon.URL, lexicon.Mention, lexicon.Break:
			d.words -= k
		}
	}
}

// first returns the first byte of token i.
func (d *Doc) first(i int) byte { return d.Text[d.Tokens[i].Start] }

// mark takes note of the mark i of a sentence and reports whether it ends there.
func (d *Doc) mark(i int, s *sentence) (ends bool) {
	t := d.Tokens[i]
	switch d.Text[t.Start] {
	case '.':
	case '!':
		s.marks += int(t.End - t.Start)
		d.exclaims = true
	case '?':
		d.asks = true
	case '"':
		s.quoted = true
		return false
	case "“"[0]:
		s.quoted = true
		return d.Text[t.Start:t.End] == "…"
	default:
		return false
	}
	// "!?" is one end.
	return i+1 == len(d.Tokens) || d.Tokens[i+1].Kind != lexicon.Punct || d.first(i+1) != '!' && d.first(i+1) != '?'
}

// Strengths of context, as factors on a word's valence. They shape features
// whose weights are learned, so their size matters little.
const (
	flip       = -0.7 // under negation
	intensify  = 1.3
	dampen     = 0.7
	capitals   = 1.25 // in a text not all in capitals
	elongated  = 1.15
	perMark    = 0.08 // for each exclamation mark of the sentence, at most 4
	beforeBut  = 0.6
	afterBut   = 1.3
	inQuotes   = 0.6 // up to quoteWords quoted words: somebody else's, or scare quotes
	quoteWords = 4
	scope      = 4 // words a negator reaches
	longScope  = 9 // "don't think …" reaches into the clause
)

// role is what a word does to the words around it, apart from its classes.
type role uint8

const (
	isThink    role = 1 << iota // "I don't think …" negates the clause
	isCould                     // "could not be happier" is praise
	isMore                      // the happier of that
	isBut                       // outweighs what came before
	isAlthough                  // is outweighed by what comes after its clause
	isNo                        // "No, …" negates nothing
	isLink                      // may stand between "very" and its word
)

// roles are those of the words that have one, never written after it is made.
var roles = func() (t struct {
	place lexicon.Places
	words []struct { // by place
		hash uint64
		role role
	}
}) {
	of := map[uint64]role{}
	for _, r := range []struct {
		role  role
		words string
	}{
		{isThink, "think believe feel suppose guess see know expect imagine consider find"},
		{isCould, "could couldn't couldnt can't cant cannot can never"},
		{isMore, "more better happier prouder easier nicer stronger cooler sweeter funnier enough simpler clearer finer kinder wiser smarter safer"},
		{isBut, "but however yet nevertheless nonetheless"},
		{isAlthough, "although though while despite whereas"},
		{isNo, "no"},
		{isLink, "be been have a an the so that to any"},
	} {
		for _, w := range strings.Fields(r.words) {
			of[lexicon.Default().Read(w, lexicon.Tokenize(w, nil), nil)[0].Hash] |= r.role
		}
	}
	t.place = lexicon.NewPlaces(slices.Sorted(maps.Keys(of)))
	t.words = slices.Grow(t.words, t.place.Size())[:t.place.Size()]
	for hash, role := range of {
		w := &t.words[t.place.Of(hash)]
		w.hash, w.role = hash, role
	}
	return t
}()

// is reports whether token i has one of the given roles.
func (d *Doc) is(i int, r role) bool { return d.context[i].role&r != 0 }

func roleOf(hash uint64) role {
	w := &roles.words[roles.place.Of(hash)]
	r := uint32(w.role)
	if w.hash != hash {
		r = 0 // a conditional move, no branch
	}
	return role(r)
}

// acting classes of a word change what the words around it say.
const acting lexicon.Set = 1<<lexicon.Negator | 1<<lexicon.Intensifier | 1<<lexicon.Dampener | 1<<lexicon.Fixed

// sentence is tokens [from, to) and what was seen of them while reading.
type sentence struct {
	from, to int
	roles    role // all of its words'
	others   int  // tokens that are no words
	capitals int  // words all in capitals
	marks    int  // exclamation marks
	quoted   bool // may hold quotation marks
}

// understand puts the words of a sentence into context.
func (d *Doc) understand(s *sentence) {
	a, b := s.from, s.to
	d.ends = append(d.ends, b)
	d.capitals += s.capitals
	if s.roles&(isBut|isAlthough) != 0 {
		d.clauses(a, b)
	}
	if s.quoted {
		d.quotes(a, b)
	}
	emphasis := 1 + float32(perMark*float32(min(s.marks, 4)))
	shouting := s.capitals > 1 && 2*s.capitals > b-a-s.others

	sum := float32(0)
	reach, strength, by := 0, float32(1), -1 // by is the word that strength comes from
	contexts, reads := d.context[:b], d.Readings[:b]
	for i := a; i < b; i++ {
		r, c := &reads[i], &contexts[i]
		c.strength = c.weight
		// One question, as the answer is mostly yes.
		if uint64(math.Float32bits(r.Valence))|uint64(r.Phrase^1)|uint64(r.Classes&acting) == 0 && reach == 0 && by < 0 {
			continue // nothing acts and nothing is acted upon
		}
		kind := d.Tokens[i].Kind
		if kind == lexicon.Punct {
			switch d.first(i) {
			case ',', ';', ':', '(', ')', '.':
				reach, strength, by = 0, 1, -1
			}
			continue
		}
		if c.role&(isBut|isAlthough) != 0 {
			reach = 0
		}
		if r.Phrase != 1 || r.Classes.Has(lexicon.Fixed) {
			c.absorbed = true
		}
		if r.Classes.Has(lexicon.Negator) && r.Phrase == 1 {
			reach = d.reach(i, b)
			strength, by = 1, -1
			if r.Valence == 0 || reach > 0 {
				continue
			}
		}
		c.negated = reach > 0
		if v := r.Valence; v != 0 {
			v *= strength * emphasis * c.weight
			if r.Shape&lexicon.AllCaps != 0 && !shouting {
				v *= capitals
			}
			if r.Shape&lexicon.Elongated != 0 {
				v *= elongated
			}
			if reach > 0 && (kind == lexicon.Word || kind == lexicon.Hashtag) {
				v *= flip
			}
			v = float32(v) // no machine adds it up unrounded
			c.valence = v
			if v != 0 {
				c.strength = v / r.Valence
			}
			sum += v
			d.pos, d.top = d.pos+max(v, 0), max(d.top, v)
			d.neg, d.low = d.neg+min(v, 0), min(d.low, v)
			if by >= 0 && by >= i-2 {
				contexts[by].absorbed = true
			}
			strength, by = 1, -1
		}
		switch {
		case r.Classes.Has(lexicon.Intensifier):
			strength, by = intensify, i
		case r.Classes.Has(lexicon.Dampener):
			strength, by = dampen, i
		case c.role&isLink == 0:
			strength, by = 1, -1
		}
		if reach > 0 && r.Phrase > 0 {
			reach--
		}
	}
	d.sums = append(d.sums, sum)
}

// reach returns how many words the negator at i turns around.
func (d *Doc) reach(i, b int) int {
	if d.is(i, isNo) && i+1 < b && d.Tokens[i+1].Kind == lexicon.Punct {
		return 0 // "No, it is good."
	}
	// "could not be happier", "couldn't agree more", "never been better"
	if d.is(i, isCould) || i > 0 && d.is(i-1, isCould) {
		for j := i + 1; j < min(b, i+5) && d.Tokens[j].Kind == lexicon.Word; j++ {
			if d.is(j, isMore) {
				return 0
			}
		}
	}
	if i+1 < b && d.is(i+1, isThink) {
		return longScope
	}
	return scope
}

// clauses lowers what a contrast outweighs: all before the last "but", and
// the clause that "although" opens.
func (d *Doc) clauses(a, b int) {
	lastBut := -1
	for i := a + 1; i < b; i++ {
		if d.is(i, isBut) && d.Tokens[i].Kind == lexicon.Word {
			lastBut = i
		}
	}
	if lastBut >= 0 {
		for i := a; i < b; i++ {
			if i < lastBut {
				d.context[i].weight = beforeBut
			} else {
				d.context[i].weight = afterBut
			}
		}
	}
	for i := a; i < b; i++ {
		if !d.is(i, isAlthough) {
			continue
		}
		for ; i < b && !(d.Tokens[i].Kind == lexicon.Punct && d.first(i) == ','); i++ {
			d.context[i].weight *= beforeBut
		}
	}
}

// quotes lowers short quotations.
func (d *Doc) quotes(a, b int) {
	open := -1
	for i := a; i < b; i++ {
		if d.Tokens[i].Kind != lexicon.Punct {
			continue
		}
		switch d.Text[d.Tokens[i].Start:d.Tokens[i].End] {
		case `"`, "“", "”":
			if open >= 0 && i-open-1 <= quoteWords {
				for j := open + 1; j < i; j++ {
					d.context[j].weight *= inQuotes
				}
				open = -1
			} else {
				open = i
			}
		}
	}
}

// compound maps a sum of valences into (-1, 1); the formula and its constant
// are those of Hutto and Gilbert, VADER, ICWSM 2014.
func compound(sum float32) float32 {
	return sum / float32(math.Sqrt(float64(float64(sum)*float64(sum))+15))
}
