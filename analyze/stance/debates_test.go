package stance

import (
	"fmt"
	"strings"
	"testing"

	"standpoint/article"
	"standpoint/lexicon"
)

// campsIn is what the camps' words in a comment say for the claim as given.
func campsIn(claim string, target bool, comment string) (sum float32) {
	c := NewCueClaim(&article.Article{Claim: article.Claim{Text: claim, Target: target, Source: article.ClaimGiven}})
	c.DebateWords(comment, lexicon.Tokenize(comment, nil), func(_, _ int, side float32) { sum += side * float32(c.Parsed.Sign) })
	return sum
}

// A comment that names neither the thing nor its opinion gives its side away by the
// words of its camp, whichever way the claim puts it.
func TestDebateWords(t *testing.T) {
	for _, c := range []struct {
		claim   string
		target  bool
		comment string
		side    int
	}{
		{"nuclear power", true, "Remember Chernobyl.", -1},
		{"nuclear power", true, "It is the only carbon-free baseload we have", +1},
		{"the price of nuclear power", true, "Remember Chernobyl.", 0},
		{"against nuclear power", true, "Remember Chernobyl.", +1},
		{"Nuclear power should be banned", false, "Remember Chernobyl.", +1},
		{"We should build more nuclear plants", false, "Remember Chernobyl.", -1},
		{"Nuclear power should not be banned", false, "Remember Chernobyl.", -1},
		{"legalization of abortion", true, "#ProLife", -1},
		{"legalization of abortion", true, "so says the pro-life crowd at @ProLifeYouth", -1},
		{"legalization of abortion", true, "My body, my choice", +1},
		{"Abortion should be illegal", false, "my body my choice", -1},
		{"abortion statistics", true, "my body my choice", 0},
		{"climate change", true, "It's a hoax by Al Gore", -1},
		{"Climate change is a serious threat", false, "Sea level rise will drown us", +1},
		{"Climate change is a hoax", false, "Sea level rise will drown us", -1},
		{"Homework is useful", false, "Remember Chernobyl.", 0},
		{"the price of butter", true, "my body my choice", 0},
		{"nuclear power", true, "", 0},
	} {
		if got := campsIn(c.claim, c.target, c.comment); got > 0 != (c.side > 0) || got < 0 != (c.side < 0) {
			t.Errorf("%q, %q: %g, want a sum of sign %d", c.claim, c.comment, got, c.side)
		}
	}
}

// Each entry counts once, and less in a long comment.
func TestDebateWordsCountOnce(t *testing.T) {
	if got := campsIn("nuclear power", true, "Chernobyl, Chernobyl, #Chernobyl"); got != -1 {
		t.Errorf("three times the same: %g, want -1", got)
	}
	long := "Chernobyl " + strings.Repeat("and so on ", 79) + "it went"
	if got := campsIn("nuclear power", true, long); got != -.25 {
		t.Errorf("in 240 words: %g, want -0.25", got)
	}
}

// The lists are as the program takes them to be.
func TestDebateLists(t *testing.T) {
	l := debateTable()
	for _, e := range l.entries {
		side := map[string]int{}
		for k, list := range e.words {
			for _, w := range split(list) {
				key := Squeeze(w)
				if was, ok := side[key]; ok && was != k {
					t.Errorf("%s: %q stands on both sides", e.name, w)
				}
				if side[key] = k; key == "" || len(strings.Fields(w)) > maxDebateWords {
					t.Errorf("%s: %q has no letters or too many words", e.name, w)
				}
			}
		}
		if len(side) > 512 {
			t.Errorf("%s: %d entries, more than each tells apart", e.name, len(side))
		}
		if n, ok := l.names[Squeeze(e.name)]; !ok || l.entries[n.entry].name != e.name {
			t.Errorf("%s is the name of another debate too", e.name)
		}
	}
}

func TestDebateListErrors(t *testing.T) {
	for text, want := range map[string]string{
		"for: a\n":                     `line 1 is "for: a", not "about:" and a list`,
		"about: a\nagainst: b\n":       `line 2 is "against: b", not "for:" and a list`,
		"# x\n\nabout: a\nfor: |\n":    `line 4 is "for: |", not "for:" and a list`,
		"about: a\nfor: b\n":           `the last block has no "against:"`,
		"about: a\nfor: b\nnonsense\n": `line 3 is "nonsense", not "against:" and a list`,
	} {
		l := &debateList{names: make(map[string]debateName)}
		if got := fmt.Sprint(l.add(text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// Whatever the comment, each word lies in it and the sum is finite.
func FuzzDebateWords(f *testing.F) {
	f.Add("my body, my choice #ProLife @ProLifeYouth", "abortion")
	f.Add("parents' , , ' co-op E-cigarettes \xff’’", "nuclear power")
	f.Add(strings.Repeat("#aaaa_ ", 300), "gun control")
	f.Fuzz(func(t *testing.T, comment, target string) {
		c := NewCueClaim(&article.Article{Claim: article.Claim{Text: target, Target: true, Source: article.ClaimGiven}})
		toks := lexicon.Tokenize(comment, nil)
		last := 0
		c.DebateWords(comment, toks, func(from, to int, side float32) {
			if from < last || to <= from || to > len(toks) || side == 0 || side > 1 || side < -1 {
				t.Errorf("%q: tokens %d to %d of %d, after %d, count %g", comment, from, to, len(toks), last, side)
			}
			last = to
		})
	})
}

func FuzzDebateList(f *testing.F) {
	f.Add("about: a | -b | !c\nfor: d\nagainst: e | f\n")
	f.Add("# x\nabout: -\nfor:\n")
	f.Fuzz(func(t *testing.T, text string) {
		l := &debateList{names: make(map[string]debateName)}
		if l.add(text) == nil {
			l.derive()
		}
		for name, n := range l.names {
			if n.entry >= len(l.entries) || n.side == 0 {
				t.Errorf("%q: %q is %v of %d", text, name, n, len(l.entries))
			}
		}
	})
}
