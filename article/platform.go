package article

import (
	"bytes"
	"fmt"
	"io"
)

// documents visits every JSON value of r: one document, several one after the
// other, one a line, or the elements of one list. A broken one is rejected and
// the next is read.
func documents(s *sink, r io.Reader, opt Options, visit func(v jsonValue)) error {
	return jsonStream(r, treeLimit(opt), func(rec jsonRecord) bool {
		document(s, rec, maxTreeNodes, visit)
		return !s.stopped
	})
}

func document(s *sink, rec jsonRecord, maxNodes int, visit func(v jsonValue)) {
	var doc jsonDoc
	problem := rec.problem
	if problem == "" {
		if err := doc.parse(rec.raw, maxNodes); err != nil {
			problem = err.Error()
		}
	}
	if problem != "" {
		s.reject("", rec.line, problem, rec.raw)
		return
	}
	doc.line = rec.line
	visit(doc.root())
}

// hasKeys reports whether head holds all of the JSON keys.
func hasKeys(head []byte, keys ...string) bool {
	for _, k := range keys {
		if !bytes.Contains(head, []byte(`"`+k+`"`)) {
			return false
		}
	}
	return true
}

// isJSON reports whether head begins like a JSON object or an array of objects
// or arrays. What follows may be broken: that is the reader's to say.
func isJSON(head []byte) bool {
	t := trimmed(head)
	if len(t) == 0 || t[0] != '{' && t[0] != '[' {
		return false
	}
	next := bytes.TrimLeft(t[1:], " \t\r\n")
	if t[0] == '[' {
		return len(next) > 0 && (next[0] == '{' || next[0] == '[' || next[0] == ']')
	}
	if len(next) == 0 || next[0] == '}' {
		return len(next) > 0
	}
	var d jsonDoc
	end, err := d.scanString(string(next[:min(len(next), 200)]), 0)
	if next[0] != '"' || err != nil {
		return false
	}
	return bytes.HasPrefix(bytes.TrimLeft(next[end:], " \t\r\n"), []byte(":"))
}

// platform makes a Format of one JSON-speaking service. visit is called for
// every document and keeps what it must remember between them in the state
// that start made.
func platform[S any](name, doc string, sniff func(head []byte) bool, start func(s *sink) S, visit func(st S, s *sink, v jsonValue)) Format {
	return Format{
		Name: name, Doc: doc,
		Sniff: func(_ string, head []byte) bool { return isJSON(head) && sniff(head) },
		Read: export(func(s *sink, r io.Reader, _ []byte, opt Options) error {
			st := start(s)
			if err := documents(s, r, opt, func(v jsonValue) { visit(st, s, v) }); err != nil {
				return err
			}
			if s.found == 0 && len(s.articles) == 0 && !s.stopped {
				return fmt.Errorf("there is no comment in it that a reader for %s knows", name)
			}
			return nil
		}),
	}
}

func stateless(*sink) struct{} { return struct{}{} }

// jsonDate reads a date from a JSON value.
func jsonDate(v jsonValue) Date { return parseDate(v.text(), false) }

// first is the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// strange rejects a value that is not what a platform documents.
func (s *sink) strange(article string, v jsonValue, what string) {
	s.reject(article, v.line(), what, v.raw())
}
