package stance

import (
	"slices"
	"strings"
	"testing"

	"standpoint/encoder"
	"standpoint/lexicon"
)

func TestPhrases(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"?!", ""},
		{"Exactly.", "Exactly."},
		{"Give us a break! As if anyone washed their own beach.", "Give us a break!|As if anyone washed|their own beach."},
		{"I like trams, but not here.", "I like trams,|but not here."},
		{"Well, no.", "Well, no."},
		{"They built it and it works because people use it, mostly.", "They built it|and it works|because people use it, mostly."},
		{"He said \"we will pay\" (they never paid).", "He said|\"we will pay\"|(they never paid)."},
		{"one two three four five six seven eight nine ten", "one two three four five|six seven eight nine ten"},
		{"No way\n\nthis is true", "No way|this is true"},
		{"Wow!!! 😀 So good :-)", "Wow!!!|😀 So good :-)"},
	} {
		var got []string
		for _, s := range phrases(nil, c.text, lexicon.Tokenize(c.text, nil), span{0, len(c.text)}) {
			got = append(got, c.text[s.start:s.end])
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.text, s, c.want)
		}
	}
}

// Phrases lie in their range, in order, apart from each other, and hold all of
// its words.
func FuzzPhrases(f *testing.F) {
	for _, text := range opinions {
		f.Add(text, 3, 80)
	}
	f.Add("(((a, b] 'c' \"", 0, 100)
	f.Fuzz(func(t *testing.T, text string, lo, hi int) {
		in := span{max(0, min(lo, len(text))), max(0, min(hi, len(text)))}
		toks := lexicon.Tokenize(text, nil)
		all := phrases(nil, text, toks, in)
		at := in.start
		for _, s := range all {
			if s.start < at || s.end <= s.start || s.end > in.end {
				t.Fatalf("%q: %v in %v", text, all, in)
			}
			at = s.end
		}
		for _, k := range toks {
			if k.Kind == lexicon.Word && int(k.Start) >= in.start && int(k.End) <= in.end &&
				!slices.ContainsFunc(all, func(s span) bool { return s.start <= int(k.Start) && int(k.End) <= s.end }) {
				t.Fatalf("%q: the word %q is in no phrase of %v", text, text[k.Start:k.End], all)
			}
		}
	})
}

func TestDeepWindows(t *testing.T) {
	for _, c := range []struct{ tokens, room, windows int }{
		{0, 100, 1}, {100, 100, 1}, {101, 100, 2}, {175, 100, 2}, {176, 100, 3}, {10000, 100, maxWindows},
	} {
		// Words of four pieces.
		tokens := make([]encoder.Token, c.tokens)
		for i := range tokens {
			tokens[i] = encoder.Token{Start: 2*i + i/4, End: 2*i + i/4 + 2}
		}
		got := deepWindows(tokens, c.room)
		if len(got) != c.windows {
			t.Fatalf("%d tokens: windows %v, want %d", c.tokens, got, c.windows)
		}
		if got[0][0] != 0 || got[len(got)-1][1] != c.tokens {
			t.Errorf("%d tokens: windows %v do not hold start and end", c.tokens, got)
		}
		for i, w := range got {
			if w[1]-w[0] > c.room || w[0]%4 != 0 {
				t.Errorf("%d tokens: window %v is too long or begins inside a word", c.tokens, w)
			}
			if i > 0 && c.windows < maxWindows && w[0] >= got[i-1][1] {
				t.Errorf("%d tokens: windows %v leave a gap", c.tokens, got)
			}
		}
	}
}
