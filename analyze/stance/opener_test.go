package stance

import (
	"math"
	"strings"
	"testing"

	"standpoint/analyze"
	"standpoint/article"
	"standpoint/lexicon"
)

func TestOpening(t *testing.T) {
	for _, c := range []struct {
		text, opening string
		side          float64
		after         string
	}{
		{"Bingo! The minister said so herself.", "Bingo", 1, "The"},
		{"Exactly. And another thing: it rains.", "Exactly", 1, "And"},
		{"+1, and thanks", "+1", 1, "and"},
		{"Agreed", "Agreed", 1, ""},
		{"Well said!", "Well said", 1, ""},
		{"@anna @ben oh, so true 😀", "so true", 1, ""},
		{"I couldn’t agree more. It rains.", "I couldn’t agree more", 1, "It"},
		{"Can't agree more. It rains.", "Can't agree more", 1, "It"},
		{"You're not wrong.", "You're not wrong", 1, ""},
		{"I don't disagree, it rains.", "I don't disagree", 1, "it"},
		{"No doubt, it rains.", "No doubt", 1, "it"},
		{"Nonsense. It never rains.", "Nonsense", -1, "It"},
		{"No. It never rains.", "No", -1, "It"},
		{"Um, no, it never rains.", "no", -1, "it"},
		{"Not exactly. It rains.", "Not exactly", -1, "It"},
		{"I don't agree, it rains.", "I don't agree", -1, "it"},
		{"I do not agree. It rains.", "I do not agree", -1, "It"},
		{"Hardly.\n\nIt rains.", "Hardly", -1, "It"},
		{"I doubt it. It rains.", "I doubt it", -1, "It"},
		{text: "Yes, but it rains."},
		{text: "True; however, it rains."},
		{text: "Wrong?"},
		{text: "Oh no. Rain again."},
		{text: "No one came."},
		{text: "No problem. It rains."},
		{text: "Don't get me wrong, I like rain."},
		{text: "\"Exactly.\" That is what she said."},
		{text: "> Nonsense.\n\nIt rains."},
		{text: "Yes and wrong. It rains."},
		{text: "It rains. Exactly."},
		{text: "The minister is absolutely wrong about rain, exactly."},
		{text: ""}, {text: "..."}, {text: "@anna"},
	} {
		o := openingOf(c.text, lexicon.Tokenize(c.text, nil))
		after := ""
		if o.after > 0 {
			after, _, _ = strings.Cut(c.text[o.after:], " ")
		}
		if got := c.text[o.start:o.end]; got != c.opening || o.side != c.side || after != c.after {
			t.Errorf("%q opens with %q, %v, and goes on with %q", c.text, got, o.side, after)
		}
	}
}

// Toward the comment replied to, the log-odds of agreement against disagreement
// move by twice openingSide, and nothing else moves; in a thread the claim's
// side moves to where that leads. Evidence names the opening and says by how much.
func TestOpeningMoves(t *testing.T) {
	deaf := func(s analyze.StanceScorer) analyze.StanceScorer {
		switch f := s.(type) {
		case *fast:
			g := newFastWith(f.net)
			g.opening = 0
			return g
		case *deep:
			g, err := newDeepWith(f.model)
			if err != nil {
				t.Fatal(err)
			}
			g.opening = 0
			return g
		}
		panic("neither fast nor deep")
	}
	const parent, claim = "Trams have made this city a better place.", "Trams are good for cities"
	odds := func(p [3]float64) float64 { return math.Log(p[2] / p[0]) }
	for _, f := range []analyze.StanceScorer{engine(t), trained(t)} {
		for text, to := range map[string]float64{
			"Bingo! The minister said so herself.": 1, "No. They are loud and slow.": -1, "I don't agree, they are slow.": -1, "They are loud.": 0,
		} {
			in := analyze.Input{Article: &article.Article{Claim: article.Claim{Text: parent, Source: article.ClaimParent}}, Comment: &article.Comment{Text: text}}
			v, before := judgeDeep(t, f, in), judgeDeep(t, deaf(f), in)
			if d := odds(v.P) - odds(before.P) - 2*openingSide*to; math.Abs(d) > .01 {
				t.Errorf("%s: %q moves the log-odds by %.3f too much: %v, %v", v.Engine, text, d, before.P, v.P)
			}
			if named := namesOpening(v.Evidence, text, to); named != (to != 0) {
				t.Errorf("%s: %q toward the parent: %v", v.Engine, text, v.Evidence)
			}
			for _, sure := range [][3]float64{{.05, .05, .9}, {.7, .2, .1}} {
				in := reply(claim, parent, text, sure)
				v, before := judgeDeep(t, f, in), judgeDeep(t, deaf(f), in)
				if moved := (side(v.P) - side(before.P)) * to * side(sure); moved < 0 || moved == 0 && to != 0 {
					t.Errorf("%s: %q below %v: %v, and %v without its opening", v.Engine, text, sure, v.P, before.P)
				}
				if named := namesOpening(v.Evidence, text, to*side(sure)); named != (to != 0) {
					t.Errorf("%s: %q below %v: %v", v.Engine, text, sure, v.Evidence)
				}
			}
		}
	}
}

// namesOpening reports whether evidence names the opening of a text, with a
// weight of the given sign.
func namesOpening(list []analyze.Evidence, text string, sign float64) bool {
	o := openingOf(text, lexicon.Tokenize(text, nil))
	for _, e := range list {
		if strings.HasSuffix(e.Cue, o.cue()) && strings.Contains(text[e.Start:e.End], text[o.start:o.end]) && e.Weight*sign > 0 {
			return true
		}
	}
	return false
}

func FuzzOpening(f *testing.F) {
	for _, s := range []string{"Bingo! It rains.", "@a oh no, yes", "\xff\x00’", "100% +1 ... can't agree more", "👍👍 no\n\nNo"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o := openingOf(text, lexicon.Tokenize(text, nil))
		if o.side == 0 && o != (opening{}) || o.side != 0 && (o.start < 0 || o.end <= o.start || o.end > len(text) || o.after != 0 && (o.after < o.end || o.after >= len(text))) {
			t.Errorf("%q opens at %v", text, o)
		}
	})
}
