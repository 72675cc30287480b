package wordvec

import (
	"slices"
	"strings"
	"testing"
)

// small is a vocabulary for tests.
func small(t testing.TB) *Vocab {
	words := []string{"the", "do", "not", "is", "ban", "trams", "well", "kept", "so", "us", "you", "are", ".", "!", `"`}
	v, err := New([]byte(strings.Join(words, "\n")+"\n"), make([]byte, len(words)*Dim), make([]byte, 4*Dim))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestEncode(t *testing.T) {
	v := small(t)
	for _, c := range []struct{ text, want string }{
		{"Don’t ban the TRAMS!", "do[Don] not[’t] ban[ban] the[the] trams[TRAMS] ![!]"},
		{"dont", "do[do] not[nt]"},
		{"You're soooo well-kept", "you[You] are['re] so[soooo] well[well] kept[kept]"},
		{"#BanTheTrams", "ban[Ban] the[The] trams[Trams]"},
		{"the U.S.", "the[the] us[U.S.]"},
		{"the zorblax of 42 @anna", "the[the] ?[zorblax] ?[of] 1[42] 3[@anna]"},
		{"трамвай a", "6[трамвай] 6[a]"},
		{"trams's", "trams[trams's]"},
	} {
		var got []string
		for _, tok := range NewEncoder(v).Encode(nil, c.text, 100) {
			w := v.Word(tok.ID)
			if tok.ID == Spelled {
				w = "?"
			} else if w == "" {
				w = string('0' + rune(tok.ID))
			}
			got = append(got, w+"["+c.text[tok.Start:tok.End]+"]")
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%q:\ngot  %s\nwant %s", c.text, s, c.want)
		}
	}
}

func TestEncodeStops(t *testing.T) {
	text := strings.Repeat("the trams ", 1<<18)
	if n := len(NewEncoder(small(t)).Encode(nil, text, 50)); n != 50 {
		t.Errorf("%d tokens, want 50", n)
	}
}

func TestNewRejects(t *testing.T) {
	for _, c := range []struct {
		words          string
		vectors, grams int
	}{{"a\nb\n", Dim, Dim}, {"a\n", Dim, 0}, {"a\n", Dim, Dim + 1}} {
		if _, err := New([]byte(c.words), make([]byte, c.vectors), make([]byte, c.grams)); err == nil {
			t.Errorf("%+v: no error", c)
		}
	}
}

// Tokens are in order, lie in the text, and do not overlap.
func FuzzEncode(f *testing.F) {
	v := small(f)
	for _, s := range []string{"Don’t ban the TRAMS!", "#a#B_c-- 9/11 n't 's ’", "\xff\xfe’t'", "CAN'T can’t", "a-b-c’re"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e := NewEncoder(v)
		tokens := e.Encode(nil, text, 100)
		at := int32(0)
		for _, tok := range tokens {
			if tok.Start < at || tok.End <= tok.Start || int(tok.End) > len(text) {
				t.Fatalf("%q: token [%d, %d) after %d", text, tok.Start, tok.End, at)
			}
			at = tok.End
			if tok.ID < 0 || int(tok.ID) >= v.Len() {
				t.Fatalf("%q: id %d", text, tok.ID)
			}
		}
		if again := e.Encode(nil, text, 100); !slices.Equal(again, tokens) {
			t.Fatalf("%q: read twice, two results", text)
		}
	})
}
