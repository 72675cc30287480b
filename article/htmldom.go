package article

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// lineAttr carries the source line of an element through the HTML parser,
// which keeps no positions.
const lineAttr = "data-standpoint-line"

// maxOpen is how deep elements may nest once a page was found to nest deeper
// than the HTML parser takes (512). What is deeper is put beside.
const maxOpen = 200

// maxFrames caps the pages within pages (iframes saved as srcdoc) that are read.
const maxFrames = 200

// parseHTML builds the tree of a decoded page. frame, if not nil, resolves the
// address of an iframe to the page that was saved with it.
func parseHTML(src []byte, frame func(string) []byte) (*html.Node, error) {
	root, err := parseTree(src)
	if err != nil {
		return nil, err
	}
	// Pages within the page become children of their iframe element.
	frames := 0
	level := []*html.Node{root}
	for depth := 0; depth < 3 && len(level) > 0; depth++ {
		var next []*html.Node
		for _, top := range level {
			for n := top; n != nil; n = following(n, top) {
				if n.Type != html.ElementNode || n.DataAtom != atom.Iframe && n.DataAtom != atom.Frame {
					continue
				}
				for c := n.FirstChild; c != nil; c = n.FirstChild {
					n.RemoveChild(c)
				}
				inner := []byte(attr(n, "srcdoc"))
				if len(inner) == 0 {
					inner = dataPage(attr(n, "src"))
				}
				if len(inner) == 0 && frame != nil {
					inner = frame(attr(n, "src"))
				}
				if frames++; len(inner) == 0 || frames > maxFrames {
					continue
				}
				sub, err := parseTree(inner)
				if err != nil {
					continue
				}
				if body := findFirst(sub, atom.Body); body != nil {
					body.Parent.RemoveChild(body)
					body.Data, body.DataAtom = "div", atom.Div
					for m := body; m != nil; m = following(m, body) {
						dropAttr(m, lineAttr)
					}
					n.AppendChild(body)
					next = append(next, body)
				}
			}
		}
		level = next
	}
	return root, nil
}

func parseTree(src []byte) (*html.Node, error) {
	root, err := html.ParseWithOptions(bytes.NewReader(markLines(src, 0)), html.ParseOptionEnableScripting(false))
	if err != nil {
		root, err = html.ParseWithOptions(bytes.NewReader(markLines(src, maxOpen)), html.ParseOptionEnableScripting(false))
	}
	if err != nil {
		return nil, fmt.Errorf("the HTML cannot be parsed: %w", err)
	}
	return root, nil
}

// dataPage decodes a "data:text/html" address.
func dataPage(src string) []byte {
	rest, ok := strings.CutPrefix(src, "data:text/html")
	if !ok {
		return nil
	}
	kind, data, ok := strings.Cut(rest, ",")
	if !ok {
		return nil
	}
	if strings.HasSuffix(kind, ";base64") {
		b, err := base64.StdEncoding.DecodeString(data)
		if err != nil {
			return nil
		}
		return b
	}
	if s, err := url.PathUnescape(data); err == nil {
		return []byte(s)
	}
	return nil
}

// following is the node after n in document order, within top; nil at the end.
func following(n, top *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	return followingSkip(n, top)
}

// followingSkip is following without the children of n.
func followingSkip(n, top *html.Node) *html.Node {
	for ; n != top; n = n.Parent {
		if n.NextSibling != nil {
			return n.NextSibling
		}
	}
	return nil
}

func findFirst(top *html.Node, a atom.Atom) *html.Node {
	for n := top; n != nil; n = following(n, top) {
		if n.Type == html.ElementNode && n.DataAtom == a {
			return n
		}
	}
	return nil
}

func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return true
		}
	}
	return false
}

func dropAttr(n *html.Node, key string) {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			n.Attr = append(n.Attr[:i], n.Attr[i+1:]...)
			return
		}
	}
}

