package article

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// Limits of XML exports. encoding/xml expands no entities of a document's own,
// so these are all that a hostile one can reach for.
const (
	maxXMLElement = 16 << 20 // bytes of one comment, or of one field of an article
	maxXMLDepth   = 64
)

// xmlReader walks the elements of an XML document and holds no more than one
// of them.
type xmlReader struct {
	dec   *xml.Decoder
	limit *io.LimitedReader
	depth int
}

func newXMLReader(r io.Reader) *xmlReader {
	// Exports hold control characters and broken bytes that XML does not allow.
	clean := transform.NewReader(r, transform.Chain(runes.ReplaceIllFormed(), runes.Remove(runes.Predicate(func(c rune) bool {
		return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == '\uFFFE' || c == '\uFFFF'
	}))))
	x := &xmlReader{limit: &io.LimitedReader{R: clean, N: maxXMLElement}}
	x.dec = xml.NewDecoder(x.limit)
	x.dec.Entity = xml.HTMLEntity
	x.dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 by now
	return x
}

// token is the next token; io.EOF at the end of the document.
func (x *xmlReader) token() (xml.Token, error) {
	t, err := x.dec.Token()
	switch {
	case err == nil:
	case x.limit.N <= 0:
		return nil, fmt.Errorf("line %d: one element is larger than 16 MiB", x.line())
	case err == io.EOF:
		return nil, err
	default:
		var syntax *xml.SyntaxError
		if errors.As(err, &syntax) {
			return nil, fmt.Errorf("line %d: not sound XML: %s", syntax.Line, syntax.Msg)
		}
		return nil, err
	}
	switch t.(type) {
	case xml.StartElement:
		if x.depth++; x.depth > maxXMLDepth {
			return nil, fmt.Errorf("line %d: elements nest deeper than %d", x.line(), maxXMLDepth)
		}
	case xml.EndElement:
		x.depth--
	}
	return t, nil
}

func (x *xmlReader) line() int {
	line, _ := x.dec.InputPos()
	return line
}

// start is the next start element. It gives the limit afresh.
func (x *xmlReader) start() (xml.StartElement, error) {
	x.limit.N = maxXMLElement
	for {
		t, err := x.token()
		if err != nil {
			return xml.StartElement{}, err
		}
		if s, ok := t.(xml.StartElement); ok {
			return s, nil
		}
	}
}

// element reads the rest of the element that start began: its text by the
// names of the elements inside ("author/name"), "" for its own, and their
// attributes ("thread@id"). Names have no prefix, but an element of the
// excerpt namespace is "excerpt".
func (x *xmlReader) element(start xml.StartElement) (map[string]string, error) {
	out := map[string]string{}
	text := map[string]*bytes.Buffer{}
	attrs := func(path string, s xml.StartElement) {
		for _, a := range s.Attr {
			out[path+"@"+a.Name.Local] = a.Value
		}
	}
	attrs("", start)
	var path []string
	key := ""
	for {
		t, err := x.token()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			path = append(path, localName(t))
			key = strings.Join(path, "/")
			attrs(key, t)
		case xml.EndElement:
			if len(path) == 0 {
				for k, b := range text {
					out[k] = b.String()
				}
				return out, nil
			}
			path = path[:len(path)-1]
			key = strings.Join(path, "/")
		case xml.CharData:
			b := text[key]
			if b == nil {
				b = &bytes.Buffer{}
				text[key] = b
			}
			b.Write(t)
		}
	}
}

func localName(s xml.StartElement) string {
	if strings.Contains(s.Name.Space, "excerpt") {
		return "excerpt"
	}
	return s.Name.Local
}

// wordpressFormat reads WordPress eXtended RSS, what Tools → Export writes
// (https://wordpress.org/documentation/article/tools-export-screen/). Disqus's
// custom import format is the same.
func wordpressFormat() Format {
	return Format{
		Name: "wordpress",
		Doc:  "WordPress: WXR, the XML that Tools → Export writes",
		Sniff: func(_ string, head []byte) bool {
			return startsWith(head, "<") && bytes.Contains(head, []byte("<rss")) &&
				(bytes.Contains(head, []byte("wordpress.org/export/")) || bytes.Contains(head, []byte("wp:wxr_version")))
		},
		Read: export(func(s *sink, r io.Reader, _ []byte, _ Options) error { return wordpress(s, newXMLReader(r)) }),
	}
}

