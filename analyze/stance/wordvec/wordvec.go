// Package wordvec turns a text into what the stance network reads: vocabulary
// words with their places, word classes and vectors.
//
// Training and scoring both go through it, so that they see the same.
package wordvec

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"

	"standpoint/lexicon"
)

// Dim is the length of a word vector.
const Dim = 100

// Ids below First are no words. Only Spelled has a vector, one that follows
// from the spelling and not from the id.
const (
	Pad     = iota
	Number  // any number
	Link    // a URL
	Name    // a mention: @name
	Emoji   // an emoji or emoticon
	Break   // a blank line
	Foreign // a word of one letter, or not in Latin letters
	Spelled // a word outside the vocabulary
	First
)

// Classes beyond those of classes.txt, in the bits after them.
const (
	classQuestion = iota // "?"
	classExclaim         // "!"
	classQuote           // a quotation mark
	classEnd             // the end of a sentence
	classNumber          // a number
	classShout           // a word of three letters or more in capitals
	classMention         // "@name"
	classHappy           // a happy emoticon or emoji
	classUnhappy         // an unhappy one
	markClasses
)

// Token is one word as the network reads it. One token of the text may give
// several: "don't" is "do" and "not", "#BanTheTrams" is three.
type Token struct {
	Start, End int32  // byte offsets in the text
	ID         int32  // Spelled: look at Text[Start:End]
	Classes    uint32 // bit i: it belongs to class i
}

// Vocab holds the words with a vector. It is safe for concurrent use.
type Vocab struct {
	words   []string         // words[i] has id First+i
	ids     map[string]int32 // below 0: ^index of a contraction
	vectors []int8
	grams   []int8
	classes []uint32          // by id
	rare    map[string]uint32 // classes of words outside the vocabulary
	split   []contraction
	names   []string
}

type contraction struct {
	cut    int // where the second word begins, at the latest
	ids    [2]int32
	second uint32 // classes
	first  uint32
}

//go:embed classes.txt
var classesText string

// New makes a vocabulary of words, one a line and the commonest first, their
// vectors (Dim signed bytes a word) and the vectors of hashed letter n-grams
// (Dim signed bytes a bucket).
func New(words, vectors, grams []byte) (*Vocab, error) {
	list := strings.Split(strings.TrimSuffix(string(words), "\n"), "\n")
	if len(list)*Dim != len(vectors) {
		return nil, fmt.Errorf("%d words, but %d bytes of vectors and not %d", len(list), len(vectors), len(list)*Dim)
	}
	if len(grams) == 0 || len(grams)%Dim != 0 {
		return nil, errors.New("no whole number of n-gram vectors")
	}
	v := &Vocab{words: list, ids: make(map[string]int32, len(list)+len(contractions)), vectors: signed(vectors), grams: signed(grams),
		classes: make([]uint32, First+len(list)), rare: map[string]uint32{}}
	for i, w := range list {
		v.ids[w] = int32(First + i)
	}
	for line := range strings.Lines(classesText) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, members, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("word classes: no colon in %q", line)
		}
		for w := range strings.FieldsSeq(members) {
			if id, ok := v.ids[w]; ok {
				v.classes[id] |= 1 << len(v.names)
			} else {
				v.rare[w] |= 1 << len(v.names)
			}
		}
		v.names = append(v.names, name)
	}
	if len(v.names)+markClasses > 32 {
		return nil, errors.New("word classes: more than 32")
	}
	for _, c := range contractions {
		x := contraction{cut: len(c[1])}
		x.ids[0], x.first = v.find(c[1])
		x.ids[1], x.second = v.find(c[2])
		v.ids[c[0]] = ^int32(len(v.split))
		v.split = append(v.split, x)
	}
	return v, nil
}

// find looks up a word in lower case.
func (v *Vocab) find(w string) (int32, uint32) {
	if id, ok := v.ids[w]; ok {
		return id, v.classes[id]
	}
	return Spelled, v.rare[w]
}

func signed(b []byte) []int8 {
	s := make([]int8, len(b))
	for i, c := range b {
		s[i] = int8(c)
	}
	return s
}

// Len is the number of ids: every id of a Token is below it.
func (v *Vocab) Len() int { return First + len(v.words) }

// Classes is the number of bits in use in Token.Classes.
func (v *Vocab) Classes() int { return len(v.names) + markClasses }

// FirstMark is the bit of the first class that classes.txt does not list: the
// question mark, the exclamation mark, the quotation mark, the end of a
// sentence, a number, a word in capitals, a mention, a happy and an unhappy
// emoticon or emoji.
func (v *Vocab) FirstMark() int { return len(v.names) }

