package charts

import (
	"fmt"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"standpoint/analyze"
)

// SentimentByStance draws, for each article, the distribution of sentiment
// within each stance: a histogram mirrored about its row's line, so that the
// stances can be compared by eye whatever their numbers.
func SentimentByStance(sums []*analyze.Summary) ([]*Figure, error) {
	list, note, err := drawn(sums, func(s *analyze.Summary) bool { return sentimentScored(s) > 0 }, "no comment scored for sentiment")
	if err != nil {
		return nil, err
	}
	claim, same := oneClaim(list)
	if !same {
		claim = "the claim named above each panel"
	}
	t := newSetter()
	var panels []panel
	for _, s := range list {
		under, lines := "n = "+count(sentimentScored(s)), 1
		if !same {
			under, lines = under+"; "+claimWords(s), 3
		}
		var pn panel
		pn.title, pn.under = panelTitles(t, s, under, lines, len(list))
		byStance(t, s, &pn)
		panels = append(panels, pn)
	}
	var figs []*Figure
	pages := pagesOf(panels)
	for i, page := range pages {
		caption := fmt.Sprintf("Sentiment of reader comments by their stance toward %s. "+scale+"Each shape is a histogram of %d bins mirrored about its line; "+
			"its height shows the share of that stance's comments, the fullest bin of each being equally high. "+
			"In brackets: comments.%s%s", claim, analyze.HistogramBins, note, pageNote(i, len(pages)))
		h, body := grid(page, len(list))
		figs = append(figs, frame(t, pageName("sentiment-by-stance", i), "Sentiment by stance", caption, h, body))
	}
	return finish(t, figs), nil
}

func byStance(t *setter, s *analyze.Summary, pn *panel) {
	looks := stanceLooks()
	rows := [4]stanceLook{looks[2], looks[1], looks[0], looks[3]} // favor on top
	p := newPlot(t)
	scoreAxis(p)
	p.HideY()
	p.Y.Min, p.Y.Max = 0, 4
	p.Add(painter(func(c draw.Canvas, x, y func(float64) vg.Length) {
		for _, tick := range p.X.Tick.Marker.Ticks(-1, 1) {
			c.StrokeLine2(draw.LineStyle{Color: gridline, Width: 0.5}, x(tick.Value), y(0), x(tick.Value), y(4))
		}
		for k, look := range rows {
			mid := 3.5 - float64(k)
			hist := s.HistBy[look.stance]
			most := 0
			for _, n := range hist {
				most = max(most, n)
			}
			c.StrokeLine2(draw.LineStyle{Color: gridline, Width: 0.5}, x(-1), y(mid), x(1), y(mid))
			for b, n := range hist {
				if n == 0 {
					continue
				}
				h := 0.42 * float64(n) / float64(most)
				look.fillBox(c, rect(x(binEdge(b))+0.3, y(mid-h), x(binEdge(b+1))-0.3, y(mid+h)))
			}
		}
	}))
	pn.plot = p
	var labels [4]*block
	for k, look := range rows {
		n := 0
		for _, v := range s.HistBy[look.stance] {
			n += v
		}
		labels[k] = t.line(fmt.Sprintf("%s (%s)", look.name, count(n)), smallStyle)
		pn.sideW = max(pn.sideW, labels[k].width+6)
	}
	pn.side = func(c, data draw.Canvas) {
		h := (data.Max.Y - data.Min.Y) / 4
		for k, b := range labels {
			y := data.Max.Y - (vg.Length(k)+0.5)*h
			b.draw(c, data.Min.X-6, y+b.style.size*0.36, 1)
		}
	}
}

var _ plot.Plotter = painter(nil)
