package claim

import (
	"slices"
	"strings"

	"standpoint/lexicon"
)

// analysis is what a positive claim says of its targets.
type analysis struct {
	role   Role
	toward int
	found  []Target
}

func (a *analysis) add(ts []tok, toward int) {
	ts = nounPhrase(ts)
	if len(ts) == 0 {
		return
	}
	ts = slices.Clone(ts)
	ts[0].space = false
	t := Target{Phrase: join(ts), Head: head(ts), Toward: toward}
	if len(ts) == 1 && (pronouns[ts[0].l] || functionWords[ts[0].l]) {
		return
	}
	for _, o := range a.found {
		if strings.EqualFold(o.Phrase, t.Phrase) {
			return
		}
	}
	a.found = append(a.found, t)
}

// about settles the first target and the role together.
func (a *analysis) about(ts []tok, toward int, role Role) {
	a.add(ts, toward)
	a.toward, a.role = toward, role
}

// nounPhrase drops leading articles and cuts ts where a subordinate clause or
// a further sentence begins.
func nounPhrase(ts []tok) []tok {
	for len(ts) > 0 && (!ts[0].word || ts[0].l == "a" || ts[0].l == "an" || ts[0].l == "the" || ts[0].l == "all" || ts[0].l == "any" || ts[0].l == "some" ||
		ts[0].l == "our" || ts[0].l == "their" || ts[0].l == "these" || ts[0].l == "those" || ts[0].l == "more" || ts[0].l == "to" || ts[0].l == "every" || ts[0].l == "each" ||
		len(ts) > 1 && (prepositions[ts[0].l] || ts[0].l == "off" || ts[0].l == "up" || ts[0].l == "out" || ts[0].l == "down")) {
		ts = ts[1:]
	}
	for i, t := range ts {
		if i > 0 && (subordinators[t.l] || t.l == "than" || t.l == "as" || t.s == ";" || t.s == ":" || t.s == "," || t.l == "but" || t.l == "unless" || t.l == "to" && i > 1) {
			ts = ts[:i]
			break
		}
	}
	for len(ts) > 1 && trailing[ts[len(ts)-1].l] || len(ts) > 0 && (!ts[len(ts)-1].word || prepositions[ts[len(ts)-1].l]) {
		ts = ts[:len(ts)-1]
	}
	if len(ts) > 12 {
		ts = ts[:12]
	}
	return ts
}

var trailing = set("now again online today anymore immediately instead too altogether")

// head is the last word before the first preposition.
func head(ts []tok) string {
	h := ""
	for i, t := range ts {
		if i > 0 && prepositions[t.l] {
			break
		}
		if t.word {
			h = t.l
		}
	}
	return strings.TrimSuffix(h, "'s")
}

// light nouns hand their place to what follows "of"; against ones turn the side.
var (
	lightNouns   = set("use sale practice development production existence idea number amount role creation teaching introduction adoption legalization legalisation promotion protection expansion spread system right idea concept construction building cause process importance value")
	againstNouns = set("abolition ban elimination prohibition removal criminalization criminalisation repeal end reduction destruction closure boycott eradication dismantling defunding abandonment rejection restriction restrictions limits bans curbs moratorium sanctions embargo opposition resistance")
)

// object is the thing that a verb's object is really about, and the side that
// the object's own words take: "the abolition of X" is X, −1; "the use of X" X, +1.
func object(ts []tok) ([]tok, int) {
	ts = nounPhrase(ts)
	side := 1
	for range 3 {
		if len(ts) > 2 && (ts[1].l == "of" || ts[1].l == "on" || ts[1].l == "to" || ts[1].l == "against" || ts[1].l == "for") {
			switch {
			case againstNouns[ts[0].l]:
				side = -side
			case lightNouns[ts[0].l] && ts[1].l == "of":
			default:
				return ts, side
			}
			ts = nounPhrase(ts[2:])
			continue
		}
		break
	}
	return ts, side
}

