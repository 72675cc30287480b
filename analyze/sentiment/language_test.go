package sentiment

import "testing"

func TestLanguage(t *testing.T) {
	scorer, err := newStandpoint()
	if err != nil {
		t.Fatal(err)
	}
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
		s, err := scorer.Sentiment(input(c.text))
		if err != nil {
			t.Fatal(err)
		}
		if s.Unsupported != c.want {
			t.Errorf("%q: %q, want %q", c.text, s.Unsupported, c.want)
		}
	}
}

// TestLanguagesAlike holds that a text that several languages fit alike gets one
// answer.
func TestLanguagesAlike(t *testing.T) {
	s := ours(t)
	for _, text := range []string{"molo pel mo zuna nari zupeldor", "na venlo mopel tavenven dor ka", "ka ven zuzu lo movenmi nata"} {
		want := judge(t, s, text)
		for range 50 {
			if got := judge(t, s, text); got.Unsupported != want.Unsupported {
				t.Fatalf("%q: first %q, then %q", text, want.Unsupported, got.Unsupported)
			}
		}
	}
}