// markLines writes the line number into the first start tag of every line. If
// limit is above zero, elements are closed before they nest deeper than it.
// Formatting elements stay untouched: the parser compares their attributes.
func markLines(src []byte, limit int) []byte {
	out := make([]byte, 0, len(src)+len(src)/8)
	z := html.NewTokenizer(bytes.NewReader(src))
	line, marked := 1, 0
	var open []string
	dropped := map[string]int{}
	for {
		tt := z.Next()
		raw := z.Raw()
		if tt == html.ErrorToken {
			return append(out, raw...)
		}
		at := line
		line += bytes.Count(raw, []byte{'\n'})
		switch tt {
		case html.StartTagToken, html.SelfClosingTagToken:
			start := len(out)
			out = append(out, raw...)
			name, _ := z.TagName()
			a := atom.Lookup(name)
			if limit > 0 && !voidElement(a) && tt == html.StartTagToken {
				if n := len(open); n > 0 && open[n-1] == string(name) && (a == atom.P || a == atom.Li || a == atom.Dd || a == atom.Dt || a == atom.Option || a == atom.Tr || a == atom.Td) {
					open = open[:n-1]
				}
				if len(open) >= limit+patience(a) {
					// What would be too deep goes beside: the innermost are closed.
					out = out[:start]
					for range limit / 10 {
						top := open[len(open)-1]
						open = open[:len(open)-1]
						dropped[top]++
						out = append(append(append(out, "</"...), top...), '>')
					}
					start = len(out)
					out = append(out, raw...)
				}
				open = append(open, string(name))
			}
			if marked != at && !formatting(a) && len(raw) > len(name)+1 {
				marked = at
				tail := append([]byte(nil), out[start+1+len(name):]...)
				out = append(out[:start+1+len(name)], ` `+lineAttr+`="`...)
				out = strconv.AppendInt(out, int64(at), 10)
				out = append(out, '"')
				if tail[0] != ' ' && tail[0] != '>' {
					out = append(out, ' ')
				}
				out = append(out, tail...)
			}
			continue
		case html.EndTagToken:
			if limit > 0 {
				name, _ := z.TagName()
				at := len(open) - 1
				for at >= 0 && open[at] != string(name) {
					at--
				}
				if at >= 0 {
					open = open[:at]
				} else if dropped[string(name)] > 0 {
					dropped[string(name)]--
					continue
				}
			}
		}
		out = append(out, raw...)
	}
}

// patience is how much deeper than the limit an element may begin: lists best
// part one comment from the next, other elements may be in the midst of one.
func patience(a atom.Atom) int {
	switch a {
	case atom.Ul, atom.Ol, atom.Dl, atom.Table, atom.Section, atom.Article:
		return 0
	case atom.Div, atom.Li:
		return 60
	}
	return 120
}

