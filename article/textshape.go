package article

import (
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The comment region of a page is read in several ways ("shapes"), each by its
// own idea of where a comment begins. Every reading is scored by what a thread
// of comments would show; the best one wins if it is good enough.

// maxDepth caps nesting; deeper replies are attached to the comment at the cap.
const maxDepth = 64

// maxCommentBytes caps one comment. What is larger is a page that was not
// understood, or an attack.
const maxCommentBytes = 1 << 20

// draft is a comment as one reading sees it.
type draft struct {
	start, end int // lines
	line       int // 1-based line of the first line that belongs to it
	ind        int
	label      string // number label
	author     string
	title      string
	text       string
	when       when
	up, down   int
	pointer    string // the author it says it replies to
	place      string // the line between name and time
	mention    string // text begins with @NAME
	quotes     []string
	tail       bool   // Reply, Report … stood under it
	headSig    string // form of its head
	inner      int    // lines inside that look like heads of other comments
	removed    bool   // a notice stands in its place
	reason     string // why it cannot be read, "" if it can
	sample     string // start of the source text, for the rejection
	body       []*line
	weak       []*line // lines left out that may be all it says
}

// reading is one way to read a region.
type reading struct {
	shape  string
	start  int // first line of the region
	end    int // line after its last
	below  int // line after what the last comment holds
	limit  int // line after the last that might be of the section
	drafts []draft
	rest   []Rejection // what no comment holds; see leftovers
	lost   int         // bytes of text before the first comment
	score  float64
	heads  region
	doubt  bool // the page says that it has no comments, or lists articles before them
}

// region is a candidate for where the comments begin.
type region struct {
	at    int         // first line after the heading
	head  int         // line of the heading, -1 for none
	kind  headingKind // hNone without heading
	count int         // stated number of comments, -1
	shown int         // stated number on this page, -1
	given bool        // by Options.CommentsStart
}

// shape finds the lines at which comments begin.
type shape struct {
	name string
	find func(p *page, from, to int) []int
	opt  segmentOptions
}

// segmentOptions tell readSegment where a shape expects things.
type segmentOptions struct {
	bullets   bool // the first line is a bullet: a title, a name or text
	titles    bool // … a title
	nameFirst bool // the first line is the author's name
	nameLater bool // the name follows the date
	authorEnd bool // author and date stand after the text
	inline    bool // "NAME: text"
	heads     bool // the first line is part of a head
	titleOver bool // of two lines over the time the first is a title
	own       int  // lines before this one are the comment's: its buttons stand here
}

func shapes() []shape {
	return []shape{
		{"head", findHeads, segmentOptions{heads: true}},
		{"date", findDates, segmentOptions{nameLater: true}},
		{"tail", findTails, segmentOptions{nameFirst: true}},
		{"signed", findSigned, segmentOptions{authorEnd: true}},
		{"bullet", findBullets, segmentOptions{bullets: true}},
		{"number", findNumbers, segmentOptions{}},
		{"item", findItems, segmentOptions{bullets: true}},
		{"rule", findRules, segmentOptions{}},
		{"inline", findInline, segmentOptions{inline: true}},
		{"block", findBlocks, segmentOptions{}},
	}
}

// authored reports that the line names somebody and says when, or says that he
// speaks: it can stand at the head of a comment all by itself.
func (l *line) authored() bool {
	m := l.m
	if m == nil {
		return false
	}
	if m.key == "author" {
		return true
	}
	if m.key != "" || len(m.chunks) == 0 || m.teaser || l.kind != hNone && !m.hasTime {
		return false
	}
	if m.verb && m.strong > 0 && !m.hasTime {
		return false // "Jane replied · 3 replies": a folded thread
	}
	if m.tailed() {
		return false
	}
	if m.hasTime {
		return m.timeAt > 0 || m.chunks[0].field == "author" || len(m.chunks) == 1
	}
	return m.verb || m.up+m.dn > 0 && m.strong == 0 && strings.IndexByte(m.sig, 'N') < strings.IndexByte(m.sig, 'V') || m.chunks[0].field == "author" || m.pointer != "" && m.strong == 0 && strings.Contains(m.sig, "N")
}

// tailed reports actions under a comment, maybe with words among them that no
// table of ours knows: "January 3, 2012 (permalink | suggest removal)".
func (m *meta) tailed() bool {
	if m.strong > 0 && len(m.chunks) == 0 {
		return true
	}
	return (m.strong > 0 || m.votes) && len(m.chunks) > 0 && m.timeAt == 0 && m.chunks[0].field == "" && !m.verb && m.pointer == "" &&
		strings.ContainsAny(m.sig, "TAV") && strings.IndexByte(m.sig, 'N') > strings.IndexAny(m.sig, "TAV")
}

// timed reports a line with a time and nobody's name.
func (l *line) timed() bool {
	return l.m != nil && l.m.hasTime && !l.authored()
}

// dropped reports metadata that belongs to no field: badges, actions, junk.
func (l *line) dropped() bool {
	return l.junk || l.m != nil && l.m.key == "" && (len(l.m.chunks) == 0 || l.m.tailed()) && l.m.pointer == ""
}

// nameLine reports whether a line without metadata may be an author's name.
func (l *line) nameLine() bool {
	return l.plain() && !l.quote && l.text != "" && nameish(strings.TrimLeft(l.text, "@~"), false) && len(l.text) <= 60
}

func (p *page) prevFull(i, stop int) int {
	for i--; i >= stop; i-- {
		if !p.lines[i].blank() {
			return i
		}
	}
	return -1
}

func (p *page) nextFull(i, stop int) int {
	for i++; i < stop; i++ {
		if !p.lines[i].blank() {
			return i
		}
	}
	return -1
}

// rise moves the start of a comment up over lines that belong to its head:
// an avatar, a bare number, arrows.
func (p *page) rise(i, stop int) int {
	for range 5 {
		j := p.prevFull(i, stop)
		if j < 0 || i-j > 2 {
			break
		}
		l := &p.lines[j]
		if i-j == 2 && j > stop && p.lines[j-1].plain() {
			break // it belongs to the text above it
		}
		if l.text == "" && l.num != "" { // a number on a line of its own
			i = j
			continue
		}
		if l.m != nil && l.m.badges > 0 && l.m.actions == 0 && !l.m.hasTime && (len(l.m.chunks) == 0) {
			i = j
			continue
		}
		if l.m != nil && (l.m.key == "title" || l.m.key == "re" || l.m.key == "date" || l.m.key == "skip" || l.m.key == "pointer") {
			i = j
			continue
		}
		break
	}
	return i
}

// findHeads takes every line that names author and time, or speaks ("says:"),
// and every line of time alone with a name on the line above, as the head of
// a comment.
func findHeads(p *page, from, to int) []int {
	strong, weak, named, timed := 0, 0, 0, 0
	for i := from; i < to; i++ {
		l := &p.lines[i]
		if l.authored() {
			if l.m.hasTime || l.m.key != "" || l.m.verb {
				strong++
			} else {
				weak++
			}
		} else if l.timed() {
			timed++
			if j := p.nameAbove(i, from); j >= 0 && (l.m.strong == 0 || !p.lines[i-1].blank()) {
				named++
			}
		}
	}
	above := named*5 >= timed*3 && named > 0
	// A name with votes and no more is no head where heads have a time.
	weakOut := weak > 0 && (strong >= 4*weak || above && named >= 4*weak)
	titled, all := 0, 0
	for i := from; i < to; i++ {
		if l := &p.lines[i]; l.authored() && l.m.key == "" && l.m.hasTime {
			all++
			if p.titleAbove(i, from) {
				titled++
			}
		}
	}
	titles := titled*5 >= all*3 && titled > 1
	var starts []int
	open := false // a head has begun and no text has come yet
	hasTime := false
	last := from
	quotes := p.quoteIntros(from, to)
	for i := from; i < to; i++ {
		l := &p.lines[i]
		switch {
		case l.blank() || l.junk || l.text == "" && l.num != "":
		case quotes && l.quoteIntro():
			open = false
		case weakOut && l.authored() && !l.m.hasTime && l.m.key == "" && !l.m.verb:
		case l.authored():
			if open && l.m.key == "" && l.m.hasTime && !hasTime && l.m.pointer == "" && len(starts) > 0 && p.lines[starts[len(starts)-1]].m != nil && p.lines[starts[len(starts)-1]].m.key == "author" {
				hasTime = true
				continue
			}
			if open && hasTime && l.m.verb && l.m.colon && len(starts) > 0 {
				continue // "Jane wrote:" opens a quote
			}
			if open && l.m.key == "author" && hasTime && onlyTime(p, starts[len(starts)-1], i) {
				continue
			}
			if titles && p.titleAbove(i, last) {
				starts = append(starts, p.rise(i-1, last))
			} else {
				starts = append(starts, p.rise(i, last))
			}
			open, hasTime, last = true, l.m.hasTime, i+1
		case l.timed():
			if open && !hasTime {
				hasTime = true
				continue
			}
			if open && hasTime {
				continue
			}
			if above {
				if j := p.nameAbove(i, last); j >= 0 && (l.m.strong == 0 || !p.lines[i-1].blank()) {
					starts = append(starts, p.rise(j, last))
					open, hasTime, last = true, true, i+1
				}
			}
		case l.m != nil && l.m.key != "text":
		default:
			open = false
		}
	}
	return starts
}

// quoteIntro reports "Jane said:", which opens a comment or a quote in one.
func (l *line) quoteIntro() bool {
	return l.m != nil && l.m.verb && l.m.colon && !l.m.hasTime && l.m.key == "" && len(l.m.chunks) == 1 && l.m.strong == 0
}

// quoteIntros reports whether "Jane said:" opens quotes in the region: other
// heads are as many, and most such lines stand right under one.
func (p *page) quoteIntros(from, to int) bool {
	under, intros, times := 0, 0, 0
	meta := false // the last full line was metadata with a time, or follows such
	for i := from; i < to; i++ {
		l := &p.lines[i]
		switch {
		case l.blank() || l.junk || l.text == "" && l.num != "":
		case l.quoteIntro():
			intros++
			if meta {
				under++
			}
			meta = false
		case l.m != nil && (l.m.hasTime || l.m.key != ""):
			if l.m.hasTime {
				times++
			}
			meta = true
		case l.m != nil && meta:
		case meta && l.plain() && p.shortLine(i) && !p.lines[i-1].blank():
			// a rank or a place under the time
		default:
			meta = false
		}
	}
	return intros > 0 && times > intros && under*3 >= intros*2
}

// titleAbove reports a short line right above the head i, itself under a gap.
func (p *page) titleAbove(i, stop int) bool {
	j := i - 1
	if j < stop || !p.shortTitle(j) {
		return false
	}
	return j == stop || p.lines[j-1].blank() || p.lines[j-1].rule || p.lines[j-1].dropped()
}

func (p *page) shortTitle(j int) bool {
	l := &p.lines[j]
	if !l.plain() || l.quote || width(l.text) > 100 {
		return false
	}
	k, _, _ := l.heading()
	return k == hNone || k == hEnd
}

func onlyTime(p *page, from, to int) bool {
	for i := from; i < to; i++ {
		if m := p.lines[i].m; m != nil && m.hasTime && m.key == "date" {
			return true
		}
	}
	return false
}

// nameAbove finds the name that stands above a line of time. If short lines
// stand right on top of it up to a gap, the first of them is the name, however
// odd (places and titles come after it); past a gap or badges it must look like
// a name.
func (p *page) nameAbove(i, stop int) int {
	j := i - 1
	top := i
	guest := -1
	for j >= stop && i-j <= 5 && (p.shortLine(j) || p.lines[j].badge()) {
		if p.shortLine(j) {
			top = j
		} else if personBadges[strings.ToLower(strings.Trim(p.lines[j].text, "() "))] {
			guest = j
		}
		j--
	}
	if top == i && guest >= 0 {
		return guest // "Anonymous" is all there is
	}
	if top < i && i-j <= 6 && i-j <= 4 && (j < stop || p.lines[j].blank() || p.lines[j].rule || p.lines[j].dropped()) {
		return top
	}
	if j = i - 1; j > stop && p.lines[j].m != nil && p.lines[j].m.strong > 0 && p.lines[j].dropped() && !p.lines[j].m.hasTime && p.lines[j-1].blank() {
		// "Reply" between a Reply line and the time is somebody's name.
		if k := p.prevFull(j, stop-1); k >= 0 && p.lines[k].m != nil && p.lines[k].m.strong > 0 {
			return j
		}
	}
	j = i
	for range 5 {
		j = p.prevFull(j, stop)
		if j < 0 {
			return -1
		}
		l := &p.lines[j]
		switch {
		case l.nameLine():
			return j
		case l.m != nil && l.m.actions == 0 && !l.m.hasTime && l.m.key == "" && len(l.m.chunks) > 0:
			return j // name and badge: "Jane Doe · Top commenter"
		case l.plain() && j == i-2 && p.shortLine(j) && (j == stop || p.lines[j-1].blank() || p.lines[j-1].dropped()):
			return j
		case l.m != nil && l.m.strong == 0 && !l.m.hasTime && l.m.key == "", l.junk:
			continue
		}
		return -1
	}
	return -1
}

// badge reports a line of nothing but badges: "• 2nd", "Moderator".
func (l *line) badge() bool {
	return l.m != nil && l.m.badges > 0 && l.m.actions == 0 && !l.m.hasTime && !l.m.votes && len(l.m.chunks) == 0
}

// oneNameLine reports that one line stands over most times of the region; a
// second one over it is a title.
func (p *page) oneNameLine(from, to int) bool {
	one, more := 0, 0
	for i := from; i < to; i++ {
		if !p.lines[i].timed() || i < 3 {
			continue
		}
		switch {
		case !p.shortLine(i-1) && !p.lines[i-1].badge():
		case p.shortLine(i - 2):
			more++
		default:
			one++
		}
	}
	return one > 2*more && more > 0
}

// shortLine reports a line short enough for a name, a place or a title.
func (p *page) shortLine(i int) bool {
	l := &p.lines[i]
	if !l.plain() || l.quote || l.bul != "" && l.col > 12 {
		return false
	}
	if k, _, _ := l.heading(); k == hComments || k == hForm || k == hClosed {
		return false
	}
	return width(l.text) <= 48 && len(strings.Fields(l.text)) <= 7 && !strings.HasSuffix(l.text, ",") && !strings.HasSuffix(l.text, ":")
}

// findDates takes lines of time alone as heads, the name, if any, coming after.
func findDates(p *page, from, to int) []int {
	var starts []int
	open := false
	for i := from; i < to; i++ {
		l := &p.lines[i]
		switch {
		case l.timed() && l.m.strong == 0:
			if !open {
				starts = append(starts, p.rise(i, from))
			}
			open = true
		case l.blank(), l.dropped():
		case l.m != nil:
		default:
			open = false
		}
	}
	return starts
}

// findTails takes lines of actions (Reply, Report …) as the end of a comment;
// the next comment begins after them.
func findTails(p *page, from, to int) []int {
	var starts []int
	closed := true
	for i := from; i < to; i++ {
		l := &p.lines[i]
		switch {
		case l.blank(), l.rule:
		case l.m != nil && (l.m.tailed() || closed && l.m.verb && l.m.strong > 0):
			closed = true
		case l.m != nil && closed && l.dropped() && l.m.badges == 0 && !l.m.hasTime:
		case closed && (l.plain() || l.m != nil):
			if k, _, _ := l.heading(); k == hForm || k == hComments || k == hClosed {
				continue
			}
			starts = append(starts, i)
			closed = l.removed // a notice stands for a whole comment
		}
	}
	// The last start is a comment only if actions end it.
	if !closed && len(starts) > 0 {
		starts = starts[:len(starts)-1]
	}
	return starts
}

// findSigned takes lines with author and time as the end of a comment.
func findSigned(p *page, from, to int) []int {
	var starts []int
	first := -1
	for i := from; i < to; i++ {
		l := &p.lines[i]
		switch {
		case l.blank(), l.rule:
		case l.authored() && first >= 0:
			starts = append(starts, first)
			first = -1
		case l.plain() && first < 0, l.quote && first < 0:
			first = i
		}
	}
	return starts
}

// findBullets takes bullets as heads, but not the items of a list inside a
// comment: those have nothing under them although other bullets have.
func findBullets(p *page, from, to int) []int {
	var all []int
	top := 1 << 30
	for i := from; i < to; i++ {
		if l := &p.lines[i]; l.bul != "" {
			all = append(all, i)
			top = min(top, l.ind)
		}
	}
	if len(all) == 0 {
		return nil
	}
	body := make([]bool, len(all)) // something of its own stands under the bullet
	tops, topBodies := 0, 0
	for k, i := range all {
		end := to
		if k+1 < len(all) {
			end = all[k+1]
		}
		l := &p.lines[i]
		body[k] = l.m != nil && l.authored()
		gap := false
		for j := i + 1; j < end && !body[k]; j++ {
			n := &p.lines[j]
			if n.blank() {
				gap = true
				continue
			}
			if n.ind <= l.ind {
				break
			}
			if gap || n.m != nil || n.ind > l.ind && p.wrap == 0 {
				body[k] = true
			}
			break
		}
		if l.ind == top {
			tops++
			if body[k] {
				topBodies++
			}
		}
	}
	nestedFlat := topBodies*2 < tops
	var starts []int
	for k := 0; k < len(all); {
		// A group: bullets of one indentation with nothing between them.
		g := k + 1
		has := body[k]
		ind, bul := p.lines[all[k]].ind, p.lines[all[k]].bul
		for g < len(all) && p.lines[all[g]].ind == ind && p.lines[all[g]].bul == bul && (p.lines[all[g]-1].bul == bul || !p.lines[all[g]-1].blank()) {
			has = has || body[g]
			g++
		}
		list := false
		if ind > top && !has && !nestedFlat {
			j := p.prevFull(all[k], from)
			list = g-k >= 2 || bul != p.lines[all[0]].bul && p.lines[all[0]].ind == top || j >= 0 && strings.HasSuffix(p.lines[j].text, ":")
		}
		if !list {
			starts = append(starts, all[k:g]...)
		}
		k = g
	}
	return starts
}

// findNumbers takes number labels as heads as long as they count on; a list
// that is further in counts for itself.
func findNumbers(p *page, from, to int) []int {
	type level struct {
		ind, step int
		prev      []int
	}
	var starts []int
	var stack []level
	for i := from; i < to; i++ {
		l := &p.lines[i]
		if l.num == "" {
			continue
		}
		cur := labelParts(l.num)
		if len(stack) == 0 {
			if len(cur) == 1 {
				starts = append(starts, i)
				stack = append(stack, level{ind: l.ind, prev: cur})
			}
			continue
		}
		k := len(stack) - 1
		for k > 0 && stack[k].ind > l.ind {
			k--
		}
		at := &stack[k]
		if l.ind > at.ind+1 && len(cur) == 1 && cur[0] == 1 && len(at.prev) == 1 && len(stack) < maxDepth && (p.timeWithin(i, to) || l.authored()) {
			stack = append(stack[:k+1], level{ind: l.ind, prev: cur})
			starts = append(starts, i)
			continue
		}
		prev := at.prev
		ok := false
		switch {
		case len(cur) > len(prev):
			ok = len(cur) == len(prev)+1 && equalParts(cur[:len(prev)], prev) && cur[len(prev)] == 1
		case len(cur) == 1:
			d := cur[0] - prev[0]
			ok = (d == 1 || d == -1) && (at.step == 0 || d == at.step)
			if d > 1 && d <= 3 && at.step >= 0 && p.timeWithin(i, to) {
				starts = append(starts, i) // past a comment that is not there
				at.prev, stack = cur, stack[:k+1]
				continue
			}
			if ok {
				at.step = d
			}
		default:
			ok = equalParts(cur[:len(cur)-1], prev[:len(cur)-1]) && cur[len(cur)-1] == prev[len(cur)-1]+1
		}
		if ok {
			at.prev = cur
			stack = stack[:k+1]
			starts = append(starts, i)
		}
	}
	return starts
}

func labelParts(s string) []int {
	var out []int
	for _, f := range strings.Split(s, ".") {
		out = append(out, atoi(f))
	}
	return out
}

func equalParts(a, b []int) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

// findItems takes bullets and number labels alike as heads: a numbered list
// with bulleted replies.
func findItems(p *page, from, to int) []int {
	b, n := findBullets(p, from, to), findNumbers(p, from, to)
	if len(b) == 0 || len(n) == 0 {
		return nil
	}
	out := append(append([]int(nil), b...), n...)
	slices.Sort(out)
	return slices.Compact(out)
}

// findRules takes what stands between drawn lines as comments.
func findRules(p *page, from, to int) []int {
	var starts []int
	rules := 0
	fresh := true
	for i := from; i < to; i++ {
		l := &p.lines[i]
		switch {
		case l.rule:
			rules++
			fresh = true
		case l.blank(), l.junk:
		case fresh:
			starts = append(starts, i)
			fresh = false
		}
	}
	if rules < 1 {
		return nil
	}
	return starts
}

var inlineRe = regexp.MustCompile(`^([^:\n]{1,80}?)(?: (?:says|said|wrote|writes|commented))?: +\S`)

// inlineName splits "NAME: text" and "NAME (time): text".
func (p *page) inlineName(l *line) (head string, rest string) {
	if !l.plain() && (l.m == nil || l.m.key != "") || l.quote {
		return "", ""
	}
	t := l.text
	if !strings.Contains(t[:min(len(t), 100)], ": ") {
		return "", ""
	}
	m := inlineRe.FindStringSubmatch(t[:min(len(t), 100)])
	if m == nil {
		return "", ""
	}
	head = m[1]
	i := strings.Index(t, ": ")
	// A clock time holds a colon of its own.
	if nameish(head, false) && !strings.ContainsAny(head, "\"“”?!") {
		return head, strings.TrimSpace(t[i+1:])
	}
	if mm := p.ds.parseMeta(head); mm.ok && len(mm.chunks) > 0 {
		return head, strings.TrimSpace(t[i+1:])
	}
	return "", ""
}

func findInline(p *page, from, to int) []int {
	var starts []int
	for i := from; i < to; i++ {
		l := &p.lines[i]
		if l.plain() {
			if h, _ := p.inlineName(l); h != "" {
				starts = append(starts, i)
			}
		}
	}
	return starts
}

// findBlocks takes runs of lines between blank ones as comments, between
// double blank ones where the region has such.
func findBlocks(p *page, from, to int) []int {
	var one, two []int
	gap := 2
	for i := from; i < to; i++ {
		l := &p.lines[i]
		if l.blank() || l.rule {
			gap++
			continue
		}
		if l.junk || l.m != nil {
			gap = max(gap, 1)
			continue
		}
		if gap >= 1 {
			one = append(one, i)
		}
		if gap >= 2 {
			two = append(two, i)
		}
		gap = 0
	}
	if len(two) > 1 {
		return two
	}
	return one
}

// read reads the region with a shape.
func (p *page) read(s shape, reg region, to int) *reading {
	starts := s.find(p, reg.at, to)
	if len(starts) == 0 {
		return nil
	}
	if s.name == "tail" && reg.head < 0 && len(starts) > 1 {
		// Without a heading the first comment begins at the last name line
		// before its buttons.
		for j := starts[1] - 1; j > starts[0]; j-- {
			if p.lines[j].nameLine() && p.lines[j-1].blank() && p.lines[j+1].plain() {
				starts[0] = j
				break
			}
		}
	}
	starts = p.withNotices(starts, to)
	tails := p.tails(s, starts, to)
	end := p.regionEnd(s, reg, starts, tails, to)
	for len(starts) > 0 && starts[len(starts)-1] >= end {
		starts = starts[:len(starts)-1]
	}
	if len(starts) == 0 {
		return nil
	}
	end = p.regionEnd(s, reg, starts, tails, end) // an end that later starts hid
	opt := s.opt
	if opt.bullets {
		opt.titles, opt.nameFirst = p.bulletForm(starts, end)
	}
	if s.name == "rule" || s.name == "block" || s.name == "number" {
		opt.nameFirst = p.namesFirst(starts, end)
	}
	if opt.authorEnd && p.bulletTitles(starts, end) {
		opt.titles = true
	}
	if opt.heads {
		opt.titleOver = p.oneNameLine(reg.at, end)
	}
	r := &reading{shape: s.name, start: reg.at, end: end, heads: reg}
	for k, i := range starts {
		stop := end
		if k+1 < len(starts) {
			stop = starts[k+1]
		}
		opt.own = tails[k]
		if opt.own > 0 && k+1 < len(starts) {
			stop = p.listAfter(opt.own, stop)
		}
		r.drafts = append(r.drafts, p.readSegment(i, stop, opt))
	}
	p.trimLast(r, opt)
	p.namedQuotes(r)
	p.dropRefrain(r)
	p.peel(r)
	for i := reg.at; i < starts[0]; i++ {
		if l := &p.lines[i]; l.plain() {
			if k, _, _ := l.heading(); k == hNone {
				r.lost += len(l.text)
			}
		}
	}
	return r
}

// peel takes what ends most comments of the reading in the same form off their
// texts: lone numbers are votes, a short line like a name is the author.
func (p *page) peel(r *reading) {
	n := len(r.drafts)
	if n < 3 {
		return
	}
	numbers, names, nameless := 0, 0, 0
	for i := range r.drafts {
		d := &r.drafts[i]
		b := d.body
		if i == n-1 {
			b = b[:numberEnd(b)]
		}
		if k, _ := trailingNumbers(b); k < len(b) {
			numbers++
		}
		if d.author == "" || strings.HasSuffix(d.headSig, "/signed") {
			nameless++
			if d.author != "" || len(b) > 1 && b[len(b)-1].signs() {
				names++
			}
		}
	}
	if numbers*5 >= n*3 {
		for i := range r.drafts {
			d := &r.drafts[i]
			if i == n-1 {
				k := numberEnd(d.body)
				for _, l := range d.body[k:] {
					if l != nil {
						r.below = l.no - 1
						break
					}
				}
				d.body = d.body[:k]
			}
			k, votes := trailingNumbers(d.body)
			if k == len(d.body) || k == 0 {
				continue
			}
			if d.up+d.down == 0 {
				d.up = votes[0]
				if len(votes) > 1 {
					d.down = votes[1]
				}
			}
			d.body = trimGaps(d.body[:k])
			p.finish(d, d.body, d.weak)
		}
	}
	if nameless*2 > n && names*5 >= nameless*4 {
		for i := range r.drafts {
			d := &r.drafts[i]
			if b := d.body; d.author == "" && len(b) > 1 && b[len(b)-1].signs() {
				d.author = cleanName(b[len(b)-1].text)
				d.headSig += "/signed"
				d.body = trimGaps(b[:len(b)-1])
				p.finish(d, d.body, d.weak)
			}
		}
	}
}

// signs reports a line that may be the name under a text.
func (l *line) signs() bool {
	return l != nil && l.plain() && l.bul == "" && l.num == "" && len(strings.Fields(l.text)) <= 3 && nameish(l.text, false) && !(sentenceEnd(l.text) && strings.Count(l.text, " ") == 0 && len(l.text) > 4) && width(l.text) <= 30
}

// trailingNumbers finds where the one or two lone numbers at the end of a text
// begin.
func trailingNumbers(b []*line) (at int, votes []int) {
	at = len(b)
	for at > 0 && len(votes) < 2 {
		l := b[at-1]
		if l == nil {
			if at-1 > 0 && len(votes) > 0 && b[at-2].loneNumber() < 0 {
				break
			}
			at--
			continue
		}
		v := l.loneNumber()
		if v < 0 {
			break
		}
		votes = append([]int{v}, votes...)
		at--
	}
	if len(votes) == 0 {
		return len(b), nil
	}
	return at, votes
}

// numberEnd is the end of the first lone numbers after text, where the last
// comment has a page's footer under them; else all.
func numberEnd(b []*line) int {
	for i, l := range b {
		if i > 0 && l.loneNumber() >= 0 {
			for i < len(b) && b[i].loneNumber() >= 0 {
				i++
			}
			return i
		}
	}
	return len(b)
}

// loneNumber reads a line that is a count and no more, -1 if it is none.
func (l *line) loneNumber() int {
	if l == nil || l.text == "" || len(l.text) > 9 || l.bul != "" && l.bul != "+" || l.text[0] < '0' || l.text[0] > '9' {
		return -1
	}
	v, _, n := scanCount(l.text)
	if n != len(l.text) {
		return -1
	}
	return v
}

// namedQuotes takes a text's first lines for a quote if they stand under the
// name of an earlier commenter and a colon, and more follows after a gap.
func (p *page) namedQuotes(r *reading) {
	authors := map[string]bool{}
	for i := range r.drafts {
		d := &r.drafts[i]
		if len(d.body) > 2 && d.body[0] != nil && strings.HasSuffix(d.body[0].text, ":") && authors[nameKey(strings.TrimSuffix(d.body[0].text, ":"))] {
			if k := slices.Index(d.body, nil); k > 1 && k+1 < len(d.body) {
				d.pointer = cleanName(d.body[0].text)
				for _, l := range d.body[1:k] {
					d.quotes = append(d.quotes, l.text)
				}
				d.body = d.body[k+1:]
				p.finish(d, d.body, d.weak)
			}
		}
		if d.author != "" {
			authors[nameKey(d.author)] = true
		}
	}
}

// withNotices adds the notices that stand in place of whole comments.
func (p *page) withNotices(starts []int, to int) []int {
	var out []int
	k := 0
	tail := false // buttons have ended the comment above
	for i := starts[0]; i < to; i++ {
		if k < len(starts) && starts[k] == i {
			out = append(out, i)
			k++
			tail = false
			continue
		}
		l := &p.lines[i]
		tail = tail || l.m != nil && l.m.strong > 0 && l.m.tailed()
		if !l.removed {
			continue
		}
		// Under a head it is that comment which was removed.
		j := p.prevFull(i, starts[0])
		if j < 0 || p.lines[j].blank() {
			continue
		}
		n := &p.lines[j]
		head := len(out) > 0 && out[len(out)-1] == j || n.authored() || n.timed() || !tail && n.m != nil && n.m.strong == 0 && !n.m.votes
		if head && !n.removed {
			continue
		}
		out = append(out, i)
	}
	return append(out, starts[k:]...)
}

// tails finds where the buttons of each comment stand that end it, or its
// signature; 0 where there are none or where most comments of the region have
// none.
func (p *page) tails(s shape, starts []int, to int) []int {
	at := make([]int, len(starts))
	n := 0
	for k, i := range starts {
		stop := to
		if k+1 < len(starts) {
			stop = starts[k+1]
		}
		head, text := !s.opt.heads, false
		for ; i < stop; i++ {
			l := &p.lines[i]
			if s.opt.authorEnd {
				if l.authored() {
					at[k] = i // the signature
					n++
					break
				}
				continue
			}
			head = head || l.authored() || l.timed()
			if text && l.m != nil && l.m.strong > 0 && l.m.tailed() {
				at[k] = i
				n++
				break
			}
			text = text || head && (l.plain() || l.quote)
		}
	}
	if n < 2 || n*5 < (len(starts)-1)*4 {
		clear(at)
	}
	return at
}

// listAfter finds the heading of something else, such as "More from the
// harbour", after the buttons of a comment; else to.
func (p *page) listAfter(i, to int) int {
	for ; i < to; i++ {
		if l := &p.lines[i]; !l.blank() && strings.Contains(l.text, " ") {
			if k, _, _ := l.heading(); k == hEnd && p.sectionEnds(i) {
				return i
			}
		}
	}
	return to
}

// regionEnd finds the first heading after the first comment that begins
// something else. A region with a stated count goes on past it while comments
// are missing.
func (p *page) regionEnd(s shape, reg region, starts, tails []int, to int) int {
	want := reg.count
	if reg.shown > 0 {
		want = reg.shown
	}
	k := 0
	base := p.lines[starts[0]].ind
	for i := starts[0] + 1; i < to; i++ {
		for k < len(starts) && starts[k] <= i {
			k++
		}
		l := &p.lines[i]
		if l.blank() {
			continue
		}
		if s.opt.bullets && l.bul == "" && l.ind < base && !l.rule {
			// Text left of the bullets ends a list of bullets.
			return i
		}
		if len(l.raw) > 240 {
			continue
		}
		h, _, _ := l.heading()
		if h == hNone || h == hComments {
			continue
		}
		if k > 0 && starts[k-1] == i && h != hEnd {
			continue
		}
		if k > 0 && i < tails[k-1] && p.said[l.raw] < 3 {
			continue // the buttons of this comment are still to come
		}
		more := len(starts) - k
		if k > 0 && (more > 0 || sentenceEnd(l.text)) && p.within(i, to) {
			continue
		}
		switch h {
		case hEnd:
			if want > 0 && k < want && more > 0 && len(starts) <= want {
				continue
			}
			// One short line inside a comment: "More", "Photos", "Help".
			if more > 0 && !strings.Contains(l.text, " ") {
				continue
			}
			if l.ind > base && more > 0 {
				continue
			}
			// A list among comments that go on below it, with their buttons.
			if k > 0 && more > 0 && tails[k-1] > 0 && tails[k] > 0 {
				continue
			}
		default:
			if more > 0 {
				continue
			}
		}
		if k > 0 {
			return i
		}
	}
	return to
}

// bulletForm tells whether bullets carry titles or authors' names.
func (p *page) bulletForm(starts []int, end int) (titles, names bool) {
	n, title, name, long := 0, 0, 0, 0
	for k, i := range starts {
		stop := end
		if k+1 < len(starts) {
			stop = starts[k+1]
		}
		l := &p.lines[i]
		if l.m != nil {
			continue
		}
		n++
		j := p.nextFull(i, stop)
		if j < 0 {
			continue
		}
		if j > i+1 || p.wrap == 0 {
			title++
		} else if j2 := p.nextBlank(i, stop); j2 < i+4 && p.nextFull(j2, stop) >= 0 {
			title++ // a title broken over two lines
		}
		if properName(l.text) || p.lines[j].timed() && l.nameLine() {
			name++
		}
		if len(l.text) > 140 {
			long++
		}
	}
	if n == 0 {
		return false, false
	}
	names = name*10 >= n*7
	return title*10 >= n*6 && long*10 <= n*2 && !names, names
}

// bulletTitles reports whether the comments are bullets whose first line is a
// title: short, with the text in the lines under it.
func (p *page) bulletTitles(starts []int, end int) bool {
	if len(starts) < 3 {
		return false
	}
	title := 0
	for k, i := range starts {
		stop := end
		if k+1 < len(starts) {
			stop = starts[k+1]
		}
		l := &p.lines[i]
		if l.bul == "" || l.m != nil {
			continue
		}
		if j := p.nextFull(i, stop); len(l.text) <= 100 && j > 0 && p.lines[j].plain() && !p.lines[j].nameLine() {
			title++
		}
	}
	return title*10 >= len(starts)*8
}

// namesFirst reports whether most comments begin with a proper name on a line
// of its own.
func (p *page) namesFirst(starts []int, end int) bool {
	name := 0
	for k, i := range starts {
		stop := end
		if k+1 < len(starts) {
			stop = starts[k+1]
		}
		if l := &p.lines[i]; l.plain() && properName(l.text) && p.nextPlain(i, stop) {
			name++
		}
	}
	return name*10 >= len(starts)*7 && name > 1
}

func (p *page) nextBlank(i, stop int) int {
	for i++; i < stop; i++ {
		if p.lines[i].blank() {
			return i
		}
	}
	return stop
}

var removedRe = anchor(`(?i)^(?:(?:(?:this|the|your)\s+)?(?:comment|post|message|reply)\s+(?:(?:has|had|have|was|is|been|since|temporarily|automatically|now|currently)\s+)*(?:removed|deleted|hidden|withdrawn|moderated|flagged|blocked|censored|unavailable|awaiting moderation|under review|pending|collapsed|minimi[sz]ed)(?:[.!\])*\s]*$|[.,;:]?\s+(?:by|for|because|due|as|after|in accordance|automatically|pending|since|on|at the|and|or|until|approval|review|from (?:the|this|our)\s+(?:site|page|thread|discussion))\b.{0,200}$)|(?:this|the|your)\s+(?:comment|post|message|reply)\s+(?:(?:has|have)\s+)?(?:did not (?:meet|comply|follow)|didn't (?:meet|comply|follow)|does not (?:meet|comply|follow)|violate[sd]?|breached|broke|contravene[sd]?|could not be|cannot be|can't be|is no longer available|is not available|is awaiting|is pending|is under review|is below).{0,160}$|(?:removed|deleted|hidden) (?:by|for) (?:the |a |an |its |our )?(?:moderator|mod|author|admin|user|site|editor|staff|viol|breach|legal|abus|spam).{0,120}$|(?:removed|deleted|withdrawn|hidden|moderated|content removed|content deleted)[\])*.\s]*$|user (?:deleted|removed) this (?:comment|post).{0,60}$|(?:a |the )?moderator (?:has )?(?:removed|deleted) this.{0,80}$|we (?:have )?removed this (?:comment|post).{0,120}$|dieser kommentar wurde (?:entfernt|gelöscht).{0,80}$|ce commentaire a été (?:supprimé|modéré).{0,80}$|este comentario (?:ha sido|fue) (?:eliminado|borrado).{0,80}$)`)

// removedElseRe reads such notices in other languages, and short ones in brackets.
var removedElseRe = anchor(`(?i)^(?:posted by an? (?:\w{2,12} )?(?:user|member|reader) who (?:has been|was|is) (?:banned|suspended|blocked)\b.{0,80}$|(?:deleted|removed|hidden|withdrawn|flagged|collapsed|moderated) (?:comment|post|reply|message)[\])*.\s]*$|(?:this |the )?(?:comment|post|reply) (?:was |has been |is )?(?:marked|flagged|reported|hidden) (?:as|for) .{2,40}$|(?:dieser |der |ihr )?(?:kommentar|beitrag) (?:(?:wurde|ist) )?(?:.{1,40} )?(?:entfernt|gelöscht|gesperrt|ausgeblendet|verborgen|moderiert)\b.{0,120}$|(?:entfernt|gelöscht|gekürzt)(?:[.:!]\s.{0,120}|[.\])]*)$|(?:ce |le |votre )?(?:commentaire|message) (?:(?:a été|est|n'est plus) )?(?:.{1,20} )?(?:supprimé|modéré|retiré|masqué|effacé|disponible)\b?.{0,120}$|(?:este |el )?(?:comentario|mensaje) (?:(?:ha sido|fue|está) )?(?:eliminado|borrado|ocultado|oculto|suprimido|retirado|moderado)\b.{0,120}$|(?:este |o |esse )?comentário (?:foi )?(?:removido|excluído|apagado|eliminado|ocultado|moderado)\b.{0,120}$|(?:questo |il )?(?:commento|messaggio) (?:è stato )?(?:rimosso|eliminato|cancellato|moderato|nascosto)\b.{0,120}$|(?:deze |de |dit )?(?:reactie|bericht|opmerking) (?:is |werd )?(?:.{1,20} )?(?:verwijderd|weggehaald|verborgen)\b.{0,120}$|(?:этот |данный )?(?:комментарий|сообщение)\s(?:был[ао]? )?(?:удал[её]н|скрыт|заблокирован).{0,100}$|(?:цей )?коментар (?:було )?(?:видалено|приховано).{0,80}$|(?:ten )?komentarz (?:został )?(?:usunięty|ukryty|skasowany).{0,100}$|(?:denna |den här |denne )?(?:kommentar(?:en)?|inlägg(?:et)?) (?:har |är |er |ble )?(?:blivit )?(?:tagits bort|borttagen|raderad|raderats|slettet|fjernet|skjult).{0,100}$|(?:bu )?yorum (?:silindi|kaldırıldı|silinmiş).{0,80}$|(?:该|此|本|這則|这条|該)?(?:条|條)?(?:评论|留言|評論|回复|回覆|帖子|跟帖)(?:已|已经|已經)?.{0,8}(?:删除|刪除|屏蔽|隐藏|隱藏|移除)\S{0,3}$|(?:この)?(?:コメント|投稿)は.{0,12}(?:削除|非表示).{0,12}$|(?:تم )?(?:حذف|إزالة) (?:هذا )?(?:ال)?تعليق.{0,40}$)`)

// removedKoRe reads the Korean notices, which need not begin with a set word.
var removedKoRe = regexp.MustCompile(`^.{0,16}(?:삭제|숨김)\S{0,4} (?:댓글|코멘트|메시지).{0,8}$`)

// isRemoved reports a notice that stands in place of a comment.
func isRemoved(s string) bool {
	if len(s) < 7 || len(s) > 260 || strings.Contains(s, "\n") {
		return false
	}
	inner := strings.TrimLeft(s, "[(* \t\r\f")
	return removedRe.MatchString(inner) || len(s) <= 200 &&
		(removedElseRe.MatchString(inner) || containsAny(inner, "삭제", "숨김") && removedKoRe.MatchString(inner))
}

// mergeHead adds what a metadata line of the head says.
func (d *draft) mergeHead(m *meta, nameKnown, joinNames bool) {
	switch m.key {
	case "title":
		if d.title == "" {
			d.title = m.value
		}
	case "re":
		if d.title == "" {
			d.title = m.value
		}
	}
	if m.pointer != "" && d.pointer == "" {
		d.pointer = cleanName(m.pointer)
	}
	for k, c := range m.chunks {
		if d.author == "" && !nameKnown && (k == 0 || c.field == "author" || m.chunks[0].field == "") {
			best := c
			if m.timeAt > 1 && len(m.chunks) >= m.timeAt && (c.sep == "•" || c.sep == "-" || c.sep == "–") && joinNames {
				for _, x := range m.chunks[1:m.timeAt] {
					best.text += " " + c.sep + " " + x.text
				}
			}
			for _, x := range m.chunks {
				if x.field == "author" {
					best = x
					break
				}
			}
			d.author = cleanName(best.text)
		}
	}
	d.mergeNumbers(m)
}

func (d *draft) mergeNumbers(m *meta) {
	if m.hasTime && (d.when == when{} || d.when.rel && !m.date.rel) {
		d.when = m.date
	}
	if m.votes && d.up == 0 && d.down == 0 {
		d.up, d.down = m.up, m.dn
	} else if m.votes {
		if d.up == 0 {
			d.up = m.up
		}
		if d.down == 0 {
			d.down = m.dn
		}
	}
}

// bareNumbers takes numbers that stand alone as votes: first for, then against.
func (d *draft) bareNumbers(m *meta) {
	if m.up+m.dn+d.up+d.down > 0 || m.hasTime && m.actions == 0 || len(m.nums) == 0 {
		return
	}
	if m.nums[0] < 10_000_000 {
		d.up = m.nums[0]
	}
	if len(m.nums) > 1 && m.nums[1] < 10_000_000 {
		d.down = m.nums[1]
	}
}

func cleanName(s string) string {
	s = strings.TrimSpace(s)
	s = strings.Trim(strings.TrimLeft(s, "~–—-★☆ "), "*`★☆ ")
	if strings.HasPrefix(s, "_") && strings.HasSuffix(s, "_") && strings.Contains(s, " ") {
		s = strings.Trim(s, "_")
	}
	if i := strings.LastIndex(s, " ("); i > 0 && strings.HasSuffix(s, ")") && !startsLower(s[i+2:]) {
		s = s[:i] // a place or a rank
	}
	if i := strings.Index(s, " | "); i > 1 {
		s = s[:i] // a place
	}
	if strings.Contains(s, " at ") || strings.IndexByte(s, '@') > 0 {
		if name := mailRe.ReplaceAllString(s, ""); name != "" {
			s = strings.Trim(name, `" `)
		}
	}
	if strings.HasPrefix(s, "u/") || strings.HasPrefix(s, "/u/") {
		s = strings.TrimPrefix(strings.TrimPrefix(s, "/"), "u/")
	}
	return strings.TrimRight(s, " :,;-–—•·|>")
}

// mailRe reads an address after a name, or the half of it that is no name.
var mailRe = regexp.MustCompile(`\s*<[^<>\s]+(?:@| at )[^<>\s]+>?$|(?:@| at )[\w-]+(?:\.[\w-]+)+$`)

// readSegment reads lines [from,to) as one comment.
func (p *page) readSegment(from, to int, opt segmentOptions) draft {
	d := draft{start: from, end: to, line: p.lines[from].no, ind: p.lines[from].ind}
	var body []*line // lines of the text, nil for a gap
	i := from
	first := &p.lines[from]
	d.label = first.num
	if opt.inline {
		head, rest := p.inlineName(first)
		if mm := p.ds.parseMeta(head); mm.ok {
			d.mergeHead(&mm, false, false)
		} else {
			if i := strings.Index(head, ", "); i > 0 {
				head = head[:i] // a place follows
			}
			d.author = cleanName(head)
		}
		cp := *first
		cp.text = rest
		cp.bul, cp.num = "", ""
		body = append(body, &cp)
		d.headSig = "inline"
		i++
	} else if opt.titles && first.m == nil && (first.bul != "" || !opt.authorEnd) {
		// The bullet's own paragraph is the title.
		j := i + 1
		for p.wrap > 0 && j < to && p.lines[j].plain() && p.lines[j].bul == "" {
			j++
		}
		if p.wrap > 0 && j < to && !p.lines[j].blank() {
			j = i + 1
		}
		var t []string
		for ; i < j; i++ {
			t = append(t, p.lines[i].text)
		}
		d.title = strings.Join(t, " ")
		d.headSig = "title"
	} else if !opt.authorEnd {
		i = p.readHead(&d, from, to, opt)
	}
	var weak []*line    // dropped lines that might be all there is
	var nested []string // quotations in a quotation: of somebody else than who is answered
	fresh := len(body) == 0
	for ; i < to; i++ {
		l := &p.lines[i]
		switch {
		case l.blank():
			if len(body) > 0 {
				body = append(body, nil)
			}
			continue
		case l.rule:
			continue
		case l.quote:
			if g := anchorRe.FindStringSubmatch(l.text); g != nil {
				if d.pointer == "" {
					d.pointer = "#" + g[1]
				}
				continue
			}
			if t := strings.TrimLeft(l.text, "> "); strings.HasPrefix(strings.TrimLeft(l.text[1:], " "), ">") {
				nested = append(nested, t)
			} else {
				d.quotes = append(d.quotes, t)
			}
			if len(body) > 0 {
				body = append(body, nil)
			}
			continue
		case l.junk:
			continue
		case len(l.raw) <= 200 && l.bul == "" && (i >= opt.own && !(sentenceEnd(l.text) && p.within(i, to)) || p.said[l.raw] > 2) && p.ofPage(i):
			continue
		case fresh && p.quoteBlock(&d, &i, to):
			continue
		case l.m != nil && l.m.key == "text" && fresh:
			if l.m.value != "" {
				cp := *l
				cp.text, cp.m, cp.bul, cp.num = l.m.value, nil, "", ""
				body = append(body, &cp)
				fresh = false
			}
			continue
		case len(body) == 0 && p.saidPlusOne(i, to):
			cp := *l
			cp.text, cp.m, cp.bul, cp.num = "+1", nil, "", ""
			body = append(body, &cp)
			fresh = false
			continue
		case l.m != nil && l.m.key == "" && (len(l.m.chunks) == 0 || l.m.tailed()) && (l.m.actions+l.m.badges > 0 || l.m.votes || l.m.hasTime || l.m.pointer != ""):
			if l.m.strong > 0 {
				d.tail = true
			} else if l.m.pointer == "" {
				weak = append(weak, l)
			}
			if !l.m.hasTime || l.m.actions+l.m.badges > 0 || p.onlyMetaAfter(i, to) || opt.authorEnd {
				d.mergeNumbers(l.m)
				// "12" then "Reply": votes.
				if n := len(l.m.nums); n > 0 {
					d.bareNumbers(l.m)
				}
				if l.m.pointer != "" && d.pointer == "" && !strings.HasPrefix(strings.ToLower(l.text), "reply to") {
					d.pointer = cleanName(l.m.pointer)
				}
				continue
			}
		case l.m != nil && len(l.m.nums) > 0 && len(l.m.chunks) == 0 && l.m.key == "" && p.onlyMetaAfter(i, to) && p.metaAfter(i, to):
			d.bareNumbers(l.m)
			continue
		case l.m != nil && opt.authorEnd && l.authored():
			d.mergeHead(l.m, false, p.oneName)
			d.headSig = l.m.sig
			i = p.tailOfSigned(&d, i, to)
			continue
		case l.authored() && (l.m.hasTime || l.m.key == "author"):
			d.inner++
		case l.m != nil && l.m.verb && l.m.strong > 0, l.m != nil && l.m.strong > 0 && len(l.m.chunks) <= 1 && p.onlyMetaAfter(i, to):
			// "Jane Doe replied · 3 replies", "Reply to Jane Doe"
			d.tail = true
			continue
		case l.m != nil && l.m.pointer != "" && l.m.key == "" && len(l.m.chunks) == 0 && p.onlyMetaAfter(i, to):
			continue
		}
		if l.timed() && l.m.strong == 0 && len(body) > 1 && p.lines[i-1].plain() && p.shortLine(i-1) {
			d.inner++ // a name and a time: somebody else's head
		}
		if i == from && (l.bul != "" || l.num != "") {
			cp := *l // the bullet is the comment's, not the text's
			cp.bul, cp.num = "", ""
			l = &cp
		}
		body = append(body, l)
		fresh = false
	}
	if !opt.authorEnd {
		p.trailingAuthor(&d, &body)
	} else if d.title == "" && len(body) > 0 && body[0] != nil {
		if g := scoreRe.FindStringSubmatch(body[0].text); g != nil {
			d.title = strings.TrimSuffix(body[0].text, g[0])
			d.score(g)
			body = body[1:]
		}
	}
	d.body, d.weak = trimGaps(body), weak
	if len(d.quotes) == 0 {
		d.quotes = nested
	}
	p.finish(&d, d.body, weak)
	return d
}

// saidPlusOne reports a "+1" that is all somebody said: no text follows, and
// numbers of votes do not stand like that on this page, or this comment has one
// of its own below.
func (p *page) saidPlusOne(i, to int) bool {
	if strings.TrimSpace(p.lines[i].raw) != "+1" || !p.onlyMetaAfter(i, to) {
		return false
	}
	for j := i + 1; p.counters && j < to; j++ {
		if p.lines[j].counter() {
			return true
		}
	}
	return !p.counters
}

// ofPage reports a line in which the page speaks: a heading of the comments,
// an invitation to comment. Such a line has white space or metadata above it.
func (p *page) ofPage(i int) bool {
	k, _, _ := p.lines[i].heading()
	if k != hForm && k != hClosed && k != hComments {
		return false
	}
	return i == 0 || !p.lines[i-1].plain() || i+1 >= len(p.lines) || p.lines[i-1].col > p.lines[i].col
}

// onlyMetaAfter reports whether no text follows line i before to. It looks a
// few lines ahead only.
func (p *page) onlyMetaAfter(i, to int) bool {
	for k := 0; k < 12; k++ {
		i = p.nextFull(i, to)
		if i < 0 {
			return true
		}
		if l := &p.lines[i]; l.plain() || l.quote || l.m != nil && l.authored() {
			return false
		}
	}
	return false
}

func (p *page) metaAfter(i, to int) bool {
	j := p.nextFull(i, to)
	return j >= 0 && p.lines[j].m != nil && p.lines[j].m.actions > 0
}

// tailOfSigned takes the metadata lines that follow a signature.
func (p *page) tailOfSigned(d *draft, i, to int) int {
	for j := i + 1; j < to; j++ {
		l := &p.lines[j]
		if l.blank() || l.junk {
			continue
		}
		if l.m == nil || l.authored() {
			break
		}
		d.mergeNumbers(l.m)
		d.bareNumbers(l.m)
		d.tail = d.tail || l.m.strong > 0
		i = j
	}
	return i
}

// readHead consumes the lines that say who and when, and returns the line
// after them.
func (p *page) readHead(d *draft, from, to int, opt segmentOptions) int {
	i := from
	guest := ""
	defer func() {
		if d.author == "" && d.when != (when{}) {
			d.author = guest
		}
	}()
	for ; i < to; i++ {
		l := &p.lines[i]
		if guest == "" && l.badge() && personBadges[strings.ToLower(strings.Trim(l.text, "() "))] {
			guest = l.text
		}
		switch {
		case l.blank() || l.junk && l.num == "":
			continue
		case l.rule:
			continue
		case i > from && quoteWords(l.text):
			return i
		case l.quote:
			return i
		case l.text == "" && l.num != "":
			d.label = l.num
			continue
		case l.m != nil && l.m.key == "text":
			return i
		case i == from && opt.heads && l.m != nil && l.m.strong > 0 && l.dropped() && i+1 < to && p.lines[i+1].timed():
			d.author = cleanName(l.text) // somebody who calls himself Reply
			continue
		case l.m != nil && i > from && d.author != "" && l.authored() && l.m.key == "" && !(d.when == when{} && l.m.hasTime && l.m.timeAt != 1):
			return i
		case l.m != nil && i > from && l.m.tailed() && p.onlyMetaAfter(i, to):
			return i // a tail: there is no text
		case i > from && (d.author != "" || d.when != (when{})) && p.saidPlusOne(i, to):
			return i
		case l.m != nil:
			if i > from && d.author != "" && l.m.key == "" && len(l.m.nums) == 0 && (l.m.actions+l.m.badges > 0 || l.m.votes) && !l.m.hasTime && l.m.up+l.m.dn == 0 && l.m.strong == 0 && len(l.m.chunks) == 0 && p.onlyMetaAfter(i, to) {
				return i
			}
			if len(l.m.nums) > 0 && l.m.key == "" && len(l.m.chunks) == 0 && !l.m.hasTime {
				if p.onlyMetaAfter(i, to) {
					return i // a number is all that this comment says
				}
				d.bareNumbers(l.m)
			}
			d.headSig += l.m.sig + "/"
			d.mergeHead(l.m, d.author != "", p.oneName)
			if l.num != "" && d.label == "" {
				d.label = l.num
			}
			d.tail = d.tail || l.m.strong > 0
			continue
		case i == from && l.plain() && (opt.heads || l.num != "" && p.shortTitle(i)) && i+1 < to && p.lines[i+1].authored() && p.lines[i+1].m.hasTime:
			d.title = l.text
			if g := scoreRe.FindStringSubmatch(d.title); g != nil {
				d.title = strings.TrimSuffix(d.title, g[0])
				d.score(g)
			}
			d.headSig += "title/"
			continue
		case d.author == "" && opt.nameFirst && i == from && strings.HasSuffix(l.text, " ·") && i+2 < to && p.shortLine(i+1) && p.lines[i+2].plain():
			d.author = cleanName(l.text)
			d.headSig += "name/"
			i++ // an employer
			continue
		case opt.titleOver && d.author == "" && d.title == "" && l.plain() && i+2 < to && p.shortLine(i+1) && p.lines[i+2].timed():
			d.title = l.text
			d.headSig += "title/"
			continue
		case d.author == "" && l.plain() && opt.heads && d.when == (when{}) && p.timeWithin(i, to):
			d.author = cleanName(l.text)
			if e := employed(l.text); e != "" {
				d.author = e
			}
			if j := strings.Index(d.author, ", "); j > 0 && !startsLower(d.author[j+2:]) {
				d.author = d.author[:j] // a place follows
			}
			d.headSig += "name/"
			continue
		case d.author != "" && d.when == (when{}) && opt.heads && p.shortLine(i) && (p.lines[i-1].plain() || p.lines[i-1].badge()) && p.timeWithin(i, to):
			d.place = l.text
			continue // a place, an employer, or whom it answers
		case d.author == "" && l.nameLine() && !(opt.nameFirst && employed(l.text) != "") && (opt.nameFirst && i == p.firstText(from, to) || p.timeFollows(i, to) || opt.nameLater && d.when != (when{}) && p.plainAhead(i, to)):
			d.author = cleanName(l.text)
			d.headSig += "name/"
			continue
		case d.author == "" && opt.nameFirst && i == from && employed(l.text) != "":
			d.author = employed(l.text)
			d.headSig += "name/"
			continue
		}
		break
	}
	return i
}

// score takes what scoreRe found.
func (d *draft) score(g []string) {
	switch n := atoi(strings.TrimLeft(g[1], "-")); {
	case g[1] == "":
		d.up, d.down = atoi(g[2]), atoi(g[3])
	case g[1][0] == '-':
		d.down = n
	default:
		d.up = n
	}
}

// employed reads "NAME · Works at X".
func employed(s string) string {
	for _, sep := range []string{" · ", " | ", " • "} {
		if i := strings.Index(s, sep); i > 0 && i < 60 && len(s) < 140 && !sentenceEnd(s) && nameish(s[:i], true) {
			return cleanName(s[:i])
		}
	}
	return ""
}

func (p *page) firstText(from, to int) int {
	for i := from; i < to; i++ {
		if p.lines[i].plain() {
			return i
		}
	}
	return to
}

// timeFollows reports whether the metadata right after line i has a time.
func (p *page) timeFollows(i, to int) bool {
	for range 4 {
		i = p.nextFull(i, to)
		if i < 0 || p.lines[i].m == nil && !p.lines[i].junk {
			return false
		}
		if m := p.lines[i].m; m != nil && m.hasTime {
			return m.strong == 0 || !p.onlyMetaAfter(i, to)
		}
	}
	return false
}

// timeWithin reports whether a line of time follows short lines right after i.
func (p *page) timeWithin(i, to int) bool {
	for j := i + 1; j < to && j <= i+7; j++ {
		l := &p.lines[j]
		if l.m != nil && l.m.hasTime {
			return true
		}
		if !l.blank() && !l.dropped() && !p.shortLine(j) && l.m == nil || l.authored() {
			return false
		}
		if l.plain() && p.lines[j-1].blank() {
			return false
		}
	}
	return false
}

// plainAhead reports text after line i, past metadata.
func (p *page) plainAhead(i, to int) bool {
	for range 12 {
		if i = p.nextFull(i, to); i < 0 {
			return false
		}
		if l := &p.lines[i]; l.plain() || l.quote {
			return true
		}
	}
	return false
}

func (p *page) nextPlain(i, to int) bool {
	j := p.nextFull(i, to)
	return j >= 0 && (p.lines[j].plain() || p.lines[j].quote)
}

// anchorRe reads ">>12", which points at comment 12.
var anchorRe = regexp.MustCompile(`^>>\s?(\d{1,6})$`)

var quoteHeadRe = regexp.MustCompile(`(?i)^(?:quote|quoting|originally posted by|originally said by|zitat von|zitat|citation de|citation|cita de|citazione|цитата|cytat|引用)(?:\s*[:(]?\s*(.{0,60}?))?\s*[:)]?$|^(.{1,70}?) (?:wrote|said|says|schrieb|hat geschrieben|sagte|a écrit|a dit|écrivait|escribió|dijo|ha scritto|escreveu|disse|schreef|skrev|napisał(?:a|\(a\))?|писал(?:а|\(а\))?|написал(?:а|\(а\))?)\s*:$`)

// quoteWords reports a line that names whom it quotes: "Quote from Jane".
func quoteWords(s string) bool {
	if len(s) > 80 || !containsAny(strings.ToLower(s[:min(len(s), 20)]), "quoting", "originally", "zitat von", "citation de", "cita de", "цитата ", "cytat ") {
		return false
	}
	g := quoteHeadRe.FindStringSubmatch(s)
	return g != nil && g[1] != ""
}

// quoteBlock reads "Quote:" / "Jane wrote:" with the lines quoted under it, up
// to a blank line.
func (p *page) quoteBlock(d *draft, i *int, to int) bool {
	l := &p.lines[*i]
	if len(l.raw) > 120 {
		return false
	}
	t := strings.TrimLeft(l.raw, " \t")
	if !strings.HasSuffix(t, ":") && !containsAny(strings.ToLower(t[:min(len(t), 20)]), "quot", "originally", "zitat", "cita", "цитата", "cytat", "引用") {
		return false
	}
	g := quoteHeadRe.FindStringSubmatch(t)
	if g == nil {
		if l.num == "" && len(t) > 7 && strings.EqualFold(t[:7], "quote: ") {
			d.quotes = append(d.quotes, t[7:])
			return true
		}
		return false
	}
	name := g[1] + g[2]
	if l.m != nil && len(l.m.chunks) > 0 {
		name = l.m.chunks[0].text // "On 3 March 2012, Jane wrote:"
	}
	j := *i + 1
	if j < to && p.lines[j].raw != "" {
		if h := quoteHeadRe.FindStringSubmatch(strings.TrimSpace(p.lines[j].raw)); h != nil && len(p.lines[j].raw) < 120 {
			name = h[1] + h[2]
			j++
		}
	}
	if low := strings.ToLower(name); strings.HasPrefix(low, "originally posted by ") {
		name = name[len("originally posted by "):]
	}
	start := j
	for j < to && !p.lines[j].blank() && !p.lines[j].rule && !(p.lines[j].m != nil && p.lines[j].dropped() && p.lines[j].m.actions > 0) {
		d.quotes = append(d.quotes, strings.TrimLeft(p.lines[j].text, "> "))
		j++
	}
	if start == j && name == "" {
		return false
	}
	if name != "" && d.pointer == "" && nameish(name, true) {
		d.pointer = cleanName(name)
	}
	*i = j - 1
	return true
}

// trailingAuthor takes the last line for the author if nobody is named yet:
// set off by a dash, or a proper name right under the text.
func (p *page) trailingAuthor(d *draft, body *[]*line) {
	b := *body
	for len(b) > 0 && b[len(b)-1] == nil {
		b = b[:len(b)-1]
	}
	if d.author != "" || len(b) < 2 {
		*body = b
		return
	}
	last := b[len(b)-1]
	prev := b[len(b)-2]
	t := last.text
	dash := strings.TrimLeft(t, "-–—~ ")
	raw := strings.TrimLeft(last.raw, " \t")
	if dashed := strings.HasPrefix(raw, "--") || strings.HasPrefix(raw, "—") || strings.HasPrefix(raw, "–") || strings.HasPrefix(raw, "~") || strings.HasPrefix(raw, "- ") && prev != nil && prev.bul == ""; dashed && last.num == "" && nameish(dash, false) && (properName(dash) || len(strings.Fields(dash)) <= 3) {
		d.author = cleanName(dash)
	} else if prev != nil && last.bul == "" && last.num == "" && properName(t) && !sentenceEnd(t) && prev.bul == "" &&
		(sentenceEnd(prev.text) || len(strings.Fields(t)) > 1) && (p.wrap == 0 || !fills(prev, last, p.wrap)) {
		d.author = cleanName(t)
	}
	if d.author != "" {
		b = b[:len(b)-1]
		for len(b) > 0 && b[len(b)-1] == nil {
			b = b[:len(b)-1]
		}
		d.headSig += "/signed"
	}
	*body = b
}

// finish puts the text together and says what is wrong with it, if anything.
func (p *page) finish(d *draft, body, weak []*line) {
	d.text = stripInline(p.paragraphs(body))
	if d.text == "" && d.title == "" && len(weak) > 0 && (!d.tail || !hasWord(weak[0].text) || speech[strings.ToLower(strings.Trim(weak[0].text, ".! "))]) {
		// "Agree" under a name is what somebody said, not a button.
		if last := weak[0]; !last.m.hasTime && last.m.up+last.m.dn == 0 && !strings.ContainsAny(last.text, "0123456789") {
			d.text = last.text
		}
	}
	src := d.text
	if src == "" {
		src = d.title
	}
	switch {
	case p.removedText(body, d.text), d.text == "" && isRemoved(d.title):
		d.removed = true
		d.reason = "the page shows a notice in place of the comment"
	case d.text == "" && d.title == "" && len(d.quotes) > 0:
		d.reason = "the comment holds only quoted text"
		src = d.quotes[0]
	case d.text == "" && d.title == "":
		d.reason = "the comment has a heading line but no text"
		src = p.lines[d.start].text
		for i := d.start; i < d.end && strings.TrimSpace(src) == ""; i++ {
			src = p.lines[i].text
		}
	case len(d.text) > maxCommentBytes:
		d.reason = fmt.Sprintf("the comment is longer than %d bytes", maxCommentBytes)
	case !hasContent(d.text) && !hasContent(d.title):
		d.reason = "the comment has no words"
	}
	d.sample = cut(src, RejectionText)
	if strings.HasPrefix(d.text, "@") {
		d.mention = d.text[1:min(len(d.text), 80)]
	}
	if g := toNumberRe.FindStringSubmatch(d.text[:min(len(d.text), 40)]); g != nil {
		d.mention = "#" + g[1]
	}
	if strings.HasPrefix(d.text, "#") || strings.HasPrefix(d.mention, "#") {
		// "@#3", "#3": a number points at a comment; see parents.
		d.mention = strings.TrimPrefix(d.text[:min(len(d.text), 80)], "@")
	}
}

// toNumberRe reads "Reply to 3:", "Re #3".
var toNumberRe = anchor(`^(?i:reply to|re|in reply to|response to|antwort auf|zu|réponse à|respuesta a|en réponse au|回复|回應|ответ на|@)\s?(?:nr\.? ?|no\.? ?|n°|№ ?|comment |kommentar |post )?#?(\d{1,5})(?:[:,.)\]]|楼|\s)`)

// removedText is isRemoved of a text; a line's own was found before.
func (p *page) removedText(body []*line, text string) bool {
	if len(body) == 1 && body[0] != nil {
		if l := &p.lines[body[0].no-1]; l.text == text && len(l.raw) <= 260 && !l.quote {
			return l.removed
		}
	}
	return isRemoved(text)
}

// speech are words of the interface that people say, too: alone in the place
// of a text they are one.
var speech = map[string]bool{"agree": true, "agreed": true, "disagree": true, "thanks": true, "thumbs up": true, "thumbs down": true, "helpful": true, "approve": true, "funny": true, "insightful": true, "support": true, "a favor": true, "a favore": true, "en contra": true, "more": true}

func hasWord(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

func hasContent(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSymbol(r) || r == '?' || r == '!' {
			return true
		}
	}
	return false
}

// cut shortens s to n bytes at a rune boundary.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

var inlineTailRe = regexp.MustCompile(`(?:\s{2,}|[.!?…"”')\]]\s+|\s+[|·•]\s*)((?:(?:Reply|Report|Share|Flag|Permalink|Recommend(?:ed)?|Like|Quote|Report abuse|Read more|Show less|See more|\d+)\s*[|·•]?\s*)+)$`)

// stripInline cuts interface words that were glued to the end of the text.
func stripInline(s string) string {
	s = strings.TrimSpace(s)
	from := max(0, len(s)-80)
	for from > 0 && !utf8.RuneStart(s[from]) {
		from--
	}
	if !containsAny(s[from:], "Reply", "Report", "Share", "Flag", "Permalink", "Recommend", "Like", "Quote", "Read more", "Show less", "See more") {
		return s
	}
	m := inlineTailRe.FindStringSubmatchIndex(s[from:])
	if m == nil {
		return s
	}
	tail := strings.TrimSpace(s[from+m[2] : from+m[3]])
	if strings.Trim(tail, "0123456789 |·•") == "" {
		return s // numbers alone are text
	}
	return strings.TrimRight(s[:from+m[2]], " |·•\n")
}

// trimLast ends the last comment where the page's footer begins: after its
// own Reply line if the others have one, at links and notices else.
func (p *page) trimLast(r *reading, opt segmentOptions) {
	n := len(r.drafts)
	d := &r.drafts[n-1]
	tails := 0
	for i := range r.drafts[:n-1] {
		if r.drafts[i].tail {
			tails++
		}
	}
	end := d.end
	head := d.start
	text := false
	for i := head + 1; i < d.end; i++ {
		l := &p.lines[i]
		if l.blank() {
			continue
		}
		if l.m != nil && l.m.tailed() && text && (tails*2 >= n-1) && p.nextFull(i, d.end) >= 0 {
			// Keep the rest of the tail.
			j := i + 1
			for j < d.end && (p.lines[j].blank() || p.lines[j].dropped()) {
				j++
			}
			end = j
			break
		}
		if opt.authorEnd && l.authored() {
			j := i + 1
			for j < d.end && (p.lines[j].blank() || p.lines[j].dropped()) {
				j++
			}
			end = j
			break
		}
		if text && i >= opt.own && p.footerAt(i, d.end) {
			end = i
			break
		}
		if opt.bullets && l.ind <= d.ind && l.bul == "" && p.lines[i-1].blank() && d.ind > 0 {
			end = i
			break
		}
		if l.plain() || l.quote {
			text = true
		}
	}
	r.end, r.below, r.limit = end, end, d.end
	if end < d.end {
		*d = p.readSegment(d.start, end, opt)
	}
}

// footerAt reports whether page furniture begins at line i: a line of links,
// or a run of short lines like headlines.
func (p *page) footerAt(i, to int) bool {
	l := &p.lines[i]
	if l.rule {
		// A rule with nothing like a comment after it.
		return true
	}
	if k, _, _ := l.heading(); k == hEnd || k == hForm || k == hClosed {
		return !sentenceEnd(l.text) || !p.within(i, to)
	}
	t := l.raw
	if len(t) < 300 && (strings.Count(t, " | ") >= 2 || strings.Count(t, " · ") >= 2 || strings.Count(t, " • ") >= 2) && !sentenceEnd(t) {
		return true
	}
	if !p.lines[i-1].blank() {
		return false
	}
	run := 0
	for j := i; j < to && run < 3; j++ {
		n := &p.lines[j]
		if n.blank() {
			continue
		}
		if !n.plain() || len(n.text) > 110 || sentenceEnd(n.text) || len(strings.Fields(n.text)) < 1 {
			return false
		}
		run++
	}
	return run >= 3
}

var captionRe = regexp.MustCompile(`(?i)\((?:[^()]{0,40}(?:photo|images?|reuters|xinhua|afp|getty|file|courtesy|ap)\b[^()]{0,40})\)\s*$|^(?:photo|image|picture|caption|file photo|credit|photograph|photo credit)\s*[:(]|photo taken on|(?:photo|photograph|picture|image) (?:by|courtesy|credit)\b|/(?:reuters|getty images|afp|ap)\b|\b(?:is|are) (?:seen|pictured|shown) (?:here |in this )?`)

// linkish reports texts that are headlines, captions or links, not speech.
func linkish(d *draft) bool {
	t := d.text
	if t == "" {
		t = d.title
	}
	if strings.Contains(t, "\n") {
		return false
	}
	if len(t) < 700 && containsAny(t, "hoto", "(", "mage", "icture", "aption", "redit", "seen", "shown", "/") && captionRe.MatchString(t) {
		return true
	}
	if d.author != "" || d.title != "" && d.text != "" {
		return false
	}
	return !sentenceEnd(t) && len(t) < 120
}

// judge scores a reading. The weights say how much each trait of a thread of
// comments counts; they were set on pages of our own.
func (p *page) judge(r *reading, counts map[int]bool) {
	n := float64(len(r.drafts))
	headish, tailish := p.adjacency(r)
	var author, dated, tail, text, link, empty, inner float64
	sigs := map[string]int{}
	bytes := 0
	for i := range r.drafts {
		d := &r.drafts[i]
		if d.author != "" {
			author++
		}
		if d.when != (when{}) {
			dated++
		}
		if d.tail || d.up+d.down > 0 {
			tail++
		}
		if d.reason != "" && !d.removed {
			empty++
		}
		if linkish(d) {
			link++
		} else if sentenceEnd(d.text) || len(d.text) > 60 {
			text++
		}
		if d.inner > 0 {
			inner++
		}
		bytes += len(d.text)
		sigs[d.headSig]++
	}
	top := 0
	for _, c := range sigs {
		top = max(top, c)
	}
	s := 0.9*author/n + 0.8*dated/n + 0.4*tail/n + 0.4*text/n
	s += 0.3*min(n, 8)/8 + 0.3*float64(top)/n
	s -= 1.2*link/n + 1.2*empty/n + 1.5*inner/n
	switch r.shape {
	case "bullet":
		s += 0.4
	case "number":
		if n > 1 {
			s += 0.5
		} else {
			s -= 1
		}
	case "rule":
		s += 0.2
	case "signed":
		s += 0.3*tailish/n - 1.2*headish/n - 0.25
		// A signature right under the heading signs nothing.
		for i := r.heads.at; r.heads.head >= 0 && i < r.drafts[0].start; i++ {
			if p.lines[i].authored() && p.lines[i].m.hasTime {
				s -= 0.8
				break
			}
		}
	case "head":
		s -= 0.5 * tailish / n
		if last := &r.drafts[len(r.drafts)-1]; n > 1 && r.lost > 0 && last.reason != "" && !last.removed && r.heads.head >= 0 {
			s -= 0.6 // text before the first and none after the last: signatures
		}
	case "tail", "date":
		s -= 0.25
	case "inline":
		s -= 0.3
	case "block":
		s -= 0.8
	}
	// A region that holds another counted heading began too early.
	for i := r.heads.at + 8; i < r.drafts[len(r.drafts)-1].start; i++ {
		if l := &p.lines[i]; !l.blank() && len(l.raw) < 100 && l.bul == "" {
			if k, _, _ := l.heading(); k == hComments {
				s -= 0.8
				break
			}
		}
	}
	stated := r.heads.count
	if r.heads.shown > 0 {
		stated = r.heads.shown
	}
	got := len(r.drafts)
	switch r.heads.kind {
	case hComments:
		s += 0.8
	case hForm:
		s += 0.5
	}
	if stated > 0 {
		switch {
		case got == stated:
			s += 1.2
		case got < stated:
			s += 0.4 * float64(got) / float64(stated)
		default:
			s -= 0.6 * min(1, float64(got-stated)/float64(stated))
		}
	} else if counts[got] && got > 1 {
		s += 0.5
	}
	if r.heads.head >= 0 && !r.heads.given {
		s -= 1.6 * float64(r.lost) / float64(r.lost+bytes+1)
	}
	r.score = s
}

// dropRefrain takes away the line that ends comment after comment, word for
// word but for numbers: a button in a language that no table here knows.
func (p *page) dropRefrain(r *reading) {
	for range 3 {
		count := map[string]int{}
		for i := range r.drafts {
			if k := refrain(r.drafts[i].body); k != "" {
				count[k]++
			}
		}
		again := false
		for i := range r.drafts {
			d := &r.drafts[i]
			if c := count[refrain(d.body)]; c >= 3 && c*5 >= len(r.drafts)*3 {
				d.body = trimGaps(d.body[:len(d.body)-1])
				d.tail = true
				again = true
				p.finish(d, d.body, d.weak)
			}
		}
		if !again {
			return
		}
	}
}

// refrain is the last line of a text without its numbers, "" if it is
// too long for a button or all there is.
func refrain(body []*line) string {
	if len(body) < 2 || len(body[len(body)-1].text) > 60 {
		return ""
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, body[len(body)-1].text))
}

