package article

import (
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// This file reads one JSON text (RFC 8259) into a flat list of nodes that
// point back into the source. Nothing is copied, nothing recurses, and the
// order of keys is kept, so one mechanism serves rows of an export and deep
// reply trees alike.

type jsonKind uint8

const (
	jsonNull jsonKind = iota
	jsonFalse
	jsonTrue
	jsonNumber
	jsonString
	jsonArray
	jsonObject
)

// jsonNode is one value. The children of an array follow it; the children of
// an object follow it as key, value, key, value.
type jsonNode struct {
	start, end uint32 // range in the source; for strings without the quotes
	next       uint32 // index of the node after this value and all it holds
	kind       jsonKind
	escaped    bool // a string with at least one backslash
}

// jsonDoc is a parsed JSON text. The zero value is ready for parse and can be
// reused; values handed out before stay valid, being substrings of the source
// or, unless borrow is set, strings of their own.
type jsonDoc struct {
	src   string
	nodes []jsonNode
	stack []uint32 // open containers, by node index
	deep  bool     // a container stands in another
	ascii bool     // all strings are of ASCII, for sure

	borrow  bool   // texts with escapes are valid only until the next parse
	scratch []byte // where they stand

	line    int // line of the source at linePos; see jsonValue.line
	linePos uint32
}

// maxRowNodes caps the values in one row; maxTreeNodes those in one document.
// They bound the memory that a hostile text can take: 16 bytes a node.
const (
	maxRowNodes  = 1 << 20
	maxTreeNodes = 1 << 25
)

var (
	errJSONUTF8  = errors.New("the bytes are not valid UTF-8")
	errJSONShort = errors.New("the JSON value is cut short")
)

func errJSONAt(what string, at int) error {
	return fmt.Errorf("not valid JSON: %s at byte %d", what, at+1)
}

// parse reads exactly one JSON value from s, which may have white space around
// it. A key may occur twice in an object; see get.
func (d *jsonDoc) parse(s string, maxNodes int) error {
	d.src, d.nodes, d.stack = s, d.nodes[:0], d.stack[:0]
	d.line, d.linePos, d.scratch, d.deep, d.ascii = 1, 0, d.scratch[:0], false, true
	if uint64(len(s)) >= 1<<32-1 {
		return errors.New("the JSON value is longer than 4 GiB")
	}
	i, err := d.scan(s, maxNodes)
	// What is not ASCII can only stand in strings, or has stopped the scan.
	if (err != nil || !d.ascii) && !utf8.ValidString(s) {
		return errJSONUTF8
	}
	if err != nil {
		return err
	}
	if i = skipSpace(s, i); i < len(s) {
		return errJSONAt("something follows the value", i)
	}
	return nil
}

// scan is parse without the checks around it; it returns where the value ends.
func (d *jsonDoc) scan(s string, maxNodes int) (int, error) {
	i := 0
value:
	i = skipSpace(s, i)
	if i >= len(s) {
		return i, errJSONShort
	}
	if len(d.nodes) >= maxNodes {
		return i, fmt.Errorf("more than %d values in one JSON text", maxNodes)
	}
	switch c := s[i]; c {
	case '{', '[':
		kind := jsonArray
		if c == '{' {
			kind = jsonObject
		}
		d.deep = d.deep || len(d.stack) > 0
		d.stack = append(d.stack, uint32(len(d.nodes)))
		d.nodes = append(d.nodes, jsonNode{start: uint32(i), kind: kind})
		i = skipSpace(s, i+1)
		if i < len(s) && s[i] == c+2 { // '}' is '{'+2, ']' is '['+2
			goto closing
		}
		if c == '{' {
			goto key
		}
		goto value
	case '"':
		n, err := d.scanString(s, i)
		if err != nil {
			return i, err
		}
		i = n
	case 't', 'f', 'n':
		word, kind := "true", jsonTrue
		switch c {
		case 'f':
			word, kind = "false", jsonFalse
		case 'n':
			word, kind = "null", jsonNull
		}
		if !strings.HasPrefix(s[i:], word) {
			if strings.HasPrefix(word, s[i:]) {
				return i, errJSONShort
			}
			return i, errJSONAt("an unknown word", i)
		}
		d.leaf(i, i+len(word), kind)
		i += len(word)
	default:
		n, ok := scanNumber(s, i)
		if !ok {
			if c == '-' || c >= '0' && c <= '9' {
				return i, errJSONAt("a malformed number", i)
			}
			return i, errJSONAt("an unexpected "+quoteRune(s, i), i)
		}
		d.leaf(i, n, jsonNumber)
		i = n
	}
after:
	if len(d.stack) == 0 {
		return i, nil
	}
	i = skipSpace(s, i)
	if i >= len(s) {
		return i, errJSONShort
	}
	{
		open := d.nodes[d.stack[len(d.stack)-1]].kind
		switch c := s[i]; {
		case c == ',':
			i++
			if open == jsonObject {
				goto key
			}
			goto value
		case c == '}' && open == jsonObject, c == ']' && open == jsonArray:
			goto closing
		default:
			return i, errJSONAt("a comma or closing bracket is missing before "+quoteRune(s, i), i)
		}
	}
key:
	i = skipSpace(s, i)
	if i >= len(s) {
		return i, errJSONShort
	}
	if s[i] != '"' {
		return i, errJSONAt("a key in quotes is missing before "+quoteRune(s, i), i)
	}
	if n, err := d.scanString(s, i); err != nil {
		return i, err
	} else {
		i = skipSpace(s, n)
	}
	if i >= len(s) {
		return i, errJSONShort
	}
	if s[i] != ':' {
		return i, errJSONAt("a colon is missing", i)
	}
	i++
	goto value
closing:
	{
		top := d.stack[len(d.stack)-1]
		d.stack = d.stack[:len(d.stack)-1]
		i++
		d.nodes[top].end, d.nodes[top].next = uint32(i), uint32(len(d.nodes))
	}
	goto after
}

func (d *jsonDoc) leaf(start, end int, kind jsonKind) {
	d.nodes = append(d.nodes, jsonNode{start: uint32(start), end: uint32(end), next: uint32(len(d.nodes) + 1), kind: kind})
}

// scanString reads the string whose opening quote is s[i] and returns the
// index after its closing quote.
func (d *jsonDoc) scanString(s string, i int) (int, error) {
	end, escaped, ascii, err := stringEnd(s, i+1)
	if err != nil {
		return end, err
	}
	d.ascii = d.ascii && ascii
	d.nodes = append(d.nodes, jsonNode{start: uint32(i + 1), end: uint32(end), next: uint32(len(d.nodes) + 1), kind: jsonString, escaped: escaped})
	return end + 1, nil
}

// stringEnd finds the closing quote of the JSON string whose content begins at
// s[i]. ascii is only true when all of it is ASCII.
func stringEnd(s string, i int) (end int, escaped, ascii bool, err error) {
	var high uint64
	for {
		for i+8 <= len(s) {
			w := word(s, i)
			high |= w
			stop := notPlain(w)
			i += bits.TrailingZeros64(stop) / 8 // 8 if there is none
			if stop != 0 {
				break
			}
		}
		for i < len(s) && stringByte[s[i]] {
			high |= uint64(s[i])
			i++
		}
		if i >= len(s) {
			return i, escaped, false, errJSONShort
		}
		switch c := s[i]; {
		case c == '"':
			return i, escaped, high&tops == 0, nil
		case c == '\\':
			escaped = true
			i++
			if i >= len(s) {
				return i, true, false, errJSONShort
			}
			switch s[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				for k := 1; k <= 4; k++ {
					if i+k >= len(s) {
						return i, true, false, errJSONShort
					}
					if hexDigit(s[i+k]) < 0 {
						return i, true, false, errJSONAt(`a malformed \u escape`, i-1)
					}
				}
				i += 4
			default:
				return i, true, false, errJSONAt("an unknown escape", i-1)
			}
			i++
		case c < 0x20:
			return i, escaped, false, errJSONAt(fmt.Sprintf("a raw control character (0x%02x) in a string", c), i)
		}
	}
}

// notPlain has the top bit of each byte of w set that does not stand for itself
// in a JSON string. It is right up to the lowest such byte.
func notPlain(w uint64) uint64 {
	quote, slash := w^'"'*ones, w^'\\'*ones
	return ((w-0x20*ones)&^w | (quote-ones)&^quote | (slash-ones)&^slash) & tops
}

// stringByte marks the bytes that stand for themselves in a JSON string.
var stringByte = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= 0x20 && c != '"' && c != '\\'
	}
	return t
}()

