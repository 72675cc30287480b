// Package report writes the numbers of analyze.Summary values for people and
// for programs: a terminal report, Markdown, CSV, JSON. It computes no
// statistics of its own.
//
// All text from pages is hostile: nothing of it reaches a terminal as a
// control sequence, a spreadsheet as a formula or Markdown as markup.
package report

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"standpoint/analyze"
	"standpoint/article"
)

// StanceName is the stance as outputs spell it: "against", "neutral", "favor"
// or "unclear".
func StanceName(s analyze.Stance) string {
	return [...]string{"unclear", "against", "neutral", "favor"}[s]
}

// LabelName is the label as outputs spell it: "negative", "neutral",
// "positive", or "" for a comment without sentiment.
func LabelName(l analyze.Label) string {
	return [...]string{"", "negative", "neutral", "positive"}[l]
}

// shown is the number of cells that a terminal gives to s.
func shown(s string) int { return uniseg.StringWidth(s) }

// glyph is one grapheme of a cleaned text.
type glyph struct {
	text   string
	width  int // cells
	marked bool
}

// maxMarks caps the combining marks of one grapheme: more than any script
// needs, too few for a tower over the lines above.
const maxMarks = 4

// escape matches a terminal control sequence: CSI, OSC and its kin up to their
// terminator, or a single ESC with its letter.
var escape = regexp.MustCompile("^(?:\x1b\\[|\u009b)[0-?]*[ -/]*[@-~]|^(?:\x1b[\\]PX^_]|[\u009d\u0090])[^\x07\x1b\u009c]{0,1000}(?:\x07|\x1b\\\\|\u009c)|^\x1b.")

// glyphs cleans s for a terminal and splits it into graphemes: white space
// becomes single spaces, a blank line " / ", control characters and direction overrides go,
// invalid UTF-8 becomes U+FFFD. Graphemes that overlap one of the byte ranges
// marks are marked. Terminal control sequences go whole.
func glyphs(s string, marks []analyze.Evidence) []glyph {
	var out []glyph
	state := -1
	var gap []glyph // white space that waits for what it comes before
	newlines := 0   // in gap
	for off := 0; s != ""; {
		if s[0] == 0x1b || s[0] == 0xc2 {
			if m := escape.FindString(s); m != "" {
				off, s, state = off+len(m), s[len(m):], -1
				continue
			}
		}
		var cluster string
		cluster, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		end := off + len(cluster)
		marked := false
		for _, m := range marks {
			if m.Start < end && off < m.End {
				marked = true
				break
			}
		}
		off = end
		switch text := visible(cluster); {
		case text == "" || text == " " && len(out) == 0:
		case text == " ":
			if gap == nil {
				gap = []glyph{{" ", 1, marked}}
			}
			if strings.ContainsAny(cluster, "\n\r\u2028\u2029") {
				newlines++
			}
			if newlines == 2 {
				gap = []glyph{{" ", 1, false}, {"/", 1, false}, {" ", 1, false}}
			}
		default:
			out = append(append(out, gap...), glyph{text, shown(text), marked})
			gap, newlines = nil, 0
		}
	}
	return out
}

// visible is one grapheme without what a terminal could obey: "" if nothing is
// left, " " for any white space.
func visible(cluster string) string {
	var b strings.Builder
	marks := 0
	for _, r := range cluster { // an invalid byte ranges as U+FFFD
		switch {
		case unicode.IsSpace(r), r == '\u2028', r == '\u2029':
			return " "
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d':
			continue
		}
		if unicode.In(r, unicode.Mn, unicode.Me) {
			if marks++; marks > maxMarks {
				continue
			}
		}
		b.WriteRune(r)
	}
	return strings.Trim(b.String(), "\u200c\u200d")
}

// plain is s cleaned for a terminal, on one line.
func plain(s string) string { return join(glyphs(s, nil)) }

func join(g []glyph) string {
	var b strings.Builder
	for _, x := range g {
		b.WriteString(x.text)
	}
	return b.String()
}

// clip is s cleaned and cut to at most width cells; an ellipsis stands for
// what was cut.
func clip(s string, width int) string {
	g := glyphs(s, nil)
	if cells(g) <= width {
		return join(g)
	}
	n, used := 0, 0
	for n < len(g) && used+g[n].width <= width-1 {
		used += g[n].width
		n++
	}
	return strings.TrimRight(join(g[:n]), " ") + "…"
}

