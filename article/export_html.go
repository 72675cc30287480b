package article

import (
	"html"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// plainText turns what platforms hand out as comment text into plain text.
// Text with a common HTML tag is read as HTML; in other text only the
// entities are resolved (Reddit writes "&gt;", many tables "&amp;").
func plainText(s string) string {
	i := plainPrefix(s)
	if i == len(s) {
		return strings.TrimSpace(s)
	}
	if c := s[i]; c != '<' && c != '&' && strings.IndexByte(s[i:], '<') < 0 && strings.IndexByte(s[i:], '&') < 0 {
		return cleanText(s)
	}
	if strings.IndexByte(s, '<') >= 0 && hasTag(s) {
		return cleanText(htmlText(s))
	}
	if hasEntity(s) {
		s = html.UnescapeString(s)
	}
	return cleanText(s)
}

// commentTags are the tags that platforms let into comments. A "<" before
// anything else stays what it is.
var commentTags = [...]string{"p", "br", "a", "b", "i", "u", "s", "em", "strong", "div", "span", "blockquote", "ul", "ol", "li", "pre", "code", "img", "h1", "h2", "h3", "h4", "del", "q", "cite", "figure"}

func hasTag(s string) bool {
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			return false
		}
		s = s[i+1:]
		t := strings.TrimPrefix(s, "/")
		n := 0
		for n < len(t) && n < 12 && (t[n]|0x20 >= 'a' && t[n]|0x20 <= 'z' || t[n] >= '0' && t[n] <= '9') {
			n++
		}
		if n == 0 || n == len(t) || t[n] != '>' && t[n] != ' ' && t[n] != '/' && t[n] != '\n' {
			continue
		}
		if t[n] != '>' && strings.IndexByte(t, '>') < 0 {
			return false // no tag is ever closed from here on
		}
		for _, tag := range commentTags {
			if strings.EqualFold(tag, t[:n]) {
				return true
			}
		}
	}
}

func hasEntity(s string) bool {
	for {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			return false
		}
		s = s[i+1:]
		if j := strings.IndexByte(s[:min(len(s), 10)], ';'); j > 1 && strings.Trim(s[:j], "#abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == "" {
			return true
		}
	}
}

// htmlText is the text of an HTML fragment: paragraphs are parted by a blank
// line, quotations begin with "> ", link texts stay and addresses go, scripts
// and styles vanish. Line ends of the source are blanks, unless there is no tag
// that makes lines (WordPress stores comments so). It is linear in its input
// and does not recurse.
func htmlText(s string) string {
	var b strings.Builder
	keepLines := !hasLineTag(s)
	quotes, skip := 0, 0
	breaks := 0 // line ends owed before the next word
	write := func(t string) {
		if t == "" {
			return
		}
		if b.Len() > 0 {
			for range min(breaks, 2) {
				b.WriteByte('\n')
			}
		}
		if quotes > 0 && (b.Len() == 0 || breaks > 0) {
			b.WriteString("> ")
		}
		breaks = 0
		b.WriteString(t)
	}
	z := xhtml.NewTokenizer(strings.NewReader(s))
	for {
		switch tt := z.Next(); tt {
		case xhtml.ErrorToken:
			return b.String()
		case xhtml.TextToken:
			if skip > 0 {
				continue
			}
			t := string(z.Text())
			if keepLines {
				write(t)
				continue
			}
			if strings.TrimSpace(t) == "" && (breaks > 0 || b.Len() == 0) {
				continue
			}
			t = collapse(t)
			if breaks > 0 || b.Len() == 0 {
				t = strings.TrimLeft(t, " ")
			}
			write(t)
		case xhtml.StartTagToken, xhtml.EndTagToken, xhtml.SelfClosingTagToken:
			name, more := z.TagName()
			start := tt != xhtml.EndTagToken
			switch a := atom.Lookup(name); a {
			case atom.Br:
				breaks = min(breaks+1, 2)
			case atom.P, atom.Div, atom.Ul, atom.Ol, atom.Pre, atom.H1, atom.H2, atom.H3, atom.H4, atom.Figure, atom.Table:
				breaks = 2
			case atom.Li, atom.Tr:
				breaks = max(breaks, 1)
			case atom.Blockquote:
				breaks = 2
				if start {
					quotes++
				} else {
					quotes = max(quotes-1, 0)
				}
			case atom.Script, atom.Style, atom.Noscript, atom.Template:
				if start && tt != xhtml.SelfClosingTagToken {
					skip++
				} else if !start {
					skip = max(skip-1, 0)
				}
			case atom.Img:
				// Emoji are often images whose alternative text is the character.
				for start && more {
					var k, v []byte
					if k, v, more = z.TagAttr(); string(k) == "alt" && skip == 0 {
						write(collapse(string(v)))
					}
				}
			}
		}
	}
}

func hasLineTag(s string) bool {
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 || i+3 > len(s) {
			return false
		}
		s = s[i+1:]
		if t := strings.ToLower(s[:min(len(s), 4)]); strings.HasPrefix(t, "p>") || strings.HasPrefix(t, "p ") || strings.HasPrefix(t, "br") || strings.HasPrefix(t, "div") {
			return true
		}
	}
}

// collapse makes each run of white space one blank.
func collapse(s string) string {
	if !strings.ContainsAny(s, "\n\t\r") && !strings.Contains(s, "  ") {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == ' ' || c == '\n' || c == '\t' || c == '\r' {
			space = true
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteByte(c)
	}
	if space {
		b.WriteByte(' ')
	}
	return b.String()
}
