// Package article turns bytes into articles and their reader comments.
//
// There is one reader per input format; Formats lists them. A record that
// cannot be read becomes a Rejection with its line and a reason: it never ends
// a run and it is never dropped in silence. This package knows nothing of
// sentiment, stance or statistics.
package article

import (
	"strings"
	"time"
)

// Article is one page or one thread that readers commented on.
// Every text field is plain text; the empty string means the page did not
// give that field.
type Article struct {
	ID        string // unique in a run; see IDs
	OwnID     bool   // ID comes from the data, not from the name of the file
	Source    string // the input's name as the user gave it, "-" for standard input
	URL       string // canonical address as stated in the page; never fetched
	Title     string
	Summary   string
	Byline    string // the author's name alone, without "By" and affiliation
	Published Date
	Topics    []string
	Body      string   // paragraphs separated by a blank line
	Claim     Claim    // the claim in force; zero when there is none
	Proposed  []Claim  // every claim proposed from the page, best first
	Warnings  []string // doubts of the reader, for people: "the page states 12 comments, 3 were found"
}

// Claim is the statement that readers are judged to favor or to be against.
type Claim struct {
	Text   string
	Source ClaimSource
	// Target is true when Text is a noun phrase ("nuclear power", favor means
	// for it) and false when it is a sentence.
	Target bool
}

// ClaimSource says where a claim came from. The zero value means there is no
// claim.
type ClaimSource string

const (
	ClaimGiven    ClaimSource = "given"    // by the user, or by the data
	ClaimProposed ClaimSource = "proposed" // read off the page by ProposeClaims
	// ClaimParent: there is no claim but the comment replied to, whose whole
	// text is the claim. Favor then means that the reply agrees with it.
	ClaimParent ClaimSource = "parent"
)

// Comment is one reader's comment. Interface words (Reply, Share), vote counts
// and dates are never part of Text.
type Comment struct {
	ID        string // "1", "2", … in page order, or the export's own id
	ParentID  string // ID of the comment this one replies to; "" at top level
	ArticleID string
	Author    string
	Title     string // the comment's own heading, "" if it has none
	Text      string // may be empty if the whole comment stands in Title
	Posted    Date   // zero when the page gives none or only a relative one ("3 years ago")
	Up, Down  int    // votes; 0 when the page gives none
	Line      int    // 1-based line (pages) or record number (exports) in the source
	CopyOf    *Copy  // the earlier comment that this one repeats; nil if none was found, see Copies
}

// Full is the comment as its writer meant it to be read: title and text in
// one string. Sentence-final punctuation or an upper-case start keeps them
// apart with a blank line; a title that runs on into the text is joined by one
// newline. Evidence offsets count bytes of this string.
func (c *Comment) Full() string {
	switch {
	case c.Title == "":
		return c.Text
	case c.Text == "":
		return c.Title
	}
	return c.Title + c.joint() + c.Text
}

// Locate converts a byte range of Full into a field ("title" or "text") and a
// byte range of that field. A range that begins in the title ends there too.
func (c *Comment) Locate(start, end int) (field string, from, to int) {
	if c.Title == "" {
		return "text", start, end
	}
	if start < len(c.Title) {
		return "title", start, min(end, len(c.Title))
	}
	off := len(c.Title) + len(c.joint())
	return "text", max(start-off, 0), max(end-off, 0)
}

func (c *Comment) joint() string {
	if c.Text == "" {
		return ""
	}
	if runsOn(c.Title, c.Text) {
		return "\n"
	}
	return "\n\n"
}

// runsOn reports whether a sentence runs from title into text.
func runsOn(title, text string) bool {
	t := strings.TrimRight(title, " ")
	if t == "" {
		return false
	}
	if strings.HasSuffix(t, "...") || strings.HasSuffix(t, "…") || strings.HasPrefix(text, "..") || strings.HasPrefix(text, "…") {
		return true
	}
	if strings.ContainsRune(".!?:", rune(t[len(t)-1])) {
		return false
	}
	c := text[0]
	return c >= 'a' && c <= 'z'
}

// Rejection is something in an input that looks like a comment but could not
// be read as one.
type Rejection struct {
	ArticleID string
	Source    string
	Line      int    // 1-based; 0 when the format has no lines
	Reason    string // a full clause for people: what is wrong with it
	Text      string // the start of the offending text, at most RejectionText bytes
}

// RejectionText caps the bytes of Rejection.Text.
const RejectionText = 200

// Date is a point in time as precise as its source states it.
// The zero Date means "not stated".
type Date struct {
	Time    time.Time
	HasTime bool // false: the source gives a calendar day only
}

// IsZero reports whether no date was stated.
func (d Date) IsZero() bool { return d.Time.IsZero() }

// String is RFC 3339, a calendar day alone ("2010-11-10") when the source
// gives no time, and "" for the zero Date. A time without a stated zone is
// taken as UTC.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.HasTime:
		return d.Time.Format(time.RFC3339)
	}
	return d.Time.Format(time.DateOnly)
}

// Excerpt is the start of text for a Rejection: at most RejectionText bytes of
// whole characters.
func Excerpt(text string) string {
	if len(text) <= RejectionText {
		return text
	}
	n := RejectionText
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return text[:n]
}
