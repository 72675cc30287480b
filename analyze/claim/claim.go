// Package claim takes a claim sentence or a target phrase apart: its positive
// form and whether it denies that form, the things it speaks of, and which side
// it takes toward them.
//
// It works by closed word lists and word order, not by a trained tagger, so it
// is fast, the same everywhere, and wrong on sentences whose verb it does not
// know; then Positive is the sentence as given and Toward is 0.
package claim

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// Role is what the positive form of a claim says of its first target.
type Role uint8

const (
	NoRole      Role = iota // not known
	Good                    // is good: "X is the answer"
	Bad                     // is bad: "X is a threat"
	Victim                  // has been wronged: "X is a victim"
	Perpetrator             // has done wrong: "X is to blame"
	Benefit                 // does good: "X helps Y"
	Harm                    // does harm: "X hurts Y"
	Should                  // is wanted: "we should build X", "X should be legal"
	ShouldNot               // is not wanted: "ban X"
)

// String is the role's name for people.
func (r Role) String() string {
	return [...]string{"", "good", "bad", "victim", "perpetrator", "benefit", "harm", "should", "should not"}[r]
}

// Target is a thing that a claim speaks of.
type Target struct {
	Phrase string // as in the claim, without a leading article: "sale of plastic bags"
	Head   string // its main word, lower case: "sale"
	Toward int    // side that the positive form takes toward it: +1 for, −1 against, 0 not known
}

// Word is a content word of a claim, for matching against comments.
type Word struct {
	Text   string // lower case
	Stem   string // by the Snowball English stemmer
	Target int    // index into Parsed.Targets, −1 when it belongs to none
}

// Parsed is a claim taken apart. Its zero value is an empty claim.
type Parsed struct {
	Text     string // as given, white space collapsed
	Positive string // the claim without its negation, capitalised, no final mark
	Sign     int    // +1: Text asserts Positive; −1: Text denies it; 0: Text has no words
	Toward   int    // side that Positive takes toward what it is about: +1 for, −1 against, 0 not known
	Role     Role
	Targets  []Target // the first is what the claim is about; may be empty
	Words    []Word   // content words of Positive in order, each stem once
	Question bool     // Text is a question; Positive is the statement it asks about
}

// Polarity is the side that someone who favors the claim as given takes toward
// Targets[0]: Sign × Toward; 0 when that is not known.
func (p *Parsed) Polarity() int { return p.Sign * p.Toward }

// Parse takes a claim apart: a phrase ("nuclear power") when isTarget is true,
// else a sentence. It never fails; what it does not understand it leaves as it is.
func Parse(text string, isTarget bool) Parsed {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
	p := Parsed{Text: text}
	toks := tokenize(text)
	if !slices.ContainsFunc(toks, func(t tok) bool { return t.word }) {
		return p
	}
	p.Sign = 1
	var a analysis
	if isTarget {
		toks, p.Sign = positiveTarget(toks)
		a = analyseTarget(toks)
		p.Positive = join(toks)
	} else {
		var c clause
		toks, c, p.Sign, p.Question = positive(toks)
		a = c.analyse()
		p.Positive = capitalise(join(toks))
	}
	p.Targets, p.Toward, p.Role = a.found, a.toward, a.role
	p.Words = contentWords(toks, p.Targets)
	return p
}

// Negate is a sentence that denies the claim ("X helps Y", "X does not help
// Y"), or, for a claim that is itself a denial, the claim's positive form. For
// a target phrase it is "against X", or X for a phrase that already is against
// it. Parse gives the result the same Positive and the opposite Sign.
func Negate(text string, isTarget bool) string {
	p := Parse(text, isTarget)
	if p.Sign == 0 {
		return ""
	}
	ok := func(n string) bool {
		q := Parse(n, isTarget)
		return q.Positive == p.Positive && q.Sign == -p.Sign
	}
	if p.Sign < 0 && ok(p.Positive) {
		return p.Positive
	}
	if isTarget {
		return "against " + p.Text
	}
	if p.Sign > 0 {
		if n := negated(tokenize(p.Positive)); n != "" && ok(n) {
			return n
		}
	}
	return "It is not true that " + lowerFunctionWord(p.Text)
}

// capitalise raises the first letter unless the word is spelled with a capital
// inside ("iPhone").
func capitalise(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	first, _, _ := strings.Cut(s, " ")
	if n == 0 || strings.ContainsFunc(first[n:], unicode.IsUpper) {
		return s
	}
	if u := unicode.ToUpper(r); unicode.ToLower(u) == unicode.ToLower(r) {
		return string(u) + s[n:]
	}
	return s
}

// lowerFunctionWord lowers the first letter of a sentence that is put inside
// another, where its first word is surely no name.
func lowerFunctionWord(s string) string {
	first, _, _ := strings.Cut(s, " ")
	l := strings.ToLower(first)
	if first == "I" || capitalise(l) != first || !(functionWords[l] || auxiliaries[l].kind != 0) {
		return s
	}
	return l + s[len(first):]
}

// contentWords lists the words of toks that carry meaning, each stem once.
func contentWords(toks []tok, targets []Target) []Word {
	inTarget := make(map[string]int)
	for i := len(targets) - 1; i >= 0; i-- {
		for _, t := range tokenize(targets[i].Phrase) {
			inTarget[t.l] = i
		}
	}
	seen := make(map[string]bool)
	var ws []Word
	for _, t := range toks {
		if !t.word || functionWords[t.l] || auxiliaries[t.l].kind != 0 {
			continue
		}
		w := strings.TrimSuffix(t.l, "'s")
		st := Stem(w)
		if seen[st] {
			continue
		}
		seen[st] = true
		k, ok := inTarget[t.l]
		if !ok {
			k = -1
		}
		ws = append(ws, Word{w, st, k})
	}
	return ws
}

// Stem is the Snowball English stem of a lower-case word.
func Stem(w string) string {
	if len(w) > 64 {
		return w
	}
	env := snowballstem.NewEnv(w)
	english.Stem(env)
	return env.Current()
}
