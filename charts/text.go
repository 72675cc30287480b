package charts

import (
	"bytes"
	"embed"
	"fmt"
	"image/color"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

	"codeberg.org/go-fonts/dejavu/dejavusans"
	"codeberg.org/go-fonts/dejavu/dejavusansbold"
	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	ot "github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
	xbidi "golang.org/x/text/unicode/bidi"
	plotfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
)

// Text is set here and drawn as outlines, the same in PNG and SVG. What gonum
// offers draws one font a string and leaves out, in silence, each character
// which that font lacks; titles come in any script. The fonts are embedded, so
// a chart is the same on each machine.

//go:embed fonts/*.ttf
var fontFiles embed.FS

// fontNames lists the files of fontFiles in the order in which they are asked
// for a character; all of them come after Liberation Sans and DejaVu Sans.
// Their scripts hardly overlap: fonts/SOURCES.md.
func fontNames() []string {
	return []string{
		"DroidSansFallback", "SymbolaEmoji", "NotoSansDevanagari-Regular", "NotoSansBengali-Regular",
		"NotoSansGujarati-Regular", "NotoSansGurmukhi-Regular", "NotoSansTamil-Regular", "NotoSansTelugu-Regular",
		"NotoSansKannada-Regular", "NotoSansMalayalam-Regular", "NotoSansSinhala-Regular", "NotoSansThai-Regular",
		"NotoSansLao-Regular", "NotoSansKhmer-Regular", "NotoSansMyanmar-Regular", "NotoSansEthiopic-Regular",
	}
}

// fontStacks is the fonts of each weight, regular and bold, in the order in
// which they are asked for a character. They do not change once parsed.
var fontStacks = sync.OnceValue(func() (stacks [2][]*font.Font) {
	parse := func(name string, ttf []byte) *font.Font {
		f, err := font.ParseTTF(bytes.NewReader(ttf))
		if err != nil {
			panic("charts: embedded font " + name + ": " + err.Error())
		}
		return f.Font
	}
	stacks[0] = []*font.Font{parse("Liberation Sans", liberationsansregular.TTF), parse("DejaVu Sans", dejavusans.TTF)}
	stacks[1] = []*font.Font{parse("Liberation Sans Bold", liberationsansbold.TTF), parse("DejaVu Sans Bold", dejavusansbold.TTF)}
	for _, name := range fontNames() {
		ttf, err := fontFiles.ReadFile("fonts/" + name + ".ttf")
		if err != nil {
			panic("charts: " + err.Error())
		}
		f := parse(name, ttf)
		for w := range stacks {
			stacks[w] = append(stacks[w], f)
		}
	}
	return stacks
})

// style is how a piece of text looks.
type style struct {
	size  vg.Length
	bold  bool
	color color.Color
}

// setter sets text for one figure and keeps account of the characters that no
// font has. It is not safe for concurrent use.
type setter struct {
	faces   [2][]*font.Face
	shaper  shaping.HarfbuzzShaper
	seg     shaping.Segmenter
	wrapper shaping.LineWrapper
	missing map[rune]int
}

func newSetter() *setter {
	t := &setter{missing: map[rune]int{}}
	for w, stack := range fontStacks() {
		for _, f := range stack {
			t.faces[w] = append(t.faces[w], font.NewFace(f))
		}
	}
	return t
}

// warnings lists the characters drawn as an empty box.
func (t *setter) warnings() []string {
	if len(t.missing) == 0 {
		return nil
	}
	var list []string
	for _, r := range slices.Sorted(maps.Keys(t.missing)) {
		list = append(list, fmt.Sprintf("%c (U+%04X)", r, r))
		if len(list) == 10 && len(t.missing) > 10 {
			list = append(list, fmt.Sprintf("and %d more", len(t.missing)-10))
			break
		}
	}
	return []string{"no glyph, drawn as an empty box: " + strings.Join(list, ", ")}
}

// faceFor resolves characters to faces for the segmenter.
type faceFor struct {
	t    *setter
	bold bool
}

