package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
)

// outputs is a set of files in one folder that appears whole or not at all:
// each is written under a temporary name and renamed by commit.
type outputs struct {
	dir   string
	force bool
	files []*outFile
}

type outFile struct {
	*bufio.Writer
	file *os.File
	path string
}

// newOutputs checks that dir can take files. It creates nothing yet.
func newOutputs(dir string, force bool) (*outputs, error) {
	info, err := os.Stat(dir)
	if err == nil && !info.IsDir() {
		return nil, fmt.Errorf("-o %s: it is a file; name a folder", dir)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("-o: %w", err)
	}
	return &outputs{dir: dir, force: force}, nil
}

// check fails when a file of that name exists and may not be replaced.
func (o *outputs) check(names ...string) error {
	if o.force {
		return nil
	}
	for _, name := range names {
		path := filepath.Join(o.dir, filepath.FromSlash(name))
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("%s exists already; give another -o folder, or --force to replace it", path)
		}
	}
	return nil
}

// create opens a file, named with slashes relative to the folder.
func (o *outputs) create(name string) (*outFile, error) {
	if err := o.check(name); err != nil {
		return nil, err
	}
	path := filepath.Join(o.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".standpoint-*.part")
	if err != nil {
		return nil, err
	}
	out := &outFile{bufio.NewWriterSize(f, 1<<16), f, path}
	o.files = append(o.files, out)
	return out, nil
}

// edit is a replacement of the bytes [start, end) of a file.
type edit struct {
	start, end int64
	text       []byte
}

// edit makes replacements, in order and apart, in a file that was written.
func (o *outputs) edit(f *outFile, edits []edit) error {
	if err := f.Flush(); err != nil {
		return err
	}
	mended, err := os.CreateTemp(filepath.Dir(f.path), ".standpoint-*.part")
	if err != nil {
		return err
	}
	old := f.file
	f.file = mended // from here on abort removes it
	defer func() {
		old.Close()
		os.Remove(old.Name())
	}()
	f.Reset(mended)
	at := int64(0)
	for _, e := range edits {
		if _, err := io.Copy(f, io.NewSectionReader(old, at, e.start-at)); err != nil {
			return err
		}
		if _, err := f.Write(e.text); err != nil {
			return err
		}
		at = e.end
	}
	_, err = io.Copy(f, io.NewSectionReader(old, at, math.MaxInt64-at))
	return err
}

// commit makes every file appear under its name.
func (o *outputs) commit() error {
	for _, f := range o.files {
		err := f.Flush()
		if err == nil {
			err = f.file.Chmod(0o644)
		}
		if e := f.file.Close(); err == nil {
			err = e
		}
		if err != nil {
			o.abort()
			return fmt.Errorf("write %s: %w", f.path, err)
		}
	}
	for i, f := range o.files {
		if err := os.Rename(f.file.Name(), f.path); err != nil {
			o.files = o.files[i:]
			o.abort()
			return err
		}
	}
	o.files = nil
	return nil
}

// abort removes what was not committed. It may be called after commit.
func (o *outputs) abort() {
	for _, f := range o.files {
		f.file.Close()
		os.Remove(f.file.Name())
	}
	o.files = nil
}
