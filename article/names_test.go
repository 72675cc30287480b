package article

import "testing"

func TestKnownName(t *testing.T) {
	for name, want := range map[string]bool{
		"page.txt": true, "PAGE.TXT": true, "dump.jsonl.zst": true, "site.warc.gz": true, "pages.zip": true, "a.html": true,
		"README.md": false, "photo.jpg": false, "noextension": false, "archive.tar.gz": false, ".gz": false,
	} {
		if got := KnownName(name); got != want {
			t.Errorf("KnownName(%q) = %v, want %v", name, got, want)
		}
	}
}