// ClassName names a bit of Token.Classes: a line of classes.txt, or "".
func (v *Vocab) ClassName(i int) string {
	if i < len(v.names) {
		return v.names[i]
	}
	return ""
}

// Word is the word with this id, "" if it is none.
func (v *Vocab) Word(id int32) string {
	if id < First {
		return ""
	}
	return v.words[id-First]
}

// Vector writes the unit vector of id to out, zero for ids below First.
func (v *Vocab) Vector(id int32, out *[Dim]float32) {
	if id < First {
		*out = [Dim]float32{}
		return
	}
	row := v.vectors[int(id-First)*Dim:][:Dim]
	var acc [Dim]int32
	for i, x := range row {
		acc[i] = int32(x)
	}
	unit(&acc, out)
}

// Spell writes the vector that follows from a word's spelling: the sum of the
// rows of its letter n-grams at length 1. Only the first maxSpelled bytes of a
// word count.
func (v *Vocab) Spell(word string, out *[Dim]float32) {
	if len(word) > maxSpelled {
		word = word[:maxSpelled]
	}
	var buf [maxSpelled + 2]byte
	b := append(append(append(buf[:0], '<'), word...), '>')
	var acc [Dim]int32
	buckets := uint32(len(v.grams) / Dim)
	for n := 3; n <= 5; n++ {
		for i := 0; i+n <= len(b); i++ {
			h := uint32(2166136261)
			for _, c := range b[i : i+n] {
				h = (h ^ uint32(c)) * 16777619
			}
			row := v.grams[int(h%buckets)*Dim:][:Dim]
			for k, x := range row {
				acc[k] += int32(x)
			}
		}
	}
	unit(&acc, out)
}

const maxSpelled = 40

// unit brings a vector to length 1. The sum is of integers, so it is the same
// on every machine.
func unit(acc *[Dim]int32, out *[Dim]float32) {
	sum := int64(0)
	for _, x := range acc {
		sum += int64(x) * int64(x)
	}
	if sum == 0 {
		*out = [Dim]float32{}
		return
	}
	norm := math.Sqrt(float64(sum))
	for i, x := range acc {
		out[i] = float32(float64(x) / norm)
	}
}

// Stem is the word without its ending, by the Snowball stemmer for English.
func Stem(word string) string {
	env := snowballstem.NewEnv(word)
	english.Stem(env)
	return env.Current()
}

// contractions that cannot be read off their ending, and those that people
// write without the apostrophe.
var contractions = [][3]string{
	{"can't", "can", "not"}, {"won't", "will", "not"}, {"shan't", "shall", "not"}, {"ain't", "is", "not"},
	{"cannot", "can", "not"}, {"dont", "do", "not"}, {"doesnt", "does", "not"}, {"didnt", "did", "not"},
	{"isnt", "is", "not"}, {"wasnt", "was", "not"}, {"arent", "are", "not"}, {"werent", "were", "not"},
	{"cant", "can", "not"}, {"wont", "will", "not"}, {"wouldnt", "would", "not"}, {"shouldnt", "should", "not"},
	{"couldnt", "could", "not"}, {"hasnt", "has", "not"}, {"havent", "have", "not"}, {"aint", "is", "not"},
	{"im", "i", "am"}, {"ive", "i", "have"}, {"youre", "you", "are"}, {"theyre", "they", "are"},
	{"thats", "that", "is"}, {"it's", "it", "is"}, {"that's", "that", "is"}, {"he's", "he", "is"},
	{"she's", "she", "is"}, {"there's", "there", "is"}, {"what's", "what", "is"}, {"who's", "who", "is"},
	{"here's", "here", "is"}, {"let's", "let", "us"}, {"gonna", "going", "to"},
}

var endings = []struct{ end, word string }{
	{"n't", "not"}, {"'re", "are"}, {"'ve", "have"}, {"'ll", "will"}, {"'d", "would"}, {"'m", "am"},
}

// Encoder reads texts. It keeps buffers, so each goroutine needs its own.
type Encoder struct {
	v      *Vocab
	text   string
	tokens []lexicon.Token
	lower  []byte
}

// NewEncoder returns an encoder for v.
func NewEncoder(v *Vocab) *Encoder { return &Encoder{v: v} }

