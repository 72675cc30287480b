package claim

import (
	"slices"
	"strings"
	"unicode"
)

// tok is a word or a mark of a claim.
type tok struct {
	s, l  string // as written; lower case with a plain apostrophe
	space bool   // a space stands before it
	word  bool
}

// tokenize splits on spaces, peels marks off words and splits "it's", "we're".
func tokenize(text string) []tok {
	var ts []tok
	emit := func(s string, space bool) {
		l := strings.ReplaceAll(strings.ToLower(s), "’", "'")
		ts = append(ts, tok{s, l, space, strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })})
	}
	for f := range strings.FieldsSeq(text) {
		space := true
		word := strings.TrimLeftFunc(f, isMark)
		for _, r := range f[:len(f)-len(word)] {
			emit(string(r), space)
			space = false
		}
		core := strings.TrimRightFunc(word, isMark)
		tail := word[len(core):]
		if strings.HasPrefix(tail, ".") && (strings.Contains(core, ".") || len(core) == 1) {
			core, tail = core+".", tail[1:] // U.S.
		}
		if core != "" {
			l := strings.ReplaceAll(strings.ToLower(core), "’", "'")
			if cut := contraction(l); cut > 0 {
				cut = len(core) - (len(l) - cut) - (len(core)-len(l))*boolInt(strings.Contains(core, "’"))
				emit(core[:cut], space)
				emit(core[cut:], false)
			} else {
				emit(core, space)
			}
			space = false
		}
		for _, r := range tail {
			emit(string(r), space)
			space = false
		}
	}
	for i := range ts[:max(len(ts)-1, 0)] {
		if full, ok := brokenContractions[ts[i].l]; ok && ts[i+1].l == "not" {
			ts[i].s, ts[i].l = likeCase(full, ts[i].s), full // "doesn not"
		}
	}
	return ts
}

var brokenContractions = map[string]string{"doesn": "does", "don": "do", "didn": "did", "isn": "is", "aren": "are", "shouldn": "should", "wouldn": "would", "couldn": "could", "hasn": "has", "haven": "have"}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func isMark(r rune) bool {
	return strings.ContainsRune(".,;:!?\"'“”‘’()[]{}…«»—–-", r)
}

// contraction is where a pronoun ends and its auxiliary begins, 0 for none.
func contraction(l string) int {
	i := strings.IndexByte(l, '\'')
	if i <= 0 {
		return 0
	}
	switch l[i:] {
	case "'re", "'ve", "'ll", "'d", "'m":
		return i
	case "'s":
		switch l[:i] {
		case "it", "he", "she", "that", "there", "this", "what", "who", "here":
			return i
		}
	}
	return 0
}

func join(ts []tok) string {
	var b strings.Builder
	for i, t := range ts {
		if i > 0 && t.space {
			b.WriteByte(' ')
		}
		b.WriteString(t.s)
	}
	return b.String()
}

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

type auxKind uint8

const (
	modal auxKind = iota + 1
	beAux
	haveAux
	doAux
)

type auxiliary struct {
	kind auxKind
	pos  string // its form without "n't"
	neg  bool
}

