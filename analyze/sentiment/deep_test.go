package sentiment

import (
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"

	"standpoint/analyze"
)

var wholly = sync.OnceValues(newDeep)

func deeply(t testing.TB) *deep {
	t.Helper()
	s, err := wholly()
	if err != nil {
		t.Fatal(err)
	}
	return s.(*deep)
}

// TestDeepReadsTheWhole holds plain cases: each text is to sound as labelled.
func TestDeepReadsTheWhole(t *testing.T) {
	s := deeply(t)
	for text, want := range map[string]analyze.Label{
		"I was sure they would fail, and I am glad that I was wrong.": analyze.Positive,
		"What a lovely evening, thank you all for coming.":            analyze.Positive,
		"They lied to us for years and nobody was punished.":          analyze.Negative,
		"The council meets on Tuesday at seven.":                      analyze.Neutral,
	} {
		if got := judge(t, s, text); got.Label != want {
			t.Errorf("%q: label %v, score %+.2f; want %v", text, got.Label, got.Score, want)
		}
	}
	if serious, mocking := judge(t, s, "The delay is bad news for all of us.").Sarcasm, judge(t, s, "Lovely, another delay. Just what we needed!").Sarcasm; serious >= SarcasmThreshold || mocking < SarcasmThreshold {
		t.Errorf("sarcasm of a plain complaint %.2f, of a mocking one %.2f; the flag is raised from %.2f", serious, mocking, SarcasmThreshold)
	}
}

// TestDeepAddsUp holds the score to its two parts: what the words brought is
// their share of what the method "standpoint" says, and Whole is the rest.
func TestDeepAddsUp(t *testing.T) {
	s := deeply(t)
	for _, text := range []string{"Great!", "I don't think anybody likes this plan.", comment} {
		words, both := judge(t, s.standpoint, text), judge(t, s, text)
		odds := func(p [3]float64) float64 { return math.Log(p[2] / p[0]) }
		want := float64(s.share.Words)*odds(words.P) + both.Whole
		if got := odds(both.P); math.Abs(got-want) > 1e-3 {
			t.Errorf("%.40q: log-odds %.4f; the words and the whole add up to %.4f", text, got, want)
		}
		for i, e := range both.Evidence {
			if i >= len(words.Evidence) || e.Start != words.Evidence[i].Start {
				break // a word below the least weight of evidence is left out
			}
			if d := e.Weight - float64(s.share.Words)*words.Evidence[i].Weight; math.Abs(d) > 1e-3 {
				t.Errorf("%.40q: evidence %d weighs %.4f, by the words alone %.4f", text, i, e.Weight, words.Evidence[i].Weight)
			}
		}
	}
}

func TestDeepAnyText(t *testing.T) {
	s := deeply(t)
	for name, text := range map[string]string{
		"empty":        "",
		"marks":        "?!?!",
		"emoji":        "😀😀😀",
		"other script": "Ничего хорошего из этого не выйдет, поверьте.",
		"long":         strings.Repeat("Nobody asked us, and nobody will. ", 2000),
		"one word":     strings.Repeat("a", 1<<20),
		"broken":       "good \xff\xfe bad",
	} {
		valid(t, name, text, judge(t, s, text))
	}
	if got := judge(t, s, "Ничего хорошего из этого не выйдет, поверьте."); got.Unsupported == "" || got.Whole != 0 {
		t.Errorf("a comment in Russian: %+v", got)
	}
	start, end := "This is wonderful news. ", "This is a disgrace. "
	long := judge(t, s, start+strings.Repeat("The council met on Tuesday and again on Friday. ", 60)+strings.Repeat(end, 30))
	if short := judge(t, s, start); long.Score >= short.Score {
		t.Errorf("the end of a long comment is not read: %+.2f", long.Score)
	}
}

// TestDeepIsSteady asks from many goroutines at once.
func TestDeepIsSteady(t *testing.T) {
	s := deeply(t)
	texts := []string{"Great!", comment, "No.", strings.Repeat(comment, 4)}
	want := make([]analyze.Sentiment, len(texts))
	for i, text := range texts {
		want[i] = judge(t, s, text)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, text := range texts {
				if got, err := s.Sentiment(input(text)); err != nil || !reflect.DeepEqual(got, want[i]) {
					t.Errorf("%.20q: %+v, %v; alone %+v", text, got, err, want[i])
				}
			}
		})
	}
	wg.Wait()
}

func TestDeepDamaged(t *testing.T) {
	s := ours(t).(*standpoint)
	for name, file := range map[string][]byte{
		"empty":     nil,
		"cut":       deepModel[:len(deepModel)/2],
		"a bit off": append(append([]byte{}, deepModel[:9000]...), append([]byte{deepModel[9000] ^ 1}, deepModel[9001:]...)...),
	} {
		if _, err := deepWith(s, file); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func BenchmarkDeep(b *testing.B) {
	s := deeply(b)
	in := input(comment)
	for b.Loop() {
		if _, err := s.Sentiment(in); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "comments/s")
}