// phrasal verbs whose sense is not the verb's: side of the proposal and words
// after the verb.
var phrasal = map[string]struct {
	tail  string
	class class
}{
	"get rid": {"of", remove}, "do away": {"with", remove}, "give up": {"", remove}, "put an": {"end to", remove}, "say no": {"to", remove}, "say yes": {"to", support},
	"fight for": {"", support}, "fight against": {"", remove}, "stand up": {"for", support}, "stand against": {"", remove}, "stand for": {"", support}, "stand by": {"", support},
	"crack down": {"on", remove}, "get out": {"of", remove}, "pull out": {"of", remove}, "withdraw from": {"", remove}, "leave behind": {"", remove}, "phase out": {"", remove},
	"vote for": {"", support}, "vote against": {"", remove}, "push for": {"", support}, "invest in": {"", support}, "believe in": {"", support}, "move away": {"from", remove},
	"work against": {"", remove}, "work for": {"", support}, "take away": {"", remove}, "shut down": {"", remove}, "close down": {"", remove}, "opt out": {"of", remove},
	"refrain from": {"", remove}, "disapprove of": {"", remove}, "approve of": {"", support}, "care about": {"", support}, "strive for": {"", support}, "fight to": {"", support},
	"let go": {"of", remove}, "throw out": {"", remove}, "stay away": {"from", remove}, "break up": {"", remove}, "cut back": {"on", remove}, "invest more": {"in", support},
	"discriminate against": {"", harm}, "side with": {"", support}, "rule out": {"", remove}, "opt for": {"", support}, "bring back": {"", support}, "set up": {"", support},
	"look down": {"on", harm}, "lock up": {"", remove}, "blow up": {"", remove}, "wind down": {"", remove}, "tear down": {"", remove}, "pull down": {"", remove},
	"knock down": {"", remove}, "take down": {"", remove}, "scale back": {"", remove}, "roll back": {"", remove}, "scale down": {"", remove},
}

// verbs that only carry another: "start taxing X", "continue to fund X".
var carriers = set("start begin continue keep try seek need have want begin aim be able allowed going help consider remember strive work choose agree plan learn get want urge use used required encouraged forced dare")

// action reads "VERB object" as a proposal: the side taken, and toward what.
func action(ts []tok) (obj []tok, side int) {
	vt := verbTable()
	side = 1
	for range 4 {
		for len(ts) > 1 && (skippable(ts[0].l) || ts[0].l == "to") {
			ts = ts[1:]
		}
		if len(ts) == 0 {
			return nil, side
		}
		if len(ts) > 1 {
			if p, ok := phrasal[lemma(ts[0].l)+" "+ts[1].l]; ok {
				tail := strings.Fields(p.tail)
				if len(ts) >= 2+len(tail) && (len(tail) == 0 || startsWith(append(slices.Clone(ts[2:]), tok{}), tail)) {
					o, s := object(ts[2+len(tail):])
					return o, side * p.class.proposal() * s
				}
			}
		}
		e, known := vt[ts[0].l]
		if !known {
			o, s := object(ts[1:])
			return o, side * s
		}
		if len(ts) > 1 {
			n := ts[1]
			inf := n.l == "to" && len(ts) > 2
			ger := vt[n.l].forms&gerund != 0
			if (inf || ger) && (carriers[e.verb.base] || carriers[ts[0].l] || e.verb.class == remove || e.verb.class == support || e.verb.class == fail) {
				side *= e.verb.class.proposal()
				if e.verb.class == fail {
					side = -side
				}
				rest := ts[1:]
				if inf {
					rest = ts[2:]
				}
				if w, ok := vt[rest[0].l]; ok && (w.verb.class != plain || carriers[w.verb.base] || phrasalStart(rest)) && len(rest) > 1 {
					ts = rest
					continue
				}
				return nounPhrase(rest), side
			}
			// "let X expire", "let X live"
			if e.verb.base == "let" || e.verb.base == "make" || e.verb.base == "keep" {
				s := 1
				last := ts[len(ts)-1].l
				if e.verb.base == "let" && (last == "expire" || last == "die" || last == "fail" || last == "fall" || last == "collapse" || last == "go") {
					s = -1
				}
				o := ts[1:]
				for i := 1; i < len(o); i++ {
					if w := vt[o[i].l]; w.forms&base != 0 && !w.verb.noun || isPredicate(o[i].l) {
						o = o[:i]
						break
					}
				}
				return nounPhrase(o), side * s
			}
		}
		o, s := object(ts[1:])
		return o, side * s * e.verb.class.proposal()
	}
	o, s := object(ts)
	return o, side * s
}

