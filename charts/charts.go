// Package charts draws the numbers of analyze.Summary values as figures for
// print: stance per article, sentiment per article, sentiment by stance. It
// computes no statistics of its own.
//
// A figure is drawn as PNG at 300 dpi or as SVG. The same numbers give the
// same bytes on one processor architecture; between architectures PNG pixels
// can differ by rounding.
package charts

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image/color"
	"io"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"

	"standpoint/analyze"
)

// Chart is one kind of figure.
type Chart struct {
	Name string // file name without extension: "stance"
	Doc  string // one line for people
	// Draw lays the chart out on one or more figures, as many as the articles
	// need. Its error is a *Nothing when there is no comment to draw.
	Draw func(sums []*analyze.Summary) ([]*Figure, error)
}

// All lists the charts in the order in which a report shows them.
func All() []Chart {
	return []Chart{
		{"stance", "how many comments side against and with the claim, one row an article", Stance},
		{"sentiment", "distribution of the comments' sentiment, one panel an article", Sentiment},
		{"sentiment-by-stance", "distribution of sentiment within each stance, one panel an article", SentimentByStance},
	}
}

// Nothing is the error of a chart that has nothing to draw.
type Nothing struct {
	Why string // "no comments found on this page"
}

// Error says why there is nothing to draw.
func (n *Nothing) Error() string { return "nothing to draw: " + n.Why }

// Figure is a chart, or one page of it, ready to be written. It is not safe
// for concurrent use.
type Figure struct {
	Name     string   // file name without extension: "stance", then "stance-2", …
	Warnings []string // what could not be drawn as it should be, for people; those of all pages are on the first
	w, h     vg.Length
	paint    func(draw.Canvas)
}

// DPI is the resolution of PNG files, in dots per inch.
const DPI = 300

// PNG writes the figure as a PNG image of DPI dots per inch on white.
func (f *Figure) PNG(w io.Writer) error {
	c := vgimg.NewWith(vgimg.UseWH(f.w, f.h), vgimg.UseDPI(DPI), vgimg.UseBackgroundColor(color.White))
	f.paint(draw.New(c))
	var buf bytes.Buffer
	if _, err := (vgimg.PngCanvas{Canvas: c}).WriteTo(&buf); err != nil {
		return fmt.Errorf("chart %s: %w", f.Name, err)
	}
	if _, err := w.Write(withDPI(buf.Bytes())); err != nil {
		return fmt.Errorf("chart %s: %w", f.Name, err)
	}
	return nil
}

// withDPI states the resolution in a PNG file (chunk pHYs, dots per metre), so
// that a word processor places the figure at its size.
func withDPI(png []byte) []byte {
	const afterHeader = 8 + 25 // signature and IHDR
	if len(png) < afterHeader {
		return png
	}
	const perMetre = (DPI*10000 + 127) / 254 // rounded
	chunk := []byte("pHYs")
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1) // the unit is the metre
	var out []byte
	out = append(out, png[:afterHeader]...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(chunk)-4))
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return append(out, png[afterHeader:]...)
}

// SVG writes the figure as SVG. Letters are outlines, so it looks the same
// wherever it is opened.
func (f *Figure) SVG(w io.Writer) error {
	c := vgsvg.NewWith(vgsvg.UseWH(f.w, f.h))
	f.paint(draw.NewCanvas(c, f.w, f.h))
	b := bufio.NewWriter(w)
	if _, err := c.WriteTo(b); err != nil {
		return fmt.Errorf("chart %s: %w", f.Name, err)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("chart %s: %w", f.Name, err)
	}
	return nil
}
