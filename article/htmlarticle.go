package article

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	trafilatura "github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxBodyNodes is the size up to which the article body is left to the
// extraction library; larger pages are read by a plain rule of our own.
const maxBodyNodes = 200000

// article reads what the page says of itself. The comments of r are taken out
// of the tree first. op is the index of the comment that is the article itself
// (the first post of a forum), -1 if there is none.
func (d *hdoc) article(r *closeReading, data scripts, address string) (a Article, op int) {
	op = -1
	ld := d.linkedArticle(data.linked)
	meta := metaTags(d.root)
	get := func(keys ...string) string {
		for _, k := range keys {
			for _, v := range meta[k] {
				if v = oneSpace(v); v != "" {
					return v
				}
			}
		}
		return ""
	}
	cut := d.commentNodes(r)
	inCut := func(i int32) bool {
		for _, c := range cut {
			if i >= c[0] && i < c[1] {
				return true
			}
		}
		return false
	}

	a.URL = canonical(d.root, get("og:url", "twitter:url"), str(ld, "url", "@id", "mainEntityOfPage"), address)
	a.Title = d.pageTitle(ld, get("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title", "headline"), inCut)
	a.Summary = oneSpace(fragmentText(get("og:description", "description", "twitter:description", "dc.description", "sailthru.description")))
	if s := oneSpace(fragmentText(str(ld, "description"))); a.Summary == "" || strings.HasSuffix(a.Summary, "…") && len(s) > len(a.Summary) {
		a.Summary = s
	}
	stand := ""
	if a.Summary == "" {
		stand = d.standfirst(inCut)
		a.Summary = stand
	}
	a.Byline = d.byline(ld, get, inCut)
	a.Published = d.published(ld, get, inCut)
	a.Topics = topics(ld, meta)

	// The body, from a tree without comments.
	prose := d.hasProse(inCut)
	library := len(d.nodes) <= maxBodyNodes && prose
	if f := strings.Fields(strings.ToLower(a.Title)); !prose && len(f) <= 2 && len(f) > 0 && f[len(f)-1] == "comments" && d.headline() < 0 {
		a.Title = "" // the frame of a comment system, saved on its own
	}
	plain := ""
	if prose {
		plain = d.plainBody(inCut)
	}
	for _, c := range cut {
		for i := c[0]; i < c[1]; i = d.nodes[i].end {
			if n := d.nodes[i].n; n.Parent != nil && n.DataAtom != atom.Body {
				n.Parent.RemoveChild(n)
			}
		}
	}
	if library {
		// When the library finds no article it hands out all of the page.
		if b := extractBody(d.root, &a); !wholePage(b, a.Title) || plain == "" {
			plain = b
		}
	}
	a.Body = cleanBody(withoutTitle(plain, a.Title), stand, a.Byline)
	if s := fragmentText(str(ld, "articleBody", "text")); len(a.Body) < 200 && len(s) > len(a.Body) {
		a.Body = s
	}
	if r != nil && (r.op || d.forumPage(r, prose) && !pageTwo(a.URL)) {
		h := &r.comments[0]
		if h.reason == "" && h.parent < 0 && len(r.comments) > 1 {
			op = 0
			a.Body, a.Published, a.Byline = h.text, h.posted, h.author
			if a.Title == "" {
				a.Title = h.title
			}
		}
	}
	if r != nil {
		// A subject that only repeats what the thread is about says nothing.
		for k := range r.comments {
			if h := &r.comments[k]; h.title != "" && squash(h.title) == squash(a.Title) && h.text != "" {
				h.title = ""
			}
		}
	}
	return a, op
}

