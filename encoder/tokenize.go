package encoder

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxWord is the most runes of a word that is still spelled; BERT's own limit.
const maxWord = 100

// Tokenize appends the WordPieces of text to dst, as BERT's uncased tokenizer
// makes them: control characters go, CJK ideographs stand alone, letters are
// lower-cased and lose their accents, punctuation stands alone, and each word
// is spelled by the longest pieces from its left. A word that the pieces cannot
// spell, or of over 100 characters, is one UNK. Names of special tokens in the
// text ("[SEP]") are words like others. Invalid UTF-8 is passed over.
//
// Other than BERT's, it takes the tags and names after "#" and "@" apart into
// their words, 60 characters at most: "#BanTheTrams" and "#bantrams".
//
// Offsets count bytes of text as it was given and lie between runes. Pieces of
// one rune (a Hangul syllable is folded to its letters) share its range.
func (m *Model) Tokenize(dst []Token, text string) []Token {
	w := word{model: m, dst: dst}
	var folded [8]rune
	for at := 0; at < len(text); {
		if c := text[at]; c < utf8.RuneSelf {
			switch ascii[c] {
			case letter:
				if 'A' <= c && c <= 'Z' {
					c += 'a' - 'A'
				}
				w.add(rune(c), at, at+1)
			case space:
				w.end()
			case alone:
				w.end()
				w.add(rune(c), at, at+1)
				w.end()
				if c == '#' || c == '@' {
					n := tagAt(text, at)
					w.dst = m.tag(w.dst, text, at+1, at+1+n)
					at += n
				}
			}
			at++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		for _, c := range fold(folded[:0], r) {
			switch {
			case c == ' ':
				w.end()
			case c < utf8.RuneSelf && ascii[c] == alone || c >= utf8.RuneSelf && unicode.IsPunct(c):
				w.end()
				w.add(c, at, at+size)
				w.end()
			default:
				w.add(c, at, at+size)
			}
		}
		at += size
	}
	w.end()
	return w.dst
}

// What an ASCII byte does to words.
const (
	nothing = iota
	letter
	space
	alone
)

var ascii = func() (t [utf8.RuneSelf]byte) {
	for c := range t {
		switch {
		case c == '\t' || c == '\n' || c == '\r' || c == ' ':
			t[c] = space
		case c < ' ' || c == 0x7f:
			t[c] = nothing
		case '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
			t[c] = letter
		default:
			t[c] = alone
		}
	}
	return t
}()

// fold appends what BERT makes of a rune: nothing, a space, or lower-cased
// letters without marks.
func fold(dst []rune, r rune) []rune {
	switch {
	case r == 0 || r == utf8.RuneError:
		return dst
	case unicode.IsSpace(r) && !unicode.Is(unicode.Cc, r) || r == '\t' || r == '\n' || r == '\r':
		return append(dst, ' ')
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co):
		return dst
	case ideograph(r):
		dst = decompose(append(dst, ' '), r)
		return append(dst, ' ')
	}
	return decompose(dst, r)
}

// decompose appends the rune's canonical decomposition, in lower case, without
// non-spacing marks.
func decompose(dst []rune, r rune) []rune {
	if 0xac00 <= r && r <= 0xd7a3 { // Hangul syllables decompose by rule
		s := r - 0xac00
		dst = append(dst, 0x1100+s/588, 0x1161+s%588/28)
		if t := s % 28; t != 0 {
			dst = append(dst, 0x11a7+t)
		}
		return dst
	}
	var b [utf8.UTFMax]byte
	d := norm.NFD.Properties(b[:utf8.EncodeRune(b[:], r)]).Decomposition()
	if d == nil {
		return keep(dst, r)
	}
	for len(d) > 0 {
		c, n := utf8.DecodeRune(d)
		dst = keep(dst, c)
		d = d[n:]
	}
	return dst
}

func keep(dst []rune, r rune) []rune {
	if unicode.Is(unicode.Mn, r) {
		return dst
	}
	return append(dst, unicode.ToLower(r))
}

func ideograph(r rune) bool {
	return 0x4e00 <= r && r <= 0x9fff || 0x3400 <= r && r <= 0x4dbf || 0x20000 <= r && r <= 0x2a6df ||
		0x2a700 <= r && r <= 0x2b73f || 0x2b740 <= r && r <= 0x2b81f || 0x2b920 <= r && r <= 0x2ceaf ||
		0xf900 <= r && r <= 0xfaff || 0x2f800 <= r && r <= 0x2fa1f
}

// word gathers the runes of a word and spells it.
type word struct {
	model *Model
	dst   []Token
	n     int                         // runes seen
	text  [maxWord * utf8.UTFMax]byte // the first maxWord runes
	at    [maxWord + 1]uint16         // where rune i starts in text
	from  [maxWord]int                // where rune i starts in the original
	start int                         // of the word's first rune
	stop  int                         // of its last rune
	to    [maxWord]int
}

func (w *word) add(r rune, start, stop int) {
	if w.n == 0 {
		w.start = start
	}
	w.stop = stop
	if w.n < maxWord {
		at := int(w.at[w.n])
		w.at[w.n+1] = uint16(at + utf8.EncodeRune(w.text[at:at+utf8.UTFMax], r))
		w.from[w.n], w.to[w.n] = start, stop
	}
	w.n++
}

// end spells the word so far and begins another.
func (w *word) end() {
	n := w.n
	w.n = 0
	if n == 0 {
		return
	}
	if n > maxWord {
		w.dst = append(w.dst, Token{UNK, w.start, w.stop})
		return
	}
	before := len(w.dst)
	pieces := w.model.first
	for i := 0; i < n; {
		j := min(n, i+w.model.longest)
		id, ok := int32(0), false
		for ; j > i; j-- {
			if id, ok = pieces[string(w.text[w.at[i]:w.at[j]])]; ok {
				break
			}
		}
		if !ok {
			w.dst = append(w.dst[:before], Token{UNK, w.start, w.stop})
			return
		}
		w.dst = append(w.dst, Token{id, w.from[i], w.to[j-1]})
		i, pieces = j, w.model.within
	}
}
