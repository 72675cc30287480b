package article

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// decode turns the bytes of a page into UTF-8 with "\n" line ends.
//
// A byte order mark decides between UTF-8 and UTF-16; without one the page is
// UTF-8 if it is valid as such (a few broken bytes among many good multi-byte
// ones are replaced by U+FFFD), else Windows-1252. Carriage returns, alone or
// before a line feed, are line ends; so are form feeds and U+2028, U+2029.
// NUL and other control bytes are dropped, no-break and other odd spaces become plain ones,
// zero-width characters that carry no meaning vanish (joiners stay: emoji and
// several scripts need them).
func decode(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		return normalise(bytes.ToValidUTF8(b[3:], []byte("\uFFFD")))
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}), bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		// The decoder replaces what is not UTF-16 and cannot fail on it.
		if out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(b); err == nil {
			return normalise(out)
		}
	}
	if utf8.Valid(b) {
		return normalise(b)
	}
	if good, bad := countUTF8(b); good > 4*bad {
		return normalise(bytes.ToValidUTF8(b, []byte("\uFFFD")))
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		out = bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	return normalise(out)
}

func normalise(b []byte) string {
	var sb strings.Builder
	sb.Grow(len(b))
	for i := 0; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c == '\r':
				if i < len(b) && b[i] == '\n' {
					i++
				}
				sb.WriteByte('\n')
			case c == '\f', c == '\v':
				sb.WriteByte('\n')
			case c < ' ' && c != '\n' && c != '\t', c == 0x7F:
			default:
				sb.WriteByte(c)
			}
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		i += n
		switch {
		case r == 0x2028, r == 0x2029, r == 0x85:
			sb.WriteByte('\n')
		case r == 0xA0, r == 0x202F, r >= 0x2000 && r <= 0x200A, r == 0x205F, r == 0x3000:
			sb.WriteByte(' ')
		case r == 0x200B, r == 0x2060, r == 0xFEFF, r == 0xAD, r == 0x180E,
			r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r > 0x7F && r < 0xA0:
		default:
			sb.WriteRune(r)
		}
	}
	return sb.String()
}
