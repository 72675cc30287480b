package sentiment

import (
	"math"
	"strings"
	"testing"

	baseline "github.com/cdipaolo/sentiment"

	"standpoint/analyze"
	"standpoint/article"
)

func input(text string) analyze.Input {
	return analyze.Input{Article: &article.Article{}, Comment: &article.Comment{Text: text}}
}

func TestBayesIsTheLibrary(t *testing.T) {
	scorer, err := newBayes()
	if err != nil {
		t.Fatal(err)
	}
	models, err := baseline.Restore()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"What a wonderful, thoughtful piece. Thank you!",
		"This is the worst garbage I have read in years.",
		"The council meets on Tuesday at the old town hall.",
		"I don't think  a lot of people understand how bad it is!!!",
		strings.Repeat("A dull and lifeless report about nothing. ", 200),
	} {
		s, err := scorer.Sentiment(input(text))
		if err != nil {
			t.Fatal(err)
		}
		want := analyze.Negative
		if models[baseline.English].Predict(text) == 1 {
			want = analyze.Positive
		}
		if s.Label != want || (s.Score > 0) != (want == analyze.Positive) || math.Abs(s.Score) > 1 {
			t.Errorf("%.40q: label %v score %v, the library says %v", text, s.Label, s.Score, want)
		}
		if len(s.Evidence) == 0 || len(s.Evidence) > maxEvidence {
			t.Errorf("%.40q: %d spans of evidence", text, len(s.Evidence))
		}
	}
}

func TestLanguage(t *testing.T) {
	never := func([]byte) bool { return false }
	for _, c := range []struct{ text, want string }{
		{"Bingo!", ""},
		{"LOL", ""},
		{"", ""},
		{"👍👍👍 ❤️", ""},
		{"!!!", ""},
		{"Danke schön", ""},
		{"Sarkozy, Merkel, Cameron", ""},
		{"I agree with the author.", ""},
		{"No es verdad, but they never listen to anybody who says so.", ""},
		{"As the Germans say: Schadenfreude ist die beste Freude. That is what this is about.", ""},
		{"teh goverment shuld of resined yesturday, thats my oppinion", ""},
		{"Das ist doch völlig falsch, die Regierung hat nichts verstanden.", "language: German"},
		{"Je ne suis pas du tout d'accord avec cet article, c'est une honte.", "language: French"},
		{"No estoy de acuerdo con lo que dice el autor de este artículo.", "language: Spanish"},
		{"Δεν συμφωνώ καθόλου με αυτό το άρθρο.", "language: Greek"},
		{"Согласен", "language: Cyrillic script"},
		{"Я совершенно не согласен с этой статьёй, это просто ложь.", "language: Russian"},
		{"完全同意作者的观点", "language: Mandarin"},
		{"Ωραία OK", ""},
		{"أنا لا أوافق على هذا المقال", "language: Arabic"},
	} {
		if got := unsupported(c.text, lexTokens(c.text), never); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}
