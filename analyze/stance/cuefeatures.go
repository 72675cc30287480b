package stance

import (
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"standpoint/analyze"
	"standpoint/analyze/claim"
	"standpoint/article"
	"standpoint/lexicon"
)

// Feature numbers what Cues measures. Every signed feature is positive where
// it speaks for the claim's positive form (claim.Parsed.Positive) and negative
// where against it; the sum of its cues is cut to [-3, +3].
type Feature int

const (
	TargetSentiment Feature = iota // good or bad words in a sentence about the target
	TargetSupport                  // "defend", "ban" and their like about the target
	TargetEffect                   // benefits and problems named with the target
	Backing                        // "in favor of", "we need" … the target
	Rejection                      // "get rid of", "no need for" … the target
	Blame                          // the target is called a wrongdoer
	Pity                           // the target is called wronged
	Predicate                      // the claim's own predicate is denied of the target
	Agreement                      // with the article
	Disagreement
	Disbelief
	Truth
	Mockery
	Counterexample
	Author         // good or bad words about the article or its author
	ScareQuotes    // the claim's words or good words in quotation marks
	Rhetorical     // questions about the target
	ParentAgree    // agreement with the parent × the parent's side
	ParentDisagree // disagreement with it × the parent's side
	Overall        // good minus bad words of the whole comment
	Debate         // words of the camps of the claim's debate
	Mention        // unsigned: how much of the claim the comment speaks of or answers, in [0, 1]
	Elsewhere      // unsigned: 1 if the article does not name the claim's target, else 0
	NumFeatures
)

// Features is what Cues measures of one comment; index it with a Feature.
type Features [NumFeatures]float32

// maxFeature cuts a feature, so that a long comment cannot shout.
const maxFeature = 3

// CueClaim is a claim made ready to be looked for in comments. It never
// changes and is safe for concurrent use.
type CueClaim struct {
	Parsed claim.Parsed
	// articleSide is the side that the article takes toward Positive, as far as
	// its title tells: +1 or −1, or less where it does not.
	articleSide float32
	ofArticle   bool    // the claim is about what the article is about
	toward      float32 // Parsed.Toward, 1 where that is 0
	debate      *debate // nil if the claim is of none that the lists know
	parent      bool    // the claim is the parent comment itself
	words       []claimWord
	byFirst     [256][]uint8    // indexes into words by first byte
	weight      float32         // sum of the words' weights
	title       map[string]bool // content words of the article's title
}

// claimWord is a word of the claim with the forms it is known by.
type claimWord struct {
	stem   string // a comment's word matches if it is stem + one of suffixes
	exact  bool   // only the stem itself and its plural and possessive
	text   string // as in the claim, for Evidence.Met
	target int8   // 0 the first target, 1 another one, −1 the predicate
	id     uint8  // forms of one word share it
	weight float32
}

// NewCueClaim prepares the claim of an article. Article.Title is read for the
// side that the article itself takes.
func NewCueClaim(a *article.Article) *CueClaim {
	c := &CueClaim{parent: a.Claim.Source == article.ClaimParent}
	text := a.Claim.Text
	if c.parent {
		// The parent's own words are no single claim; what counts is agreement.
		c.Parsed = claim.Parsed{Text: text, Positive: text, Sign: 1}
		c.articleSide, c.toward = 1, 1
		return c
	}
	c.Parsed = claim.Parse(text, a.Claim.Target)
	c.toward = float32(c.Parsed.Toward)
	if c.toward == 0 {
		c.toward = 1
	}
	c.debate = debateTable().of(&c.Parsed, a.Claim.Target)
	for i, w := range c.Parsed.Words {
		if i >= 32 {
			break
		}
		c.addWord(w, uint8(i))
	}
	for i := range c.words {
		b := c.words[i].stem[0]
		c.byFirst[b] = append(c.byFirst[b], uint8(i))
	}
	c.ofArticle = c.relatesTo(a)
	c.articleSide = c.sideOf(a)
	c.title = make(map[string]bool)
	for w := range strings.FieldsSeq(a.Title) {
		f := string(lexicon.AppendFold(nil, strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })))
		if len(f) > 3 && !lexicon.Default().Lookup([]byte(f)).Has(lexicon.Function) {
			c.title[f] = true
		}
	}
	return c
}