// forumPage reports whether the comments are the posts of a thread, of which
// the first is what the others are about.
func (d *hdoc) forumPage(r *closeReading, prose bool) bool {
	if !prose {
		for p := d.nodes[r.units[0].lo].parent; p >= 0; p = d.nodes[p].parent {
			n := d.nodes[p].n
			l := strings.ToLower(attr(n, "class") + " " + attr(n, "id") + " " + attr(n, "data-pagecontroller"))
			if strings.Contains(l, "forum") || strings.Contains(l, "topic") || strings.Contains(l, "poststream") {
				return true
			}
		}
	}
	if r.hint >= 2 && !strings.Contains(r.key, "post") {
		return false
	}
	if prose && d.regions()[r.units[0].lo] {
		return false // posts called comments, beside an article
	}
	// Words on the page's own frame and on the posts say so.
	var h hints
	splitWords(r.key, func(w string) { h |= hintWords[w] })
	if h&wPost == 0 || h&wComment != 0 {
		return false
	}
	frame := ""
	if b := findFirst(d.root, atom.Body); b != nil {
		frame = strings.ToLower(attr(b, "class") + " " + attr(b, "id"))
	}
	if n := findFirst(d.root, atom.Html); n != nil {
		frame += " " + strings.ToLower(attr(n, "class")+" "+attr(n, "id")+" "+attr(n, "data-template")+" "+attr(n, "data-app"))
	}
	for n := d.root; n != nil; n = following(n, d.root) {
		if n.DataAtom == atom.Meta && attr(n, "name") == "generator" {
			frame += " " + strings.ToLower(attr(n, "content"))
		}
	}
	for _, w := range []string{"forum", "vbulletin", "phpbb", "viewtopic", "xenforo", "xf", "thread_view", "discourse", "topic", "mybb", "smf", "invision", "ipb", "showthread", "flarum", "vanilla", "bbpress"} {
		if strings.Contains(frame, w) {
			return true
		}
	}
	for _, u := range r.units[:min(len(r.units), 3)] {
		for p, n := d.nodes[u.lo].parent, 0; p >= 0 && n < 6; p, n = d.nodes[p].parent, n+1 {
			l := strings.ToLower(attr(d.nodes[p].n, "class") + attr(d.nodes[p].n, "id"))
			if strings.Contains(l, "thread") || strings.Contains(l, "topic") || strings.Contains(l, "postlist") || strings.Contains(l, "forum") {
				return true
			}
		}
	}
	return false
}

func pageTwo(u string) bool {
	l := strings.ToLower(u)
	for _, p := range []string{"page=", "page-", "/page/", "start="} {
		if i := strings.Index(l, p); i >= 0 {
			rest := l[i+len(p):]
			if n := lastNumber(rest[:min(len(rest), 6)]); n != "" && n != "0" && n != "1" && strings.HasPrefix(rest, n) {
				return true
			}
		}
	}
	return false
}

// hasProse reports whether there is anything like a sentence outside of the
// comments. Without it there is no article body to look for.
func (d *hdoc) hasProse(inCut func(int32) bool) bool {
	direct := map[int32]int32{}
	for i := range d.nodes {
		x := &d.nodes[i]
		if !x.isText || x.link || len(x.n.Data) < 12 {
			continue
		}
		b := x.parent
		for b >= 0 && !blockLevel(d.nodes[b].n.DataAtom) {
			b = d.nodes[b].parent
		}
		if b < 0 || inCut(int32(i)) {
			continue
		}
		direct[b] += visible(x.n.Data)
		if s := d.between(b, d.nodes[b].end); direct[b] >= 60 && s.linkChars*3 < s.chars && strings.ContainsAny(x.n.Data, ".!?。！？…,;") {
			return true
		}
	}
	return false
}

// commentNodes lists the ranges of nodes that hold comments.
func (d *hdoc) commentNodes(r *closeReading) [][2]int32 {
	var cut [][2]int32
	if r == nil {
		return nil
	}
	// The smallest element around all of them, if there is little else in it.
	lca := r.units[0].lo
	hi := int32(0)
	var chars int32
	for _, u := range r.units {
		hi = max(hi, u.hi)
		if u.up < 0 {
			chars += d.between(u.lo, u.hi).chars
		}
	}
	for lca >= 0 && d.nodes[lca].end < hi {
		lca = d.nodes[lca].parent
	}
	top := int32(-1)
	for e := lca; e >= 0; e = d.nodes[e].parent {
		x := &d.nodes[e]
		if x.n.DataAtom == atom.Body || x.n.DataAtom == atom.Html || x.n.DataAtom == atom.Main {
			break
		}
		rest := d.chars(e) - chars
		named := x.hints&(wComments|wComment) != 0
		if rest <= max(300, chars/4) && (named || e == lca) || named && rest <= max(1500, chars) {
			top = e
		}
	}
	if top >= 0 {
		return [][2]int32{{top, d.nodes[top].end}}
	}
	for _, u := range r.units {
		if u.up < 0 {
			cut = append(cut, [2]int32{u.lo, u.hi})
		}
	}
	return cut
}

