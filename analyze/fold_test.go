package analyze

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"standpoint/article"
)

func TestWilson(t *testing.T) {
	// Expected values: Newcombe (1998), "Two-sided confidence intervals for the
	// single proportion", Statistics in Medicine 17, table I, method 3.
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{
		{81, 263, .2553, .3662},
		{15, 148, .0624, .1605},
		{0, 20, 0, .1611},
		{1, 29, .0061, .1718},
	} {
		e := Wilson(c.k, c.n)
		if math.Abs(e.Low-c.low) > 5e-5 || math.Abs(e.High-c.high) > 5e-5 {
			t.Errorf("Wilson(%d, %d) = [%.4f, %.4f], want [%.4f, %.4f]", c.k, c.n, e.Low, e.High, c.low, c.high)
		}
	}
	if e := Wilson(0, 0); e != (Estimate{0, 0, 1}) {
		t.Errorf("Wilson(0, 0) = %v: without observations nothing is known", e)
	}
}

func TestMean(t *testing.T) {
	// Scores .1, .2, .3, .4: mean .25, s = .1291, t(.975, 3) = 3.1824.
	m, low, high := mean(4, 10000, 1000*1000+2000*2000+3000*3000+4000*4000)
	if math.Abs(m-.25) > 1e-12 || math.Abs(high-m-.2054) > 1e-4 || math.Abs(m-low-.2054) > 1e-4 {
		t.Errorf("mean = %v [%v, %v], want .25 ± .2054", m, low, high)
	}
	if m, low, high := mean(0, 0, 0); m != 0 || low != -1 || high != 1 {
		t.Errorf("mean of nothing = %v [%v, %v]", m, low, high)
	}
}

// The fold must not care how comments are split over workers or machines.
func TestTallyMergesInAnyOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	items := make([]*Judged, 500)
	for i := range items {
		score := math.Round((r.Float64()*2-1)*1e4) / 1e4
		p := math.Round(r.Float64()*10) / 10 // ties on purpose
		items[i] = &Judged{
			Comment: &article.Comment{ID: strconv.Itoa(i + 1), Line: i + 1, Text: "text"},
			Judgment: Judgment{
				Sentiment: Sentiment{Score: score, Label: Label(r.IntN(4)), Sarcasm: r.Float64()},
				Verdict:   Verdict{Stance: Stance(r.IntN(4)), P: [3]float64{p, 0, p}, Engine: "e" + strconv.Itoa(r.IntN(2))},
			},
		}
	}
	a := &article.Article{ID: "a"}
	var whole Tally
	for _, it := range items {
		whole.Add(it)
	}
	want, err := json.Marshal(whole.Summary(a))
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		parts := make([]Tally, 1+r.IntN(7))
		for _, i := range r.Perm(len(items)) {
			parts[r.IntN(len(parts))].Add(items[i])
		}
		var sum Tally
		for _, i := range r.Perm(len(parts)) {
			sum.Merge(&parts[i])
		}
		got, err := json.Marshal(sum.Summary(a))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("split over %d tallies:\n%s\nin one:\n%s", len(parts), got, want)
		}
	}
}

func TestHistogramCoversTheRange(t *testing.T) {
	for _, c := range []struct {
		score float64
		bin   int
	}{{-1, 0}, {-.95, 0}, {-.9, 1}, {0, 10}, {.05, 10}, {.9999, 19}, {1, 19}} {
		if got := bin(c.score); got != c.bin {
			t.Errorf("bin(%v) = %d, want %d", c.score, got, c.bin)
		}
	}
}