func trimGaps(b []*line) []*line {
	for len(b) > 0 && b[len(b)-1] == nil {
		b = b[:len(b)-1]
	}
	return b
}

// adjacency counts the lines with author and time that stand right on a text
// below them, with a gap above, and the other way round.
func (p *page) adjacency(r *reading) (headish, tailish float64) {
	if r.shape != "signed" && r.shape != "head" {
		return 0, 0
	}
	for i := max(r.start, 1); i < r.end && i+1 < len(p.lines); i++ {
		if !p.lines[i].authored() {
			continue
		}
		a, b := i-1, i+1
		for a > r.start && (p.lines[a].junk || p.lines[a].badge()) {
			a--
		}
		for b+1 < r.end && (p.lines[b].junk || p.lines[b].badge()) {
			b++
		}
		above, below := p.lines[a].plain() && !p.titleAbove(i, r.start), b < len(p.lines) && p.lines[b].plain()
		// Buttons end a comment: right above a head, right below a signature.
		if j := p.prevFull(a+1, r.start); j >= 0 && p.lines[j].m != nil && p.lines[j].m.tailed() {
			above, below = false, true
		} else if j := p.nextFull(b-1, r.end); j >= 0 && p.lines[j].m != nil && p.lines[j].m.tailed() {
			above, below = true, false
		}
		if below && !above {
			headish++
		} else if above && !below {
			tailish++
		}
	}
	n := float64(len(r.drafts))
	return min(headish, n), min(tailish, n)
}

