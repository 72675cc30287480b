package article

import (
	"bytes"
	"io"
)

// MaxRowBytes caps one row of an export: 16 MiB. A longer row is skipped and
// rejected; the rows after it are read.
const MaxRowBytes = 16 << 20

// lineReader splits a stream into lines of at most MaxRowBytes. Memory is
// bounded by that, however long a line is.
type lineReader struct {
	r          io.Reader
	eol        byte // '\n', or '\r' for files in the old Macintosh manner
	buf        []byte
	start, end int   // unread part of buf
	line       int   // number of the line last returned
	err        error // what r ended with
}

// newLineReader reads in pieces that are larger than the buffers which r may
// have below it, so that they are passed by.
func newLineReader(r io.Reader, eol byte) *lineReader {
	return &lineReader{r: r, eol: eol, buf: make([]byte, 4*SniffBytes)}
}

// next returns the next line without its end; it is valid until the next call.
// long is true when the line was over the cap: line then holds its start. At
// the end of the stream ok is false and lr.err is io.EOF or what went wrong.
func (lr *lineReader) next() (line []byte, long, ok bool) {
	lr.line++
	for seen := 0; ; {
		if i := bytes.IndexByte(lr.buf[lr.start+seen:lr.end], lr.eol); i >= 0 {
			line = lr.buf[lr.start : lr.start+seen+i]
			lr.start += seen + i + 1
			if len(line) > MaxRowBytes {
				return line[:2*RejectionText], true, true
			}
			return trimCR(line), false, true
		}
		seen = lr.end - lr.start
		if lr.err != nil {
			line = lr.buf[lr.start:lr.end]
			lr.start = lr.end
			return trimCR(line), false, seen > 0
		}
		if seen > MaxRowBytes {
			// Keep the start, drop the rest of the line.
			keep := bytes.Clone(lr.buf[lr.start : lr.start+2*RejectionText])
			for {
				lr.start, lr.end = 0, 0
				lr.fill()
				if i := bytes.IndexByte(lr.buf[:lr.end], lr.eol); i >= 0 {
					lr.start = i + 1
					return keep, true, true
				}
				if lr.err != nil {
					lr.start = lr.end
					return keep, true, true
				}
			}
		}
		lr.fill()
	}
}

// fill reads once into the free part of buf, making room first.
func (lr *lineReader) fill() {
	if lr.start > 0 {
		lr.end = copy(lr.buf, lr.buf[lr.start:lr.end])
		lr.start = 0
	}
	if lr.end == len(lr.buf) {
		lr.buf = append(lr.buf, make([]byte, len(lr.buf))...)
	}
	for range 100 {
		n, err := lr.r.Read(lr.buf[lr.end:])
		lr.end += n
		if err != nil {
			lr.err = err
		}
		if n > 0 || err != nil {
			return
		}
	}
	lr.err = io.ErrNoProgress
}

func trimCR(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}
