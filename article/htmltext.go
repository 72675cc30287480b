package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// quotation is what a comment repeats of another one.
type quotation struct {
	text   string
	post   string // the id of the post it is from
	author string
	sure   bool // the page says that it is a quotation, and of whom
}

// quoteMark stands in a text where a quotation was; see writer.blocks.
const quoteMark = '\uE000'

// writer turns nodes into plain text: paragraphs parted by a blank line, <br>
// as a line end, list items with "- ", links and emoji images as their text.
type writer struct {
	d      *hdoc
	b      strings.Builder
	breaks int  // line ends owed before the next word
	space  bool // a blank owed
	item   bool // "- " owed
	lists  int
	open   []opened
	quotes []quotation
	skip   func(i int32) bool
	pre    int
	wrap   bool // the line ends of the source count
	root   int32
}

type opened struct {
	end    int32
	breaks int
	list   bool
	pre    bool
}

// write adds the nodes from lo to hi.
func (w *writer) write(lo, hi int32) {
	d := w.d
	for i := lo; i < hi; {
		w.close(i)
		x := &d.nodes[i]
		if w.skip != nil && w.skip(i) {
			i = x.end
			continue
		}
		if x.isText {
			w.text(x.n.Data)
			i++
			continue
		}
		if q, ok := w.quotationAt(i); ok {
			w.breakLine(2)
			w.word(string(quoteMark) + string(rune(quoteMark+1+rune(min(len(w.quotes), 1000)))))
			w.quotes = append(w.quotes, q)
			w.breakLine(2)
			i = x.end
			continue
		}
		o := opened{end: x.end}
		switch x.n.DataAtom {
		case atom.Br:
			w.breaks = min(w.breaks+1, 2)
			w.space = false
		case atom.Hr:
			w.breakLine(2)
		case atom.Img:
			w.emoji(i)
		case atom.Li:
			w.breakLine(1)
			w.item = w.lists > 0
			o.breaks = 1
		case atom.Ul, atom.Ol:
			o.breaks, o.list = 2, true
			if w.lists > 0 {
				o.breaks = 1
			}
			w.breakLine(o.breaks)
			w.lists++
		case atom.Pre:
			o.breaks, o.pre = 2, true
			w.pre++
			w.breakLine(2)
		case atom.Tr, atom.Dt, atom.Dd, atom.Tbody, atom.Figcaption, atom.Summary, atom.Address:
			o.breaks = 1
			w.breakLine(1)
		case atom.Td, atom.Th:
			w.space = true
		default:
			if blockLevel(x.n.DataAtom) {
				o.breaks = 2
				w.breakLine(2)
			} else if x.n.DataAtom == 0 && strings.Contains(x.n.Data, "-") {
				w.space = true // a custom element is no part of a word
			}
		}
		if o.breaks > 0 || o.pre || o.list {
			w.open = append(w.open, o)
		}
		i++
	}
	w.close(hi)
}

func (w *writer) close(i int32) {
	for len(w.open) > 0 && w.open[len(w.open)-1].end <= i {
		o := w.open[len(w.open)-1]
		w.open = w.open[:len(w.open)-1]
		w.breakLine(o.breaks)
		if o.list {
			w.lists--
		}
		if o.pre {
			w.pre--
		}
	}
}

func (w *writer) breakLine(n int) {
	w.breaks = max(w.breaks, n)
	w.space = false
	w.item = false
}

func (w *writer) word(s string) {
	if w.b.Len() > 0 {
		for range min(w.breaks, 2) {
			w.b.WriteByte('\n')
		}
		if w.space && w.breaks == 0 {
			w.b.WriteByte(' ')
		}
	}
	if w.item {
		w.b.WriteString("- ")
		w.item = false
	}
	w.breaks, w.space = 0, false
	w.b.WriteString(s)
}

func (w *writer) text(s string) {
	s = normalise([]byte(s))
	if w.pre > 0 || w.wrap {
		for k, l := range strings.Split(s, "\n") {
			if k > 0 {
				w.breaks = min(w.breaks+1, 2)
			}
			if w.pre == 0 {
				w.plain(l)
			} else if l = strings.TrimRight(l, " \t"); l != "" {
				w.word(l)
			}
		}
		return
	}
	// A blank line in the source with no indentation behind it was typed by
	// the writer (white-space: pre-wrap); page templates indent.
	if strings.Contains(s, "\n\n") && !strings.Contains(s, "\n ") && !strings.Contains(s, "\n\t") && strings.TrimSpace(s) != "" {
		for k, p := range strings.Split(s, "\n\n") {
			if k > 0 {
				w.breakLine(2)
			}
			w.plain(p)
		}
		return
	}
	w.plain(s)
}