// light words of a predicate say too little to look for.
var lightWords = map[string]bool{"make": true, "take": true, "get": true, "use": true, "go": true, "have": true, "new": true, "good": true, "bad": true, "help": true, "need": true, "want": true, "way": true, "give": true, "keep": true, "put": true, "allow": true, "too": true, "stop": true, "ban": true, "banned": true, "allowed": true, "legal": true, "illegal": true, "better": true, "best": true, "right": true, "wrong": true}

func (c *CueClaim) addWord(w claim.Word, id uint8) {
	cw := claimWord{text: w.Text, id: id, target: -1, weight: 1}
	switch {
	case w.Target == 0:
		cw.target = 0
	case w.Target > 0:
		cw.target, cw.weight = 1, .5
	case lightWords[w.Text]:
		return
	default:
		cw.weight = .5
	}
	c.weight += cw.weight
	add := func(stem string, exact bool) {
		if stem != "" && len(c.words) < 250 {
			v := cw
			v.stem, v.exact = stem, exact
			c.words = append(c.words, v)
		}
	}
	stem := w.Stem
	// The stemmer writes y as i, which no other form of the word does.
	if strings.HasSuffix(stem, "i") && strings.HasSuffix(w.Text, "y") {
		stem = stem[:len(stem)-1]
	}
	if !strings.HasPrefix(w.Text, stem) {
		add(w.Text, true)
	}
	add(stem, len(stem) < 3)
	if others, ok := demonyms()[w.Text]; ok {
		for _, o := range others {
			if o != w.Text {
				add(o, true)
			}
		}
	}
	// "cybercrime" is also "cyber-crime", "cyber crime": its first part alone is enough
	if rest, ok := strings.CutPrefix(w.Text, "cyber"); ok && rest != "" {
		add("cyber", false)
	}
}

// suffixes that keep a word's sense. A stem of three letters takes those of
// one or two letters only ("gun", "guns", not "gunite").
var suffixes = func() map[string]bool {
	m := make(map[string]bool)
	for _, s := range strings.Fields("s es e ed er ers ing y ies ied i ian ians an ans n ns ese ish ist ists ism al ally ly ment ments ion ions ation ations ization izations isation ive ity ate ates ated ating or ors ance ence ant ent ness ful less 's s' d r rs able ize ized izing ise ised ising ic ics ical ary") {
		m[s] = true
	}
	return m
}()

// match finds the claim's word that a folded word is a form of.
func (c *CueClaim) match(w []byte) *claimWord {
	if len(w) == 0 {
		return nil
	}
	for _, i := range c.byFirst[w[0]] {
		cw := &c.words[i]
		n := len(cw.stem)
		if len(w) < n || string(w[:n]) != cw.stem {
			continue
		}
		rest := w[n:]
		switch {
		case len(rest) == 0:
			return cw
		case string(rest) == "'s" || string(rest) == "s":
			return cw
		case cw.exact || n < 3:
		case n == 3 && len(rest) > 3:
		case suffixes[string(rest)]:
			return cw
		case rest[0] == '-' && n > 3: // "cyber-attack"
			return cw
		case len(rest) > 2 && rest[0] == cw.stem[n-1] && suffixes[string(rest[1:])]: // "banning"
			return cw
		}
	}
	return nil
}

// sideOf reads the article's own side off its title: where title and claim
// speak of the same target and both take a side, the product of the two;
// for a claim that we proposed from the page, what that claim says.
func (c *CueClaim) sideOf(a *article.Article) float32 {
	if a.Claim.Source == article.ClaimProposed {
		return float32(c.Parsed.Sign)
	}
	if a.Title != "" && !strings.HasSuffix(strings.TrimSpace(a.Title), "?") {
		t := claim.Parse(headlineVerb(a.Title), false)
		var buf []byte
		if len(t.Targets) > 0 && t.Polarity() != 0 && c.Parsed.Toward != 0 {
			for w := range strings.FieldsSeq(t.Targets[0].Phrase) {
				buf = lexicon.AppendFold(buf[:0], w)
				if m := c.match(buf); m != nil && m.target == 0 {
					return float32(t.Polarity() * c.Parsed.Toward)
				}
			}
		}
	}
	switch {
	case !c.ofArticle:
		return otherSide
	case strings.HasSuffix(strings.TrimSpace(a.Title), "?"):
		return askedSide
	}
	return unknownSide
}

