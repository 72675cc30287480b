package article

import (
	"path/filepath"
	"slices"
	"strings"
)

// KnownName reports whether a file of that name is taken to be an input when a
// whole folder is read: by its extension, below those of compression. A file
// that is named itself is read whatever it is called.
func KnownName(name string) bool {
	for {
		ext := strings.ToLower(filepath.Ext(name))
		switch ext {
		case ".gz", ".zst", ".bz2", ".xz", ".zip":
			name = strings.TrimSuffix(name, filepath.Ext(name))
			if ext == ".zip" && filepath.Ext(name) == "" {
				return true
			}
			continue
		}
		return slices.Contains([]string{
			".txt", ".text",
			".html", ".htm", ".xhtml", ".mht", ".mhtml", ".warc",
			".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".tab", ".parquet", ".xlsx", ".xml",
		}, ext)
	}
}