// These tables are never written after they are built.
var (
	auxiliaries = func() map[string]auxiliary {
		m := make(map[string]auxiliary)
		put := func(k auxKind, words string) {
			for _, w := range strings.Fields(words) {
				m[w] = auxiliary{k, w, false}
				m[w+"n't"] = auxiliary{k, w, true}
				m[w+"nt"] = auxiliary{k, w, true}
			}
		}
		put(modal, "can could will would shall should may might must ought")
		put(beAux, "is are was were")
		put(haveAux, "has have had")
		put(doAux, "do does did")
		delete(m, "wont")
		delete(m, "cant")
		delete(m, "cannt")
		delete(m, "willnt")
		m["am"] = auxiliary{beAux, "am", false}
		m["be"] = auxiliary{beAux, "be", false}
		m["can't"] = auxiliary{modal, "can", true}
		m["cannot"] = auxiliary{modal, "can", true}
		m["won't"] = auxiliary{modal, "will", true}
		m["shan't"] = auxiliary{modal, "shall", true}
		m["ain't"] = auxiliary{beAux, "is", true}
		m["'s"] = auxiliary{beAux, "is", false}
		m["'re"] = auxiliary{beAux, "are", false}
		m["'m"] = auxiliary{beAux, "am", false}
		m["'ve"] = auxiliary{haveAux, "have", false}
		m["'ll"] = auxiliary{modal, "will", false}
		m["'d"] = auxiliary{modal, "would", false}
		return m
	}()

	determiners  = set("a an the this these those my your our their his her its every each some any all both another such no most many few several more less")
	prepositions = set("of in on at for from with by about against between into through during over under after before without within among toward towards upon via than as like per despite beyond across behind near to")
	pronouns     = set("i we you they he she it people everyone everybody someone somebody one nobody")
	// subordinators open a clause whose verb is not the sentence's.
	subordinators = set("who which that whose whom where because if when while although though unless whether what how why since whenever until")
	adverbs       = set("also always still really ever even just already often now only probably actually all both simply truly soon well too very definitely certainly surely clearly indeed generally usually sometimes necessarily at finally largely again so quite rather much more as")
	functionWords = set("a an the this that these those my your our their his her its i we you they he she it me us them him who which whose whom what where when why how " +
		"of in on at for from with by about against between into through during over under after before without within among toward towards upon via than as like per despite beyond across behind near to up out off down " +
		"and or but nor so yet if because while although though unless whether since until not no never none nobody nothing neither " +
		"also always still really ever even just already often now only too very more most less much many some any all both each every such same other another own be been being am " +
		"there here then let one ones thing things people everyone everybody someone somebody something anything way get got us it's yes")
	massNouns = set("evidence proof sense merit value power room need time money hope future longer better worse different good more less interest information knowledge justice peace progress reason-to advice research harm truth love fun excuse-for help support trust access control")
	// generic subjects stand for whoever could act; what they should do is the claim.
	genericSubjects = set("we you they i one people everyone everybody somebody someone house government governments state states country countries nation nations congress society lawmakers schools parents us authorities politicians")

	negFrames = frames(
		"it is not true that", "it 's not true that", "it isn't true that", "it is not the case that", "it isn't the case that", "it 's not the case that",
		"it is false that", "it is untrue that", "it is a myth that", "it is a lie that", "it is wrong to say that", "it is not right that",
		"i do not think that", "i don't think that", "i do not believe that", "i don't believe that", "we do not believe that", "we don't believe that",
		"i do not think", "i don't think", "i do not believe", "i don't believe", "i doubt that", "i doubt", "i disagree that", "there is no way that", "there 's no way that",
		"this house does not believe that", "nobody can say that", "no one can say that")
	posFrames = frames(
		"it is true that", "it 's true that", "it is the case that", "it is clear that", "it is a fact that", "it is obvious that", "there is no doubt that", "there 's no doubt that",
		"the fact is that", "the fact is", "the truth is that", "the truth is", "i believe that", "i think that", "i feel that", "we believe that", "we think that", "i agree that",
		"i believe", "i think", "i feel", "we believe", "this house believes that", "this house believes", "in my opinion ,", "in my view ,", "yes ,", "no ,", "well ,", "yes :", "no :", "of course ,", "clearly ,", "please", "and", "but", "so ,",
		"why", "how", "that")
)

// frames splits openers into words, the longest first so that it wins.
func frames(fs ...string) [][]string {
	out := make([][]string, len(fs))
	for i, f := range fs {
		out[i] = strings.Fields(f)
	}
	slices.SortStableFunc(out, func(a, b []string) int { return len(b) - len(a) })
	return out
}

func startsWith(ts []tok, words []string) bool {
	if len(ts) <= len(words) {
		return false
	}
	for i, w := range words {
		if ts[i].l != w {
			return false
		}
	}
	return true
}