func voidElement(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

func formatting(a atom.Atom) bool {
	switch a {
	case atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small, atom.Strike, atom.Strong, atom.Tt, atom.U:
		return true
	}
	return false
}

// hints are what the words in an element's class, id and the like say about it.
type hints uint32

const (
	wComment  hints = 1 << iota // comment, Kommentar …
	wComments                   // the same in plural: a list of them
	wReply                      // reply, response, answer
	wPost                       // post, message, review
	wAuthor                     // author, user, nick …
	wTime                       // date, time, ago …
	wBody                       // body, text, content …
	wVote                       // votes, likes, score …
	wDown                       // down, dislike …
	wAction                     // toolbar, share, report, menu …
	wSkip                       // signatures, forms, advertisements: never part of a comment
	wDeleted                    // deleted, removed
	wQuote                      // quote
	wEdited                     // edited, joined: dates that are not the comment's
	wTitle                      // title, subject, headline
	wParent                     // parent, in-reply-to
	wEntry                      // hentry, teaser, card: lists of articles
	wEmoji                      // emoji, smiley
	wNested                     // children, replies, nested
	wMany                       // list, container, section …
	wPing                       // pingback, trackback
)

var hintWords = func() map[string]hints {
	m := map[string]hints{}
	add := func(h hints, list string) {
		for _, w := range strings.Fields(list) {
			m[w] |= h
		}
	}
	add(wComment, "comment comm cmt cmnt commentitem kommentar commentaire comentario commento comentário reactie komment kommentti yorum комментарий opinion usercomment commento disqus comtr userreview")
	add(wComments, "comments commentlist commentslist kommentare commentaires comentarios commenti reacties kommentarer комментарии")
	add(wReply, "reply response answer antwort réponse respuesta risposta")
	add(wPost, "post message msg review posting postbit topicpost feedback shout annotation")
	add(wAuthor, "author user username name nick nickname commenter commentor poster fn handle displayname profile persona member creator writer owner byline hnuser account uname login person who postedby userinfo screenname")
	add(wTime, "time date timestamp datetime ago age posted published when created postdate timeago updated postmetadata datum zeit fecha")
	add(wBody, "body text content message msg commtext markdown md copy richtext wrapper cooked usertext description inner html prose paragraph excerpt para postcontent postbody bbcode blurb texte inhalt contenido")
	add(wVote, "vote votes voting rate rated like likes upvote upvotes score points recommend recommends recommended recommendation recommendations thumbs thumb rating karma helpful heart hearts claps reaction reactions react respect votecount agree plus up positive kudos")
	add(wDown, "down downvote downvotes dislike dislikes disagree minus negative thumbsdown")
	add(wAction, "action actions toolbar controls control buttons button btn footer share sharing report flag menu options tools nav navigation permalink badge badges avatar label tooltip dropdown icon icons svg reply replylink count counter more toggle")
	add(wSkip, "signature sig form respond sharedaddy advert advertisement ad ads promo promoted sponsored related avatar gravatar userstats postprofile postprofilebg rank ranks tooltip screenreader editor composer")
	add(wDeleted, "deleted removed removedcomment moderated")
	add(wQuote, "quote quotes quoted blockquote quotetop quotecontent")
	add(wEdited, "edited edit joined registered lastedited lastedit modified join")
	add(wTitle, "title subject headline heading")
	add(wParent, "parent inreplyto replyto")
	add(wEntry, "hentry teaser card story article headline related recommended popular trending promo tease newsletter")
	add(wEmoji, "emoji smiley smilies smilie emoticon emojione twemoji")
	add(wNested, "children replies nested subcomments childcomments responses subthread indented answers child sublist")
	add(wMany, "list container section wrapper area holder stream feed thread threads tree group wrap root count header title form heading")
	add(wPing, "pingback trackback")
	return m
}()

// splitWords calls f for every word of a class, id or tag name: "commentBody",
// "comment-body" and "comment_body" are two words each.
func splitWords(s string, f func(string)) {
	start := -1
	var prev rune
	for i, r := range s {
		letter := unicode.IsLetter(r)
		if start >= 0 && (!letter || unicode.IsUpper(r) && unicode.IsLower(prev)) {
			f(strings.ToLower(s[start:i]))
			start = -1
		}
		if letter && start < 0 {
			start = i
		}
		prev = r
	}
	if start >= 0 {
		f(strings.ToLower(s[start:]))
	}
}

// hnode is an element or a text of the page.
type hnode struct {
	n      *html.Node
	parent int32 // index, -1 at the top
	end    int32 // index after the last node inside
	line   int32
	depth  int32
	hints  hints
	isText bool
	link   bool // inside a link
	time   bool // holds one date or relative time and little else
	author bool // looks like a name of somebody
	act    bool // Reply, Report …
}

// hsum counts, over all nodes before one, what the search for comments needs.
// Two of them tell about everything in between.
type hsum struct {
	chars, linkChars, times, authors, acts, forms, heads int32
}

func (a hsum) minus(b hsum) hsum {
	return hsum{a.chars - b.chars, a.linkChars - b.linkChars, a.times - b.times, a.authors - b.authors, a.acts - b.acts, a.forms - b.forms, a.heads - b.heads}
}

// hdoc is a page as a list of nodes in document order, without what a reader
// never sees: scripts, styles, templates, hidden elements.
type hdoc struct {
	root  *html.Node
	nodes []hnode
	sums  []hsum // len(nodes)+1
	dates dateScanner
	words map[string]hints // of attribute values seen
	in    []bool           // see regions
}

func newHTMLDoc(root *html.Node) *hdoc {
	d := &hdoc{root: root, words: map[string]hints{}}
	if h := findFirst(root, atom.Html); h != nil {
		l := strings.ToLower(attr(h, "lang"))
		// Outside the United States 3/4/2012 is the third of April.
		d.dates.dayFirst = l != "" && l != "en" && l != "en-us" && l != "en_us" && l != "en-ca"
	}
	top := findFirst(root, atom.Body)
	if top == nil {
		top = root
	}
	d.flatten(top)
	d.mark()
	return d
}

func (d *hdoc) flatten(top *html.Node) {
	line := int32(1)
	var open []int32
	for n := top; n != nil; {
		for len(open) > 0 && !within(n, d.nodes[open[len(open)-1]].n) {
			d.nodes[open[len(open)-1]].end = int32(len(d.nodes))
			open = open[:len(open)-1]
		}
		if n.Type == html.ElementNode {
			if v := attr(n, lineAttr); v != "" {
				if l, err := strconv.Atoi(v); err == nil {
					line = int32(l)
				}
			}
			if d.unseen(n) && n != top {
				n = followingSkip(n, top)
				continue
			}
		}
		if n.Type != html.ElementNode && (n.Type != html.TextNode || strings.TrimSpace(n.Data) == "" && !strings.Contains(n.Data, " ") && !strings.Contains(n.Data, "\n")) {
			n = following(n, top)
			continue
		}
		h := hnode{n: n, parent: -1, line: line, isText: n.Type == html.TextNode, depth: int32(len(open))}
		if len(open) > 0 {
			p := &d.nodes[open[len(open)-1]]
			h.parent, h.link = open[len(open)-1], p.link
		}
		if n.DataAtom == atom.A && !h.isText && hasAttr(n, "href") {
			h.link = true
		}
		if !h.isText {
			h.hints = d.hintsOf(n)
			open = append(open, int32(len(d.nodes)))
		} else {
			h.end = int32(len(d.nodes)) + 1
			line += int32(strings.Count(n.Data, "\n"))
		}
		d.nodes = append(d.nodes, h)
		n = following(n, top)
	}
	for _, i := range open {
		d.nodes[i].end = int32(len(d.nodes))
	}
}

// within reports whether n is a child of parent. In document order the parent
// of the next node is always one of the open ones.
func within(n, parent *html.Node) bool { return n.Parent == parent || n == parent }

// unseen reports whether an element and all in it is not part of the text.
func (d *hdoc) unseen(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Textarea, atom.Select, atom.Object, atom.Audio, atom.Video, atom.Canvas, atom.Noframes, atom.Datalist, atom.Svg, atom.Math:
		return true
	case atom.Template:
		return !hasAttr(n, "shadowrootmode") && !hasAttr(n, "shadowroot")
	case atom.Noscript:
		// "Please enable JavaScript", unless it holds the whole page.
		return textBytes(n, 500) < 500
	case atom.Dialog:
		return !hasAttr(n, "open")
	case atom.Html, atom.Body:
		return false
	}
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "hidden":
			return !strings.EqualFold(a.Val, "until-found") && !d.foldedComments(n)
		case "style":
			if strings.Contains(a.Val, "none") || strings.Contains(a.Val, "hidden") {
				s := strings.ToLower(strings.Join(strings.Fields(a.Val[:min(len(a.Val), 2000)]), ""))
				if (strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden")) && !d.foldedComments(n) {
					return true
				}
			}
		case "aria-hidden":
			// A dialog that was open when the page was saved hides all the rest.
			if a.Val == "true" && textBytes(n, 200) < 200 {
				return true
			}
		case "class":
			if hiddenClass(a.Val) && !d.foldedComments(n) {
				if b := textBytes(n, 300); b > 0 && b < 300 {
					return true
				}
			}
			for _, c := range []string{"sr-only", "visually-hidden", "visuallyhidden", "screen-reader", "screenreader", "u-hidden-visually", "a11y-hidden", "element-invisible", "offscreen"} {
				if strings.Contains(a.Val, c) && textBytes(n, 300) < 300 {
					return true
				}
			}
		}
	}
	return false
}

