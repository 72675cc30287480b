package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"standpoint/article"
)

// treeLines is how many lines of a comment Tree shows.
const treeLines = 2

// treeIndent is the deepest nesting that Tree still indents; a deeper reply
// stands there too and names its parent.
const treeIndent = 8

// Tree writes what was understood of articles, for people at a terminal: the
// head of each, its claim with the runners-up, its comments as a tree, and what
// was rejected. No line is wider than opt.Width.
func Tree(w io.Writer, doc article.Document, opt TerminalOptions) error {
	t := &terminal{w: bufio.NewWriter(w), width: max(opt.Width, MinWidth), color: opt.Color}
	if len(doc.Articles) == 0 {
		t.line("No articles.")
	}
	for i := range doc.Articles {
		if i > 0 {
			t.line("")
			t.line(t.dim(strings.Repeat("─", t.width)))
			t.line("")
		}
		t.understood(&doc.Articles[i])
	}
	return t.w.Flush()
}

func (t *terminal) understood(a *article.ArticleJSON) {
	field := func(name, value string) {
		if value != "" {
			t.wrapped(padRight(name, 12), value, "")
		}
	}
	field("source", a.Source)
	title := a.Title
	if title == "" {
		title = "(none found)"
	}
	field("title", title)
	field("summary", a.Summary)
	field("byline", a.Byline)
	field("published", a.Published)
	field("url", a.URL)
	field("topics", strings.Join(a.Topics, ", "))
	field("body", fmt.Sprintf("%s, %s", counted(len(strings.Fields(a.Body)), "word"), counted(utf8.RuneCountInString(a.Body), "character")))
	switch {
	case a.Claim.Text == "":
		field("claim", "none could be proposed from the page; give --claim or --target")
	case a.Claim.Source == string(article.ClaimProposed):
		field("claim", a.Claim.Text+" (proposed from the page)")
	default:
		field("claim", a.Claim.Text+" (given)")
	}
	also := "  or"
	for _, p := range a.Claim.Proposed {
		if p.Text != a.Claim.Text {
			field(also, p.Text)
			also = "    "
		}
	}
	t.line("")

	top := 0
	for _, c := range a.Comments {
		if c.ParentID == "" {
			top++
		}
	}
	switch n := len(a.Comments); {
	case n == 0:
		t.line(t.bold("no comments found on this page"))
	case top == n:
		t.line(t.bold(counted(n, "comment") + ", none of them a reply"))
	default:
		t.line(t.bold(fmt.Sprintf("%s, %s at top level", counted(n, "comment"), count(top))))
	}
	depth := map[string]int{}
	for _, c := range a.Comments {
		d := 0
		if up, ok := depth[c.ParentID]; ok && c.ParentID != "" {
			d = up + 1
		}
		depth[c.ID] = d
		t.comment(&c, d)
	}
	for i, w := range a.Warnings {
		if i == 0 {
			t.line("")
		}
		t.wrapped("! ", w, sgrWarning)
	}
	if len(a.Rejected) > 0 {
		t.line("")
		t.line(t.paint(sgrWarning, counted(len(a.Rejected), "rejected passage")))
		for _, r := range a.Rejected {
			t.wrapped(fmt.Sprintf("  line %d: ", r.Line), r.Reason, "")
			if r.Text != "" {
				t.line("    " + t.dim(clip(r.Text, t.width-4)))
			}
		}
	}
}

func (t *terminal) comment(c *article.CommentJSON, depth int) {
	indent := strings.Repeat("   ", min(depth, treeIndent))
	head := indent + "#" + clip(c.ID, 20)
	var about []string
	if c.Author != "" {
		about = append(about, c.Author)
	}
	if c.Posted != "" {
		about = append(about, c.Posted)
	}
	if c.VotesUp != 0 || c.VotesDown != 0 {
		about = append(about, fmt.Sprintf("+%d −%d", c.VotesUp, c.VotesDown))
	}
	if c.ParentID != "" {
		about = append(about, "replies to #"+c.ParentID)
	}
	about = append(about, fmt.Sprintf("line %d", c.Line))
	t.line("")
	t.line(head + " " + t.dim(clip(strings.Join(about, " · "), t.width-shown(head)-1)))
	room := t.width - shown(indent) - 2
	if c.Title != "" {
		t.line(indent + "  " + t.bold(clip(c.Title, room)))
	}
	lines := wrap(glyphs(c.Text, nil), room)
	for i, l := range lines {
		if i == treeLines-1 && len(lines) > treeLines {
			var rest strings.Builder
			for _, l := range lines[i:] {
				rest.WriteString(join(l) + " ")
			}
			t.line(indent + "  " + clip(rest.String(), room))
			return
		}
		t.line(indent + "  " + join(l))
	}
}