// metaTags collects <meta> by name, property or itemprop.
func metaTags(root *html.Node) map[string][]string {
	m := map[string][]string{}
	for n := root; n != nil; n = following(n, root) {
		if n.Type != html.ElementNode || n.DataAtom != atom.Meta {
			continue
		}
		if n.Parent != nil && n.Parent.DataAtom != atom.Head && hasAttr(n, "itemprop") {
			continue // of a part of the page, perhaps a comment
		}
		for _, k := range []string{"property", "name", "itemprop"} {
			if v := strings.ToLower(attr(n, k)); v != "" && len(m[v]) < 50 {
				m[v] = append(m[v], attr(n, "content"))
			}
		}
	}
	return m
}

// linkedArticle is the object of JSON-LD that describes the article.
func (d *hdoc) linkedArticle(vs []any) map[string]any {
	var best map[string]any
	for _, v := range vs {
		objects(v, func(m map[string]any) bool {
			if typed(m, "Comment", "Answer", "UserComments") {
				return false
			}
			if best == nil && typed(m, "*Article") && (str(m, "headline", "name", "text", "articleBody") != "") {
				best = m
			}
			return true
		})
	}
	return best
}

// canonical is the address that the page gives itself.
func canonical(root *html.Node, og, ld, address string) string {
	ok := func(s string) bool {
		u, err := url.Parse(s)
		return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
	}
	for n := root; n != nil; n = following(n, root) {
		if n.DataAtom == atom.Link && strings.EqualFold(attr(n, "rel"), "canonical") && ok(attr(n, "href")) {
			return attr(n, "href")
		}
	}
	for _, s := range []string{og, ld, address} {
		if ok(s) {
			return s
		}
	}
	// "saved from url=(0042)https://…", as browsers write it.
	for n := root.FirstChild; n != nil; n = n.NextSibling {
		for c := n; c != nil; c = following(c, n) {
			if c.Type == html.CommentNode {
				if _, u, found := strings.Cut(c.Data, "saved from url=("); found {
					if _, u, found = strings.Cut(u, ")"); found && ok(strings.TrimSpace(u)) {
						return strings.TrimSpace(u)
					}
				}
				if _, u, found := strings.Cut(c.Data, "url: "); found && strings.Contains(c.Data, "SingleFile") {
					if f := strings.Fields(u); len(f) > 0 && ok(f[0]) {
						return f[0]
					}
				}
			}
			if c.DataAtom == atom.Body {
				break
			}
		}
	}
	return ""
}

// pageTitle is the heading of the page if its title confirms it, else what the
// data say, else the title without the name of the site.
func (d *hdoc) pageTitle(ld map[string]any, og string, inCut func(int32) bool) string {
	head := ""
	if n := findFirst(d.root, atom.Title); n != nil && n.FirstChild != nil {
		head = oneSpace(n.FirstChild.Data)
	}
	if _, topic, ok := strings.Cut(head, " View topic - "); ok {
		return topic // "BOARD • View topic - TITLE" (phpBB)
	}
	line := oneSpace(fragmentText(str(ld, "headline")))
	first, last := "", "" // headings: the first, and one that ends the title
	whole := squash(head)
	for level := range 4 {
		tag := [4]atom.Atom{atom.H1, atom.H2, atom.H3, 0}[level]
		for i := range d.nodes {
			x := &d.nodes[i]
			if x.isText || level < 3 && (x.n.DataAtom != tag || inCut(int32(i))) || level == 3 && (x.hints&wTitle == 0 || len(head) < 12) {
				continue
			}
			s := d.shortText(int32(i))
			if s == "" || len(s) > 400 {
				continue
			}
			k := squash(s)
			if k == "" {
				continue
			}
			switch {
			case squash(og) == k || squash(line) == k:
				return s
			case strings.Count(s, " ") == 0:
			case strings.HasPrefix(whole, k):
				if t := d.postTitle(whole[len(k):], inCut); level == 0 && t != "" {
					return t // "BLOG: TITLE"
				}
				return s
			case level == 0 && strings.HasSuffix(whole, k):
				// The article, or the site's name behind that of the article.
				if last == "" {
					last = s
				}
			case level == 0 && (strings.Contains(whole, k) || strings.Contains(squash(og), k)):
				return s
			}
			if level == 0 && (first == "" || x.hints&wTitle != 0 && strings.Count(first, " ") < 2) {
				first = s
			}
		}
	}
	if last != "" && line == "" && og == "" && squash(siteTitle(head)) != whole && !strings.HasSuffix(squash(siteTitle(head)), squash(last)) {
		return siteTitle(head)
	}
	if last != "" {
		return last
	}
	switch {
	case line != "":
		return line
	case og != "":
		return siteTitle(og)
	case first != "" && (head == "" || strings.Count(first, " ") > 1):
		return first
	case head != "":
		if s := d.boldTitle(whole, inCut); s != "" {
			return s
		}
		return siteTitle(head)
	}
	return first
}