// need is the score from which a reading is believed.
func (r *reading) need() float64 {
	switch {
	case r.heads.given:
		return 0.3
	case r.heads.kind == hComments && r.heads.count > 0:
		return 1.3
	case r.heads.kind == hComments:
		return 1.4
	case r.doubt:
		return 2.9
	case r.heads.kind == hForm:
		return 1.4
	case len(r.drafts) == 1:
		// A byline with the body after it looks the same: only Reply and the
		// like under it tell a comment.
		if !r.drafts[0].tail {
			return 9
		}
		return 2.3
	case r.heads.head < 0 && !slices.ContainsFunc(r.drafts, func(d draft) bool { return d.tail }):
		return 2.2 // no heading, no buttons: posts quoted in an article look the same
	}
	return 1.9
}

// regions lists where comments may begin.
func (p *page) regions(start *regexp.Regexp) (regs []region, given bool) {
	if start != nil {
		for i := range p.lines {
			if l := &p.lines[i]; !l.blank() && start.MatchString(l.raw) {
				k, n, shown := l.heading()
				reg := region{at: i, head: i, kind: hComments, count: n, shown: shown, given: true}
				if k == hComments || k == hForm {
					reg.at = i + 1
				}
				regs = []region{reg}
				if reg.at == i && l.plain() && width(l.text) <= 60 && !sentenceEnd(l.text) && i+1 < len(p.lines) && p.lines[i+1].blank() {
					// A heading in words of the site's own, perhaps.
					reg.at = i + 1
					regs = append(regs, reg)
				}
				return regs, true
			}
		}
	}
	var found []region
	for i := range p.lines {
		l := &p.lines[i]
		if l.blank() || len(l.raw) > 240 {
			continue
		}
		k, n, shown := l.heading()
		if k != hComments && k != hForm {
			continue
		}
		reg := region{at: i + 1, head: i, kind: k, count: n, shown: shown}
		if j := len(found) - 1; j >= 0 && p.onlyPage(found[j].at, i) {
			// Headings with nothing between them are one.
			reg.head = found[j].head
			if found[j].kind == hComments {
				reg.kind = hComments
			}
			if reg.count < 0 {
				reg.count, reg.shown = found[j].count, found[j].shown
			}
			found[j] = reg
			continue
		}
		found = append(found, reg)
	}
	// Few candidates keep the work linear.
	if n := len(found); n > 8 {
		found = append(found[:4:4], found[n-4:]...)
	}
	return append(found, region{at: p.bodyStart(), head: -1, count: -1, shown: -1}), false
}

