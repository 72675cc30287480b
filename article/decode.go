package article

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// encodingOf finds the encoding of a text from its bytes, or from those that
// it begins with; nil is UTF-8:
//
//   - a byte order mark, or the zero bytes of UTF-16 text, decide;
//   - so does an XML declaration of another encoding than UTF-8;
//   - what is valid UTF-8 is UTF-8, and so are a few broken bytes among many
//     good characters of more than one;
//   - else the encoding that a statistical detector is sure of, which knows
//     those of Cyrillic, Greek, Chinese, Japanese, Korean and others;
//   - else Windows-1252.
func encodingOf(text []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(text, bomUTF8):
		return nil
	case bytes.HasPrefix(text, []byte{0xff, 0xfe}), bytes.HasPrefix(text, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	}
	if enc := zeroBytes(text[:min(len(text), SniffBytes)]); enc != nil {
		return enc
	}
	if enc := declaredEncoding(text); enc != nil {
		return enc
	}
	// The last character may be cut.
	for i := 1; i < utf8.UTFMax && i <= len(text); i++ {
		if c := text[len(text)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(text[len(text)-i:]) {
				text = text[:len(text)-i]
			}
			break
		}
	}
	good, bad := countUTF8(text)
	if bad == 0 || good > 4*bad {
		return nil // broken bytes cost their rows at most
	}
	sample := text[bytes.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }):]
	sample = sample[:min(len(sample), SniffBytes)]
	if best, err := chardet.NewTextDetector().DetectBest(sample); err == nil && best.Confidence >= 40 && best.Charset != "ISO-8859-1" {
		if enc, err := htmlindex.Get(best.Charset); err == nil {
			return enc
		}
	}
	return charmap.Windows1252
}

var bomUTF8 = []byte("\ufeff")

// toUTF8Reader turns a stream into UTF-8 without byte order mark. label names
// its encoding as browsers do ("windows-1252"); "" finds it from the start of
// the stream. Broken bytes of UTF-8 stay.
func toUTF8Reader(r io.Reader, label string) (io.Reader, error) {
	if label != "" {
		enc, err := htmlindex.Get(label)
		if err != nil {
			return nil, fmt.Errorf("no character encoding is called %q; names are those of web pages, such as utf-8, windows-1252, utf-16le", label)
		}
		return transform.NewReader(r, unicode.BOMOverride(enc.NewDecoder())), nil
	}
	b := bufio.NewReaderSize(r, SniffBytes)
	head, err := b.Peek(SniffBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if enc := encodingOf(head); enc != nil {
		return transform.NewReader(b, enc.NewDecoder()), nil
	}
	if bytes.HasPrefix(head, bomUTF8) {
		b.Discard(len(bomUTF8))
	}
	return b, nil
}

// toUTF8Bytes turns a whole text into valid UTF-8 without byte order mark.
// Bytes that are broken become U+FFFD.
func toUTF8Bytes(b []byte, enc encoding.Encoding) []byte {
	if enc != nil {
		if out, err := enc.NewDecoder().Bytes(b); err == nil {
			b = out
		}
	}
	return bytes.ToValidUTF8(bytes.TrimPrefix(b, bomUTF8), []byte("\uFFFD"))
}

// utf8Head is the start of an input as a sniffer wants it: UTF-16 is turned
// into UTF-8, anything else stays.
func utf8Head(head []byte) []byte {
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) || zeroBytes(head) != nil {
		return toUTF8Bytes(head, encodingOf(head))
	}
	return head
}

// declaredEncoding is what <?xml encoding="…"?> says, nil for UTF-8 and UTF-16
// (whose declaration would not be readable here).
func declaredEncoding(head []byte) encoding.Encoding {
	decl, _, ok := bytes.Cut(head[:min(len(head), 200)], []byte("?>"))
	if !ok || !bytes.HasPrefix(decl, []byte("<?xml")) {
		return nil
	}
	_, label, ok := bytes.Cut(decl, []byte("encoding="))
	if !ok || len(label) < 3 {
		return nil
	}
	label, _, _ = bytes.Cut(label[1:], label[:1])
	name := string(bytes.ToLower(label))
	if strings.HasPrefix(name, "utf-") {
		return nil
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		return nil
	}
	return enc
}

// zeroBytes recognises UTF-16 without byte order mark by where its zero bytes
// stand.
func zeroBytes(head []byte) encoding.Encoding {
	if n := len(head) &^ 1; n >= 4 {
		even, odd := 0, 0
		for i := 0; i < n; i += 2 {
			if head[i] == 0 {
				even++
			}
			if head[i+1] == 0 {
				odd++
			}
		}
		switch {
		case odd > n/4 && even < n/100+1:
			return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
		case even > n/4 && odd < n/100+1:
			return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
		}
	}
	return nil
}

// countUTF8 counts the characters of more than one byte and the stray bytes.
func countUTF8(b []byte) (good, bad int) {
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		b = b[n:]
	}
	return good, bad
}

// decode turns the bytes of a page into UTF-8 with "\n" line ends.
//
// Carriage returns, alone or before a line feed, are line ends; so are form
// feeds and U+2028, U+2029. NUL and other control bytes are dropped, no-break
// and other odd spaces become plain ones, zero-width characters that carry no
// meaning vanish (joiners stay: emoji and several scripts need them).
func decode(b []byte) string { return normalise(toUTF8Bytes(b, encodingOf(b))) }

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