// phrase is a span of evidence cleaned for a line of text: without the marks
// about it, and cut at the end of a word to at most width cells.
func phrase(s string, width int) string {
	g := glyphs(strings.Trim(s, ".,;:!?\"'()[]“”‘’«» \t\n\r"), nil)
	if cells(g) > width {
		n, used, end := 0, 0, 0
		for n < len(g) && used+g[n].width <= width-1 {
			if g[n].text == " " {
				end = n
			}
			used += g[n].width
			n++
		}
		if g[n].text == " " || end == 0 { // at a word's end, or no word ends before
			end = n
		}
		g = append(g[:end:end], glyph{"…", 1, false})
	}
	return join(g)
}

// quoted puts a phrase of several words between quotation marks.
func quoted(phrase string) string {
	if strings.Contains(phrase, " ") {
		return "“" + phrase + "”"
	}
	return phrase
}

func cells(g []glyph) int {
	n := 0
	for _, x := range g {
		n += x.width
	}
	return n
}

// wrap breaks g into lines of at most width cells: at spaces, beside wide
// characters, and inside a word only where a whole line cannot hold it.
func wrap(g []glyph, width int) [][]glyph {
	var lines [][]glyph
	for len(g) > 0 {
		used, n, brk := 0, 0, 0 // brk: the line may end before glyph brk
		for n < len(g) && used+g[n].width <= width {
			used += g[n].width
			n++
			if n == len(g) || g[n].text == " " || g[n-1].text == " " || g[n].width > 1 || g[n-1].width > 1 {
				brk = n
			}
		}
		switch {
		case n == len(g):
			brk = n
		case brk == 0:
			brk = max(n, 1) // a word wider than the line, or a glyph wider than it
		}
		lines = append(lines, trimSpace(g[:brk]))
		g = trimSpace(g[brk:])
	}
	return lines
}

func trimSpace(g []glyph) []glyph {
	for len(g) > 0 && g[0].text == " " {
		g = g[1:]
	}
	for len(g) > 0 && g[len(g)-1].text == " " {
		g = g[:len(g)-1]
	}
	return g
}

// padRight and padLeft fill s, which is clean, to width cells.
func padRight(s string, width int) string { return s + strings.Repeat(" ", max(0, width-shown(s))) }
func padLeft(s string, width int) string  { return strings.Repeat(" ", max(0, width-shown(s))) + s }

// name is what an article is called.
func name(s *analyze.Summary) string {
	for _, n := range []string{s.Title, s.Source, s.ArticleID} {
		if strings.TrimSpace(n) != "" {
			return n
		}
	}
	return "(untitled)"
}

// sided is the number of comments that take a side or stay neutral.
func sided(s *analyze.Summary) int {
	return s.Stances[analyze.Against] + s.Stances[analyze.NeutralStance] + s.Stances[analyze.Favor]
}

// sentimentScored is the number of comments with a sentiment score.
func sentimentScored(s *analyze.Summary) int {
	return s.Sentiments[analyze.Negative] + s.Sentiments[analyze.Neutral] + s.Sentiments[analyze.Positive]
}

// claimFrom says where the claim came from, for people.
func claimFrom(s *analyze.Summary) string {
	if s.ClaimSource == string(article.ClaimProposed) {
		return "proposed from the page"
	}
	return "given"
}

// count prints n with a comma between thousands.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// counted prints "1 comment", "2 comments".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(n) + " " + noun + "s"
}

// percent prints a share in percent with one decimal, without the sign.
func percent(v float64) string { return strconv.FormatFloat(v*100, 'f', 1, 64) }

// signed prints a score with its sign, a true minus, and two decimals.
func signed(v float64) string {
	s := strconv.FormatFloat(math.Abs(v), 'f', 2, 64)
	switch {
	case s == "0.00":
		return s
	case v < 0:
		return "−" + s
	}
	return "+" + s
}

// fixed4 prints v with four decimals, the same on every machine; never "-0".
func fixed4(v float64) string {
	s := strconv.FormatFloat(v, 'f', 4, 64)
	if s == "-0.0000" {
		return s[1:]
	}
	return s
}

// valid replaces invalid UTF-8, NUL and other control characters except tab
// and newline by U+FFFD; every newline becomes "\n".
func valid(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.ContainsRune(s, '\r') {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	if !slices.ContainsFunc([]byte(s), suspect) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (r < 0x20 || r >= 0x7F && r < 0xA0) {
			return '\uFFFD'
		}
		return r
	}, s)
}

// suspect reports whether b may be, or begin, a control character other than
// tab and newline.
func suspect(b byte) bool { return b < 0x20 && b != '\n' && b != '\t' || b == 0x7F || b == 0xC2 }