// onlyPage reports that nobody speaks in lines [from,to).
func (p *page) onlyPage(from, to int) bool {
	for i := from; i < to; i++ {
		l := &p.lines[i]
		if l.blank() || l.rule || l.dropped() && (l.m == nil || !l.m.hasTime) {
			continue
		}
		if l.kind == hNone {
			return false
		}
	}
	return true
}

// threaded reports a head that has a time and buttons.
func (l *line) threaded() bool {
	return l.m != nil && l.m.hasTime && l.m.actions > 0 && l.authored()
}

// bodyStart is a line before which no comment can stand: the page's first
// lines hold its title, its date, its byline.
func (p *page) bodyStart() int {
	full := 0
	for i := range p.lines {
		l := &p.lines[i]
		if !l.plain() {
			continue
		}
		full++
		if len(l.text) >= 100 || len(l.text) >= 60 && prose(l) || full > 40 {
			// A list of comments alone has no body: its first head has the form
			// of many others.
			if j := p.prevFull(i, 0); j >= 0 && p.lines[j].threaded() {
				n := 0
				for k := range p.lines {
					if p.lines[k].threaded() {
						n++
					}
				}
				if n >= 3 {
					return j
				}
			}
			return i + 1
		}
	}
	return len(p.lines)
}

// comments finds the best reading of the page, nil if there are no comments.
func (p *page) comments(start *regexp.Regexp) *reading {
	regs, given := p.regions(start)
	counts := map[int]bool{}
	for _, r := range regs {
		if r.count > 0 {
			counts[r.count] = true
		}
	}
	none := false
	for i := range p.lines {
		if l := &p.lines[i]; !l.blank() && len(l.raw) < 120 {
			if k, n, _ := l.heading(); k == hClosed && n == 0 && !strings.Contains(strings.ToLower(l.raw), "clos") {
				none = true
			}
		}
	}
	var best *reading
	for _, reg := range regs {
		for _, s := range shapes() {
			if s.name == "block" && reg.count < 1 && !given {
				continue
			}
			r := p.read(s, reg, len(p.lines))
			if r == nil {
				continue
			}
			p.judge(r, counts)
			r.doubt = reg.kind == hForm && !given && none && len(counts) == 0 || reg.head < 0 && (none && len(counts) == 0 || p.listBefore(reg.at, r.drafts[0].start))
			if s.name == "block" && reg.count > 0 && len(r.drafts) != reg.count && !given {
				continue
			}
			if r.score >= r.need() && (best == nil || r.score > best.score) {
				best = r
			}
		}
	}
	if best != nil {
		p.leftovers(best)
	}
	return best
}