func (w *writer) plain(s string) {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(r) {
			w.space = true
			i += n
			continue
		}
		j := i
		for j < len(s) {
			r, n := utf8.DecodeRuneInString(s[j:])
			if unicode.IsSpace(r) {
				break
			}
			j += n
		}
		w.word(s[i:j])
		i = j
	}
}

// emoji writes the alternative text of an image that stands for a character.
func (w *writer) emoji(i int32) {
	x := &w.d.nodes[i]
	alt := strings.TrimSpace(attr(x.n, "alt"))
	if alt == "" || len(alt) > 40 {
		return
	}
	symbol := true
	for _, r := range alt {
		if r < 0x2000 && r != '#' && r != '*' && !unicode.IsDigit(r) {
			symbol = false
		}
	}
	smiley := x.hints&wEmoji != 0 || strings.HasPrefix(alt, ":") && strings.HasSuffix(alt, ":") || len(alt) <= 4 && strings.ContainsAny(alt[:1], ":;=8")
	if symbol && r0(alt) >= 0x2000 && !unicode.IsLetter(r0(alt)) || smiley {
		w.word(alt)
	}
}

func r0(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

// finish returns the text.
func (w *writer) finish() string { return strings.TrimSpace(w.b.String()) }

// quotationAt reports whether element i is a quotation, and reads it.
func (w *writer) quotationAt(i int32) (quotation, bool) {
	d := w.d
	x := &d.nodes[i]
	var q quotation
	// "message-body selectToQuote" is what may be quoted.
	class := x.hints&wQuote != 0 && x.hints&(wAction|wBody|wPost|wComment) == 0
	switch {
	case d.quotes(i), class && blockLevel(x.n.DataAtom):
	case (x.n.DataAtom == atom.Div || x.n.DataAtom == atom.Table || x.n.DataAtom == atom.Fieldset) && i != w.root && d.startsQuote(i):
		// The innermost such element that is more than the words above.
		if c := d.firstElement(i); c > 0 && d.chars(c) > 45 && d.startsQuote(c) {
			return q, false
		}
		q.sure = true
	default:
		return q, false
	}
	if class || x.n.DataAtom == atom.Blockquote && x.hints&wQuote != 0 {
		q.sure = true
	}
	in := writer{d: d, root: i}
	for j := i; j < x.end; j++ {
		y := &d.nodes[j]
		if y.isText {
			continue
		}
		for _, a := range y.n.Attr {
			switch a.Key {
			case "data-quote", "data-username", "data-author":
				if j == i || q.author == "" {
					q.author = a.Val
				}
				q.sure = true
			case "data-post-id", "data-postid", "data-comment-id", "data-quote-id", "data-quoted-id":
				q.post, q.sure = a.Val, true
			case "data-post", "data-source", "cite":
				if k := lastNumber(a.Val); k != "" && q.post == "" && (a.Key != "cite" || strings.Contains(a.Val, "#") || strings.Contains(a.Val, "p=")) {
					q.post, q.sure = k, true
				}
			case "href":
				if h := strings.LastIndexByte(a.Val, '#'); h >= 0 && q.post == "" {
					if k := lastNumber(a.Val[h:]); k != "" {
						q.post, q.sure = k, true
					}
				}
			}
		}
		if y.n.DataAtom == atom.Cite && q.author == "" {
			q.author = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.TrimRight(d.shortText(j), " :↑"), " wrote"), " said"))
			q.sure = true
		}
	}
	head := true
	in.skip = func(j int32) bool {
		y := &d.nodes[j]
		if j > i && !y.isText && (y.n.DataAtom == atom.Cite || y.hints&(wTitle|wAction) != 0 && d.chars(j) < 60) {
			return true
		}
		if y.isText && head && d.chars(j) > 0 {
			head = false
			l := strings.ToLower(oneSpace(y.n.Data))
			return strings.HasSuffix(l, "said:") || strings.HasSuffix(l, "wrote:") || strings.HasPrefix(l, "originally posted by") || l == "quote:"
		}
		return false
	}
	// The children, for the element itself would be a quotation again.
	for j := i + 1; j < x.end; j = d.nodes[j].end {
		if y := &d.nodes[j]; !y.isText && (y.n.DataAtom == atom.Blockquote || y.hints&wQuote != 0) && len(in.quotes) == 0 {
			// A box around the quotation proper, or an older quotation in it.
			if y.n.DataAtom == atom.Blockquote && x.n.DataAtom == atom.Blockquote {
				continue
			}
			for k := j + 1; k < y.end; k = d.nodes[k].end {
				in.write(k, d.nodes[k].end)
			}
			continue
		}
		in.write(j, d.nodes[j].end)
	}
	q.text = strings.Trim(in.finish(), " \n")
	q.text = strings.Map(func(r rune) rune {
		if r >= quoteMark && r < quoteMark+1100 {
			return -1
		}
		return r
	}, q.text)
	return q, true
}

