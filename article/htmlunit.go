package article

import (
	"sort"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hcomment is a unit that was read.
type hcomment struct {
	author, title, text string
	posted              Date
	timed               bool // a time was there, be it a relative one
	up, down            int
	voted               bool
	line                int
	id                  string // as the page has it
	parentRef           string // the id of what it replies to, as the page has it
	parentName          string // the name of whom it replies to
	linkRef, linkName   string // a link to another comment, if it is named like its writer
	parent              int    // index, -1
	depth               int    // as the page states it; -1
	reason              string // why it is rejected
	sample              string
	quotes              []quotation
	acts                int
	linkish             bool
	entry               bool // looks like a teaser of an article
}

// closeReading is a guess read in full.
type closeReading struct {
	guess
	comments []hcomment
	parts    []found
	quality  float64
	op       bool // the first unit is the post that the others are about
}

// maxUnitNodes bounds the nodes of one comment that are looked at one by one.
const maxUnitNodes = 200000

// own calls f for the nodes of unit k outside of the units in it, in order. f
// returns whether to go into the node.
func (d *hdoc) own(us []unit, k int, f func(i int32) bool) {
	u := us[k]
	next := k + 1
	for i := u.lo; i < u.hi; {
		for next < len(us) && us[next].lo < i {
			next++
		}
		if next < len(us) && us[next].lo == i && us[next].lo < u.hi {
			i = us[next].hi
			continue
		}
		if f(i) {
			i++
		} else {
			i = d.nodes[i].end
		}
	}
}

// tally counts for keys in how many units they occur and how good they are.
type tally struct {
	score map[string]float64
	units map[string]int
	texts map[string]map[string]bool
}

func newTally() *tally {
	return &tally{map[string]float64{}, map[string]int{}, map[string]map[string]bool{}}
}

// best is the key with the highest score; ties go to the first in the alphabet.
func (t *tally) best() string {
	keys := make([]string, 0, len(t.score))
	for k := range t.score {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	best := ""
	for _, k := range keys {
		if best == "" || t.score[k] > t.score[best] {
			best = k
		}
	}
	return best
}

// found is where the parts of a unit are; -1 means nowhere.
type found struct {
	author, time, body int32
	head               int32 // the heading that the body begins with
	times              []int32
}

// readGuess reads every unit of c.
func (d *hdoc) readGuess(c guess) *closeReading {
	r := &closeReading{guess: c, comments: make([]hcomment, len(c.units))}
	us := c.units
	d.mute(c)
	parts := make([]found, len(us))
	r.parts = parts
	// Names and times.
	names, times := newTally(), newTally()
	type scored struct {
		i   int32
		key string
		v   float64
	}
	nameOf := make([][]scored, len(us))
	for k := range us {
		parts[k] = found{author: -1, time: -1, body: -1, head: -1}
		seenN, seenT := map[string]bool{}, map[string]bool{}
		steps := 0
		d.own(us, k, func(i int32) bool {
			if steps++; steps > maxUnitNodes {
				return false
			}
			x := &d.nodes[i]
			if x.time {
				e := i
				if x.isText {
					e = x.parent
				}
				key := classOf(d.nodes[e].n)
				if !seenT[key] {
					seenT[key] = true
					times.score[key]++
					if !d.timeOf(i).IsZero() {
						times.score[key] += 0.5 // better than "1 day ago"
					}
				}
				parts[k].times = append(parts[k].times, i)
			}
			if x.isText || d.quotes(i) || i != us[k].lo && x.hints&wQuote != 0 && x.hints&wAction == 0 {
				return x.isText
			}
			if v := d.nameScore(i, us[k]); v > 0 {
				key := classOf(x.n)
				nameOf[k] = append(nameOf[k], scored{i, key, v})
				if !seenN[key] {
					seenN[key] = true
					names.score[key] += v
					names.units[key]++
				}
				if names.texts[key] == nil {
					names.texts[key] = map[string]bool{}
				}
				names.texts[key][d.shortText(i)] = true
			}
			return !x.time || x.n.DataAtom != atom.Time
		})
	}
	for key, texts := range names.texts {
		if len(texts) == 1 && names.units[key] > 3 && names.score[key] < 2.5*float64(names.units[key]) {
			delete(names.score, key) // the same word everywhere names nobody
		}
	}
	nameKey := names.best()
	for k := range us {
		best, top, chosen := int32(-1), 1.5, false
		for _, s := range nameOf[k] {
			if _, ok := names.score[s.key]; !ok {
				continue
			}
			if s.key == nameKey {
				if !chosen || s.v > top {
					best, top, chosen = s.i, s.v, true
				}
				continue
			}
			if v := s.v + names.score[s.key]/float64(len(us)); !chosen && v > top && s.v >= 1.5 {
				best, top = s.i, v
			}
		}
		// Of nested ones the inner has the name alone.
		for _, s := range nameOf[k] {
			if best >= 0 && s.i > best && s.i < d.nodes[best].end && s.v >= 3 && d.nodes[s.i].hints&wParent == 0 {
				best = s.i
			}
		}
		parts[k].author = best
		bestT, topT := int32(-1), 0.0
		for _, i := range parts[k].times {
			e := i
			if d.nodes[i].isText {
				e = d.nodes[i].parent
			}
			if v := times.score[classOf(d.nodes[e].n)]; v > topT {
				bestT, topT = i, v
			}
		}
		parts[k].time = bestT
	}
	bodyKey := d.findBody(us, parts)
	d.leadHeadings(us, parts)
	// Words that stand in many units are the page's and not the writers'.
	rest := make([][]string, len(us))
	common := map[string]int{}
	for k := range us {
		h := &r.comments[k]
		h.parent, h.depth = -1, -1
		h.line = int(d.nodes[us[k].lo].line)
		d.readFields(us, k, &parts[k], h)
		rest[k] = d.outside(us, k, &parts[k], h, bodyKey)
		seen := map[string]bool{}
		for _, l := range rest[k] {
			if p := digitless(l); len(l) < 60 && !seen[p] {
				seen[p] = true
				common[p]++
			}
		}
	}
	for k := range us {
		d.finishUnit(r, k, &parts[k], rest[k], common)
	}
	d.aboveHeading(r)
	d.bylineTitles(r)
	d.headingNames(r)
	r.op = d.leads(us)
	d.parents(r)
	d.weigh(r)
	return r
}

// mute takes from the parts of the units what they only have from the name of
// the unit: "reaction__date" in a "reaction" counts no votes.
func (d *hdoc) mute(c guess) {
	const parts = wVote | wTime | wAuthor | wTitle
	key := c.key[strings.LastIndexAny(c.key, ".=")+1:]
	if d.wordHints(key)&parts == 0 || strings.ContainsAny(key, " >+") {
		return
	}
	own := map[string]bool{}
	splitWords(key, func(w string) { own[w] = true })
	for k := 0; k < len(c.units); k++ {
		u := c.units[k]
		if u.up >= 0 {
			continue
		}
		for i := u.lo; i < u.hi; i++ {
			x := &d.nodes[i]
			if x.isText || x.hints&parts == 0 {
				continue
			}
			var h hints
			for _, v := range []string{attr(x.n, "class"), attr(x.n, "id"), attr(x.n, "itemprop"), attr(x.n, "data-testid")} {
				if len(v) < 300 {
					splitWords(v, func(w string) {
						if !own[w] {
							h |= hintWords[w]
						}
					})
				}
			}
			x.hints &= h | ^parts
		}
	}
}

// leads reports whether the first unit is no comment but the others are: the
// post of a thread is often built like the replies to it.
func (d *hdoc) leads(us []unit) bool {
	if len(us) < 2 || d.nodes[us[0].lo].hints&(wComment|wReply) != 0 || us[1].up == 0 {
		return false
	}
	n := 0
	for _, u := range us[1:] {
		if d.nodes[u.lo].hints&(wComment|wReply) != 0 {
			n++
		}
	}
	return n*10 >= (len(us)-1)*8
}

// aboveHeading drops the units down to the one that holds, or stands before, the
// heading of the comments ("Reader Comments (6)"), if there are more below it.
func (d *hdoc) aboveHeading(r *closeReading) {
	for k := len(r.units)/2 - 1; k >= 0; k-- {
		if r.comments[k].acts > 0 {
			continue
		}
		found := false
		for i := r.units[k].lo; i < r.units[k+1].lo && !found; i++ {
			if x := &d.nodes[i]; x.isText && len(x.n.Data) < 60 && strings.ContainsAny(x.n.Data, "0123456789") {
				l := shapeOf(0, oneSpace(x.n.Data))
				kind, _, _ := l.classify()
				found = kind == hComments
			}
		}
		if !found {
			continue
		}
		for j := range k + 1 {
			if r.comments[j].acts == 0 {
				r.comments[j].reason = notComment
			}
		}
		return
	}
}

// headingNames takes the headings of the units for names if nothing else names
// anybody and they read like names.
func (d *hdoc) headingNames(r *closeReading) {
	n, titled, named := 0, 0, 0
	for k := range r.comments {
		h := &r.comments[k]
		if h.reason != "" {
			continue
		}
		n++
		if h.author != "" {
			named++
		} else if h.title != "" && utf8.RuneCountInString(h.title) <= 40 && !strings.ContainsAny(h.title, "?!…") && strings.Count(h.title, " ") < 5 {
			titled++
		}
	}
	if n == 0 || named*5 > n || titled*5 < n*4 {
		return
	}
	for k := range r.comments {
		if h := &r.comments[k]; h.author == "" {
			h.author, h.title = trimName(h.title), ""
		}
	}
}

// nameScore tells how much element i looks like the name of the writer.
func (d *hdoc) nameScore(i int32, u unit) float64 {
	x := &d.nodes[i]
	root := u.lo
	size := d.chars(i)
	if size == 0 || size > 60 || x.time || i == root && x.end == u.hi {
		return 0
	}
	v := 0.0
	h := x.hints
	if h&wAuthor != 0 {
		v += 2
		if h&(wComment|wPost) != 0 {
			v++
		}
	}
	for _, a := range x.n.Attr {
		switch a.Key {
		case "class", "id", "itemprop", "data-testid", "data-hook":
			l := strings.ToLower(a.Val)
			if a.Key == "itemprop" && (l == "author" || l == "creator" || l == "name") {
				v += 3
			}
			for _, w := range []string{"username", "author", "nick", "displayname", "display-name", "display_name", "commenter", "hnuser", "user-name", "user_name", "screenname"} {
				if strings.Contains(l, w) {
					v += 1.5
					break
				}
			}
			if l == "fn" || strings.HasPrefix(l, "fn ") || strings.HasSuffix(l, " fn") || strings.Contains(l, "name") && !strings.Contains(l, "username") {
				v++
			}
		case "rel":
			if strings.Contains(a.Val, "author") {
				v += 2
			}
		}
	}
	if x.n.DataAtom == atom.A && profileLink(attr(x.n, "href")) {
		v += 2
	}
	if v == 0 {
		// Inside an element that is said to be about the writer.
		for p, n := x.parent, 0; p > root && n < 3; p, n = d.nodes[p].parent, n+1 {
			if d.nodes[p].hints&wAuthor != 0 && d.chars(p) <= 90 {
				v = 1
				break
			}
		}
	}
	if v == 0 && x.parent >= 0 && x.end-i < 6 && (x.n.DataAtom == atom.A || x.n.DataAtom == atom.B || x.n.DataAtom == atom.Strong || x.n.DataAtom == atom.Span) {
		// "by Jane", "von Jane", in whatever element.
		if i-1 > root && d.afterBy(i) {
			v = 2.5
		}
	}
	if v == 0 && (x.n.DataAtom == atom.B || x.n.DataAtom == atom.Strong || x.n.DataAtom == atom.A) && x.end-i < 6 {
		next := ""
		if x.end < u.hi && d.nodes[x.end].isText {
			next = strings.ToLower(oneSpace(d.nodes[x.end].n.Data))
		}
		for _, w := range []string{"wrote", "says", "said", "writes", "schrieb", "commented", "a écrit", "posted"} {
			if strings.HasPrefix(next, w) {
				v = 2.5
			}
		}
		if v == 0 && x.n.DataAtom != atom.A && d.between(u.lo, i).chars < 20 && nameish(d.shortText(i), true) {
			v = 0.6 // the bold words that a unit begins with
		}
	}
	if v == 0 {
		return 0
	}
	switch x.n.DataAtom {
	case atom.A, atom.B, atom.Strong, atom.Cite, atom.H3, atom.H4, atom.H5, atom.H6:
		v += 0.5
	}
	if h&(wVote|wAction|wTime|wDeleted|wTitle) != 0 && h&wMany == 0 {
		v -= 1.5
	}
	if h&wBody != 0 {
		v -= 1
	}
	if h&wParent != 0 {
		v -= 4
	}
	s := d.tr(d.shortText(i))
	if s == "" || interfaceWord(s) > 0 && (v < 2 || !nameless(s)) || strings.Count(s, " ") > 6 {
		return 0
	}
	if w, n := d.findDate(s); n > 0 && (!w.rel || n == len(s)) || !hasLetter(s) {
		v -= 3
	}
	if strings.HasSuffix(s, ":") || strings.HasPrefix(strings.ToLower(s), "by ") {
		v -= 0.5
	}
	// The innermost of nested elements has the name alone.
	v -= 0.04 * float64(min(x.end-i, 20))
	return max(v, 0)
}

// afterBy reports whether "by" or the like stands right before node i.
func (d *hdoc) afterBy(i int32) bool {
	if i < 1 || !d.nodes[i-1].isText || len(d.nodes[i-1].n.Data) > 200 {
		return false
	}
	switch strings.ToLower(oneSpace(d.nodes[i-1].n.Data)) {
	case "by", "posted by", "by:", "posted by:", "from", "from:", "von", "par", "author:", "submitted by", "name:", "comment by", "written by", "автор:":
		return true
	}
	return false
}

func (d *hdoc) tr(s string) string { return strings.Trim(s, " ·•|,;–—-") }

func hasLetter(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

// nameless reports whether a name is what sites call writers without one.
func nameless(s string) bool {
	switch strings.ToLower(s) {
	case "anonymous", "anonymous user", "guest", "reader", "member", "user", "admin", "administrator", "moderator", "author", "staff", "unregistered":
		return true
	}
	return false
}

// findBody finds the key of the elements that hold the texts, and notes for
// each unit its own.
func (d *hdoc) findBody(us []unit, parts []found) string {
	t := newTally()
	type at struct {
		i   int32
		key string
	}
	bodies := make([][]at, len(us))
	total := int32(0)
	got := map[string]int32{}
	for k := range us {
		p := &parts[k]
		seen := map[string]bool{}
		ownChars := d.ownChars(us, k)
		total += ownChars
		steps := 0
		d.own(us, k, func(i int32) bool {
			if steps++; steps > maxUnitNodes {
				return false
			}
			x := &d.nodes[i]
			if x.isText {
				return true
			}
			if i == us[k].lo && !(x.hints&wBody != 0) {
				return true
			}
			if x.hints&wSkip != 0 && x.hints&wBody == 0 && i != us[k].lo || d.quotes(i) || x.n.DataAtom == atom.Button {
				return false
			}
			size := d.chars(i)
			if size == 0 && x.hints&wBody == 0 {
				return true
			}
			if p.author >= i && p.author < x.end || p.time >= i && p.time < x.end {
				return true
			}
			// Inside the name and the time is no text.
			if p.author >= 0 && i >= p.author && i < d.nodes[p.author].end {
				return false
			}
			base := 0.0
			prop := strings.ToLower(attr(x.n, "itemprop"))
			switch {
			case prop == "text" || prop == "commenttext" || prop == "articlebody" || prop == "reviewbody" || prop == "description":
				base = 3
			case x.hints&wBody != 0 && x.hints&(wAuthor|wTime|wTitle|wVote|wQuote|wEdited) == 0:
				base = 1.6
				if x.hints&(wComment|wPost) != 0 {
					base = 2
				}
				if x.hints&(wAction|wParent) != 0 {
					base = 1
				}
			case x.hints&(wAuthor|wTime|wVote|wAction|wSkip|wEdited|wTitle) != 0:
				return true
			case x.hints&(wComment|wPost) != 0:
				base = 1
			case x.n.DataAtom == atom.P || x.n.DataAtom == atom.Div || x.n.DataAtom == atom.Td || x.n.DataAtom == atom.Dd || x.n.DataAtom == atom.Span && x.n.Attr != nil:
				base = 0.5
			}
			if base == 0 {
				return true
			}
			s := d.between(i, x.end)
			share := float64(size) / float64(max(ownChars, 1))
			if s.acts > 0 {
				share *= 0.6
			}
			if s.forms > 0 {
				share *= 0.3
			}
			key := classOf(x.n)
			if !seen[key] {
				seen[key] = true
				t.score[key] += base*share + 0.2*base
				t.units[key]++
				bodies[k] = append(bodies[k], at{i, key})
				got[key] += size
			}
			return true
		})
	}
	// A rule of thumb for ties: an element within another of the same size
	// adds nothing, so the score of the outer one, which came first, wins by a hair.
	best := t.best()
	for best != "" && t.units[best]*2 < len(us) && t.score[best] > 0 {
		delete(t.score, best)
		best = t.best()
	}
	if best == "" || total > 0 && got[best]*4 < total && t.units[best]*5 < len(us)*4 {
		best = ""
	}
	for k := range us {
		top := 0.0
		for _, b := range bodies[k] {
			if b.key == best {
				parts[k].body = b.i
				break
			}
			if v := t.score[b.key]; best != "" && d.nodes[b.i].hints&wBody != 0 && v > top {
				parts[k].body, top = b.i, v
			}
		}
	}
	return best
}

// leadHeadings finds the headings that the bodies begin with. If nearly all of
// them do, it is the page that set them and not the writers.
func (d *hdoc) leadHeadings(us []unit, parts []found) {
	n, bodies := 0, 0
	heads := make([]int32, len(us))
	for k := range us {
		heads[k] = -1
		b := parts[k].body
		if b < 0 {
			continue
		}
		bodies++
		for i := b + 1; i < min(d.nodes[b].end, b+12) && d.between(b, i).chars == 0; i++ {
			if x := &d.nodes[i]; heading(x.n.DataAtom) && !x.isText && d.chars(i) > 0 && d.chars(i) <= 200 && d.chars(i) < d.chars(b) {
				heads[k] = i
				n++
				break
			}
		}
	}
	if n < 2 || n*5 < bodies*4 {
		return
	}
	for k := range parts {
		parts[k].head = heads[k]
	}
}

func heading(a atom.Atom) bool {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5:
		return true
	}
	return false
}

func (d *hdoc) ownChars(us []unit, k int) int32 {
	sum := d.between(us[k].lo, us[k].hi).chars
	for next := k + 1; next < len(us) && us[next].lo < us[k].hi; next++ {
		if us[next].up == int32(k) {
			sum -= d.between(us[next].lo, us[next].hi).chars
		}
	}
	return sum
}

// readFields reads what attributes and hinted elements say of unit k.
func (d *hdoc) readFields(us []unit, k int, p *found, h *hcomment) {
	u := us[k]
	rootNode := d.nodes[u.lo].n
	if p.author >= 0 {
		h.author = d.name(p.author)
	}
	if p.time >= 0 {
		h.timed = true
		h.posted = d.timeOf(p.time)
	}
	for i := range rootNode.Attr {
		a := &rootNode.Attr[i]
		if a.Val == "" || len(a.Val) > 200 {
			continue
		}
		switch a.Key {
		case "data-author", "data-username", "data-user-name", "data-author-name", "data-user", "data-comment-author", "data-commenter", "data-name":
			if hasLetter(a.Val) && (h.author == "" || strings.Contains(d.wordAround(p.author), a.Val)) && !isNumber(a.Val) && a.Val[0] != '{' {
				h.author = oneSpace(a.Val)
			}
		case "author":
			if rootNode.DataAtom == 0 && hasLetter(a.Val) {
				h.author = oneSpace(a.Val)
			}
		case "score", "data-score", "data-likes", "data-upvotes", "data-votes", "upvotes", "data-like-count":
			if n, ok := firstCount(a.Val); ok && n >= 0 {
				h.addVotes(n, 0)
			} else if ok {
				h.addVotes(0, -n)
			}
		case "aria-label":
			d.labelled(a.Val, h)
		}
	}
	if h.posted.IsZero() {
		if t := d.attrTime(rootNode); !t.IsZero() && h.timed {
			h.posted = t
		}
	}
	idRank := 0
	setID := func(v string, rank int) {
		if v = cleanID(v); v != "" && rank > idRank {
			h.id, idRank = v, rank
		}
	}
	steps := 0
	first := true
	voteDepth := int32(-1)
	d.own(us, k, func(i int32) bool {
		if steps++; steps > maxUnitNodes {
			return false
		}
		x := &d.nodes[i]
		if x.act {
			h.acts++
		}
		if x.isText {
			return true
		}
		if (x.n.DataAtom == atom.A || x.n.DataAtom == atom.Button) && !x.act && (interfaceWord(attr(x.n, "title")) == 2 || interfaceWord(attr(x.n, "aria-label")) == 2) {
			h.acts++ // a button with an icon
		}
		inBody := p.body >= 0 && i >= p.body && i < d.nodes[p.body].end
		if x.hints&wDeleted != 0 && (first || d.chars(i)*2 > d.ownCharsCap(u)) && h.reason == "" {
			h.reason = "?"
		}
		if inBody && !first && i > p.body {
			if x.n.DataAtom == atom.Blockquote {
				return false
			}
		}
		for j := range x.n.Attr {
			a := &x.n.Attr[j]
			v := a.Val
			if v == "" || len(v) > 300 {
				continue
			}
			switch a.Key {
			case "id":
				if first {
					setID(v, 5)
				} else if pattern(v) != v && x.hints&(wComment|wPost|wReply) != 0 && x.hints&(wAction|wVote|wAuthor|wAvatarLike) == 0 && !inBody {
					setID(v, 2)
				}
			case "name":
				if x.n.DataAtom == atom.A && pattern(v) != v && !inBody {
					setID(v, 3)
				}
			case "data-comment-id", "data-commentid", "data-comment", "data-post-id", "data-postid", "data-id", "data-cid", "data-fullname", "data-reply-id", "data-message-id", "data-node-id", "commentid", "thingid", "comment-id", "data-comment-uuid", "data-content-uuid", "data-uuid", "data-item-id", "data-entity-id", "data-key", "data-postnumber", "data-post-number":
				rank := 4
				if strings.Contains(a.Key, "comment") || a.Key == "data-post-id" {
					rank = 6
				}
				if !first {
					rank -= 3
				}
				if strings.ContainsAny(v, " {") {
					continue
				}
				setID(v, rank)
			case "data-parent-id", "data-parentid", "data-parent", "data-parent-comment-id", "data-comment-parent", "data-comment-parent-id", "data-parent-comment", "data-in-reply-to", "data-reply-to", "data-replyto", "data-reply-to-id", "data-parent-fullname", "data-pid", "parentid", "data-parent-post-id", "data-comment-parentid":
				if ref := cleanID(v); ref != "" && ref != "0" && h.parentRef == "" && strings.Trim(v, "#") != "" {
					h.parentRef = ref
				}
			case "data-depth", "data-level", "aria-level", "data-nesting-level", "data-indent", "data-comment-depth", "data-nest-level", "data-comment-level", "data-thread-depth", "depth", "level", "indent", "data-reply-level", "data-nesting":
				if n, err := strconv.Atoi(v); err == nil && n >= 0 && n < 10000 && h.depth < 0 {
					h.depth = n
				}
			case "class":
				if h.depth < 0 && !inBody {
					h.depth = classDepth(v)
				}
			case "style":
				if h.depth < 0 && !inBody && steps < 8 {
					if px := indentOf(v); px > 0 {
						h.depth = px
					}
				}
			}
		}
		// The row of Hacker News: an image as wide as the reply is deep.
		if x.n.DataAtom == atom.Img && h.depth < 0 && !inBody && (attr(x.n, "height") == "1" || strings.Contains(attr(x.n, "src"), "s.gif") || strings.Contains(attr(x.n, "src"), "spacer")) {
			if n, err := strconv.Atoi(strings.TrimSuffix(attr(x.n, "width"), "px")); err == nil && n >= 0 {
				h.depth = n
			}
		}
		if x.n.DataAtom == atom.A && !inBody && (p.time >= i && p.time < x.end || strings.Contains(attr(x.n, "class")+attr(x.n, "title")+attr(x.n, "rel"), "permalink") || attr(x.n, "rel") == "bookmark") {
			if href := attr(x.n, "href"); len(href) < 1000 {
				if k := strings.LastIndexByte(href, '#'); k >= 0 && pattern(href[k+1:]) != href[k+1:] {
					setID(href[k+1:], 2)
				}
			}
		}
		if x.n.DataAtom == atom.A && !inBody && i > u.lo {
			d.replyLink(i, h)
		} else if x.hints&wParent != 0 && x.n.DataAtom != atom.A && !inBody && d.chars(i) < 80 && h.parentName == "" {
			h.parentName = replyName(d.shortText(i))
		}
		if !inBody && !h.voted && (x.n.DataAtom == atom.Button || x.n.DataAtom == atom.A || hasAttr(x.n, "aria-label")) && d.chars(i) < 40 && x.hints&wVote == 0 {
			for _, s := range []string{d.shortText(i), attr(x.n, "aria-label")} {
				if m := d.dates.parseMeta(s); m.ok && m.votes && m.up+m.dn > 0 {
					h.addVotes(m.up, m.dn)
					break
				}
			}
		}
		if x.hints&(wVote|wDown) != 0 && !inBody && i != p.author {
			d.voteAt(i, u.lo, h, &voteDepth)
		}
		if p := strings.ToLower(attr(x.n, "itemprop")); p == "upvotecount" || p == "downvotecount" {
			if n, ok := firstCount(attr(x.n, "content") + d.shortText(i)); ok {
				if p == "upvotecount" {
					h.up = n
				} else {
					h.down = n
				}
				h.voted = true
			}
		}
		if x.n.DataAtom == atom.Meta || x.n.DataAtom == atom.Link {
			v := attr(x.n, "content")
			switch p := strings.ToLower(attr(x.n, "itemprop")); p {
			case "author", "creator", "name":
				if h.author == "" {
					h.author = oneSpace(v)
				}
			case "datepublished", "datecreated", "commenttime", "dateposted":
				if t, ok := isoTime(v); ok && h.posted.IsZero() {
					h.posted, h.timed = t, true
				}
			case "identifier":
				setID(v, 6)
			case "parentitem":
				h.parentRef = cleanID(v)
			}
		}
		first = false
		return true
	})
	// Indentation by the elements around the unit.
	if h.depth < 0 {
		for p, n := d.nodes[u.lo].parent, 0; p >= 0 && n < 3; p, n = d.nodes[p].parent, n+1 {
			if d.nodes[p].end-p > 3*(u.hi-u.lo)+6 {
				break
			}
			if px := indentOf(attr(d.nodes[p].n, "style")); px > 0 {
				h.depth = px
				break
			}
			if c := classDepth(attr(d.nodes[p].n, "class")); c >= 0 {
				h.depth = c
				break
			}
		}
	}
	if h.id == "" {
		// A wrapper that holds nothing but this comment may have the id.
		if p := d.nodes[u.lo].parent; p >= 0 && d.chars(p) == d.chars(u.lo) {
			setID(attr(d.nodes[p].n, "id"), 1)
		}
	}
}

// wAvatarLike marks ids that belong to parts of a comment.
const wAvatarLike = wTime | wSkip | wTitle | wEdited

func (d *hdoc) ownCharsCap(u unit) int32 { return d.chars(u.lo) }

func (d *hdoc) wordAround(i int32) string {
	if i < 0 {
		return ""
	}
	return d.shortText(i)
}

// labelled reads "Comment by Jane Doe 3 days ago".
func (d *hdoc) labelled(s string, h *hcomment) {
	s = oneSpace(s)
	l := strings.ToLower(s)
	i := strings.Index(l, " by ")
	if i < 0 || len(s) > 150 || !strings.Contains(l[:i], "comment") && !strings.Contains(l[:i], "reply") && !strings.Contains(l[:i], "post") {
		return
	}
	rest := s[i+4:]
	if j := strings.Index(strings.ToLower(rest), "'s comment"); j > 0 {
		h.parentName = strings.TrimPrefix(rest[:j], "to ")
		rest = rest[:j]
	}
	for j := 0; j < len(rest); {
		if w, n := d.dates.scan(rest[j:]); n > 0 && j > 0 {
			h.timed = true
			if !w.rel && h.posted.IsZero() {
				h.posted = w.date
			}
			rest = rest[:j]
			break
		}
		k := strings.IndexByte(rest[j:], ' ')
		if k < 0 {
			break
		}
		j += k + 1
	}
	if i := strings.Index(rest, " to "); i > 0 && strings.Contains(l, "reply") {
		if h.parentName == "" {
			h.parentName = strings.TrimSuffix(strings.TrimSpace(rest[i+4:]), "'s comment")
		}
		rest = rest[:i]
	}
	if h.author == "" {
		h.author = strings.Trim(rest, " ,.")
	}
}

// name is the text of the element of a name without the words around it.
func (d *hdoc) name(i int32) string {
	w := writer{d: d}
	named := false
	w.skip = func(j int32) bool {
		x := &d.nodes[j]
		if x.isText {
			t := strings.TrimSpace(x.n.Data)
			handle := named && strings.HasPrefix(t, "@")
			named = named || t != ""
			return handle // "Jane Doe" and then "@jane"
		}
		if j == i {
			return false
		}
		// Badges beside the name.
		return x.hints&(wAction|wVote|wTime) != 0 && x.hints&wAuthor == 0 || x.hints&wParent != 0 || x.n.DataAtom == atom.Img || x.time
	}
	w.write(i, d.nodes[i].end)
	s := w.finish()
	if s == "" {
		s = d.shortText(i)
	}
	if j := strings.IndexByte(s, '\n'); j > 0 {
		s = s[:j]
	}
	return trimName(s)
}

// trimName takes "By", "says:" and the like off a name.
func trimName(s string) string {
	s = strings.Trim(oneSpace(s), " ·•|,;:–—-\"“”")
	for range 2 {
		l := strings.ToLower(s)
		for _, p := range []string{"by ", "by: ", "posted by ", "posted by: ", "posted by:", "comment by ", "author: ", "from ", "von ", "par ", "written by ", "name: ", "submitted by ", "originally posted by ", "→ ", "user: "} {
			if strings.HasPrefix(l, p) && len(l) > len(p) {
				s = strings.TrimSpace(s[len(p):])
				l = strings.ToLower(s)
			}
		}
		for _, p := range []string{" says", " said", " wrote", " writes", " commented", " replied", " schrieb", " sagt", " dit", " a écrit", " dice", " dijo", " on", " says…", " said...", " said…", " says...", " (author)", " (op)", " (not verified)"} {
			if strings.HasSuffix(l, p) && len(l) > len(p) {
				s = strings.TrimRight(s[:len(s)-len(p)], " :,")
				l = strings.ToLower(s)
			}
		}
	}
	s = strings.Trim(s, " ·•|,;:–—")
	if l := strings.ToLower(s); l == "[deleted]" || l == "[removed]" {
		return ""
	}
	if utf8.RuneCountInString(s) > 80 {
		return ""
	}
	return s
}

// timeOf reads the time at node i, from attributes if they state it.
func (d *hdoc) timeOf(i int32) Date {
	x := &d.nodes[i]
	e := i
	if x.isText {
		e = x.parent
	}
	for j := e; j < d.nodes[e].end; j++ {
		if !d.nodes[j].isText {
			if t := d.attrTime(d.nodes[j].n); !t.IsZero() {
				return d.exact(t, j)
			}
		}
	}
	for p, n := d.nodes[e].parent, 0; p >= 0 && n < 2 && d.chars(p) <= 60; p, n = d.nodes[p].parent, n+1 {
		if t := d.attrTime(d.nodes[p].n); !t.IsZero() {
			return t
		}
	}
	w, n := d.findDate(d.shortText(i))
	if w.rel && strings.Contains(d.shortText(i), ":") {
		// The day may stand beside the hour.
		for p, n := d.nodes[e].parent, 0; p >= 0 && n < 3 && d.chars(p) <= 80; p, n = d.nodes[p].parent, n+1 {
			if full, k := d.findDate(d.shortText(p)); k > 0 && !full.rel {
				return full.date
			}
		}
	}
	if n == 0 || w.rel {
		return Date{}
	}
	if !w.date.HasTime {
		// The hour may stand in the next element.
		for p, n := e, 0; p >= 0 && n < 3 && d.chars(p) <= 80; p, n = d.nodes[p].parent, n+1 {
			if full, k := d.findDate(d.shortText(p)); k > 0 && full.date.HasTime {
				return full.date
			}
		}
	}
	return w.date
}

// exact prefers a time of day in the text over an attribute with the day only.
func (d *hdoc) exact(t Date, i int32) Date {
	if t.HasTime {
		return t
	}
	if w, n := d.findDate(d.shortText(i)); n > 0 && w.date.HasTime && w.date.Time.Format("2006-01-02") == t.Time.Format("2006-01-02") {
		return w.date
	}
	return t
}

// cleanID makes "comment-123", "t1_abc" and "#p7" the same wherever they stand.
func cleanID(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.LastIndexByte(s, '#'); i >= 0 {
		s = s[i+1:]
	}
	s = strings.TrimPrefix(s, "thing_")
	if n := lastNumber(s); n != "" && strings.HasSuffix(s, n) {
		letters := true
		for _, r := range s[:len(s)-len(n)] {
			if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '_' || r == ':' || r == '.') {
				letters = false
			}
		}
		if p := s[:len(s)-len(n)]; letters && (p == "" || strings.ContainsAny(p[len(p)-1:], "-_:.") || hintedID(p)) {
			return n
		}
	}
	if i := strings.IndexAny(s, "-_:"); i > 0 && hintedID(s[:i]) && i > 2 && strings.ContainsAny(s[i+1:], "0123456789") {
		s = s[i+1:] // "comment-5f2a9c"
	}
	if len(s) > 100 || strings.ContainsAny(s, " \t\n") {
		return ""
	}
	return s
}

func hintedID(p string) bool {
	ok := len(p) <= 2
	splitWords(p, func(w string) { ok = ok || hintWords[w]&(wComment|wPost|wReply|wComments) != 0 || w == "c" || w == "p" })
	return ok
}

// classDepth reads "depth-2", "level3", "indent_1"; -1 if there is none.
func classDepth(class string) int {
	for _, c := range strings.Fields(class[:min(len(class), 1000)]) {
		n := lastNumber(c)
		if n == "" || len(n) > 3 || !strings.HasSuffix(c, n) {
			continue
		}
		p := strings.ToLower(strings.TrimRight(c[:len(c)-len(n)], "-_"))
		for _, w := range []string{"depth", "level", "indent", "nested", "nesting", "lvl", "nest"} {
			if strings.HasSuffix(p, w) {
				v, _ := strconv.Atoi(n)
				return v
			}
		}
	}
	return -1
}

// indentOf reads the left margin or padding of a style, in tenths of a unit.
func indentOf(style string) int {
	if style == "" || len(style) > 1000 {
		return 0
	}
	s := strings.ToLower(strings.ReplaceAll(style, " ", ""))
	for _, p := range []string{"margin-left:", "padding-left:", "margin-inline-start:", "padding-inline-start:", "--depth:", "--level:", "--comment-depth:", "--indent:", "text-indent:", "left:"} {
		i := strings.Index(s, p)
		if i < 0 || i > 0 && p == "left:" && s[i-1] != ';' {
			continue
		}
		v := s[i+len(p):]
		j := 0
		for j < len(v) && (v[j] >= '0' && v[j] <= '9' || v[j] == '.') {
			j++
		}
		if f, err := strconv.ParseFloat(v[:j], 64); err == nil && f > 0 && f < 5000 {
			return int(f * 10)
		}
	}
	return 0
}

// replyLink reads links to the comment that this one replies to.
func (d *hdoc) replyLink(i int32, h *hcomment) {
	x := &d.nodes[i]
	href := attr(x.n, "href")
	s := d.shortText(i)
	l := strings.ToLower(s)
	towards := x.hints&wParent != 0 || l == "parent" || l == "up" || strings.HasPrefix(l, "in reply to") || strings.HasPrefix(l, "replying to") || strings.HasPrefix(l, "reply to @") || strings.HasPrefix(l, "in response to") || strings.HasPrefix(l, "@") && strings.Contains(href, "#")
	if !towards {
		// The words may stand before the link: "in reply to <a>Jane</a>".
		prev := ""
		if p := i - 1; p >= 0 && d.nodes[p].isText {
			prev = strings.ToLower(oneSpace(d.nodes[p].n.Data))
		} else if p := x.parent; p >= 0 && d.chars(p) < 80 {
			if t := strings.ToLower(d.shortText(p)); strings.HasSuffix(t, l) {
				prev = strings.TrimSpace(strings.TrimSuffix(t, l))
			}
			if d.nodes[p].hints&wParent != 0 {
				towards = true
			}
		}
		towards = towards || strings.HasSuffix(prev, "in reply to") || strings.HasSuffix(prev, "replying to") || strings.HasSuffix(prev, "replied to") || strings.HasSuffix(prev, "in response to") || strings.HasSuffix(prev, "reply to:") || strings.HasSuffix(prev, "↪")
	}
	if !towards && strings.HasPrefix(href, "#") && h.linkRef == "" && hasLetter(s) {
		h.linkRef, h.linkName = cleanID(href), s
	}
	if !towards || strings.Contains(href, "replytocom=") || l == "reply" {
		return
	}
	if k := strings.LastIndexByte(href, '#'); k >= 0 && k+1 < len(href) && h.parentRef == "" {
		h.parentRef = cleanID(href[k:])
	}
	if h.parentName == "" && l != "parent" && l != "up" {
		h.parentName = replyName(s)
	}
}

// replyName takes the name out of "in reply to Jane Doe:".
func replyName(s string) string {
	l := strings.ToLower(s)
	for _, p := range []string{"in reply to", "replying to", "replied to", "in response to", "reply to", "responding to", "antwort auf", "en réponse à", "en respuesta a", "↪", "@"} {
		if i := strings.Index(l, p); i >= 0 {
			s = s[i+len(p):]
			l = l[i+len(p):]
		}
	}
	return strings.Trim(s, " :@.,·•|")
}

// voteAt reads a number of votes from element i.
func (d *hdoc) voteAt(i, root int32, h *hcomment, depth *int32) {
	x := &d.nodes[i]
	if s := d.between(i, x.end); s.times > 0 || s.authors > 0 && d.chars(i) > 12 {
		return
	}
	if x.hints&(wReply|wComment|wComments) != 0 && x.hints&wMany == 0 && strings.Contains(attr(x.n, "class"), "repl") || d.chars(i) > 40 {
		return
	}
	// The fame of the writer is not that of the comment.
	for p, n := x.parent, 0; p > root && n < 4; p, n = d.nodes[p].parent, n+1 {
		if d.nodes[p].hints&(wAuthor|wSkip) != 0 && d.nodes[p].hints&(wVote|wComment|wAction) == 0 {
			return
		}
	}
	// Counts for and against side by side are read one by one.
	texts := 0
	for j := i; j < x.end; j++ {
		if d.nodes[j].isText && strings.ContainsAny(d.nodes[j].n.Data, "0123456789") {
			texts++
		}
	}
	if texts > 1 {
		return
	}
	if strings.Contains(attr(x.n, "class"), "unvoted") {
		h.up, h.down = 0, 0 // old Reddit shows one number out of three
	}
	s := d.shortText(i)
	n, ok := firstCount(s)
	if ok && strings.IndexFunc(strings.ToLower(s), func(r rune) bool { return unicode.IsLetter(r) && r != 'k' && r != 'm' }) >= 0 {
		// "3 replies" in a bar of likes.
		m := d.dates.parseMeta(s)
		l := strings.ToLower(s)
		if strings.Contains(l, "repl") && !m.votes {
			ok = false
		}
		if m.votes {
			h.addVotes(m.up, m.dn)
			return
		}
	}
	if !ok {
		for _, a := range []string{"data-count", "data-score", "data-votes", "data-likes", "data-value", "data-like-count", "data-upvotes", "data-vote-count", "aria-label", "title"} {
			if v := attr(x.n, a); v != "" && len(v) < 80 {
				if n, ok = firstCount(v); ok {
					break
				}
			}
		}
	}
	if !ok {
		return
	}
	against := x.hints&wDown != 0
	if p := x.parent; p > root && d.chars(p) == d.chars(i) {
		against = against || d.nodes[p].hints&wDown != 0
	}
	// The arrow may be the element before.
	for p := x.n.PrevSibling; p != nil && !against; p = p.PrevSibling {
		if p.Type == html.ElementNode {
			against = d.hintsOf(p)&wDown != 0 && !upWord(p)
			break
		}
	}
	switch {
	case against && !upWord(x.n):
		h.addVotes(0, n)
	case n < 0:
		h.addVotes(0, -n)
	default:
		h.addVotes(n, 0)
	}
}

// upWord reports whether an element is about votes for as much as against:
// "updown", "vote-up-down".
func upWord(n *html.Node) bool {
	up := false
	splitWords(attr(n, "class"), func(w string) { up = up || w == "up" || w == "upvote" || w == "like" || w == "likes" })
	return up
}

// addVotes notes counts unless the page gave them before.
func (h *hcomment) addVotes(up, down int) {
	h.voted = true
	if h.up == 0 {
		h.up = up
	}
	if h.down == 0 {
		h.down = down
	}
}

// firstCount is the first number in a short text: "12", "+3", "1.2K likes".
func firstCount(s string) (int, bool) {
	for i := 0; i < len(s); i++ {
		if s[i] >= '0' && s[i] <= '9' {
			start := i
			if i > 0 && (s[i-1] == '-' || s[i-1] == '+') {
				start--
			} else if i >= len("−") && s[i-len("−"):i] == "−" {
				start -= len("−")
			}
			v, sign, n := scanCount(s[start:])
			if n == 0 {
				return 0, false
			}
			if sign == '-' {
				v = -v
			}
			return v, true
		}
	}
	return 0, false
}

// skipIn says which elements are not part of what a writer wrote.
func (d *hdoc) skipIn(p *found, body bool) func(int32) bool {
	return func(i int32) bool {
		if i == p.author || i == p.time || i == p.head {
			return true
		}
		x := &d.nodes[i]
		if x.isText {
			return x.act && !body
		}
		switch x.n.DataAtom {
		case atom.Button, atom.Form, atom.Input, atom.Label, atom.Nav:
			return true
		}
		if x.n.DataAtom == atom.Img || x.hints&wEmoji != 0 {
			return false
		}
		if attr(x.n, "role") == "button" || x.act && (x.n.DataAtom == atom.A || x.hints&wAction != 0) {
			return true
		}
		if x.hints&wQuote != 0 && !blockLevel(x.n.DataAtom) && d.chars(i) < 60 && strings.HasSuffix(d.shortText(i), ":") {
			return true // "Quoting Jane:"
		}
		if !body {
			return x.hints&wSkip != 0 && x.hints&(wBody|wComment) == 0
		}
		if i == p.body {
			return false
		}
		if x.hints&wSkip != 0 && x.hints&wBody == 0 || x.hints&wEdited != 0 && d.chars(i) < 80 && (x.hints&wBody == 0 || strings.Contains(strings.ToLower(d.shortText(i)), "edited")) {
			return true
		}
		return x.hints&(wAction|wVote) != 0 && x.hints&(wBody|wAuthor) == 0 && d.chars(i) <= 40 && blockLevel(x.n.DataAtom)
	}
}

// outside writes the text of the unit into h and returns the lines that are
// not part of it; without a body element everything is such a line.
func (d *hdoc) outside(us []unit, k int, p *found, h *hcomment, bodyKey string) []string {
	if p.body >= 0 {
		w := writer{d: d, skip: d.skipIn(p, true), root: p.body}
		next := k + 1
		inner := w.skip
		w.skip = func(i int32) bool {
			for next < len(us) && us[next].lo < i {
				next++
			}
			return next < len(us) && us[next].lo == i || inner(i)
		}
		w.wrap = d.wrapped(p.body)
		if b := p.body + 1; !w.wrap && b < d.nodes[p.body].end {
			w.wrap = d.wrapped(b)
		}
		end := d.nodes[p.body].end
		w.write(p.body, end)
		// A text in several elements of the same kind side by side.
		if bodyKey != "" {
			for e := end; e < us[k].hi && e < int32(len(d.nodes)); e = d.nodes[e].end {
				x := &d.nodes[e]
				if x.parent != d.nodes[p.body].parent || next < len(us) && us[next].lo == e {
					break
				}
				if x.isText {
					continue
				}
				if classOf(x.n) != bodyKey || e == p.author || e == p.time || d.between(e, x.end).times > 0 {
					break
				}
				w.breakLine(2)
				w.write(e, x.end)
				end = x.end
			}
		}
		h.text, h.quotes = w.finish(), w.quotes
		if h.text == "" && d.ownChars(us, k) > 0 {
			// Broken nesting (<p><p>) leaves the element empty and its text behind it.
			p.body = -1
			return d.outside(us, k, p, h, bodyKey)
		}
		s := d.between(p.body, d.nodes[p.body].end)
		h.linkish = s.chars > 0 && s.linkChars*10 > s.chars*8
		rest := writer{d: d}
		skip := d.skipIn(p, false)
		d.ownWrite(us, k, &rest, func(i int32) bool { return i >= p.body && i < end || skip(i) })
		return lines(rest.finish())
	}
	all := writer{d: d, root: us[k].lo}
	skip := d.skipIn(p, false)
	s := d.between(us[k].lo, us[k].hi)
	h.linkish = s.chars > 0 && s.linkChars*10 > s.chars*8
	d.ownWrite(us, k, &all, skip)
	h.quotes = all.quotes
	return strings.Split(all.finish(), "\n")
}

// ownWrite writes the nodes of unit k outside of the units in it.
func (d *hdoc) ownWrite(us []unit, k int, w *writer, skip func(int32) bool) {
	next := k + 1
	w.skip = func(i int32) bool {
		for next < len(us) && us[next].lo < i {
			next++
		}
		return next < len(us) && us[next].lo == i && i != us[k].lo || skip(i)
	}
	w.write(us[k].lo, us[k].hi)
}

func lines(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// digitless is a line without its numbers, to see whether others are the same.
func digitless(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// finishUnit settles title, text and votes of unit k.
func (d *hdoc) finishUnit(r *closeReading, k int, p *found, rest []string, common map[string]int) {
	h := &r.comments[k]
	us := r.units
	many := func(l string) bool {
		n := common[digitless(l)]
		return len(l) < 60 && n >= 3 && n*3 >= len(us)
	}
	// Metadata around the text.
	read := func(l string) bool {
		m := d.dates.parseMeta(l)
		if !m.ok {
			return false
		}
		if m.votes && !h.voted {
			h.addVotes(m.up, m.dn)
		}
		if m.hasTime && !h.timed {
			h.timed = true
			if !m.date.rel {
				h.posted = m.date.date
			}
		}
		if m.strong > 0 {
			h.acts++
		}
		if m.pointer != "" && h.parentName == "" {
			h.parentName = m.pointer
		}
		if h.author == "" && !many(l) {
			for _, c := range m.chunks {
				if s := trimName(c.text); s != "" && interfaceWord(s) == 0 && (c.field == "author" || m.hasTime || m.verb || m.colon || m.replies) {
					h.author = s
					break
				}
			}
		}
		return true
	}
	if p.body >= 0 {
		for _, l := range rest {
			if many(l) && !strings.ContainsAny(l, "0123456789") {
				continue
			}
			if len(l) > metaLimit || strings.ContainsRune(l, quoteMark) {
				continue
			}
			if name := trimName(l); h.author == "" && !many(l) && len(l) <= 60 && utf8.RuneCountInString(name) > 1 && interfaceWord(l) == 0 && !strings.ContainsAny(l, "0123456789") && nameish(name, true) {
				h.author = name
				continue
			}
			read(l)
		}
		h.text = d.trimInterface(h.text, many)
	} else {
		h.text = d.textOfLines(rest, many, read, h)
	}
	if rest, ok := strings.CutPrefix(h.text, h.author+"\n"); ok && h.author != "" {
		h.text = strings.TrimSpace(rest)
	}
	d.titleOf(us, k, p, h)
	if strings.HasPrefix(strings.TrimSpace(h.text), "@") && h.parentName == "" {
		// "@Jane Doe I agree": kept in the text, followed if a name fits.
		h.parentName = "@"
	}
	text := settleQuotes(h.text, h.quotes, func(q quotation) string { return q.text })
	h.sample = Excerpt(text)
	switch {
	case isRemoved(text) && len(text) < 240 || h.reason == "?" && (text == "" || isRemoved(text) || len(text) < 80 && strings.ContainsAny(text, "[") && strings.Contains(strings.ToLower(text), "ed")):
		h.reason = "the comment was removed; the page does not have its text"
	case text == "" && h.title == "" && h.author == "" && !h.timed && h.acts == 0:
		h.reason = notComment
	case text == "" && h.title == "":
		h.reason = noText
	default:
		h.reason = ""
	}
	for i := us[k].lo; i < min(us[k].hi, us[k].lo+400); i++ {
		if !d.nodes[i].isText && d.nodes[i].n.DataAtom == atom.H1 && (p.body < 0 || i < p.body || i >= d.nodes[p.body].end) && (k == 0 || k+1 == len(us)) && len(us) > 1 {
			h.reason = notComment // the title of the page and what stands around it
		}
	}
	if o := d.nodes[us[k].lo].hints; o&wPing != 0 && h.author == "" || d.pingback(us[k], text) {
		h.reason = "a link from another page (pingback), not a reader's comment"
	}
}

const noText = "the comment has no text"

// notComment is the reason of what was no comment after all: it is not counted.
const notComment = "-"

// pingback reports whether a unit is the notice of a link from elsewhere.
func (d *hdoc) pingback(u unit, text string) bool {
	if d.nodes[u.lo].hints&wPing == 0 {
		return false
	}
	l := strings.ToLower(d.shortText(u.lo)[:min(len(d.shortText(u.lo)), 40)])
	return strings.HasPrefix(l, "pingback") || strings.HasPrefix(l, "trackback") || strings.HasPrefix(text, "[…]") || strings.HasPrefix(text, "[...]")
}

// trimInterface takes words of the page off both ends of a text.
func (d *hdoc) trimInterface(s string, many func(string) bool) string {
	ls := strings.Split(s, "\n")
	noise := func(l string) bool {
		l = strings.TrimSpace(l)
		if l == "" {
			return true
		}
		if interfaceWord(l) > 0 && (interfaceWord(l) == 2 || many(l)) {
			return true
		}
		if m := d.dates.parseMeta(l); m.ok && m.strong > 0 && len(m.chunks) == 0 {
			return true
		}
		return many(l) && strings.Count(l, " ") < 4 && interfaceWord(l) > 0
	}
	for len(ls) > 0 && noise(ls[len(ls)-1]) {
		ls = ls[:len(ls)-1]
	}
	for len(ls) > 1 && noise(ls[0]) {
		ls = ls[1:]
	}
	return strings.TrimSpace(strings.Join(ls, "\n"))
}

// textOfLines finds the text of a unit that has no element for it: what is
// left between the metadata above and below.
func (d *hdoc) textOfLines(ls []string, many func(string) bool, read func(string) bool, h *hcomment) string {
	lo, hi := 0, len(ls)
	for lo < hi {
		l := strings.TrimSpace(ls[lo])
		if l == "" || interfaceWord(l) > 0 || !hasLetter(l) && !strings.ContainsRune(l, quoteMark) && strings.IndexFunc(l, unicode.IsSymbol) < 0 {
			lo++
			continue
		}
		if many(l) && strings.Count(l, " ") < 5 {
			read(l)
			lo++
			continue
		}
		if len(l) <= metaLimit && read(l) {
			lo++
			continue
		}
		// A name on its own line.
		if h.author == "" && lo+1 < hi && utf8.RuneCountInString(l) <= 40 && nameish(l, true) {
			h.author = trimName(l)
			lo++
			continue
		}
		break
	}
	for hi > lo {
		l := strings.TrimSpace(ls[hi-1])
		if l == "" || interfaceWord(l) > 0 || many(l) && strings.Count(l, " ") < 5 {
			read(l)
			hi--
			continue
		}
		if m := d.dates.parseMeta(l); m.ok && (m.strong > 0 || m.votes || m.hasTime) {
			read(l)
			hi--
			continue
		}
		break
	}
	return strings.TrimSpace(strings.Join(ls[lo:hi], "\n"))
}

// titleText is the text of a heading without the votes and actions in it.
func (d *hdoc) titleText(i int32) string {
	w := writer{d: d, root: i}
	w.skip = func(j int32) bool {
		x := &d.nodes[j]
		return j > i && !x.isText && x.hints&(wVote|wTime|wAuthor) != 0 && x.hints&wTitle == 0
	}
	w.write(i, d.nodes[i].end)
	t := oneSpace(w.finish())
	for _, pre := range []string{"Re:", "RE:", "re:", "AW:"} {
		t = strings.TrimSpace(strings.TrimPrefix(t, pre))
	}
	return t
}

// titleOf finds a heading that the writer gave the comment.
func (d *hdoc) titleOf(us []unit, k int, p *found, h *hcomment) {
	if p.head >= 0 && p.body >= 0 {
		h.title = d.titleText(p.head)
		return
	}
	steps := 0
	d.own(us, k, func(i int32) bool {
		if steps++; steps > 2000 || h.title != "" {
			return false
		}
		x := &d.nodes[i]
		if x.isText || i == us[k].lo {
			return true
		}
		if p.body >= 0 && i >= p.body && i < d.nodes[p.body].end || i == p.author || i == p.time {
			return false
		}
		heading := heading(x.n.DataAtom)
		if !heading && (x.hints&wTitle == 0 || x.hints&(wAuthor|wTime|wAction|wVote|wSkip) != 0) {
			return true
		}
		if x.hints&(wAuthor|wTime) != 0 {
			return true
		}
		size := d.chars(i)
		s := d.between(i, x.end)
		if size == 0 || size > 200 || s.times > 0 || p.author >= i && p.author < x.end || s.forms > 0 {
			return true
		}
		for q := x.parent; q > us[k].lo; q = d.nodes[q].parent {
			if d.nodes[q].hints&(wAuthor|wSkip) != 0 && (p.body < q || p.body >= d.nodes[q].end) {
				return true // about the writer
			}
		}
		t := d.titleText(i)
		if t == h.author || interfaceWord(t) > 0 || trimName(t) == h.author || !hasLetter(t) || isNumber(strings.Trim(t, "#")) {
			return true
		}
		if heading {
			if a := findFirst(x.n, atom.A); a != nil {
				if href := attr(a, "href"); href != "" && !strings.Contains(href, "#") && !strings.Contains(href, "viewtopic") && !strings.Contains(href, "comment") && !profileLink(href) {
					h.entry = true
				}
			}
		}
		h.title = t
		return false
	})
	if h.title != "" && strings.HasPrefix(oneSpace(h.text), h.title) {
		if rest := strings.TrimSpace(strings.TrimPrefix(h.text, h.title)); rest != "" && strings.HasPrefix(h.text, h.title+"\n") {
			h.text = rest
		} else {
			h.title = ""
		}
	}
}

// bylineTitles takes for titles the lines that the units begin with, right above
// "by NAME", if nothing is marked as a title and nearly all units have one.
func (d *hdoc) bylineTitles(r *closeReading) {
	titles := make([]string, len(r.units))
	n, got, texts := 0, 0, map[string]bool{}
	for k := range r.units {
		h := &r.comments[k]
		if h.reason != "" {
			continue
		}
		if n++; h.title != "" {
			return
		}
		if titles[k] = d.bylineTitle(r.units[k].lo, &r.parts[k]); titles[k] != "" {
			got++
			texts[digitless(titles[k])] = true
		}
	}
	if n < 2 || got*5 < n*4 || len(texts) < 2 {
		return
	}
	for k := range titles {
		r.comments[k].title = titles[k]
	}
}

// bylineTitle is the line above "by NAME", the first of the unit that begins
// with node lo; "" if the unit does not begin so.
func (d *hdoc) bylineTitle(lo int32, p *found) string {
	if p.author <= lo || !d.afterBy(p.author) || p.body >= 0 && p.body < p.author {
		return ""
	}
	by := p.author - 1
	w := writer{d: d, root: lo}
	w.write(lo, by)
	s := w.finish()
	w.word("x")
	if s == "" || len(s) > 200 || strings.ContainsRune(s, '\n') || !strings.ContainsRune(w.finish(), '\n') {
		return "" // not one line, or in one line with the name
	}
	for _, pre := range []string{"Re:", "RE:", "re:", "AW:"} {
		s = strings.TrimSpace(strings.TrimPrefix(s, pre))
	}
	if w, n := d.findDate(s); n > 0 && !w.rel || interfaceWord(s) > 0 || !hasLetter(s) || isNumber(strings.Trim(s, "#")) {
		return ""
	}
	return s
}

// parents finds what each comment replies to: by ids that the page states, by
// nesting, by depth, by quotations, by name.
func (d *hdoc) parents(r *closeReading) {
	us, hs := r.units, r.comments
	byID := map[string]int{}
	for k := range hs {
		if hs[k].id != "" {
			if _, dup := byID[hs[k].id]; dup {
				byID[hs[k].id] = -1
			} else {
				byID[hs[k].id] = k
			}
		}
	}
	explicit := 0
	for k := range hs {
		h := &hs[k]
		if at, ok := byID[h.linkRef]; ok && at >= 0 && at != k && h.parentRef == "" && hs[at].author == trimName(h.linkName) {
			h.parentRef = h.linkRef
		}
		if h.parentRef == "" {
			continue
		}
		if at, ok := byID[h.parentRef]; ok && at >= 0 && at != k {
			h.parent = at
			explicit++
		}
	}
	up := d.nesting(us)
	nested := 0
	for k := range up {
		if up[k] >= 0 {
			nested++
		}
	}
	if nested == 0 && explicit == 0 {
		d.byDepth(hs, up)
	}
	for k := range hs {
		if hs[k].parent < 0 && up[k] >= 0 {
			hs[k].parent = up[k]
		}
	}
	// Quotations and names.
	sh := &shingles{at: map[uint64]int{}}
	last := map[string]int{}
	seen := func(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }
	for k := range hs {
		h := &hs[k]
		for qi := range h.quotes {
			q := &h.quotes[qi]
			at := -1
			if q.post != "" {
				if j, ok := byID[cleanID(q.post)]; ok && j < k {
					at = j
				}
			}
			if at < 0 && q.text != "" {
				at = sh.find(q.text)
			}
			if at < 0 && q.author != "" {
				if j, ok := last[seen(q.author)]; ok {
					at = j
				}
			}
			if at >= 0 {
				q.sure = true
				if h.parent < 0 {
					h.parent = at
				}
			}
		}
		h.text = settleQuotes(h.text, h.quotes, func(q quotation) string {
			if q.sure || h.parent >= 0 && strings.Contains(squash(hs[h.parent].text), squash(q.text)) {
				return ""
			}
			return q.text
		})
		if h.reason == "" && h.text == "" && h.title == "" {
			h.reason = "the comment has no text but a quotation"
		}
		if h.parent < 0 && h.parentName != "" {
			name := seen(h.parentName)
			if name == "@" {
				name = ""
				l := seen(strings.TrimLeft(h.text, "@ "))
				for j := 0; j < min(len(l), 40); j++ {
					if j+1 == len(l) || l[j+1] == ' ' || l[j+1] == ',' || l[j+1] == ':' || l[j+1] == '\n' {
						if _, ok := last[l[:j+1]]; ok {
							name = l[:j+1]
						}
					}
				}
			}
			if j, ok := last[name]; ok && name != "" && j != k {
				h.parent = j
			}
		}
		sh.add(k, h.text)
		if h.author != "" {
			last[seen(h.author)] = k
		}
	}
	// No rings.
	for k := range hs {
		steps := 0
		for p := hs[k].parent; p >= 0; p = hs[p].parent {
			if steps++; p == k || steps > len(hs) || steps > 2000 {
				hs[k].parent = -1
				break
			}
		}
	}
}

// nesting derives replies from the tree: a unit inside another replies to it,
// and so does a list of units that follows one.
func (d *hdoc) nesting(us []unit) []int {
	up := make([]int, len(us))
	for k := range us {
		up[k] = int(us[k].up)
	}
	// For units side by side: at the smallest element that holds both, one that
	// is a direct child is a comment, and units deeper down in a later child
	// are its replies.
	// Group the units by the one around them; each group is a forest of its own.
	groups := map[int32][]int{}
	var order []int32
	for k := range us {
		g := us[k].up
		if _, ok := groups[g]; !ok {
			order = append(order, g)
		}
		groups[g] = append(groups[g], k)
	}
	for _, g := range order {
		ks := groups[g]
		if len(ks) < 2 {
			continue
		}
		count := map[int32]int{} // units below each element
		for _, k := range ks {
			for p, n := d.nodes[us[k].lo].parent, 0; p >= 0 && n < 600; p, n = d.nodes[p].parent, n+1 {
				count[p]++
			}
		}
		lead := map[int32]int{}   // element -> the last unit directly in it
		direct := map[int32]int{} // element -> units directly in it
		wrap := func(k int) int32 {
			// The highest element around unit k that holds no other unit.
			e := us[k].lo
			for p := d.nodes[e].parent; p >= 0 && count[p] == 1; p = d.nodes[p].parent {
				e = p
			}
			return e
		}
		tops := make([]int32, len(ks))
		topOf := map[int]int32{}
		for i, k := range ks {
			tops[i] = wrap(k)
			topOf[k] = tops[i]
			direct[d.nodes[tops[i]].parent]++
		}
		for i, k := range ks {
			top := tops[i]
			home := d.nodes[top].parent
			if l, ok := lead[home]; ok && home >= 0 && d.singleReply(top, us[k].lo, us[l].lo) {
				// A single reply has no list to itself: its wrapper is the list.
				up[k] = l
				continue
			}
			// Replies: an element further up has a unit that leads, and this one
			// sits in a container beside it.
			e := top
			for p := home; p >= 0; e, p = p, d.nodes[p].parent {
				if l, ok := lead[p]; ok && p != home {
					box := d.nodes[e]
					if t := topOf[l]; t != us[l].lo && box.hints&wNested == 0 && attr(box.n, "class") != "" && classOf(box.n) == classOf(d.nodes[t].n) {
						// The same wrapper as that one has, with replies in it.
						lead[p] = k
						break
					}
					whole := count[p] == len(ks) && direct[p] == 1 && count[e]*10 > len(ks)*6 && len(ks) > 3 && box.hints&wNested == 0
					if !whole {
						up[k] = l
					}
					break
				}
				if count[p] >= len(ks) {
					break
				}
			}
			lead[home] = k
		}
	}
	return up
}

// singleReply reports whether the wrapper from top down to unit lo is a list
// of replies with one entry: the unit before it is not wrapped so deep.
func (d *hdoc) singleReply(top, lo, before int32) bool {
	if top == lo {
		return false
	}
	for e := lo; e >= top && e >= 0; e = d.nodes[e].parent {
		if e != lo && d.nodes[e].hints&wNested != 0 && d.nodes[e].hints&wAction == 0 {
			return d.nodes[before].depth < d.nodes[lo].depth
		}
	}
	return d.nodes[lo].depth >= d.nodes[before].depth+2 && d.nodes[before].parent == d.nodes[top].parent
}

// byDepth derives replies from stated depths or indentation.
func (d *hdoc) byDepth(hs []hcomment, up []int) {
	stated, levels := 0, map[int]bool{}
	for k := range hs {
		if hs[k].depth >= 0 {
			stated++
			levels[hs[k].depth] = true
		}
	}
	if stated == 0 || len(levels) < 2 && stated == len(hs) {
		return
	}
	var stack []int
	for k := range hs {
		depth := max(hs[k].depth, 0)
		for len(stack) > 0 && max(hs[stack[len(stack)-1]].depth, 0) >= depth {
			stack = stack[:len(stack)-1]
		}
		if len(stack) > 0 {
			up[k] = stack[len(stack)-1]
		}
		stack = append(stack, k)
	}
}

// weigh rates a reading by what came of it.
func (d *hdoc) weigh(r *closeReading) {
	texts := map[string]int{}
	in := d.regions()
	inside, n, full := 0, 0, 0
	for _, u := range r.units {
		if in[u.lo] {
			inside++
		}
	}
	for k := range r.comments {
		h := &r.comments[k]
		if h.reason == noText {
			r.quality -= 0.7 // the name may be here and the text in the next unit
		}
		if h.reason != "" || k == 0 && r.op || inside*2 > len(r.units) && !in[r.units[k].lo] {
			continue
		}
		n++
		if h.author != "" && h.timed {
			full++
		}
		texts[h.text]++
		if texts[h.text] > 2 && len(h.text) < 40 {
			continue
		}
		v := 0.4
		if h.author != "" {
			v += 0.8
		}
		if h.timed {
			v += 0.6
		}
		if h.acts > 0 {
			v += 0.3
		}
		if h.linkish || h.entry {
			v -= 1
		}
		// Whatever metadata was left in the text tells against the reading.
		if l, _, _ := strings.Cut(h.text, "\n"); len(l) <= 100 && len(l) < len(h.text) {
			if m := d.dates.parseMeta(l); m.ok && m.hasTime {
				v -= 0.5
			}
		}
		r.quality += v
	}
	// A reading that parts names from texts has more units, but none is whole.
	if n > 0 {
		r.quality *= 0.6 + 0.4*float64(full)/float64(n)
	}
	r.quality *= 0.6 + 0.4*r.hint
}