func cutFrame(ts []tok, fs [][]string) ([]tok, bool) {
	for _, f := range fs {
		if startsWith(ts, f) {
			// "why X is Y" asserts it, "why is X Y" asks; "how X works" is no claim.
			if f[len(f)-1] != "that" && ts[len(f)].l == "in" || f[0] == "that" && (auxiliaries[ts[1].l].kind != 0 || len(ts) < 5) {
				continue // "I believe in X", "that is wrong"
			}
			if f[0] == "why" && len(f) == 1 && auxiliaries[ts[1].l].kind != 0 || f[0] == "how" {
				continue
			}
			return ts[len(f):], true
		}
	}
	return ts, false
}

// positive strips openers, turns a question into its statement and takes the
// negations of the main clause out one by one.
func positive(ts []tok) (out []tok, c clause, sign int, question bool) {
	sign = 1
	for len(ts) > 1 && !ts[len(ts)-1].word && strings.ContainsAny(ts[len(ts)-1].s, ".!?,;:…\"”’'") {
		question = question || ts[len(ts)-1].s == "?"
		ts = ts[:len(ts)-1]
	}
	for {
		for len(ts) > 1 && !ts[0].word {
			ts = ts[1:]
		}
		rest, ok := cutFrame(ts, negFrames)
		if ok {
			sign = -sign
		} else if rest, ok = cutFrame(ts, posFrames); !ok {
			break
		}
		ts = rest
	}
	ts = slices.Clone(ts)
	ts[0].space = false
	if q, flip, ok := statement(ts, question); ok {
		ts, question = q, true
		sign *= flip
	}
	// Each round takes one negation out; a sentence has few.
	for range 4 {
		c = findClause(ts)
		next, ok := c.withoutNegation()
		if !ok || len(next) == 0 {
			break
		}
		next[0].space = false
		ts, sign = next, -sign
	}
	c = findClause(ts)
	if c.kind == doAux && c.aux >= 0 && c.main > c.aux && !c.imperative {
		// "votes do matter" says "votes matter"
		ts[c.main] = inflect(ts[c.main], ts[c.aux].l)
		ts = drop(ts, c.aux, c.aux+1)
		ts[0].space = false
		c = findClause(ts)
	}
	return ts, c, sign, question
}

// statement turns "should X be banned" into "X should be banned". flip is −1
// for "shouldn't X", which is asked as often for as against, and is read by its
// words: the negation is kept in the sentence, so flip stays +1 there too.
func statement(ts []tok, marked bool) ([]tok, int, bool) {
	a := auxiliaries[ts[0].l]
	if a.kind == 0 || len(ts) < 3 || ts[0].l == "be" || strings.HasPrefix(ts[0].l, "'") {
		return nil, 0, false
	}
	if a.kind == doAux && (a.neg || ts[1].l == "not" || ts[1].l == "no") && !marked {
		return nil, 0, false // "don't ban X": an order
	}
	if a.kind == haveAux && !marked {
		return nil, 0, false
	}
	vt := verbTable()
	end := 0
	det := ts[1].word && (determiners[ts[1].l] || strings.HasSuffix(ts[1].l, "'s"))
	for i := 2; i < len(ts) && i < 40; i++ {
		l, prev := ts[i].l, ts[i-1].l
		if i == 2 && det {
			continue
		}
		if prev == "to" || prepositions[prev] || determiners[prev] || ts[i].word && strings.HasSuffix(prev, "'s") {
			if a.kind != beAux || !determiners[prev] {
				continue
			}
		}
		e := vt[l]
		switch a.kind {
		case modal, doAux:
			if l == "be" || l == "have" || l == "not" || e.forms&base != 0 && (!e.verb.noun || i+1 == len(ts) || nominalStart(ts[i+1].l)) || pronouns[prev] && !adverbs[l] {
				end = i
			}
		default:
			_, pred := predicateOf(l)
			if determiners[l] || l == "not" || pred || e.forms&(participle|gerund) != 0 || adverbs[l] || pronouns[prev] || l == "to" || l == "in" && i > 2 {
				end = i
			}
		}
		if end > 0 {
			break
		}
	}
	if end == 0 && a.kind == beAux && marked {
		end = len(ts) - 1
	}
	if end == 0 {
		return nil, 0, false
	}
	if a.kind == doAux && ts[end].l == "have" {
		a.kind = doAux
	}
	subj := slices.Clone(ts[1:end])
	rest := slices.Clone(ts[end:])
	aux := ts[0]
	aux.s, aux.l, aux.space = strings.ToLower(aux.s), ts[0].l, true
	subj[0].space = false
	if a.kind == doAux && !a.neg && rest[0].l != "not" {
		// the verb of the question takes the tense: "does it help", "it helps"
		k := 0
		for k < len(rest)-1 && (adverbs[rest[k].l] || strings.HasSuffix(rest[k].l, "ly")) {
			k++
		}
		rest[k] = inflect(rest[k], a.pos)
		return append(subj, rest...), 1, true
	}
	return append(append(subj, aux), rest...), 1, true
}

