package article

import (
	"bytes"
	"io"
	"math"
	"strings"
)

// dialect is how a file of delimited values is written.
type dialect struct {
	comma  byte // 0: one column, nothing is split
	quote  byte
	escape byte // written before a quote inside quotes; 0: the quote is doubled (RFC 4180)
	eol    byte
}

// csvReader reads records of delimited values. It keeps to RFC 4180 with these
// liberties: any delimiter; a quote inside an unquoted field is an ordinary
// character; a record with broken quotes costs one line, not the rest of the
// file; between tabs such a line is read as if quotes meant nothing, because
// many programs that write tabs never quote.
type csvReader struct {
	dialect
	lines   *lineReader
	rec     []byte // a record of several lines
	again   []byte // lines to be read again after a broken quote
	line    int    // number of the line last taken
	fields  []string
	text    string // the record last read
	started int    // its first line
}

func newCSVReader(r io.Reader, d dialect) *csvReader {
	return &csvReader{dialect: d, lines: newLineReader(r, d.eol)}
}

// take returns the next line, from the lines to be read again or the stream.
func (c *csvReader) take() (line []byte, long, ok bool) {
	c.line++
	if c.again != nil {
		i := bytes.IndexByte(c.again, '\n')
		if i < 0 {
			line, c.again = c.again, nil
			return line, false, true
		}
		line, c.again = c.again[:i], c.again[i+1:]
		return line, false, true
	}
	return c.lines.next()
}

// next reads a record. problem says why it is unusable, "" if it is sound; the
// record's text and first line are in c.text and c.started. fields is valid
// until the next call, its strings for good. Empty lines are passed over.
func (c *csvReader) next() (fields []string, problem string, ok bool) {
	var line []byte
	var long bool
	for {
		if line, long, ok = c.take(); !ok {
			return nil, "", false
		}
		if len(line) > 0 {
			break
		}
	}
	c.started = c.line
	if long {
		c.text = string(line)
		return nil, "the row is longer than 16 MiB", true
	}
	if bytes.IndexByte(line, c.quote) < 0 {
		c.text = string(line)
		return c.split(c.text), "", true
	}
	open, bad := c.scan(line, false)
	if !open || bad {
		c.text = string(line)
		if bad && c.comma == '\t' {
			return strings.Split(c.text, "\t"), "", true
		}
		if bad {
			return nil, "a quoted field goes on after its closing quote", true
		}
		return c.split(c.text), "", true
	}
	// The record goes on over several lines.
	again := c.again
	c.rec = append(c.rec[:0], line...)
	first := len(line)
	for open && !bad {
		if line, long, ok = c.take(); !ok {
			problem = "a quote is opened and never closed"
			break
		}
		if long || len(c.rec)+len(line) >= MaxRowBytes {
			problem = "a quote is opened and not closed within 16 MiB"
			c.rec = append(append(c.rec, '\n'), line...)
			break
		}
		open, bad = c.scan(line, true)
		c.rec = append(append(c.rec, '\n'), line...)
	}
	if bad {
		problem = "a quoted field goes on after its closing quote"
	}
	if problem == "" {
		c.text = string(c.rec)
		return c.split(c.text), "", true
	}
	// Only the first line is lost: read the others again by themselves.
	c.text = string(c.rec[:first])
	switch {
	case c.again != nil:
		c.again = again
	case len(c.rec) > first:
		c.again = bytes.Clone(c.rec[first+1:])
	}
	c.line = c.started
	if c.comma == '\t' {
		return strings.Split(c.text, "\t"), "", true
	}
	return nil, problem, true
}

// scan follows the quotes of one line. open on entry and on return: the line
// begins, or ends, inside quotes. bad: something other than a delimiter
// follows a closing quote.
func (c *csvReader) scan(line []byte, open bool) (stillOpen, bad bool) {
	atStart := !open
	for i := 0; i < len(line); i++ {
		switch b := line[i]; {
		case open:
			switch {
			case b == c.escape && c.escape != 0:
				i++
			case b != c.quote:
			case c.escape == 0 && i+1 < len(line) && line[i+1] == c.quote:
				i++
			case i+1 == len(line) || c.comma != 0 && line[i+1] == c.comma:
				open = false
			default:
				return false, true
			}
		case b == c.quote && atStart:
			open = true
			atStart = false
		default:
			atStart = c.comma != 0 && b == c.comma
		}
	}
	return open, false
}

// split cuts a sound record into its fields.
func (c *csvReader) split(s string) []string {
	out := c.fields[:0]
	for {
		if s != "" && s[0] == c.quote {
			var b strings.Builder
			i, from := 1, 1
			for ; i < len(s); i++ {
				if s[i] == c.escape && c.escape != 0 && i+1 < len(s) {
					b.WriteString(s[from:i])
					from = i + 1
					i++
				} else if s[i] == c.quote {
					if c.escape != 0 || i+1 >= len(s) || s[i+1] != c.quote {
						break
					}
					b.WriteString(s[from : i+1])
					i++
					from = i + 1
				}
			}
			last := s[from:min(i, len(s))]
			if b.Len() > 0 {
				b.WriteString(last)
				last = b.String()
			}
			out = append(out, last)
			if i+1 >= len(s) {
				break
			}
			s = s[i+2:] // past the closing quote and the delimiter
			continue
		}
		i := -1
		if c.comma != 0 {
			i = strings.IndexByte(s, c.comma)
		}
		if i < 0 {
			out = append(out, s)
			break
		}
		out = append(out, s[:i])
		s = s[i+1:]
	}
	c.fields = out
	return out
}

// sniffDialect finds the delimiter, quote and line end from the start of a
// file: those under which the most of the first rows have as many columns as
// the header. The delimiter is one of , ; tab | and must stand in the header;
// when none does, the file has one column.
func sniffDialect(head []byte) dialect {
	d := dialect{quote: '"', eol: '\n'}
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		d.eol = '\r'
	}
	best := math.MinInt
	choice := d
	try := func(comma, quote, escape byte) {
		t := dialect{comma, quote, escape, d.eol}
		c := newCSVReader(bytes.NewReader(head), t)
		columns, points := 0, 0
		for n := 0; n < 100; n++ {
			f, problem, ok := c.next()
			if !ok {
				break
			}
			if c.lines.start == c.lines.end && c.lines.err != nil && n > 0 {
				break // may be cut short by the end of head
			}
			switch {
			case n == 0 && (problem != "" || len(f) < 2):
				return
			case n == 0:
				columns = len(f)
			case problem == "" && len(f) == columns:
				points += 2
			default:
				points--
			}
		}
		// Ties go to more columns, then to the earlier candidate.
		if points = points*64 + min(columns, 63); points > best {
			best, choice = points, t
		}
	}
	for _, quote := range []byte{'"', '\''} {
		for _, comma := range []byte{',', ';', '\t', '|'} {
			for _, escape := range []byte{0, '\\'} {
				if escape != 0 && !bytes.Contains(head, []byte{escape, quote}) {
					continue
				}
				if quote == '\'' && !bytes.Contains(head, []byte{quote, comma, quote}) {
					continue
				}
				try(comma, quote, escape)
			}
		}
	}
	return choice
}