// hiddenClass reports whether a class is "hidden" and no other class shows the
// element on wide screens ("hidden md:block").
func hiddenClass(class string) bool {
	return strings.Contains(class, "hidden") && !strings.Contains(class, ":") && slices.Contains(strings.Fields(class), "hidden")
}

// foldedComments reports whether a hidden element is a list of comments that
// waits behind a "show comments" button.
func (d *hdoc) foldedComments(n *html.Node) bool {
	return d.hintsOf(n)&(wComments|wNested|wComment) != 0 && textBytes(n, 400) >= 400
}

// textBytes counts the bytes of text in n, but stops at limit.
func textBytes(n *html.Node, limit int) int {
	sum := 0
	for m := n; m != nil && sum < limit; {
		if m.Type == html.TextNode {
			sum += len(strings.TrimSpace(m.Data[:min(len(m.Data), 4*limit)]))
		}
		if m.DataAtom == atom.Script || m.DataAtom == atom.Style {
			m = followingSkip(m, n)
		} else {
			m = following(m, n)
		}
	}
	return sum
}

func (d *hdoc) hintsOf(n *html.Node) hints {
	var h hints
	if n.DataAtom == 0 && n.Namespace == "" {
		h |= d.wordHints(n.Data)
	}
	for i := range n.Attr {
		switch n.Attr[i].Key {
		case "class", "id", "itemprop", "rel", "data-testid", "data-test-id", "data-test", "data-qa", "data-component", "data-role", "data-element", "data-type", "data-hook", "data-e2e", "data-cy", "part", "slot":
			h |= d.wordHints(n.Attr[i].Val)
		case "itemtype":
			h |= d.wordHints(n.Attr[i].Val[strings.LastIndexByte(n.Attr[i].Val, '/')+1:])
		}
	}
	return h
}