// nominalStart reports whether a word can open the object of a verb.
func nominalStart(l string) bool {
	return determiners[l] || pronouns[l] || prepositions[l] || l == "them" || l == "us"
}

// inflect gives a base verb the tense of the "do" that it stood with.
func inflect(t tok, do string) tok {
	n := t.l
	switch do {
	case "does":
		n = thirdPerson(t.l)
	case "did":
		n = pastOf(t.l)
	}
	t.s, t.l = likeCase(n, t.s), n
	return t
}

// likeCase writes word with the capitals of model: none, first or all.
func likeCase(word, model string) string {
	switch {
	case model == strings.ToLower(model):
		return word
	case len(model) > 1 && model == strings.ToUpper(model):
		return strings.ToUpper(word)
	}
	return capitalise(word)
}

// clause is where a sentence's main verb stands. Indexes are into t.
type clause struct {
	t          []tok
	imperative bool
	aux        int // first auxiliary, main "be", "have" or "do"; −1 for none
	main       int // the verb that carries the meaning; −1: no verb was found
	kind       auxKind
	passive    bool
	copula     bool // main is a form of "be" and what follows describes the subject
}

func skippable(l string) bool {
	return l == "not" || l == "never" || l == "no" || l == "longer" || adverbs[l] || strings.HasSuffix(l, "ly") && l != "family" && l != "apply" && l != "rely" && l != "supply" && l != "fly" ||
		l == "hardly" || l == "scarcely" || l == "barely"
}

// pluralish guesses whether a word can be a plural subject.
func pluralish(l string) bool {
	switch l {
	case "we", "you", "they", "i", "people", "children", "men", "women", "media", "police", "kids", "data", "everyone's", "youth":
		return true
	}
	return len(l) > 3 && strings.HasSuffix(l, "s") && !strings.HasSuffix(l, "ss") && !strings.HasSuffix(l, "'s") && !strings.HasSuffix(l, "us")
}

