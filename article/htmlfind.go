package article

import (
	"sort"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Comments are found by repetition. Every element has keys (its classes, its
// tag if that is a made-up one, its schema.org type, …) without the numbers in
// them. The elements that share a key are read as if each was one comment: that
// is one reading of the page. The best reading has many units that each hold
// one time, one name and some text of their own, not counting the units inside
// them. So there are no rules for single systems here, only words that tell
// what an element is for.

// unit is one comment to be: the nodes from lo to hi.
type unit struct {
	lo, hi int32
	up     int32 // index of the unit around it, -1
}

// guess is a reading not yet looked at closely.
type guess struct {
	units []unit
	key   string
	hint  float64
	score float64
}

const (
	maxKeys      = 14 // of one element
	closeReads   = 8  // guesses read in full
	maxCommented = 1 << 20
)

// keysOf lists the keys of element i.
func (d *hdoc) keysOf(i int32, keys []string) []string {
	n := d.nodes[i].n
	keys = keys[:0]
	for k := range n.Attr {
		a := &n.Attr[k]
		if len(keys) >= maxKeys {
			break
		}
		switch a.Key {
		case "class":
			if len(a.Val) > 1000 {
				continue
			}
			all := strings.Fields(a.Val)
			for _, c := range all {
				if len(keys) >= maxKeys {
					break
				}
				if c = pattern(c); c != "" {
					keys = append(keys, "."+c)
				}
			}
			if len(all) > 1 {
				keys = append(keys, n.Data+"."+a.Val)
			}
		case "id", "data-testid", "data-test-id", "data-qa", "data-component", "data-element", "data-type", "data-hook", "data-e2e":
			if p := pattern(a.Val); p != "" && len(p) < 60 {
				keys = append(keys, a.Key+"="+p)
			}
		case "itemtype":
			keys = append(keys, "type="+strings.ToLower(a.Val[strings.LastIndexByte(a.Val, '/')+1:]))
		case "itemprop":
			if v := strings.ToLower(a.Val); v == "comment" || v == "review" || v == "suggestedanswer" {
				keys = append(keys, "prop="+v)
			}
		case "role":
			if a.Val == "article" || a.Val == "comment" || a.Val == "listitem" {
				keys = append(keys, "role="+a.Val)
			}
		default:
			if strings.HasPrefix(a.Key, "data-") && d.wordHints(a.Key[5:])&(wComment|wPost|wReply) != 0 && len(a.Key) < 60 {
				keys = append(keys, "attr="+a.Key)
			}
		}
	}
	if n.DataAtom == 0 || n.DataAtom == atom.Article || n.DataAtom == atom.Li || n.DataAtom == atom.Tr || n.DataAtom == atom.Dt {
		keys = append(keys, "tag="+n.Data)
	}
	if len(keys) == 0 && (n.DataAtom == atom.Div || n.DataAtom == atom.Section || n.DataAtom == atom.Td || n.DataAtom == atom.P || n.DataAtom == atom.Table) {
		// Nothing but its place tells it apart.
		p := d.nodes[i].parent
		if p >= 0 {
			keys = append(keys, d.nodes[p].n.Data+" "+attr(d.nodes[p].n, "class")+">"+n.Data)
		}
	}
	return keys
}

// pattern is a class or id without what tells one comment from the next:
// numbers, and letters and digits in a jumble.
func pattern(s string) string {
	if len(s) > 120 {
		return ""
	}
	var b strings.Builder
	digit := false
	for i := 0; i <= len(s); {
		j, digits := i, 0
		for j < len(s) && (s[j] >= '0' && s[j] <= '9' || s[j]|0x20 >= 'a' && s[j]|0x20 <= 'z') {
			if s[j] <= '9' {
				digits++
			}
			j++
		}
		letters := strings.TrimRight(s[i:j], "0123456789")
		switch {
		case digits == 0:
			b.WriteString(s[i:j])
		case len(letters) == j-i-digits && digits > 0 && len(letters) > 0 && hintWords[strings.ToLower(letters)] != 0:
			b.WriteString(letters + "#")
			digit = true
		case digits*4 >= j-i || j-i >= 16:
			b.WriteByte('#')
			digit = true
		default:
			b.WriteString(strings.Trim(s[i:j], "0123456789") + "#")
		}
		if j == len(s) {
			break
		}
		b.WriteByte(s[j])
		i = j + 1
	}
	p := b.String()
	if digit && strings.Trim(p, "#-_:.") == "" {
		return "#"
	}
	return p
}

// regions marks, for every node, whether it lies in something called comments.
func (d *hdoc) regions() []bool {
	if d.in != nil {
		return d.in
	}
	in := make([]bool, len(d.nodes))
	d.in = in
	until := int32(0)
	for i := range d.nodes {
		x := &d.nodes[i]
		if int32(i) < until {
			in[i] = true
			continue
		}
		if !x.isText && x.hints&wComments != 0 || !x.isText && x.hints&wComment != 0 && x.hints&wMany != 0 {
			if x.n.DataAtom != atom.Body && x.n.DataAtom != atom.Html {
				in[i] = true
				until = x.end
			}
		}
	}
	return in
}

// guesses makes the readings that are worth a close look, best first.
func (d *hdoc) guesses() []guess {
	groups := map[string][]int32{}
	var keys []string
	for i := range d.nodes {
		x := &d.nodes[i]
		if x.isText || x.n.DataAtom == atom.Body || formatting(x.n.DataAtom) || d.chars(int32(i)) == 0 {
			continue
		}
		keys = d.keysOf(int32(i), keys)
		for _, k := range keys {
			g := groups[k]
			if len(g) < maxCommented && (len(g) == 0 || g[len(g)-1] != int32(i)) {
				groups[k] = append(g, int32(i))
			}
		}
	}
	names := make([]string, 0, len(groups))
	for k := range groups {
		names = append(names, k)
	}
	sort.Strings(names)
	in := d.regions()
	var out []guess
	for _, k := range names {
		for _, c := range d.readings(k, groups[k]) {
			if d.rate(&c, in); c.score > 0 {
				out = append(out, c)
			}
		}
	}
	for _, c := range d.anchored() {
		if d.rate(&c, in); c.score > 0 {
			out = append(out, c)
		}
	}
	sort.SliceStable(out, func(a, b int) bool {
		if out[a].score != out[b].score {
			return out[a].score > out[b].score
		}
		return out[a].units[0].lo < out[b].units[0].lo
	})
	// Keys often stand on the same elements.
	var keep []guess
	for _, c := range out {
		same := len(keep) > 0 && c.score < 0.3*keep[0].score
		for _, o := range keep {
			if len(o.units) == len(c.units) && o.units[0] == c.units[0] && o.units[len(o.units)-1] == c.units[len(c.units)-1] {
				same = true
				break
			}
		}
		if !same {
			keep = append(keep, c)
		}
		if len(keep) == closeReads {
			break
		}
	}
	return keep
}

// readings turns the elements of one key into units.
func (d *hdoc) readings(key string, group []int32) []guess {
	var h hints
	d.keyHints(key, &h)
	if h&wSkip != 0 && h&(wBody|wQuote) == 0 {
		return nil // forms, signatures, advertisements
	}
	weight := 1.0
	switch {
	case key == "type=comment" || key == "type=usercomments" || key == "prop=comment":
		weight = 2.5
	case h&wComment != 0 && h&(wMany|wComments|wAuthor|wTime|wAction|wVote|wTitle|wNested|wEntry) == 0:
		weight = 2
		if h&wBody != 0 {
			weight = 1.4
		}
	case h&(wPost|wReply) != 0 && h&(wMany|wAuthor|wTime|wAction|wVote|wTitle|wNested|wEntry|wComments) == 0 || h&wComment != 0 && h&(wAuthor|wAction|wVote|wTime|wTitle) == 0:
		weight = 1.5
		if h&wBody != 0 {
			weight = 1.2
		}
	case len(group) == 1:
		return nil
	case h&wComments != 0 && h&(wMany|wAuthor|wTime|wAction|wVote|wTitle) == 0:
		weight = 1.3
	}
	c := guess{key: key, hint: weight}
	for _, i := range group {
		c.units = append(c.units, unit{lo: i, hi: d.nodes[i].end, up: -1})
	}
	c.units = d.nest(c.units)
	out := []guess{c}
	// A heading of a comment whose text follows it: <dt>, <div class="head">.
	if len(group) >= 2 {
		flat := guess{key: key + "+", hint: weight}
		small := 0
		for k, i := range group {
			u := unit{lo: i, hi: d.nodes[i].end, up: -1}
			if p := d.nodes[i].parent; p >= 0 {
				u.hi = d.nodes[p].end
			}
			if k+1 < len(group) && group[k+1] < u.hi {
				if group[k+1] < d.nodes[i].end {
					small = -len(group) // nested: no heading
				}
				u.hi = d.sameLevel(i, group[k+1])
			}
			if s := d.between(i, d.nodes[i].end); s.times+s.authors > 0 && s.times <= 2 && d.between(d.nodes[i].end, u.hi).chars > 0 {
				small++
			}
			flat.units = append(flat.units, u)
		}
		if small*2 > len(group) {
			flat.units = d.nest(flat.units)
			out = append(out, flat)
		}
	}
	return out
}

// sameLevel is where the run of siblings that begins with i ends before j.
func (d *hdoc) sameLevel(i, j int32) int32 {
	for d.nodes[j].parent >= 0 && d.nodes[j].depth > d.nodes[i].depth {
		j = d.nodes[j].parent
	}
	return j
}

func (d *hdoc) keyHints(key string, h *hints) {
	if i := strings.IndexAny(key, "=."); i >= 0 {
		key = key[i+1:]
	}
	*h = d.wordHints(key)
	if *h&(wReply|wAction) == wReply|wAction {
		// "reply" is what stands under comments, and what a comment may be.
		*h &^= wAction
		splitWords(key, func(w string) {
			if w != "reply" {
				*h |= hintWords[w] & wAction
			}
		})
	}
}

// nest finds the unit around every unit. A unit that holds another one but
// neither time nor name nor text of its own is a wrapper and goes; one inside
// another that adds nothing is part of it.
func (d *hdoc) nest(us []unit) []unit {
	gone := make([]bool, len(us))
	var stack []int
	own := make([]hsum, len(us))
	kids := make([]int, len(us))
	lastKid := make([]int, len(us))
	firstKid := make([]int32, len(us))
	for i := range us {
		for len(stack) > 0 && us[stack[len(stack)-1]].hi <= us[i].lo {
			stack = stack[:len(stack)-1]
		}
		s := d.between(us[i].lo, us[i].hi)
		own[i] = s
		us[i].up = -1
		if len(stack) > 0 {
			p := stack[len(stack)-1]
			us[i].up = int32(p)
			if kids[p]++; kids[p] == 1 {
				firstKid[p] = us[i].lo
			}
			lastKid[p] = i
			own[p] = own[p].minus(s)
		}
		stack = append(stack, i)
	}
	for i := range us {
		if kids[i] == 0 {
			continue
		}
		switch o := own[i]; {
		case o.times == 0 && o.authors == 0 && o.chars < 60 && (kids[i] > 1 || own[lastKid[i]].chars > 0 && own[lastKid[i]].times+own[lastKid[i]].authors > 0):
			gone[i] = !d.removedAt(us[i].lo, firstKid[i])
		case kids[i] == 1 && o.chars > 0 && own[lastKid[i]].times == 0 && own[lastKid[i]].authors == 0:
			// The text of a comment in an element of the same class.
			gone[lastKid[i]] = true
		}
	}
	at := make([]int32, len(us))
	out := us[:0:0]
	for i, u := range us {
		for u.up >= 0 && gone[u.up] {
			u.up = us[u.up].up
		}
		if gone[i] {
			continue
		}
		if u.up >= 0 {
			u.up = at[u.up]
		}
		at[i] = int32(len(out))
		out = append(out, u)
	}
	return out
}

// removedAt reports whether the nodes from lo to hi are the remains of a
// removed comment.
func (d *hdoc) removedAt(lo, hi int32) bool {
	if d.between(lo, hi).chars > 200 {
		return false
	}
	for i := lo; i < hi; i++ {
		if d.nodes[i].isText && isRemoved(oneSpace(d.nodes[i].n.Data)) {
			return true
		}
	}
	return false
}

// anchored makes readings from the times themselves, for pages whose classes
// say nothing: around each time, the largest element that holds no other one.
func (d *hdoc) anchored() []guess {
	groups := map[string][]int32{}
	for i := range d.nodes {
		x := &d.nodes[i]
		if !x.time {
			continue
		}
		e := int32(i)
		if x.isText {
			e = x.parent
		}
		k := "time:" + d.nodes[e].n.Data + "." + pattern(attr(d.nodes[e].n, "class"))
		groups[k] = append(groups[k], e)
		groups["time:"] = append(groups["time:"], e)
	}
	names := make([]string, 0, len(groups))
	for k := range groups {
		names = append(names, k)
	}
	sort.Strings(names)
	var out []guess
	for _, k := range names {
		g := groups[k]
		if len(g) < 2 || k != "time:" && len(g) == len(groups["time:"]) && len(names) > 2 {
			continue
		}
		c := guess{key: k, hint: 1}
		for j, a := range g {
			lo := int32(-1)
			if j > 0 {
				lo = g[j-1]
			}
			hi := int32(len(d.nodes))
			if j+1 < len(g) {
				hi = g[j+1]
			}
			if a == lo {
				continue
			}
			e := a
			for steps := 0; steps < 40; steps++ {
				p := d.nodes[e].parent
				if p < 0 || p <= lo || d.nodes[p].end > hi || d.nodes[p].n.DataAtom == atom.Body {
					break
				}
				e = p
			}
			c.units = append(c.units, unit{lo: e, hi: d.nodes[e].end, up: -1})
		}
		if len(c.units) < 2 {
			continue
		}
		// The last one may have grown over what follows the comments: keep to
		// the depth of the one before.
		last := len(c.units) - 1
		for _, end := range []int{0, last} {
			ref := d.nodes[c.units[min(1, last)].lo].depth
			if end == last {
				ref = d.nodes[c.units[last-1].lo].depth
			}
			e := g[0]
			if end == last {
				e = g[len(g)-1]
			}
			for d.nodes[e].depth > ref && d.nodes[e].parent >= 0 {
				e = d.nodes[e].parent
			}
			if u := &c.units[end]; e >= u.lo && d.nodes[e].end <= u.hi && (end == 0 || e > c.units[end-1].lo) {
				u.lo, u.hi = e, d.nodes[e].end
			}
		}
		c.units = d.nest(c.units)
		out = append(out, c)
		// Headings with the text behind them.
		var heads []int32
		for _, u := range c.units {
			heads = append(heads, u.lo)
		}
		if flat := d.readings(k, heads); len(flat) == 2 {
			flat[1].hint = 1
			out = append(out, flat[1])
		}
	}
	return out
}

// rate scores a guess by what its units hold.
func (d *hdoc) rate(c *guess, in []bool) {
	us := c.units
	if len(us) == 0 {
		return
	}
	own := make([]hsum, len(us))
	for i, u := range us {
		own[i] = d.between(u.lo, u.hi)
		if u.up >= 0 {
			own[u.up] = own[u.up].minus(own[i])
		}
	}
	var sum float64
	inside := 0
	links, chars := int32(0), int32(0)
	for i, u := range us {
		o := own[i]
		chars += o.chars
		links += o.linkChars
		if in[u.lo] {
			inside++
		}
		if o.chars < 3 {
			continue
		}
		var w float64
		switch {
		case o.times == 1:
			w += 1
		case o.times == 2:
			w += 0.8
		case o.times == 0:
			w += 0.3
		case o.times == 3:
			w += 0.4
		default:
			w -= 0.5
		}
		switch {
		case o.authors == 1 || o.authors == 2:
			w += 1
		case o.authors == 0:
			w += 0.2
		case o.authors <= 4:
			w += 0.6
		default:
			w -= 0.3
		}
		if o.acts > 0 && o.acts <= 6 {
			w += 0.5
		}
		if o.forms > 2 {
			w -= 0.5
		}
		sum += w
	}
	factor := c.hint
	if inside*2 > len(us) {
		factor *= 1.4
	}
	if chars > 0 && links*10 > chars*7 {
		factor *= 0.3
	}
	c.score = sum * factor
}

// classOf is the key under which elements of different units are compared.
func classOf(n *html.Node) string {
	s := n.Data
	for i := range n.Attr {
		switch n.Attr[i].Key {
		case "class":
			if len(n.Attr[i].Val) < 200 {
				s += "." + pattern(n.Attr[i].Val)
			}
		case "itemprop", "rel", "data-testid":
			s += "[" + n.Attr[i].Val[:min(len(n.Attr[i].Val), 40)] + "]"
		case "id":
			s += "#" + pattern(n.Attr[i].Val)
		}
	}
	return s
}
