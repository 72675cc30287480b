package article

import (
	"fmt"
	"io"
	"iter"
	"slices"
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
	if opt.CommentsStart != nil && (best == nil || !best.heads.given) {
		a.Warnings = append(a.Warnings, fmt.Sprintf("no comments were found from a line that matches %q on", opt.CommentsStart))
	}
	if stated := p.stated(best); stated > 0 && (best == nil || len(best.drafts) < stated) {
		n := 0
		if best != nil {
			n = len(best.drafts)
		}
		a.Warnings = append(a.Warnings, fmt.Sprintf("the page states %d comments, %d were found", stated, n))
	}
	if best == nil {
		return a, nil, nil
	}
	var comments []Comment
	var rejected []Rejection
	deep := 0
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
			deep++
		} else if parent >= 0 {
			c.ParentID = comments[parent].ID
		}
		at[i], depth[i] = len(comments), level
		comments = append(comments, c)
	}
	if len(best.rest) > 0 {
		rejected = append(rejected, best.rest...)
		slices.SortStableFunc(rejected, func(a, b Rejection) int { return a.Line - b.Line })
	}
	if deep > 0 {
		a.Warnings = append(a.Warnings, fmt.Sprintf("%d replies are nested deeper than %d; they are attached at that depth", deep, maxDepth))
	}
	return a, comments, rejected
}

// stated is the number of comments that the heading of the comments states; on
// a page without a reading, the number that any heading states. 0 is none.
func (p *page) stated(best *reading) int {
	if best != nil {
		return max(best.heads.count, 0)
	}
	n := 0
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == hComments {
			n = max(n, l.count)
		}
	}
	return n
}