// findClause looks for the main verb.
func findClause(ts []tok) clause {
	c := clause{t: ts, aux: -1, main: -1}
	if len(ts) == 0 {
		return c
	}
	vt := verbTable()
	first := vt[ts[0].l]
	neg := auxiliaries[ts[0].l]
	if neg.kind == doAux && len(ts) > 1 && (neg.neg && neg.pos == "do" || ts[0].l == "do" && (ts[1].l == "not" || ts[1].l == "no")) {
		// "do not ban X"
		i := 1
		for i < len(ts)-1 && skippable(ts[i].l) {
			i++
		}
		return clause{t: ts, imperative: true, aux: 0, main: i, kind: doAux}
	}
	if ts[0].l == "never" && len(ts) > 1 && vt[ts[1].l].forms&base != 0 {
		return clause{t: ts, imperative: true, aux: -1, main: 1}
	}
	if ts[0].l == "let's" && len(ts) > 1 {
		i := 1
		for i < len(ts)-1 && skippable(ts[i].l) {
			i++
		}
		return clause{t: ts, imperative: true, aux: 0, main: i}
	}
	if first.forms&base != 0 && !first.verb.noun && len(ts) > 1 && auxiliaries[ts[0].l].kind == 0 && (takesClause[ts[0].l] || !finiteAfter(ts)) {
		return clause{t: ts, imperative: true, aux: -1, main: 0}
	}
	skip := 0 // verb groups that belong to a clause inside the subject
	bestLex, bestStrength := -1, 0
	for i := 0; i < len(ts); i++ {
		t := ts[i]
		if !t.word {
			if t.s == "," && skip > 0 {
				skip = 0
			}
			continue
		}
		prev := ""
		if i > 0 {
			prev = ts[i-1].l
		}
		if subordinators[t.l] && (i > 0 || t.l != "that") {
			if bestLex >= 0 && bestStrength >= 2 {
				break // a clause after the main verb
			}
			skip = 1
			continue
		}
		if i >= 2 && skip == 0 && (t.l == "we" || t.l == "you" || t.l == "they" || t.l == "he" || t.l == "she" || t.l == "i") && ts[i-1].word && !auxVerb(ts[i-1].l) && bestStrength < 2 && !prepositions[prev] && prev != "and" && prev != "or" {
			skip = 1 // "the money we spend"
			continue
		}
		a := auxiliaries[t.l]
		if a.kind != 0 && t.l != "be" && i > 0 && prev != "to" {
			if skip > 0 {
				skip--
				for i+1 < len(ts) && (skippable(ts[i+1].l) || auxiliaries[ts[i+1].l].kind != 0 || vt[ts[i+1].l].forms != 0) {
					i++
				}
				continue
			}
			if bestStrength >= 3 && bestLex < i-1 {
				break
			}
			c.aux, c.kind = i, a.kind
			c.chain(a)
			return c
		}
		if i == 0 || t.l == "be" {
			continue
		}
		e := vt[t.l]
		if e.forms&^gerund == 0 || prev == "to" || determiners[prev] && prev != "all" && prev != "both" || prepositions[prev] || strings.HasSuffix(prev, "'s") && prev != "let's" {
			continue
		}
		if skip > 0 {
			skip--
			continue
		}
		next := ""
		if i+1 < len(ts) {
			next = ts[i+1].l
		}
		s := strength(e, prev, next)
		if s > bestStrength {
			bestLex, bestStrength = i, s
		}
	}
	if bestLex >= 0 {
		c.main = bestLex
		return c
	}
	if first.forms&base != 0 && len(ts) > 1 && auxiliaries[ts[0].l].kind == 0 {
		return clause{t: ts, imperative: true, aux: -1, main: 0}
	}
	return c
}

// takesClause lists orders that a whole sentence may follow: "ensure kids are safe".
var takesClause = set("let make keep ensure believe think say know see remember consider help admit suppose ask tell show prove")

// finiteAfter reports whether an auxiliary of the main clause follows, so that
// the first word was no order: "jail time should be short".
func finiteAfter(ts []tok) bool {
	for i, t := range ts[1:] {
		e := verbTable()[t.l]
		switch {
		case i > 0 && e.forms&third != 0 && !e.verb.noun && !determiners[ts[i].l] && !prepositions[ts[i].l]:
			return true
		case subordinators[t.l] || t.l == "as" || t.l == "than" || t.s == ",":
			return false
		case auxiliaries[t.l].kind != 0 && auxiliaries[t.l].kind != doAux && auxiliaries[t.l].kind != haveAux && t.l != "be":
			return true
		}
	}
	return false
}

func auxVerb(l string) bool { return auxiliaries[l].kind != 0 }