// Encode appends the tokens of text to dst, at most max of them. A text may be
// any bytes; its time is linear in the length of the part that is read.
func (e *Encoder) Encode(dst []Token, text string, max int) []Token {
	limit := len(dst) + max
	// A token has a few letters; a text much longer than max tokens is cut
	// before it is split, so that a comment of megabytes costs little.
	if bound := max * 12; len(text) > bound {
		for bound > 0 && !utf8.RuneStart(text[bound]) {
			bound--
		}
		text = text[:bound]
	}
	e.text = text
	e.tokens = lexicon.Tokenize(text, e.tokens[:0])
	marks := uint32(1) << len(e.v.names)
	for _, t := range e.tokens {
		if len(dst) >= limit {
			break
		}
		s := text[t.Start:t.End]
		switch t.Kind {
		case lexicon.Word:
			dst = e.word(dst, text, t.Start, t.End)
		case lexicon.Hashtag:
			dst = e.hashtag(dst, s, t.Start)
		case lexicon.Number:
			dst = append(dst, Token{t.Start, t.End, Number, marks << classNumber})
		case lexicon.URL:
			dst = append(dst, Token{t.Start, t.End, Link, 0})
		case lexicon.Mention:
			dst = append(dst, Token{t.Start, t.End, Name, marks << classMention})
		case lexicon.Break:
			dst = append(dst, Token{t.Start, t.End, Break, marks << classEnd})
		case lexicon.Emoji, lexicon.Emoticon:
			c := uint32(0)
			switch mood(s) {
			case 1:
				c = marks << classHappy
			case -1:
				c = marks << classUnhappy
			}
			dst = append(dst, Token{t.Start, t.End, Emoji, c})
		case lexicon.Punct:
			c := uint32(0)
			switch r, _ := utf8.DecodeRuneInString(s); r {
			case '?':
				c = marks<<classQuestion | marks<<classEnd
			case '!':
				c = marks<<classExclaim | marks<<classEnd
			case '.', '…':
				c = marks << classEnd
			case '"', '“', '”', '„', '«', '»':
				c = marks << classQuote
				s = `"`
			}
			_, n := utf8.DecodeRuneInString(s)
			id, ok := e.v.ids[s[:n]]
			if !ok || id < 0 {
				id = Pad
			}
			dst = append(dst, Token{t.Start, t.End, id, c})
		}
	}
	if len(dst) > limit {
		dst = dst[:limit]
	}
	return dst
}

// Last is the part of the last text that was read, and its tokens.
func (e *Encoder) Last() (string, []lexicon.Token) { return e.text, e.tokens }

// word appends the tokens of one written word.
func (e *Encoder) word(dst []Token, text string, at, end int32) []Token {
	s := text[at:end]
	b, shout := lower(e.lower[:0], s)
	e.lower = b
	caps := uint32(0)
	if shout {
		caps = 1 << (len(e.v.names) + classShout)
	}
	if id, ok := e.v.ids[string(b)]; ok {
		if id >= 0 {
			return append(dst, Token{at, end, id, caps | e.v.classes[id]})
		}
		c := &e.v.split[^id]
		cut := at + int32(min(c.cut, len(s)-1))
		for !utf8.RuneStart(text[cut]) {
			cut--
		}
		return append(dst, Token{at, cut, c.ids[0], caps | c.first}, Token{cut, end, c.ids[1], caps | c.second})
	}
	if bytes.IndexByte(b, '\'') > 0 {
		if rest, ok := bytes.CutSuffix(b, []byte("'s")); ok {
			b = rest
		} else if rest, ok := bytes.CutSuffix(b, []byte("s'")); ok {
			b = b[:len(rest)+1]
		} else {
			for _, x := range endings {
				if rest, ok := bytes.CutSuffix(b, []byte(x.end)); ok && len(rest) > 0 {
					// A curly apostrophe is longer than the one looked for.
					cut := max(end-int32(len(x.end)), at+1)
					for cut > at+1 && !utf8.RuneStart(text[cut]) {
						cut--
					}
					for cut < end && !utf8.RuneStart(text[cut]) {
						cut++
					}
					id, classes := e.v.find(x.word)
					return append(dst, e.lookup(rest, at, cut, caps), Token{cut, end, id, classes | caps})
				}
			}
		}
	}
	t := e.lookup(b, at, end, caps)
	if t.ID == Spelled && bytes.IndexByte(b, '-') > 0 && len(b) == len(s) {
		from := 0
		for i := 0; i <= len(b); i++ {
			if i == len(b) || b[i] == '-' {
				if i > from {
					dst = append(dst, e.lookup(b[from:i], at+int32(from), at+int32(i), caps))
				}
				from = i + 1
			}
		}
		return dst
	}
	return append(dst, t)
}

