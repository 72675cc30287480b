package article

import (
	"fmt"
	"strings"
	"testing"
)

// Rows are read from a buffer that is used again: what was handed out before
// must not change with it.
func TestRecordsStay(t *testing.T) {
	for format, row := range map[string]string{
		"jsonl":  `{"id":"c%[1]d","parent_id":"p%[1]d","author":"reader %[1]d","text":"words %[1]d \u2014 more","article_id":"a%[1]d","article_title":"title \u2014 %[1]d"}`,
		"reddit": `{"id":"c%[1]d","parent_id":"t1_p%[1]d","author":"reader %[1]d","body":"words %[1]d \u2014 more","link_id":"t3_a%[1]d","link_title":"title \u2014 %[1]d"}`,
	} {
		t.Run(format, func(t *testing.T) {
			const n = 5000
			var in strings.Builder
			for i := range n {
				fmt.Fprintf(&in, row+"\n", i)
			}
			var comments []*Comment
			var articles []*Article
			for rec, err := range Read("in", strings.NewReader(in.String()), Options{Format: format}) {
				switch {
				case err != nil || rec.Rejection != nil:
					t.Fatal(err, rec.Rejection)
				case rec.Comment != nil:
					comments = append(comments, rec.Comment)
				case rec.Article != nil:
					articles = append(articles, rec.Article)
				}
			}
			if len(comments) != n || len(articles) != n {
				t.Fatal(len(comments), len(articles))
			}
			for i, c := range comments {
				got := fmt.Sprint(c.ID, c.ParentID, c.Author, c.Text, c.ArticleID, articles[i].ID, articles[i].Title)
				want := fmt.Sprintf("c%[1]dp%[1]dreader %[1]dwords %[1]d — morea%[1]da%[1]dtitle — %[1]d", i)
				if got != want {
					t.Fatalf("row %d: got %q, want %q", i+1, got, want)
				}
			}
		})
	}
}
