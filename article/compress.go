package article

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// Member is one input after every compression and container around it was
// undone.
type Member struct {
	Name string    // of the input; "archive.zip:folder/file.csv" for a file in an archive
	R    io.Reader // valid until the next member is asked for
}

// Limits that keep decompression bombs in bounds. What is unpacked is read as
// a stream, so they bound time; memory is bounded by the readers.
const (
	maxLayers    = 4       // compressions and containers inside each other
	maxExpansion = 500     // times the size of the packed input …
	freeBytes    = 1 << 30 // … which counts only beyond this many unpacked bytes
)

// Unpack undoes gzip, zstd (windows up to 2 GiB), bzip2 and xz, and opens zip
// and tar archives, all recognised by content and up to four inside each
// other. An input that is none of them is its own and only member.
//
// An error ends the input if the member has the input's name; else it concerns
// that member of an archive alone and the stream goes on. Archives are never
// unpacked to disk: names that climb out of a folder do nothing, links,
// encrypted files and devices are errors. Folders, and what macOS adds to
// archives (__MACOSX, .DS_Store), are passed over.
//
// A zip archive that does not come from a file is held in memory, up to
// eight times opt.MaxPageBytes.
func Unpack(name string, r io.Reader, opt Options) iter.Seq2[Member, error] {
	return func(yield func(Member, error) bool) {
		src := newSource(r)
		g := &bombGuard{in: src.size}
		if src.at == nil {
			src = &source{Reader: bufio.NewReaderSize(countReader{src, &g.in}, SniffBytes)}
		}
		u := unpacker{g, treeLimit(opt), yield}
		u.open(name, src, 0)
	}
}

// source is an input whose start can be looked at; at is set when it can be
// read in any order.
type source struct {
	*bufio.Reader
	at   io.ReaderAt
	size int64
}

// newSource wraps r. Files, and whatever else can be read in any order, keep
// that ability; a wrapper around a file offers it by a method
// RandomAccess() (io.ReaderAt, int64), the size last.
func newSource(r io.Reader) *source {
	s := &source{Reader: bufio.NewReaderSize(r, SniffBytes)}
	switch f := r.(type) {
	case *source:
		return f
	case *os.File:
		pos, err := f.Seek(0, io.SeekCurrent)
		if info, err2 := f.Stat(); err == nil && err2 == nil && info.Mode().IsRegular() && info.Size() > pos {
			s.at, s.size = io.NewSectionReader(f, pos, info.Size()-pos), info.Size()-pos
		}
	case interface { // a wrapper around a file
		RandomAccess() (io.ReaderAt, int64)
	}:
		s.at, s.size = f.RandomAccess()
	case interface {
		io.ReaderAt
		Len() int // what is left to read
		Size() int64
	}:
		if n := int64(f.Len()); n > 0 {
			s.at, s.size = io.NewSectionReader(f, f.Size()-n, n), n
		}
	}
	return s
}

// random makes the whole of s readable in any order, if need be by holding it
// in memory up to limit bytes.
func (s *source) random(limit int64) (io.ReaderAt, int64, error) {
	if s.at != nil {
		return s.at, s.size, nil
	}
	b, err := io.ReadAll(io.LimitReader(s, limit+1))
	if err != nil {
		return nil, 0, err
	}
	if int64(len(b)) > limit {
		return nil, 0, fmt.Errorf("this kind of file cannot be streamed and is larger than %d bytes; save it as an uncompressed file and give its name, or raise the limit with --max-page-bytes", limit)
	}
	s.at, s.size = bytes.NewReader(b), int64(len(b))
	s.Reader.Reset(bytes.NewReader(b)) // it can still be read from the start
	return s.at, s.size, nil
}

type unpacker struct {
	guard *bombGuard
	limit int64
	yield func(Member, error) bool
}

// open passes on the members of s and reports whether to go on.
func (u *unpacker) open(name string, s *source, layer int) bool {
	// JSON is never packed, and a live pipe may have one short record so far.
	head, err := s.Peek(1)
	if err == nil && head[0] != '{' {
		head, err = s.Peek(512)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return u.yield(Member{Name: name}, err)
	}
	kind := packing(head)
	if kind == "zip" {
		return u.zip(name, s, layer)
	}
	if kind == "" {
		return u.yield(Member{name, s}, nil)
	}
	if layer == maxLayers {
		return u.yield(Member{Name: name}, fmt.Errorf("more than %d compressions or archives inside each other", maxLayers))
	}
	var r io.Reader
	switch kind {
	case "tar":
		return u.tar(name, s, layer)
	case "gzip":
		r, err = gzip.NewReader(s)
	case "bzip2":
		r, err = bzip2.NewReader(s), nil
	case "xz":
		r, err = xz.NewReader(s)
	case "zstd":
		var z *zstd.Decoder
		z, err = zstd.NewReader(s, zstd.WithDecoderMaxWindow(1<<31), zstd.WithDecoderLowmem(true), zstd.WithDecoderConcurrency(1))
		if err == nil {
			defer z.Close()
			r = z
		}
	}
	if err != nil {
		return u.yield(Member{Name: name}, fmt.Errorf("%s: %w", kind, err))
	}
	r = &unpacked{r, kind, u.guard}
	return u.open(name, &source{Reader: bufio.NewReaderSize(r, SniffBytes)}, layer+1)
}