// strength says how surely a word is the finite verb of its clause: 3 surely,
// 2 likely, 1 perhaps, 0 not.
func strength(e verbForm, prev, next string) int {
	opens := nominalStart(next) || next == ""
	switch {
	case pronouns[prev]:
		if e.forms&(base|third|past) != 0 {
			return 3
		}
	case e.forms&third != 0 && !e.verb.noun:
		return 3
	case e.forms&third != 0:
		if pluralish(prev) {
			return 0
		}
		if opens {
			return 2
		}
		return 1
	case e.forms&base != 0:
		if !pluralish(prev) {
			if !e.verb.noun && e.verb.class != plain {
				return 1 // a slip, or a plural that does not look like one
			}
			return 0
		}
		if !e.verb.noun || opens {
			return 2
		}
		return 1
	case e.forms&past != 0 && e.forms&participle == 0:
		return 3
	case e.forms&past != 0 && !prepositions[next]:
		return 2
	}
	if e.forms&past != 0 {
		return 1
	}
	return 0
}

// chain follows auxiliaries to the main verb: "should not have been banned".
func (c *clause) chain(a auxiliary) {
	ts, vt := c.t, verbTable()
	kind := a.kind
	at := c.aux
	for i := c.aux + 1; ; i++ {
		for i < len(ts) && ts[i].word && skippable(ts[i].l) {
			// "well", "more" and the like are adverbs only where a verb follows
			if kind == doAux && (ts[i].l == "more" || ts[i].l == "less" || ts[i].l == "much") {
				break // "does more harm than good"
			}
			if kind == beAux || ts[i].l == "not" || ts[i].l == "never" || i+1 < len(ts) && (vt[ts[i+1].l].forms != 0 || skippable(ts[i+1].l) || auxVerb(ts[i+1].l)) {
				i++
				continue
			}
			break
		}
		if i >= len(ts) {
			break
		}
		l := ts[i].l
		e := vt[l]
		switch kind {
		case modal:
			switch {
			case l == "to" && ts[at].l == "ought":
				continue
			case l == "be":
				kind, at = beAux, i
				continue
			case l == "have" && i+1 < len(ts) && (vt[ts[i+1].l].forms&participle != 0 || ts[i+1].l == "been"):
				kind, at = haveAux, i
				continue
			}
			if e.forms&base != 0 || ts[i].word {
				c.main = i
			}
			return
		case doAux:
			if e.forms&base != 0 || ts[at].l != "do" && a.neg || i > at+1 && ts[at+1].l == "not" {
				c.main = i
				return
			}
			c.main, c.kind = at, 0 // "does more harm than good"
			return
		case haveAux:
			switch {
			case l == "been":
				kind, at = beAux, i
				continue
			case e.forms&participle != 0 && !determiners[ts[i-1].l]:
				c.main = i
				return
			}
			c.main = at
			if at == c.aux {
				c.kind = 0 // "has a place"
			}
			return
		case beAux:
			switch {
			case l == "being" || l == "been":
				at = i
				continue
			case e.forms&participle != 0 && !isPredicate(l):
				c.main, c.passive = i, true
				return
			case e.forms&gerund != 0 && !isPredicate(l):
				c.main = i
				return
			}
			c.main, c.copula = at, true
			return
		}
	}
	c.main = at
	if kind == beAux {
		c.copula = true
	}
}

func isPredicate(l string) bool { _, ok := predicateTable()[l]; return ok }

// drop returns ts without the tokens from i to j.
func drop(ts []tok, i, j int) []tok {
	out := make([]tok, 0, len(ts))
	out = append(out, ts[:i]...)
	return append(out, ts[j:]...)
}

func swap(ts []tok, i int, word string) []tok {
	out := slices.Clone(ts)
	w := likeCase(word, ts[i].s)
	out[i].s, out[i].l = w, strings.ToLower(w)
	return out
}

