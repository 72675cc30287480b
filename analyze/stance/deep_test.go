package stance

import (
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"standpoint/analyze"
	"standpoint/analyze/claim"
	"standpoint/article"
	"standpoint/encoder"
	"standpoint/lexicon"
)

// randomDeep is the method with a small encoder of random weights: what holds
// for it holds by construction, not by training.
var randomDeep = sync.OnceValues(func() (*deep, error) {
	s, err := LoadDeep(randomModel(`{"calibration": {"claim": {"long": [0.7, 0.9, 0.6, 0.5, -0.2, 0.6, 0.3, 0.4, 0.3], "short": [1.1, 0.7, 0.6, 0.5, 0.1, 0.2, 0.3, 0.2, 0.5]}, "parent": {"long": [0.9, 0.5, 0.5, 0.4, -1], "short": [1, 0.5, 0.5, 0.4, -1.5]}}, "min_confidence": 0.4}`))
	if err != nil {
		return nil, err
	}
	return s.(*deep), nil
})

var deepModel = flag.String("deep", "", "`FILE` with the model of the method deep, in place of the one in the binary")

// trainedDeep is the method with its own model.
var trainedDeep = sync.OnceValues(func() (analyze.StanceScorer, error) {
	if *deepModel != "" {
		b, err := os.ReadFile(*deepModel)
		if err != nil {
			return nil, err
		}
		return LoadDeep(b)
	}
	return newDeep()
})

