package stance

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"standpoint/analyze/claim"
	"standpoint/article"
	"standpoint/lexicon"
)

// The camps of a public debate have words of their own: who writes "unborn" or
// "my body, my choice" under an article on abortion need not say more. That is
// knowledge of the world that no network learns from comments on other things.
// data/debates holds it for some hundreds of debates; a comment on a claim about one
// of them is searched for its words.

//go:embed data/debates/*.txt
var debateFiles embed.FS

// debateTable is read once, on first use. It is part of the binary, so a mistake
// in it is ours and panics.
var debateTable = sync.OnceValue(func() *debateList {
	l := &debateList{names: make(map[string]debateName)}
	files, err := fs.Glob(debateFiles, "data/debates/*.txt")
	for _, name := range files { // in the order of their names
		var text []byte
		if text, err = debateFiles.ReadFile(name); err == nil {
			err = l.add(string(text))
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", name, err)
			break
		}
	}
	if err != nil {
		panic(err)
	}
	l.derive()
	return l
})

// debateList finds the debate that a claim is about.
type debateList struct {
	names   map[string]debateName // by squeezed name
	entries []debateEntry
	given   []givenName // until derive
}

type givenName struct {
	name string
	at   debateName
}

type debateName struct {
	entry   int
	side    int8 // −1: the name of the opposite pole
	trouble bool // to take the thing for real and bad is the pole: "climate change"
}

// debateEntry is one block: the words of those for its pole, and of those against.
type debateEntry struct {
	name  string
	words [2]string
}

// A name or an entry has at most this many words.
const maxDebateWords = 5

// add reads one file: blocks of three lines,
//
//	about: NAME | NAME | -NAME …
//	for: WORDS | WORDS …
//	against: WORDS | WORDS …
//
// NAME is what a claim may call the thing debated, -NAME its opposite pole, !NAME a
// trouble whose being real and bad is debated, so that a claim against it ("inequality
// is a threat") is for the pole; for and against have what those say who favor
// it and who do not. # starts a comment line.
func (l *debateList) add(text string) error {
	next := "about"
	for n, line := range slices.Collect(strings.Lines(text)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		field, list, _ := strings.Cut(line, ":")
		if field != next || len(split(list)) == 0 {
			return fmt.Errorf("line %d is %q, not %q and a list", n+1, clip(line), next+":")
		}
		switch field {
		case "about":
			names := split(list)
			l.entries = append(l.entries, debateEntry{name: strings.TrimLeft(names[0], "-!")})
			for _, name := range names {
				l.name(name)
			}
			next = "for"
		case "for":
			l.entries[len(l.entries)-1].words[0] = list
			next = "against"
		case "against":
			l.entries[len(l.entries)-1].words[1] = list
			next = "about"
		}
	}
	if next != "about" {
		return fmt.Errorf("the last block has no %q", next+":")
	}
	return nil
}

func split(list string) (out []string) {
	for x := range strings.SplitSeq(list, "|") {
		if x = strings.TrimSpace(x); x != "" {
			out = append(out, x)
		}
	}
	return out
}

// name registers a name of the last entry. The first to have a name keeps it.
func (l *debateList) name(name string) {
	at := debateName{entry: len(l.entries) - 1, side: 1}
	switch name[0] {
	case '-':
		name, at.side = name[1:], -1
	case '!':
		name, at.trouble = name[1:], true
	}
	l.put(name, at)
	l.given = append(l.given, givenName{name, at})
}

func (l *debateList) put(name string, at debateName) {
	key := Squeeze(name)
	if _, ok := l.names[key]; !ok && key != "" {
		l.names[key] = at
	}
}

// derive registers what the names are about, with its side ("plastic bag ban": plastic
// bags, against), where no debate has that for a name.
func (l *debateList) derive() {
	for _, g := range l.given {
		if p := claim.Parse(g.name, true); len(p.Targets) > 0 && p.Polarity() != 0 {
			g.at.side *= int8(p.Polarity())
			l.put(p.Targets[0].Phrase, g.at)
		}
	}
	l.given = nil
}

// debate is what the camps of a claim's debate say.
type debate struct {
	name  string
	met   string                // what the claim calls it
	sides map[string]debateWord // by squeezed entry
	tags  []string              // those that may stand inside a tag, longest first
	first [64]uint64            // a bit for each beginning of an entry: most words are none
}

type debateWord struct {
	side float32 // +1 for the claim's positive form, −1 against it
	id   uint16
}

// inTag is how many bytes an entry must have to be looked for inside a tag.
const inTag = 5

