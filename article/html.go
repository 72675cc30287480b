package article

import (
	"bytes"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
)

// htmlFormats lists the formats that hold saved pages.
func htmlFormats() []Format {
	return []Format{
		{
			Name:  "warc",
			Doc:   "web archive (WARC 1.0 or 1.1): every HTML page inside is an article",
			Sniff: func(_ string, head []byte) bool { return bytes.HasPrefix(head, []byte("WARC/")) },
			Read:  readWARC,
		},
		{
			Name:  "mhtml",
			Doc:   "page saved by a browser as one file (MHTML)",
			Sniff: sniffMHTML,
			Read:  readMHTML,
		},
		{
			Name:  "html",
			Doc:   "saved HTML page with its comments",
			Sniff: sniffHTML,
			Read:  readHTML,
		},
	}
}

// sniffHTML looks for the tags that HTML pages begin with. Text that merely
// has tags in it is not HTML.
func sniffHTML(name string, head []byte) bool {
	if bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF}) {
		head = bytes.ReplaceAll(head, []byte{0}, nil)[2:]
	}
	head = bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n\x00"))
	for range 20 {
		switch {
		case bytes.HasPrefix(head, []byte("<!--")):
			i := bytes.Index(head, []byte("-->"))
			if i < 0 {
				return true
			}
			head = bytes.TrimLeft(head[i+3:], " \t\r\n")
			continue
		case bytes.HasPrefix(head, []byte("<?xml")):
			i := bytes.Index(head, []byte("?>"))
			if i < 0 {
				return false
			}
			head = bytes.TrimLeft(head[i+2:], " \t\r\n")
			continue
		}
		break
	}
	for _, p := range []string{"<!doctype html", "<html", "<head", "<body", "<title", "<meta"} {
		if bytes.HasPrefix(head, []byte(p)) {
			return true
		}
	}
	if !bytes.HasPrefix(head, []byte("<")) {
		return false
	}
	if hasExt(name, "html", "htm", "xhtml", "shtml", "php", "asp", "aspx") {
		return true
	}
	for _, p := range []string{"<div", "<article", "<section", "<main", "<ol", "<ul", "<table", "<p", "<h1", "<script", "<link", "<center", "<font", "<a "} {
		if bytes.HasPrefix(head, []byte(p)) {
			return true
		}
	}
	return false
}

// savedPage is a page of a file.
type savedPage struct {
	body        []byte
	contentType string              // of the transfer, "" if not known
	url         string              // where it was, "" if not known
	frame       func(string) []byte // the pages in its frames
	noLines     bool                // its lines are not those of the file
}

// readHTML reads one saved page.
func readHTML(name string, r io.Reader, opt Options) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		b, err := readPage(name, r, opt)
		if err != nil {
			yield(Record{}, err)
			return
		}
		a, comments, rejected, err := parseSaved(savedPage{body: b}, opt)
		if err != nil {
			yield(Record{Rejection: reject(name, 0, err.Error(), "")}, nil)
			return
		}
		emitPage(name, baseID(name), a, comments, rejected, yield)
	}
}

// emitPage passes a page on under the given id.
func emitPage(name, id string, a Article, comments []Comment, rejected []Rejection, yield func(Record, error) bool) bool {
	a.ID, a.Source = id, name
	if !yield(Record{Article: &a}, nil) {
		return false
	}
	for i := range comments {
		comments[i].ArticleID = id
		if !yield(Record{Comment: &comments[i]}, nil) {
			return false
		}
	}
	for i := range rejected {
		rejected[i].ArticleID, rejected[i].Source = id, name
		if !yield(Record{Rejection: &rejected[i]}, nil) {
			return false
		}
	}
	return true
}

// decodePage turns a page into UTF-8 as browsers do: by byte order mark, the
// transfer, <meta>; without any of these UTF-8 if it is valid as such.
func decodePage(b []byte, contentType string) []byte {
	enc, name, certain := charset.DetermineEncoding(b, contentType)
	if !certain || name == "windows-1252" {
		if utf8.Valid(b) {
			name = "utf-8"
		} else if good, bad := countUTF8(b); good > 4*bad {
			name = "utf-8"
		} else if g := guessEncoding(b[:min(len(b), SniffBytes)]); !certain && g != nil {
			enc, name = g, ""
		}
	}
	if name == "utf-8" {
		return bytes.ToValidUTF8(bytes.TrimPrefix(b, []byte("\ufeff")), []byte("\uFFFD"))
	}
	out, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	return out
}