// Comments judged without their evidence can be explained once it is known
// which are quoted.
func TestTallyExplainsWhatItQuotes(t *testing.T) {
	var tally Tally
	parent := &Judgment{Verdict: Verdict{P: [3]float64{.2, .3, .5}, Evidence: []Evidence{{End: 1}}}}
	for i := range 10 {
		p := float64(i) / 10
		it := &Judged{
			Article: &article.Article{}, Comment: &article.Comment{ID: strconv.Itoa(i), Line: i}, parentJudgment: parent,
			Judgment: Judgment{Verdict: Verdict{Stance: Favor, P: [3]float64{1 - p, 0, p}, Unexplained: i != 8}},
		}
		if telling := tally.Add(it); telling == (i == 8) {
			t.Errorf("comment %d, the surest so far: quoted = %v", i, telling)
		}
	}
	// Of the comments of which it is known that they have no evidence, none is quoted.
	var ids []string
	for _, x := range tally.Unexplained() {
		ids = append(ids, x.CommentID)
		in := x.Judged.Input()
		if in.ParentJudgment.Verdict.P != parent.Verdict.P || in.ParentJudgment.Verdict.Evidence != nil || in.Comment.ID != x.CommentID {
			t.Errorf("comment %s would be judged again by %+v", x.CommentID, in)
		}
		x.Judgment.Verdict.Evidence = []Evidence{{End: 3}}
	}
	if !slices.Equal(ids, []string{"9", "7", "6"}) {
		t.Errorf("to be explained: %v", ids)
	}
	for _, x := range tally.Summary(&article.Article{}).Telling[Favor] {
		if len(x.Judgment.Verdict.Evidence) != 1 {
			t.Errorf("comment %s is quoted without its evidence", x.CommentID)
		}
	}
}

// The comments quoted for a side are those whose own words show it.
func TestMostTelling(t *testing.T) {
	comment := func(id, text string, p, sarcasm float64, ev ...Evidence) *Judged {
		return &Judged{
			Comment: &article.Comment{ID: id, Text: text},
			Judgment: Judgment{
				Sentiment: Sentiment{Sarcasm: sarcasm},
				Verdict:   Verdict{Stance: Against, P: [3]float64{p, 0, 1 - p}, Evidence: ev},
			},
		}
	}
	e := func(weight float64, cue, met string) Evidence { return Evidence{Weight: weight, Cue: cue, Met: met} }
	list := []*Judged{ // from the most to the least telling
		comment("1", "The dam is a danger. Why keep it?", .7, 0, e(-.3, "", "dam")),
		comment("2", "Sure, a splendid dam.", .7, .8, e(-.3, "mockery", "dam")),
		comment("3", "Never. It leaks.", .7, 0, e(-.3, "", ""), e(.1, "", "")),
		comment("4", "Nothing of this is true.", .7, 0, e(-.1, "", "")),
		comment("5", "Does the old dam leak?", .7, 0, e(-.2, "", "dam")),
		comment("6", "A splendid dam.", .7, .8, e(-.2, "", "dam")),
		comment("7", "Exactly.", .7, 0, e(-.3, "parent: agrees", "")),
		comment("8", "I wonder: does it leak? And why?", .6, 0, e(-.15, "question", "dam")),
	}
	for i, better := range list[:len(list)-1] {
		worse := list[i+1]
		if a, b := tellingRank(better.Comment.Text, &better.Judgment), tellingRank(worse.Comment.Text, &worse.Judgment); a <= b {
			t.Errorf("%q ranks at %.2f, no better than %q at %.2f", better.Comment.Text, a, worse.Comment.Text, b)
		}
	}
}

func TestOnlyAsks(t *testing.T) {
	for text, want := range map[string]bool{
		"Does it leak?":                      true,
		"Does anyone know\nif it leaks?":     true,
		"Why? Who pays the 3.5 million?!":    true,
		"\"Who pays?\"":                      true,
		"Who pays? We do.":                   false,
		"Who pays? we do":                    false,
		"It leaks.":                          false,
		"...":                                false,
		"":                                   false,
		"Never! Who would drink that water?": false,
	} {
		if got := onlyAsks(text); got != want {
			t.Errorf("onlyAsks(%q) = %v", text, got)
		}
	}
}
