package article

import (
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func readFile(t testing.TB, name string) iter.Seq2[Record, error] {
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return Read(filepath.Base(name), strings.NewReader(string(b)), Options{})
}

// TestWriteJSONL writes every fixture in our own format and reads it back: the
// articles and comments are the same.
func TestWriteJSONL(t *testing.T) {
	for _, name := range exportFixtures(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			var b strings.Builder
			n, err := WriteJSONL(&b, readFile(t, name), nil)
			if err != nil {
				t.Fatal(err)
			}
			if lines := strings.Count(b.String(), "\n"); lines != n.Comments {
				t.Errorf("%d lines for %d comments", lines, n.Comments)
			}
			// Articles without comments leave no row.
			flat := func(seq iter.Seq2[Record, error]) string {
				articles, comments := map[string]string{}, ""
				for rec, err := range seq {
					switch {
					case err != nil:
						t.Fatal(err)
					case rec.Article != nil:
						a := *rec.Article
						a.Source, a.OwnID = "", false
						articles[a.ID] = fmt.Sprintf("%+v\n", a)
					case rec.Comment != nil:
						c := *rec.Comment
						c.Line = 0
						comments += articles[c.ArticleID] + fmt.Sprintf("%+v\n", c)
						delete(articles, c.ArticleID)
					}
				}
				return comments
			}
			f, _ := formatFor("x.jsonl", b.String())
			if f.Name != "jsonl" {
				t.Fatalf("our own rows are taken for %s", f.Name)
			}
			want, got := flat(readFile(t, name)), flat(Read("x.jsonl", strings.NewReader(b.String()), Options{}))
			if got != want {
				t.Errorf("read back:\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestWriteJSONLKeepsMarkup: what looks like HTML but was written by a reader
// stays, however often it is read and written.
func TestWriteJSONLKeepsMarkup(t *testing.T) {
	in := `{"text":"&lt;b&gt;bold&lt;/b&gt; &amp;amp; so on"}`
	for range 3 {
		var b strings.Builder
		if _, err := WriteJSONL(&b, Read("-", strings.NewReader(in), Options{}), nil); err != nil {
			t.Fatal(err)
		}
		in = b.String()
	}
	if want := `"text":"<b>bold</b> &amp; so on"`; !strings.Contains(in, want) {
		t.Errorf("got %s, want %s in it", in, want)
	}
}

// TestSchema compares the keys of docs/comments.schema.json with those written.
func TestSchema(t *testing.T) {
	b, err := os.ReadFile("../docs/comments.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]struct{ Type, Description string }
		Required   []string
	}
	if err := json.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	required := map[string]bool{}
	for _, k := range schema.Required {
		required[k] = true
	}
	row := reflect.TypeFor[jsonlRow]()
	for i := range row.NumField() {
		key, opt, _ := strings.Cut(row.Field(i).Tag.Get("json"), ",")
		p, ok := schema.Properties[key]
		want := map[reflect.Kind]string{reflect.String: "string", reflect.Int: "integer", reflect.Float64: "number"}[row.Field(i).Type.Kind()]
		if !ok || p.Type != want || p.Description == "" || required[key] != (opt == "") {
			t.Errorf("the schema has %q as %+v (required: %v), want a described %s (required: %v)", key, p, required[key], want, opt == "")
		}
		delete(schema.Properties, key)
	}
	for k := range schema.Properties {
		t.Errorf("the schema has a key %q that is never written", k)
	}
}
