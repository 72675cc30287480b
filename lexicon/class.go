package lexicon

import (
	"embed"
	"fmt"
	"math"
	"slices"
	"strconv"
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
	Fixed                     // phrases that mean something else than their parts: "no wonder", "not only"
	classes
)

var classFiles = [classes]string{
	"negator", "intensifier", "dampener", "contrast", "first_person", "second_person", "agree", "disagree", "disbelief", "truth",
	"support", "oppose", "modal", "cause", "problem", "benefit", "question", "irony", "positive", "negative", "function", "fixed",
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
	// at is a hash table, open addressing, a power of two: the number of a
	// word's entry plus one, 0 for none. It is small, so that the processor
	// keeps it near: most look-ups end there.
	at      []uint16
	hashes  []uint64 // of the words; by number
	entries []entry
}

// find returns the entry of the folded word with this hash, nil if there is
// none. Words are told apart by their hash alone: among a few thousand entries
// two texts of the same 64 bits do not happen.
func (l *Lexicon) find(hash uint64) *entry {
	mask := uint64(len(l.at) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		n := l.at[i]
		if n == 0 {
			return nil
		}
		if l.hashes[n-1] == hash {
			return &l.entries[n-1]
		}
	}
}

// entry is what is known of a word and of the phrases that it starts.
type entry struct {
	set     Set
	valence float32
	classed []phrase // phrases with classes, longest first
	valued  []phrase // phrases with a valence, longest first
}

