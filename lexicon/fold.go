package lexicon

import (
	"unicode"
	"unicode/utf8"
)

// MaxWord is the length in bytes beyond which AppendFold cuts a word. No entry
// of a word list is longer, so a longer word is in none.
const MaxWord = 64

// AppendFold appends word to dst in the form that the word lists use: lower
// case, the typographic apostrophe ’ as ', soft hyphens and joiners left out.
// At most about MaxWord bytes are appended. It allocates only to grow dst, so
// a look-up without allocation is
//
//	var buf [lexicon.MaxWord + utf8.UTFMax]byte
//	x, ok := table[string(lexicon.AppendFold(buf[:0], text[t.Start:t.End]))]
func AppendFold(dst []byte, word string) []byte {
	limit := len(dst) + MaxWord
	for i := 0; i < len(word) && len(dst) < limit; {
		c := word[i]
		if c < utf8.RuneSelf {
			if c >= 'A' && c <= 'Z' {
				c |= 0x20
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(word[i:])
		i += n
		switch r {
		case '’', 'ʼ':
			dst = append(dst, '\'')
		case 0xAD, zwnj, zwj, emojiVS:
		default:
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
	}
	return dst
}

// Shape describes how a word is written, apart from which word it is.
type Shape uint8

const (
	Capitalised Shape = 1 << iota // first letter upper case, not all: "Idiot"
	AllCaps                       // two letters or more, all upper case: "IDIOT"
	Elongated                     // a letter three times or more in a row: "sooo"
)

// ShapeOf reports how word is written. It looks at the first MaxWord bytes.
func ShapeOf(word string) Shape {
	var s Shape
	upper, lower, run := 0, 0, 0
	var last rune
	for i, r := range word {
		if i >= MaxWord {
			break
		}
		switch {
		case r < utf8.RuneSelf && class[r] == cLetter:
			if r >= 'A' && r <= 'Z' {
				upper++
				r |= 0x20
			} else {
				lower++
			}
		case unicode.IsUpper(r):
			upper++
			r = unicode.ToLower(r)
		case unicode.IsLower(r):
			lower++
		default:
			last, run = 0, 0
			continue
		}
		if i == 0 && upper == 1 {
			s |= Capitalised
		}
		if r == last {
			if run++; run == 3 {
				s |= Elongated
			}
		} else {
			last, run = r, 1
		}
	}
	if upper > 1 && lower == 0 {
		s = s&^Capitalised | AllCaps
	}
	return s
}