func (d *hdoc) wordHints(s string) hints {
	if len(s) > 300 {
		s = s[:300]
	}
	h, ok := d.words[s]
	if !ok {
		splitWords(s, func(w string) { h |= hintWords[w] })
		if strings.Contains(s, "in-reply-to") || strings.Contains(s, "inReplyTo") || strings.Contains(s, "in_reply_to") || strings.Contains(s, "reply-to") || strings.Contains(s, "parentItem") {
			h |= wParent
		}
		d.words[s] = h
	}
	return h
}

// mark finds times, names and actions, then adds everything up.
func (d *hdoc) mark() {
	nodes := d.nodes
	d.sums = make([]hsum, len(nodes)+1)
	// Characters first: the rest asks for sizes.
	for i := range nodes {
		s := d.sums[i]
		if nodes[i].isText {
			c := visible(nodes[i].n.Data)
			s.chars += c
			if nodes[i].link {
				s.linkChars += c
			}
		}
		d.sums[i+1] = s
	}
	timeUntil, authorUntil, actUntil := int32(0), int32(0), int32(0)
	var t, a, c, f, h int32
	for i := range nodes {
		x := &nodes[i]
		size := d.chars(int32(i))
		if int32(i) >= timeUntil && size <= 100 && d.isTime(int32(i), size) {
			x.time = true
			t++
			timeUntil = x.end
		}
		if int32(i) >= authorUntil && !x.isText && size > 0 && size <= 70 && d.isAuthor(int32(i)) {
			x.author = true
			a++
			authorUntil = x.end
		}
		if int32(i) >= actUntil && size > 0 && size <= 40 && d.isAction(int32(i)) {
			x.act = true
			c++
			actUntil = x.end
		}
		if !x.isText {
			switch x.n.DataAtom {
			case atom.Form, atom.Input:
				f++
			case atom.H1, atom.H2, atom.H3:
				h++
			}
		}
		s := &d.sums[i+1]
		s.times, s.authors, s.acts, s.forms, s.heads = t, a, c, f, h
	}
}

func (d *hdoc) chars(i int32) int32 { return d.sums[d.nodes[i].end].chars - d.sums[i].chars }

func (d *hdoc) between(lo, hi int32) hsum { return d.sums[hi].minus(d.sums[lo]) }

// visible counts the characters of s that are not white space.
func visible(s string) int32 {
	n := int32(0)
	for _, r := range s {
		if !unicode.IsSpace(r) && r != 0x200B {
			n++
		}
	}
	return n
}

// shortText is the text of a small element in one line.
func (d *hdoc) shortText(i int32) string {
	x := &d.nodes[i]
	if x.isText {
		return oneSpace(x.n.Data)
	}
	var b strings.Builder
	for j := i + 1; j < x.end && b.Len() < 2000; j++ {
		if d.nodes[j].isText {
			b.WriteString(d.nodes[j].n.Data)
		} else if blockLevel(d.nodes[j].n.DataAtom) || d.nodes[j].n.DataAtom == atom.Br {
			b.WriteByte(' ')
		}
	}
	return oneSpace(b.String())
}

// oneSpace normalises characters and makes white space single blanks.
func oneSpace(s string) string {
	return strings.Join(strings.Fields(normalise([]byte(s))), " ")
}