// relatedText is how much of a body relatesTo reads.
const relatedText = 8 << 10

// relatesTo reports whether title, summary or the start of the body name the
// claim's target; without any they are taken to.
func (c *CueClaim) relatesTo(a *article.Article) bool {
	if a.Title == "" && a.Summary == "" && a.Body == "" || a.Claim.Source == article.ClaimProposed {
		return true
	}
	var buf []byte
	for _, text := range [...]string{a.Title, a.Summary, strings.ToValidUTF8(a.Body[:min(len(a.Body), relatedText)], "")} {
		for w := range strings.FieldsSeq(text) {
			buf = lexicon.AppendFold(buf[:0], strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }))
			if m := c.match(buf); m != nil && (m.target == 0 || len(c.Parsed.Targets) == 0) {
				return true
			}
		}
	}
	return false
}

// How far a comment's answer to the article counts for the claim's positive
// form where the title does not tell the article's side: people mostly put
// claims as the article does, less so where the article asks, or speaks of
// something else.
const (
	unknownSide = .8
	askedSide   = .5
	otherSide   = .25
)

// headlineVerb puts back the verb that a headline saves before "not".
func headlineVerb(t string) string {
	head, tail, ok := strings.Cut(t, " not ")
	if !ok || len(strings.Fields(head)) > 3 || claim.Parse(t, false).Sign < 0 {
		return t
	}
	return head + " is not " + tail
}

