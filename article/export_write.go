package article

import (
	"bufio"
	"encoding/json"
	"io"
	"iter"
)

// Row of the interchange format, in the order of its keys. See
// docs/comments.schema.json.
type jsonlRow struct {
	ArticleID          string  `json:"article_id"`
	ArticleURL         string  `json:"article_url,omitempty"`
	ArticleTitle       string  `json:"article_title,omitempty"`
	ArticleDescription string  `json:"article_description,omitempty"`
	ArticleAuthor      string  `json:"article_author,omitempty"`
	ArticlePublished   string  `json:"article_published,omitempty"`
	ArticleBody        string  `json:"article_body,omitempty"`
	Claim              string  `json:"claim,omitempty"`
	Target             string  `json:"target,omitempty"`
	ID                 string  `json:"id"`
	ParentID           string  `json:"parent_id,omitempty"`
	Author             string  `json:"author,omitempty"`
	Title              string  `json:"title,omitempty"`
	Text               string  `json:"text"`
	Posted             string  `json:"posted,omitempty"`
	VotesUp            int     `json:"votes_up,omitempty"`
	VotesDown          int     `json:"votes_down,omitempty"`
	CopyOf             string  `json:"copy_of,omitempty"`
	CopySimilarity     float64 `json:"copy_similarity,omitempty"`
	Source             string  `json:"source"`
	Line               int     `json:"line"`
}

// Written counts what WriteJSONL did.
type Written struct {
	Articles, Comments, Rejected int
}

// WriteJSONL writes the comments of a stream as JSON Lines in standpoint's own
// format: one comment a line with the id, address, title and claim of its
// article. Description, author, date and body of an article stand in the row of
// its first comment only. Reading the rows gives the same comments again.
//
// Rejections are counted and handed to rejected, which may be nil. An article
// without comments leaves no row. An error of the stream ends the writing.
func WriteJSONL(w io.Writer, seq iter.Seq2[Record, error], rejected func(*Rejection)) (Written, error) {
	var n Written
	b := bufio.NewWriterSize(w, 64<<10)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	type known struct {
		head jsonlRow
		*Article
	}
	articles := map[string]*known{}
	var failed error
	for rec, err := range seq {
		if failed = err; err != nil {
			break
		}
		switch {
		case rec.Article != nil:
			a := rec.Article
			k := &known{Article: a, head: jsonlRow{ArticleID: a.ID, ArticleURL: a.URL, ArticleTitle: a.Title, Source: a.Source}}
			if a.Claim.Target {
				k.head.Target = a.Claim.Text
			} else {
				k.head.Claim = a.Claim.Text
			}
			articles[a.ID] = k
			n.Articles++
		case rec.Comment != nil:
			c := rec.Comment
			k := articles[c.ArticleID]
			if k == nil {
				k = &known{head: jsonlRow{ArticleID: c.ArticleID}}
				articles[c.ArticleID] = k
			}
			row := k.head
			if a := k.Article; a != nil {
				row.ArticleDescription, row.ArticleAuthor, row.ArticlePublished, row.ArticleBody = a.Summary, a.Byline, a.Published.String(), a.Body
				k.Article = nil // written; let go of the body
			}
			row.ID, row.ParentID, row.Author, row.Title, row.Text = c.ID, c.ParentID, c.Author, c.Title, c.Text
			row.Posted, row.VotesUp, row.VotesDown, row.Line = c.Posted.String(), c.Up, c.Down, c.Line
			if c.CopyOf != nil {
				row.CopyOf, row.CopySimilarity = c.CopyOf.CommentID, c.CopyOf.Similarity
			}
			if err := enc.Encode(&row); err != nil {
				return n, err
			}
			n.Comments++
		case rec.Rejection != nil:
			n.Rejected++
			if rejected != nil {
				rejected(rec.Rejection)
			}
		}
	}
	if err := b.Flush(); err != nil {
		return n, err
	}
	return n, failed
}
