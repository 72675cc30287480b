// Package rules checks the architecture: which package may import which.
package rules

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "standpoint"

// mayImport lists, per room, the rooms of this module it may import. A room is
// a top-level folder; "analyze/" stands for the packages below analyze.
var mayImport = map[string][]string{
	"article":  {},
	"lexicon":  {},
	"encoder":  {},
	"analyze":  {"article", "lexicon", "encoder"},
	"analyze/": {"analyze", "analyze/", "article", "lexicon", "encoder"},
	"charts":   {"analyze", "article"},
	"report":   {"analyze", "article"},
	"cmd":      {"analyze", "analyze/", "article", "charts", "encoder", "lexicon", "report"},
	"train":    {"analyze", "analyze/", "article", "encoder", "lexicon", "train"},
	"internal": {"analyze", "analyze/", "article", "charts", "encoder", "lexicon", "report"},
}

// onlyIn lists the modules that one room alone may know. Programs in train may
// know them too: they ship in nothing.
var onlyIn = map[string]string{
	"gonum.org/v1/plot":                  "charts",
	"github.com/PuerkitoBio":             "article",
	"golang.org/x/net/html":              "article",
	"github.com/spf13/cobra":             "cmd",
	"golang.org/x/term":                  "cmd",
	"os/signal":                          "cmd",
	"github.com/schollz":                 "cmd",
	"github.com/knadh/koanf":             "cmd",
	"github.com/xuri/excelize":           "article",
	"github.com/parquet-go":              "article",
	"github.com/klauspost/compress/gzip": "article", // encoder reads zstd too
	"github.com/markusmobius":            "article",
	"github.com/jonreiter":               "tests alone",
	"gonum.org/v1/gonum/stat":            "analyze",
	"github.com/cdipaolo":                "analyze/",
	"github.com/rogpeppe":                "tests alone",
	"github.com/google/go-cmp":           "tests alone",
	"github.com/stretchr":                "tests alone",
}

func room(dir string) string {
	parts := strings.Split(filepath.ToSlash(dir), "/")
	if parts[0] == "analyze" && len(parts) > 1 {
		return "analyze/"
	}
	return parts[0]
}

func TestImports(t *testing.T) {
	root := filepath.Join("..", "..")
	files := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); path != root && (strings.HasPrefix(n, ".") || n == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		files++
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		src, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from := room(filepath.Dir(rel))
		test := strings.HasSuffix(path, "_test.go")
		allowed, known := mayImport[from]
		if !known && from != "." {
			t.Errorf("%s: %q is no room of this house; add it to mayImport and to ARCHITECTURE.md", rel, from)
		}
		for _, imp := range src.Imports {
			name, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				return err
			}
			if to, ok := strings.CutPrefix(name, module+"/"); ok {
				// A package may import itself (external tests) and, within
				// its room, what lies below it.
				if to == filepath.ToSlash(filepath.Dir(rel)) || strings.HasPrefix(filepath.ToSlash(filepath.Dir(rel)), "internal/") {
					continue
				}
				r := room(to)
				if strings.HasPrefix(to, "internal/") && test {
					continue
				}
				if !slices.Contains(allowed, r) {
					t.Errorf("%s imports %s: %s may import only %v", rel, name, from, allowed)
				}
				continue
			}
			if test {
				continue
			}
			for prefix, only := range onlyIn {
				if (name == prefix || strings.HasPrefix(name, prefix+"/")) && from != only && from != "train" {
					t.Errorf("%s imports %s, which is for %s", rel, name, only)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 10 {
		t.Fatalf("only %d Go files found below %s: the walk is broken", files, root)
	}
}