// boldTitle is what a page without headings prints in bold, if its title ends
// with it, behind the name of the site; "" if there is none.
func (d *hdoc) boldTitle(whole string, inCut func(int32) bool) string {
	for i := range d.nodes {
		x := &d.nodes[i]
		if x.n.DataAtom != atom.B && x.n.DataAtom != atom.Strong || d.chars(int32(i)) > 300 || inCut(int32(i)) {
			continue
		}
		s := d.shortText(int32(i))
		if k := squash(s); strings.Count(s, " ") > 1 && len(k) < len(whole) && 2*len(k) > len(whole) && strings.HasSuffix(whole, k) {
			return s
		}
	}
	return ""
}

// postTitle is the heading of a post that reads like the rest of the page's
// title, "" if there is none.
func (d *hdoc) postTitle(rest string, inCut func(int32) bool) string {
	if len(rest) < 4 {
		return ""
	}
	for i := range d.nodes {
		x := &d.nodes[i]
		if (x.n.DataAtom == atom.H2 || x.n.DataAtom == atom.H3) && x.hints&wTitle != 0 && x.hints&(wPost|wEntry) != 0 && !inCut(int32(i)) && d.chars(int32(i)) < 200 {
			if s := d.shortText(int32(i)); squash(s) == rest {
				return s
			}
		}
	}
	return ""
}

// squash keeps letters and digits only, to compare titles.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t'\"’‘“”-–—:,.!?|", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

// byline is the name of who wrote the article.
func (d *hdoc) byline(ld map[string]any, get func(...string) string, inCut func(int32) bool) string {
	var names []string
	add := func(s string) {
		s = personOf(s)
		if s == "" || strings.Contains(s, "http") || strings.Contains(s, "@") || len(s) > 100 {
			return
		}
		for _, n := range names {
			if n == s {
				return
			}
		}
		if len(names) < 8 {
			names = append(names, s)
		}
	}
	for _, k := range []string{"author", "creator"} {
		switch v := ld[k].(type) {
		case []any:
			for _, e := range v {
				add(textOf(e, 0))
			}
		default:
			add(textOf(v, 0))
		}
		if len(names) > 0 {
			return strings.Join(names, ", ")
		}
	}
	for _, k := range []string{"author", "parsely-author", "byl", "sailthru.author", "dc.creator", "dcterms.creator", "article:author", "article:author_name", "twitter:creator_name", "citation_author", "mediator_author"} {
		if add(get(k)); len(names) > 0 {
			return names[0]
		}
	}
	best, top, within := "", 0, int32(0)
	head, skip := d.headline(), int32(0)
	story := d.story(head)
	for i := range d.nodes {
		x := &d.nodes[i]
		inside := int32(i) > story[0] && int32(i) < story[1]
		if !x.isText && (x.n.DataAtom == atom.Aside || x.n.DataAtom == atom.Footer && !inside && !d.inArticle(int32(i)) || x.n.DataAtom == atom.Nav) {
			skip = x.end
		}
		if int32(i) < skip || head >= 0 && !inside && (i < head-80 || i > head+120) {
			continue
		}
		if x.isText || inCut(int32(i)) || d.chars(int32(i)) == 0 || d.chars(int32(i)) > 90 {
			continue
		}
		if head >= 0 && d.afterBy(int32(i)) && !x.time && top < 3 {
			if s := personOf(d.name(int32(i))); s != "" && len(s) < 60 && interfaceWord(s) == 0 {
				best, top, within = s, 3, x.end
				continue
			}
		}
		v := 0
		class := strings.ToLower(attr(x.n, "class"))
		switch {
		case strings.Contains(attr(x.n, "rel"), "author") || attr(x.n, "itemprop") == "author":
			v = 4
		case strings.Contains(class, "byline") || strings.Contains(class, "author-name") || strings.Contains(class, "author__name") || strings.Contains(class, "post-author"):
			v = 3
		case strings.Contains(class, "author") || class == "fn":
			v = 2
		case x.n.DataAtom == atom.P || x.n.DataAtom == atom.Div || x.n.DataAtom == atom.Span || x.n.DataAtom == atom.Address:
			s := strings.ToLower(d.shortText(int32(i)))
			if strings.HasPrefix(s, "by ") && len(s) < 60 || strings.HasPrefix(s, "von ") && len(s) < 40 {
				v = 1
			}
		}
		// The name alone, if an element in the one found is said to hold it.
		inner := v == 2 && int32(i) < within
		if v <= top && !inner {
			continue
		}
		if s := personOf(d.name(int32(i))); s != "" && len(s) < 60 && interfaceWord(s) == 0 && !strings.Contains(strings.ToLower(s), "comment") {
			best, top, within = s, max(v, top), x.end
		}
	}
	return best
}

