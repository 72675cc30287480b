package charts

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"standpoint/analyze"
)

var update = flag.Bool("update", false, "rewrite the golden files in testdata")

// summary makes an article whose comments are against, neutral, in favor and
// unclear in these numbers; their scores spread evenly about a centre that
// depends on the stance.
func summary(title string, against, neutral, favor, unclear int) *analyze.Summary {
	s := &analyze.Summary{ArticleID: "a", Source: "page.txt", Title: title, Claim: "Cities should ban cars", ClaimSource: "given"}
	s.Stances = analyze.Counts{unclear, against, neutral, favor}
	s.Scored = against + neutral + favor + unclear
	s.Found = s.Scored
	centre := [4]int{9, 5, 10, 14}
	var sum float64
	for st, n := range s.Stances {
		for i := range n {
			b := min(max(centre[st]+(i*7)%9-4+(i*3)%3-1, 0), analyze.HistogramBins-1)
			s.Hist[b]++
			s.HistBy[st][b]++
			sum += binEdge(b) + 0.05
			label := analyze.Neutral
			if b < 9 {
				label = analyze.Negative
			} else if b > 10 {
				label = analyze.Positive
			}
			s.Sentiments[label]++
			s.Cross[st][label]++
		}
	}
	if s.Scored > 0 {
		s.MeanSentiment = sum / float64(s.Scored)
		half := min(0.9/float64(s.Scored)+0.02, 1)
		s.SentimentLow, s.SentimentHigh = max(-1, s.MeanSentiment-half), min(1, s.MeanSentiment+half)
	}
	sided := against + neutral + favor
	s.AgainstShare = analyze.Wilson(against, sided)
	s.NeutralShare = analyze.Wilson(neutral, sided)
	s.FavorShare = analyze.Wilson(favor, sided)
	s.UnclearShare = analyze.Wilson(unclear, s.Scored)
	return s
}

// scenes are the inputs that the charts must look right on.
func scenes() map[string][]*analyze.Summary {
	many := func(n int) (list []*analyze.Summary) {
		for i := range n {
			list = append(list, summary(fmt.Sprintf("Article number %d about the city and its traffic", i+1), i*5%23, i*3%11, i*7%31, 1+i%6))
		}
		return list
	}
	claims := many(4)
	for i, s := range claims {
		s.Claim = fmt.Sprintf("The town hall should spend %d million on bicycle lanes rather than on parking garages", i+2)
		s.ClaimSource = "proposed"
	}
	claims[3].Claim, claims[3].ClaimIsTarget, claims[3].ClaimSource = "bicycle lanes", true, "given"
	return map[string][]*analyze.Summary{
		"one":     {summary("Mayor wants to ban cars from the old town", 9, 1, 3, 2)},
		"two":     {summary("Mayor wants to ban cars from the old town", 9, 1, 3, 2), summary("Shops fear empty streets", 4, 6, 21, 9)},
		"twelve":  many(12),
		"sixty":   many(60),
		"claims":  claims,
		"single":  {summary("A page with one comment", 0, 0, 1, 0)},
		"huge":    {summary("A very busy page", 61234, 912, 30854, 7000), summary("A quiet page", 1, 0, 0, 1)},
		"unclear": {summary("Nobody says anything clear", 0, 0, 0, 17), summary("Here they do", 3, 40, 2, 0)},
		"empty":   {summary("No comments here", 0, 0, 0, 0), summary("Some comments here", 3, 2, 8, 1)},
		"long": {
			summary(strings.Repeat("A headline that goes on and on without an end in sight ", 6), 7, 3, 2, 1),
			summary("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"+strings.Repeat("x", 60), 2, 3, 7, 1),
		},
		"scripts": {
			summary("市长希望禁止汽车进入老城区，商店担心街道空无一人，居民意见不一", 9, 1, 3, 2),
			summary("رئيس البلدية يريد منع السيارات من المدينة القديمة 2024", 4, 2, 8, 3),
			summary("Η πόλη χωρίς αυτοκίνητα · Город без машин", 5, 5, 5, 5),
			summary("車のない街 자동차 없는 도시 🚗🚫😀 ok 👍🏽", 2, 1, 6, 0),
			summary("ראש העיר רוצה לאסור כניסת מכוניות (2024)", 2, 4, 3, 1),
			summary("महापौर शहर में कारों पर रोक चाहते हैं", 1, 2, 3, 4),
		},
	}
}

func draw1(t *testing.T, c Chart, sums []*analyze.Summary) []*Figure {
	t.Helper()
	figs, err := c.Draw(sums)
	if err != nil {
		t.Fatalf("%s: %v", c.Name, err)
	}
	return figs
}

