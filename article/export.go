package article

import (
	"cmp"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// sink is where every export reader puts what it found. It holds the rules
// that are the same for all of them: an article comes before its first
// comment, and empty, deleted, repeated and circular comments have one
// treatment each.
type sink struct {
	name     string
	yield    func(Record, error) bool
	stopped  bool              // the caller has had enough
	articles map[string]string // by ID, the ID in a string of its own
	fallback string            // ID of an article that has none; "" is the input's name
	threads  threads
	plain    bool // texts are plain already: "<b>" is what somebody wrote
	found    int  // comments and rejections so far
	spare    []Comment
}

func newSink(name string, yield func(Record, error) bool) *sink {
	return &sink{name: name, yield: yield, articles: map[string]string{}}
}

// emit passes a record on and reports whether to go on.
func (s *sink) emit(r Record) bool {
	if !s.stopped && !s.yield(r, nil) {
		s.stopped = true
	}
	return !s.stopped
}

// fail ends the stream with an error.
func (s *sink) fail(err error) {
	if err != nil && !s.stopped {
		s.stopped = true
		s.yield(Record{}, fmt.Errorf("%s: %w", s.name, err))
	}
}

// article passes an article on unless one with its ID went before, and returns
// its ID. An article without an ID is named after the input. The strings of a
// may be borrowed: those that are kept are copied.
func (s *sink) article(a Article) string {
	if a.OwnID = a.ID != ""; !a.OwnID {
		a.ID = cmp.Or(s.fallback, baseID(s.name))
	}
	if id, ok := s.articles[a.ID]; ok {
		return id
	}
	a.Title, a.Summary, a.Byline, a.Body, a.Claim.Text = cleanText(a.Title), cleanText(a.Summary), cleanText(a.Byline), cleanText(a.Body), cleanText(a.Claim.Text)
	ownStrings(&a.ID, &a.URL, &a.Title, &a.Summary, &a.Byline, &a.Body, &a.Claim.Text, (*string)(&a.Claim.Source))
	a.Source = s.name
	s.articles[a.ID] = a.ID
	s.emit(Record{Article: &a})
	return a.ID
}

// reject passes a rejection on. articleID may be "".
func (s *sink) reject(articleID string, line int, reason, text string) bool {
	r := reject(s.name, line, reason, text)
	r.ArticleID = articleID
	s.found++
	return s.emit(Record{Rejection: r})
}

// comment passes a comment on, or its rejection. Its ArticleID must be that of
// an article that was passed on; its texts may still be HTML. Its other strings
// may be borrowed: they are copied. The sink keeps c.
//
//   - A comment without an ID gets "FILE-N", N counting comments and rejections.
//   - Neither text nor title: rejected.
//   - An ID that was there already (among the last repeatWindow/2 comments of
//     the input at the least): rejected, the first one counts.
//   - A reply to itself, or one that closes a ring of replies: kept at top
//     level.
//   - A reply to a comment that comes later or never: kept as it is.
func (s *sink) comment(c *Comment) bool {
	c.Text, c.Title, c.Author = s.text(c.Text), oneLine(s.text(c.Title)), oneLine(cleanText(c.Author))
	if c.Text == "" && c.Title == "" {
		return s.reject(c.ArticleID, c.Line, "the comment has no text", c.ID)
	}
	if c.ID == "" {
		c.ID = s.freshID()
	}
	repeated, circular := s.threads.add(c.ArticleID, c.ID, c.ParentID)
	if repeated {
		return s.reject(c.ArticleID, c.Line, fmt.Sprintf("the id %s was there already", strconv.Quote(startOf(c.ID))), c.Text)
	}
	if circular {
		c.ParentID = ""
	}
	if c.Up < 0 { // a balance, such as Reddit's score
		c.Up, c.Down = 0, c.Down-c.Up
	}
	s.found++
	if len(s.spare) == 0 {
		s.spare = make([]Comment, commentSlab)
	}
	own := &s.spare[0]
	s.spare = s.spare[1:]
	ownStrings(&c.ID, &c.ParentID, &c.Author, &c.Title, &c.Text)
	*own = *c
	return s.emit(Record{Comment: own})
}

// commentSlab is how many comments are allocated at once. Who keeps one of
// them keeps the memory of all, without their strings.
const commentSlab = 25

// ownStrings moves strings into one new piece of memory of just their size, so
// that they neither keep a whole row alive nor change when its buffer is used
// again.
func ownStrings(fields ...*string) {
	n := 0
	for _, f := range fields {
		n += len(*f)
	}
	if n == 0 {
		return
	}
	var b strings.Builder
	b.Grow(n)
	for _, f := range fields {
		b.WriteString(*f)
	}
	own := b.String()
	for _, f := range fields {
		k := len(*f)
		*f, own = own[:k], own[k:]
	}
}

// text is plainText unless the input has plain texts already.
func (s *sink) text(t string) string {
	if s.plain {
		return cleanText(t)
	}
	return plainText(t)
}

// freshID names a comment that has no id of its own.
func (s *sink) freshID() string { return baseID(s.name) + "-" + strconv.Itoa(s.found+1) }

// repeatWindow is how many ids, of comments and of what they reply to, make a
// generation of those that are remembered to find repeated ids and rings of
// replies. Two generations take at most 32 MB.
const repeatWindow = 1 << 19

// threads remembers the ids of the last comments and what they reply to, in
// two generations: when the young one is full the old one is forgotten.
type threads struct {
	young, old replyTable
}

// reply is what is known of an id.
type reply struct {
	key    uint64 // idHash; 0 in a free slot
	parent uint64 // idHash of what it replies to, 0 at top level; bit 0: the comment itself was there
}

func (r reply) seen() bool { return r.parent&1 != 0 }

// add notes a comment.
func (t *threads) add(article, id, parent string) (repeated, circular bool) {
	if t.young.used >= repeatWindow {
		clear(t.old.slots)
		t.old, t.young = t.young, replyTable{slots: t.old.slots}
	}
	t.young.reserve()
	seed := hashMore(0x9e3779b97f4a7c15, article)
	key := idHash(seed, id)
	self, known := t.entry(key)
	if self.seen() {
		return true, false
	}
	self.parent |= 1
	if parent == "" {
		return false, false
	}
	up := idHash(seed, parent)
	p, before := t.entry(up)
	if circular = up == key; before && known && !circular {
		// Someone replied to this one already: it may close a ring.
		for r, steps := *p, 0; ; steps++ {
			if r.key == key || steps == maxRing {
				circular = true
				break
			}
			next := r.parent &^ 1
			if next == 0 {
				break
			}
			var ok bool
			if r, ok = t.get(next); !ok {
				break
			}
		}
	}
	if !circular {
		self.parent = up | 1
	}
	return false, circular
}

// entry is the entry of key in the young generation, taken over from the old
// one or made; known says that there was one. It is valid until reserve.
func (t *threads) entry(key uint64) (r *reply, known bool) {
	if r = t.young.slot(key); r.key != 0 {
		return r, true
	}
	t.young.used++
	if o := t.old.slot(key); o != nil && o.key != 0 {
		*r = *o
		return r, true
	}
	r.key = key
	return r, false
}

// maxRing is the longest chain of replies that is followed to find a ring. A
// longer one that is told backwards is cut there, which keeps time linear.
const maxRing = 1000

func (t *threads) get(key uint64) (reply, bool) {
	if r := t.young.slot(key); r != nil && r.key != 0 {
		return *r, true
	}
	if r := t.old.slot(key); r != nil && r.key != 0 {
		return *r, true
	}
	return reply{}, false
}

// replyTable is a hash table with open addressing, at most three quarters full.
type replyTable struct {
	slots []reply // a power of two
	used  int
}

// slot is where key is or would be; nil in an empty table.
func (t *replyTable) slot(key uint64) *reply {
	if len(t.slots) == 0 {
		return nil
	}
	mask := uint64(len(t.slots) - 1)
	for i := key >> 20 & mask; ; i = (i + 1) & mask {
		if r := &t.slots[i]; r.key == key || r.key == 0 {
			return r
		}
	}
}

// reserve makes room for two more entries.
func (t *replyTable) reserve() {
	if 4*(t.used+2) < 3*len(t.slots) {
		return
	}
	old := t.slots
	t.slots = make([]reply, max(4*len(old), 1024))
	for _, o := range old {
		if o.key != 0 {
			*t.slot(o.key) = o
		}
	}
}

// idHash is a 64-bit hash of an id, seeded by that of its article: the same on
// every machine. It is never 0 and bit 0 is free for a flag.
func idHash(seed uint64, id string) uint64 { return mix64(hashMore(seed, id))&^1 | 2 }

// hashMore adds s to a hash: two multiplications a word, in the manner of wyhash.
func hashMore(h uint64, s string) uint64 {
	const k1 = 0xe7037ed1a0b428db
	h = mix64(h ^ uint64(len(s)))
	for len(s) >= 8 {
		hi, lo := bits.Mul64(h^word(s, 0), k1)
		h = hi ^ lo ^ bits.RotateLeft64(h, 23)
		s = s[8:]
	}
	w := uint64(0)
	for i := range len(s) {
		w |= uint64(s[i]) << (8 * i)
	}
	hi, lo := bits.Mul64(h^w, k1)
	return hi ^ lo ^ bits.RotateLeft64(h, 23)
}

// word is the eight bytes of s from i on, the first one lowest.
func word(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// parseCount reads a vote count: "12", "1.0", "1,234", "1.2K". Anything else
// is 0.
func parseCount(s string) int {
	if s == "" {
		return 0
	}
	if n, ok := wholeNumber(s); ok {
		return n
	}
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	s = strings.ReplaceAll(strings.TrimSpace(s), ",", "")
	factor := 1.0
	if n := len(s) - 1; n > 0 {
		switch s[n] {
		case 'k', 'K':
			factor, s = 1e3, s[:n]
		case 'm', 'M':
			factor, s = 1e6, s[:n]
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if f *= factor; err != nil || !(f > -1e15 && f < 1e15) {
		return 0
	}
	return int(f)
}

// wholeNumber reads up to 18 digits and nothing else.
func wholeNumber(s string) (n int, ok bool) {
	if s == "" || len(s) > 18 {
		return 0, false
	}
	for i := range len(s) {
		c := s[i] - '0'
		if c > 9 {
			return 0, false
		}
		n = 10*n + int(c)
	}
	return n, true
}

// plainID undoes what tables do to ids: pandas writes a column of numbers with
// gaps as "123.0", and missing ones as "nan". Reddit's "t1_" and "t3_", which
// stand before some mentions of an id and not before others, go.
func plainID(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 3 && s[0] == 't' && (s[1] == '1' || s[1] == '3') && s[2] == '_' {
		return s[3:]
	}
	if n, ok := strings.CutSuffix(s, ".0"); ok && n != "" && strings.Trim(n, "0123456789") == "" {
		return n
	}
	switch s {
	case "nan", "NaN", "null", "NULL", "None", "none", "<NA>", "NA", "N/A", `\N`:
		return ""
	}
	return s
}

// plainParent is plainID for what a comment replies to; "0" and the like mean
// top level.
func plainParent(s, articleID string) string {
	if strings.HasPrefix(s, "t3_") { // a submission of Reddit
		return ""
	}
	switch s = plainID(s); s {
	case "0", "-1", "root", "false", articleID:
		return ""
	}
	return s
}

// cleanText drops NUL and other control characters, makes line ends "\n" and
// trims.
func cleanText(s string) string {
	if s == "" {
		return ""
	}
	if cleanPrefix(s) < len(s) {
		s = strings.ReplaceAll(s, "\r\n", "\n")
		s = strings.Map(func(r rune) rune {
			switch {
			case r == '\n' || r == '\t':
			case r == '\r', r == '\v', r == '\f':
				return '\n'
			case r < ' ', r >= 0x7f && r < 0xa0, r == '\uFEFF':
				return -1
			case r == 0xa0:
				return ' '
			}
			return r
		}, s)
	}
	return strings.TrimSpace(s)
}

// cleanPrefix is how many bytes at the start of s cleanText would keep for sure.
func cleanPrefix(s string) int {
	i := 0
	for i < len(s) && cleanByte[s[i]] {
		i++
		for i+8 <= len(s) {
			if w := word(s, i); !printable(w) && !harmless(w) {
				break
			}
			i += 8
		}
	}
	return i
}

// plainPrefix is how many bytes at the start of s plainText would keep for sure.
func plainPrefix(s string) int {
	i := 0
	for i < len(s) && cleanByte[s[i]] && s[i] != '<' && s[i] != '&' {
		i++
		for i+8 <= len(s) {
			w := word(s, i)
			if sameByte(w, '<')|sameByte(w, '&') != 0 || !printable(w) && !harmless(w) {
				break
			}
			i += 8
		}
	}
	return i
}

// sameByte is 0 when no byte of w is c.
func sameByte(w uint64, c byte) uint64 {
	w ^= uint64(c) * ones
	return (w - ones) &^ w & tops
}

// ones and tops have the lowest and the highest bit of every byte set.
const ones, tops = 0x0101010101010101, 0x8080808080808080

// printable reports whether all bytes of w are of ASCII without its control
// characters. Adding 1 takes DEL over the top; both hold for single bytes as
// long as no byte below carries, and the lowest that does is found out itself.
func printable(w uint64) bool { return (w|(w+ones)|(w-0x20*ones))&tops == 0 }

// harmless reports whether cleanByte holds for all bytes of w, line ends and
// tabs aside. Like sameByte it may err only above a byte for which it does not.
func harmless(w uint64) bool {
	return (w-0x20*ones)&^w&tops|sameByte(w, 0x7f)|sameByte(w, 0xc2)|sameByte(w, 0xef) == 0
}

// cleanByte marks the bytes that no character begins with that cleanText would
// change: the others are control characters, and 0xc2 and 0xef before more of
// them, the no-break space and the byte order mark.
var cleanByte = func() (t [256]bool) {
	for c := range t {
		t[c] = (c >= ' ' || c == '\n' || c == '\t') && c != 0x7f && c != 0xc2 && c != 0xef
	}
	return t
}()

// oneLine makes all white space single blanks.
func oneLine(s string) string {
	for i := range len(s) {
		if c := s[i]; c <= ' ' && (c == '\n' || c == '\t' || c == ' ' && i+1 < len(s) && s[i+1] == ' ') {
			return strings.Join(strings.Fields(s), " ")
		}
	}
	return s
}
