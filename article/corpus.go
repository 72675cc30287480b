package article

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"slices"
	"strings"
)

// Corpus is what is known of articles apart from their comments, above all
// the claim of each.
type Corpus struct {
	rows        []corpusRow
	byID, byURL map[string]int
	Rejected    []Rejection // rows that could not be used
}

type corpusRow struct {
	article Article
	line    int
	met     bool
}

// corpusColumns are the columns of a corpus file, each with the names it is
// recognised by, in any case and punctuation.
var corpusColumns = []struct {
	names string
	set   func(a *Article, v string)
}{
	{"articleid linkid storyid threadid submissionid videoid assetid postid id", func(a *Article, v string) { a.ID = plainID(v) }},
	{"url articleurl canonicalurl link", func(a *Article, v string) { a.URL = strings.TrimSpace(v) }},
	{"title articletitle headline", func(a *Article, v string) { a.Title = oneLine(plainText(v)) }},
	{"claim", func(a *Article, v string) { a.Claim = Claim{Text: oneLine(plainText(v)), Source: ClaimGiven} }},
	{"target topic topicphrase", func(a *Article, v string) {
		if a.Claim.Text == "" {
			a.Claim = Claim{Text: oneLine(plainText(v)), Source: ClaimGiven, Target: true}
		}
	}},
	{"summary description articledescription abstract standfirst", func(a *Article, v string) { a.Summary = plainText(v) }},
	{"byline author articleauthor", func(a *Article, v string) { a.Byline = oneLine(cleanText(v)) }},
	{"published date pubdate publishedat articledate", func(a *Article, v string) { a.Published = parseDate(v, false) }},
	{"body text articlebody articletext", func(a *Article, v string) { a.Body = plainText(v) }},
}

// ReadCorpus reads a corpus from CSV, TSV or JSON Lines: one article a row,
// with its id, its address or both, and whatever else is known of it: title,
// claim (a sentence) or target (a noun phrase), summary, byline, published,
// body. Columns of other names are left alone. A row that cannot be used, or
// that names an article for the second time, goes to Rejected.
func ReadCorpus(name string, r io.Reader) (*Corpus, error) {
	c := &Corpus{byID: map[string]int{}, byURL: map[string]int{}}
	var known, names []string
	for row, err := range Rows(name, r, "") {
		if err != nil {
			return nil, err
		}
		if row.Err != nil {
			c.Rejected = append(c.Rejected, *row.Err)
			continue
		}
		plain := map[string]string{}
		for _, f := range row.Fields() {
			if p := plainName(f.Name); f.Raw != "null" && strings.TrimSpace(f.Value) != "" {
				plain[p] = f.Value
			}
			if !slices.Contains(names, f.Name) && len(names) < 1000 {
				names = append(names, f.Name)
			}
		}
		a := Article{OwnID: true}
		for i, col := range corpusColumns {
			for n := range strings.FieldsSeq(col.names) {
				if v, ok := plain[n]; ok {
					col.set(&a, v)
					if i < 2 {
						known = append(known, n)
					}
					break
				}
			}
		}
		if a.ID == "" && a.URL == "" {
			c.Rejected = append(c.Rejected, *reject(name, row.Line, "the row names no article: it has neither an id nor a URL", a.Title))
			continue
		}
		c.add(name, a, row.Line)
	}
	if len(c.rows) == 0 {
		if len(known) == 0 && len(names) > 0 {
			return nil, fmt.Errorf("%s: no column holds the article's id or address; call one article_id or url. The columns are %s", name, quoteList(names))
		}
		return nil, fmt.Errorf("%s: %w", name, errors.New("there is no article in it"))
	}
	return c, nil
}

func (c *Corpus) add(name string, a Article, line int) {
	if i, ok := c.byID[a.ID]; ok && a.ID != "" {
		c.Rejected = append(c.Rejected, *reject(name, line, fmt.Sprintf("the article %q stands on line %d already", a.ID, c.rows[i].line), a.Title))
		return
	}
	key := plainURL(a.URL)
	if i, ok := c.byURL[key]; ok && key != "" {
		c.Rejected = append(c.Rejected, *reject(name, line, fmt.Sprintf("the address %q stands on line %d already", a.URL, c.rows[i].line), a.Title))
		return
	}
	if a.ID != "" {
		c.byID[a.ID] = len(c.rows)
	}
	if key != "" {
		c.byURL[key] = len(c.rows)
	}
	c.rows = append(c.rows, corpusRow{article: a, line: line})
}

// Len is the number of articles in the corpus.
func (c *Corpus) Len() int { return len(c.rows) }

// Complete fills in what the corpus knows of a: its fields replace those of a
// wherever they are not empty. It reports whether the corpus knows a, by its
// ID or its URL. a keeps its ID.
func (c *Corpus) Complete(a *Article) bool {
	i, ok := c.byID[a.ID]
	if !ok && a.URL != "" {
		i, ok = c.byURL[plainURL(a.URL)]
	}
	if !ok {
		i, ok = c.byURL[plainURL(a.ID)]
	}
	if !ok {
		return false
	}
	c.rows[i].met = true
	k := &c.rows[i].article
	for _, f := range [...]struct {
		to   *string
		from string
	}{{&a.URL, k.URL}, {&a.Title, k.Title}, {&a.Summary, k.Summary}, {&a.Byline, k.Byline}, {&a.Body, k.Body}} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	if !k.Published.IsZero() {
		a.Published = k.Published
	}
	if k.Claim.Text != "" {
		a.Claim = k.Claim
	}
	return true
}

// Join completes every article of a stream.
func (c *Corpus) Join(seq iter.Seq2[Record, error]) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for rec, err := range seq {
			if rec.Article != nil {
				c.Complete(rec.Article)
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// Unmet lists the articles, by id or else address, that Complete and Join have
// not come across, in the order of the file.
func (c *Corpus) Unmet() []string {
	var out []string
	for _, r := range c.rows {
		if !r.met {
			if r.article.ID != "" {
				out = append(out, r.article.ID)
			} else {
				out = append(out, r.article.URL)
			}
		}
	}
	return out
}

// plainURL folds addresses that lead to the same page: scheme, "www.", case of
// the host, fragment, trailing slash, and parameters that only track visitors
// do not count.
func plainURL(s string) string {
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	if err != nil || s == "" {
		return s
	}
	if u.Host == "" && !strings.Contains(s, "/") {
		return ""
	}
	host := strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(u.Host), "www."), "m.")
	var keep []string
	for p := range strings.SplitSeq(u.RawQuery, "&") {
		k, _, _ := strings.Cut(strings.ToLower(p), "=")
		if p == "" || strings.HasPrefix(k, "utm_") || k == "fbclid" || k == "gclid" || k == "ref" || k == "smid" || k == "cmp" {
			continue
		}
		keep = append(keep, p)
	}
	slices.Sort(keep)
	out := host + strings.TrimSuffix(u.EscapedPath(), "/")
	if len(keep) > 0 {
		out += "?" + strings.Join(keep, "&")
	}
	return out
}