func phrasalStart(ts []tok) bool {
	if len(ts) < 2 {
		return false
	}
	_, ok := phrasal[lemma(ts[0].l)+" "+ts[1].l]
	return ok
}

func lemma(l string) string {
	if e, ok := verbTable()[l]; ok {
		return e.verb.base
	}
	return l
}

// pol is what the words of a noun phrase or predicate say by themselves: the
// head noun first, else the first word that says anything.
func pol(ts []tok) (predicate, bool) {
	if len(ts) == 0 {
		return predicate{}, false
	}
	np := determiners[ts[0].l]
	cut := len(ts)
	for i, t := range ts {
		if i > 0 && (subordinators[t.l] || prepositions[t.l] && (t.l != "to" || np) || t.l == "than" || t.l == "but" || t.l == "or") {
			cut = i
			break
		}
	}
	in := ts[:cut]
	// "more harm than good", "less good than"
	if len(in) > 1 && (in[0].l == "less" || in[0].l == "fewer") {
		p, ok := pol(in[1:])
		p.sign = -p.sign
		switch p.role {
		case Good:
			p.role = Bad
		case Bad:
			p.role = Good
		}
		return p, ok
	}
	for i := 0; i+1 < len(ts) && i < 4; i++ {
		if p, ok := predicateTable()[ts[i].l+"-"+ts[i+1].l]; ok {
			return p, ok
		}
	}
	if np {
		for i := len(in) - 1; i >= 0; i-- {
			if p, ok := predicateOf(in[i].l); ok {
				return p, ok
			}
		}
	}
	for i, t := range in {
		if t.l == "too" && i+1 < len(in) && in[i+1].word && in[i+1].l != "many" && in[i+1].l != "much" {
			return predicate{-1, Bad}, true
		}
		if p, ok := predicateOf(t.l); ok {
			return p, ok
		}
		if e, ok := verbTable()[t.l]; ok && e.verb.class == harm && e.forms&participle == 0 {
			return predicate{-1, Bad}, true
		}
	}
	// "the cause of crime", "a source of growth"
	if cut < len(ts) && ts[cut].l == "of" && cut > 0 {
		switch ts[cut-1].l {
		case "cause", "source", "form", "kind", "sort", "sign", "means", "act", "type", "way", "matter", "much", "lot":
			return pol(ts[cut+1:])
		}
	}
	return predicate{}, false
}

// sounding is the valence, of at most 4, from which a word tells whether a predicate
// is good or bad.
const sounding = 1.2

// What keeps the words after it from saying what they sound like, and what tells
// that somebody is wronged ("is unfairly blamed").
var (
	unsaying = set("no not less being")
	wronging = set("wrongly wrongfully unfairly unjustly falsely shamefully")
)