// parseSaved understands one page.
func parseSaved(p savedPage, opt Options) (Article, []Comment, []Rejection, error) {
	root, err := parseHTML(decodePage(p.body, p.contentType), p.frame)
	if err != nil {
		return Article{}, nil, nil, err
	}
	data := readScripts(root)
	d := newHTMLDoc(root)
	r := d.findComments()
	var hs []hcomment
	if r != nil {
		hs = r.comments
	}
	hs = mergeComments(hs, linkedComments(data.linked))
	if len(hs) == 0 {
		hs = stateComments(data.state)
	}
	a, op := d.article(r, data, p.url)
	comments, rejected := settle(hs, op, p.noLines)
	return a, comments, rejected, nil
}

// findComments picks the best reading of the page, nil if it has no comments.
func (d *hdoc) findComments() *closeReading {
	var best *closeReading
	for _, c := range d.guesses() {
		r := d.readGuess(c)
		if d.accept(r) && (best == nil || r.quality > best.quality*1.02 || r.around(best) && r.quality > best.quality*0.98) {
			best = r
		}
	}
	return best
}

// around reports whether the units of r are those of o and what is around
// them. Attributes of the outer elements tell more.
func (r *closeReading) around(o *closeReading) bool {
	if len(r.units) != len(o.units) || r.hint < o.hint {
		return false
	}
	for k := range r.units {
		if r.units[k].lo > o.units[k].lo || r.units[k].hi < o.units[k].hi {
			return false
		}
	}
	return true
}

// accept reports whether a reading has enough signs of comments. Lists of
// articles, menus and footers repeat as well.
func (d *hdoc) accept(r *closeReading) bool {
	n, names, times, acts, bad, votes := 0, 0, 0, 0, 0, 0
	writers := map[string]bool{}
	for k := range r.comments {
		h := &r.comments[k]
		if h.reason != "" {
			if h.reason[0] == 't' && strings.Contains(h.reason, "removed") {
				n++
				acts++
				names++
				times++
			}
			continue
		}
		n++
		if h.author != "" {
			names++
			writers[h.author] = true
		}
		if h.timed {
			times++
		}
		if h.acts > 0 {
			acts++
		}
		if h.voted {
			votes++
		}
		if h.linkish || h.entry {
			bad++
		}
	}
	if n == 0 || bad*2 > n {
		return false
	}
	share := func(k int) float64 { return float64(k) / float64(n) }
	e := share(names) + share(times) + 1.5*share(acts) + 0.5*share(votes)
	if r.hint >= 2 {
		e += 2
	} else if r.hint > 1.3 {
		e++
	}
	in := d.regions()
	inside := 0
	for _, u := range r.units {
		if in[u.lo] {
			inside++
		}
	}
	if inside*2 > len(r.units) {
		e += 1.5
	}
	e -= 2 * share(bad)
	if share(names)+share(times) < 0.5 && !(r.hint >= 2 && inside > 0) {
		return false
	}
	if n > 4 && names*2 > n && len(writers) == 1 && r.hint < 2 && inside == 0 {
		return false // one author's own list of articles
	}
	if n == 1 && (r.hint < 1.5 || e < 3) {
		return false
	}
	return e >= 2.5
}

// settle gives comments their final ids and parts them from the rejections.
// op is the index of the post that is the article, -1.
func settle(hs []hcomment, op int, noLines bool) ([]Comment, []Rejection) {
	var comments []Comment
	var rejected []Rejection
	// The page's ids are used if every comment has one of its own.
	ids := map[string]bool{}
	own := true
	for k := range hs {
		if k == op || hs[k].reason != "" {
			continue
		}
		if hs[k].id == "" || ids[hs[k].id] {
			own = false
			break
		}
		ids[hs[k].id] = true
	}
	id := make([]string, len(hs))
	for k := range hs {
		h := &hs[k]
		if k == op {
			continue
		}
		l := h.line
		if noLines {
			l = 0
		}
		if h.reason != "" {
			rejected = append(rejected, Rejection{Line: l, Reason: h.reason, Text: h.sample})
			continue
		}
		id[k] = strconv.Itoa(len(comments) + 1)
		if own {
			id[k] = h.id
		}
		comments = append(comments, Comment{ID: id[k], Author: h.author, Title: h.title, Text: h.text, Posted: h.posted, Up: h.up, Down: h.down, Line: l})
	}
	n := 0
	for k := range hs {
		if k == op || hs[k].reason != "" {
			continue
		}
		// A reply to what could not be read replies to what that replied to.
		p := hs[k].parent
		for steps := 0; p >= 0 && hs[p].reason != "" && steps < 2000; steps++ {
			p = hs[p].parent
		}
		if p >= 0 && p != op && hs[p].reason == "" {
			comments[n].ParentID = id[p]
		}
		n++
	}
	return comments, rejected
}