// ResolveFace returns the first face with a glyph for r. The base font draws
// an empty box for a character that no font has.
func (m faceFor) ResolveFace(r rune) *font.Face {
	faces := m.t.stack(m.bold)
	for _, f := range faces {
		if _, ok := f.NominalGlyph(r); ok {
			return f
		}
	}
	if !unicode.In(r, unicode.Cf, unicode.Cc, unicode.Variation_Selector) {
		m.t.missing[r]++
	}
	return faces[0]
}

func (t *setter) stack(bold bool) []*font.Face {
	if bold {
		return t.faces[1]
	}
	return t.faces[0]
}

// block is text set into lines.
type block struct {
	lines []setLine
	style style
	width vg.Length // of the widest line
	cut   bool      // some of the text did not fit and an ellipsis stands for it
}

type setLine struct {
	runs  []shaping.Output // in visual order
	width vg.Length
}

// emUnits is the size that text is shaped at, whatever its size in print:
// advances are whole 1/64ths of it, and the shaper takes whole sizes only.
const emUnits = 1024

// leading is the distance between baselines in units of the font size.
const leading = 1.2

// Ascent and descent of Liberation Sans in units of the font size, taken for
// all fonts so that lines keep their distance whatever their script.
const (
	ascent  = 0.728 // height of a capital letter and some air
	descent = 0.212
)

func (b *block) height() vg.Length {
	if len(b.lines) == 0 {
		return 0
	}
	return b.style.size * vg.Length(ascent+descent+leading*float64(len(b.lines)-1))
}

// maxLine is more characters than fit on a line of a figure.
const maxLine = 1000

