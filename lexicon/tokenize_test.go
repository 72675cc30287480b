package lexicon

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

var kinds = map[Kind]string{Word: "", Number: "num", Punct: "", Emoji: "emoji", Emoticon: "face", URL: "url", Mention: "at", Hashtag: "tag", Break: "¶"}

func show(text string) string {
	var parts []string
	for _, t := range Tokenize(text, nil) {
		s := text[t.Start:t.End]
		switch t.Kind {
		case Break:
			s = "¶"
		case Word, Punct:
		default:
			s = kinds[t.Kind] + "(" + s + ")"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, "|")
}

func TestTokenize(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"   \n\n ", ""},
		{"Bingo!", "Bingo|!"},
		{"I don't think so.", "I|don't|think|so|."},
		{"I don’t ‘think’ so", "I|don’t|‘|think|’|so"},
		{"'quoted' dogs' o'clock rock'n'roll", "'|quoted|'|dogs|'|o'clock|rock'n'roll"},
		{"a well-kept, co-op - yes -- no", "a|well-kept|,|co-op|-|yes|--|no"},
		{"covid-19 and 20-year-old on 9/11", "covid-19|and|20-year-old|on|num(9/11)"},
		{"42,000 at $8.85, 3rd, 10-15 12:30.", "num(42,000)|at|$|num(8.85)|,|3rd|,|num(10)|-|num(15)|num(12:30)|."},
		{"The U.S. is, e.g. big. A. Then", "The|U.S.|is|,|e.g.|big|.|A|.|Then"},
		{"What?! No!!! ... so… ok", "What|?|!|No|!!!|...|so|…|ok"},
		{"one.\n\ntwo\nthree\r\n\r\nfour\n \n", "one|.|¶|two|three|¶|four"},
		{"see https://a.example/x_(y)?q=1. (www.b.example) HTTP://C.D!", "see|url(https://a.example/x_(y)?q=1)|.|(|url(www.b.example)|)|url(HTTP://C.D)|!"},
		{"@ann_1 hi #NotMyMayor #1 a@b", "at(@ann_1)|hi|tag(#NotMyMayor)|#|num(1)|a|@|b"},
		{"#日本 @zoë", "tag(#日本)|at(@zoë)"},
		{"good :) bad :-( :D ;-P :'( <3 </3 =) >:( xD :))) :/", "good|face(:))|bad|face(:-()|face(:D)|face(;-P)|face(:'()|face(<3)|face(</3)|face(=))|face(>:()|face(xD)|face(:))))|face(:/)"},
		{"namely:(1) at 12:30 re:Dog a/b ^_^ -_- ¯\\_(ツ)_/¯", "namely|:|(|num(1)|)|at|num(12:30)|re|:|Dog|a|/|b|face(^_^)|face(-_-)|face(¯\\_(ツ)_/¯)"},
		{"👍👍🏽 ❤️ 👨‍👩‍👧 🇩🇪🇫🇷 1️⃣ ™️ ✨", "emoji(👍)|emoji(👍🏽)|emoji(❤️)|emoji(👨‍👩‍👧)|emoji(🇩🇪)|emoji(🇫🇷)|emoji(1️⃣)|emoji(™️)|emoji(✨)"},
		{"🏴\U000E0067\U000E0062\U000E007F ok", "emoji(🏴\U000E0067\U000E0062\U000E007F)|ok"},
		{"中国很好 カナ ok", "中|国|很|好|カ|ナ|ok"},
		{"naïve Ελλάδα привет مرحبا हिन्दी 한국어", "naïve|Ελλάδα|привет|مرحبا|हिन्दी|한국어"},
		{"50% & AT&T €5 *wow* _so_", "num(50)|%|&|AT|&|T|€|num(5)|*|wow|*|_|so|_"},
		{"bad\xff\xfebytes \x00nul", "bad|bytes|nul"},
		{"soooo GOOOD!!1!", "soooo|GOOOD|!!|num(1)|!"},
		{"---- ==== ~~~~ “quote”", "----|====|~~~~|“|quote|”"},
		{"٣٤٥ ok", "num(٣٤٥)|ok"},
	} {
		if got := show(c.text); got != c.want {
			t.Errorf("Tokenize(%q)\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func hostile() map[string]string {
	return map[string]string{
		"one word":       strings.Repeat("a", 5_000_000),
		"exclamations":   strings.Repeat("!", 100_000),
		"emoji":          strings.Repeat("😀", 20_000),
		"joined emoji":   strings.Repeat("👨\u200d", 20_000),
		"initials":       strings.Repeat("a.", 500_000),
		"addresses":      strings.Repeat("http://a)", 200_000),
		"address tail":   "http://a" + strings.Repeat(")", 1_000_000),
		"tags":           strings.Repeat("#_", 500_000),
		"open tags":      "#" + strings.Repeat("_", 500_000),
		"apostrophes":    strings.Repeat("a'", 500_000),
		"hyphens":        strings.Repeat("a-", 500_000),
		"accents":        "e" + strings.Repeat("\u0301", 500_000),
		"blank lines":    strings.Repeat("\n", 1_000_000),
		"stray bytes":    strings.Repeat("\xff", 1_000_000),
		"long mouth":     ":" + strings.Repeat("p", 1_000_000) + "q",
		"flags":          strings.Repeat("🇩", 100_000),
		"voicing":        "か" + strings.Repeat("\u3099", 100_000),
		"dotted numbers": strings.Repeat("1.", 500_000),
	}
}

func TestTokenizeHostile(t *testing.T) {
	for name, text := range hostile() {
		check(t, name, text)
	}
}

// check asserts what every caller relies on.
func check(t *testing.T, name, text string) {
	t.Helper()
	last := int32(0)
	for _, tok := range Tokenize(text, nil) {
		if tok.Start < last || tok.End <= tok.Start || int(tok.End) > len(text) {
			t.Fatalf("%s: token %+v after offset %d of %d", name, tok, last, len(text))
		}
		if s := text[tok.Start:tok.End]; tok.Kind != Break && !utf8.ValidString(s) {
			t.Fatalf("%s: token %q is not UTF-8", name, s)
		}
		last = tok.End
	}
}

func FuzzTokenize(f *testing.F) {
	for _, s := range []string{"I don't :-) http://x.y/(z) @a #b 👨‍👩‍👧 U.S. 9/11 中国\n\n!?", "\xe2\x80\x99a", "a\u0301'\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		check(t, "fuzz", s)
		// Letters are never lost, wherever they stand.
		covered := make([]bool, len(s))
		for _, tok := range Tokenize(s, nil) {
			for i := tok.Start; i < tok.End; i++ {
				covered[i] = true
			}
		}
		for i, r := range s {
			if r < utf8.RuneSelf && class[byte(r)] == cLetter && !covered[i] {
				t.Fatalf("letter %q at %d of %q is in no token", r, i, s)
			}
		}
		var buf [MaxWord + utf8.UTFMax]byte
		once := string(AppendFold(buf[:0], s))
		if len(once) > cap(buf) {
			t.Fatalf("folded to %d bytes", len(once))
		}
		shape := ShapeOf(s)
		if h, quickly, ok := quick(s); ok && (h != hash(AppendFold(nil, s)) || quickly != shape) {
			t.Fatalf("%q: hash and shape %b in one pass, %b apart", s, quickly, shape)
		}
	})
}

func TestTokenizeDoesNotAllocate(t *testing.T) {
	text := strings.Repeat("I don't think it's GOOD :-( 👍🏽, see http://a.example/b … “right”? ", 20)
	toks := Tokenize(text, nil)
	if n := testing.AllocsPerRun(10, func() { toks = Tokenize(text, toks[:0]) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestAppendFold(t *testing.T) {
	for in, want := range map[string]string{"Don’t": "don't", "ÉTÉ": "été", "co\u00adop": "coop", "❤️": "❤"} {
		if got := string(AppendFold(nil, in)); got != want {
			t.Errorf("AppendFold(%q) = %q, want %q", in, got, want)
		}
	}
	if n := len(AppendFold(nil, strings.Repeat("é", 1000))); n < MaxWord || n > MaxWord+utf8.UTFMax {
		t.Errorf("long word folded to %d bytes", n)
	}
}

func TestShapeOf(t *testing.T) {
	for in, want := range map[string]Shape{
		"idiot": 0, "Idiot": Capitalised, "IDIOT": AllCaps, "I": Capitalised, "sooo": Elongated, "SOOO": AllCaps | Elongated,
		"iPhone": 0, "ÄRGER": AllCaps, "Élan": Capitalised, "bookkeeper": 0, "U.S.": AllCaps,
	} {
		if got := ShapeOf(in); got != want {
			t.Errorf("ShapeOf(%q) = %b, want %b", in, got, want)
		}
	}
}

func BenchmarkTokenize(b *testing.B) {
	text := strings.Repeat("Nobody I know thinks that this plan, however well-meant, won't cost us $4,000. ", 8)
	toks := Tokenize(text, nil)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		toks = Tokenize(text, toks[:0])
	}
	if !slices.IsSortedFunc(toks, func(a, b Token) int { return int(a.Start - b.Start) }) {
		b.Fatal("out of order")
	}
}

// TestTextBehind holds that the first token is the same whether much text or
// little follows: words that have eight bytes behind them are read at once.
func TestTextBehind(t *testing.T) {
	for _, word := range []string{"a", "D", "T", "o", "of", "xD", "XP", "www", "WWW", "ftp", "http", "https", "HTTPS", "don", "letters", "lengthens", "thunderstorms"} {
		for c := range 128 {
			for _, next := range []string{"", "D", "T", "/x", "s", "1", "xx.de"} {
				text := word + string(rune(c)) + next
				short, long := Tokenize(text, nil), Tokenize(text+" . . . . . . . .", nil)
				if short[0] != long[0] {
					t.Errorf("%q begins with %q, with text behind it with %q", text, text[:short[0].End], text[:long[0].End])
				}
			}
		}
	}
}
