package lexicon

import (
	"embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

// Class is what a word or phrase does in an argument. To add one, add it here,
// in classFiles, and as data/NAME.txt: one entry a line, lower case, # starts
// a comment line.
type Class uint8

const (
	Negator      Class = iota // "not", "far from"
	Intensifier               // "very", "far too"
	Dampener                  // "slightly", "sort of"
	Contrast                  // "but", "that said"
	FirstPerson               // "I", "in my opinion"
	SecondPerson              // "you", "your"
	Agree                     // "exactly", "well said"
	Disagree                  // "nonsense", "beg to differ"
	Disbelief                 // "so-called", "hoax"
	Truth                     // "fact", "no doubt"
	Support                   // "in favor of", "defend"
	Oppose                    // "ban", "get rid of"
	Modal                     // "should", "time to"
	Cause                     // "because", "blame"
	Problem                   // "crisis", "harm"
	Benefit                   // "progress", "helps"
	Question                  // "why", "what if"
	Irony                     // "yeah right", "just what we need"
	Positive                  // good in nearly every context
	Negative                  // bad in nearly every context
	Function                  // "the", "they": tells that a text is English
	classes
)

// fixed is the file of phrases that mean something else than their parts
// ("no wonder", "not only") and belong to no class.
const fixed = "fixed"

var classFiles = [classes]string{
	"negator", "intensifier", "dampener", "contrast", "first_person", "second_person", "agree", "disagree", "disbelief", "truth",
	"support", "oppose", "modal", "cause", "problem", "benefit", "question", "irony", "positive", "negative", "function",
}

// String is the name of the class's file without its extension.
func (c Class) String() string { return classFiles[c] }

// Set is a set of classes; the zero value is empty.
type Set uint64

// Has reports whether c is in s.
func (s Set) Has(c Class) bool { return s>>c&1 != 0 }

// HasAny reports whether s and t share a class.
func (s Set) HasAny(t Set) bool { return s&t != 0 }

// SetOf returns the set of the given classes.
func SetOf(cs ...Class) (s Set) {
	for _, c := range cs {
		s |= 1 << c
	}
	return s
}

// Lexicon is the project's word lists. It never changes and is safe for
// concurrent use.
type Lexicon struct {
	words   map[string]Set
	phrases map[string][]phrase // by first word, longest first
}

type phrase struct {
	rest []string // the words after the first
	set  Set
}

//go:embed data/*.txt
var data embed.FS

// Default returns the embedded word lists; they are read once.
func Default() *Lexicon { return loaded() }

var loaded = sync.OnceValue(func() *Lexicon {
	l, err := load()
	if err != nil {
		panic(err) // embedded at build time; a test reads them
	}
	return l
})

func load() (*Lexicon, error) {
	l := &Lexicon{words: map[string]Set{}, phrases: map[string][]phrase{}}
	sets := map[string]Set{}
	for c, name := range append(classFiles[:], fixed) {
		var set Set
		if Class(c) < classes {
			set = SetOf(Class(c))
		}
		file := "data/" + name + ".txt"
		b, err := data.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for n, line := range strings.Split(string(b), "\n") {
			if line == "" || line[0] == '#' {
				continue
			}
			if len(line) > MaxWord || line != strings.TrimSpace(line) {
				return nil, fmt.Errorf("lexicon/%s:%d: entry longer than %d bytes or with white space around it", file, n+1, MaxWord)
			}
			sets[line] |= set
		}
	}
	for entry, set := range sets {
		var parts []string
		for _, t := range Tokenize(entry, nil) {
			parts = append(parts, entry[t.Start:t.End])
		}
		if len(parts) == 1 {
			l.words[entry] = set
			continue
		}
		l.add(parts, set)
	}
	return l, nil
}

// add keeps the phrases of one first word longest first, so that the order in
// which they come does not matter: two of one length never match together.
func (l *Lexicon) add(parts []string, set Set) {
	list := l.phrases[parts[0]]
	at := 0
	for at < len(list) && len(list[at].rest) >= len(parts)-1 {
		at++
	}
	list = append(list, phrase{})
	copy(list[at+1:], list[at:])
	list[at] = phrase{parts[1:], set}
	l.phrases[parts[0]] = list
}

// Lookup returns the classes of a single word folded by AppendFold.
func (l *Lexicon) Lookup(folded []byte) Set { return l.words[string(folded)] }

// Mark appends to dst the classes of each of toks, one Set a token. All tokens
// of a phrase get the phrase's classes and not those of its words, so that
// "no doubt" negates nothing; where phrases overlap the first and longest
// wins. It allocates only to grow dst.
func (l *Lexicon) Mark(text string, toks []Token, dst []Set) []Set {
	var buf [MaxWord + utf8.UTFMax]byte
	for i := 0; i < len(toks); {
		word := AppendFold(buf[:0], text[toks[i].Start:toks[i].End])
		if n, set := l.phraseAt(text, toks[i:], word); n > 0 {
			for range n {
				dst = append(dst, set)
			}
			i += n
			continue
		}
		dst = append(dst, l.words[string(word)])
		i++
	}
	return dst
}

// phraseAt returns the length in tokens of the phrase that toks starts with,
// 0 if there is none; first is toks[0] folded.
func (l *Lexicon) phraseAt(text string, toks []Token, first []byte) (int, Set) {
	var buf [MaxWord + utf8.UTFMax]byte
next:
	for _, p := range l.phrases[string(first)] {
		if len(p.rest) >= len(toks) {
			continue
		}
		for j, want := range p.rest {
			t := toks[j+1]
			if string(AppendFold(buf[:0], text[t.Start:t.End])) != want {
				continue next
			}
		}
		return len(p.rest) + 1, p.set
	}
	return 0, 0
}
