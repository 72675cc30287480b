package article

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

func gz(t testing.TB, s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, s)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zst(t testing.TB, s string) string {
	var b bytes.Buffer
	w, err := zstd.NewWriter(&b, zstd.WithWindowSize(1<<29))
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, s)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func xzip(t testing.TB, s string) string {
	var b bytes.Buffer
	w, err := xz.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(w, s)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// zipped archives files given as name, content, name, content.
func zipped(t testing.TB, files ...string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		h := &zip.FileHeader{Name: files[i], Method: zip.Deflate}
		if strings.HasSuffix(files[i], "link") {
			h.SetMode(fs.ModeSymlink | 0o777)
		}
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, files[i+1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tarred(t testing.TB, name, content string) string {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content)), Format: tar.FormatUSTAR})
	io.WriteString(w, content)
	w.WriteHeader(&tar.Header{Name: "out", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd", Format: tar.FormatUSTAR})
	w.Close()
	return b.String()
}

// bzip2 of "hello\n"; the standard library only reads it.
const helloBzip2 = "BZh91AY&SY\xc1\xc0\x80\xe2\x00\x00\x01\x41\x00\x00\x10\x02\x44\xa0\x00\x30\xcd\x00\xc3\x46\x29\x97\x17\x72\x45\x38\x50\x90\xc1\xc0\x80\xe2"

func TestUnpack(t *testing.T) {
	bomb := strings.Repeat("\x00", 1<<20)
	deep := "x"
	for range 6 {
		deep = gz(t, deep)
	}
	for _, tc := range []struct{ name, input, want string }{
		{"plain", "hello\n", "in \"hello\\n\"\n"},
		{"empty", "", "in \"\"\n"},
		{"gzip", gz(t, "hello\n"), "in \"hello\\n\"\n"},
		{"two gzip files end to end", gz(t, "hel") + gz(t, "lo\n"), "in \"hello\\n\"\n"},
		{"zstd with a long window", zst(t, "hello\n"), "in \"hello\\n\"\n"},
		{"bzip2", helloBzip2, "in \"hello\\n\"\n"},
		{"xz", xzip(t, "hello\n"), "in \"hello\\n\"\n"},
		{"zip", zipped(t, "a/b.csv", "one", "../../etc/c", "two", "__MACOSX/a/._b.csv", "junk", "d/", "", "e.gz", gz(t, "three"), "link", "/etc/passwd"),
			"in:a/b.csv \"one\"\nin:../../etc/c \"two\"\nin:e.gz \"three\"\nin:link error: it is a link, not a file\n"},
		{"tar in gzip", gz(t, tarred(t, "a.csv", "one")), "in:a.csv \"one\"\nin:out error: it is a link, not a file\n"},
		{"cut short", gz(t, strings.Repeat("hello, you there\n", 50))[:40], "in error: gzip: unexpected EOF\n"},
		{"zip cut short", zipped(t, "a", "hello")[:60], "in error: zip: zip: not a valid zip file\n"},
		{"empty zip", zipped(t), "in error: the zip archive holds no file\n"},
		{"too deep", deep, "in error: more than 4 compressions or archives inside each other\n"},
		{"no bomb below a gigabyte", gz(t, bomb), fmt.Sprintf("in %.60q\n", bomb)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, how := range []string{"random", "stream"} {
				var r io.Reader = strings.NewReader(tc.input)
				if how == "stream" {
					r = io.MultiReader(r)
				}
				var got strings.Builder
				for m, err := range Unpack("in", r, Options{}) {
					var b []byte
					if err == nil {
						b, err = io.ReadAll(m.R)
					}
					if err != nil {
						fmt.Fprintf(&got, "%s error: %v\n", m.Name, err)
					} else {
						fmt.Fprintf(&got, "%s %.60q\n", m.Name, b)
					}
				}
				if got.String() != tc.want {
					t.Errorf("%s: got\n%swant\n%s", how, got.String(), tc.want)
				}
			}
		})
	}
}

func TestUnpackBomb(t *testing.T) {
	// gzip files end to end are one gzip file.
	bomb := strings.Repeat(gz(t, strings.Repeat("\x00", 16<<20)), 2<<30/(16<<20))
	for m, err := range Unpack("bomb", strings.NewReader(bomb), Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, m.R)
		if err == nil || !strings.Contains(err.Error(), "decompression bomb") || n > freeBytes+1<<20 {
			t.Errorf("read %d bytes, error %v", n, err)
		}
	}
}

func TestUnpackFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.zip")
	if err := os.WriteFile(name, []byte("skip"+zipped(t, "a.csv", "one")), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	f.Seek(4, io.SeekStart)
	for m, err := range Unpack("a.zip", f, Options{MaxPageBytes: 1}) { // no memory needed
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(m.R); string(b) != "one" || err != nil {
			t.Errorf("%q, %v", b, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	for _, s := range []string{gz(f, "hello"), zst(f, "hello"), xzip(f, "hello"), helloBzip2, zipped(f, "a", "b"), tarred(f, "a", "b")} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for m, err := range Unpack("in", bytes.NewReader(b), Options{}) {
			if err == nil {
				io.Copy(io.Discard, io.LimitReader(m.R, 1<<20))
			}
		}
	})
}
