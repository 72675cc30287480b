package article

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestStyles reads one short page for every way of printing comments that we
// know of, and pages that have none ("none-"), and compares with what a person
// has checked.
func TestStyles(t *testing.T) {
	files, _ := filepath.Glob("testdata/styles/*.txt")
	if len(files) == 0 {
		t.Fatal("no pages")
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			a := parsePage(t, f, b)
			if strings.HasPrefix(a.ID, "none-") {
				a.Summary, a.Byline, a.Published, a.Body = "", "", "", ""
			}
			got := fmt.Sprintf("title %q\nsummary %q\nbyline %q\npublished %q\nbody %q\n", a.Title, a.Summary, a.Byline, a.Published, a.Body) + tree(a.Comments)
			for _, r := range a.Rejected {
				got += fmt.Sprintf("rejected line %d: %s: %q\n", r.Line, r.Reason, r.Text)
			}
			golden := strings.TrimSuffix(f, ".txt") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%swant\n%s", got, want)
			}
			if strings.HasPrefix(a.ID, "none-") && len(a.Comments)+len(a.Rejected) > 0 {
				t.Errorf("comments on a page without any")
			}
		})
	}
}