// inArticle reports whether node i is in an <article>.
func (d *hdoc) inArticle(i int32) bool {
	for p, n := d.nodes[i].parent, 0; p >= 0 && n < 20; p, n = d.nodes[p].parent, n+1 {
		if d.nodes[p].n.DataAtom == atom.Article {
			return true
		}
	}
	return false
}

// personOf is the name at the start of a byline: without "By", a date, or what
// the person does.
func personOf(s string) string {
	s = trimName(s)
	for _, sep := range []string{" | ", " · ", " • ", " — ", " – ", "\n"} {
		s, _, _ = strings.Cut(s, sep)
	}
	if name, rest, ok := strings.Cut(s, ", "); ok && strings.Count(name, " ") >= 1 {
		l := strings.ToLower(rest)
		for _, w := range []string{"correspondent", "editor", "reporter", "writer", "professor", "director", "staff", "columnist", "chief", "university", "head of", "news", "times", "press"} {
			if strings.Contains(l, w) {
				s = name
				break
			}
		}
	}
	return strings.Trim(s, " ,;:|")
}

// published is when the article came out.
func (d *hdoc) published(ld map[string]any, get func(...string) string, inCut func(int32) bool) Date {
	read := func(s string) Date {
		if t, ok := isoTime(s); ok {
			return t
		}
		if w, n := d.findDate(oneSpace(s)); n > 0 && !w.rel {
			return w.date
		}
		return unixTime(s)
	}
	for _, k := range []string{"datePublished", "dateCreated", "uploadDate"} {
		if t := read(str(ld, k)); !t.IsZero() {
			return t
		}
	}
	for _, k := range []string{"article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date", "article.published", "publish-date", "publish_date", "pubdate", "publication_date", "published-date", "citation_publication_date", "date", "cxenseparse:recs:publishtime", "lastmod"} {
		if t := read(get(k)); !t.IsZero() {
			return t
		}
	}
	// The first time on the page that is not a comment's; a marked one is better.
	var best Date
	top := 0
	head := d.headline()
	story := d.story(head)
	inside := func(i int) bool { return int32(i) > story[0] && int32(i) < story[1] }
	often := map[string]int{} // in the story, and outside of it
	for i := range d.nodes {
		if d.nodes[i].time && !inCut(int32(i)) {
			often[fmt.Sprint(inside(i), d.timeKey(int32(i)))]++
		}
	}
	for i := range d.nodes {
		x := &d.nodes[i]
		if x.isText && !x.time || inCut(int32(i)) {
			continue
		}
		if x.time && head >= 0 && (i < head-60 || i > head+80) || x.parent >= 0 && d.nodes[x.parent].n.DataAtom == atom.Figcaption {
			continue
		}
		if x.time && (often[fmt.Sprint(inside(i), d.timeKey(int32(i)))] > 2 || x.parent >= 0 && d.nodes[x.parent].hints&wEntry != 0) {
			continue // one of a list
		}
		if !x.isText && (x.n.DataAtom == atom.Aside || x.n.DataAtom == atom.Footer || x.n.DataAtom == atom.Nav) {
			continue
		}
		v := 0
		p := strings.ToLower(attr(x.n, "itemprop") + attr(x.n, "property"))
		switch p = p[strings.LastIndexByte(p, ':')+1:]; {
		case p == "datepublished" || p == "datecreated" || hasAttr(x.n, "pubdate"):
			v = 3
		case x.time && !x.isText && x.n.DataAtom == atom.Time:
			v = 2
		case x.time:
			v = 1
		}
		if v <= top {
			continue
		}
		t := d.attrTime(x.n)
		if t.IsZero() && d.chars(int32(i)) < 100 {
			t = d.timeOf(int32(i))
		}
		if !t.IsZero() {
			best, top = t, v
		}
	}
	return best
}

