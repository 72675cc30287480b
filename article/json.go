package article

import (
	"encoding/json"
	"io"
	"iter"
)

// Document is what was understood of one or more inputs, as
// "standpoint parse --json" prints it. Absent values are empty strings, zeros
// and empty lists; no key is ever missing.
type Document struct {
	Articles []ArticleJSON `json:"articles"`
}

// ArticleJSON is one article with all that was found under it.
type ArticleJSON struct {
	ID        string          `json:"id"`
	Source    string          `json:"source"`
	Title     string          `json:"title"`
	Summary   string          `json:"summary"`
	Byline    string          `json:"byline"`
	Published string          `json:"published"` // RFC 3339, or the day alone
	URL       string          `json:"url"`
	Topics    []string        `json:"topics"`
	Body      string          `json:"body"`
	Claim     ClaimJSON       `json:"claim"`
	Comments  []CommentJSON   `json:"comments"`
	Rejected  []RejectionJSON `json:"rejected"`
	Warnings  []string        `json:"warnings"` // doubts of the reader about the page
}

// ClaimJSON is the claim in force and the runners-up.
type ClaimJSON struct {
	Text     string         `json:"text"`
	Source   string         `json:"source"` // "given", "proposed" or ""
	Target   bool           `json:"target"` // Text is a noun phrase
	Proposed []ProposedJSON `json:"proposed"`
}

// ProposedJSON is one claim proposed from the page.
type ProposedJSON struct {
	Text string `json:"text"`
}

// CommentJSON is one comment.
type CommentJSON struct {
	ID        string `json:"id"`
	ParentID  string `json:"parent_id"`
	Author    string `json:"author"`
	Title     string `json:"title"`
	Text      string `json:"text"`
	Posted    string `json:"posted"` // RFC 3339, or the day alone
	VotesUp   int    `json:"votes_up"`
	VotesDown int    `json:"votes_down"`
	Line      int    `json:"line"`
}

// RejectionJSON is one thing that could not be read.
type RejectionJSON struct {
	Line   int    `json:"line"`
	Reason string `json:"reason"`
	Text   string `json:"text"`
}

// Collect reads a stream to its end into a Document, articles in the order in
// which they came. claim, if not nil, is called once for every article when
// its comments are complete and may set Claim and Proposed. On an error it
// returns what came before it.
func Collect(seq iter.Seq2[Record, error], claim func(*Article)) (Document, error) {
	doc := Document{Articles: []ArticleJSON{}}
	at := map[string]int{}
	var arts []*Article
	find := func(id string) *ArticleJSON {
		i, ok := at[id]
		if !ok {
			i = len(doc.Articles)
			at[id] = i
			doc.Articles = append(doc.Articles, ArticleJSON{ID: id, Topics: []string{},
				Claim: ClaimJSON{Proposed: []ProposedJSON{}}, Comments: []CommentJSON{}, Rejected: []RejectionJSON{}, Warnings: []string{}})
			arts = append(arts, &Article{ID: id})
		}
		return &doc.Articles[i]
	}
	var failed error
	for rec, err := range seq {
		if err != nil {
			failed = err
			break
		}
		switch {
		case rec.Article != nil:
			find(rec.Article.ID)
			arts[at[rec.Article.ID]] = rec.Article
		case rec.Comment != nil:
			c, a := rec.Comment, find(rec.Comment.ArticleID)
			a.Comments = append(a.Comments, CommentJSON{ID: c.ID, ParentID: c.ParentID, Author: c.Author, Title: c.Title,
				Text: c.Text, Posted: c.Posted.String(), VotesUp: c.Up, VotesDown: c.Down, Line: c.Line})
		case rec.Rejection != nil:
			a := find(rec.Rejection.ArticleID)
			a.Rejected = append(a.Rejected, RejectionJSON{Line: rec.Rejection.Line, Reason: rec.Rejection.Reason, Text: rec.Rejection.Text})
		}
	}
	for i, a := range arts {
		if claim != nil {
			claim(a)
		}
		j := &doc.Articles[i]
		j.Source, j.Title, j.Summary, j.Byline = a.Source, a.Title, a.Summary, a.Byline
		j.Published, j.URL, j.Body = a.Published.String(), a.URL, a.Body
		j.Topics = append(j.Topics, a.Topics...)
		j.Warnings = append(j.Warnings, a.Warnings...)
		j.Claim.Text, j.Claim.Source, j.Claim.Target = a.Claim.Text, string(a.Claim.Source), a.Claim.Target
		for _, p := range a.Proposed {
			j.Claim.Proposed = append(j.Claim.Proposed, ProposedJSON{Text: p.Text})
		}
	}
	return doc, failed
}

// WriteJSON writes d, indented, without escaping the <, > and & of texts.
func (d Document) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(d)
}