func skipSpace(s string, i int) int {
	for i < len(s) && s[i] <= ' ' && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r') {
		i++
	}
	return i
}

// scanNumber returns where the number at s[i] ends, and whether there is one.
func scanNumber(s string, i int) (int, bool) {
	if i < len(s) && s[i] == '-' {
		i++
	}
	from := i
	if i < len(s) && s[i] == '0' {
		i++
	} else if i = skipDigits(s, i); i == from {
		return i, false
	}
	if i < len(s) && s[i] == '.' {
		from = i + 1
		if i = skipDigits(s, from); i == from {
			return i, false
		}
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		from = i
		if i = skipDigits(s, from); i == from {
			return i, false
		}
	}
	// "01" and "1x" are caught by whatever must follow a value.
	return i, true
}

func skipDigits(s string, i int) int {
	for i < len(s) && s[i]-'0' <= 9 {
		i++
	}
	return i
}

func quoteRune(s string, i int) string {
	r, _ := utf8.DecodeRuneInString(s[i:])
	return fmt.Sprintf("%q", r)
}

func hexDigit(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c >= 'a' && c <= 'f':
		return rune(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return rune(c-'A') + 10
	}
	return -1
}

// unescape resolves the escapes of a JSON string that scanString accepted. A
// surrogate without its other half becomes U+FFFD.
func unescape(s string) string { return string(appendUnescaped(make([]byte, 0, len(s)), s)) }