// standfirst is the sentence or two that stand below the headline, "" if no
// element is said to hold them.
func (d *hdoc) standfirst(inCut func(int32) bool) string {
	head := d.headline()
	if head < 0 {
		return ""
	}
	for i := d.nodes[head].end; i < min(int32(len(d.nodes)), int32(head)+60); i++ {
		x := &d.nodes[i]
		if x.isText || inCut(i) || d.chars(i) < 12 || d.chars(i) > 400 || x.time || x.author {
			continue
		}
		l := strings.ToLower(attr(x.n, "class") + " " + attr(x.n, "itemprop"))
		for _, w := range []string{"standfirst", "strapline", "subtitle", "subheadline", "sub-headline", "dek", "deck", "kicker-text"} {
			j := strings.Index(l, w)
			if j < 0 || j > 0 && l[j-1] >= 'a' && l[j-1] <= 'z' || j+len(w) < len(l) && l[j+len(w)] >= 'a' && l[j+len(w)] <= 'z' {
				continue
			}
			return d.shortText(i)
		}
	}
	return ""
}

// cleanBody takes off what pages put between the paragraphs of an article, the
// standfirst above them, and a second copy of the whole.
func cleanBody(body, stand, byline string) string {
	ps := strings.Split(body, "\n\n")
	kept := ps[:0]
	for k, p := range ps {
		if k < 3 && byline != "" && len(p) < len(byline)+60 && strings.HasPrefix(trimName(p), byline) && !strings.ContainsAny(last(p), ".!?\"”") {
			continue // who wrote it and when
		}
		l := strings.ToLower(strings.Trim(p, " .:-–—»›→"))
		switch l {
		case "advertisement", "advertising", "advert", "sponsored", "promoted", "read more", "article continues below", "article continues after advertisement", "story continues below", "story continues below advertisement", "continue reading", "anzeige", "werbung", "publicité", "publicidad":
			continue
		}
		promo := false
		for _, w := range []string{"read more:", "read also:", "see also:", "related:", "more:", "also read:"} {
			promo = promo || len(p) < 140 && strings.HasPrefix(l, w)
		}
		if promo || k == 0 && stand != "" && oneSpace(p) == stand && len(ps) > 1 {
			continue
		}
		if len(kept) > 0 && len(p) > 40 && p == kept[0] && !slices.ContainsFunc(ps[k:], func(q string) bool { return len(q) > 60 && !slices.Contains(kept, q) }) {
			// All over again. What came in between is a date or a title.
			for len(kept) > 1 && len(kept[len(kept)-1]) <= 100 && !strings.ContainsAny(last(kept[len(kept)-1]), ".!?\"”") {
				kept = kept[:len(kept)-1]
			}
			break
		}
		kept = append(kept, p)
	}
	return strings.Join(kept, "\n\n")
}

// story is the range of the <article> that the headline is in, empty if it is in
// none.
func (d *hdoc) story(head int) [2]int32 {
	for p := int32(head); p >= 0; p = d.nodes[p].parent {
		if d.nodes[p].n.DataAtom == atom.Article {
			return [2]int32{p, d.nodes[p].end}
		}
	}
	return [2]int32{-1, -1}
}

// headline is the index of the first heading of the page, -1 if it has none.
func (d *hdoc) headline() int {
	for i := range d.nodes {
		if d.nodes[i].n.DataAtom == atom.H1 && !d.nodes[i].isText && d.chars(int32(i)) > 8 {
			return i
		}
	}
	return -1
}

func (d *hdoc) timeKey(i int32) string {
	if d.nodes[i].isText {
		i = d.nodes[i].parent
	}
	return classOf(d.nodes[i].n)
}

