package article

import (
	"io"
	"iter"
	"strconv"
)

// readText reads the text of a saved article page: one article, its comments,
// its rejections. It fetches nothing and its work grows linearly with the page.
func readText(name string, r io.Reader, opt Options) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		b, err := readPage(name, r, opt)
		if err != nil {
			yield(Record{}, err)
			return
		}
		a, comments, rejected := parseText(decode(b), opt)
		a.ID, a.Source = baseID(name), name
		if !yield(Record{Article: &a}, nil) {
			return
		}
		for i := range comments {
			comments[i].ArticleID = a.ID
			if !yield(Record{Comment: &comments[i]}, nil) {
				return
			}
		}
		for i := range rejected {
			rejected[i].ArticleID, rejected[i].Source = a.ID, name
			if !yield(Record{Rejection: &rejected[i]}, nil) {
				return
			}
		}
	}
}

// parseText understands a decoded page. A reply deeper than maxDepth is
// attached to its ancestor at that depth; a reply to something that could not
// be read is attached to the nearest ancestor that could.
func parseText(s string, opt Options) (Article, []Comment, []Rejection) {
	p := newPage(s)
	best := p.comments(opt.CommentsStart)
	cut := len(p.lines)
	if best != nil {
		cut = best.drafts[0].start
		if best.heads.head >= 0 {
			cut = best.heads.head
		}
	}
	if best == nil {
		// Where comments would be, the article has ended.
		for i := range p.lines {
			if l := &p.lines[i]; !l.blank() && len(l.raw) < 160 {
				if k, _, _ := l.heading(); k != hNone && k != hEnd && p.proseBefore(i) && !p.proseAhead(i, len(p.lines)) {
					cut = i
					break
				}
			}
		}
	}
	a := p.article(cut)
	if best == nil {
		return a, nil, nil
	}
	if best.heads.head < 0 {
		// Without a heading a title or caption above the first comment is not
		// told from the article; it stays with the article.
		cut = best.drafts[0].start
	}
	var comments []Comment
	var rejected []Rejection
	up := best.parents()
	at := make([]int, len(up))    // index in comments, or of the nearest readable ancestor, -1
	depth := make([]int, len(up)) // of the readable comment at[i]
	for i := range best.drafts {
		d := &best.drafts[i]
		parent, level := -1, 0
		if up[i] >= 0 {
			parent = at[up[i]]
			if parent >= 0 {
				level = depth[up[i]] + 1
			}
		}
		if d.reason != "" {
			rejected = append(rejected, Rejection{Line: d.line, Reason: d.reason, Text: d.sample})
			at[i] = parent
			depth[i] = max(level-1, 0)
			continue
		}
		c := Comment{ID: strconv.Itoa(len(comments) + 1), Author: d.author, Title: d.title, Text: d.text, Posted: d.when.date, Up: d.up, Down: d.down, Line: d.line}
		if level >= maxDepth && parent >= 0 {
			// One level up: the sibling of its parent.
			c.ParentID = comments[parent].ParentID
			level = maxDepth - 1
		} else if parent >= 0 {
			c.ParentID = comments[parent].ID
		}
		at[i], depth[i] = len(comments), level
		comments = append(comments, c)
	}
	return a, comments, rejected
}
