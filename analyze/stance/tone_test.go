package stance

import (
	"strings"
	"testing"

	"standpoint/analyze"
	"standpoint/analyze/claim"
	"standpoint/lexicon"
)

// praise and blame say nothing but how they sound.
const (
	praise = "What a wonderful, lovely thing, I love it."
	blame  = "What a horrible, ugly thing, I hate it."
)

// Who speaks well of what a claim is against speaks against the claim.
func TestToneTakesTheClaimsSide(t *testing.T) {
	f := engine(t)
	for _, c := range []struct {
		claim  string
		phrase bool
		name   string // of the target, put before the comment
		side   float64
	}{
		{"The dam should be built", false, "", +1},
		{"The dam should not be built", false, "", -1},
		{"The dam should be removed", false, "", -1},
		{"The dam is a threat", false, "", -1},
		{"the dam", true, "The dam! ", +1},
	} {
		at := func(text string) float64 {
			in := input(c.claim, c.name+text)
			in.Article.Claim.Target = c.phrase
			return side(heard(t, f, in).P)
		}
		if d := at(praise) - at(blame); d*c.side <= 0 {
			t.Errorf("%q: praise leads blame by %+.3f toward favor", c.claim, d)
		}
	}
}

// The evidence names the tone, where the comment has words that make it and the
// claim a side toward what it is about; its weight is what the tone did.
func TestToneEvidence(t *testing.T) {
	f := engine(t)
	for _, c := range []struct {
		claim string
		text  string
		want  string // the words shown, "" for none
	}{
		{"The dam should be built", blame, "hate"},
		{"The dam is green", blame, ""},
	} {
		v := heard(t, f, input(c.claim, c.text))
		got := ""
		for _, e := range v.Evidence {
			if e.Cue == "tone" {
				got = c.text[e.Start:e.End]
				bare, err := f.Stance(input(c.claim, c.text), analyze.Sentiment{})
				if err != nil {
					t.Fatal(err)
				}
				if d := side(v.P) - side(bare.P); d*e.Weight <= 0 {
					t.Errorf("%q: the tone weighs %+.4f, and moved the judgment by %+.4f", c.claim, e.Weight, d)
				}
			}
		}
		if (got == "") != (c.want == "") || !strings.Contains(blame, got) {
			t.Errorf("%q: tone at %q, want at %q", c.claim, got, c.want)
		}
	}
}

// A long comment is read whole toward what the claim is about: the claim's other
// words do not count there. A short one is read toward the claim.
func TestLongCommentsAreReadTowardTheSubject(t *testing.T) {
	f := small(t)
	long := strings.Repeat("People talk about the trams all day and nobody listens to anybody. ", 6)
	for _, c := range []struct {
		text  string
		about bool
	}{{long, true}, {"Nobody listens.", false}} {
		in := input("Trams should be free", c.text)
		d := f.desks.Get().(*deepDesk)
		a := f.read(d, in.Article)
		d.tokens = f.model.Tokenize(d.tokens[:0], c.text)
		d.words = lexicon.Tokenize(c.text, d.words[:0])
		r := deepReading{deep: f, deepDesk: d, claim: a, text: c.text, article: in.Article}
		r.begin()
		l := r.look(a.first, [2]int{0, len(d.tokens)}, span{})
		if got := l.ofAbout == 1; got != c.about {
			t.Errorf("%.20q: %.2f of it is read toward %q", c.text, l.ofAbout, "Trams")
		}
	}
	if p := claim.Parse("Trams should be free", false); p.Toward == 0 || p.Targets[0].Phrase != "Trams" {
		t.Fatalf("the claim is not understood: %+v", p)
	}
}
