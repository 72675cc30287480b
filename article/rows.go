package article

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Row is one record of a JSON Lines, CSV or TSV file: named fields in the
// order of the input.
type Row struct {
	Line int // 1-based line on which the record begins
	// Err says why the record cannot be used; its fields are then empty. It is
	// nil for a sound record.
	Err    *Rejection
	fields []Field
}

// Field is one named value of a Row.
type Field struct {
	Name string
	// Value is the text of the field: a string without quotes and escapes; for
	// any other JSON value its spelling in the source, and "" for null.
	Value string
	// Raw is the JSON value as the source spells it, to carry through
	// unchanged; "" for CSV and TSV.
	Raw string
}

// Fields lists the fields in input order. A name that occurs twice is listed
// twice.
func (r Row) Fields() []Field { return r.fields }

// Get is the value of the named field, exactly as spelt. When a name occurs
// twice the last one wins. ok is false when there is no such field, and for
// JSON null.
func (r Row) Get(name string) (value string, ok bool) {
	for i := len(r.fields) - 1; i >= 0; i-- {
		if f := &r.fields[i]; f.Name == name {
			return f.Value, f.Raw != "null"
		}
	}
	return "", false
}

// RowFormats are the formats that Rows reads.
var RowFormats = [...]string{"jsonl", "csv", "tsv"}

// Rows streams the records of r, which is called name in messages. format is
// one of RowFormats, or "" to recognise the format from the first bytes. gzip,
// zstd, bzip2 and xz are undone first; UTF-16 is recognised by its byte order
// mark, anything else is taken as UTF-8.
//
// A record that cannot be used (not a JSON object, a column too many, invalid
// UTF-8, longer than MaxRowBytes) comes as a Row with Err and the stream goes
// on. Only a failure to read, or an input that is in none of the formats, is
// yielded as an error; it ends the stream.
//
// Blank lines, and CSV rows in which every field is empty, are not records.
// CSV and TSV begin with a header; the delimiter of "csv" is found from the
// first rows. A row with fewer fields than the header is rejected, as is one
// with more unless the surplus is empty.
func Rows(name string, r io.Reader, format string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		fail := func(err error) { yield(Row{}, fmt.Errorf("%s: %w", name, err)) }
		for m, err := range Unpack(name, r, Options{}) {
			switch {
			case err != nil:
				fail(err)
			case m.Name != name:
				fail(errors.New("rows are read from one file, not from an archive of files; unpack it first"))
			default:
				if err := rows(name, m.R, format, yield); err != nil {
					fail(err)
				}
			}
			return
		}
	}
}

// rows is Rows for an input that is not compressed. It returns nil when the
// caller has had enough.
func rows(name string, r io.Reader, format string, yield func(Row, error) bool) error {
	b := bufio.NewReaderSize(transform.NewReader(r, unicode.BOMOverride(transform.Nop)), SniffBytes)
	// One byte may be all that a live pipe has to say for now: JSON Lines are
	// told by it, so that the first record need not wait for SniffBytes.
	head, err := b.Peek(1)
	if err == nil && head[0] != '{' {
		head, err = b.Peek(SniffBytes)
	}
	if err != nil && err != io.EOF {
		return err
	}
	if format == "" {
		format = "csv"
		switch t := bytes.TrimLeft(head, " \t\r\n"); {
		case len(t) > 0 && t[0] == '{':
			format = "jsonl"
		case len(t) > 0 && t[0] == '[':
			return errors.New("this is a JSON array, not JSON Lines; write one object a line, for instance with: jq -c '.[]'")
		}
	}
	switch format {
	case "jsonl":
		return jsonRows(name, b, yield)
	case "csv", "tsv":
		d := sniffDialect(head)
		if format == "tsv" {
			d.comma = '\t'
		}
		return csvRows(name, b, d, yield)
	}
	return fmt.Errorf("no row format is called %q; there are %s", format, strings.Join(RowFormats[:], ", "))
}