// sounds is what a predicate that no list of ours has says of its subject: whether
// the last of its words that has a valence sounds good or bad. Its zero value is
// not known.
func sounds(ts []tok) (p predicate) {
	if i := slices.IndexFunc(ts, func(t tok) bool { return subordinators[t.l] || prepositions[t.l] }); i >= 0 {
		ts = ts[:i]
	}
	var reads [1]lexicon.Reading
	for _, t := range ts {
		word := [1]lexicon.Token{{End: int32(len(t.l))}}
		switch v := lexicon.Default().Read(t.l, word[:], reads[:0])[0].Valence; {
		case unsaying[t.l]:
			return predicate{}
		case wronging[t.l]:
			return predicate{+1, Victim}
		case v >= sounding:
			p = predicate{+1, Good}
		case v <= -sounding:
			p = predicate{-1, Bad}
		}
	}
	return p
}

// analyse reads the roles off a positive clause.
func (c *clause) analyse() analysis {
	var a analysis
	ts := c.t
	if c.main < 0 {
		o, s := object(ts)
		role := Should
		if s < 0 {
			role = ShouldNot
		}
		a.about(o, s, role)
		return a
	}
	if c.imperative {
		o, s := action(ts[c.main:])
		a.propose(o, s)
		return a
	}
	vt := verbTable()
	subjEnd := c.main
	if c.aux >= 0 {
		subjEnd = c.aux
	}
	for subjEnd > 1 && skippable(ts[subjEnd-1].l) {
		subjEnd--
	}
	subj := ts[:subjEnd]
	after := ts[min(c.main+1, len(ts)):]
	for len(after) > 1 && (adverbs[after[0].l] && after[0].l != "too" && after[0].l != "more" || after[0].l == "not") {
		after = after[1:]
	}
	v := vt[ts[c.main].l]
	wants := false
	if c.aux >= 0 {
		switch ts[c.aux].l {
		case "should", "must", "ought", "shall", "let's", "would":
			wants = true
		}
	}
	generic := isGeneric(subj)
	// "needs to be banned", "has to be banned", "deserves to be banned"
	if b := lemma(ts[c.main].l); !wants && !c.copula && !c.passive && (b == "need" || b == "have" || b == "deserve") && len(after) > 1 && after[0].l == "to" {
		wants = true
		if after[1].l == "be" && len(after) > 2 {
			w := vt[after[2].l]
			if w.forms&participle != 0 && !isPredicate(after[2].l) {
				c.passive, v = true, w
				after = after[3:]
			} else {
				c.copula = true
				after = after[2:]
			}
		} else {
			c.main += 2
			v = vt[ts[c.main].l]
			after = ts[min(c.main+1, len(ts)):]
		}
	}
	switch {
	case len(subj) > 0 && subj[0].l == "it" && c.copula:
		// "it is wrong to ban X", "it is fair to rate professors"
		p, ok := pol(after)
		for i, t := range after {
			if (t.l == "to" || t.l == "that" || vt[t.l].forms&gerund != 0) && i > 0 && i+1 < len(after) {
				o, s := action(after[i:])
				if !ok {
					p.sign = 1
				}
				a.propose(o, s*p.sign)
				a.add(subjectOf(after[:i]), 0)
				return a
			}
		}
		a.about(after, p.sign, p.role)
	case len(subj) > 0 && subj[0].l == "there":
		o := after
		if len(o) > 3 && (o[0].l == "a" || o[0].l == "any" || o[0].l == "no") {
			o = o[1:]
		}
		if len(o) > 2 && (o[0].l == "need" || o[0].l == "reason" || o[0].l == "place" || o[0].l == "room" || o[0].l == "case") && (o[1].l == "for" || o[1].l == "to") {
			if o[1].l == "to" {
				obj, s := action(o[2:])
				a.propose(obj, s)
				return a
			}
			wants, o = true, o[2:]
		}
		obj, s := object(o)
		if !wants {
			s = 0
		}
		a.about(obj, s, map[bool]Role{true: Should}[wants])
	case c.passive:
		side := v.verb.class.proposal()
		if len(after) > 0 {
			if p, ok := phrasal[v.verb.base+" "+after[0].l]; ok && p.tail == "" {
				side, after = p.class.proposal(), after[1:] // "should be phased out"
			} else if p, ok := pol(after); ok && (v.verb.base == "make" || v.verb.base == "declare") {
				side, after = p.sign, nil // "should be made illegal"
			}
		}
		switch {
		case wants:
			if len(after) > 1 && after[0].l == "to" && v.verb.class != remove {
				// "should be allowed to vote"
				side = 1
			}
			a.about(subj, side, proposalRole(side))
		case v.verb.class == harm || v.verb.base == "target" || v.verb.base == "attack":
			a.about(subj, +1, Victim)
		case v.verb.base == "use" && len(after) > 2 && (after[0].l == "to" || after[0].l == "for"):
			s, role := effect(vt[after[1].l], after[2:])
			a.about(subj, s, role)
		case v.verb.class == support || v.verb.class == benefit:
			a.about(subj, +1, Good)
		default:
			a.about(subj, 0, NoRole)
		}
		a.addObject(after)
	case c.copula:
		if i := slices.IndexFunc(after, func(t tok) bool { return t.l == "than" }); i > 0 && i+1 < len(after) {
			p, _ := pol(after[:i])
			a.about(subj, p.sign, p.role)
			a.add(after[i+1:], -p.sign)
			return a
		}
		p, ok := pol(after)
		if wants {
			if !ok {
				p.sign = 1
			}
			a.about(subj, p.sign, proposalRole(p.sign))
			return a
		}
		if !ok {
			p = sounds(after)
		}
		a.about(subj, p.sign, p.role)
		for i, t := range after {
			if prepositions[t.l] && i+1 < len(after) && !(t.l == "to" && vt[after[i+1].l].forms&base != 0) {
				a.add(after[i+1:], 0)
				break
			}
		}
	default:
		// subject verb object
		o, s := object(after)
		b := v.verb
		if b == nil {
			if wants {
				a.proposeBy(subj, generic, o, +1)
			} else {
				a.about(subj, 0, NoRole)
				a.add(o, 0)
			}
			return a
		}
		if wants {
			obj, side := action(ts[c.main:])
			if len(obj) == 0 && (b.base == "resign" || b.base == "die" || b.base == "leave" || b.base == "go" || b.base == "step" || b.base == "retire" || b.base == "stop" || b.base == "end" || b.base == "fail") {
				a.about(subj, -1, ShouldNot)
				return a
			}
			if b.base == "step" && len(after) > 0 && after[0].l == "down" {
				a.about(subj, -1, ShouldNot)
				return a
			}
			if len(obj) == 0 {
				a.about(subj, +1, Should)
				return a
			}
			a.proposeBy(subj, generic, obj, side)
			return a
		}
		switch {
		case b.base == "need" || b.base == "want" || b.base == "demand":
			a.propose(o, s)
			a.add(subj, 0)
		case (b.base == "support" || b.base == "oppose" || b.base == "reject" || b.base == "trust" || b.base == "believe" || b.base == "favor" || b.base == "favour" || b.base == "welcome" || b.base == "condemn" || b.base == "love" || b.base == "hate") && (generic || len(subj) <= 2):
			obj, side := action(ts[c.main:])
			a.propose(obj, side)
			if !generic {
				a.add(subj, 0)
			}
		case b.base == "do" || b.base == "have" || b.base == "make" || b.base == "bring" || b.base == "cause" || b.base == "become" || b.base == "remain" || b.base == "represent" || b.base == "pose" || b.base == "seem" || b.base == "mean" || b.base == "constitute":
			p, ok := pol(after)
			if !ok {
				p = predicate{}
				switch b.base {
				case "make", "become", "remain", "seem", "represent", "constitute":
					p = sounds(after)
				}
			}
			role := p.role
			if (b.base == "cause" || b.base == "bring" || b.base == "do") && ok {
				role = Benefit
				if p.sign < 0 {
					role = Harm
				}
			}
			if b.base == "have" && len(after) > 1 && slices.ContainsFunc(after[:2], func(t tok) bool { return t.l == "right" || t.l == "rights" }) {
				p.sign, role = 1, Should
			}
			a.about(subj, p.sign, role)
			a.add(o, 0)
		case b.base == "go" && len(after) > 1 && after[0].l == "too":
			a.about(subj, -1, Bad)
		default:
			side, role := effect(v, after)
			a.about(subj, side, role)
			a.addObject(after)
		}
	}
	return a
}

