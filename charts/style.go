package charts

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"standpoint/analyze"
	"standpoint/article"
)

// This file is the one place for what all figures share: size, colours, text
// styles, the frame of title and caption, words.

// Figures are as wide as a journal's full text width (178 mm).
const (
	figureWidth vg.Length = 7 * vg.Inch
	margin      vg.Length = 10
	bodyWidth             = figureWidth - 2*margin
)

// Colours for stance are from the palette of Okabe and Ito (2008), "Color
// Universal Design", told apart by all common forms of colour blindness and in
// grey print. Sentiment has a colour of its own: an angry comment may side
// with the claim.
var (
	ink       = color.NRGBA{0x22, 0x22, 0x22, 0xFF}
	faint     = color.NRGBA{0x59, 0x59, 0x59, 0xFF}
	gridline  = color.NRGBA{0xDD, 0xDD, 0xDD, 0xFF}
	white     = color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF}
	sentiment = color.NRGBA{0x6B, 0x5B, 0x95, 0xFF}
)

var (
	titleStyle   = style{size: 10, bold: true, color: ink}
	headStyle    = style{size: 8, bold: true, color: ink}
	labelStyle   = style{size: 8, color: ink}
	smallStyle   = style{size: 7, color: faint}
	captionStyle = style{size: 7.5, color: faint}
)

// stanceLook is how a stance is named and filled.
type stanceLook struct {
	stance analyze.Stance
	name   string
	fill   color.NRGBA
	on     color.NRGBA // text on the fill
	hatch  bool
}

// stanceLooks lists the stances from against to favor, unclear last.
func stanceLooks() [4]stanceLook {
	return [4]stanceLook{
		{analyze.Against, "against", color.NRGBA{0xD5, 0x5E, 0x00, 0xFF}, white, false},
		{analyze.NeutralStance, "neutral", color.NRGBA{0xB8, 0xB8, 0xB8, 0xFF}, ink, false},
		{analyze.Favor, "in favor", color.NRGBA{0x00, 0x72, 0xB2, 0xFF}, white, false},
		{analyze.Unclear, "unclear", color.NRGBA{0xF2, 0xF2, 0xF2, 0xFF}, ink, true},
	}
}

// fillBox fills the rectangle with the look's colour; hatched ones get an
// outline too.
func (l stanceLook) fillBox(c draw.Canvas, r vg.Rectangle) {
	if r.Max.X <= r.Min.X {
		return
	}
	fillRect(c, r, l.fill)
	if !l.hatch {
		return
	}
	line := draw.LineStyle{Color: color.NRGBA{0x8C, 0x8C, 0x8C, 0xFF}, Width: 0.4}
	w, h := r.Max.X-r.Min.X, r.Max.Y-r.Min.Y
	for d := -h; d < w; d += 4 { // 45° lines, cut to the box
		a := vg.Point{X: r.Min.X + d, Y: r.Min.Y}
		b := vg.Point{X: a.X + h, Y: r.Max.Y}
		if a.X < r.Min.X {
			a = vg.Point{X: r.Min.X, Y: r.Min.Y - d}
		}
		if b.X > r.Max.X {
			b = vg.Point{X: r.Max.X, Y: r.Max.Y - (b.X - r.Max.X)}
		}
		c.StrokeLine2(line, a.X, a.Y, b.X, b.Y)
	}
	c.StrokeLines(line, []vg.Point{r.Min, {X: r.Min.X, Y: r.Max.Y}, r.Max, {X: r.Max.X, Y: r.Min.Y}, r.Min})
}

func fillRect(c draw.Canvas, r vg.Rectangle, col color.Color) {
	c.FillPolygon(col, []vg.Point{r.Min, {X: r.Min.X, Y: r.Max.Y}, r.Max, {X: r.Max.X, Y: r.Min.Y}})
}

func rect(x0, y0, x1, y1 vg.Length) vg.Rectangle {
	return vg.Rectangle{Min: vg.Point{X: x0, Y: y0}, Max: vg.Point{X: x1, Y: y1}}
}

// newPlot is a plot without frame that draws its text through t.
func newPlot(t *setter) *plot.Plot {
	p := plot.New()
	p.TextHandler = t
	p.BackgroundColor = nil
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.Label.TextStyle.Handler = t
		a.Label.TextStyle.Font.Size = smallStyle.size
		a.Label.TextStyle.Color = faint
		a.Label.Padding = 3
		a.Tick.Label.Handler = t
		a.Tick.Label.Font.Size = smallStyle.size
		a.Tick.Label.Color = faint
		a.Tick.LineStyle.Color = faint
		a.Tick.LineStyle.Width = 0.5
		a.Tick.Length = 3
		a.LineStyle.Color = faint
		a.LineStyle.Width = 0.5
		a.Padding = 3
	}
	return p
}

// painter draws into a plot's data area.
type painter func(c draw.Canvas, x, y func(float64) vg.Length)

// Plot implements plot.Plotter.
func (f painter) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	f(c, x, y)
}

