package stance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonreiter/govader"

	"standpoint/analyze"
	"standpoint/analyze/claim"
	"standpoint/analyze/sentiment"
	"standpoint/analyze/stance/wordvec"
	"standpoint/article"
)

// The tables give what the network gave in training: testdata/parity.json
// holds the logits that train.py computed for sentences of ours.
func TestParity(t *testing.T) {
	n, err := loadEmbedded()
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile("testdata/parity.json")
	if err != nil {
		t.Fatal(err)
	}
	var want []struct {
		ID     string
		Logits map[string][3]float64
	}
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("../../train/stance/parity.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	enc := wordvec.NewEncoder(n.vocab)
	lines := bufio.NewScanner(f)
	r := &reading{}
	for i := 0; lines.Scan(); i++ {
		var x struct {
			ID, Claim, Target, Text string
			Parent                  string `json:"parent_text"`
		}
		if err := json.Unmarshal(lines.Bytes(), &x); err != nil {
			t.Fatal(err)
		}
		c := claim.Parse(x.Claim, false).Positive
		if x.Claim == "" {
			c = claim.Parse(x.Target, true).Positive
		}
		if x.Parent != "" {
			c = x.Parent
		}
		r.read(n, enc, x.Text)
		r.judge(n, n.readClaim(enc, c, maxClaimTokens))
		for name, h := range n.heads {
			for k, g := range h.run(&r.z, &r.hid) {
				w := want[i].Logits[name][k]
				if d := float64(g) - w; d > .02 || d < -.02 {
					t.Errorf("%s, head %s, class %d: %v, in training %v", x.ID, name, k, g, w)
				}
			}
		}
	}
}

// fastEngine is loaded once for all tests.
var fastEngine = sync.OnceValues(func() (*fast, error) {
	s, err := newFast()
	if err != nil {
		return nil, err
	}
	return s.(*fast), nil
})

func engine(t testing.TB) *fast {
	f, err := fastEngine()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func judge(t testing.TB, claim, text string) analyze.Verdict {
	v, err := engine(t).Stance(input(claim, text), analyze.Sentiment{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

var byWords = sync.OnceValues(sentiment.Methods()[0].New)

// heard judges a comment as in use, with its sentiment by words.
func heard(t testing.TB, f analyze.StanceScorer, in analyze.Input) analyze.Verdict {
	t.Helper()
	w, err := byWords()
	if err != nil {
		t.Fatal(err)
	}
	s, err := w.Sentiment(in)
	if err != nil {
		t.Fatal(err)
	}
	v, err := f.Stance(in, s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// opinions are comments of ours, for tests that need many.
var opinions = []string{
	benchText,
	"Leaf blowers are loud and dirty, and the council should ban them at last.",
	"I love my electric bike. It has given me back the hills, and I sold the car.",
	"School uniforms solve nothing. Children find other things to tease each other about.",
	"Why would anyone pay for a museum that their taxes have paid for already?",
	"Wind turbines are ugly, they kill birds, and they stand still when we need them most. What a waste of money!",
	"My doctor saw me by video within an hour. That would have taken a week before, so yes, keep it.",
	"Nobody asked us whether we wanted this airport, and now we lie awake at five in the morning.",
	"Homework never hurt anyone. It teaches children to work alone, and parents see what they learn.",
	"They told us that the new stadium would create jobs. It created debt and an empty car park.",
	"Voting at sixteen is a fine idea. If you are old enough to pay taxes, you are old enough to vote.",
	"I don't believe a word of it. Fast food firms do not care about our health, and they never will.",
	"Night trains are wonderful: you fall asleep in one city and wake up in another, and the climate thanks you.",
	"It is a stupid law. It punishes honest shopkeepers and does nothing against the thieves.",
	"The library was the only warm place in town where nobody wanted your money. Closing it is a disgrace.",
	"Great, another tax. Because the last four worked so well, didn't they?",
}

var topics = []string{
	"Trams are good for cities", "We should ban leaf blowers", "Electric bikes are dangerous", "School uniforms should be mandatory",
	"Museums should be free", "Wind turbines are the answer", "Doctors should see patients by video", "The airport must grow",
	"Homework is useless", "The stadium was worth its price", "The voting age should be lowered to sixteen", "Fast food makes us ill",
	"Night trains should replace short flights", "The law protects shops", "Libraries are a waste of money", "Taxes on sugar work",
}

// P(favor | claim) is P(against | the claim's negation).
func TestAntisymmetry(t *testing.T) {
	n := 0
	for _, c := range topics {
		not := claim.Negate(c, false)
		if not == "" {
			continue
		}
		for _, text := range opinions {
			a, b := heard(t, engine(t), input(c, text)), heard(t, engine(t), input(not, text))
			n++
			if a.P[0] != b.P[2] || a.P[1] != b.P[1] || a.P[2] != b.P[0] {
				t.Errorf("%q: %v, but %q: %v", c, a.P, not, b.P)
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d comments under a claim and its negation", n)
	}
}

// Removing the strongest span moves P(favor) − P(against) at least three times
// as much, on average, as removing a random span of as many words.
func TestEvidenceIsFaithful(t *testing.T) {
	f := engine(t)
	d := f.readings.Get().(*desk)
	rng := rand.New(rand.NewPCG(1, 2))
	var top, random float64
	n := 0
	for i, c := range topics {
		for j, text := range opinions {
			if (i+j)%2 != 0 {
				continue
			}
			v := heard(t, f, input(c, text))
			if len(v.Evidence) == 0 {
				continue
			}
			at := func(text string) float64 { return side(heard(t, f, input(c, text)).P) }
			full := at(text)
			e := v.Evidence[0]
			r := &d.direct
			r.read(f.net, d.enc, text)
			tokens := slices.Clone(r.tokens)
			size := 0 // of the strongest span, in words
			for _, x := range tokens {
				if int(x.Start) >= e.Start && int(x.End) <= e.End {
					size++
				}
			}
			if size == 0 || 4*size > len(tokens) {
				continue // no room for a span beside it
			}
			top += math.Abs(full - at(text[:e.Start]+text[e.End:]))
			for range 8 {
				var start, end int
				for {
					k := rng.IntN(len(tokens) - size + 1)
					start, end = int(tokens[k].Start), int(tokens[k+size-1].End)
					if end <= e.Start || start >= e.End {
						break
					}
				}
				random += math.Abs(full-at(text[:start]+text[end:])) / 8
			}
			n++
		}
	}
	t.Logf("%d comments: without the strongest word P(favor)-P(against) moves by %.3f on average, without a random word by %.4f: %.1f times as much", n, top/float64(n), random/float64(n), top/random)
	if top < 3*random {
		t.Errorf("evidence is not faithful: %.1f times", top/random)
	}
}

// Without evidence the rest of a verdict is the same.
func TestWithoutEvidence(t *testing.T) {
	plain := WithoutEvidence(engine(t))
	for i, text := range opinions {
		in := input(topics[i], text)
		if i%2 == 1 {
			in.Parent = &article.Comment{ID: "0", Text: opinions[i-1]}
			in.ParentJudgment = &analyze.Judgment{Verdict: analyze.Verdict{P: [3]float64{.1, .2, .7}}}
		}
		want, err := engine(t).Stance(in, analyze.Sentiment{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := plain.Stance(in, analyze.Sentiment{})
		if err != nil {
			t.Fatal(err)
		}
		want.Evidence, want.Unexplained = nil, true
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// Evidence lies in the comment, on whole words, strongest first.
func TestEvidenceSpans(t *testing.T) {
	for _, c := range topics[:4] {
		for _, text := range opinions {
			v := judge(t, c, text)
			for i, e := range v.Evidence {
				if e.Start < 0 || e.Start >= e.End || e.End > len(text) {
					t.Fatalf("%q: span [%d, %d) of %d bytes", text, e.Start, e.End, len(text))
				}
				if strings.TrimSpace(text[e.Start:e.End]) != text[e.Start:e.End] {
					t.Errorf("%q: span %q", text, text[e.Start:e.End])
				}
				if i > 0 && abs(e.Weight) > abs(v.Evidence[i-1].Weight) {
					t.Errorf("%q: evidence is not strongest first: %v", text, v.Evidence)
				}
				if e.Met != "" && !strings.Contains(strings.ToLower(c), strings.ToLower(e.Met)) {
					t.Errorf("%q met %q, which is not in %q", text[e.Start:e.End], e.Met, c)
				}
			}
		}
	}
}

// What occlusion computes from the parts that changed is what the network says
// of the text with those words blank.
func TestOcclusionIsExact(t *testing.T) {
	f := engine(t)
	d := f.readings.Get().(*desk)
	for i, text := range opinions {
		a := f.ask(d, input(topics[i], "").Article)
		r := &d.direct
		r.cue, r.sided = 0, a.sided
		r.read(f.net, d.enc, text)
		r.judge(f.net, a.claim)
		r.conclude(a.head, nil)
		r.candidates(f.net, a.claim, a.head, 0, nil)
		for at := range r.tokens {
			got := r.without(f.net, a.claim, a.head, nil, at, at+1)
			blank := &reading{cue: r.cue, sided: r.sided, mention: r.mention, elsewhere: r.elsewhere}
			blank.tokens = slices.Clone(r.tokens)
			blank.words = slices.Clone(r.words)
			blank.tokens[at].ID, blank.tokens[at].Classes, blank.words[at] = wordvec.Pad, 0, f.net.silent
			blank.convolve(f.net)
			blank.judge(f.net, a.claim)
			blank.conclude(a.head, nil)
			want := blank.logits
			for k := range want {
				if diff := got[k] - want[k]; diff > 1e-3 || diff < -1e-3 {
					t.Fatalf("%q without token %d: %v, want %v", text, at, got, want)
				}
			}
		}
	}
}

func TestThreads(t *testing.T) {
	f := engine(t)
	for _, c := range []struct {
		reply string
		agree bool
	}{
		{"Bingo!", true}, {"Exactly.", true}, {"Well said, I agree.", true}, {"So true!", true},
		{"You're wrong.", false}, {"@anna nonsense", false}, {"What rubbish.", false}, {"No, I disagree.", false},
	} {
		for _, parentFor := range []bool{true, false} {
			in := input("Trams are good for cities", c.reply)
			in.Parent = &article.Comment{ID: "0", Text: "Whoever built that line should be ashamed."}
			pj := analyze.Judgment{Verdict: analyze.Verdict{Stance: analyze.Against, P: [3]float64{.9, .05, .05}}}
			want := analyze.Against
			if parentFor {
				in.Parent.Text = "Trams have made this city a better place."
				pj.Verdict.P, pj.Verdict.Stance = [3]float64{.05, .05, .9}, analyze.Favor
				want = analyze.Favor
			}
			if !c.agree {
				want = 4 - want
			}
			in.ParentJudgment = &pj
			v, err := f.Stance(in, analyze.Sentiment{})
			if err != nil {
				t.Fatal(err)
			}
			if v.Stance != want {
				t.Errorf("%q below a comment in favor=%v: %v, P %v, want %v", c.reply, parentFor, v.Stance, v.P, want)
			}
			// The path names what the reply does, and weighs toward the side
			// that follows from it, whatever the reply's own words say beside.
			cue := "parent: agrees"
			if !c.agree {
				cue = "parent: disagrees"
			}
			for _, sure := range []float64{.9, .55} {
				pj.Verdict.P = [3]float64{.95 - sure, .05, sure}
				if !parentFor {
					pj.Verdict.P = [3]float64{sure, .05, .95 - sure}
				}
				v, err := f.Stance(in, analyze.Sentiment{})
				if err != nil {
					t.Fatal(err)
				}
				i := slices.IndexFunc(v.Evidence, func(e analyze.Evidence) bool { return e.Cue == cue })
				if i < 0 || v.Evidence[i].Weight > 0 != (want == analyze.Favor) {
					t.Errorf("%q below a comment in favor=%v at %v: evidence %v", c.reply, parentFor, sure, v.Evidence)
				}
			}
		}
	}
}

// The weight of the path is the difference that the parent's judgment makes,
// and own words weigh what the path leaves them.
func TestParentWeight(t *testing.T) {
	in := input("Trams are good for cities", "Exactly. My street is quiet now.")
	in.Parent = &article.Comment{ID: "0", Text: "Trams have made this city a better place."}
	lean := func(p [3]float64) (float64, []analyze.Evidence) {
		in.ParentJudgment = &analyze.Judgment{Verdict: analyze.Verdict{P: p}}
		v, err := engine(t).Stance(in, analyze.Sentiment{})
		if err != nil {
			t.Fatal(err)
		}
		return v.P[2] - v.P[0], v.Evidence
	}
	with, ev := lean([3]float64{.1, .1, .8})
	without, none := lean([3]float64{0, 1, 0})
	if sum, n := parentSum(ev); n != 2 || math.Abs(sum-(with-without)) > 3e-4 {
		t.Errorf("evidence %v: P(favor) - P(against) is %.4f, and %.4f had the parent taken no side", ev, with, without)
	}
	if slices.ContainsFunc(none, func(e analyze.Evidence) bool { return strings.HasPrefix(e.Cue, "parent: ") }) {
		t.Errorf("a parent that takes no side: %v", none)
	}
}

// parentSum adds up what evidence says of the way through the parent, and counts it.
func parentSum(list []analyze.Evidence) (sum float64, n int) {
	for _, e := range list {
		if strings.HasPrefix(e.Cue, "parent: ") {
			sum += e.Weight
			n++
		}
	}
	return sum, n
}

// Words outside the vocabulary are met by their spelling; a claim that cannot
// be read says so.
func TestUnknownWords(t *testing.T) {
	v := judge(t, "Zorblaxes are good for cities", "A zorblax in every street, please!")
	if v.P == [3]float64{} {
		t.Errorf("a claim with one new word: %q", v.Reason)
	}
	for _, c := range []string{"贸易对城市有好处", "Трамваи полезны для городов", "???", "12 34"} {
		if v := judge(t, c, "Trams are good."); v.Stance != analyze.Unclear || v.Reason == "" || v.P != [3]float64{} {
			t.Errorf("claim %q: %v, %v, reason %q", c, v.Stance, v.P, v.Reason)
		}
	}
}

func TestDamagedModel(t *testing.T) {
	m, _ := modelFiles.ReadFile("model/manifest.json")
	b, _ := FastModel()
	bad := bytes.Clone(b)
	bad[len(bad)/2] ^= 1
	for name, model := range map[string][]byte{"a flipped bit": bad, "cut off": b[:1000], "empty": nil} {
		if _, err := load(m, model); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := parseModel(model); name != "a flipped bit" && err == nil {
			t.Errorf("%s: read without its checksum", name)
		}
	}
	if _, err := load([]byte("{"), b); err == nil {
		t.Error("damaged manifest: no error")
	}
}

// A comment of megabytes is judged by its first words.
func TestHugeComment(t *testing.T) {
	for _, s := range []string{"tram ", "\xff\x00", "a", "😀", "!?"} {
		judge(t, "Trams are good for cities", strings.Repeat(s, 5<<20/len(s)))
	}
	// What names the target may stand beyond what is read.
	in := input("trams", strings.Repeat("lovely ", 3000)+"trams")
	in.Article.Claim.Target = true
	heard(t, engine(t), in)
}

// Many goroutines get what one gets.
func TestConcurrent(t *testing.T) {
	want := make([]analyze.Verdict, len(opinions))
	for i, text := range opinions {
		want[i] = judge(t, topics[i], text)
	}
	fresh := newFastWith(engine(t).net)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, text := range opinions {
				v, err := fresh.Stance(input(topics[i], text), analyze.Sentiment{})
				if err != nil || v.P != want[i].P || !slices.Equal(v.Evidence, want[i].Evidence) {
					t.Errorf("%q: %v, %v, want %v", text, v, err, want[i])
				}
			}
		})
	}
	wg.Wait()
}

func FuzzFast(f *testing.F) {
	for i, text := range opinions {
		f.Add(topics[i], text, "Bingo!")
	}
	f.Add("", "", "")
	f.Add("\xff\xfe", "\x00", "“”")
	f.Add("not not no never", "don't won't can't's ’s '' n't", "#a#B_c-- 9/11")
	f.Fuzz(func(t *testing.T, claim, text, reply string) {
		in := input(claim, text)
		in.Article.Claim.Target = len(reply)%2 == 0
		v := heard(t, engine(t), in)
		check := func(v analyze.Verdict, n int) {
			if s := v.P[0] + v.P[1] + v.P[2]; v.P != [3]float64{} && math.Abs(s-1) > 1e-6 || v.P[0] < 0 || v.P[1] < 0 || v.P[2] < 0 {
				t.Errorf("P = %v", v.P)
			}
			if (v.Stance == analyze.Unclear) != (v.Reason != "") {
				t.Errorf("%v with reason %q", v.Stance, v.Reason)
			}
			for _, e := range v.Evidence {
				if e.Start < 0 || e.End > n || e.Start >= e.End {
					t.Errorf("span [%d, %d) of %d bytes", e.Start, e.End, n)
				}
			}
		}
		check(v, len(text))
		in.Parent, in.ParentJudgment = in.Comment, &analyze.Judgment{Verdict: v}
		in.Comment = &article.Comment{ID: "2", Text: reply}
		check(heard(t, engine(t), in), len(reply))
	})
}

// BenchmarkFast judges comments of about 580 bytes, from text to verdict, with
// and without evidence, in turn with govader's sentiment of the same comments:
// a busy machine slows the three alike. Numbers before "/s" are comments in a
// second of processor time.
func BenchmarkFast(b *testing.B) {
	f := engine(b)
	plain := WithoutEvidence(f)
	vader := govader.NewSentimentIntensityAnalyzer()
	texts := benchTexts()
	// Each reads other comments, so that the one before has not warmed their
	// words; block after block, as the clock counts no less than microseconds.
	const block = 16
	in := func(i int) analyze.Input { return input(topics[i%len(topics)], texts[i%len(texts)]) }
	var took [3]time.Duration
	n := 0
	for b.Loop() {
		for k, judge := range []func(int){
			func(i int) { f.Stance(in(i), analyze.Sentiment{}) },
			func(i int) { plain.Stance(in(i), analyze.Sentiment{}) },
			func(i int) { vader.PolarityScores(in(i).Comment.Text) },
		} {
			start := processorTime()
			for i := range block {
				judge(n + i + 21*k)
			}
			took[k] += processorTime() - start
		}
		n += block
	}
	rate := func(k int) float64 { return float64(n) / took[k].Seconds() }
	b.ReportMetric(0, "ns/op") // of the three together says nothing
	b.ReportMetric(rate(0), "evidence/s")
	b.ReportMetric(rate(1), "plain/s")
	b.ReportMetric(rate(2), "govader/s")
	b.ReportMetric(rate(0)/rate(2), "evidence:govader")
	b.ReportMetric(rate(1)/rate(2), "plain:govader")
}

// BenchmarkEncode is the share of splitting a comment and looking its words up.
func BenchmarkEncode(b *testing.B) {
	enc := wordvec.NewEncoder(engine(b).net.vocab)
	texts := benchTexts()
	var dst []wordvec.Token
	for n := 0; b.Loop(); n++ {
		dst = enc.Encode(dst[:0], texts[n%len(texts)], maxTokens)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "comments/s")
}

// benchTexts are comments of about 580 bytes, made from opinions: number i has
// one on topics[i%len(topics)] among others.
func benchTexts() []string {
	var list []string
	for i := range 64 {
		s := opinions[i%len(opinions)] + " "
		for k := 1; len(s) < 540; k++ {
			s += opinions[1:][(i*7+k*(1+i/15))%(len(opinions)-1)] + " "
		}
		list = append(list, s)
	}
	return list
}

const benchText = `I have lived next to a tram line for eleven years, and I would not want to go back. Before, four lanes of cars stood in front of our door every morning; now children walk to school alone. Yes, the works took too long, and the council should have told the shops earlier what was coming. But look at the street today: every shop is let, the air is better, and my mother, who cannot drive any more, gets to the doctor without asking anyone. People who say that nobody uses it have never tried to find a seat at eight. Build the second line, and build it soon, please. It is worth every penny!`
