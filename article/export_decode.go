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

// toUTF8Reader turns a stream into UTF-8 without byte order mark. label names
// its encoding as browsers do ("windows-1252"); "" finds it from the start of
// the stream:
//
//   - a byte order mark, or the zero bytes of UTF-16 text, decide;
//   - so does an XML declaration of another encoding than UTF-8;
//   - what is valid UTF-8 is UTF-8;
//   - else the encoding that a statistical detector is sure of, which knows
//     those of Cyrillic, Greek, Chinese, Japanese, Korean and others;
//   - else Windows-1252.
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
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return transform.NewReader(b, unicode.BOMOverride(encoding.Nop.NewDecoder())), nil
	case bytes.HasPrefix(head, []byte("\ufeff")):
		b.Discard(3)
		return b, nil
	}
	if enc := declaredEncoding(head); enc != nil {
		return transform.NewReader(b, enc.NewDecoder()), nil
	}
	if enc := guessEncoding(head); enc != nil {
		return transform.NewReader(b, enc.NewDecoder()), nil
	}
	return b, nil
}

// utf8Head is the start of an input as a sniffer wants it: UTF-16 is turned
// into UTF-8, anything else stays.
func utf8Head(head []byte) []byte {
	r, err := toUTF8Reader(bytes.NewReader(head), "")
	if err != nil || !isUTF16(head) {
		return head
	}
	out, _ := io.ReadAll(r)
	return out
}

func isUTF16(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) || zeroBytes(head) != nil
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

// guessEncoding is the encoding of a text that begins with head, nil for UTF-8.
func guessEncoding(head []byte) encoding.Encoding {
	if enc := zeroBytes(head); enc != nil {
		return enc
	}
	// The last character may be cut.
	whole := head
	for i := 1; i < utf8.UTFMax && i <= len(whole); i++ {
		if c := whole[len(whole)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(whole[len(whole)-i:]) {
				whole = whole[:len(whole)-i]
			}
			break
		}
	}
	if utf8.Valid(whole) {
		return nil
	}
	if good, bad := countUTF8(whole); good > 4*bad {
		return nil // a few broken bytes; they cost their rows at most
	}
	if best, err := chardet.NewTextDetector().DetectBest(whole); err == nil && best.Confidence >= 40 && best.Charset != "ISO-8859-1" {
		if enc, err := htmlindex.Get(best.Charset); err == nil {
			return enc
		}
	}
	return charmap.Windows1252
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