// campShare is how much an entry counts in a comment of so many tokens: a long one
// speaks of both camps. On short labelled texts 81% of the words of the first lists
// stood on the side that they should, on those of more than 60 tokens 59%.
func campShare(tokens int) float32 { return min(1, 60/float32(max(tokens, 1))) }

// debateCue is what evidence calls a word of a camp.
const debateCue = "word of a camp"

// of finds the debate that a claim is about, nil if that is none of the list or the
// claim's side in it is not known.
func (l *debateList) of(p *claim.Parsed, phrase bool) *debate {
	for _, t := range p.Targets {
		n, ok := l.find(t.Phrase)
		if !ok {
			continue
		}
		if n.trouble && !phrase {
			n.side *= believes(p.Positive, t.Toward)
		} else {
			n.side *= int8(t.Toward)
		}
		if n.side != 0 {
			return l.read(n, t.Phrase)
		}
	}
	return nil
}

// believes is whether a claim takes a trouble for real: it does if it is against it
// or says so, does not if it calls it a hoax, and else is not known to.
func believes(claim string, toward int) int8 {
	toks := lexicon.Tokenize(claim, nil)
	var all lexicon.Set
	for _, set := range lexicon.Default().Mark(claim, toks, nil) {
		all |= set
	}
	switch {
	case all.Has(lexicon.Disbelief):
		return -1
	case toward < 0 || all.Has(lexicon.Truth):
		return 1
	}
	return 0
}

func (l *debateList) read(n debateName, met string) *debate {
	d := &debate{name: l.entries[n.entry].name, met: met, sides: make(map[string]debateWord)}
	for k, list := range l.entries[n.entry].words {
		side := float32(n.side)
		if k == 1 {
			side = -side
		}
		for _, w := range split(list) {
			key := Squeeze(w)
			if _, ok := d.sides[key]; !ok && len(key) > 1 { // not the 1 of "1%"
				d.sides[key] = debateWord{side, uint16(len(d.sides))}
				d.begins(w, key)
				if len(key) >= inTag {
					d.tags = append(d.tags, key)
				}
			}
		}
	}
	slices.SortFunc(d.tags, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	return d
}

// find looks for the longest name in a phrase. What follows it must not be one more noun
// ("abortion statistics"), what precedes it no word against it ("unsafe vaccines") and
// nothing that it only belongs to ("the price of nuclear power").
func (l *debateList) find(phrase string) (debateName, bool) {
	toks := lexicon.Tokenize(phrase, nil)
	toks = toks[:min(len(toks), maxClaimTokens)] // names are looked for in all places
	sets := lexicon.Default().Mark(phrase, toks, nil)
	for n := min(len(toks), maxDebateWords+1); n > 0; n-- {
	next:
		for i := 0; i+n <= len(toks); i++ {
			var key []byte
			for _, t := range toks[i : i+n] {
				key = appendSqueezed(key, phrase, t)
			}
			name, ok := l.names[string(singular(key))]
			if !ok || i+n < len(toks) && toks[i+n].Kind == lexicon.Word && !afterName[strings.ToLower(phrase[toks[i+n].Start:toks[i+n].End])] {
				continue
			}
			for k, set := range sets {
				if k < i && set.HasAny(awaySet|lexicon.SetOf(lexicon.Problem)) || k >= i+n && set.HasAny(awaySet) {
					continue next
				}
			}
			for _, t := range toks[:i] {
				if w := strings.ToLower(phrase[t.Start:t.End]); w == "anti" || w == "stop" || w == "of" {
					continue next
				}
			}
			return name, true
		}
	}
	return debateName{}, false
}

// afterName are the words that end a name.
var afterName = func() map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields("is are was were be should must can will would has have does do in of for on at to by as from with within without under over and or vs versus against among between during after before through across about than that who which") {
		m[w] = true
	}
	return m
}()

// Words that may turn a name round.
var awaySet = lexicon.SetOf(lexicon.Oppose, lexicon.Negator, lexicon.Negative, lexicon.Disbelief)

// firstBit numbers how a word begins, by its first three letters or two.
func firstBit(w []byte) int {
	n := int(w[0])*961 + int(w[1])*31
	if len(w) > 2 {
		n += int(w[2])
	}
	return n % 4096
}

// begins notes how an entry begins, given as it stands and squeezed.
func (d *debate) begins(entry, key string) {
	note := func(w string) {
		if len(w) > 1 {
			bit := firstBit([]byte(w))
			d.first[bit/64] |= 1 << (bit % 64)
		}
	}
	note(key)
	if n := strings.IndexFunc(entry, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }); n == 2 {
		note(entry[:n]) // "un agenda", "co-op"
	}
}

