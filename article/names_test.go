package article

import (
	"iter"
	"slices"
	"testing"
)

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

func TestAssignKeepsArticlesApartByFileAndTogetherByID(t *testing.T) {
	var ids IDs
	input := func(source, id string) iter.Seq2[Record, error] {
		return func(yield func(Record, error) bool) {
			_ = yield(Record{Article: &Article{ID: id, OwnID: id == "t3_x", Source: source}}, nil) &&
				yield(Record{Comment: &Comment{ID: "1", ArticleID: id}}, nil)
		}
	}
	var got []string
	for _, in := range []struct{ source, id string }{
		{"a/index.txt", "index"}, {"b/index.txt", "index"}, {"c/index.txt", "index"},
		{"one.jsonl", "t3_x"}, {"two.jsonl", "t3_x"},
	} {
		for rec := range ids.Assign(input(in.source, in.id)) {
			if rec.Article != nil {
				got = append(got, "article "+rec.Article.ID)
			} else {
				got = append(got, rec.Comment.ArticleID)
			}
		}
	}
	want := []string{"article index", "index", "article index-2", "index-2", "article index-3", "index-3", "article t3_x", "t3_x", "t3_x"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
