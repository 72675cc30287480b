package charts

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"standpoint/analyze"
)

// panel is one small multiple: a plot under a title.
type panel struct {
	title, under *block
	plot         *plot.Plot
	side         func(c draw.Canvas, data draw.Canvas) // draws left of the data area; nil for none
	sideW        vg.Length
	above        vg.Length // room that the plot wants above its data
}

// Panels stand in columns; a page holds panelRows rows of them.
const (
	panelRows           = 4
	panelGap  vg.Length = 12
)

// columns is how many panels stand beside each other when there are n.
func columns(n int) int { return min(n, 3) }

// panelWidth is the width of one panel of n.
func panelWidth(n int) vg.Length {
	k := vg.Length(columns(n))
	return (bodyWidth - (k-1)*panelGap) / k
}

// plotHeight is the height of a panel's plot of n, without its titles.
func plotHeight(n int) vg.Length {
	switch columns(n) {
	case 1:
		return 170
	case 2:
		return 140
	}
	return 105
}

// panelTitles sets the texts above a panel of n.
func panelTitles(t *setter, s *analyze.Summary, under string, underLines, n int) (title, below *block) {
	return t.set(name(s), headStyle, panelWidth(n), 2), t.set(under, smallStyle, panelWidth(n), underLines)
}

// pagesOf splits the panels into pages of whole rows.
func pagesOf(panels []panel) [][]panel {
	per := panelRows * columns(len(panels))
	var pages [][]panel
	for len(panels) > per {
		pages, panels = append(pages, panels[:per]), panels[per:]
	}
	return append(pages, panels)
}

// grid lays out panels in rows whose titles and plots line up. n is the number
// of panels of all pages: it decides their size.
func grid(panels []panel, n int) (height vg.Length, body func(draw.Canvas)) {
	cols, w, plotH := columns(n), panelWidth(n), plotHeight(n)
	type row struct {
		titles vg.Length
		panels []panel
	}
	var rows []row
	var side vg.Length // the same for all, so that the columns line up
	for i, p := range panels {
		side = max(side, p.sideW)
		if i%cols == 0 {
			rows = append(rows, row{})
		}
		r := &rows[len(rows)-1]
		r.panels = append(r.panels, p)
		r.titles = max(r.titles, p.title.height()+3+p.under.height()+6)
	}
	for i, r := range rows {
		height += r.titles + plotH
		if i > 0 {
			height += panelGap
		}
	}
	return height, func(c draw.Canvas) {
		y := c.Max.Y
		for _, r := range rows {
			for k, p := range r.panels {
				x := c.Min.X + vg.Length(k)*(w+panelGap)
				p.title.draw(c, x, y, 0)
				p.under.draw(c, x, y-p.title.height()-3, 0)
				area := draw.Canvas{Canvas: c.Canvas, Rectangle: rect(x+side, y-r.titles-plotH, x+w-4, y-r.titles-p.above)}
				p.plot.Draw(area)
				if p.side != nil {
					p.side(c, p.plot.DataCanvas(area))
				}
			}
			y -= r.titles + plotH + panelGap
		}
	}
}

// scale is the caption's word on the score axis.
const scale = "Scores run from −1, most negative, to +1, most positive. "

// scoreAxis is the axis of sentiment scores.
func scoreAxis(p *plot.Plot) {
	p.X.Min, p.X.Max = -1, 1
	p.X.Label.Text = "sentiment score"
	p.X.Tick.Marker = plot.ConstantTicks([]plot.Tick{
		{Value: -1, Label: "−1"}, {Value: -0.5, Label: "−0.5"}, {Value: 0, Label: "0"}, {Value: 0.5, Label: "0.5"}, {Value: 1, Label: "1"},
	})
}

// binEdge is where histogram bin b begins.
func binEdge(b int) float64 { return float64(2*b)/analyze.HistogramBins - 1 }
