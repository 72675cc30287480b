package claim

import (
	_ "embed"
	"strings"
	"sync"
)

// The word lists are read once, on first use; they are part of the binary, so a
// mistake in them is a mistake of ours and panics.
var (
	//go:embed data/verbs.txt
	verbsText string
	//go:embed data/predicates.txt
	predicatesText string

	verbTable      = sync.OnceValue(func() verbs { return loadVerbs(verbsText) })
	predicateTable = sync.OnceValue(func() map[string]predicate { return loadPredicates(predicatesText) })
)

// class is what a verb says of its subject and object; see data/verbs.txt.
type class uint8

const (
	plain class = iota
	remove
	support
	harm
	benefit
	cause
	fail
	undergo
)

var classNames = map[string]class{"remove": remove, "support": support, "harm": harm, "benefit": benefit, "cause": cause, "fail": fail, "undergo": undergo}

// proposal is the side that "we should VERB object" takes toward the object.
func (c class) proposal() int {
	if c == remove || c == harm {
		return -1
	}
	return +1
}

// form is a set of inflections: "cut" is base, past and participle at once.
type form uint8

const (
	base form = 1 << iota
	third
	past
	participle
	gerund
)

type verb struct {
	base, past, participle string
	class                  class
	noun                   bool // its forms are as often nouns
}

type verbForm struct {
	verb  *verb
	forms form
}

type verbs map[string]verbForm

func (v verbs) add(surface string, vb *verb, f form) {
	e, ok := v[surface]
	if ok && e.verb != vb {
		return // the earlier line wins: "found" is of "find"
	}
	v[surface] = verbForm{vb, e.forms | f}
}

func loadVerbs(text string) verbs {
	vs := make(verbs, 4096)
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
		head, cl, _ := strings.Cut(line, ":")
		f := strings.Fields(head)
		if len(f) == 0 {
			continue
		}
		vb := &verb{class: classNames[strings.TrimSpace(cl)]}
		if strings.TrimSpace(cl) != "" && vb.class == plain {
			panic("claim: verbs.txt: unknown class in " + line)
		}
		vb.base, vb.noun = strings.CutPrefix(f[0], "~")
		vb.past = regularPast(vb.base)
		vb.participle = vb.past
		if len(f) == 3 {
			vb.past, vb.participle = f[1], f[2]
		}
		vs.add(vb.base, vb, base)
		vs.add(thirdPerson(vb.base), vb, third)
		vs.add(vb.past, vb, past)
		vs.add(vb.participle, vb, participle)
		stem := strings.TrimSuffix(vb.base, "e")
		if strings.HasSuffix(vb.base, "ee") {
			stem = vb.base
		}
		vs.add(stem+"ing", vb, gerund)
		if last := vb.base[len(vb.base)-1]; !strings.ContainsRune("aeiouwxy", rune(last)) {
			vs.add(vb.base+string(last)+"ing", vb, gerund) // banning; a form that does not exist does no harm
		}
	}
	return vs
}

func isVowel(b byte) bool { return strings.IndexByte("aeiou", b) >= 0 }

// thirdPerson is the form after "she": help, helps.
func thirdPerson(b string) string {
	switch b {
	case "be":
		return "is"
	case "have":
		return "has"
	}
	n := len(b)
	switch {
	case n == 0:
		return b
	case strings.HasSuffix(b, "s") || strings.HasSuffix(b, "x") || strings.HasSuffix(b, "z") ||
		strings.HasSuffix(b, "ch") || strings.HasSuffix(b, "sh") || strings.HasSuffix(b, "o"):
		return b + "es"
	case b[n-1] == 'y' && n > 1 && !isVowel(b[n-2]):
		return b[:n-1] + "ies"
	}
	return b + "s"
}

func regularPast(b string) string {
	n := len(b)
	switch {
	case n == 0:
		return b
	case b[n-1] == 'e':
		return b + "d"
	case b[n-1] == 'y' && n > 1 && !isVowel(b[n-2]):
		return b[:n-1] + "ied"
	}
	return b + "ed"
}

// pastOf is the past tense of any base form, known or not.
func pastOf(b string) string {
	if e, ok := verbTable()[b]; ok && e.forms&base != 0 {
		return e.verb.past
	}
	return regularPast(b)
}

// predicate is what calling something by a word says of it.
type predicate struct {
	sign int
	role Role
}

func loadPredicates(text string) map[string]predicate {
	m := make(map[string]predicate, 1024)
	var cur predicate
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), "#")
		switch line {
		case "":
			continue
		case "[victim]":
			cur = predicate{+1, Victim}
			continue
		case "[perpetrator]":
			cur = predicate{-1, Perpetrator}
			continue
		case "[good]":
			cur = predicate{+1, Good}
			continue
		case "[bad]":
			cur = predicate{-1, Bad}
			continue
		}
		if cur.sign == 0 {
			panic("claim: predicates.txt: a word before the first section")
		}
		for _, w := range strings.Fields(line) {
			if _, dup := m[w]; !dup {
				m[w] = cur
			}
		}
	}
	return m
}

// predicateOf looks a word up, then reads it by its parts: "pointless",
// "overrated", "anti-democratic".
func predicateOf(w string) (predicate, bool) {
	m := predicateTable()
	if p, ok := m[w]; ok {
		return p, true
	}
	for _, pre := range [...]string{"un", "in", "im", "non-", "anti-", "non", "dis"} {
		if rest, ok := strings.CutPrefix(w, pre); ok {
			if p, ok := m[rest]; ok && p.role == Good {
				return predicate{-1, Bad}, true
			}
		}
	}
	if strings.HasSuffix(w, "less") && len(w) > 6 || strings.HasPrefix(w, "over") && strings.HasSuffix(w, "ed") {
		return predicate{-1, Bad}, true
	}
	return predicate{}, false
}