func svg(t *testing.T, f *Figure) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.SVG(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// SVG is the same byte for byte; PNG is looked at, since its pixels differ
// between processors.
func TestGolden(t *testing.T) {
	sums := scenes()["two"]
	sums[1].Title = "Läden fürchten · لا سيارات · 车"
	for _, c := range All() {
		file := filepath.Join("testdata", c.Name+".svg")
		got := svg(t, draw1(t, c, sums)[0])
		if again := svg(t, draw1(t, c, sums)[0]); !bytes.Equal(got, again) {
			t.Errorf("%s: two runs differ", file)
		}
		if *update {
			if err := os.WriteFile(file, got, 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatalf("%v (go test -update writes it)", err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs (go test -update rewrites it)", file)
		}
	}
}

var write = flag.String("write", "", "write the PNG of every scene to this folder, to look at")

func TestPNG(t *testing.T) {
	for scene, sums := range scenes() {
		for _, c := range All() {
			for i, f := range draw1(t, c, sums) {
				if svg(t, f); *write == "" && (i > 0 || !slices.Contains([]string{"single", "long", "huge", "scripts", "claims"}, scene)) {
					continue // SVG shows that it draws; PNG takes longer
				}
				if len(f.Warnings) > 0 {
					t.Errorf("%s %s: %v", scene, f.Name, f.Warnings)
				}
				var b bytes.Buffer
				if err := f.PNG(&b); err != nil {
					t.Fatal(err)
				}
				if *write != "" {
					if err := os.WriteFile(filepath.Join(*write, scene+"-"+f.Name+".png"), b.Bytes(), 0o666); err != nil {
						t.Fatal(err)
					}
				}
				if !bytes.Contains(b.Bytes()[:64], []byte("pHYs\x00\x00\x2e\x23\x00\x00\x2e\x23\x01")) {
					t.Errorf("%s %s does not state 300 dpi", scene, f.Name)
				}
				img, err := png.Decode(&b)
				if err != nil {
					t.Fatal(err)
				}
				size := img.Bounds().Size()
				if size.X != 7*DPI || size.Y < DPI || size.Y > 11*DPI {
					t.Errorf("%s %s: %v dots, want 7 inches across and no higher than a page", scene, f.Name, size)
				}
				checkEdges(t, scene+" "+f.Name, img)
			}
		}
	}
}

// checkEdges fails on a blank image and on one whose content touches its edge,
// as a clipped label would.
func checkEdges(t *testing.T, name string, img image.Image) {
	t.Helper()
	dark := func(x, y int) bool { r, g, b, _ := img.At(x, y).RGBA(); return r+g+b < 3*0xF000 }
	size := img.Bounds().Size()
	for y := range size.Y {
		if dark(0, y) || dark(8, y) || dark(size.X-1, y) || dark(size.X-9, y) {
			t.Errorf("%s: something touches the left or right edge at line %d", name, y)
			return
		}
	}
	ink := 0
	for x := range size.X {
		if dark(x, 0) || dark(x, size.Y-1) {
			t.Errorf("%s: something touches the top or bottom edge", name)
			return
		}
		for y := 0; y < size.Y; y += 10 {
			if dark(x, y) {
				ink++
			}
		}
	}
	if ink < size.X {
		t.Errorf("%s is all but blank", name)
	}
}

func TestNothing(t *testing.T) {
	for _, tc := range []struct {
		sums []*analyze.Summary
		want string
	}{
		{nil, "nothing to draw: no articles"},
		{[]*analyze.Summary{{}}, "nothing to draw: no comments found on this page"},
		{[]*analyze.Summary{{}, {}}, "nothing to draw: no comments found on any of 2 pages"},
	} {
		for _, c := range All() {
			figs, err := c.Draw(tc.sums)
			var nothing *Nothing
			if !errors.As(err, &nothing) || err.Error() != tc.want || figs != nil {
				t.Errorf("%s: %v, want %q", c.Name, err, tc.want)
			}
		}
	}
}

// A character that no font has is drawn as a box and told of.
func TestMissingGlyph(t *testing.T) {
	s := summary("Hieroglyph 𓀀 and plain text", 1, 1, 1, 1)
	for _, c := range All() {
		f := draw1(t, c, []*analyze.Summary{s})[0]
		if len(f.Warnings) != 1 || !strings.Contains(f.Warnings[0], "U+13000") {
			t.Errorf("%s: warnings %q", c.Name, f.Warnings)
		}
		without := draw1(t, c, []*analyze.Summary{summary("Hieroglyph and plain text", 1, 1, 1, 1)})[0]
		if bytes.Equal(svg(t, f), svg(t, without)) {
			t.Errorf("%s: the character vanished", c.Name)
		}
	}
}

// What a title carries in control characters and direction overrides changes
// nothing.
func TestCleanTitles(t *testing.T) {
	got := svg(t, draw1(t, All()[0], []*analyze.Summary{summary(" A\x00 \u202eti\x1btle\r\n\u2066", 1, 2, 3, 4)})[0])
	want := svg(t, draw1(t, All()[0], []*analyze.Summary{summary("A title", 1, 2, 3, 4)})[0])
	if !bytes.Equal(got, want) {
		t.Error("control characters change the drawing")
	}
}

// Many articles take several pages, each with a name of its own.
func TestPages(t *testing.T) {
	for _, c := range All() {
		names := map[string]bool{}
		for i, f := range draw1(t, c, scenes()["sixty"]) {
			names[f.Name] = true
			if want := c.Name; i == 0 && f.Name != want {
				t.Errorf("first page is called %s, want %s", f.Name, want)
			}
		}
		if len(names) < 4 || len(names) > 5 {
			t.Errorf("%s: pages %v, want four or five", c.Name, names)
		}
	}
}

// Of very many articles those with the most comments are drawn.
func TestMaxArticles(t *testing.T) {
	var sums []*analyze.Summary
	for i := range MaxArticles + 30 {
		sums = append(sums, summary(fmt.Sprint("Article ", i), 1, 1, 1+i%2, 0))
	}
	list, note, err := drawn(sums, func(*analyze.Summary) bool { return true }, "")
	if err != nil || len(list) != MaxArticles || list[0] != sums[0] || list[len(list)-1] != sums[len(sums)-1] ||
		note != " Drawn are the 120 articles with the most comments, of 150." {
		t.Errorf("%d articles, note %q, %v", len(list), note, err)
	}
}

// The table that the command loops over is complete.
func TestAll(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range All() {
		if c.Name == "" || c.Doc == "" || c.Draw == nil || seen[c.Name] {
			t.Errorf("chart %+v is incomplete or listed twice", c.Name)
		}
		seen[c.Name] = true
	}
}
