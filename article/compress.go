package article

import (
	"bufio"
	"io"

	"github.com/klauspost/compress/gzip"
)

// unpackGzip undoes gzip if r begins with its magic number.
func unpackGzip(r io.Reader) (io.Reader, error) {
	b := bufio.NewReader(r)
	if magic, _ := b.Peek(2); string(magic) != "\x1f\x8b" {
		return b, nil
	}
	return gzip.NewReader(b)
}
