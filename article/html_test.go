package article

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHTMLPages compares what is read from the saved pages of testdata/html
// with the documents beside them; see -update.
func TestHTMLPages(t *testing.T) {
	files, err := filepath.Glob("testdata/html/*")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range files {
		if strings.HasSuffix(f, ".json") || strings.HasPrefix(filepath.Base(f), ".") {
			continue
		}
		n++
		t.Run(filepath.Base(f), func(t *testing.T) {
			in, err := os.Open(f)
			if err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			doc, err := Collect(Read(filepath.Base(f), in, Options{}), nil)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if err := doc.WriteJSON(&got); err != nil {
				t.Fatal(err)
			}
			for _, a := range doc.Articles {
				for _, c := range a.Comments {
					if len(c.Text) > 20 && strings.Contains(a.Body, c.Text) {
						t.Errorf("comment %s leaks into the body", c.ID)
					}
					for p := range strings.SplitSeq(a.Body, "\n\n") {
						if len(p) > 40 && strings.Contains(c.Text, p) {
							t.Errorf("the body leaks into comment %s: %q", c.ID, p)
						}
					}
				}
				if strings.HasPrefix(filepath.Base(f), "none-") && len(a.Comments)+len(a.Rejected) > 0 {
					t.Errorf("%d comments and %d rejections on a page without comments", len(a.Comments), len(a.Rejected))
				}
			}
			golden := strings.TrimSuffix(f, filepath.Ext(f)) + ".json"
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%s differs from %s:\n%s", f, golden, got.Bytes())
			}
		})
	}
	if n < 40 {
		t.Errorf("only %d pages in testdata/html", n)
	}
}
