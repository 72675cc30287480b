package lexicon

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Tokenize appends the tokens of text to dst and returns it. Offsets are byte
// offsets into text; tokens are in order and do not overlap. White space,
// control characters and bytes that are not UTF-8 belong to no token.
//
// It takes time linear in len(text) on any input and allocates only to grow
// dst: pass the slice of the last call cut to [:0]. Text beyond 2 GiB - 1 is
// not read.
//
// A Word keeps inner apostrophes ("don't", "don’t"), inner hyphens
// ("well-kept"), the full stops of initials ("U.S.") and digits ("covid-19",
// "3rd"). Chinese and Japanese characters are one Word each.
func Tokenize(text string, dst []Token) []Token {
	if len(text) > maxText {
		text = text[:maxText]
	}
	first := len(dst)
	for i := 0; i < len(text); {
		if text[i] == ' ' && i+1 < len(text) && class[text[i+1]] != cSpace {
			i++
		}
		start := i
		if n := plainWord(text, i); n > 0 {
			i += n
			dst = append(dst, Token{int32(start), int32(i), Word})
			continue
		}
		kind := Word
		switch class[text[i]] {
		case cSpace:
			var breaks bool
			i, breaks = skipSpace(text, i)
			if breaks && len(dst) > first && i < len(text) {
				dst = append(dst, Token{int32(start), int32(i), Break})
			}
			continue
		case cSkip:
			i++
			continue
		case cLetter:
			if n := urlLen(text, i); n > 0 {
				i, kind = i+n, URL
			} else if n := letterEmoticon(text, i); n > 0 {
				i, kind = i+n, Emoticon
			} else {
				i = wordEnd(text, i)
			}
		case cDigit:
			if n := keycapLen(text, i); n > 0 {
				i, kind = i+n, Emoji
			} else {
				i, kind = numberEnd(text, i)
			}
		case cMark:
			if i++; i < len(text) && class[text[i]] == cSpace {
				kind = Punct // a mark alone
			} else {
				i, kind = markEnd(text, start)
			}
		default: // cWide
			i, kind = wideEnd(text, i)
			if kind == skipped {
				continue
			}
		}
		dst = append(dst, Token{int32(start), int32(i), kind})
	}
	return dst
}

const maxText = 1<<31 - 1

// skipped is what wideEnd calls a rune that belongs to no token.
const skipped = Kind(255)

const (
	cSkip uint8 = iota
	cSpace
	cLetter
	cDigit
	cMark
	cWide // first byte of a rune beyond ASCII, or a stray byte
)

// class sorts bytes; it is never written after it is made.
var class = func() (t [256]uint8) {
	for c := range t {
		switch {
		case c >= utf8.RuneSelf:
			t[c] = cWide
		case c == ' ' || c >= '\t' && c <= '\r':
			t[c] = cSpace
		case c >= '0' && c <= '9':
			t[c] = cDigit
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			t[c] = cLetter
		case c > ' ' && c < 0x7f:
			t[c] = cMark
		}
	}
	return t
}()

// What a byte after ASCII letters does to the word.
const (
	goesOn     uint8 = iota // may be part of it
	nearlyEnds              // ends it unless it is part of an address or emoticon
	ends
)

// after is goesOn, nearlyEnds or ends by byte; it is never written after it is
// made.
var after = func() (t [256]uint8) {
	for c := range t {
		switch class[c] {
		case cSpace, cSkip, cMark:
			t[c] = ends
		}
	}
	for _, c := range "-'" {
		t[c] = goesOn
	}
	for _, c := range ".:_" {
		t[c] = nearlyEnds
	}
	return t
}()

// plainWord returns the length of the word at i if it is ASCII letters alone
// and eight bytes at a time show it; 0 says nothing.
func plainWord(s string, i int) int {
	start := i
	for ; i+9 <= len(s); i += 8 {
		w := eight(s[i:]) | 0x20*ones
		n := bits.TrailingZeros64(^within(w, 'a', 'z')&highBits) >> 3
		if n == 8 {
			continue
		}
		end := i + n
		if how := after[s[end]]; how != ends {
			if how == goesOn || end-start == 1 || isAddress(w&(1<<(8*n)-1)) {
				return 0
			}
		}
		if end-start == 2 && w&0xff == 'x' {
			return 0 // "xD"
		}
		return end - start
	}
	return 0
}

