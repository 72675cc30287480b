package lexicon

import (
	"os"
	"slices"
	"strings"
	"testing"
)

func TestWordLists(t *testing.T) {
	if _, err := load(); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir("data")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".txt")
		if !ok {
			continue
		}
		if name != valenceFile && !slices.Contains(classFiles[:], name) {
			t.Errorf("data/%s belongs to no class", f.Name())
		}
		b, err := os.ReadFile("data/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		var entries []string
		for _, line := range strings.Split(strings.TrimSuffix(string(b), "\n"), "\n") {
			if strings.HasPrefix(line, "#") {
				continue
			}
			line, _, _ = strings.Cut(line, "\t")
			entries = append(entries, line)
			toks := Tokenize(line, nil)
			face := len(toks) == 1 && toks[0].Kind == Emoticon // those stand as they are typed
			if folded := string(AppendFold(nil, line)); folded != line && !face {
				t.Errorf("%s: %q is not folded (%q)", f.Name(), line, folded)
			}
		}
		if !slices.IsSorted(entries) || len(slices.Compact(slices.Clone(entries))) != len(entries) {
			t.Errorf("data/%s is not sorted or holds an entry twice", f.Name())
		}
	}
}

func TestPhrases(t *testing.T) {
	l := Default()
	for _, c := range []struct {
		text  string
		word  int
		has   Class
		wants bool
	}{
		{"I don’t agree", 1, Negator, true},
		{"I don’t AGREE", 2, Agree, true},
		{"There is no doubt", 2, Negator, false},
		{"There is no doubt", 3, Truth, true},
		{"There is no victim", 2, Negator, true},
		{"far from a success", 1, Negator, true},
		{"not only good but great", 0, Negator, false},
		{"get rid of it", 2, Oppose, true},
		{"get rid", 0, Oppose, false},
		{"You must be joking!", 0, Disagree, true},
	} {
		toks := Tokenize(c.text, nil)
		sets := l.Read(c.text, toks, nil)
		if len(sets) != len(toks) {
			t.Fatalf("%q: %d readings for %d tokens", c.text, len(sets), len(toks))
		}
		for i, set := range l.Mark(c.text, toks, nil) {
			if set != sets[i].Classes {
				t.Errorf("%q: token %d is marked %b and read as %b", c.text, i, set, sets[i].Classes)
			}
		}
		if sets[c.word].Classes.Has(c.has) != c.wants {
			t.Errorf("%q: token %d is %v = %v, want %v", c.text, c.word, c.has, !c.wants, c.wants)
		}
	}
}

func TestRead(t *testing.T) {
	l := Default()
	for _, c := range []struct {
		text    string
		token   int
		sign    float32
		phrase  uint8
		classes Set
	}{
		{"a GOOOOD idea", 1, 1, 1, SetOf(Positive)},
		{"done :-D", 1, 1, 1, 0},
		{"done =D", 1, 1, 1, 0},
		{"gone T_T", 1, -1, 1, 0},
		{"gone ;_;", 1, -1, 1, 0},
		{"wait D:", 1, -1, 1, 0},
		{"sooo #terrible", 1, -1, 1, SetOf(Negative)},
		{"not bad at all", 0, 1, 2, SetOf(Negator)},
		{"not bad at all", 1, 0, 0, SetOf(Problem)},
		{"they said :-(", 2, -1, 1, 0},
		{"no doubt", 0, 0, 1, SetOf(Truth)},
		{"so 😍", 1, 1, 1, 0},
	} {
		toks := Tokenize(c.text, nil)
		r := l.Read(c.text, toks, nil)[c.token]
		if r.Valence*c.sign < 0 || (r.Valence == 0) != (c.sign == 0) || r.Phrase != c.phrase || c.classes != 0 && !r.Classes.HasAny(c.classes) {
			t.Errorf("%q: token %d read as %+v", c.text, c.token, r)
		}
	}
	text := strings.Repeat("There is NO doubt that it’s a so-called hoax, sooooo not bad at all :-) ", 10)
	toks := Tokenize(text, nil)
	rs := l.Read(text, toks, nil)
	if n := testing.AllocsPerRun(10, func() { rs = l.Read(text, toks, rs[:0]) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	for name, text := range hostile() {
		toks := Tokenize(text, nil)
		if n := len(l.Read(text, toks, nil)); n != len(toks) {
			t.Errorf("%s: %d readings of %d tokens", name, n, len(toks))
		}
	}
}

// TestSpelling holds that each token's hash and shape are those of its folded
// form and spelling, whichever way it was read.
func TestSpelling(t *testing.T) {
	text := "I SAW it Saw iT x X No1 a1B2 don't Don’t WELL-KEPT éa ÉA U.S. e.g. Straße ABCDEFGH Abcdefgh abcdefghi 42 ,, .. ! :-) @me www.a.de 1234567 12345678 " +
		"[\\]^_` @[`{ azAZ zz ZZ Aa"
	toks := Tokenize(text, nil)
	for i, r := range Default().Read(text, toks, nil) {
		s := text[toks[i].Start:toks[i].End]
		shape := ShapeOf(s)
		if toks[i].Kind != Word {
			shape = 0
		}
		if want := hash(AppendFold(nil, s)); r.Hash != want || r.Shape != shape {
			t.Errorf("%q: hash %x and shape %b, want %x and %b", s, r.Hash, r.Shape, want, shape)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	text := strings.Repeat("Nobody I know thinks that this plan, however well-meant, won't cost us $4,000. ", 8)
	toks := Tokenize(text, nil)
	rs := Default().Read(text, toks, nil)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		rs = Default().Read(text, toks, rs[:0])
	}
}