// appendUnescaped appends what unescape returns, never more than len(s) bytes.
func appendUnescaped(b []byte, s string) []byte {
	for i := 0; i < len(s); {
		k := strings.IndexByte(s[i:], '\\')
		if k < 0 {
			return append(b, s[i:]...)
		}
		b = append(b, s[i:i+k]...)
		i += k + 1
		c := s[i]
		i++
		switch c {
		case 'b':
			b = append(b, '\b')
		case 'f':
			b = append(b, '\f')
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case 't':
			b = append(b, '\t')
		case 'u':
			r := hex4(s[i:])
			i += 4
			if utf16.IsSurrogate(r) {
				if i+6 <= len(s) && s[i] == '\\' && s[i+1] == 'u' {
					if p := utf16.DecodeRune(r, hex4(s[i+2:])); p != utf8.RuneError {
						b = utf8.AppendRune(b, p)
						i += 6
						continue
					}
				}
				r = utf8.RuneError
			}
			b = utf8.AppendRune(b, r)
		default:
			b = append(b, c)
		}
	}
	return b
}

// unescape is unescape into scratch. A full scratch is left to those who still
// use it, so a large document holds no more than what is in use.
func (d *jsonDoc) unescape(s string) string {
	if cap(d.scratch)-len(d.scratch) < len(s) {
		d.scratch = make([]byte, 0, max(len(s), 16<<10))
	}
	from := len(d.scratch)
	d.scratch = appendUnescaped(d.scratch, s)
	return unsafe.String(unsafe.SliceData(d.scratch[from:]), len(d.scratch)-from)
}

func hex4(s string) rune {
	return hexDigit(s[0])<<12 | hexDigit(s[1])<<8 | hexDigit(s[2])<<4 | hexDigit(s[3])
}

// jsonValue is one value of a parsed document. Its zero value stands for a
// value that is not there; every method is safe on it.
type jsonValue struct {
	d *jsonDoc
	i uint32
}

func (d *jsonDoc) root() jsonValue { return jsonValue{d, 0} }

func (v jsonValue) node() *jsonNode { return &v.d.nodes[v.i] }

func (v jsonValue) is(k jsonKind) bool { return v.d != nil && v.node().kind == k }

// some reports whether there is a value other than null.
func (v jsonValue) some() bool { return v.d != nil && v.node().kind != jsonNull }

// line is the line on which the value begins. Asking in reading order keeps a
// whole document linear.
func (v jsonValue) line() int {
	at := v.node().start
	if at >= v.d.linePos {
		v.d.line += strings.Count(v.d.src[v.d.linePos:at], "\n")
	} else {
		v.d.line -= strings.Count(v.d.src[at:v.d.linePos], "\n")
	}
	v.d.linePos = at
	return v.d.line
}

// raw is the value as the source spells it.
func (v jsonValue) raw() string {
	if v.d == nil {
		return ""
	}
	n := v.node()
	if n.kind == jsonString {
		return v.d.src[n.start-1 : n.end+1]
	}
	return v.d.src[n.start:n.end]
}

// text is a string's content, "" for null and for no value, and the source
// spelling of anything else.
func (v jsonValue) text() string {
	if v.d == nil {
		return ""
	}
	n := v.node()
	switch s := v.d.src[n.start:n.end]; {
	case n.kind == jsonNull:
		return ""
	case n.escaped && v.d.borrow:
		return v.d.unescape(s)
	case n.escaped:
		return unescape(s)
	default:
		return s
	}
}

// str is a string's content and "" for anything else.
func (v jsonValue) str() string {
	if v.is(jsonString) {
		return v.text()
	}
	return ""
}

// each calls f for every child, with the key of an object's member, until f
// returns false.
func (v jsonValue) each(f func(key string, v jsonValue) bool) {
	if v.d == nil {
		return
	}
	n := v.node()
	switch n.kind {
	case jsonArray:
		for i := v.i + 1; i < n.next; i = v.d.nodes[i].next {
			if !f("", jsonValue{v.d, i}) {
				return
			}
		}
	case jsonObject:
		for i := v.i + 1; i < n.next; {
			k := jsonValue{v.d, i}
			if !f(k.text(), jsonValue{v.d, i + 1}) {
				return
			}
			i = v.d.nodes[i+1].next
		}
	}
}

// get finds a member by its path of keys. When a key occurs twice the last
// one wins, as with most decoders.
func (v jsonValue) get(path ...string) jsonValue {
	for _, key := range path {
		if !v.is(jsonObject) {
			return jsonValue{}
		}
		n, found := v.node(), jsonValue{}
		for i := v.i + 1; i < n.next; {
			k := &v.d.nodes[i]
			if s := v.d.src[k.start:k.end]; s == key && !k.escaped || k.escaped && unescape(s) == key {
				found = jsonValue{v.d, i + 1}
			}
			i = v.d.nodes[i+1].next
		}
		v = found
	}
	return v
}