var subjectNegatives = map[string]string{
	"nobody": "somebody", "nothing": "something", "none": "some", "neither": "either", "no": "some", "noone": "someone", "nowhere": "somewhere",
}

var negativeWords = map[string]int{"not": 1, "never": 1, "hardly": 1, "scarcely": 1, "barely": 1, "rarely": 1, "seldom": 1, "nowise": 1}

// withoutNegation takes one negation of the main clause out.
func (c *clause) withoutNegation() ([]tok, bool) {
	ts := c.t
	switch l := ts[0].l; {
	case len(ts) < 2:
		return nil, false
	case l == "not" && (ts[1].l == "only" || ts[1].l == "just"):
	case l == "not":
		return drop(ts, 0, 1), true
	case l == "no" && ts[1].l == "one" && c.main >= 0:
		return swap(drop(ts, 1, 2), 0, "somebody"), true
	case l == "no" && (ts[1].l == "more" || ts[1].l == "to") && c.main < 0:
		return drop(ts, 0, 2), len(ts) > 2
	case l == "no" && c.main < 0 && ts[1].word:
		return drop(ts, 0, 1), true
	case subjectNegatives[l] != "" && c.main > 0:
		out := swap(ts, 0, subjectNegatives[l])
		if l == "neither" {
			for i, t := range out {
				if t.l == "nor" && i < c.main {
					out = swap(out, i, "or")
					break
				}
			}
		}
		return out, true
	}
	if c.main < 0 {
		return nil, false
	}
	if c.imperative {
		if c.main > 0 && (c.kind == doAux || ts[0].l == "never") {
			k := 1 // "do not", "don't", "never", and the adverbs between stay out
			for k < c.main && (ts[k].l == "not" || ts[k].l == "no" || ts[k].l == "never") {
				k++
			}
			return drop(ts, 0, k), true
		}
		if ts[0].l == "let's" && ts[1].l == "not" && len(ts) > 2 {
			return drop(ts, 1, 2), true
		}
		return nil, false
	}
	if c.aux >= 0 {
		a := auxiliaries[ts[c.aux].l]
		if a.neg {
			if a.kind == doAux && c.main > c.aux {
				out := slices.Clone(ts)
				out[c.main] = inflect(out[c.main], a.pos)
				return drop(out, c.aux, c.aux+1), true
			}
			return swap(ts, c.aux, a.pos), true
		}
	}
	// words of negation from the auxiliary (or just before the verb) on
	from := c.main
	if c.aux >= 0 {
		from = c.aux + 1
	}
	for from > 1 && skippable(ts[from-1].l) && c.aux < 0 {
		from--
	}
	for i := from; i < len(ts) && i <= c.main+3; i++ {
		l := ts[i].l
		if subordinators[l] || l == "but" || i > c.main && (l == "to" || l == "and" || l == "or") {
			break
		}
		next := ""
		if i+1 < len(ts) {
			next = ts[i+1].l
		}
		switch {
		case negativeWords[l] == 1:
			if next == "only" || next == "just" || next == "merely" || next == "simply" || i > c.main && !c.copula {
				continue
			}
			if l != "not" && i > c.main && !c.copula {
				continue
			}
			j := i + 1
			if l == "not" && next == "at" && i+2 < len(ts) && ts[i+2].l == "all" {
				j = i + 3
			}
			if l == "not" && next == "necessarily" {
				j = i + 2
			}
			return c.undo(i, j), true
		case l == "no" && next == "longer":
			return c.undo(i, i+2), true
		case l == "no" && c.kind == doAux && i < c.main: // a slip for "do not"
			return c.undo(i, i+1), true
		case l == "no" && i > c.main:
			if next == "doubt" || next == "matter" || next == "" {
				return nil, false
			}
			out := slices.Clone(ts)
			if needsArticle(ts[i+1:]) {
				return swap(out, i, article(next)), true
			}
			return drop(out, i, i+1), true
		case i > c.main && (l == "nothing" || l == "nobody" || l == "none" || l == "nowhere") && next != "but":
			return swap(ts, i, subjectNegatives[l]), true
		case l == "anything" && next == "but" && i+2 < len(ts):
			return drop(ts, i, i+2), true
		case l == "far" && next == "from" && c.copula && i+2 < len(ts):
			return drop(ts, i, i+2), true
		case l == "neither" && i > c.main:
			out := swap(ts, i, "either")
			for k, t := range out {
				if t.l == "nor" {
					out = swap(out, k, "or")
					break
				}
			}
			return out, true
		}
	}
	return nil, false
}