// jsonRows yields the lines of r. It returns nil when the caller has had
// enough.
func jsonRows(name string, r io.Reader, yield func(Row, error) bool) error {
	lines := newLineReader(r, '\n')
	var doc jsonDoc
	size := 8
	for {
		line, long, ok := lines.next()
		if !ok {
			return streamEnd(lines.err)
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		row := Row{Line: lines.line}
		s := string(line)
		if long {
			row.Err = reject(name, row.Line, "the row is longer than 16 MiB", s)
		} else if err := doc.parse(s, maxRowNodes); err != nil {
			row.Err = reject(name, row.Line, err.Error(), s)
		} else if !doc.root().is(jsonObject) {
			row.Err = reject(name, row.Line, "the line is not a JSON object", s)
		} else {
			row.fields = make([]Field, 0, size)
			for i, end := uint32(1), doc.nodes[0].next; i < end; i = doc.nodes[i+1].next {
				k := &doc.nodes[i]
				name := s[k.start:k.end]
				if k.escaped {
					name = unescape(name)
				}
				v := jsonValue{&doc, i + 1}
				row.fields = append(row.fields, Field{name, v.text(), v.raw()})
			}
			size = len(row.fields)
		}
		if !yield(row, nil) {
			return nil
		}
	}
}

func csvRows(name string, r io.Reader, d dialect, yield func(Row, error) bool) error {
	c := newCSVReader(r, d)
	header, err := csvHeader(c)
	if err != nil || header == nil {
		return err
	}
	for {
		fields, problem, ok := c.next()
		if !ok {
			return streamEnd(c.lines.err)
		}
		if problem == "" && allEmpty(fields) {
			continue
		}
		row := Row{Line: c.started}
		if problem == "" {
			problem = badColumns(fields, len(header), c.text)
		}
		if problem != "" {
			row.Err = reject(name, row.Line, problem, c.text)
		} else {
			row.fields = make([]Field, len(header))
			for i, h := range header {
				row.fields[i] = Field{Name: h, Value: fields[i]}
			}
		}
		if !yield(row, nil) {
			return nil
		}
	}
}

// csvHeader reads the column names. It returns nil when the input is empty.
func csvHeader(c *csvReader) ([]string, error) {
	fields, problem, ok := c.next()
	if !ok {
		return nil, streamEnd(c.lines.err)
	}
	// Excel's hint "sep=;" may stand before the header.
	if problem == "" && len(c.text) == 5 && strings.EqualFold(c.text[:4], "sep=") {
		c.comma = c.text[4]
		if fields, problem, ok = c.next(); !ok {
			return nil, streamEnd(c.lines.err)
		}
	}
	if problem == "" && !utf8.ValidString(c.text) {
		problem = errJSONUTF8.Error()
	}
	if problem != "" {
		return nil, fmt.Errorf("line %d, which should name the columns: %s", c.started, problem)
	}
	header := make([]string, len(fields))
	for i, f := range fields {
		header[i] = strings.TrimSpace(f)
	}
	return header, nil
}

// badColumns says what is wrong with a record of n columns, "" if nothing is.
func badColumns(fields []string, n int, text string) string {
	switch {
	case !utf8.ValidString(text):
		return errJSONUTF8.Error()
	case len(fields) < n, len(fields) > n && !allEmpty(fields[n:]):
		return fmt.Sprintf("%d fields where the header names %d", len(fields), n)
	}
	return ""
}

func allEmpty(fields []string) bool {
	for _, f := range fields {
		if f != "" {
			return false
		}
	}
	return true
}

// streamEnd turns the end of a stream into nil.
func streamEnd(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}

// reject makes a Rejection with the start of text, cut between characters.
func reject(source string, line int, reason, text string) *Rejection {
	return &Rejection{Source: source, Line: line, Reason: reason, Text: startOf(text)}
}

// startOf is the start of s as valid UTF-8, at most RejectionText bytes.
func startOf(s string) string {
	if len(s) > RejectionText {
		s = s[:RejectionText]
		for i := 1; i < utf8.UTFMax && i < len(s); i++ {
			if c := s[len(s)-i]; utf8.RuneStart(c) {
				if !utf8.FullRuneInString(s[len(s)-i:]) {
					s = s[:len(s)-i]
				}
				break
			}
		}
	}
	return strings.Clone(strings.ToValidUTF8(s, "\uFFFD"))
}
