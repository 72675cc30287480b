package main

import (
	"fmt"
	"io"
	"os"
)

// replay lets a pipe be read more than once: what one pass reads of it is kept
// in a temporary file for the next.
type replay struct {
	src  io.ReadCloser
	file *os.File
	kept int64 // bytes in file
	at   int64 // where this pass is
	last bool  // this is the last pass: nothing more is kept
	err  error // of src, io.EOF at its end
}

func newReplay(src io.ReadCloser) (*replay, error) {
	f, err := os.CreateTemp("", "standpoint-*.input")
	if err != nil {
		return nil, fmt.Errorf("a pipe that is read more than once is kept in a temporary file: %w", err)
	}
	return &replay{src: src, file: f}, nil
}

// rewind begins the next pass.
func (r *replay) rewind() { r.at = 0 }

func (r *replay) Read(p []byte) (int, error) {
	if r.at < r.kept {
		n, err := r.file.ReadAt(p[:min(int64(len(p)), r.kept-r.at)], r.at)
		r.at += int64(n)
		if n > 0 {
			err = nil
		}
		return n, err
	}
	if r.err != nil {
		return 0, r.err
	}
	n, err := r.src.Read(p)
	r.err = err
	if n > 0 && !r.last {
		if _, err := r.file.WriteAt(p[:n], r.kept); err != nil {
			r.err = fmt.Errorf("a pipe that is read more than once is kept in a temporary file: %w; name a file as INPUT instead, or have TMPDIR name a folder with more room", err)
			return 0, r.err
		}
		r.kept += int64(n)
	}
	r.at += int64(n)
	return n, r.err
}

func (r *replay) close() {
	r.src.Close()
	r.file.Close()
	os.Remove(r.file.Name())
}
