package stance

import (
	"math"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"standpoint/analyze"
	"standpoint/analyze/claim"
	"standpoint/article"
	"standpoint/lexicon"
)

const seaClaim = "Norway is a victim of beach litter"

func cueVerdict(t testing.TB, in analyze.Input) analyze.Verdict {
	t.Helper()
	v, err := newCueScorer().Stance(in, analyze.Sentiment{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCues(t *testing.T) {
	const (
		against = analyze.Against
		favor   = analyze.Favor
		unclear = analyze.Unclear
	)
	for _, tc := range []struct {
		claim, title, text string
		want               analyze.Stance
		cue                string // a cue that the evidence must name
	}{
		// disbelief, disagreement, mockery
		{seaClaim, "", "Give us a break. As if anyone washed their own beach.", against, "disbelief"},
		{seaClaim, "", "Uh no. Try again.", against, "disagreement"},
		{seaClaim, "", "I respectfully disagree, having cleaned those beaches for years.", against, "disagreement"},
		{seaClaim, "", "And I am the king of Spain. Just as believable.", against, "disbelief"},
		{seaClaim, "", "LOL. How convenient!", against, "mockery"},
		{seaClaim, "", "Just because their beaches are dirty doesn't mean they are not the world's biggest polluter.", against, "counterexample"},
		// agreement and truth
		{seaClaim, "", "Well said!", favor, "agreement"},
		{seaClaim, "", "Exactly. The article is right.", favor, "truth"},
		{seaClaim, "", "So true, thank you for writing this.", favor, "agreement"},
		// blame and pity of the target, by name, by its people, by pronoun
		{seaClaim, "", "Norwegians are the culprits, and they steal our fish too.", against, "blame"},
		{seaClaim, "", "Norway is not guilty of anything.", favor, "pity"},
		{seaClaim, "", "Norway dumps its own nets. They are liars and thieves.", against, "blame"},
		{seaClaim, "", "Norway has been unfairly blamed for years, a scapegoat for everyone else.", favor, "pity"},
		// the same words under the claim's opposite
		{"Norway is not a victim of beach litter", "", "Norwegians are the culprits, and they steal our fish too.", favor, "blame"},
		// proposals
		{"Leaf blowers should be banned", "", "Get rid of leaf blowers, I am sick of leaf blowers at seven in the morning.", favor, "rejection"},
		{"Leaf blowers should be banned", "", "I like my leaf blower, and leaf blowers are a great help to old people.", against, "backing"},
		{"We should not ban leaf blowers", "", "Get rid of leaf blowers.", against, "rejection"},
		// scare quotes
		{seaClaim, "", "Such a poor \"victim\" indeed. Please.", against, "scare quotes"},
		// the article's side by its title
		{"Norway is a polluter", "Norway is a victim of beach litter", "Nonsense! I don't believe a word.", favor, "disbelief"},
		// nothing to go by
		{seaClaim, "", "We had rain on Tuesday.", unclear, ""},
		{seaClaim, "", "", unclear, ""},
		// somebody else's words are no opinion
		{seaClaim, "", "The paper says: \"Norway is a liar and a thief and a crook of the worst kind\".", against, "blame"},
	} {
		in := input(tc.claim, tc.text)
		in.Article.Title = tc.title
		v := cueVerdict(t, in)
		if v.Stance != tc.want {
			t.Errorf("claim %q, comment %q: %v %.2f %s, want %v\n%+v", tc.claim, tc.text, v.Stance, v.P, v.Reason, tc.want, v.Evidence)
			continue
		}
		found := tc.cue == ""
		for _, e := range v.Evidence {
			found = found || e.Cue == tc.cue
		}
		if !found {
			t.Errorf("claim %q, comment %q: no %q in %+v", tc.claim, tc.text, tc.cue, v.Evidence)
		}
	}
}

// A reply that only agrees or disagrees takes its side from its parent.
func TestCuesParent(t *testing.T) {
	for _, tc := range []struct {
		text   string
		parent [3]float64
		want   analyze.Stance
		cue    string
	}{
		{"Bingo!", [3]float64{.8, .1, .1}, analyze.Against, "parent: agrees"},
		{"Bingo!", [3]float64{.1, .1, .8}, analyze.Favor, "parent: agrees"},
		{"You're wrong.", [3]float64{.8, .1, .1}, analyze.Favor, "parent: disagrees"},
		{"@anna nonsense", [3]float64{.1, .1, .8}, analyze.Against, "parent: disagrees"},
	} {
		in := input(seaClaim, tc.text)
		in.Parent = &article.Comment{ID: "0", Text: "…"}
		in.ParentJudgment = &analyze.Judgment{Verdict: analyze.Verdict{P: tc.parent}}
		v := cueVerdict(t, in)
		if v.Stance != tc.want || len(v.Evidence) == 0 || v.Evidence[0].Cue != tc.cue {
			t.Errorf("%q under %v: %v %+v, want %v by %q", tc.text, tc.parent, v.Stance, v.Evidence, tc.want, tc.cue)
		}
		in.ParentJudgment = nil
		if v := cueVerdict(t, in); v.Stance != analyze.Unclear {
			t.Errorf("%q under an unknown parent: %v", tc.text, v.Stance)
		}
	}
	// a claim that is the parent itself
	in := input("We had rain on Tuesday. I hated it.", "I agree, awful.")
	in.Article.Claim.Source = article.ClaimParent
	if v := cueVerdict(t, in); v.Stance != analyze.Favor {
		t.Errorf("agreement with the parent: %v %v", v.Stance, v.P)
	}
}

// One scorer keeps articles apart that differ in their summary alone.
func TestCuesArticlesApart(t *testing.T) {
	s := newCueScorer()
	in := input(seaClaim, "Nonsense. They lie.")
	in.Article.Title = "News from the coast"
	far, _ := s.Stance(in, analyze.Sentiment{})
	near := *in.Article
	near.Summary = "Norway finds more litter on its beaches."
	in.Article = &near
	got, _ := s.Stance(in, analyze.Sentiment{})
	if want := cueVerdict(t, in); got.P != want.P || got.P == far.P {
		t.Errorf("after another article %v, alone %v, the other one %v", got.P, want.P, far.P)
	}
}

var cueTexts = []string{
	"Give us a break. They steal everything!", "Well said. I agree with the author.", "Why should any city buy leaf blowers?",
	"Norway is not the victim here, and “victims” don't dump nets.", "Leaf blowers are useful, cheap and harmless. Ban them? Nonsense.",
	"It isn't true that zoos are cruel; I love the zoo.", "", "!!!", "“”''\"\"", "Just because.\n\nYeah, right", "你好 Norway 👍 :-)",
}

// P(favor | claim) is P(against | its negation), whatever the comment.
func TestCuesAntisymmetry(t *testing.T) {
	for _, c := range []string{seaClaim, "Leaf blowers should be banned", "Ban leaf blowers", "Zoos are cruel", "Uber helps cities", "We don't need zoos"} {
		n := claim.Negate(c, false)
		for _, text := range cueTexts {
			v, w := cueVerdict(t, input(c, text)), cueVerdict(t, input(n, text))
			if v.P[2] != w.P[0] || v.P[0] != w.P[2] || v.P[1] != w.P[1] {
				t.Errorf("%q: %v under %q, %v under %q", text, v.P, c, w.P, n)
			}
		}
	}
}

func FuzzCues(f *testing.F) {
	for _, text := range cueTexts {
		f.Add(seaClaim, "Norway not enemy of the sea", text, "Nonsense!")
	}
	s := newCueScorer()
	f.Fuzz(func(t *testing.T, c, title, text, parent string) {
		in := input(c, text)
		in.Article.Title = title
		if parent != "" {
			in.Parent = &article.Comment{Text: parent}
			in.ParentJudgment = &analyze.Judgment{Verdict: analyze.Verdict{P: [3]float64{.7, .2, .1}}}
		}
		v, err := s.Stance(in, analyze.Sentiment{})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range v.Evidence {
			if e.Start < 0 || e.End > len(text) || e.Start >= e.End || utf8.ValidString(text) && !utf8.ValidString(text[e.Start:e.End]) {
				t.Errorf("evidence %+v in a comment of %d bytes", e, len(text))
			}
		}
		if sum := v.P[0] + v.P[1] + v.P[2]; sum != 0 && math.Abs(sum-1) > 1e-9 || math.IsNaN(sum) {
			t.Errorf("P = %v", v.P)
		}
	})
}

// The same comments from many goroutines give the same verdicts.
func TestCuesConcurrent(t *testing.T) {
	s := newCueScorer()
	want := make([]analyze.Verdict, len(cueTexts))
	for i, text := range cueTexts {
		want[i], _ = s.Stance(input(seaClaim, text), analyze.Sentiment{})
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, text := range cueTexts {
				if v, _ := s.Stance(input(seaClaim, text), analyze.Sentiment{}); v.P != want[i].P || len(v.Evidence) != len(want[i].Evidence) {
					t.Errorf("%q: %v, before %v", text, v.P, want[i].P)
				}
			}
		})
	}
	wg.Wait()
}

func TestCueListErrors(t *testing.T) {
	for text, want := range map[string]string{
		"well said":                       "before the first section",
		"[applause answer+]\nbravo":       "unknown section",
		"[agreement answer+]\nbravo = 9":  "not in (0, 2]",
		"[agreement answer+]\n^$":         "empty phrase",
		"[agreement answer+]\nbravo = .5": "",
	} {
		_, err := loadCues(text)
		if got := ""; err != nil {
			got = err.Error()
			if want == "" || !strings.Contains(got, want) {
				t.Errorf("%q: %s", text, got)
			}
		} else if want != "" {
			t.Errorf("%q: no error, want %q", text, want)
		}
	}
}

// BenchmarkCues compares reading cues with splitting into tokens, on comments
// of about 580 bytes.
func BenchmarkCues(b *testing.B) {
	text := strings.Repeat("Norway says it is a victim, but I don't believe a word of it. They steal our fish, dump their nets and blame everybody else! Why should any country trust them? ", 4)[:580]
	in := input(seaClaim, text)
	toks := lexicon.Tokenize(text, nil)
	c := NewCueClaim(in.Article)
	perSecond := func(b *testing.B) { b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "comments/s") }
	b.Run("tokens", func(b *testing.B) {
		for b.Loop() {
			toks = lexicon.Tokenize(text, toks[:0])
		}
		perSecond(b)
	})
	b.Run("features", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.Cues(in, text, toks, nil, nil)
		}
		perSecond(b)
	})
	b.Run("verdict", func(b *testing.B) {
		b.ReportAllocs()
		s := newCueScorer()
		for b.Loop() {
			s.Stance(in, analyze.Sentiment{})
		}
		perSecond(b)
	})
}
