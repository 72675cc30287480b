package article

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
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
	stopped  bool // the caller has had enough
	articles map[string]struct{}
	fallback string // ID of an article that has none; "" is the input's name
	threads  threads
	plain    bool // texts are plain already: "<b>" is what somebody wrote
	found    int  // comments and rejections so far
}

func newSink(name string, yield func(Record, error) bool) *sink {
	return &sink{name: name, yield: yield, articles: map[string]struct{}{}}
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

// article passes an article on unless one with its ID went before. An article
// without an ID is named after the input.
func (s *sink) article(a Article) string {
	if a.OwnID = a.ID != ""; !a.OwnID {
		a.ID = cmp.Or(s.fallback, baseID(s.name))
	}
	if _, ok := s.articles[a.ID]; ok {
		return a.ID
	}
	// Keep no substring of a whole row alive.
	a.ID = strings.Clone(a.ID)
	a.URL, a.Title, a.Summary, a.Byline = strings.Clone(a.URL), cleanText(a.Title), cleanText(a.Summary), cleanText(a.Byline)
	a.Body, a.Claim.Text = cleanText(a.Body), cleanText(a.Claim.Text)
	a.Source = s.name
	s.articles[a.ID] = struct{}{}
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
// an article that was passed on; its texts may still be HTML.
//
//   - A comment without an ID gets "FILE-N", N counting comments and rejections.
//   - Neither text nor title: rejected.
//   - An ID that was there already (among the last repeatWindow comments of
//     the input at the least): rejected, the first one counts.
//   - A reply to itself, or one that closes a ring of replies: kept at top
//     level.
//   - A reply to a comment that comes later or never: kept as it is.
func (s *sink) comment(c Comment) bool {
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
	return s.emit(Record{Comment: &c})
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

// repeatWindow is how many comments of an input are remembered to find
// repeated ids and rings of replies. It bounds memory at about 100 MB.
const repeatWindow = 1 << 20

// threads remembers the ids of the last comments and what they reply to, in
// two generations: when the young one is full the old one is forgotten.
type threads struct {
	young, old map[uint64]reply
}

type reply struct {
	parent uint64 // 0 at top level
	seen   bool   // the comment itself was there; otherwise only a reply to it
}

// add notes a comment.
func (t *threads) add(article, id, parent string) (repeated, circular bool) {
	key := idHash(article, id)
	r, known := t.get(key)
	if r.seen {
		return true, false
	}
	r.seen = true
	if parent != "" {
		r.parent = idHash(article, parent)
		if p, ok := t.get(r.parent); !ok {
			t.put(r.parent, reply{})
		} else if known {
			// Someone replied to this one already: it may close a ring.
			for up, steps := r.parent, 0; ; steps++ {
				if circular = up == key || steps == maxRing; circular {
					r.parent = 0
					break
				}
				if up = p.parent; up == 0 {
					break
				}
				p, _ = t.get(up)
			}
		}
		circular = circular || r.parent == key
		if circular {
			r.parent = 0
		}
	}
	t.put(key, r)
	return false, circular
}

// maxRing is the longest chain of replies that is followed to find a ring. A
// longer one that is told backwards is cut there, which keeps time linear.
const maxRing = 1000

func (t *threads) get(key uint64) (reply, bool) {
	if r, ok := t.young[key]; ok {
		return r, true
	}
	r, ok := t.old[key]
	return r, ok
}

func (t *threads) put(key uint64, r reply) {
	if t.young == nil || len(t.young) >= repeatWindow {
		t.old, t.young = t.young, make(map[uint64]reply)
	}
	t.young[key] = r
}

// idHash is 64 bits of SHA-256: the same on every machine, and nobody makes
// two comments collide by accident.
func idHash(article, id string) uint64 {
	var buf [128]byte
	b := append(buf[:0], article...)
	b = append(b, 0)
	b = append(b, id...)
	h := sha256.Sum256(b)
	return binary.LittleEndian.Uint64(h[:]) | 1 // never 0, which means top level
}

// parseCount reads a vote count: "12", "1.0", "1,234", "1.2K". Anything else
// is 0.
func parseCount(s string) int {
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

// plainID undoes what tables do to ids: pandas writes a column of numbers with
// gaps as "123.0", and missing ones as "nan".
func plainID(s string) string {
	s = strings.TrimSpace(s)
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
	switch s = plainID(s); s {
	case "0", "-1", "root", "false", articleID:
		return ""
	}
	return s
}

// cleanText drops NUL and other control characters, makes line ends "\n" and
// trims.
func cleanText(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' && c != '\n' && c != '\t' || c == 0x7f || c == 0xef || c == 0xc2 {
			clean = false
			break
		}
	}
	if !clean {
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

// oneLine makes all white space single blanks.
func oneLine(s string) string {
	if strings.ContainsAny(s, "\n\t") || strings.Contains(s, "  ") {
		return strings.Join(strings.Fields(s), " ")
	}
	return s
}