// listBefore reports a heading such as "Related articles" in lines [from,to).
func (p *page) listBefore(from, to int) bool {
	for i := from; i < to; i++ {
		if l := &p.lines[i]; !l.blank() && len(l.raw) < 120 && strings.Contains(l.text, " ") {
			if k, _, _ := l.heading(); k == hEnd {
				return true
			}
		}
	}
	return false
}

// shingles finds where a quote comes from in time linear in all the text.
type shingles struct {
	at map[uint64]int // hash of four words → number of the latest comment with them
}

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func (sh *shingles) each(s string, f func(h uint64)) int {
	ws := words(s)
	k := min(4, len(ws))
	if k == 0 {
		return 0
	}
	n := 0
	for i := 0; i+k <= len(ws); i++ {
		h := fnv.New64a()
		for _, w := range ws[i : i+k] {
			h.Write([]byte(w))
			h.Write([]byte{' '})
		}
		f(h.Sum64())
		n++
	}
	return n
}

func (sh *shingles) add(k int, s string) {
	sh.each(s, func(h uint64) { sh.at[h] = k })
}

// find returns the comment that most of the quote comes from, -1 for none.
func (sh *shingles) find(quote string) int {
	votes := map[int]int{}
	n := sh.each(quote, func(h uint64) {
		if k, ok := sh.at[h]; ok {
			votes[k]++
		}
	})
	best, most := -1, 0
	for k, v := range votes {
		if v > most || v == most && k > best {
			best, most = k, v
		}
	}
	if most*2 < n || n == 0 {
		return -1
	}
	return best
}