func proposalRole(side int) Role {
	if side < 0 {
		return ShouldNot
	}
	return Should
}

// propose is a claim that something ought (side +1) or ought not to be.
func (a *analysis) propose(obj []tok, side int) { a.about(obj, side, proposalRole(side)) }

func (a *analysis) proposeBy(subj []tok, generic bool, obj []tok, side int) {
	if len(obj) == 0 {
		a.about(subj, side, proposalRole(side))
		return
	}
	a.propose(obj, side)
	if !generic {
		a.add(subj, 0)
	}
}

func (a *analysis) addObject(after []tok) {
	o, _ := object(after)
	a.add(o, 0)
}

func isGeneric(subj []tok) bool {
	n := 0
	for _, t := range subj {
		if t.word && !determiners[t.l] {
			n++
			if !genericSubjects[t.l] {
				return false
			}
		}
	}
	return n > 0
}

// subjectOf is X in "fair for X".
func subjectOf(ts []tok) []tok {
	for i, t := range ts {
		if t.l == "for" && i+1 < len(ts) {
			return ts[i+1:]
		}
	}
	return nil
}

// effect is what "subject VERB object" says of the subject.
func effect(v verbForm, obj []tok) (side int, role Role) {
	if v.verb == nil {
		return 0, NoRole
	}
	if len(obj) > 0 && prepositions[obj[0].l] && v.verb.class != cause {
		obj = nil // "survive without X" says nothing of X
	} else if len(obj) > 1 && prepositions[obj[0].l] {
		obj = obj[1:] // "leads to X"
	}
	p, ok := pol(obj)
	turn := func(side int) (int, Role) {
		switch {
		case side > 0:
			return +1, Benefit
		case side < 0:
			return -1, Harm
		}
		return 0, NoRole
	}
	switch v.verb.class {
	case benefit:
		if ok && p.sign < 0 {
			return turn(-1)
		}
		return turn(+1)
	case harm:
		if ok && p.sign < 0 {
			return turn(+1)
		}
		return turn(-1)
	case undergo:
		return +1, Victim
	case fail:
		return -1, Bad
	case remove:
		return turn(-p.sign)
	case support, cause:
		return turn(p.sign)
	}
	return 0, NoRole
}

// positiveTarget takes a leading negation off a target phrase.
func positiveTarget(ts []tok) ([]tok, int) {
	sign := 1
	for range 4 {
		if len(ts) < 2 {
			break
		}
		switch l := ts[0].l; {
		case l == "against" || l == "no" || l == "not":
			ts = ts[1:]
		default:
			return trimmed(ts), sign
		}
		sign = -sign
	}
	return trimmed(ts), sign
}

func trimmed(ts []tok) []tok {
	if len(ts) == 0 || !ts[0].space {
		return ts
	}
	ts = slices.Clone(ts)
	ts[0].space = false
	return ts
}

// analyseTarget reads a target phrase: "ban on X" is against X.
func analyseTarget(ts []tok) analysis {
	var a analysis
	o, side := object(ts)
	if n := len(ts); n > 1 && side > 0 && againstNouns[ts[n-1].l] && ts[n-1].l != "end" {
		o, side = ts[:n-1], -1 // "handgun ban"
	}
	if len(o) == 0 {
		o = ts
	}
	role := Good
	if side < 0 {
		role = Bad
	}
	a.about(o, side, role)
	return a
}