type phrase struct {
	rest    []uint64 // hashes of the words after the first
	set     Set
	valence float32
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

const valenceFile = "valence"

func load() (*Lexicon, error) {
	words := map[string]entry{}
	sets := map[string]Set{}
	for c, name := range classFiles {
		err := eachLine(name, func(line string) error {
			sets[line] |= SetOf(Class(c))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for text, set := range sets {
		parts := split(text)
		e := words[parts[0]]
		if len(parts) == 1 {
			e.set = set
		} else {
			e.classed = insert(e.classed, phrase{rest: hashesOf(parts[1:]), set: set})
		}
		words[parts[0]] = e
	}
	err := eachLine(valenceFile, func(line string) error {
		text, value, _ := strings.Cut(line, "\t")
		v, err := strconv.ParseFloat(value, 32)
		if err != nil || v < -4 || v > 4 || v == 0 {
			return fmt.Errorf("%q is not a valence from -4 to 4", value)
		}
		parts := split(text) // faces stand in the file as they are typed: ":d" is none
		e := words[parts[0]]
		if len(parts) == 1 {
			e.valence = float32(v)
		} else {
			e.valued = insert(e.valued, phrase{rest: hashesOf(parts[1:]), valence: float32(v)})
		}
		words[parts[0]] = e
		return nil
	})
	if err != nil {
		return nil, err
	}
	size := 16
	for size < 4*len(words) {
		size *= 2
	}
	if len(words) > math.MaxUint16 {
		return nil, fmt.Errorf("lexicon: %d words, more than %d", len(words), math.MaxUint16)
	}
	l := &Lexicon{at: make([]uint16, size)}
	for word, e := range words {
		h := hash([]byte(word))
		if l.find(h) != nil {
			return nil, fmt.Errorf("lexicon: the hash of %q is another word's", word)
		}
		i := h & uint64(size-1)
		for l.at[i] != 0 {
			i = (i + 1) & uint64(size-1)
		}
		l.hashes, l.entries = append(l.hashes, h), append(l.entries, e)
		l.at[i] = uint16(len(l.entries))
	}
	return l, nil
}

// eachLine calls f with the lines of a word list that are not comments.
func eachLine(name string, f func(string) error) error {
	file := "data/" + name + ".txt"
	b, err := data.ReadFile(file)
	if err != nil {
		return err
	}
	for n, line := range strings.Split(string(b), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		if len(line) > MaxWord || line != strings.TrimSpace(line) {
			err = fmt.Errorf("entry longer than %d bytes or with white space around it", MaxWord)
		} else {
			err = f(line)
		}
		if err != nil {
			return fmt.Errorf("lexicon/%s:%d: %w", file, n+1, err)
		}
	}
	return nil
}

// split cuts an entry into the tokens that it will meet in a text.
func split(text string) (parts []string) {
	for _, t := range Tokenize(text, nil) {
		parts = append(parts, string(AppendFold(nil, text[t.Start:t.End])))
	}
	return parts
}

func hashesOf(words []string) (hashes []uint64) {
	for _, w := range words {
		hashes = append(hashes, hash([]byte(w)))
	}
	return hashes
}

// insert keeps the phrases of one first word longest first. The order among
// equals does not matter: two phrases of one length never match together.
func insert(list []phrase, p phrase) []phrase {
	at := 0
	for at < len(list) && len(list[at].rest) >= len(p.rest) {
		at++
	}
	return slices.Insert(list, at, p)
}

// Lookup returns the classes of a single word folded by AppendFold.
func (l *Lexicon) Lookup(folded []byte) Set {
	if e := l.find(hash(folded)); e != nil {
		return e.set
	}
	return 0
}

// Reading is what the word lists and the spelling say of one token.
type Reading struct {
	Hash    uint64 // of the folded word, the same in every run; 0 for a Break
	Classes Set
	// Valence is how good or bad the token is by itself, from -4 to 4. That of
	// a phrase stands at its first token.
	Valence float32
	// Phrase is the number of tokens of the valued phrase ("not bad") that
	// starts here, 1 for a token in no such phrase, 0 for its later tokens.
	Phrase uint8
	Shape  Shape
	entry  *entry // nil if the word is in no list
}

// Mark appends to dst the classes of each of toks, one Set a token, as Read
// gives them (but for elongated words). It allocates only to grow dst.
func (l *Lexicon) Mark(text string, toks []Token, dst []Set) []Set {
	held, set := 0, Set(0)
	for i, t := range toks {
		if held > 0 {
			held--
			dst = append(dst, set)
			continue
		}
		set = 0
		if e := l.find(hashOf(text, t)); e != nil {
			set = e.set
		phrases:
			for n := range e.classed {
				p := &e.classed[n]
				if len(p.rest) >= len(toks)-i {
					continue
				}
				for j, want := range p.rest {
					if hashOf(text, toks[i+1+j]) != want {
						continue phrases
					}
				}
				held, set = len(p.rest), p.set
				break
			}
		}
		dst = append(dst, set)
	}
	return dst
}

func hashOf(text string, t Token) uint64 {
	var buf [MaxWord + utf8.UTFMax]byte
	return hash(AppendFold(buf[:0], text[t.Start:t.End]))
}

// Read appends to dst the Reading of each of toks. All tokens of a phrase get
// the phrase's classes and not those of its words, so that "no doubt" negates
// nothing; where phrases overlap the first and longest wins. It allocates only
// to grow dst.
func (l *Lexicon) Read(text string, toks []Token, dst []Reading) []Reading {
	var buf, short [MaxWord + utf8.UTFMax]byte
	first := len(dst)
	for _, t := range toks {
		if t.Kind == Break {
			dst = append(dst, Reading{Phrase: 1})
			continue
		}
		s := text[t.Start:t.End]
		r := Reading{Phrase: 1}
		if t.Kind == Hashtag {
			s = s[1:]
		}
		ok := false
		if r.Hash, r.Shape, ok = quick(s); !ok {
			r.Hash, r.Shape = hash(AppendFold(buf[:0], s)), ShapeOf(s)
		}
		if t.Kind != Word && t.Kind != Hashtag {
			r.Shape = 0
		}
		r.entry = l.find(r.Hash)
		if r.entry == nil && r.Shape&Elongated != 0 {
			// "goood" is "good", "soooo" is "so".
			folded := squeeze(AppendFold(buf[:0], s), 2)
			r.Hash = hash(folded)
			if r.entry = l.find(r.Hash); r.entry == nil {
				h := hash(squeeze(append(short[:0], folded...), 1))
				if r.entry = l.find(h); r.entry != nil {
					r.Hash = h
				}
			}
		}
		if r.entry != nil {
			r.Classes, r.Valence = r.entry.set, r.entry.valence
		}
		dst = append(dst, r)
	}
	classed, valued, set := 0, 0, Set(0)
	for i := first; i < len(dst); i++ {
		r := &dst[i]
		if classed > 0 {
			classed--
			r.Classes = set
		} else if r.entry != nil && r.entry.classed != nil {
			if p := match(dst[i+1:], r.entry.classed); p != nil {
				classed, set = len(p.rest), p.set
				r.Classes = set
			}
		}
		if valued > 0 {
			valued--
			r.Valence, r.Phrase = 0, 0
		} else if r.entry != nil && r.entry.valued != nil {
			if p := match(dst[i+1:], r.entry.valued); p != nil {
				valued = len(p.rest)
				r.Valence, r.Phrase = p.valence, uint8(len(p.rest)+1)
			}
		}
	}
	return dst
}

// match returns the first of phrases, whose first word is known to be there,
// that goes on with what was read next; nil if there is none.
func match(next []Reading, phrases []phrase) *phrase {
phrases:
	for n := range phrases {
		p := &phrases[n]
		if len(p.rest) > len(next) {
			continue
		}
		for j, want := range p.rest {
			if next[j].Hash != want {
				continue phrases
			}
		}
		return p
	}
	return nil
}

// squeeze cuts every run of a byte in folded to at most n, in place.
func squeeze(folded []byte, n int) []byte {
	out := folded[:0]
	run := 0
	for i, c := range folded {
		if i > 0 && c == folded[i-1] && c < utf8.RuneSelf {
			run++
		} else {
			run = 1
		}
		if run <= n {
			out = append(out, c)
		}
	}
	return out
}

// quick is hash, AppendFold and ShapeOf in one pass; ok is false for a word
// that is too long for it or has letters beyond ASCII.
func quick(s string) (h uint64, shape Shape, ok bool) {
	if len(s) > MaxWord {
		return 0, 0, false
	}
	h = fnvStart
	upper, lower, run := 0, 0, 0
	var last byte
	for i := range len(s) {
		c := s[i]
		switch class[c] {
		case cWide:
			return 0, 0, false
		case cLetter:
			if c < 'a' {
				c |= 0x20
				upper++
				if i == 0 {
					shape = Capitalised
				}
			} else {
				lower++
			}
			if c == last {
				if run++; run == 3 {
					shape |= Elongated
				}
			} else {
				run = 1
			}
			last = c
		default:
			last, run = 0, 0
		}
		h = (h ^ uint64(c)) * fnvPrime
	}
	if upper > 1 && lower == 0 {
		shape = shape&^Capitalised | AllCaps
	}
	return finish(h), shape, true
}

const (
	fnvStart = 14695981039346656037
	fnvPrime = 1099511628211
)

// hash is FNV-1a with a final mix (that of SplitMix64), never 0.
func hash(b []byte) uint64 {
	h := uint64(fnvStart)
	for _, c := range b {
		h = (h ^ uint64(c)) * fnvPrime
	}
	return finish(h)
}

func finish(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return max(h^h>>31, 1)
}
