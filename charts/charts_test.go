package charts

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
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

func TestLook(t *testing.T) {
	dir := os.Getenv("LOOK")
	if dir == "" {
		t.Skip()
	}
	for scene, sums := range scenes() {
		for _, c := range All() {
			figs, err := c.Draw(sums)
			if err != nil {
				t.Log(scene, c.Name, err)
				continue
			}
			for _, f := range figs {
				if len(f.Warnings) > 0 {
					t.Log(scene, f.Name, f.Warnings)
				}
				var b bytes.Buffer
				if err := f.PNG(&b); err != nil {
					t.Fatal(err)
				}
				os.WriteFile(filepath.Join(dir, scene+"-"+f.Name+".png"), b.Bytes(), 0o666)
			}
		}
	}
}

var _ = errors.Is
var _ = png.Decode
