package report

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"standpoint/analyze"
)

// BOM is the byte order mark by which spreadsheets know a CSV file for UTF-8.
const BOM = "\uFEFF"

// MaxCell is the number of characters, in UTF-16 code units, that a
// spreadsheet cell holds. Longer ones are cut, with a mark.
const MaxCell = 32767

// Table writes CSV after RFC 4180: comma, CRLF after each row, newlines inside
// a cell kept as LF. Cells are safe to open in a spreadsheet: see Cell.
type Table struct {
	w       io.Writer
	buf     bytes.Buffer
	csv     *csv.Writer
	columns []string
	cut     int    // cells cut so far
	first   string // where the first of them is
}

// NewTable writes the header to w, after a byte order mark if bom.
func NewTable(w io.Writer, bom bool, columns ...string) (*Table, error) {
	t := &Table{w: w, columns: columns}
	t.csv = csv.NewWriter(&t.buf)
	if bom {
		t.buf.WriteString(BOM)
	}
	return t, t.write(columns)
}

// Write writes one row, as many cells as there are columns. key names the row
// in a warning ("comment 12 of article 3"). The row is on its way to the
// writer when Write returns.
func (t *Table) Write(key string, cells ...string) error {
	if len(cells) != len(t.columns) {
		return fmt.Errorf("CSV row of %d cells under %d columns", len(cells), len(t.columns))
	}
	row := make([]string, len(cells))
	for i, c := range cells {
		var cut bool
		if row[i], cut = Cell(c); cut {
			if t.cut++; t.cut == 1 {
				t.first = "column " + t.columns[i] + " of " + key
			}
		}
	}
	return t.write(row)
}

func (t *Table) write(row []string) error {
	if err := t.csv.Write(row); err != nil {
		return err
	}
	t.csv.Flush()
	b := t.buf.Bytes()
	t.buf.Truncate(len(b) - 1) // the LF; csv's own CRLF option would rewrite newlines inside cells
	t.buf.WriteString("\r\n")
	_, err := t.w.Write(t.buf.Bytes())
	t.buf.Reset()
	return err
}

// Warnings tells of cells that were cut.
func (t *Table) Warnings() []string {
	switch t.cut {
	case 0:
		return nil
	case 1:
		return []string{fmt.Sprintf("%s was cut to %s characters, all that a spreadsheet cell holds", t.first, count(MaxCell))}
	}
	return []string{fmt.Sprintf("%d cells were cut to %s characters, all that a spreadsheet cell holds; the first is %s", t.cut, count(MaxCell), t.first)}
}

// Cell makes text safe for a spreadsheet and reports whether it had to be cut.
//
// A cell that a spreadsheet could take for a formula gets a leading
// apostrophe: one whose first character, white space and invisible ones aside,
// is = + - @ or a full-width twin of these, or which starts with a tab or a
// newline. Plain numbers stay as they are. Control characters and invalid
// UTF-8 become U+FFFD. The end of a cell longer than MaxCell gives way to a
// mark that says how long it was.
func Cell(s string) (cell string, cut bool) {
	s = valid(s)
	if formula(s) {
		s = "'" + s
	}
	if len(s) <= MaxCell || units(s) <= MaxCell {
		return s, false
	}
	mark := fmt.Sprintf(" … [cut: %s characters in all]", count(utf8.RuneCountInString(s)))
	room := MaxCell - units(mark)
	n := 0
	for i, r := range s {
		if n += utf16.RuneLen(r); n > room {
			return s[:i] + mark, true
		}
	}
	return s, false
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

var plainNumber = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

func formula(s string) bool {
	if s == "" {
		return false
	}
	if s[0] == '\t' || s[0] == '\n' {
		return true
	}
	for _, r := range s {
		switch r {
		case '=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫', '−':
			return !plainNumber.MatchString(s)
		}
		if !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) {
			return false
		}
	}
	return false
}

// RecordColumns names the cells of Record.Cells: first those that the score
// command promises, then what else is known.
func RecordColumns() []string {
	return []string{
		"sentiment", "sentiment_label", "stance", "p_against", "p_neutral", "p_favor", "evidence",
		"p_negative", "p_sentiment_neutral", "p_positive", "target_sentiment", "sarcasm", "engine", "note",
	}
}

// Cells is the record as CSV cells under RecordColumns. Numbers have four
// decimals; a value that was not computed is empty.
func (r *Record) Cells() []string {
	sarcasm := ""
	if r.Sarcasm > 0 {
		sarcasm = fixed4(float64(r.Sarcasm))
	}
	return []string{
		r.Sentiment.cell(), r.SentimentLabel, r.Stance, r.PAgainst.cell(), r.PNeutral.cell(), r.PFavor.cell(), evidenceCell(r.Evidence),
		r.PNegative.cell(), r.PSentimentNeutral.cell(), r.PPositive.cell(), r.TargetSentiment.cell(), sarcasm, r.Engine, r.Note,
	}
}

func (n *Number) cell() string {
	if n == nil {
		return ""
	}
	return fixed4(float64(*n))
}

// evidenceCell writes evidence for people and programs alike:
//
//	"give us a break" [text 120:135] stance -0.42 disbelief; …
//
// that is the span as a JSON string, its field and byte offsets there, what it
// is evidence for, its signed weight, the cue if one is named, and the words
// of the claim that it met as `met "…"`.
func evidenceCell(list []Evidence) string {
	var b strings.Builder
	for i, e := range list {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "%s [%s %d:%d] %s %s", quote(e.Text), e.Field, e.Start, e.End, e.For, e.Weight.short())
		if e.Cue != "" {
			b.WriteString(" " + strings.ReplaceAll(e.Cue, ";", ","))
		}
		if e.Met != "" {
			b.WriteString(" met " + quote(e.Met))
		}
	}
	return b.String()
}

