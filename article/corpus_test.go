package article

import (
	"slices"
	"strings"
	"testing"
)

func TestCorpus(t *testing.T) {
	c, err := ReadCorpus("articles.csv", strings.NewReader("Article ID;Title;Claim;Target;URL;Published;Desk\n"+
		"bridge;The bridge;The city should build the bridge.;;https://www.news.example/bridge/?utm_source=x;2019-05-02;city\n"+
		";The tram;;the tram;http://news.example/tram?id=2&a=1#top;;\n"+
		"bridge;Again;;;;;\n"+
		";nothing;;;;;\n"+
		"ferry;The ferry;;;;;\n"))
	if err != nil {
		t.Fatal(err)
	}
	var why []string
	for _, r := range c.Rejected {
		why = append(why, r.Reason)
	}
	if want := []string{`the article "bridge" stands on line 2 already`, "the row names no article: it has neither an id nor a URL"}; !slices.Equal(why, want) {
		t.Errorf("rejected %q, want %q", why, want)
	}
	rows := `{"article_id":"bridge","article_title":"x","text":"a"}` + "\n" + `{"url":"https://news.example/tram/?a=1&id=2","text":"b"}` + "\n" + `{"article_id":"other","text":"c"}`
	got := listing(c.Join(Read("-", strings.NewReader(rows), Options{})))
	want := "article bridge url=\"https://www.news.example/bridge/?utm_source=x\" title=\"The bridge\" published=\"2019-05-02\" claim=\"The city should build the bridge.\"\n1 bridge/stdin-1 \"a\"\n" +
		"article https://news.example/tram/?a=1&id=2 url=\"http://news.example/tram?id=2&a=1#top\" title=\"The tram\" claim=\"the tram\"\n2 https://news.example/tram/?a=1&id=2/stdin-2 \"b\"\n" +
		"article other\n3 other/stdin-3 \"c\"\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got := c.Unmet(); !slices.Equal(got, []string{"ferry"}) {
		t.Errorf("unmet %q", got)
	}
}

func TestCorpusErrors(t *testing.T) {
	for in, want := range map[string]string{
		"":                     "c: there is no article in it",
		"name,claim\nx,y\n":    `c: no column holds the article's id or address; call one article_id or url. The columns are "name", "claim"`,
		`[{"article_id":"1"}]`: "c: this is a JSON array, not JSON Lines; write one object a line, for instance with: jq -c '.[]'",
	} {
		if _, err := ReadCorpus("c", strings.NewReader(in)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}
