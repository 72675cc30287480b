package article

import (
	"bytes"
	"io"
	"iter"
	"slices"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/net/html/atom"
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
		a, comments, rejected, err := parseSaved(savedPage{body: b})
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
// transfer, <meta>; without any of these as encodingOf says.
func decodePage(b []byte, contentType string) []byte {
	enc, name, _ := charset.DetermineEncoding(b, contentType)
	good, bad := countUTF8(b)
	declared := bytes.Contains(bytes.ToLower(b[:min(len(b), 1024)]), []byte("charset")) || strings.Contains(contentType, "charset")
	switch {
	case good > 0 && good > 4*bad && !strings.HasPrefix(name, "utf-16"):
		// Browsers save pages as UTF-8 and may leave the old label in place.
		name = "utf-8"
	case bad > 0 && (name == "utf-8" || !declared):
		if g := encodingOf(b); g != nil {
			enc, name = g, ""
		}
	}
	if name == "utf-8" {
		enc = nil
	}
	return toUTF8Bytes(b, enc)
}

// parseSaved understands one page.
func parseSaved(p savedPage) (Article, []Comment, []Rejection, error) {
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
	if r != nil {
		r.comments = hs[:len(r.comments)]
		hs = append(hs, d.tombstones(r)...)
	}
	if len(hs) == 0 {
		hs = stateComments(data.state)
	}
	a, op := d.article(r, data, p.url)
	comments, rejected := settle(hs, op, p.noLines)
	return a, comments, rejected, nil
}

// tombstones finds the remains of removed comments that stand among the
// comments but are built otherwise.
func (d *hdoc) tombstones(r *closeReading) []hcomment {
	box, hi := r.units[0].lo, int32(0)
	for _, u := range r.units {
		hi = max(hi, u.hi)
	}
	for box >= 0 && d.nodes[box].end < hi {
		box = d.nodes[box].parent
	}
	// The wrapper of each comment may be in a list of its own.
	for p := box; p >= 0 && d.nodes[p].n.DataAtom != atom.Body && d.nodes[p].n.DataAtom != atom.Main; p = d.nodes[p].parent {
		if d.nodes[p].hints&(wComments|wComment) != 0 {
			box = p
		}
	}
	if box < 0 || d.nodes[box].n.DataAtom == atom.Body {
		return nil
	}
	var out []hcomment
	k := 0
	for i := box; i < d.nodes[box].end; i++ {
		for k < len(r.units) && r.units[k].hi <= i {
			k++
		}
		if k < len(r.units) && r.units[k].lo <= i {
			i = r.units[k].hi - 1
			continue
		}
		if x := &d.nodes[i]; x.isText && len(x.n.Data) < 400 {
			if s := oneSpace(x.n.Data); isRemoved(s) {
				out = append(out, hcomment{parent: -1, depth: -1, line: int(x.line), sample: Excerpt(s), reason: "the comment was removed; the page does not have its text"})
			}
		}
	}
	return out
}

// findComments picks the best reading of the page, nil if it has no comments.
func (d *hdoc) findComments() *closeReading {
	var best *closeReading
	gs := d.guesses()
	for _, c := range gs {
		r := d.readGuess(c)
		if d.accept(r) && (best == nil || r.quality > best.quality*1.02 || r.around(best) && r.quality > best.quality*0.98) {
			best = r
		}
	}
	// The post that a thread begins with is often marked up as no comment.
	for _, c := range gs {
		if best == nil || best.op || len(c.units) != len(best.units)+1 || !sameUnits(c.units[1:], best.units) {
			continue
		}
		var h hints
		if splitWords(c.key, func(w string) { h |= hintWords[w] }); h&wPost == 0 {
			continue
		}
		if r := d.readGuess(c); r.op && d.accept(r) && r.comments[0].reason == "" && r.comments[0].author != "" && r.comments[0].timed {
			best = r
			break
		}
	}
	// Replies may be built differently from the comments that they stand under.
	for _, c := range gs {
		if best == nil {
			break
		}
		if us := best.join(d, c); us != nil {
			r := d.readGuess(guess{units: us, key: best.key, hint: best.hint})
			if d.accept(r) && r.quality > best.quality*1.02 {
				best = r
			}
		}
	}
	return best
}

// sameUnits reports whether two lists of units are on the same nodes.
func sameUnits(a, b []unit) bool {
	return slices.EqualFunc(a, b, func(x, y unit) bool { return x.lo == y.lo && x.hi == y.hi })
}

// join adds the units of c that are among those of r but no part of them; nil
// if there are none.
func (r *closeReading) join(d *hdoc, c guess) []unit {
	lo, hi := r.units[0].lo, int32(0)
	for _, u := range r.units {
		hi = max(hi, u.hi)
	}
	box := lo
	for box >= 0 && d.nodes[box].end < hi {
		box = d.nodes[box].parent
	}
	if box >= 0 && d.nodes[box].parent >= 0 && box == lo {
		box = d.nodes[box].parent
	}
	if box < 0 {
		return nil
	}
	var more []unit
	k := 0 // the last unit of r that begins before u
	for _, u := range c.units {
		if u.lo <= box || u.hi > d.nodes[box].end {
			continue
		}
		for k+1 < len(r.units) && r.units[k+1].lo <= u.lo {
			k++
		}
		clash := false
		// Around or the same as one of r, or holding what one of r needs.
		for j := k; j >= 0; j = int(r.units[j].up) {
			v := r.units[j]
			if v.lo == u.lo {
				clash = true
			}
			if v.lo < u.lo && u.hi <= v.hi {
				p := r.parts[j]
				for _, e := range []int32{p.author, p.time, p.body} {
					if e >= u.lo && e < u.hi || e >= 0 && e < u.lo && d.nodes[e].end > u.lo {
						clash = true
					}
				}
				break
			}
		}
		if k+1 < len(r.units) && r.units[k+1].lo > u.lo && r.units[k+1].lo < u.hi {
			clash = true
		}
		if s := d.between(u.lo, u.hi); clash || s.times == 0 || s.authors == 0 || s.chars < 4 {
			continue
		}
		more = append(more, unit{lo: u.lo, hi: u.hi, up: -1})
	}
	if len(more) == 0 {
		return nil
	}
	all := append(append([]unit(nil), r.units...), more...)
	sort.SliceStable(all, func(a, b int) bool {
		if all[a].lo != all[b].lo {
			return all[a].lo < all[b].lo
		}
		return all[a].hi > all[b].hi
	})
	return d.nest(all)
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
	n, names, times, acts, bad, votes, empty, short := 0, 0, 0, 0, 0, 0, 0, 0
	writers := map[string]bool{}
	for k := range r.comments {
		h := &r.comments[k]
		if h.reason == noText {
			empty++
		}
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
		if len(h.text) < 12 {
			short++
		}
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
		if h.linkish || h.entry || d.underHeadline(r.units, k) {
			bad++
		}
	}
	if n == 0 || bad*2 > n || empty > n || d.counted(r)*2 > n {
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
	switch {
	case inside*2 > len(r.units):
		e += 1.5
	case d.headingBefore(r.units[0].lo) == hComments:
		e += 1.5
	case d.headingBefore(r.units[0].lo) == hEnd && r.hint < 1.5:
		e -= 1.5
	}
	if r.hint < 1.3 && inside == 0 && short*2 > n {
		return false
	}
	e += d.threadWords(r.units)
	e -= 2 * share(bad)
	if share(names)+share(times) < 0.5 && !(r.hint >= 2 && inside > 0) {
		return false
	}
	if n > 4 && names*2 > n && len(writers) == 1 && r.hint < 2 && inside == 0 {
		return false // one author's own list of articles
	}
	if acts+votes == 0 {
		// Nothing to answer or vote with: teasers of articles look the same.
		if names == 0 {
			return false
		}
		if r.hint < 2 && inside == 0 && d.headingBefore(r.units[0].lo) != hComments && (e < 3 || names*5 < n*4 || times*5 < n*4) {
			return false
		}
	}
	if n == 1 {
		u := r.units[0]
		s := d.between(u.lo, u.hi)
		// Alone it needs more signs, and must be neither a form nor the article.
		if r.hint < 2 || e < 4 || names == 0 || s.forms > 1 || inside == 0 && d.headingBefore(u.lo) != hComments || s.chars*2 > d.sums[len(d.nodes)].chars && s.chars > 600 {
			return false
		}
	}
	return e >= 2.5
}

// threadWords weighs words of forums on the units and around them.
func (d *hdoc) threadWords(us []unit) float64 {
	e := 0.0
	for i := us[0].lo; i < min(us[0].lo+3, us[0].hi); i++ {
		if d.nodes[i].hints&(wPost|wReply|wComment) != 0 {
			e = 0.5
		}
	}
	for p, n := d.nodes[us[0].lo].parent, 0; p >= 0 && n < 6; p, n = d.nodes[p].parent, n+1 {
		l := strings.ToLower(attr(d.nodes[p].n, "class") + " " + attr(d.nodes[p].n, "id"))
		for _, w := range []string{"forum", "thread", "topic", "comment", "discuss", "replies", "conversation", "posts"} {
			if strings.Contains(l, w) && d.nodes[p].n.DataAtom != atom.Body {
				return e + 0.5
			}
		}
	}
	return e
}

// underHeadline reports whether a linked headline stands right above unit k, as
// in lists of articles.
func (d *hdoc) underHeadline(us []unit, k int) bool {
	if k == 0 {
		return false // it may be the headline of the page
	}
	floor, e := us[k-1].lo, us[k].lo
	for range 3 {
		p := d.nodes[e].parent
		if p <= floor || d.nodes[p].n.DataAtom == atom.Body || d.nodes[p].n.DataAtom == atom.Main {
			return false
		}
		for j := p + 1; j < us[k].lo; j = d.nodes[j].end {
			if d.teaser(j) {
				return true
			}
		}
		e = p
	}
	return false
}

// counted is the number of units that say how many comments they have, as
// teasers of articles do.
func (d *hdoc) counted(r *closeReading) int {
	n := 0
	for k := range r.units {
		says := false
		if h := &r.comments[k]; h.acts > 1 || h.voted {
			continue // more can be done with it than to read its comments
		}
		d.own(r.units, k, func(i int32) bool {
			if x := &d.nodes[i]; x.isText && len(x.n.Data) < 60 && !says {
				s := strings.ToLower(oneSpace(x.n.Data))
				if c, word, ok := strings.Cut(s, " "); ok && isNumber(c) {
					says = hintWords[word]&(wComment|wComments) != 0
				} else {
					says = s == "leave a comment" || s == "no comments"
				}
			}
			return !says
		})
		if says {
			n++
		}
	}
	return n
}

// teaser reports whether element i is or begins with a linked headline.
func (d *hdoc) teaser(i int32) bool {
	for j := i; j < min(d.nodes[i].end, i+8); j++ {
		n := d.nodes[j].n
		if n.DataAtom != atom.H1 && n.DataAtom != atom.H2 && n.DataAtom != atom.H3 {
			continue
		}
		a := findFirst(n, atom.A)
		if a == nil && n.Parent != nil && n.Parent.DataAtom == atom.A {
			a = n.Parent
		}
		if a != nil {
			href := attr(a, "href")
			return href != "" && !strings.Contains(href, "#") && !profileLink(href)
		}
	}
	return false
}

// headingBefore is the kind of the last heading before node i that says what
// follows.
func (d *hdoc) headingBefore(i int32) headingKind {
	for j := i - 1; j >= max(0, i-150); j-- {
		x := &d.nodes[j]
		if !x.isText || len(x.n.Data) > 200 || d.chars(j) < 2 {
			continue
		}
		e := j
		for d.nodes[e].parent >= 0 && d.chars(d.nodes[e].parent) <= 60 && d.nodes[d.nodes[e].parent].end <= i && !blockLevel(d.nodes[e].n.DataAtom) {
			e = d.nodes[e].parent
		}
		l := shapeOf(0, d.shortText(e))
		switch k, _, _ := l.classify(); k {
		case hComments:
			return hComments
		case hEnd:
			if i-j < 40 {
				return hEnd
			}
		}
	}
	return hNone
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
		if h.reason == notComment {
			continue
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
