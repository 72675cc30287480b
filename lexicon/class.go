package lexicon

import (
	"cmp"
	"embed"
	"fmt"
	"maps"
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
	place   Places
	at      []uint16 // by place: the number of the word's entry, 0 for none
	entries []entry  // the first knows nothing and stands for all other words
	starts  []starts
	pairs   [1024]uint64 // the bits of the first two words of each phrase
}

// find returns the entry of the folded word with this hash, the first of all if
// it is in no list. Words are told apart by their hash alone: among a few
// thousand entries two texts of the same 64 bits do not happen.
func (l *Lexicon) find(hash uint64) *entry {
	n := int(l.at[l.place.Of(hash)])
	differ := l.entries[n].hash ^ hash
	n &= int((differ|-differ)>>63) - 1 // 0 if they do, without a branch
	return &l.entries[n]
}

// entry is what is known of a word.
type entry struct {
	hash    uint64 // 0 for the one that knows nothing
	set     Set
	valence float32
	starts  uint16 // number of the phrases that it starts, 0 for none
}

// starts are the phrases that a word starts.
type starts struct {
	classed []phrase // those with classes, longest first
	valued  []phrase // those with a valence, longest first
}

// pair is where in pairs the bits of two words are, and which, as few others
// have them.
func pair(a, b uint64) (at, bits uint64) {
	h := a + b*fnvPrime
	return h % 1024, 1<<(h>>10&63) | 1<<(h>>16&63)
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
	type word struct {
		entry
		starts
	}
	words := map[string]word{}
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
		w := words[parts[0]]
		if len(parts) == 1 {
			w.set = set
		} else {
			w.classed = insert(w.classed, phrase{rest: hashesOf(parts[1:]), set: set})
		}
		words[parts[0]] = w
	}
	err := eachLine(valenceFile, func(line string) error {
		text, value, _ := strings.Cut(line, "\t")
		v, err := strconv.ParseFloat(value, 32)
		if err != nil || v < -4 || v > 4 || v == 0 {
			return fmt.Errorf("%q is not a valence from -4 to 4", value)
		}
		parts := split(text) // faces stand in the file as they are typed: ":d" is none
		w := words[parts[0]]
		if len(parts) == 1 {
			w.valence = float32(v)
		} else {
			w.valued = insert(w.valued, phrase{rest: hashesOf(parts[1:]), valence: float32(v)})
		}
		words[parts[0]] = w
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(words) > math.MaxUint16 {
		return nil, fmt.Errorf("lexicon: %d words, more than %d", len(words), math.MaxUint16)
	}
	l := &Lexicon{entries: make([]entry, 1), starts: make([]starts, 1)}
	known := map[uint64]string{}
	var hashes []uint64
	// Most words of a text are function words: together they stay near.
	order := slices.SortedFunc(maps.Keys(words), func(a, b string) int {
		return cmp.Or(cmp.Compare(words[b].set>>Function&1, words[a].set>>Function&1), cmp.Compare(a, b))
	})
	for _, text := range order {
		w := words[text]
		w.hash = hash([]byte(text))
		if other, ok := known[w.hash]; ok {
			return nil, fmt.Errorf("lexicon: %q and %q have the same hash", text, other)
		}
		known[w.hash] = text
		hashes = append(hashes, w.hash)
		for _, phrases := range [...][]phrase{w.classed, w.valued} {
			for _, p := range phrases {
				at, bits := pair(w.hash, p.rest[0])
				l.pairs[at] |= bits
			}
		}
		if w.classed != nil || w.valued != nil {
			w.entry.starts = uint16(len(l.starts))
			l.starts = append(l.starts, w.starts)
		}
		l.entries = append(l.entries, w.entry)
	}
	l.place = NewPlaces(hashes)
	l.at = make([]uint16, l.place.Size())
	for i, h := range hashes {
		l.at[l.place.Of(h)] = uint16(i + 1)
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
func (l *Lexicon) Lookup(folded []byte) Set { return l.find(hash(folded)).set }

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
	starts uint16 // number of the phrases that the word starts
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
		e := l.find(hashOf(text, t))
		set = e.set
		classed := l.starts[e.starts].classed
	phrases:
		for n := range classed {
			p := &classed[n]
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
		dst = append(dst, set)
	}
	return dst
}

func hashOf(text string, t Token) uint64 {
	if h, _, ok := short(text, t); ok {
		return h
	}
	var buf [MaxWord + utf8.UTFMax]byte
	return hash(AppendFold(buf[:0], text[t.Start:t.End]))
}

// Read appends to dst the Reading of each of toks. All tokens of a phrase get
// the phrase's classes and not those of its words, so that "no doubt" negates
// nothing; where phrases overlap the first and longest wins. It allocates only
// to grow dst.
func (l *Lexicon) Read(text string, toks []Token, dst []Reading) []Reading {
	first := len(dst)
	dst = slices.Grow(dst, len(toks))[:first+len(toks)]
	reads := dst[first:]
	// One thing after the other for all tokens: so the processor does it for
	// many at once.
	for i, t := range toks {
		h, shape, ok := short(text, t)
		if !ok {
			h, shape = l.long(text, t)
		}
		if t.Kind != Word && t.Kind != Hashtag {
			shape = 0
		}
		r := &reads[i]
		r.Hash, r.Shape, r.Phrase = h, shape, 1
	}
	for i := range reads {
		r := &reads[i]
		e := l.find(r.Hash)
		r.Classes, r.Valence, r.starts = e.set, e.valence, e.starts
	}
	classed, valued := 0, 0 // the tokens after the last phrase
	for i := range len(reads) - 1 {
		if at, bits := pair(reads[i].Hash, reads[i+1].Hash); l.pairs[at]&bits != bits {
			continue
		}
		s := &l.starts[reads[i].starts]
		if i >= classed {
			if p := match(reads[i+1:], s.classed); p != nil {
				classed = i + 1 + len(p.rest)
				for j := i; j < classed; j++ {
					reads[j].Classes = p.set
				}
			}
		}
		if i >= valued {
			if p := match(reads[i+1:], s.valued); p != nil {
				valued = i + 1 + len(p.rest)
				for j := i; j < valued; j++ {
					reads[j].Valence, reads[j].Phrase = 0, 0
				}
				reads[i].Valence, reads[i].Phrase = p.valence, uint8(len(p.rest)+1)
			}
		}
	}
	return dst
}

// long is the hash and shape of any token; an elongated word that is in no list
// has that of the word that is meant.
func (l *Lexicon) long(text string, t Token) (h uint64, shape Shape) {
	if t.Kind == Break {
		return 0, 0
	}
	s := text[t.Start:t.End]
	if t.Kind == Hashtag {
		s = s[1:]
	}
	var buf, other [MaxWord + utf8.UTFMax]byte
	h, shape, ok := quick(s)
	if !ok {
		h, shape = hash(AppendFold(buf[:0], s)), ShapeOf(s)
	}
	if shape&Elongated == 0 || t.Kind != Word && t.Kind != Hashtag || l.find(h).hash != 0 {
		return h, shape
	}
	// "goood" is "good", "soooo" is "so".
	folded := squeeze(AppendFold(buf[:0], s), 2)
	h = hash(folded)
	if l.find(h).hash == 0 {
		shorter := hash(squeeze(append(other[:0], folded...), 1))
		if l.find(shorter).hash != 0 {
			h = shorter
		}
	}
	return h, shape
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

// short is quick for a token of up to 8 bytes without one three times in a row:
// it takes the same steps for all lengths.
func short(text string, t Token) (h uint64, shape Shape, ok bool) {
	i, n := int(uint32(t.Start)), uint32(t.End-t.Start)
	if n > 8 || i+8 > len(text) || t.Kind >= Hashtag {
		return 0, 0, false
	}
	own := firstBytes[n&15]
	w := eight(text[i:i+8]) & own
	upper := within(w, 'A', 'Z')
	w |= upper >> 2
	pairs := same(w, w>>8)
	if w&highBits|pairs&(pairs>>8)&(own>>16) != 0 {
		return 0, 0, false
	}
	if upper != 0 {
		shape = shapeOf(upper, within(w, 'a', 'z'))
	}
	h = fnvStart
	h = (h ^ w&0xff) * fnvPrime
	h = (h ^ w>>8&0xff) * fnvPrime
	h = (h ^ w>>16&0xff) * fnvPrime
	h = (h ^ w>>24&0xff) * fnvPrime
	h = (h ^ w>>32&0xff) * fnvPrime
	h = (h ^ w>>40&0xff) * fnvPrime
	h = (h ^ w>>48&0xff) * fnvPrime
	h = (h ^ w>>56) * fnvPrime
	return finish(h * unread[n&15]), shape, true
}

// shapeOf is the shape of a word of up to 8 bytes, given the high bits of its
// upper-case letters and of all its letters.
func shapeOf(upper, letters uint64) (s Shape) {
	if upper&0x80 != 0 {
		s = Capitalised
	}
	if upper == letters && upper&(upper-1) != 0 {
		s = AllCaps
	}
	return s
}

// firstBytes[n] are all bits of the first n bytes.
var firstBytes = func() (t [16]uint64) {
	for n := 1; n <= 8; n++ {
		t[n] = t[n-1]<<8 | 0xff
	}
	return t
}()

// unread[n] undoes the steps of FNV-1a for the 8-n zero bytes after n others.
var unread = func() (t [16]uint64) {
	const inverse = 0xce965057aff6957b // of fnvPrime modulo 2^64
	t[8] = 1
	for n := 7; n >= 0; n-- {
		t[n] = t[n+1] * inverse
	}
	return t
}()

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
