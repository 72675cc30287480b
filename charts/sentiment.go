package charts

import (
	"fmt"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"standpoint/analyze"
)

// sentimentScored is the number of comments with a sentiment score.
func sentimentScored(s *analyze.Summary) int {
	return s.Sentiments[analyze.Negative] + s.Sentiments[analyze.Neutral] + s.Sentiments[analyze.Positive]
}

// Sentiment draws one histogram of sentiment scores an article, with the mean
// and its interval. Bars count comments; each article has its own scale.
func Sentiment(sums []*analyze.Summary) ([]*Figure, error) {
	list, note, err := drawn(sums, func(s *analyze.Summary) bool { return sentimentScored(s) > 0 }, "no comment scored for sentiment")
	if err != nil {
		return nil, err
	}
	t := newSetter()
	var panels []panel
	for _, s := range list {
		under := fmt.Sprintf("n = %s; mean %s [%s, %s]", count(sentimentScored(s)), signed(s.MeanSentiment), signed(s.SentimentLow), signed(s.SentimentHigh))
		var pn panel
		pn.title, pn.under = panelTitles(t, s, under, 1, len(list))
		pn.plot = histogram(t, s)
		pn.above = meanRoom
		panels = append(panels, pn)
	}
	scales := ""
	if len(panels) > 1 {
		scales = " Vertical scales differ."
	}
	var figs []*Figure
	pages := pagesOf(panels)
	for i, page := range pages {
		caption := fmt.Sprintf("Distribution of the sentiment of reader comments, in %d equal bins. "+scale+
			"Diamond and bar on top: mean with its 95%% interval. n = comments with a sentiment score.%s%s%s",
			analyze.HistogramBins, scales, note, pageNote(i, len(pages)))
		h, body := grid(page, len(list))
		figs = append(figs, frame(t, pageName("sentiment", i), "Sentiment of comments", caption, h, body))
	}
	return finish(t, figs), nil
}

// meanRoom is the height kept above the bars for the mean.
const meanRoom vg.Length = 12

func histogram(t *setter, s *analyze.Summary) *plot.Plot {
	most := slices.Max(s.Hist[:])
	step := tickStep(most)
	top := float64((most + step - 1) / step * step)

	p := newPlot(t)
	scoreAxis(p)
	p.Y.Min, p.Y.Max = 0, top
	p.Y.Label.Text = "comments"
	var ticks []plot.Tick
	for n := 0; n <= int(top); n += step {
		ticks = append(ticks, plot.Tick{Value: float64(n), Label: count(n)})
	}
	p.Y.Tick.Marker = plot.ConstantTicks(ticks)
	p.Add(painter(func(c draw.Canvas, x, y func(float64) vg.Length) {
		for _, tick := range ticks[1:] {
			c.StrokeLine2(draw.LineStyle{Color: gridline, Width: 0.5}, x(-1), y(tick.Value), x(1), y(tick.Value))
		}
		for b, k := range s.Hist {
			if k > 0 {
				fillRect(c, rect(x(binEdge(b))+0.4, y(0), x(binEdge(b+1))-0.4, y(float64(k))), sentiment)
			}
		}
		// The mean and its interval stand above the bars.
		line := draw.LineStyle{Color: ink, Width: 1}
		at := y(top) + meanRoom/2
		c.StrokeLine2(line, x(s.SentimentLow), at, x(s.SentimentHigh), at)
		for _, end := range []float64{s.SentimentLow, s.SentimentHigh} {
			c.StrokeLine2(line, x(end), at-2.5, x(end), at+2.5)
		}
		const d = 3
		m := x(s.MeanSentiment)
		c.FillPolygon(ink, []vg.Point{{X: m - d, Y: at}, {X: m, Y: at + d}, {X: m + d, Y: at}, {X: m, Y: at - d}})
	}))
	return p
}

// tickStep is the distance between the ticks of an axis that counts to most:
// 1, 2 or 5 times a power of ten, at most five of them.
func tickStep(most int) int {
	for step := 1; ; step *= 10 {
		for _, k := range []int{1, 2, 5} {
			if (most+k*step-1)/(k*step) <= 4 {
				return k * step
			}
		}
	}
}