// mayBegin reports whether a word may begin an entry; of nearly all words the first
// letters tell that they do not.
func (d *debate) mayBegin(text string, t lexicon.Token) bool {
	w := text[t.Start:min(t.End, t.Start+3)]
	var low [3]byte
	for i := range len(w) {
		c := w[i]
		if c >= utf8.RuneSelf || c == '-' || c == '\'' {
			return true
		}
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		low[i] = c
	}
	if len(w) < 2 {
		return true
	}
	bit := firstBit(low[:len(w)])
	return d.first[bit/64]>>(bit%64)&1 != 0
}

// each gives the entries that a comment uses, each once, the longest where they overlap,
// as ranges of its tokens, with 1 for the claim's positive form or −1 against it.
func (d *debate) each(text string, toks []lexicon.Token, yield func(from, to int, side float32)) {
	if d == nil {
		return
	}
	var seen [8]uint64
	give := func(w debateWord, from, to int) {
		if k := w.id % 512; seen[k/64]>>(k%64)&1 == 0 {
			seen[k/64] |= 1 << (k % 64)
			yield(from, to, w.side)
		}
	}
	var room [maxDebateWords * (lexicon.MaxWord + 4)]byte
	for i := 0; i < len(toks); i++ {
		t := toks[i]
		if t.Kind == lexicon.Hashtag || t.Kind == lexicon.Mention {
			key := singular(appendSqueezed(room[:0], text, t))
			if w, ok := d.sides[string(key)]; ok {
				give(w, i, i+1)
				continue
			}
			for _, tag := range d.tags {
				if len(tag) < len(key) && bytes.Contains(key, []byte(tag)) {
					give(d.sides[tag], i, i+1)
					break
				}
			}
			continue
		}
		var best debateWord
		to := i
		if !d.mayBegin(text, t) {
			continue
		}
		key := room[:0]
		for j, n := i, 0; j < len(toks) && n < maxDebateWords; j++ {
			if j > i && toks[j].Kind == lexicon.Punct && strings.Contains(",'’", text[toks[j].Start:toks[j].End]) {
				continue // "my body, my choice", "parents' rights"
			}
			if toks[j].Kind != lexicon.Word && toks[j].Kind != lexicon.Number {
				break
			}
			n++
			key = appendSqueezed(key, text, toks[j])
			if w, ok := d.sides[string(singular(key))]; ok {
				best, to = w, j+1
			}
		}
		if to > i {
			give(best, i, to)
			i = to - 1
		}
	}
}

// Debate is the first name of the debate that the claim is about, "" if that is none
// that the lists know.
func (c *CueClaim) Debate() string {
	if c.debate == nil {
		return ""
	}
	return c.debate.name
}

// DebateOf is the debate that an article's claim is about, as the engine of a verdict
// knows it: "" if it knows none, or reads no such words.
func DebateOf(a *article.Article, engine string) string {
	switch engine {
	case "fast", "deep", "cues":
		return NewCueClaim(a).Debate()
	}
	return ""
}

// DebateWords gives the words of the debate's camps that stand in a text, as ranges of
// toks, each once. A word counts 1 for the claim's positive form or −1 against it, and
// less in a text of more than 60 tokens.
func (c *CueClaim) DebateWords(text string, toks []lexicon.Token, yield func(from, to int, side float32)) {
	share := campShare(len(toks))
	c.debate.each(text, toks, func(from, to int, side float32) { yield(from, to, float32(side*share)) })
}

// Squeeze is how a name or entry is kept: without spaces, hyphens and
// apostrophes, so that "pro-life", "pro life" and "#ProLife" are one.
func Squeeze(s string) string {
	var key []byte
	for _, t := range lexicon.Tokenize(s, nil) {
		key = appendSqueezed(key, s, t)
	}
	return string(singular(key))
}

func appendSqueezed(dst []byte, text string, t lexicon.Token) []byte {
	from := t.Start
	switch t.Kind {
	case lexicon.Hashtag, lexicon.Mention:
		from++
	case lexicon.Word, lexicon.Number:
	default:
		return dst
	}
	n := len(dst)
	dst = lexicon.AppendFold(dst, text[from:t.End])
	out := dst[:n]
	for _, c := range dst[n:] {
		if c != '-' && c != '\'' && c != '_' {
			out = append(out, c)
		}
	}
	return out
}

// singular cuts what a plural or possessive changes: "baby" and "babies" are "bab".
func singular(w []byte) []byte {
	n := len(w)
	switch {
	case n > 4 && string(w[n-3:]) == "ies":
		return w[:n-3]
	case n > 3 && w[n-1] == 'y':
		return w[:n-1]
	case n > 3 && w[n-1] == 's' && w[n-2] != 's' && w[n-2] != 'u' && w[n-2] != 'i':
		return w[:n-1]
	}
	return w
}