// scratch is what one call of Cues needs; it is pooled.
type scratch struct {
	sets   []lexicon.Set
	fold   []byte
	at     []int32 // fold[at[i]:at[i+1]] is token i folded
	match  []*claimWord
	quoted []bool // the token stands in a quotation of more than quoteWords tokens
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

var (
	goodSet    = lexicon.SetOf(lexicon.Positive)
	badSet     = lexicon.SetOf(lexicon.Negative)
	forSet     = lexicon.SetOf(lexicon.Support, lexicon.Benefit)
	againstSet = lexicon.SetOf(lexicon.Oppose, lexicon.Problem)
	effectSet  = lexicon.SetOf(lexicon.Benefit, lexicon.Problem)
	polarSet   = goodSet | badSet | forSet | againstSet
)

// negation reaches this many words forward, and ends at a mark or a contrast.
const negationReach = 4

// Cues measures the comment of in against c. toks are lexicon.Tokenize's of
// text, which is in.Comment.Full(). Evidence, with weights taken from w times
// c.Parsed.Sign, is appended to ev unless ev is nil: pass a slice with room. It
// makes one pass over the tokens and allocates next to nothing.
func (c *CueClaim) Cues(in analyze.Input, text string, toks []lexicon.Token, w *Features, ev []analyze.Evidence) (Features, []analyze.Evidence) {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	s.sets = lexicon.Default().Mark(text, toks, s.sets[:0])
	s.fold, s.at, s.match = s.fold[:0], s.at[:0], s.match[:0]
	var matched uint64
	var mentioned float32
	for i := range toks {
		s.at = append(s.at, int32(len(s.fold)))
		s.fold = lexicon.AppendFold(s.fold, text[toks[i].Start:toks[i].End])
		var m *claimWord
		if k := toks[i].Kind; k == lexicon.Word || k == lexicon.Number || k == lexicon.Hashtag {
			f := s.fold[s.at[i]:]
			if k == lexicon.Hashtag && len(f) > 1 {
				f = f[1:]
			}
			if m = c.match(f); m != nil && matched>>m.id&1 == 0 {
				matched |= 1 << m.id
				mentioned += m.weight
			}
		}
		s.match = append(s.match, m)
	}
	s.at = append(s.at, int32(len(s.fold)))

	s.markQuotes(text, toks)
	p := pass{c: c, s: s, cues: cueTable(), text: text, toks: toks, weights: w, ev: ev, sign: float32(c.Parsed.Sign)}
	p.answers(in)
	c.DebateWords(text, toks, func(from, to int, side float32) { p.note(Debate, side, from, to, debateCue, c.debate.met) })
	for lo := 0; lo < len(toks); {
		hi := p.sentenceEnd(lo)
		p.sentence(lo, hi)
		lo = hi
	}
	if c.parent {
		p.f[Mention] = .3 // a reply is about what it replies to
	} else if c.weight > 0 {
		p.f[Mention] = mentioned / c.weight
	}
	if !c.ofArticle && !c.parent {
		p.f[Elsewhere] = 1
	}
	if c.ofArticle {
		p.f[Mention] = max(p.f[Mention], .4) // comments mostly keep to the article's subject
	}
	for f := Agreement; f <= Counterexample; f++ {
		if p.f[f] != 0 && c.ofArticle {
			p.f[Mention] = max(p.f[Mention], .5) // to answer the article is to speak of its claim
		}
	}
	if words := len(toks); words > 0 {
		p.f[Overall] = c.toward * float32(p.good-p.bad) / float32(math.Sqrt(float64(words)))
	}
	for i := range p.f {
		p.f[i] = max(-maxFeature, min(maxFeature, p.f[i]))
	}
	return p.f, p.ev
}

// quoteWords is the length beyond which a quotation is somebody else's words,
// which count for quoteShare.
const (
	quoteWords = 4
	quoteShare = .25
)

// markQuotes finds long quotations on one line of thought: an opening mark has
// no letter before it, a closing one none after it.
func (s *scratch) markQuotes(text string, toks []lexicon.Token) {
	s.quoted = append(s.quoted[:0], make([]bool, len(toks))...)
	open := -1
	for i := range toks {
		switch {
		case toks[i].Kind == lexicon.Break:
			open = -1
			continue
		case toks[i].Kind != lexicon.Punct:
			continue
		}
		switch text[toks[i].Start:toks[i].End] {
		case "\"", "'", "“", "”", "‘", "’":
		default:
			continue
		}
		spaceAfter := i+1 >= len(toks) || toks[i+1].Start > toks[i].End || toks[i+1].Kind != lexicon.Word && toks[i+1].Kind != lexicon.Number
		if open < 0 || !spaceAfter {
			open = i
			if spaceAfter {
				open = -1
			}
			continue
		}
		if i-open > quoteWords+1 {
			for k := open; k <= i; k++ {
				s.quoted[k] = true
			}
		}
		open = -1
	}
}

// pass is one reading of a comment.
type pass struct {
	c       *CueClaim
	s       *scratch
	cues    *cueList
	text    string
	toks    []lexicon.Token
	weights *Features
	ev      []analyze.Evidence
	sign    float32
	f       Features

	side      float32 // toward Positive, of what the comment answers: the parent or the article
	reply     bool
	recent    int // sentences since the target was named, for "they"
	named     bool
	good, bad int
}

// answers settles what the comment answers.
func (p *pass) answers(in analyze.Input) {
	p.side = p.c.articleSide
	if p.c.parent || in.Parent == nil {
		return
	}
	p.reply = true
	p.side = 0
	if j := in.ParentJudgment; j != nil {
		p.side = float32(j.Verdict.P[2]-j.Verdict.P[0]) * p.sign
	}
}

func (p *pass) word(i int) []byte {
	if i < 0 || i >= len(p.toks) {
		return nil
	}
	return p.s.fold[p.s.at[i]:p.s.at[i+1]]
}

func (p *pass) sentenceEnd(lo int) int {
	for i := lo; i < len(p.toks); i++ {
		switch p.toks[i].Kind {
		case lexicon.Break:
			return i + 1
		case lexicon.Punct:
			switch p.text[p.toks[i].Start] {
			case '.', '!', '?', ';':
				for i+1 < len(p.toks) && p.toks[i+1].Kind == lexicon.Punct && strings.IndexByte(".!?", p.text[p.toks[i+1].Start]) >= 0 {
					i++
				}
				return i + 1
			}
		}
	}
	return len(p.toks)
}

// note adds a cue to its feature and, where asked for, to the evidence.
func (p *pass) note(f Feature, value float32, from, to int, cue string, met string) {
	if p.s.quoted[from] && from+1 < len(p.toks) && f != ScareQuotes {
		value *= quoteShare
	}
	if value == 0 {
		return
	}
	p.f[f] += value
	if p.ev == nil || p.weights == nil {
		return
	}
	if wt := value * p.weights[f] * p.sign; wt != 0 {
		p.ev = append(p.ev, analyze.Evidence{Start: int(p.toks[from].Start), End: int(p.toks[to-1].End), Cue: cue, Met: met, Weight: float64(wt)})
	}
}

// sentence reads toks[lo:hi].
func (p *pass) sentence(lo, hi int) {
	var target *claimWord // first mention of the target, by name or by pronoun
	at := -1
	about := false // any word of the claim
	for i := lo; i < hi; i++ {
		if m := p.s.match[i]; m != nil {
			about = true
			if m.target == 0 && target == nil {
				target, at = m, i
			}
		}
	}
	if target != nil {
		p.recent, p.named = 0, true
	} else if p.named {
		p.recent++
	}
	met := ""
	if target != nil {
		met = target.text
	} else if p.named && p.recent <= 4 {
		// "they", "it", "that country" go on about the target
		for i := lo; i < hi && i < lo+12; i++ {
			switch string(p.word(i)) {
			case "they", "it", "them", "their", "its", "he", "she", "him", "his", "her", "that", "this", "these", "those":
				if p.toks[i].Kind == lexicon.Word {
					at = i
				}
			}
			if at >= 0 {
				met = p.text[p.toks[at].Start:p.toks[at].End]
				break
			}
		}
	}
	onTarget := at >= 0
	article := p.articleWord(lo, hi)

	negated := 0     // words that the last negator still reaches
	doubles := false // a second negator undoes the first: "don't think it's not"
	first := true
	for i := lo; i < hi; i++ {
		switch string(p.word(i)) {
		case "think", "mean", "believe", "say", "means":
			doubles = negated > 0
		}
		if p.toks[i].Kind == lexicon.Punct {
			switch p.text[p.toks[i].Start] {
			case ',', ':', '(', ')':
				negated = 0
			case '"', '\'':
				p.quote(i, hi)
			}
		} else if strings.HasPrefix(p.text[p.toks[i].Start:p.toks[i].End], "“") {
			p.quote(i, hi)
		}
		set := p.s.sets[i]
		if c := p.phrase(i, first, onTarget, about, negated > 0, met); c != nil {
			n := len(c.rest) + 1
			first = false
			if p.toks[i].Kind == lexicon.Word && set.HasAny(polarSet) {
				p.tally(i, set, negated > 0)
			}
			i += n - 1
			if negated = max(negated-n, 0); c.negates && !c.end {
				negated = negationReach + 1
				doubles = true
			}
			continue
		}
		if p.toks[i].Kind != lexicon.Word {
			continue
		}
		first = false
		if set.Has(lexicon.Negator) {
			if negated > 0 && doubles {
				negated = 0 // "doesn't mean it's not"
			} else {
				negated = negationReach + 1
			}
			doubles = false
		} else if set.Has(lexicon.Contrast) {
			negated = 0
		}
		if set.HasAny(polarSet) && (p.s.match[i] == nil || p.s.match[i].target != 0) {
			p.tally(i, set, negated > 0)
			p.polar(i, at, set, negated > 0, onTarget, article, met)
		}
		if m := p.s.match[i]; m != nil && m.target == -1 && target != nil {
			// repeating the claim's words is no consent, denying them is dissent
			if negated > 0 {
				p.note(Predicate, -1, i, i+1, "denies what the claim says", m.text)
			}
		}
		if negated > 0 {
			negated--
		}
	}
	if p.reply || p.c.parent {
		p.address(lo, hi)
	}
	// a question about the target is seldom asked to be answered
	if last := p.text[p.toks[hi-1].Start]; last == '?' && !p.c.parent && (onTarget || about || p.ofTitle(lo, hi)) {
		p.note(Rhetorical, -.5*p.questionSide(), lo, hi, "question", met)
	}
}

// address weighs how a reply turns to the one before it: in threads "you …" and
// questions mostly object, however mildly.
func (p *pass) address(lo, hi int) {
	value := float32(0)
	switch string(p.word(lo)) {
	case "you", "you're", "your", "are", "do", "did", "have", "so", "but", "why", "how", "where":
		value = -.5
	}
	if p.text[p.toks[hi-1].Start] == '?' {
		value -= .4
	}
	switch {
	case p.c.parent:
		p.note(Disagreement, value, lo, hi, "turns to the one before", "")
	case p.side != 0:
		p.note(ParentDisagree, value*p.side, lo, hi, "parent: objects", "")
	}
}

// ofTitle reports whether a sentence takes up a word of the article's title.
func (p *pass) ofTitle(lo, hi int) bool {
	for i := lo; i < hi; i++ {
		if p.toks[i].Kind == lexicon.Word && p.c.title[string(p.word(i))] {
			return true
		}
	}
	return false
}

// questionSide is where a rhetorical question points from: against what the
// comment answers.
func (p *pass) questionSide() float32 {
	if p.reply && p.side != 0 {
		return p.side
	}
	return p.c.articleSide
}

func (p *pass) tally(i int, set lexicon.Set, negated bool) {
	if p.s.quoted[i] {
		return
	}
	g, b := set.HasAny(goodSet|forSet), set.HasAny(badSet|againstSet)
	if negated {
		g, b = b, g
	}
	if g && !b {
		p.good++
	} else if b && !g {
		p.bad++
	}
}

// polar is a good or bad word: about the target, or about the article.
func (p *pass) polar(i, at int, set lexicon.Set, negated, onTarget bool, article int, met string) {
	switch string(p.word(i)) {
	case "for", "just", "like", "kind", "issue", "issues", "to":
		return // listed for other uses; here they are mostly empty words
	case "right":
		switch string(p.word(i + 1)) {
		case "below", "above", "next", "after", "before", "now", "here", "there", "away", "to", "of", "in", "wing":
			return
		}
	}
	v := float32(b2i(set.HasAny(goodSet|forSet)) - b2i(set.HasAny(badSet|againstSet)))
	if v == 0 {
		return
	}
	if negated {
		v = -v
	}
	near := func(at int) float32 {
		d := i - at
		if d < 0 {
			d = -d
		}
		return 4 / float32(4+d)
	}
	cue := ""
	if negated {
		cue = "negation"
	}
	if article >= 0 && (!onTarget || near(article) >= near(at)) {
		switch {
		case p.c.parent:
			p.note(Author, v*near(article), i, i+1, "about you", "")
		case p.reply && v > 0:
			p.note(ParentAgree, .5*near(article)*p.side, i, i+1, "parent: praised", "")
		case p.reply:
			p.note(ParentDisagree, -.5*near(article)*p.side, i, i+1, "parent: faulted", "")
		default:
			p.note(Author, v*near(article)*p.c.articleSide, i, i+1, "about the article", "")
		}
		return
	}
	if !onTarget {
		return
	}
	f := TargetSentiment
	switch {
	case set.HasAny(goodSet | badSet):
	case set.HasAny(effectSet):
		f = TargetEffect
	default:
		f = TargetSupport
		passive := string(p.word(i-1)) == "be" || string(p.word(i-1)) == "been"
		if !passive && !p.targetWithin(i+1, 5) {
			return // who opposes X is not told by "X opposes"
		}
	}
	p.note(f, v*near(at)*p.c.toward, i, i+1, cue, met)
}

// articleWord is the first token in the sentence that names the article or its
// author, in a reply the one replied to; −1 for none.
func (p *pass) articleWord(lo, hi int) int {
	if p.reply || p.c.parent {
		for i := lo; i < hi; i++ {
			switch string(p.word(i)) {
			case "you", "your", "you're", "youre", "ur", "u", "yours":
				return i
			}
		}
		return -1
	}
	for i := lo; i < hi; i++ {
		switch string(p.word(i)) {
		case "author", "authors", "article", "writer", "columnist", "journalist", "reporter", "editorial", "op-ed", "oped", "headline", "essay", "author's", "writer's":
			return i
		}
	}
	return -1
}

// phrase looks for a cue that starts at token i.
func (p *pass) phrase(i int, first, onTarget, about, negated bool, met string) *cuePhrase {
	list := p.cues.at(p.word(i))
next:
	for k := range list {
		c := &list[k]
		n := len(c.rest) + 1
		if i+n > len(p.toks) || c.start && !first {
			continue
		}
		for j, want := range c.rest {
			if string(p.word(i+1+j)) != want {
				continue next
			}
		}
		if c.end && i+n < len(p.toks) {
			if t := p.toks[i+n]; t.Kind != lexicon.Break && t.Kind != lexicon.Punct {
				continue
			}
		}
		if c.toTarget && !onTarget || c.before && !p.targetWithin(i+n, 4) {
			continue
		}
		if p.s.match[i] != nil && p.s.match[i].target == 0 && n == 1 {
			continue // the target's own word is no cue
		}
		p.cue(c, i, n, about, negated, met)
		return c
	}
	return nil
}

// targetWithin reports whether the target is named in the n tokens from i on.
func (p *pass) targetWithin(i, n int) bool {
	for j := i; j < len(p.toks) && j < i+n; j++ {
		if m := p.s.match[j]; m != nil && m.target == 0 {
			return true
		}
		if p.named {
			switch string(p.word(j)) {
			case "it", "them", "they", "him", "her":
				return true
			}
		}
	}
	return false
}

func (p *pass) cue(c *cuePhrase, i, n int, about, negated bool, met string) {
	v := c.weight
	if c.toTarget {
		// "not a victim" is no pity, "not the perpetrator" no blame
		if negated {
			v = -v
		}
		if c.feature == Blame && v < 0 && p.sourcePreposition(i, n) {
			v *= 1.5
		}
		p.note(c.feature, v*p.c.toward, i, i+n, c.section, met)
		return
	}
	if negated && c.feature != Disbelief && c.feature != Mockery {
		v = -v * .7
	}
	if !p.reply || about && c.feature != Agreement && c.feature != Disagreement {
		p.note(c.feature, v*p.c.articleSide, i, i+n, c.section, "")
		return
	}
	if p.side == 0 {
		return
	}
	f, cue := ParentAgree, "parent: agrees"
	if v < 0 {
		f, cue = ParentDisagree, "parent: disagrees"
	}
	p.note(f, v*p.side, i, i+n, cue, "")
}

// sourcePreposition reports whether "from" or "by" and the target follow:
// "attacks from X".
func (p *pass) sourcePreposition(i, n int) bool {
	for j := i + n; j < len(p.toks) && j < i+n+6; j++ {
		switch string(p.word(j)) {
		case "from", "by":
			for k := j + 1; k < len(p.toks) && k < j+4; k++ {
				if m := p.s.match[k]; m != nil && m.target == 0 {
					return true
				}
			}
		}
	}
	return false
}

// quote reads a short quotation that starts at token i: the claim's predicate
// or a word of praise in marks is held up for doubt.
func (p *pass) quote(i, hi int) {
	open := p.text[p.toks[i].Start:p.toks[i].End]
	r, _ := utf8.DecodeRuneInString(open)
	if r != '"' && r != '“' && r != '\'' {
		return
	}
	if end := int(p.toks[i].End); end < len(p.text) {
		if next, _ := utf8.DecodeRuneInString(p.text[end:]); unicode.IsSpace(next) {
			return // a closing mark
		}
	}
	for j := i + 1; j < len(p.toks) && j <= i+7; j++ {
		t := p.text[p.toks[j].Start:p.toks[j].End]
		if p.toks[j].Kind != lexicon.Punct || !strings.ContainsAny(t, "\"”'’") {
			continue
		}
		for k := i + 1; k < j; k++ {
			m := p.s.match[k]
			switch {
			case m != nil && m.target == -1:
				p.note(ScareQuotes, -1*p.c.articleSide, i, j+1, "scare quotes", m.text)
			case j-i <= 4 && p.s.sets[k].HasAny(goodSet) && (m == nil || m.target != 0):
				p.note(ScareQuotes, -.6*p.c.articleSide, i, j+1, "scare quotes", "")
			default:
				continue
			}
			return
		}
		return
	}
}

// strongest orders evidence by strength, then by place, and keeps the first n.
func strongest(ev []analyze.Evidence, n int) []analyze.Evidence {
	slices.SortStableFunc(ev, func(a, b analyze.Evidence) int {
		x, y := math.Abs(a.Weight), math.Abs(b.Weight)
		switch {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return a.Start - b.Start
	})
	return ev[:min(len(ev), n)]
}
