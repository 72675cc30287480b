package article

import (
	"os"
	"strings"
	"testing"
)

// TestFormatsDocumented holds docs/formats.md to the table of formats and to
// the fields of --map.
func TestFormatsDocumented(t *testing.T) {
	b, err := os.ReadFile("../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	for _, f := range Formats() {
		if !strings.Contains(page, "`"+f.Name+"`") {
			t.Errorf("docs/formats.md does not name the format %s", f.Name)
		}
	}
	for _, field := range MapFields() {
		if !strings.Contains(page, "`"+field+"`") {
			t.Errorf("docs/formats.md does not name the field %s", field)
		}
	}
}