// quotes reports whether element i is a blockquote that quotes. Some forums put
// the texts themselves into blockquotes that they call content.
func (d *hdoc) quotes(i int32) bool {
	x := &d.nodes[i]
	return x.n.DataAtom == atom.Blockquote && (x.hints&wBody == 0 || x.hints&wQuote != 0)
}

// firstElement is the first element in element i, -1 if there is none.
func (d *hdoc) firstElement(i int32) int32 {
	for j := i + 1; j < d.nodes[i].end; j = d.nodes[j].end {
		if !d.nodes[j].isText {
			return j
		}
	}
	return -1
}

// startsQuote reports whether the text of element i begins as forums write
// above a quotation.
func (d *hdoc) startsQuote(i int32) bool {
	seen := 0
	for j := i + 1; j < min(d.nodes[i].end, i+12); j++ {
		x := &d.nodes[j]
		if !x.isText || strings.TrimSpace(x.n.Data) == "" {
			continue
		}
		l := strings.ToLower(strings.TrimSpace(x.n.Data))
		if strings.HasPrefix(l, "originally posted by") {
			return true
		}
		if seen++; seen > 1 || l != "quote:" && l != "quote" {
			return false
		}
	}
	return false
}

// lastNumber is the last run of digits in s, or "".
func lastNumber(s string) string {
	j := len(s)
	for j > 0 && (s[j-1] < '0' || s[j-1] > '9') {
		j--
	}
	i := j
	for i > 0 && s[i-1] >= '0' && s[i-1] <= '9' {
		i--
	}
	return s[i:j]
}

// wrapped reports whether the page asks browsers to keep the line ends of i.
func (d *hdoc) wrapped(i int32) bool {
	x := &d.nodes[i]
	if x.isText {
		return false
	}
	for _, v := range []string{attr(x.n, "class"), attr(x.n, "style")} {
		if strings.Contains(v, "pre-wrap") || strings.Contains(v, "pre-line") {
			return true
		}
	}
	return false
}

// settleQuotes puts what stays of the quotations back into a text. keep says
// what to write for each, "" to leave it out.
func settleQuotes(text string, quotes []quotation, keep func(quotation) string) string {
	if !strings.ContainsRune(text, quoteMark) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if r == quoteMark && i+n < len(text) {
			k, m := utf8.DecodeRuneInString(text[i+n:])
			if at := int(k - quoteMark - 1); at >= 0 && at < len(quotes) {
				if s := keep(quotes[at]); s != "" {
					b.WriteString("> " + strings.ReplaceAll(s, "\n", "\n> "))
				}
				i += n + m
				continue
			}
		}
		b.WriteString(text[i : i+n])
		i += n
	}
	s := b.String()
	for strings.Contains(s, "\n\n\n") {
		s = strings.ReplaceAll(s, "\n\n\n", "\n\n")
	}
	return strings.TrimSpace(s)
}

// fragmentText is the text of a fragment of HTML, as comments in JSON are.
func fragmentText(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return strings.TrimSpace(normalise([]byte(s)))
	}
	if !strings.Contains(s, "<") {
		return strings.TrimSpace(normalise([]byte(html.UnescapeString(s))))
	}
	root, err := parseTree([]byte(s))
	if err != nil {
		return ""
	}
	d := newHTMLDoc(root)
	w := writer{d: d}
	w.wrap = !strings.Contains(s, "<p") && !strings.Contains(s, "<br") && !strings.Contains(s, "<div")
	w.write(0, int32(len(d.nodes)))
	return settleQuotes(w.finish(), w.quotes, func(q quotation) string {
		if q.sure {
			return ""
		}
		return q.text
	})
}