// set breaks s into at most maxLines lines (0: any number) no wider than
// width; text beyond that ends in an ellipsis.
func (t *setter) set(s string, st style, width vg.Length, maxLines int) *block {
	b := &block{style: st}
	text := []rune(clean(s))
	if maxLines > 0 {
		text = text[:min(len(text), maxLines*maxLine)]
	}
	if len(text) == 0 {
		return b
	}
	dir := di.DirectionLTR
	if rightToLeft(text) {
		dir = di.DirectionRTL
	}
	runs := t.shape(text, st, dir)
	cfg := shaping.WrapConfig{Direction: dir, TruncateAfterLines: maxLines}
	if maxLines > 0 {
		cfg.Truncator = t.shape([]rune("…"), st, dir)[0]
	}
	lines, truncated := t.wrapper.WrapParagraphF(cfg, st.units(width), text, shaping.NewSliceIterator(runs))
	b.cut = truncated > 0
	for _, l := range lines {
		l = slices.Clone(l)
		slices.SortStableFunc(l, func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
		var w fixed.Int26_6
		for _, run := range l {
			w += run.Advance
		}
		sl := setLine{runs: l, width: st.length(w)}
		b.lines = append(b.lines, sl)
		b.width = max(b.width, sl.width)
	}
	return b
}

func (t *setter) shape(text []rune, st style, dir di.Direction) []shaping.Output {
	in := shaping.Input{
		Text: text, RunEnd: len(text), Direction: dir,
		Face: t.stack(st.bold)[0], Size: fixed.I(emUnits), Language: language.NewLanguage("en"),
	}
	var out []shaping.Output
	for _, run := range t.seg.Split(in, faceFor{t, st.bold}) {
		out = append(out, t.shaper.Shape(run))
	}
	return out
}

// line sets s on one line, however wide.
func (t *setter) line(s string, st style) *block { return t.set(s, st, 1e5, 1) }

// draw draws the block with its top at y. align places each line about x:
// 0 starts there, 0.5 is centred on it, 1 ends there.
func (b *block) draw(c vg.Canvas, x, y vg.Length, align float64) {
	c.SetColor(b.style.color)
	y -= b.style.size * ascent
	for _, l := range b.lines {
		px := x - vg.Length(float64(l.width)*align)
		for _, run := range l.runs {
			px = b.style.drawRun(c, run, px, y)
		}
		y -= vg.Length(float64(b.style.size) * leading)
	}
}

// drawRun fills the outlines of a run and returns where the next one starts.
func (st style) drawRun(c vg.Canvas, run shaping.Output, x, y vg.Length) vg.Length {
	scale := st.size / vg.Length(run.Face.Upem())
	for _, g := range run.Glyphs {
		ox, oy := x+st.length(g.XOffset), y+st.length(g.YOffset)
		if o, ok := run.Face.GlyphData(g.GlyphID).(font.GlyphOutline); ok && len(o.Segments) > 0 {
			c.Fill(outline(o, ox, oy, scale))
		}
		x += st.length(g.Advance)
	}
	return x
}

func outline(o font.GlyphOutline, x, y, scale vg.Length) vg.Path {
	// The conversions keep a multiply-add from being fused on some processors.
	at := func(p ot.SegmentPoint) vg.Point {
		return vg.Point{X: x + vg.Length(vg.Length(p.X)*scale), Y: y + vg.Length(vg.Length(p.Y)*scale)}
	}
	var p vg.Path
	for _, s := range o.Segments {
		switch s.Op {
		case ot.SegmentOpMoveTo:
			if len(p) > 0 {
				p.Close()
			}
			p.Move(at(s.Args[0]))
		case ot.SegmentOpLineTo:
			p.Line(at(s.Args[0]))
		case ot.SegmentOpQuadTo:
			p.QuadTo(at(s.Args[0]), at(s.Args[1]))
		case ot.SegmentOpCubeTo:
			p.CubeTo(at(s.Args[0]), at(s.Args[1]), at(s.Args[2]))
		}
	}
	p.Close()
	return p
}

// units converts a length to the shaper's units, length back again.
func (st style) units(l vg.Length) fixed.Int26_6 {
	return fixed.Int26_6(min(float64(l/st.size)*emUnits*64, math.MaxInt32/2))
}

func (st style) length(v fixed.Int26_6) vg.Length { return vg.Length(v) * st.size / (emUnits * 64) }

// rightToLeft reports whether the first strong character of text is of a
// right-to-left script.
func rightToLeft(text []rune) bool {
	for _, r := range text {
		switch p, _ := xbidi.LookupRune(r); p.Class() {
		case xbidi.L:
			return false
		case xbidi.R, xbidi.AL:
			return true
		}
	}
	return false
}

// clean makes one paragraph of s: white space becomes single spaces; control
// characters, direction overrides and what only colours the emoji before it
// go.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r),
			r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, // direction overrides
			r == 0xFE0F, r == 0xFE0E, r >= 0x1F3FB && r <= 0x1F3FF: // emoji style, skin tone
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// A setter is the text handler of the plots it draws in.
var _ text.Handler = (*setter)(nil)

// Cache implements text.Handler.
func (t *setter) Cache() *plotfont.Cache { return plotfont.DefaultCache }

// Extents implements text.Handler. There is no descent: gonum would shift
// labels down by it, into their ticks.
func (t *setter) Extents(f plotfont.Font) plotfont.Extents {
	return plotfont.Extents{Ascent: f.Size * ascent, Height: f.Size * ascent}
}

// Lines implements text.Handler.
func (t *setter) Lines(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// Box implements text.Handler.
func (t *setter) Box(s string, f plotfont.Font) (width, height, depth vg.Length) {
	return t.line(s, style{size: f.Size}).width, f.Size * ascent, 0
}

// Draw implements text.Handler.
func (t *setter) Draw(c vg.Canvas, s string, sty text.Style, pt vg.Point) {
	b := t.line(s, style{size: sty.Font.Size, color: sty.Color})
	if sty.Rotation != 0 {
		c.Push()
		defer c.Pop()
		c.Rotate(sty.Rotation)
		sin, cos := math.Sincos(sty.Rotation)
		pt.X, pt.Y = vg.Length(float64(float64(pt.Y)*sin)+float64(float64(pt.X)*cos)),
			vg.Length(float64(float64(pt.Y)*cos)-float64(float64(pt.X)*sin))
	}
	// YAlign is -1 where pt is the top of the text and 0 where it is the bottom.
	b.draw(c, pt.X, pt.Y+vg.Length(float64(sty.Font.Size)*ascent*(1+float64(sty.YAlign))), -float64(sty.XAlign))
}
