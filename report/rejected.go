package report

import (
	"io"
	"strconv"

	"standpoint/article"
)

// Rejected writes rejected.csv, one row for each thing that was found but
// could not be read or scored, as they come.
type Rejected struct{ t *Table }

// NewRejected writes the header of rejected.csv to w.
func NewRejected(w io.Writer, bom bool) (*Rejected, error) {
	t, err := NewTable(w, bom, "source", "line", "article_id", "reason", "text")
	return &Rejected{t}, err
}

// Write writes one rejection; line is empty where the format has no lines.
func (r *Rejected) Write(x *article.Rejection) error {
	line := ""
	if x.Line > 0 {
		line = strconv.Itoa(x.Line)
	}
	return r.t.Write("line "+line+" of "+x.Source, x.Source, line, x.ArticleID, x.Reason, x.Text)
}

// Warnings tells of cells that were cut.
func (r *Rejected) Warnings() []string { return r.t.Warnings() }
