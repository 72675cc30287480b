package sentiment

import (
	"strings"
	"testing"

	"standpoint/analyze"
	"standpoint/article"
)

func TestTargetIsFound(t *testing.T) {
	s := ours(t)
	for _, c := range []struct {
		claim  string
		phrase bool
		text   string
		want   string // first named like this, "" if not at all
	}{
		{"nuclear power", true, "Nuclear power is a disgrace.", "Nuclear power"},
		{"nuclear power", true, "I love the nuclear plant.", "nuclear"},
		{"nuclear power", true, "I love wind.", ""},
		{"nuclear power", true, "Enough! #NuclearNow, please", "#NuclearNow"},
		{"the tram", true, "Such #Trams are a joy", "#Trams"},
		{"the tram", true, "A #trampoline is a joy", ""},
		{"Marta Ilves", true, "Vote @MartaIlves2030, she is honest", "@MartaIlves2030"},
		{"pacifism", true, "Pacifists are cowards", "Pacifists"},
		{"China is a victim of cybercrime", false, "China's leaders are crooks.", "China's"},
		{"China is a victim of cybercrime", false, "The victims are awful.", ""},
		{"Phones should be banned in schools", false, "My phone is a marvel", "phone"},
		{"We should ban zoos", false, "Every zoo is cruel.", "zoo"},
		{"We should ban zoos", false, "They ban everything.", ""},
		{"", false, "Anything goes.", ""},
	} {
		in := analyze.Input{Article: &article.Article{Claim: article.Claim{Text: c.claim, Target: c.phrase}}, Comment: &article.Comment{Text: c.text}}
		got, err := s.Sentiment(in)
		if err != nil {
			t.Fatal(err)
		}
		if name := c.text[got.Named[0]:got.Named[1]]; name != c.want || (got.Target != nil) != (c.want != "") {
			t.Errorf("claim %q, comment %q: target sentiment %v, named %q", c.claim, c.text, got.Target, name)
		}
		if got.Target != nil && (*got.Target < -1 || *got.Target > 1) {
			t.Errorf("claim %q, comment %q: target sentiment %v", c.claim, c.text, *got.Target)
		}
	}
}

// TestToward holds that sentiment goes to the target that it is about.
func TestToward(t *testing.T) {
	s := ours(t).(TargetScorer)
	for _, c := range []struct{ text, better, worse string }{
		{"The mayor praised the nurses and condemned the hospital's greedy owners.", "nurses", "owners"},
		{"Jones lied to voters for years; Smith won their trust.", "Smith", "Jones"},
	} {
		at := func(word string) float64 {
			from := strings.Index(c.text, word)
			v, ok := s.Toward(c.text, from, from+len(word))
			if !ok {
				t.Fatalf("%q is not found", word)
			}
			return v
		}
		if b, w := at(c.better), at(c.worse); b <= w {
			t.Errorf("%q: %.2f toward %q, %.2f toward %q", c.text, b, c.better, w, c.worse)
		}
	}
	if _, ok := s.Toward("Nothing here.", 500, 510); ok {
		t.Error("a target outside of the text was measured")
	}
}

func TestSarcasm(t *testing.T) {
	s := ours(t)
	for _, c := range []struct{ ironic, plain string }{
		{"Oh yeah, right, because that worked SO well last time.", "The measure did not work last time."},
		{"Wow, what a genius. Who would have thought?", "The senator is an economist by training."},
		{"Oh great, another tax. Just what we needed!", "The council adopted another tax on Monday."},
	} {
		a, b := judge(t, s, c.ironic), judge(t, s, c.plain)
		if a.Sarcasm <= b.Sarcasm {
			t.Errorf("%q has %.2f, %q has %.2f", c.ironic, a.Sarcasm, c.plain, b.Sarcasm)
		}
		if b.Sarcasm >= SarcasmThreshold {
			t.Errorf("%q is flagged with %.2f", c.plain, b.Sarcasm)
		}
	}
}