func quote(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return strconv.Quote(s) // a string always encodes
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Comments writes comments.csv, one row a comment, as they come.
type Comments struct{ t *Table }

// NewComments writes the header of comments.csv to w.
func NewComments(w io.Writer, bom bool) (*Comments, error) {
	columns := []string{"article_id", "comment_id", "parent_id", "depth", "author", "posted", "votes_up", "votes_down", "title", "text"}
	columns = append(append(columns, RecordColumns()...), "copy_of", "copy_similarity")
	t, err := NewTable(w, bom, columns...)
	return &Comments{t}, err
}

// Row is the row that Write would write.
func (c *Comments) Row(it *analyze.Judged) ([]byte, error) {
	var b bytes.Buffer
	t := &Table{w: &b, columns: c.t.columns}
	t.csv = csv.NewWriter(&t.buf)
	err := (&Comments{t}).Write(it)
	return b.Bytes(), err
}

// Write writes one judged comment. Offsets in its evidence are those of the
// comment's own title and text, before any apostrophe that guards the cell.
func (c *Comments) Write(it *analyze.Judged) error {
	cm := it.Comment
	cells := []string{
		it.Article.ID, cm.ID, cm.ParentID, strconv.Itoa(it.Depth), cm.Author, cm.Posted.String(),
		votes(cm.Up), votes(cm.Down), cm.Title, cm.Text,
	}
	cells = append(cells, NewRecord(cm, &it.Judgment).Cells()...)
	copyOf, similarity := "", ""
	if c := cm.CopyOf; c != nil {
		copyOf, similarity = c.ArticleID+"#"+c.CommentID, fixed4(c.Similarity)
	}
	return c.t.Write("comment "+cm.ID+" of article "+it.Article.ID, append(cells, copyOf, similarity)...)
}

func votes(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// Warnings tells of cells that were cut.
func (c *Comments) Warnings() []string { return c.t.Warnings() }

// Articles writes articles.csv, one row an article, and returns warnings about
// cells that were cut. Counts are comments; shares and means have four
// decimals and are empty where there is nothing to take them of.
func Articles(w io.Writer, sums []*analyze.Summary, bom bool) (warnings []string, err error) {
	t, err := NewTable(w, bom,
		"article_id", "source", "title", "published", "claim", "claim_source", "comments", "rejected",
		"mean_sentiment", "mean_sentiment_low", "mean_sentiment_high", "positive", "neutral", "negative",
		"favor", "against", "neutral_stance", "unclear",
		"favor_share", "favor_share_low", "favor_share_high", "against_share", "against_share_low", "against_share_high",
		"neutral_share", "neutral_share_low", "neutral_share_high", "unclear_share", "unclear_share_low", "unclear_share_high",
		"scored", "sentiment_unscored", "claim_kind", "sarcastic", "unsupported", "copies", "engines", "sentiment_engine", "warnings")
	if err != nil {
		return nil, err
	}
	for _, s := range sums {
		var row []string
		add := func(cells ...string) { row = append(row, cells...) }
		ints := func(list ...int) {
			for _, n := range list {
				add(strconv.Itoa(n))
			}
		}
		estimate := func(e analyze.Estimate, n int) {
			if n == 0 {
				add("", "", "")
				return
			}
			add(fixed4(e.Value), fixed4(e.Low), fixed4(e.High))
		}
		a := newJSONArticle(s)
		add(s.ArticleID, s.Source, s.Title, s.Published, s.Claim, s.ClaimSource)
		ints(s.Found, s.Rejected)
		estimate(analyze.Estimate{Value: s.MeanSentiment, Low: s.SentimentLow, High: s.SentimentHigh}, sentimentScored(s))
		ints(s.Sentiments[analyze.Positive], s.Sentiments[analyze.Neutral], s.Sentiments[analyze.Negative])
		ints(s.Stances[analyze.Favor], s.Stances[analyze.Against], s.Stances[analyze.NeutralStance], s.Stances[analyze.Unclear])
		estimate(s.FavorShare, sided(s))
		estimate(s.AgainstShare, sided(s))
		estimate(s.NeutralShare, sided(s))
		estimate(s.UnclearShare, s.Scored)
		ints(s.Scored, s.Sentiments[analyze.Unscored])
		add(a.Claim.Kind)
		ints(s.Sarcastic, s.Unsupported, s.Copies)
		add(engines(s), s.Tone, strings.Join(s.Warnings, "; "))
		if err := t.Write("article "+s.ArticleID, row...); err != nil {
			return nil, err
		}
	}
	return t.Warnings(), nil
}

// engines lists the methods that decided stances, the most used first:
// "lexicon 12, reply 3".
func engines(s *analyze.Summary) string {
	var list []string
	for _, e := range enginesByUse(s) {
		list = append(list, fmt.Sprintf("%s %d", cmp.Or(e, "unnamed"), s.Engines[e]))
	}
	return strings.Join(list, ", ")
}

// methods names what judged: "Stance method (comments): deep 12, fast 3.
// Sentiment method: deep".
func methods(s *analyze.Summary) string {
	var list []string
	if e := engines(s); e != "" {
		list = append(list, "Stance method (comments): "+e)
	}
	if s.Tone != "" {
		list = append(list, "Sentiment method: "+s.Tone)
	}
	return strings.Join(list, ". ")
}

func enginesByUse(s *analyze.Summary) []string {
	return slices.SortedFunc(maps.Keys(s.Engines), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.Engines[b], s.Engines[a]), cmp.Compare(a, b))
	})
}