// lookup finds a lower-case word, as it stands or with runs of a letter cut
// ("sooo").
func (e *Encoder) lookup(b []byte, start, end int32, classes uint32) Token {
	if id, ok := e.v.ids[string(b)]; ok && id >= 0 {
		return Token{start, end, id, classes | e.v.classes[id]}
	}
	classes |= e.v.rare[string(b)]
	if bytes.IndexByte(b, '.') > 0 { // "u.s."
		if id, ok := e.v.ids[string(bytes.ReplaceAll(b, []byte("."), nil))]; ok && id >= 0 {
			return Token{start, end, id, classes}
		}
	}
	for _, keep := range [2]int{2, 1} {
		if short := squeeze(b, keep); len(short) < len(b) {
			if id, ok := e.v.ids[string(short)]; ok && id >= 0 {
				return Token{start, end, id, classes | e.v.classes[id]}
			}
		}
	}
	for _, c := range b {
		// The vectors lack "a" and "I", and one letter spells nothing.
		if 'a' <= c && c <= 'z' && len(b) > 1 {
			return Token{start, end, Spelled, classes}
		}
	}
	return Token{start, end, Foreign, classes}
}

// squeeze cuts runs of three and more of one byte down to keep; it returns b
// itself if there are none.
func squeeze(b []byte, keep int) []byte {
	run := 0
	for i := range b {
		if i > 0 && b[i] == b[i-1] {
			run++
		} else {
			run = 1
		}
		if run == 3 {
			out := make([]byte, 0, len(b))
			for i := 0; i < len(b); {
				j := i
				for j < len(b) && b[j] == b[i] {
					j++
				}
				n := j - i
				if n >= 3 {
					n = keep
				}
				for range n {
					out = append(out, b[i])
				}
				i = j
			}
			return out
		}
	}
	return b
}

// hashtag appends the words of "#BanTheTrams".
func (e *Encoder) hashtag(dst []Token, s string, at int32) []Token {
	s = s[1:]
	at++
	b, _ := lower(e.lower[:0], s)
	e.lower = b
	if id, ok := e.v.ids[string(b)]; ok && id >= 0 || len(b) != len(s) {
		return append(dst, e.lookup(b, at, at+int32(len(s)), 0))
	}
	from := 0
	for i := 1; i <= len(s); i++ {
		if i < len(s) && !cut(s, i) {
			continue
		}
		if part := b[from:i]; len(part) > 0 && part[0] != '_' {
			if '0' <= part[0] && part[0] <= '9' {
				dst = append(dst, Token{at + int32(from), at + int32(i), Number, 1 << (len(e.v.names) + classNumber)})
			} else {
				dst = append(dst, e.lookup(part, at+int32(from), at+int32(i), 0))
			}
		}
		from = i
	}
	return dst
}

// cut reports whether a word of a hashtag begins at s[i].
func cut(s string, i int) bool {
	kind := func(c byte) int {
		switch {
		case 'A' <= c && c <= 'Z':
			return 1
		case '0' <= c && c <= '9':
			return 2
		case c == '_':
			return 3
		}
		return 0
	}
	a, b := kind(s[i-1]), kind(s[i])
	switch {
	case b == 1 && a == 1:
		// "TCOTrump": the last capital before a small letter begins a word.
		return i+1 < len(s) && kind(s[i+1]) == 0 && i >= 2
	case a == 1 && b == 0:
		return false
	}
	return a != b
}

// lower appends s in lower case to dst with straight apostrophes, and reports
// whether it shouts.
func lower(dst []byte, s string) ([]byte, bool) {
	letters, small := 0, 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			switch {
			case 'A' <= c && c <= 'Z':
				letters++
				c += 'a' - 'A'
			case 'a' <= c && c <= 'z':
				small++
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '’' || r == '‘' || r == 'ʼ':
			dst = append(dst, '\'')
		case r == '‐' || r == '‑':
			dst = append(dst, '-')
		case r == utf8.RuneError && n == 1:
			dst = append(dst, s[i])
		default:
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
		i += n
	}
	return dst, small == 0 && letters >= 3
}

// mood is +1 for a happy emoji or emoticon, -1 for an unhappy one, else 0.
func mood(s string) int {
	if strings.ContainsAny(s, ")]DPp3") && strings.ContainsAny(s, ":;=8xX<") && !strings.Contains(s, "</3") {
		return 1
	}
	if strings.ContainsAny(s, "([/\\|") && strings.ContainsAny(s, ":;=8xX") {
		return -1
	}
	switch r, _ := utf8.DecodeRuneInString(s); r {
	case '😀', '😃', '😄', '😁', '😊', '🙂', '😍', '🥰', '😘', '👍', '👏', '💪', '🙏', '❤', '💕', '🎉', '✅', '💯', '🔥', '😎', '🤗':
		return 1
	case '😡', '😠', '🤬', '😢', '😭', '👎', '🤮', '🤢', '💩', '🙄', '😒', '😞', '😤', '🤦', '❌', '😔', '😩', '🖕', '🤡':
		return -1
	}
	return 0
}
