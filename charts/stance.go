package charts

import (
	"fmt"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"standpoint/analyze"
)

// Columns of the stance chart from left to right: title, bars, unclear,
// shares. The bars take what the others leave.
const (
	stanceTitleW   vg.Length = 130
	stanceUnclearW vg.Length = 30
	stanceShareW   vg.Length = 90
	stanceColGap   vg.Length = 8
	stanceHeadH    vg.Length = 24 // column heads
	stanceAxisH    vg.Length = 26
	stanceBarH     vg.Length = 14
	stanceRowGap   vg.Length = 10
	stancePageH    vg.Length = 560 // rows of one page
)

type stanceRow struct {
	sum          *analyze.Summary
	title, under *block
	shares       []*block
	height       vg.Length
}

// Stance draws one diverging stacked bar an article: comments against the
// claim left, in favor right, neutral ones centred on the line, counts
// printed. Bars are shares of the comments whose stance is clear; how many are
// not stands in a column of its own.
func Stance(sums []*analyze.Summary) ([]*Figure, error) {
	list, note, err := drawn(sums, func(s *analyze.Summary) bool { return s.Scored > 0 }, "no comment could be scored")
	if err != nil {
		return nil, err
	}
	claim, same := oneClaim(list)
	if !same {
		claim = "the claim named under each title"
	}
	// One scale for all pages.
	reach := 0.25
	for _, s := range list {
		n := s.NeutralShare.Value / 2
		if clearStances(s) > 0 {
			reach = max(reach, s.AgainstShare.Value+n, s.FavorShare.Value+n)
		}
	}
	reach = math.Ceil(reach*4-1e-9) / 4

	t := newSetter()
	pages := [][]stanceRow{nil}
	var used vg.Length
	for _, s := range list {
		r := newStanceRow(t, s, !same)
		if used+r.height > stancePageH && len(pages[len(pages)-1]) > 0 {
			pages, used = append(pages, nil), 0
		}
		used += r.height
		pages[len(pages)-1] = append(pages[len(pages)-1], r)
	}

	var figs []*Figure
	for i, rows := range pages {
		caption := fmt.Sprintf("Stance of reader comments toward %s. Bars: share of the comments whose stance is clear, "+
			"against to the left, in favor to the right, neutral centred on the line; the numbers are comments. "+
			"Shares with 95%% Wilson intervals in brackets. Unclear: share of all n scored comments for which the method took no side.%s%s",
			claim, note, pageNote(i, len(pages)))
		figs = append(figs, stancePage(t, pageName("stance", i), caption, rows, reach))
	}
	return finish(t, figs), nil
}

func clearStances(s *analyze.Summary) int {
	return s.Stances[analyze.Against] + s.Stances[analyze.NeutralStance] + s.Stances[analyze.Favor]
}

func newStanceRow(t *setter, s *analyze.Summary, withClaim bool) stanceRow {
	r := stanceRow{sum: s, title: t.set(name(s), labelStyle, stanceTitleW, 2)}
	under := "n = " + count(s.Scored)
	lines := 1
	if withClaim {
		under += "; " + claimWords(s)
		lines = 3
	}
	r.under = t.set(under, smallStyle, stanceTitleW, lines)
	share := func(name string, e analyze.Estimate) *block {
		show := percent
		if clearStances(s) >= 1000 {
			show = percent1
		}
		return t.line(fmt.Sprintf("%s %s%% [%s, %s]", name, show(e.Value), show(e.Low), show(e.High)), smallStyle)
	}
	if clearStances(s) > 0 {
		r.shares = []*block{share("against", s.AgainstShare), share("in favor", s.FavorShare)}
	} else {
		r.shares = []*block{t.line("no clear stance", smallStyle)}
	}
	r.height = max(r.title.height()+2+r.under.height(), stanceBarH+8) + stanceRowGap
	return r
}