func small(t testing.TB) *deep {
	f, err := randomDeep()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func trained(t testing.TB) *deep {
	s, err := trainedDeep()
	if err != nil {
		t.Skip(err)
	}
	return s.(*deep)
}

func judgeDeep(t testing.TB, f analyze.StanceScorer, in analyze.Input) analyze.Verdict {
	t.Helper()
	v, err := f.Stance(in, analyze.Sentiment{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// reply is a comment on parent, which was judged as p.
func reply(claim, parent, text string, p [3]float64) analyze.Input {
	in := input(claim, text)
	in.Parent = &article.Comment{ID: "0", Text: parent}
	in.ParentJudgment = &analyze.Judgment{Verdict: analyze.Verdict{P: p}}
	return in
}

// P(favor | claim) is P(against | the claim's negation), for sentences, for
// target phrases, and through a parent.
func TestDeepAntisymmetry(t *testing.T) {
	f := small(t)
	n := 0
	for i, c := range append(topics[:6:6], "trams", "the new airport", "less traffic") {
		target := i >= 6
		not := claim.Negate(c, target)
		for k, text := range append(opinions[:6:6], "Nonsense!", "What a day it was.", "Exactly. My street is quiet now.") {
			a, b := input(c, text), input(not, text)
			if k%2 == 0 {
				a, b = reply(c, opinions[k+1], text, [3]float64{.1, .3, .6}), reply(not, opinions[k+1], text, [3]float64{.6, .3, .1})
			}
			a.Article.Claim.Target, b.Article.Claim.Target = target, target
			a.Article.Title, b.Article.Title = "What the council wants", "What the council wants"
			v, w := heard(t, f, a), heard(t, f, b)
			if v.P == [3]float64{} {
				t.Fatalf("%q on %q: %s", text, c, v.Reason)
			}
			if n++; v.P[0] != w.P[2] || v.P[1] != w.P[1] || v.P[2] != w.P[0] {
				t.Errorf("%q: %v, but %q: %v", c, v.P, not, w.P)
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d comments under a claim and its negation", n)
	}
}

// Sentences are cut as they were in training.
func TestDeepSentences(t *testing.T) {
	f := small(t)
	for _, c := range []struct{ text, want string }{
		{"Exactly", "Exactly"},
		{"No. I like it a lot. Really! Trams are good for us.", "No. I like it a lot.|Really! Trams are good for us."},
		{"They cost 3.5 million dollars... And for what?! Nobody knows.", "They cost 3.5 million dollars...|And for what?! Nobody knows."},
		{"He said \"build it now.\" Then he left town.No one came. Ha.", "He said \"build it now.\" Then he left town.No one came.|Ha."},
		{strings.Repeat("This is a sentence. ", 20), strings.Repeat("This is a sentence.|", maxSentences-1) + "This is a sentence."},
	} {
		d := f.desks.Get().(*deepDesk)
		d.begin()
		d.tokens = f.model.Tokenize(d.tokens[:0], c.text)
		r := deepReading{deep: f, deepDesk: d, text: c.text, claim: &deepClaim{side: 1}, article: &article.Article{}}
		var got []string
		l := r.look([]int32{encoder.CLS, encoder.CLAIM, encoder.SEP}, [2]int{0, len(d.tokens)}, span{})
		for _, s := range l.at {
			got = append(got, c.text[s.start:s.end])
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.text, s, c.want)
		}
		if len(got) == 1 && (len(d.seqs) != 1 || l.sentences[0] != l.whole) {
			t.Errorf("%q: one sentence is read %d times", c.text, len(d.seqs))
		}
	}
}

// Phrases lie in the comment, apart from each other, strongest first, and their
// weight is what leaving them out does.
func TestDeepEvidence(t *testing.T) {
	f := small(t)
	found := 0
	for i, text := range opinions {
		v := judgeDeep(t, f, input(topics[i], text))
		for k, e := range v.Evidence {
			if e.Start < 0 || e.Start >= e.End || e.End > len(text) || strings.TrimSpace(text[e.Start:e.End]) != text[e.Start:e.End] {
				t.Fatalf("%q: span [%d, %d)", text, e.Start, e.End)
			}
			if k > 0 && abs(e.Weight) > abs(v.Evidence[k-1].Weight) {
				t.Errorf("%q: evidence is not strongest first: %v", text, v.Evidence)
			}
			for _, o := range v.Evidence[:k] {
				if o.Start < e.End && e.Start < o.End {
					t.Errorf("%q: %v and %v overlap", text, o, e)
				}
			}
			rest := judgeDeep(t, f, input(topics[i], text[:e.Start]+" "+text[e.End:]))
			if rest.P == [3]float64{} {
				continue
			}
			found++
			if d := side(v.P) - side(rest.P) - e.Weight; abs(d) > 3e-4 {
				t.Errorf("%q without %q: moves by %.4f, evidence says %.4f", text, text[e.Start:e.End], side(v.P)-side(rest.P), e.Weight)
			}
		}
	}
	if found < len(opinions) {
		t.Errorf("only %d phrases found in %d comments", found, len(opinions))
	}
}

// The path through the parent weighs what it does, and its sign is that.
func TestDeepThroughParent(t *testing.T) {
	f := small(t)
	found := 0
	for i, text := range []string{"Bingo!", "You are wrong, and you know it.", "Well said, I agree.", "Exactly. My street is quiet now.", "No. It is loud.", "@anna nonsense", "Because it is so loud.", "Read the article again: nobody said that."} {
		for _, p := range [][3]float64{{.9, .05, .05}, {.05, .05, .9}, {.2, .6, .2}, {1, 0, 0}} {
			v := judgeDeep(t, f, reply(topics[i], opinions[i], text, p))
			did := side(v.P) - side(judgeDeep(t, f, reply(topics[i], opinions[i], text, [3]float64{0, 1, 0})).P)
			says, n := parentSum(v.Evidence)
			parts := 1 // of the way: one below weight is left out
			if o := openingOf(text, lexicon.Tokenize(text, nil)); o.side != 0 && o.after > 0 {
				parts = 2
			}
			if abs(says-did) > 4e-4+float64(parts-n)*weight {
				t.Errorf("%q: the parent moved it by %.4f, the evidence says %v", text, did, v.Evidence)
			}
			found += n
		}
	}
	if found == 0 {
		t.Error("no path through a parent at all")
	}
	// A long reply speaks for itself, and so does one whose parent told nothing.
	for _, in := range []analyze.Input{
		reply(topics[0], opinions[1], strings.Repeat("so it goes ", 20), [3]float64{.9, .05, .05}),
		reply(topics[0], opinions[1], "Bingo!", [3]float64{}),
	} {
		if v, alone := judgeDeep(t, f, in), judgeDeep(t, f, input(topics[0], in.Comment.Text)); v.P != alone.P {
			t.Errorf("%.20q: %v with its parent, %v without", in.Comment.Text, v.P, alone.P)
		}
	}
}

// Without evidence the rest of a verdict is the same.
func TestDeepWithoutEvidence(t *testing.T) {
	f := small(t)
	plain := WithoutEvidence(f)
	for i, text := range opinions {
		in := input(topics[i], text)
		if i%2 == 1 {
			in = reply(topics[i], opinions[i-1], text, [3]float64{.1, .2, .7})
		}
		want, got := judgeDeep(t, f, in), judgeDeep(t, plain, in)
		if want.Evidence, want.Unexplained = nil, true; !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// A comment that does not fit is read in windows, and its cues are named as
// those of a short one; one of megabytes takes no
// longer than one of maxDeepText bytes.
func TestDeepLongComment(t *testing.T) {
	f := small(t)
	long := strings.Repeat(opinions[5]+" ", 12)
	v := judgeDeep(t, f, input(topics[5], long))
	if len(v.Evidence) == 0 {
		t.Error("no evidence in a long comment")
	}
	for _, e := range v.Evidence { // a cue is its bare name: readers of evidence compare it
		if strings.ContainsAny(e.Cue, ",0123456789") {
			t.Errorf("cue %q", e.Cue)
		}
	}
	for _, s := range []string{"tram ", "\xff\x00", "a", "😀", "!?", "é", " ", "don't "} {
		in := input("Trams are good for cities", strings.Repeat(s, 5<<20/len(s)))
		in.Comment.Title = "Trams again"
		v := judgeDeep(t, f, in)
		for _, e := range v.Evidence {
			if e.End > maxDeepText {
				t.Errorf("%q: evidence at %d", s, e.End)
			}
		}
	}
}

// What the model cannot read it does not judge.
func TestDeepUnreadable(t *testing.T) {
	f := small(t)
	for _, text := range []string{"", "?!", "👍", "12 34", "這是錯的", "Трамваи полезны для городов", "Οι πόλεις χρειάζονται τραμ"} {
		v := judgeDeep(t, f, input("Trams are good for cities", text))
		if v.Stance != analyze.Unclear || v.Reason == "" || v.P != [3]float64{} {
			t.Errorf("comment %q: %v, %v, reason %q", text, v.Stance, v.P, v.Reason)
		}
		v = judgeDeep(t, f, input(text, "Trams are good."))
		if v.Stance != analyze.Unclear || v.Reason == "" || v.P != [3]float64{} {
			t.Errorf("claim %q: %v, %v, reason %q", text, v.Stance, v.P, v.Reason)
		}
	}
	if v := judgeDeep(t, f, input("Zorblaxes are good for cities", "A zorblax in every street, please! 👍")); v.P == [3]float64{} {
		t.Errorf("a new word: %q", v.Reason)
	}
	v, err := f.Stance(input("Trams are good for cities", "Les trams sont bons."), analyze.Sentiment{Unsupported: "language: French"})
	if err != nil || v.Reason != "language: French" || v.P != [3]float64{} {
		t.Errorf("unsupported language: %v, %v", v, err)
	}
}

func TestLoadDeep(t *testing.T) {
	good := randomModel("")
	if _, err := LoadDeep(good); err != nil {
		t.Fatal(err)
	}
	bad := slices.Clone(good)
	bad[len(bad)/2] ^= 1
	for name, file := range map[string][]byte{
		"a flipped bit": bad, "cut off": good[:len(good)/2], "empty": nil, "another file": []byte("PK\x03\x04"),
		"too few":        randomModel(`{"calibration": {"parent": {"long": [1, 0, 1, 0, 0], "short": [1, 0, 1, 0]}}}`),
		"six numbers":    randomModel(`{"calibration": {"parent": {"long": [1, 0, 1, 0, 0, 1], "short": [1, 0, 1, 0, 0, 1]}}}`),
		"too large":      randomModel(`{"calibration": {"target": {"long": [1, 0, 1, 0, 0], "short": [1, 0, 1, 0, 1e9]}}}`),
		"min_confidence": randomModel(`{"min_confidence": 45}`),
		"shape":          randomModel(`{"calibration": [1, 2, 3]}`),
	} {
		if _, err := LoadDeep(file); err == nil {
			t.Errorf("%s: no error", name)
		} else if !strings.Contains(err.Error(), "model") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := newDeep(); err != nil && !strings.Contains(err.Error(), "standpoint model add") {
		t.Errorf("a build without the model: %v", err)
	}
}

// The calibration of the claim's form is the one that counts.
func TestDeepCalibration(t *testing.T) {
	load := func(meta string) analyze.StanceScorer {
		s, err := LoadDeep(randomModel(meta))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	plain := load("")
	same := load(`{"calibration": {"target": {"long": [0.3, 0.1, 1, 1, 9], "short": [0.3, 0.1, 1, 1, 9]}}}`)
	cold := load(`{"calibration": {"claim": {"long": [0.5, 0, 0.5, 0, 9], "short": [0.5, 0, 0.5, 0, -9]}}, "min_confidence": 0.9999}`)
	in := input(topics[0], opinions[0])
	a, b, c := judgeDeep(t, plain, in), judgeDeep(t, same, in), judgeDeep(t, cold, in)
	if a.P != b.P {
		t.Errorf("the calibration of targets changed a claim: %v, %v", a.P, b.P)
	}
	if c.P[1] < .99 || c.P[1] > .9999 || c.Stance != analyze.Unclear {
		t.Errorf("9 added to neutral: %v %v", c.P, c.Stance)
	}
	if c := judgeDeep(t, cold, input(topics[0], "Trams are good.")); c.P[1] > .01 {
		t.Errorf("9 taken from neutral for short comments: %v", c.P)
	}
}

// Many goroutines get what one gets.
func TestDeepConcurrent(t *testing.T) {
	want := make([]analyze.Verdict, 6)
	for i := range want {
		want[i] = judgeDeep(t, small(t), input(topics[i], opinions[i]))
	}
	fresh, err := newDeepWith(small(t).model)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range want {
				v, err := fresh.Stance(input(topics[i], opinions[i]), analyze.Sentiment{})
				if err != nil || v.P != want[i].P || !slices.Equal(v.Evidence, want[i].Evidence) {
					t.Errorf("%q: %v, %v, want %v", opinions[i], v, err, want[i])
				}
			}
		})
	}
	wg.Wait()
}

func FuzzDeep(f *testing.F) {
	for i, text := range opinions[:8] {
		f.Add(topics[i], topics[i+1], text, "Bingo!")
	}
	f.Add(topics[0], "", opinions[1], "@anna no. It is loud, though I agree.")
	f.Add("", "", "", "")
	f.Add("\xff\xfe", "\xff", "\x00", "“”")
	f.Add("not not no never", "", "don't won't can't's ’s '' n't", "#a#B_c-- 9/11")
	f.Fuzz(func(t *testing.T, claim, title, text, reply string) {
		in := input(claim, text)
		in.Article.Title, in.Comment.Title = title, title
		in.Article.Claim.Target = len(reply)%2 == 0
		check := func(v analyze.Verdict, n int) {
			if s := v.P[0] + v.P[1] + v.P[2]; v.P != [3]float64{} && math.Abs(s-1) > 1e-6 || v.P[0] < 0 || v.P[1] < 0 || v.P[2] < 0 {
				t.Errorf("P = %v", v.P)
			}
			if (v.Stance == analyze.Unclear) != (v.Reason != "") {
				t.Errorf("%v with reason %q", v.Stance, v.Reason)
			}
			for i, e := range v.Evidence {
				if e.Start < 0 || e.End > n || e.Start >= e.End {
					t.Errorf("span [%d, %d) of %d bytes", e.Start, e.End, n)
				}
				for _, o := range v.Evidence[:i] {
					if o.Start < e.End && e.Start < o.End {
						t.Errorf("%v and %v overlap", o, e)
					}
				}
			}
		}
		v := heard(t, small(t), in)
		check(v, len(in.Comment.Full()))
		in.Parent, in.ParentJudgment = in.Comment, &analyze.Judgment{Verdict: v}
		in.Comment = &article.Comment{ID: "2", Text: reply}
		check(heard(t, small(t), in), len(reply))
	})
}

// What follows asks the trained model.

func TestDeepThreads(t *testing.T) {
	f := trained(t)
	wrong := 0
	for _, c := range []struct {
		reply string
		agree bool
	}{
		{"Bingo!", true}, {"Exactly.", true}, {"Well said, I agree.", true}, {"So true!", true},
		{"You're wrong.", false}, {"@anna nonsense", false}, {"What rubbish.", false}, {"No, I disagree.", false},
	} {
		for _, parentFor := range []bool{true, false} {
			parent, p, want := "Whoever built that line should be ashamed.", [3]float64{.9, .05, .05}, analyze.Against
			if parentFor {
				parent, p, want = "Trams have made this city a better place.", [3]float64{.05, .05, .9}, analyze.Favor
			}
			if !c.agree {
				want = 4 - want
			}
			v := judgeDeep(t, f, reply("Trams are good for cities", parent, c.reply, p))
			if v.Stance != want {
				wrong++
				t.Logf("%q below a comment in favor=%v: %v, P %v, want %v; %v", c.reply, parentFor, v.Stance, v.P, want, v.Evidence)
			}
		}
	}
	t.Logf("%d of 16 replies on the wrong side", wrong)
	if wrong > 2 { // chance is 8
		t.Errorf("%d of 16 replies on the wrong side", wrong)
	}
}

// Removing the strongest phrase moves P(favor) − P(against) at least three
// times as much, on average, as removing a random run of as many words.
func TestDeepEvidenceIsFaithful(t *testing.T) {
	f := trained(t)
	rng := rand.New(rand.NewPCG(1, 2))
	var top, random float64
	n := 0
	for i, c := range topics {
		for j, text := range opinions {
			if (i+j)%4 != 0 {
				continue
			}
			v := heard(t, f, input(c, text))
			if len(v.Evidence) == 0 {
				continue
			}
			at := func(text string) float64 { return side(heard(t, WithoutEvidence(f), input(c, text)).P) }
			e := v.Evidence[0]
			words := slices.DeleteFunc(lexicon.Tokenize(text, nil), func(t lexicon.Token) bool { return t.Kind != lexicon.Word })
			size := 0 // of the strongest span, in words
			for _, x := range words {
				if int(x.Start) >= e.Start && int(x.End) <= e.End {
					size++
				}
			}
			if size == 0 || 3*size > len(words) {
				continue // no room for a span beside it
			}
			full := at(text)
			top += math.Abs(full - at(text[:e.Start]+text[e.End:]))
			for range 4 {
				var start, end int
				for {
					k := rng.IntN(len(words) - size + 1)
					start, end = int(words[k].Start), int(words[k+size-1].End)
					if end <= e.Start || start >= e.End {
						break
					}
				}
				random += math.Abs(full-at(text[:start]+text[end:])) / 4
			}
			n++
		}
	}
	if n == 0 {
		t.Fatal("no evidence to look at")
	}
	t.Logf("%d comments: without the strongest phrase P(favor)-P(against) moves by %.3f on average, without a random run of as many words by %.4f: %.1f times as much", n, top/float64(n), random/float64(n), top/random)
	if top < 3*random {
		t.Errorf("evidence is not faithful: %.1f times", top/random)
	}
}

// BenchmarkDeep judges comments of about 580 bytes, from text to verdict, with
// and without evidence, in turn. A number before "/s" is comments a second of
// one core.
func BenchmarkDeep(b *testing.B) {
	f := trained(b)
	plain := WithoutEvidence(f)
	texts := benchTexts()
	var took [2]time.Duration
	n := 0
	for b.Loop() {
		for k, s := range []analyze.StanceScorer{f, plain} {
			i := (n + 21*k) % len(texts)
			start := time.Now()
			judgeDeep(b, s, input(topics[i%len(topics)], texts[i]))
			took[k] += time.Since(start)
		}
		n++
	}
	b.ReportMetric(0, "ns/op") // of the two together says nothing
	b.ReportMetric(float64(n)/took[0].Seconds(), "evidence/s")
	b.ReportMetric(float64(n)/took[1].Seconds(), "plain/s")
}

// A phrase in which a word list finds a cue is called by it, in the first comment too.
func TestDeepNamesCues(t *testing.T) {
	f, err := newDeepWith(trained(t).model)
	if err != nil {
		t.Fatal(err)
	}
	in := input("Nuclear power should be phased out", "Remember Chernobyl.")
	for range 2 {
		v, err := f.Stance(in, analyze.Sentiment{})
		if err != nil {
			t.Fatal(err)
		}
		if len(v.Evidence) != 1 || v.Evidence[0].Cue != debateCue || v.Evidence[0].Met != "Nuclear power" {
			t.Errorf("evidence %v, want the cue %q at the one phrase", v.Evidence, debateCue)
		}
	}
}