// undo drops the negation at [i, j) and, where "do" stood only for it, gives
// the verb its tense back.
func (c *clause) undo(i, j int) []tok {
	ts := slices.Clone(c.t)
	if c.kind == doAux && c.aux >= 0 && c.main > i {
		ts[c.main] = inflect(ts[c.main], ts[c.aux].l)
		ts = drop(ts, i, j)
		return drop(ts, c.aux, c.aux+1)
	}
	return drop(ts, i, j)
}

func needsArticle(rest []tok) bool {
	// "no place for X", not "no rights", "no evidence", "no better"
	w := rest[0].l
	if !rest[0].word || massNouns[w] || strings.HasSuffix(w, "ing") {
		return false
	}
	head := w
	for _, t := range rest {
		if !t.word || prepositions[t.l] || subordinators[t.l] {
			break
		}
		head = t.l
	}
	return !pluralish(head) && !massNouns[head]
}

func article(next string) string {
	if next != "" && isVowel(next[0]) {
		return "an"
	}
	return "a"
}

// negated puts one negation into the main clause of a positive sentence; ""
// when no verb was found.
func negated(ts []tok) string {
	if len(ts) == 0 {
		return ""
	}
	c := findClause(ts)
	not := tok{"not", "not", true, true}
	if c.main < 0 {
		rest := slices.Clone(ts)
		rest[0].space = true
		switch e := verbTable()[ts[0].l]; {
		case ts[0].l == "to" || e.forms&gerund != 0:
			rest[0].s = rest[0].l
			return "Not" + join(append([]tok{{}}, rest...))
		case len(ts) <= 3:
			return "No to" + join(append([]tok{{}}, rest...))
		}
		return ""
	}
	insert := func(at int, words ...tok) string {
		out := slices.Insert(slices.Clone(ts), at, words...)
		return join(out)
	}
	if c.imperative {
		if ts[0].l == "let's" {
			return insert(1, not)
		}
		rest := slices.Clone(ts)
		rest[0].s, rest[0].space = strings.ToLower(rest[0].s), true
		return "Do not" + " " + join(rest)
	}
	titled := func(i int) bool {
		return i > 0 && i+1 < len(ts) && ts[i].s != ts[i].l && ts[i+1].s != ts[i+1].l
	}
	if c.aux >= 0 && (c.kind != 0) {
		if titled(c.aux) {
			not.s = "Not"
		}
		if ts[c.aux].l == "can" {
			out := swap(ts, c.aux, "cannot")
			return join(out)
		}
		return insert(c.aux+1, not)
	}
	// do-support
	v := ts[c.main]
	e, ok := verbTable()[v.l]
	if !ok {
		return ""
	}
	do, prev := "do", ""
	if c.main > 0 {
		prev = ts[c.main-1].l
	}
	switch {
	case e.forms&base != 0 && (e.forms&past == 0 || pluralish(prev) || pronouns[prev]):
	case e.forms&third != 0:
		do = "does"
	case e.forms&past != 0:
		do = "did"
	default:
		return ""
	}
	out := slices.Clone(ts)
	out[c.main].s, out[c.main].l = likeCase(e.verb.base, v.s), e.verb.base
	d := tok{do, do, true, true}
	if titled(c.main) {
		d.s, not.s = capitalise(do), "Not"
	}
	return join(slices.Insert(out, c.main, d, not))
}