func stancePage(t *setter, figure, caption string, rows []stanceRow, reach float64) *Figure {
	var rowsH vg.Length
	for _, r := range rows {
		rowsH += r.height
	}
	looks := stanceLooks()
	against, neutral, favor, unclear := looks[0], looks[1], looks[2], looks[3]
	headShares := t.line("Share [95% interval]", headStyle)
	headUnclear := t.line("Unclear", headStyle)
	keys := [3]*block{t.line(against.name, labelStyle), t.line(neutral.name, labelStyle), t.line(favor.name, labelStyle)}

	// Numbers stand inside their part of the bar, or beside it where it is too
	// narrow; the axis leaves room for those beside.
	type mark struct {
		b    *block
		look stanceLook
		n    int
	}
	marks := make([][4]mark, len(rows))
	var room, unclearN vg.Length
	for i, r := range rows {
		for k, l := range looks {
			st := style{size: 8, color: l.on, bold: true}
			marks[i][k] = mark{t.line(count(r.sum.Stances[l.stance]), st), l, r.sum.Stances[l.stance]}
		}
		room = max(room, marks[i][0].b.width, marks[i][2].b.width)
		unclearN = max(unclearN, marks[i][3].b.width)
	}
	barsX := stanceTitleW + stanceColGap
	shareX := bodyWidth - stanceShareW
	unclearX := shareX - stanceColGap - unclearN - 3 - stanceUnclearW
	barsEnd := unclearX - stanceColGap

	p := newPlot(t)
	p.HideY()
	p.X.Min, p.X.Max = -reach, reach
	p.Y.Min, p.Y.Max = 0, float64(rowsH)
	p.X.Label.Text = "share of comments with a clear stance (%)"
	p.X.Tick.Marker = plot.ConstantTicks(shareTicks(reach))
	p.Add(painter(func(c draw.Canvas, x, y func(float64) vg.Length) {
		for _, tick := range shareTicks(reach) {
			c.StrokeLine2(draw.LineStyle{Color: gridline, Width: 0.5}, x(tick.Value), y(0), x(tick.Value), y(float64(rowsH)))
		}
		c.StrokeLine2(draw.LineStyle{Color: ink, Width: 0.7}, x(0), y(0), x(0), y(float64(rowsH)))
		top := y(float64(rowsH))
		for i, r := range rows {
			mid := top - (r.height-stanceRowGap)/2
			y0, y1 := mid-stanceBarH/2, mid+stanceBarH/2
			top -= r.height
			if clearStances(r.sum) == 0 {
				continue
			}
			half := r.sum.NeutralShare.Value / 2
			edges := [4]vg.Length{x(-half - r.sum.AgainstShare.Value), x(-half), x(half), x(half + r.sum.FavorShare.Value)}
			for k := range 3 {
				m := marks[i][k]
				m.look.fillBox(c, rect(edges[k], y0, edges[k+1], y1))
				ty := mid + m.b.style.size*0.36
				switch {
				case edges[k+1]-edges[k] >= m.b.width+4:
					m.b.draw(c, (edges[k]+edges[k+1])/2, ty, 0.5)
				case k == 0:
					m.b.dark().draw(c, edges[0]-2, ty, 1)
				case k == 2:
					m.b.dark().draw(c, edges[3]+2, ty, 0)
				case m.n > 0: // a sliver of neutral: its number stands above it
					at, half := (edges[1]+edges[2])/2, m.b.width/2+1
					fillRect(c, rect(at-half, y1+0.5, at+half, y1+m.b.style.size*ascent+1), white) // off the line
					m.b.dark().draw(c, at, y1+m.b.style.size*ascent+1, 0.5)
				}
			}
		}
	}))

	return frame(t, figure, "Stance of comments toward the claim", caption, stanceHeadH+rowsH+stanceAxisH, func(c draw.Canvas) {
		// Rows start below the heads; the plot's own axis hangs under them.
		left, top := c.Min.X, c.Max.Y-stanceHeadH
		bars := draw.Canvas{Canvas: c.Canvas, Rectangle: rect(left+barsX+room, c.Min.Y, left+barsEnd-room, top)}
		axis := bars.Max.Y - bars.Min.Y - (p.DataCanvas(bars).Max.Y - p.DataCanvas(bars).Min.Y)
		bars.Min.Y = top - rowsH - axis
		p.Draw(bars)

		headY := c.Max.Y - 4
		mid := (bars.Min.X + bars.Max.X) / 2
		const sq vg.Length = 7
		key := func(x vg.Length, look stanceLook, b *block) vg.Length {
			look.fillBox(c, rect(x, headY-sq, x+sq, headY))
			b.draw(c, x+sq+3, headY, 0)
			return x + sq + 3 + b.width
		}
		w := 3*(sq+3) + keys[0].width + keys[1].width + keys[2].width + 20
		kx := key(mid-w/2, against, keys[0]) + 10
		kx = key(kx, neutral, keys[1]) + 10
		key(kx, favor, keys[2])
		ux := left + unclearX
		headUnclear.draw(c, ux, headY, 0)
		headShares.draw(c, left+shareX, headY, 0)

		y := top
		for i, r := range rows {
			inner := r.height - stanceRowGap
			th := r.title.height() + 2 + r.under.height()
			ty := y - (inner-th)/2
			r.title.draw(c, left, ty, 0)
			r.under.draw(c, left, ty-r.title.height()-2, 0)

			midY := y - inner/2
			box := rect(ux, midY-stanceBarH/2, ux+stanceUnclearW, midY+stanceBarH/2)
			full := box // as far as the share
			full.Max.X = ux + vg.Length(float64(stanceUnclearW)*r.sum.UnclearShare.Value)
			unclear.fillBox(c, full)
			line := draw.LineStyle{Color: gridline, Width: 0.5}
			c.StrokeLines(line, []vg.Point{box.Min, {X: box.Min.X, Y: box.Max.Y}, box.Max, {X: box.Max.X, Y: box.Min.Y}, box.Min})
			m := marks[i][3]
			m.b.draw(c, box.Max.X+3, midY+m.b.style.size*0.36, 0)

			lineH := smallStyle.size * leading
			sy := midY + lineH*vg.Length(len(r.shares))/2
			for _, b := range r.shares {
				b.draw(c, left+shareX, sy, 0)
				sy -= lineH
			}
			y -= r.height
		}
	})
}

// dark is the block in the colour of text beside a bar.
func (b *block) dark() *block {
	d := *b
	d.style.color = ink
	return &d
}

func shareTicks(reach float64) []plot.Tick {
	var ticks []plot.Tick
	step := 0.25
	if reach > 0.5 {
		step = 0.5
	}
	for v := -math.Floor(reach/step+1e-9) * step; v <= reach+1e-9; v += step {
		ticks = append(ticks, plot.Tick{Value: v, Label: percent(math.Abs(v))})
	}
	return ticks
}