// topics are the tags of the article.
func topics(ld map[string]any, meta map[string][]string) []string {
	var out []string
	seen := map[string]bool{}
	add := func(s string) {
		for _, t := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '|' }) {
			if t = oneSpace(t); t != "" && len(t) < 80 && !seen[strings.ToLower(t)] && len(out) < 40 {
				seen[strings.ToLower(t)] = true
				out = append(out, t)
			}
		}
	}
	for _, t := range meta["article:tag"] {
		add(t)
	}
	if len(out) == 0 {
		switch v := ld["keywords"].(type) {
		case string:
			add(v)
		case []any:
			for _, e := range v {
				add(textOf(e, 0))
			}
		}
	}
	for _, k := range []string{"news_keywords", "keywords", "parsely-tags", "article:section"} {
		if len(out) == 0 {
			for _, t := range meta[k] {
				add(t)
			}
		}
	}
	if len(out) == 0 {
		add(textOf(ld["articleSection"], 0))
	}
	return out
}

// extractBody leaves the search for the article's text to the library, and
// takes from it what the page does not state plainly.
func extractBody(root *html.Node, a *Article) string {
	res, err := trafilaturaSafe(root)
	if err != nil || res == nil || res.ContentNode == nil {
		return ""
	}
	if a.Title == "" {
		a.Title = oneSpace(res.Metadata.Title)
	}
	if a.Summary == "" {
		a.Summary = oneSpace(res.Metadata.Description)
	}
	d := &hdoc{root: res.ContentNode, words: map[string]hints{}}
	d.flatten(res.ContentNode)
	d.mark()
	w := writer{d: d}
	w.write(0, int32(len(d.nodes)))
	return settleQuotes(w.finish(), w.quotes, func(q quotation) string { return "\uE7FF" + q.text })
}

// wholePage reports whether a body is the text of the whole page in a lump.
func wholePage(body, title string) bool {
	i := strings.Index(body, title)
	return body == "" || len(body) > 250 && !strings.Contains(body, "\n") || title != "" && i > 0 && i < 1000 && body[i-1] != '\n'
}

// trafilaturaSafe turns a panic of the library on an odd page into an error.
func trafilaturaSafe(root *html.Node) (res *trafilatura.ExtractResult, err error) {
	defer func() {
		if p := recover(); p != nil {
			res, err = nil, fmt.Errorf("%v", p)
		}
	}()
	return trafilatura.ExtractDocument(root, trafilatura.Options{
		ExcludeComments: true,
		EnableFallback:  false,
		HtmlDateMode:    trafilatura.Disabled,
	})
}

// plainBody is the text of all paragraphs side by side with the longest run of
// them, for pages too large for the library.
func (d *hdoc) plainBody(inCut func(int32) bool) string {
	sums := map[int32]int32{}
	best := int32(-1)
	// What stands before each node, without the comments: an unclosed <p> has
	// them in it.
	before := make([]int32, len(d.nodes)+1)
	for i := range d.nodes {
		before[i+1] = before[i]
		if !inCut(int32(i)) {
			before[i+1] += d.sums[i+1].chars - d.sums[i].chars
		}
	}
	for i := range d.nodes {
		x := &d.nodes[i]
		if x.isText || x.n.DataAtom != atom.P || x.parent < 0 || inCut(int32(i)) {
			continue
		}
		sums[x.parent] += before[x.end] - before[i]
		if best < 0 || sums[x.parent] > sums[best] {
			best = x.parent
		}
	}
	if best < 0 {
		return ""
	}
	w := writer{d: d, skip: inCut}
	for i := best + 1; i < d.nodes[best].end; i = d.nodes[i].end {
		if !d.nodes[i].isText && d.nodes[i].n.DataAtom == atom.P && !inCut(i) {
			w.write(i, d.nodes[i].end)
			w.breakLine(2)
		}
	}
	return w.finish()
}

// withoutTitle takes a repeated title off the start of a body.
func withoutTitle(body, title string) string {
	body = strings.ReplaceAll(body, "> \uE7FF", "")
	body = strings.ReplaceAll(body, "\n> ", "\n")
	body = strings.ReplaceAll(body, "\uE7FF", "")
	if rest, ok := strings.CutPrefix(body, title); ok && title != "" && (rest == "" || rest[0] == '\n') {
		body = strings.TrimSpace(rest)
	}
	return body
}

// last is the last character of s.
func last(s string) string {
	_, n := utf8.DecodeLastRuneInString(s)
	return s[len(s)-n:]
}