// doubleNames parts "Ida Holm switchback", where a site prints the name of whom
// is answered after the writer's, as Disqus does. Two names must part so, into
// somebody who wrote above and, once at least, somebody who writes elsewhere.
func (r *reading) doubleNames() {
	all := map[string]bool{}
	for i := range r.drafts {
		all[nameKey(r.drafts[i].author)] = true
	}
	type part struct{ draft, at int }
	var parts []part
	above, sure := map[string]bool{}, false
	for i := range r.drafts {
		d := &r.drafts[i]
		name := d.author
		for j := 1; d.pointer == "" && len(name) <= 80 && j < len(name)-2; j++ {
			if name[j] == ' ' && above[nameKey(name[j:])] {
				parts = append(parts, part{i, j})
				name = name[:j]
				sure = sure || all[nameKey(name)]
				break
			}
		}
		above[nameKey(name)] = true
	}
	if len(parts) < 2 || !sure {
		return
	}
	for _, x := range parts {
		d := &r.drafts[x.draft]
		d.author, d.pointer = strings.TrimSpace(d.author[:x.at]), strings.TrimSpace(d.author[x.at:])
	}
}

// parents finds for every draft the draft it replies to, -1 for none. Numbers
// tell best, then "in reply to", then indentation, then quotes, then @NAME.
func (r *reading) parents() []int {
	out := make([]int, len(r.drafts))
	labelled, quoted := 0, false
	indents := map[int]bool{}
	for i := range r.drafts {
		if r.drafts[i].label != "" {
			labelled++
		}
		quoted = quoted || len(r.drafts[i].quotes) > 0
		indents[r.drafts[i].ind] = true
	}
	byLabel := labelled*10 >= len(r.drafts)*6
	labels := map[string]int{}
	latest := map[string]int{} // author → latest comment
	sh := &shingles{at: map[uint64]int{}}
	var stack []int
	handles := 0 // names of one word
	for i := range r.drafts {
		if !strings.Contains(r.drafts[i].author, " ") {
			handles++
		}
	}
	r.doubleNames()
	for i := range r.drafts {
		d := &r.drafts[i]
		if j := strings.IndexByte(d.author, ' '); j > 0 && d.pointer == "" && handles*5 >= len(r.drafts)*3 {
			// "midge salty": some sites print the name replied to after the name.
			if k, ok := latest[nameKey(d.author[j:])]; ok && k < i && len(d.author)-j > 4 {
				d.author, d.pointer = d.author[:j], strings.TrimSpace(d.author[j:])
			}
		}
		if _, ok := latest[nameKey(d.place)]; ok && d.place != "" && d.pointer == "" && !sameName(d.place, d.author) {
			d.pointer = d.place
		}
		out[i] = -1
		found := false
		set := func(k int) {
			if k >= 0 && k < i && !found {
				out[i], found = k, true
			}
		}
		for len(stack) > 0 && r.drafts[stack[len(stack)-1]].ind >= d.ind {
			stack = stack[:len(stack)-1]
		}
		if byLabel {
			if j := strings.LastIndexByte(d.label, '.'); j > 0 {
				if k, ok := labels[d.label[:j]]; ok {
					set(k)
				}
			}
		}
		if d.pointer != "" {
			ptr := strings.TrimLeft(d.pointer, "@#")
			if k, ok := labels[ptr]; ok && (strings.HasPrefix(d.pointer, "#") || isNumber(ptr)) {
				set(k)
			}
			// An ancestor by that name before anybody else of that name.
			for s := len(stack) - 1; s >= max(0, len(stack)-maxDepth) && !found; s-- {
				if sameName(r.drafts[stack[s]].author, ptr) {
					set(stack[s])
				}
			}
			if k, ok := latest[nameKey(ptr)]; ok {
				set(k)
			}
		}
		if len(stack) > 0 {
			set(stack[len(stack)-1])
		}
		if !found && len(d.quotes) > 0 {
			set(sh.find(strings.Join(d.quotes, " ")))
		}
		if d.mention != "" && !found {
			if strings.HasPrefix(d.mention, "#") {
				num := strings.TrimRight(strings.TrimLeft(strings.SplitN(d.mention, " ", 2)[0], "#"), ".,:;-")
				if k, ok := labels[num]; ok {
					set(k)
				}
			}
			fs := strings.Fields(d.mention)
			for n := min(4, len(fs)); n > 0 && !found; n-- {
				name := strings.TrimRight(strings.Join(fs[:n], " "), ".,:;!?-–—)")
				if k, ok := labels[name]; ok && isNumber(name) {
					set(k)
				}
				if k, ok := latest[nameKey(name)]; ok {
					set(k)
				}
			}
		}
		stack = append(stack, i)
		if d.label != "" {
			labels[d.label] = i
		}
		if d.author != "" {
			latest[nameKey(d.author)] = i
		}
		if quoted && d.text != "" {
			sh.add(i, d.text)
		}
	}
	return out
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789.") == ""
}

func nameKey(s string) string {
	return strings.ToLower(strings.Trim(strings.Join(strings.Fields(s), " "), "@."))
}

func sameName(a, b string) bool { return a != "" && nameKey(a) == nameKey(b) }
