package encoder

import (
	"bufio"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

var (
	modelFile  = flag.String("model", "", "a trained model `file`, for the tests that compare with its training")
	parityFile = flag.String("parity", "", "`file` of sequences and logits from train/deep/export.py")
	tokensFile = flag.String("tokens", "", "`file` of texts and ids from train/deep/tokens.py")
)

// given opens the files of flags, or skips the test.
func given(t *testing.T, files ...*string) (*Model, *bufio.Scanner) {
	for _, f := range append(files, modelFile) {
		if *f == "" {
			t.Skip("SKIPPED, NOTHING COMPARED: needs -model and -parity or -tokens, files from train/deep")
		}
	}
	b, err := os.ReadFile(*modelFile)
	if err != nil {
		t.Fatal(err)
	}
	m, err := Load(b)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(*files[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	return m, lines
}

func TestTokenize(t *testing.T) {
	m := mustLoad(t, makeSource(1, 1, 32, 1, 32, 8, false).file(), plain())
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{" \t\r\n\u00a0\u3000", ""},
		{"The bus", "the=The bus=bus"},
		{"THE BUSES", "the=THE bus=BUS ##es=ES"},
		{"banned", "ban=ban ##n=n ##e=e ##d=d"},
		{"Un-ban it, not!", "un=Un -=- ban=ban i=i ##t=t ,=, not=not !=!"},
		{"caf\u00e9", "cafe=caf\u00e9"},
		{"cafe\u0301 is", "cafe=cafe is=is"},
		{"CAFÉS.", "cafe=CAFÉ ##s=S .=."},
		{"the日bus", "the=the 日=日 bus=bus"},
		{"日日", "日=日 日=日"},
		{"가", "ᄀ=가 ##ᅡ=가"},
		{"to\u200bwn to\x00wn to\u00adwn", "town=to\u200bwn town=to\x00wn town=to\u00adwn"},
		{"the\u2028bus\u0085es", "the=the bus=bus ##es=es"},
		{"good\u2014not", "good=good [UNK]=\u2014 not=not"},
		{"a\xffb", "[UNK]=a\xffb"},
		{"\xe2\x82the", "the=the"},
		{"[SEP] [CLS]", "[UNK]=[ [UNK]=SEP [UNK]=] [UNK]=[ [UNK]=CLS [UNK]=]"},
		{"zebra the", "[UNK]=zebra the=the"},
		{"##s", "[UNK]=# [UNK]=# s=s"},
		{"#BanTheBus", "[UNK]=# ban=Ban the=The bus=Bus"},
		{"@banthebus!", "[UNK]=@ ban=ban the=the bus=bus !=!"},
		{"no #goodtownsis", "[UNK]=no [UNK]=# good=good town=town ##s=s is=is"},
		{"#BUSTown_NOTgood", "[UNK]=# bus=BUS town=Town n=N o=O t=T good=good"},
		{"#the_bus, #bus2", "[UNK]=# the=the bus=bus ,=, [UNK]=# bus=bus [UNK]=2"},
		{"#notzebra", "[UNK]=# [UNK]=notzebra"},
		{"#cafébus", "[UNK]=# [UNK]=cafébus"},
		{"good@notgood.no", "good=good [UNK]=@ [UNK]=notgood .=. [UNK]=no"},
		{"##notgood &#good; /#good", "[UNK]=# [UNK]=# [UNK]=notgood [UNK]=& [UNK]=# good=good [UNK]=; [UNK]=/ [UNK]=# good=good"},
		{"#" + strings.Repeat("bus", 20), "[UNK]=#" + strings.Repeat(" bus=bus", 20)},
		{"#" + strings.Repeat("bus", 21), "[UNK]=# [UNK]=" + strings.Repeat("bus", 21)},
		{"İs", "is=İs"},
		{"😀 the", "[UNK]=😀 the=the"},
		{strings.Repeat("s", 100) + " the", "s=s" + strings.Repeat(" ##s=s", 99) + " the=the"},
		{strings.Repeat("s", 101) + " the", "[UNK]=" + strings.Repeat("s", 101) + " the=the"},
	} {
		var got []string
		for _, k := range m.Tokenize(nil, c.text) {
			got = append(got, pieces[k.ID]+"="+c.text[k.Start:k.End])
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%q\n got %q\nwant %q", c.text, g, c.want)
		}
	}
}

// Against the tokenizer of the training, on every text it was trained on.
func TestTokenizeReference(t *testing.T) {
	m, lines := given(t, tokensFile)
	texts, differ, named := 0, 0, 0
	var got []Token
	for lines.Scan() {
		var c struct {
			Text string
			IDs  []int32
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		texts++
		// The reference lets a text name special tokens; ours must not.
		if strings.ContainsAny(c.Text, "[") && slices.ContainsFunc(c.IDs, func(id int32) bool { return id < UNK || id == CLS || id == SEP }) {
			named++
			continue
		}
		got = m.Tokenize(got[:0], c.Text)
		if !slices.EqualFunc(got, c.IDs, func(a Token, b int32) bool { return a.ID == b }) {
			if differ++; differ <= 20 {
				for i, g := range got {
					if i >= len(c.IDs) || g.ID != c.IDs[i] {
						t.Errorf("text %d: token %d of %d (%+q) is %d, the reference has %d", texts, i, len(got), c.Text[g.Start:g.End], g.ID, c.IDs[min(i, len(c.IDs)-1)])
						break
					}
				}
			}
		}
	}
	if lines.Err() != nil || texts == 0 {
		t.Fatalf("%d texts, %v", texts, lines.Err())
	}
	t.Logf("%d texts, %d differ, %d name a special token and were left out", texts, differ, named)
}

func FuzzTokenize(f *testing.F) {
	m := mustLoad(f, makeSource(1, 1, 32, 1, 32, 8, false).file(), plain())
	for _, s := range []string{"The cafés are\u0301 banned, 日本!", "가각\u1100\xff\xfe", strings.Repeat("the", 60), "\u0958\u1e9b\u0323\u2126", "#BanTheBus @bus_ban2 #notgoodtown #caf\u00e9 \u00e9@the"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := Token{}
		for _, k := range m.Tokenize(nil, text) {
			if k.ID < UNK || k.ID == CLS || k.ID == SEP || int(k.ID) >= len(pieces) {
				t.Fatalf("%q yields the id %d", text, k.ID)
			}
			if k.Start >= k.End || k.Start < last.Start || k.End < last.End || k.End > len(text) {
				t.Fatalf("%q: %v after %v", text, k, last)
			}
			if !utf8.RuneStart(text[k.Start]) && utf8.ValidString(text) || k.End < len(text) && !utf8.RuneStart(text[k.End]) && utf8.ValidString(text) {
				t.Fatalf("%q: %v lies within a rune", text, k)
			}
			last = k
		}
	})
}