func blockLevel(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Ul, atom.Ol, atom.Li, atom.Table, atom.Tr, atom.Td, atom.Th, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Dl, atom.Dt, atom.Dd, atom.Blockquote, atom.Pre, atom.Figure, atom.Aside, atom.Address, atom.Main, atom.Nav, atom.Hr, atom.Form, atom.Fieldset, atom.Details, atom.Summary, atom.Figcaption, atom.Center, atom.Tbody, atom.Iframe:
		return true
	}
	return false
}

// isTime reports whether node i as a whole states a time.
func (d *hdoc) isTime(i, size int32) bool {
	x := &d.nodes[i]
	if x.isText {
		if size == 0 || d.chars(x.parent) > 140 && !endsLine(x.n) {
			return false
		}
		s := oneSpace(x.n.Data)
		if w, n := d.findDate(s); n == 0 || w.rel && len(s) > 60 {
			return false
		}
		return !d.otherDate(i)
	}
	if x.n.DataAtom == atom.Time && (size > 0 || hasAttr(x.n, "datetime")) {
		return !d.otherDate(i)
	}
	if size > 60 || x.hints&(wTime) == 0 && x.n.DataAtom != atom.Abbr && x.n.DataAtom != atom.A && x.n.DataAtom != atom.Span && x.n.DataAtom != atom.Meta {
		return false
	}
	if x.n.DataAtom == atom.Meta && x.hints&wTime == 0 {
		return false
	}
	if !d.attrTime(x.n).IsZero() {
		return size > 0 && !d.otherDate(i) || x.n.DataAtom == atom.Meta
	}
	if x.hints&wTime != 0 && size > 0 && size <= 40 {
		if _, n := d.findDate(d.shortText(i)); n > 0 {
			// The parts, if it has several, are looked at one by one.
			return d.between(i, x.end).authors == 0 && !d.otherDate(i) && x.end-i <= 6
		}
	}
	return false
}

// endsLine reports whether a text is the last or only one in its line.
func endsLine(n *html.Node) bool {
	next := n.NextSibling
	return len(n.Data) <= 70 && (next == nil || next.DataAtom == atom.Br || blockLevel(next.DataAtom))
}

// otherDate reports whether the words around a date say that it is when the
// writer joined or when the comment was edited.
func (d *hdoc) otherDate(i int32) bool {
	x := &d.nodes[i]
	for p := i; p >= 0 && d.chars(p) <= 90; p = d.nodes[p].parent {
		if !d.nodes[p].isText && d.nodes[p].hints&wEdited != 0 && d.nodes[p].hints&(wBody) == 0 && d.chars(p) < 60 {
			return true
		}
		x = &d.nodes[p]
	}
	s := x.n.Data
	if !x.isText {
		s = d.shortText(i)
		if p := x.parent; p >= 0 && d.chars(p) <= 90 {
			s = d.shortText(p)
		}
	}
	// "Joined: 3 May 2010" as a pair of elements.
	for prev := i - 1; prev >= max(0, i-4); prev-- {
		if d.nodes[prev].isText && strings.TrimSpace(d.nodes[prev].n.Data) != "" {
			if len(d.nodes[prev].n.Data) < 40 {
				s = d.nodes[prev].n.Data + " " + s
			}
			break
		}
	}
	l := strings.ToLower(s[:min(len(s), 120)])
	for _, w := range []string{"join", "registered", "member since", "edited", "last edit", "last modified", "mitglied seit", "registriert", "bearbeitet", "inscrit", "registrado"} {
		if strings.Contains(l, w) {
			return true
		}
	}
	return false
}

// attrTime reads an absolute time from the attributes of n.
func (d *hdoc) attrTime(n *html.Node) Date {
	for i := range n.Attr {
		a := &n.Attr[i]
		if a.Val == "" || len(a.Val) > 80 {
			continue
		}
		if len(a.Val) >= 19 && a.Val[4] == '-' && !strings.Contains(a.Key, "modif") && !strings.Contains(a.Key, "edit") && !strings.Contains(a.Key, "update") {
			if t, ok := isoTime(a.Val); ok {
				return t
			}
		}
		switch a.Key {
		case "datetime", "title", "content", "data-datetime", "data-date", "aria-label", "data-original-title", "data-tooltip", "data-created", "data-created-at", "data-datestring", "data-content", "data-tip", "data-iso", "data-time-iso", "data-date-string", "data-date-iso", "tooltip", "data-title", "data-gmt":
			if w, k := d.findDate(oneSpace(a.Val)); k > 0 && !w.rel && !w.date.IsZero() {
				return w.date
			}
		}
		switch a.Key {
		case "title", "data-time", "data-timestamp", "data-utime", "data-epoch", "data-unix", "data-unixtime", "data-date", "data-created", "data-created-at", "data-ts", "data-livestamp", "datetime", "data-date-created", "data-time-stamp", "data-posted", "data-published":
			v := a.Val
			if _, tail, ok := strings.Cut(v, " "); ok && len(tail) == 10 && unixTime(tail) != (Date{}) {
				v = tail // "2024-01-02T03:04:05 1704164645"
			}
			if t := unixTime(v); !t.IsZero() {
				return t
			}
		}
	}
	return Date{}
}