// isAddress reports whether addresses begin with the word w.
func isAddress(w uint64) bool {
	const http, www, ftp = 'h' | 't'<<8 | 't'<<16 | 'p'<<24, 'w' | 'w'<<8 | 'w'<<16, 'f' | 't'<<8 | 'p'<<16
	return w == http || w == http|'s'<<32 || w == www || w == ftp
}

// skipSpace returns the end of the white space at i and whether it holds a
// blank line.
func skipSpace(s string, i int) (int, bool) {
	lines := 0
	for i < len(s) && class[s[i]] == cSpace {
		if s[i] == '\n' || s[i] == '\r' && (i+1 == len(s) || s[i+1] != '\n') {
			lines++
		}
		i++
	}
	return i, lines > 1
}

// letterAt returns the width of the letter, combining mark or joiner at i, 0
// if there is something else. join says whether it can only continue a word.
func letterAt(s string, i int) (width int, join bool) {
	if i >= len(s) {
		return 0, false
	}
	if c := s[i]; c < utf8.RuneSelf {
		if class[c] == cLetter {
			return 1, false
		}
		return 0, false
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	switch {
	case r == utf8.RuneError && n == 1:
		return 0, false
	case oneByOne(r):
		return 0, false
	case unicode.IsLetter(r):
		return n, false
	case continues(r):
		return n, true
	}
	return 0, false
}

// continues reports whether r carries a word on without starting one.
func continues(r rune) bool {
	switch r {
	case 0xAD, zwnj, zwj: // soft hyphen, joiners of Persian and Indic scripts
		return true
	}
	return r >= 0x300 && r < variation && unicode.In(r, unicode.Mn, unicode.Mc) || r > 0x10000 && unicode.In(r, unicode.Mn, unicode.Mc)
}

const (
	zwnj      = 0x200C
	zwj       = 0x200D
	variation = 0xFE00
	emojiVS   = 0xFE0F
	keycap    = 0x20E3
)

// oneByOne reports whether r is written without spaces between words, so that
// one character is one token.
func oneByOne(r rune) bool {
	return r >= 0x2E80 && (r <= 0x2FDF || // radicals
		r >= 0x3005 && r <= 0x3007 || r >= 0x3041 && r <= 0x30FA || r == 0x30FC ||
		r >= 0x3400 && r <= 0x4DBF || r >= 0x4E00 && r <= 0x9FFF ||
		r >= 0xF900 && r <= 0xFAFF || r >= 0xFF66 && r <= 0xFF9F ||
		r >= 0x20000 && r <= 0x3FFFF)
}

func digitAt(s string, i int) bool { return i < len(s) && class[s[i]] == cDigit }

// apostropheAt returns the width of an apostrophe at i, 0 if there is none.
func apostropheAt(s string, i int) int {
	if i < len(s) && s[i] == '\'' {
		return 1
	}
	if i+2 < len(s) && s[i] == 0xE2 && s[i+1] == 0x80 && s[i+2] == 0x99 { // ’
		return 3
	}
	return 0
}

// wordEnd returns the end of the word whose first letter or digit is at i.
func wordEnd(s string, i int) int {
	start := i
	for i < len(s) {
		if c := class[s[i]]; c == cLetter || c == cDigit {
			i++
			continue
		}
		if n, _ := letterAt(s, i); n > 0 {
			i += n
			continue
		}
		// An apostrophe or hyphen stays if a letter follows, a hyphen also
		// before a digit ("covid-19").
		if n := apostropheAt(s, i); n > 0 {
			if m, join := letterAt(s, i+n); m > 0 && !join {
				i += n + m
				continue
			}
			return i
		}
		if s[i] == '-' {
			if m, join := letterAt(s, i+1); m > 0 && !join {
				i += 1 + m
				continue
			}
			if digitAt(s, i+1) {
				i += 2
				continue
			}
			return i
		}
		// Initials: single letters, each with its full stop.
		if s[i] == '.' && i == start+1 {
			if end := initialsEnd(s, start); end > 0 {
				return end
			}
		}
		return i
	}
	return i
}

// initialsEnd returns the end of "U.S." or "e.g" at i, 0 if there is none.
func initialsEnd(s string, i int) int {
	end := 0
	for n := 0; i+1 < len(s) && class[s[i]] == cLetter && s[i+1] == '.'; n++ {
		i += 2
		if n > 0 {
			end = i
		}
	}
	if w, _ := letterAt(s, i); w > 0 {
		if next, _ := letterAt(s, i+w); next > 0 || digitAt(s, i+w) {
			return end // "U.S.Army": the initials end before the word
		}
		if end > 0 || w == 1 {
			return i + w // "e.g"
		}
	}
	return end
}

// numberEnd returns the end of the number at i, or of the word it starts
// ("3rd", "20-year-old").
func numberEnd(s string, i int) (int, Kind) {
	for i < len(s) {
		switch c := s[i]; {
		case class[c] == cDigit:
			i++
		case (c == ',' || c == '.' || c == '/' || c == ':') && digitAt(s, i+1):
			i += 2
		case c == '-':
			if n, join := letterAt(s, i+1); n > 0 && !join {
				return wordEnd(s, i+1), Word
			}
			return i, Number
		default:
			if n, join := letterAt(s, i); n > 0 && !join {
				return wordEnd(s, i), Word
			}
			return i, Number
		}
	}
	return i, Number
}

// keycapLen returns the length of a keycap emoji ("1️⃣") at i, or 0.
func keycapLen(s string, i int) int {
	const vs, cap = "\uFE0F", "\u20E3"
	rest := s[i+1:]
	if strings.HasPrefix(rest, vs) && strings.HasPrefix(rest[len(vs):], cap) {
		return 1 + len(vs) + len(cap)
	}
	if strings.HasPrefix(rest, cap) {
		return 1 + len(cap)
	}
	return 0
}

// urlLen returns the length of the address that starts at i, or 0.
func urlLen(s string, i int) int {
	var head int
	switch s[i] | 0x20 {
	case 'h':
		if hasFold(s, i, "https://") {
			head = 8
		} else if hasFold(s, i, "http://") {
			head = 7
		}
	case 'w':
		if hasFold(s, i, "www.") {
			head = 4
		}
	case 'f':
		if hasFold(s, i, "ftp://") {
			head = 6
		}
	}
	if head == 0 || i+head >= len(s) {
		return 0
	}
	if c := class[s[i+head]]; c != cLetter && c != cDigit && c != cWide {
		return 0
	}
	end, open := i+head, 0
	for end < len(s) && s[end] > ' ' && s[end] != '<' && s[end] != '>' && s[end] != '"' {
		switch s[end] {
		case '(':
			open++
		case ')':
			open--
		}
		end++
	}
	// Marks at the end belong to the sentence, unless a parenthesis closes
	// one inside the address.
	for end > i+head {
		switch s[end-1] {
		case '.', ',', ';', ':', '!', '?', '\'', '*', ']', '}':
		case ')':
			if open >= 0 {
				return end - i
			}
			open++
		default:
			return end - i
		}
		end--
	}
	return 0
}

// hasFold reports whether lower-case ASCII pre stands at i in any case.
func hasFold(s string, i int, pre string) bool {
	if len(s)-i < len(pre) {
		return false
	}
	for j := range len(pre) {
		c := s[i+j]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != pre[j] {
			return false
		}
	}
	return true
}

// tagEnd returns the end of letters, digits and underscores at i and whether
// a letter is among them.
func tagEnd(s string, i int) (end int, letter bool) {
	for i < len(s) {
		if s[i] == '_' || digitAt(s, i) {
			i++
			continue
		}
		n, join := letterAt(s, i)
		if n == 0 {
			r, w := utf8.DecodeRuneInString(s[i:])
			if !oneByOne(r) {
				return i, letter
			}
			n = w
		}
		letter = letter || !join
		i += n
	}
	return i, letter
}

// markEnd returns the end of the token that starts with the ASCII mark at i.
func markEnd(s string, i int) (int, Kind) {
	c := s[i]
	switch c {
	case '@', '#':
		if i == 0 || class[s[i-1]] != cLetter && class[s[i-1]] != cDigit {
			if end, letter := tagEnd(s, i+1); c == '@' && end > i+1 {
				return end, Mention
			} else if letter {
				return end, Hashtag
			}
		}
		if n := keycapLen(s, i); n > 0 {
			return i + n, Emoji
		}
	case '*':
		if n := keycapLen(s, i); n > 0 {
			return i + n, Emoji
		}
	}
	if n := emoticonLen(s, i); n > 0 {
		return i + n, Emoticon
	}
	for i < len(s) && s[i] == c {
		i++
	}
	return i, Punct
}

// wideEnd returns the end of the token that starts at i with a rune beyond
// ASCII.
func wideEnd(s string, i int) (int, Kind) {
	r, n := utf8.DecodeRuneInString(s[i:])
	if r == utf8.RuneError && n == 1 {
		return i + 1, skipped
	}
	if strings.HasPrefix(s[i:], shrug) {
		return i + len(shrug), Emoticon
	}
	if isEmoji(r) || presentedAsEmoji(s, i+n) {
		return emojiEnd(s, i, r, n), Emoji
	}
	switch {
	case oneByOne(r):
		i += n
		for i < len(s) { // voicing marks and variation selectors of this character
			r, n := utf8.DecodeRuneInString(s[i:])
			if !unicode.Is(unicode.Mn, r) {
				break
			}
			i += n
		}
		return i, Word
	case unicode.IsLetter(r):
		return wordEnd(s, i), Word
	case unicode.IsDigit(r):
		for i < len(s) {
			r, n := utf8.DecodeRuneInString(s[i:])
			if !unicode.IsDigit(r) {
				break
			}
			i += n
		}
		return i, Number
	case unicode.IsSpace(r), unicode.IsControl(r), unicode.In(r, unicode.Mn, unicode.Mc, unicode.Me, unicode.Cf, unicode.Co, unicode.Cn):
		return i + n, skipped
	}
	for same := s[i : i+n]; strings.HasPrefix(s[i:], same); {
		i += n
	}
	return i, Punct
}

// presentedAsEmoji reports whether the rune that ended at i is followed by the
// selector that asks for its emoji form ("❤️", "™️").
func presentedAsEmoji(s string, i int) bool {
	return strings.HasPrefix(s[i:], "\uFE0F")
}

func isEmoji(r rune) bool {
	switch {
	case r < 0x231A:
		return false
	case r >= 0x1F000:
		return r <= 0x1FAFF
	case r >= 0x2600 && r <= 0x27BF:
		return r < 0x2768 || r > 0x2775 && r != 0x27B2 // not ornamental brackets
	case r == 0x231A, r == 0x231B, r >= 0x23E9 && r <= 0x23FA, r == 0x2B1B, r == 0x2B1C, r == 0x2B50, r == 0x2B55:
		return true
	}
	return false
}

func isFlagLetter(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

// emojiEnd returns the end of the grapheme at i whose first rune is r, n bytes
// wide: skin tones, selectors, tags, joined emoji, flags.
func emojiEnd(s string, i int, r rune, n int) int {
	i += n
	if isFlagLetter(r) {
		if r, n := utf8.DecodeRuneInString(s[i:]); isFlagLetter(r) {
			i += n
		}
		return i
	}
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == emojiVS, r == keycap, r >= 0x1F3FB && r <= 0x1F3FF, r >= 0xE0020 && r <= 0xE007F:
			i += n
		case r == zwj:
			next, m := utf8.DecodeRuneInString(s[i+n:])
			if !isEmoji(next) && !presentedAsEmoji(s, min(i+n+m, len(s))) {
				return i
			}
			i += n + m
		default:
			return i
		}
	}
	return i
}