// packing names the compression or container that begins with head.
func packing(head []byte) string {
	has := func(at int, s string) bool { return len(head) >= at+len(s) && string(head[at:at+len(s)]) == s }
	switch {
	case has(0, "\x1f\x8b"):
		return "gzip"
	case has(0, "\x28\xb5\x2f\xfd"), has(1, "\x2a\x4d\x18") && head[0]&0xf0 == 0x50:
		return "zstd"
	case has(0, "BZh") && (has(4, "1AY&SY") || has(4, "\x17rE8P\x90")):
		return "bzip2"
	case has(0, "\xfd7zXZ\x00"):
		return "xz"
	case has(0, "PK\x03\x04"), has(0, "PK\x05\x06"):
		return "zip"
	case has(257, "ustar"):
		return "tar"
	}
	return ""
}

func (u *unpacker) zip(name string, s *source, layer int) bool {
	at, size, err := s.random(u.limit)
	if err != nil {
		return u.yield(Member{Name: name}, err)
	}
	z, err := zip.NewReader(at, size)
	if err != nil {
		return u.yield(Member{Name: name}, fmt.Errorf("zip: %w", err))
	}
	for _, f := range z.File {
		switch f.Name {
		case "xl/workbook.xml", "xl/workbook.bin":
			return u.yield(Member{name, s}, nil) // a spreadsheet, not an archive
		case "content.xml":
			return u.yield(Member{Name: name}, errors.New("this is an OpenDocument file; save it as XLSX or CSV"))
		}
	}
	if layer == maxLayers {
		return u.yield(Member{Name: name}, fmt.Errorf("more than %d compressions or archives inside each other", maxLayers))
	}
	none := true
	for _, f := range z.File {
		mode := f.Mode()
		if mode.IsDir() || junk(f.Name) {
			continue
		}
		none = false
		inner := name + ":" + strings.ToValidUTF8(f.Name, "\uFFFD")
		switch {
		case mode&fs.ModeSymlink != 0:
			err = errors.New("it is a link, not a file")
		case !mode.IsRegular():
			err = errors.New("it is not a regular file")
		case f.Flags&1 != 0:
			err = errors.New("it is encrypted; unpack the archive with its password first")
		default:
			err = nil
		}
		if err != nil {
			if !u.yield(Member{Name: inner}, err) {
				return false
			}
			continue
		}
		r, err := f.Open()
		if err != nil {
			if !u.yield(Member{Name: inner}, fmt.Errorf("zip: %w", err)) {
				return false
			}
			continue
		}
		more := u.open(inner, &source{Reader: bufio.NewReaderSize(&unpacked{r, "zip", u.guard}, SniffBytes)}, layer+1)
		r.Close()
		if !more {
			return false
		}
	}
	if none {
		return u.yield(Member{Name: name}, errors.New("the zip archive holds no file"))
	}
	return true
}

func (u *unpacker) tar(name string, s *source, layer int) bool {
	t := tar.NewReader(s)
	for {
		h, err := t.Next()
		if err == io.EOF {
			return true
		}
		if err != nil {
			return u.yield(Member{Name: name}, fmt.Errorf("tar: %w", err))
		}
		inner := name + ":" + strings.ToValidUTF8(h.Name, "\uFFFD")
		switch {
		case h.Typeflag == tar.TypeDir || junk(h.Name):
			continue
		case h.Typeflag == tar.TypeSymlink || h.Typeflag == tar.TypeLink:
			err = errors.New("it is a link, not a file")
		case h.Typeflag != tar.TypeReg:
			err = errors.New("it is not a regular file")
		}
		if err != nil {
			if !u.yield(Member{Name: inner}, err) {
				return false
			}
			continue
		}
		if !u.open(inner, &source{Reader: bufio.NewReaderSize(t, SniffBytes)}, layer+1) {
			return false
		}
	}
}

// junk is what macOS and Windows leave in archives.
func junk(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(name, "__MACOSX/") || strings.HasPrefix(base, "._") || base == ".DS_Store" || base == "Thumbs.db" || base == "desktop.ini"
}

// bombGuard compares what went in with all that came out.
type bombGuard struct{ in, out int64 }

// unpacked is the output of a decompressor.
type unpacked struct {
	r     io.Reader
	kind  string
	guard *bombGuard
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.guard.out += int64(n)
	if u.guard.out > freeBytes && u.guard.out/maxExpansion > u.guard.in {
		return 0, fmt.Errorf("it expands to more than %d times its size, as a decompression bomb does; if it is sound, unpack it first", maxExpansion)
	}
	if err != nil && err != io.EOF {
		err = fmt.Errorf("%s: %w", u.kind, err)
	}
	return n, err
}

type countReader struct {
	r io.Reader
	n *int64
}

func (c countReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	*c.n += int64(n)
	return n, err
}