// findDate finds the first date or relative time in a short line.
func (d *hdoc) findDate(s string) (when, int) {
	if len(s) > 200 {
		s = s[:200]
	}
	digit := strings.ContainsAny(s, "0123456789")
	if !digit && len(s) > 40 {
		return when{}, 0
	}
	// ISO 8601 first: fast and exact.
	if t, ok := isoTime(s); ok {
		return when{date: t}, len(s)
	}
	var rel when
	relN, words := 0, 0
	for i := 0; i < len(s) && words < 14; {
		w, n := d.dates.scan(s[i:])
		if n > 0 && wordEnds(s, i+n) {
			if !w.rel {
				return w, i + n
			}
			if relN == 0 {
				rel, relN = w, i+n
			}
		}
		// On to the next word.
		j := strings.IndexAny(s[i:], " \t|·•(,[—–")
		if j < 0 {
			break
		}
		i += j
		_, k := utf8.DecodeRuneInString(s[i:])
		i += k
		words++
	}
	return rel, relN
}

// isAuthor reports whether element i, a small one, names a person.
func (d *hdoc) isAuthor(i int32) bool {
	x := &d.nodes[i]
	if x.time {
		return false
	}
	if x.hints&wAuthor != 0 && x.hints&(wBody|wTitle) == 0 {
		return true
	}
	return x.n.DataAtom == atom.A && profileLink(attr(x.n, "href"))
}

// profileLink reports whether an address is that of a person's page.
func profileLink(href string) bool {
	if len(href) > 500 {
		return false
	}
	l := strings.ToLower(href)
	for _, p := range []string{"/user/", "/users/", "/u/", "/~", "/profile", "/member", "/author/", "/@", "/people/", "user?id=", "/channel/", "userid=", "profile.php", "mode=viewprofile", "/by/", "/persona/", "action=profile", "uid="} {
		if strings.Contains(l, p) {
			return true
		}
	}
	return false
}

// isAction reports whether node i offers an action that stands under comments.
func (d *hdoc) isAction(i int32) bool {
	x := &d.nodes[i]
	if x.isText {
		return interfaceWord(oneSpace(x.n.Data)) == 2
	}
	if x.n.DataAtom != atom.A && x.n.DataAtom != atom.Button {
		return false
	}
	if x.hints&wReply != 0 && d.chars(i) < 20 {
		return true
	}
	return interfaceWord(d.shortText(i)) == 2
}

// bareCount takes a number off either end of a short text: "Reply (3)".
func bareCount(s string) string {
	const digits = "0123456789.,()"
	if i := strings.IndexByte(s, ' '); i > 0 && strings.Trim(s[:i], digits) == "" {
		s = s[i+1:]
	}
	if i := strings.LastIndexAny(s, " ("); i > 0 && strings.Trim(s[i+1:], digits) == "" {
		s = s[:i]
	}
	return s
}

// interfaceWord tells how sure it is that a short text is part of the page and
// not of the comment: 2 for what stands under comments only, 1 for other
// actions and badges, 0 for no.
func interfaceWord(s string) int {
	if len(s) > 60 {
		return 0
	}
	s = strings.ToLower(strings.Trim(bareCount(s), " ·•|()[]{}.,:;+-–—→←↓↑▲▼▾▸›‹»«✓✔…\u200b"))
	k, ok := phrases[s]
	if !ok {
		if rest, cut := strings.CutPrefix(s, "reply to "); cut && rest != "" && strings.Count(rest, " ") < 4 {
			return 2
		}
		return 0
	}
	switch k {
	case pStrong:
		return 2
	case pAction, pBadge, pUp, pDown, pScore:
		return 1
	}
	return 0
}