// frame puts a title above and a caption below a body of the given height.
func frame(t *setter, name, title, caption string, bodyHeight vg.Length, body func(draw.Canvas)) *Figure {
	head := t.set(title, titleStyle, bodyWidth, 2)
	foot := t.set(caption, captionStyle, bodyWidth, 0)
	const gap vg.Length = 10
	f := &Figure{Name: name, w: figureWidth}
	f.h = wholePoints(2*margin + head.height() + gap + bodyHeight + gap + foot.height())
	f.paint = func(c draw.Canvas) {
		fillRect(c, c.Rectangle, white)
		y := c.Max.Y - margin
		head.draw(c, margin, y, 0)
		y -= head.height() + gap
		body(draw.Canvas{Canvas: c.Canvas, Rectangle: rect(margin, y-bodyHeight, c.Max.X-margin, y)})
		y -= bodyHeight + gap
		foot.draw(c, margin, y, 0)
	}
	return f
}

// wholePoints rounds up to a whole point, so that a figure is a whole number of
// points high.
func wholePoints(l vg.Length) vg.Length { return vg.Length(math.Ceil(float64(l))) }

// name is what an article is called in a figure.
func name(s *analyze.Summary) string {
	for _, n := range []string{s.Title, s.Source, s.ArticleID} {
		if strings.TrimSpace(n) != "" {
			return n
		}
	}
	return "(untitled)"
}

// oneClaim is the claim that all articles share; ok is false when they differ.
func oneClaim(sums []*analyze.Summary) (claim string, ok bool) {
	for _, s := range sums[1:] {
		if s.Claim != sums[0].Claim || s.ClaimSource != sums[0].ClaimSource {
			return "", false
		}
	}
	return claimWords(sums[0]), true
}

// claimWords names an article's claim and where it came from. Where it may
// have to be cut, what comes last goes first.
func claimWords(s *analyze.Summary) string {
	if s.Claim == "" {
		return "no claim"
	}
	kind := "the claim"
	if s.ClaimIsTarget {
		kind = "the target"
	}
	from := "given"
	if s.ClaimSource == string(article.ClaimProposed) {
		from = "proposed from the page"
	}
	return fmt.Sprintf("%s (%s) “%s”", kind, from, clip(clean(s.Claim), 300))
}

// clip cuts s to at most n characters, the last one an ellipsis if it was cut.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:n-1])) + "…"
}

// MaxArticles is how many articles a chart shows. Of more it shows those with
// the most comments, and its caption says so.
const MaxArticles = 120

// drawn picks the articles to draw; note tells of the others. lack says what
// those with comments but nothing to draw are short of.
func drawn(sums []*analyze.Summary, has func(*analyze.Summary) bool, lack string) (list []*analyze.Summary, note string, err error) {
	var silent, without []string // no comments at all; some, but none to draw
	for _, s := range sums {
		switch title := "“" + clip(clean(name(s)), 60) + "”"; {
		case has(s):
			list = append(list, s)
		case s.Found == 0:
			silent = append(silent, title)
		default:
			without = append(without, title)
		}
	}
	switch {
	case len(sums) == 0:
		return nil, "", &Nothing{"no articles"}
	case len(list) == 0 && len(without) == 0:
		return nil, "", &Nothing{"no comments found on " + pages(len(sums))}
	case len(list) == 0:
		return nil, "", &Nothing{lack + " on " + pages(len(sums))}
	}
	if n := len(list); n > MaxArticles {
		order := slices.Clone(list)
		slices.SortStableFunc(order, func(a, b *analyze.Summary) int { return cmp.Compare(b.Scored, a.Scored) })
		keep := map[*analyze.Summary]bool{}
		for _, s := range order[:MaxArticles] {
			keep[s] = true
		}
		list = slices.DeleteFunc(list, func(s *analyze.Summary) bool { return !keep[s] })
		note = fmt.Sprintf(" Drawn are the %d articles with the most comments, of %s.", MaxArticles, count(n))
	}
	return list, note + notDrawn("no comments found", silent) + notDrawn(lack, without), nil
}

func pages(n int) string {
	if n == 1 {
		return "this page"
	}
	return "any of " + count(n) + " pages"
}

func notDrawn(why string, titles []string) string {
	const listed = 5
	n := len(titles)
	switch {
	case n == 0:
		return ""
	case n > listed:
		return fmt.Sprintf(" Not drawn, %s: %s and %d more.", why, strings.Join(titles[:listed], ", "), n-listed)
	}
	return fmt.Sprintf(" Not drawn, %s: %s.", why, strings.Join(titles, ", "))
}

// finish puts the warnings of all pages on the first.
func finish(t *setter, figs []*Figure) []*Figure {
	figs[0].Warnings = t.warnings()
	return figs
}

// pageName numbers the pages of a chart from the second on.
func pageName(chart string, page int) string {
	if page == 0 {
		return chart
	}
	return fmt.Sprintf("%s-%d", chart, page+1)
}

// pageNote is the caption's word on pages; empty when there is one.
func pageNote(page, pages int) string {
	if pages == 1 {
		return ""
	}
	return fmt.Sprintf(" Page %d of %d.", page+1, pages)
}

// count prints n with a comma between thousands.
func count(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// percent prints a share as whole percents.
func percent(v float64) string { return strconv.Itoa(int(math.Round(v * 100))) }

// percent1 prints a share as percents with one decimal.
func percent1(v float64) string { return strconv.FormatFloat(v*100, 'f', 1, 64) }

// signed prints a score with two decimals and a true minus sign.
func signed(v float64) string {
	s := strconv.FormatFloat(v, 'f', 2, 64)
	if s == "-0.00" {
		return "0.00"
	}
	return strings.Replace(s, "-", "−", 1)
}