func wordpress(s *sink, x *xmlReader) error {
	var a Article
	id := "" // of the article, once it was passed on
	for !s.stopped {
		e, err := x.start()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if x.depth == 3 && e.Name.Local == "item" {
			a, id = Article{}, ""
			continue
		}
		if x.depth < 4 {
			if x.depth == 3 { // of the channel
				if _, err := x.element(e); err != nil {
					return err
				}
			}
			continue
		}
		line := x.line()
		v, err := x.element(e)
		if err != nil {
			return err
		}
		switch text := v[""]; localName(e) {
		case "title":
			a.Title = oneLine(plainText(text))
		case "link":
			a.URL = strings.TrimSpace(text)
		case "creator":
			a.Byline = text
		case "post_id":
			a.ID = strings.TrimSpace(text)
		case "encoded":
			a.Body = plainText(text)
		case "excerpt":
			a.Summary = plainText(text)
		case "pubDate", "post_date_gmt", "post_date":
			if a.Published.IsZero() {
				a.Published = parseDate(text, false)
			}
		case "comment":
			if id == "" {
				if a.ID == "" {
					a.ID = a.URL
				}
				id = s.article(a)
			}
			wordpressComment(s, v, id, line)
		}
	}
	return nil
}

func wordpressComment(s *sink, v map[string]string, article string, line int) {
	get := func(key string) string { return strings.TrimSpace(v["comment_"+key]) }
	c := Comment{ArticleID: article, Line: line, ID: get("id"), ParentID: plainParent(get("parent"), ""), Author: get("author"), Text: v["comment_content"],
		Posted: first3(parseDate(get("date_gmt"), false), parseDate(get("date"), false))}
	why := ""
	switch kind := get("type"); kind {
	case "", "comment", "review":
	case "pingback", "trackback":
		why = "it is a " + kind + ", not a reader's comment"
	default:
		why = "it is of the type " + startOf(kind) + ", not a reader's comment"
	}
	if why == "" {
		switch get("approved") {
		case "", "1", "approved":
		case "0", "hold":
			why = "the comment awaits moderation"
		case "spam":
			why = "the comment is marked as spam"
		default:
			why = "the comment is in the trash"
		}
	}
	if why != "" {
		s.reject(article, line, why, c.Text)
		return
	}
	s.comment(&c)
}

// disqusFormat reads the XML that Disqus exports
// (https://docs.disqus.com/developers/export/).
func disqusFormat() Format {
	return Format{
		Name: "disqus",
		Doc:  "Disqus: the XML export of a forum",
		Sniff: func(_ string, head []byte) bool {
			return startsWith(head, "<") && bytes.Contains(head, []byte("<disqus"))
		},
		Read: export(func(s *sink, r io.Reader, _ []byte, _ Options) error { return disqus(s, newXMLReader(r)) }),
	}
}

func disqus(s *sink, x *xmlReader) error {
	threads := map[string]Article{} // by internal id, until the first comment
	for !s.stopped {
		e, err := x.start()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if x.depth < 2 {
			continue
		}
		line := x.line()
		v, err := x.element(e)
		if err != nil {
			return err
		}
		switch e.Name.Local {
		case "thread":
			id := v["@id"]
			a := Article{ID: id, URL: strings.TrimSpace(v["link"]), Title: oneLine(plainText(v["title"])), Summary: plainText(v["message"]), Published: parseDate(v["createdAt"], false)}
			threads[id] = a
		case "post":
			id := v["thread@id"]
			a, ok := threads[id]
			if !ok {
				a = Article{ID: id}
			}
			article := s.article(a)
			if ok && a.Title != "" { // the sink keeps what it needs
				threads[id] = Article{ID: id}
			}
			c := Comment{ArticleID: article, Line: line, ID: v["@id"], ParentID: v["parent@id"], Author: strings.TrimSpace(first(v["author/name"], v["author/username"])),
				Text: v["message"], Posted: parseDate(v["createdAt"], false)}
			switch {
			case v["isDeleted"] == "true":
				s.reject(article, line, "the comment was deleted", c.ID)
			case v["isSpam"] == "true":
				s.reject(article, line, "the comment is marked as spam", c.Text)
			case v["isApproved"] == "false":
				s.reject(article, line, "the comment awaits moderation", c.Text)
			default:
				s.comment(&c)
			}
		}
	}
	return nil
}
