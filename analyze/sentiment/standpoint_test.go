package sentiment

import (
	"encoding/json"
	"io"
	"math"
	"os"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonreiter/govader"

	"standpoint/analyze"
)

func ours(t testing.TB) analyze.SentimentScorer {
	t.Helper()
	s, err := newStandpoint()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func judge(t testing.TB, s analyze.SentimentScorer, text string) analyze.Sentiment {
	t.Helper()
	got, err := s.Sentiment(input(text))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestScope holds what negation, contrast and strength do. Each row says that
// the first text is more positive than the second; the last field, that the
// first (or, with a minus, the second) must also be labelled so.
func TestScope(t *testing.T) {
	s := ours(t)
	for _, c := range []struct{ better, worse, label string }{
		{"She is amiable.", "She is not amiable.", "-"},
		{"It is a success.", "It is hardly a success.", "-"},
		{"There was no victim.", "There was a victim.", ""},
		{"A lot of people understand and like it.", "I don't think a lot of people like it.", "-"},
		{"I could not be happier.", "I am not happy.", "+"},
		{"I could not be happier.", "I could not be happy.", "+"},
		{"She couldn't have done a better job.", "She did not do a good job.", ""},
		{"The plan is not only clever but fair.", "The plan is neither clever nor fair.", ""},
		{"It is not bad at all.", "It is bad.", ""},
		{"It is good.", "It is not good.", "+"},
		{"It is good.", "It isn't good.", "-"},
		{"It is good.", "It isn’t good.", "-"},
		{"Nobody was hurt, thankfully.", "Everybody was hurt, sadly.", ""},
		{"The food was bad, but the evening was wonderful.", "The evening was wonderful, but the food was bad.", ""},
		{"Although the start was dull, I loved it.", "Although I loved the start, it was dull.", ""},
		{"I love it!!!", "I hate it!!!", "+"},
		{"This is very good.", "This is slightly good.", ""},
		{"This is slightly bad.", "This is very bad.", "-"},
		{"This is bad.", "This is TERRIBLE!", "-"},
		{"Great article, thank you.", "Terrible article, no thanks.", "+"},
		{"Without corruption we would prosper.", "Corruption will never end.", ""},
		{"No, it is a good idea.", "No, it is a bad idea.", ""},
		{"I agree with every word.", "I disagree with every word.", ""},
		{"The reform failed to destroy the park.", "The reform destroyed the park.", ""},
		{"Well said 👏👏", "What an idiot 🤮", "+"},
		{"Nice work :-)", "Nice work :-(", "+"},
	} {
		a, b := judge(t, s, c.better), judge(t, s, c.worse)
		if a.Score <= b.Score {
			t.Errorf("%q scores %.2f, not above %q with %.2f", c.better, a.Score, c.worse, b.Score)
		}
		if c.label == "+" && a.Label != analyze.Positive {
			t.Errorf("%q scores %.2f, not positive", c.better, a.Score)
		}
		if c.label == "-" && b.Label != analyze.Negative {
			t.Errorf("%q scores %.2f, not negative", c.worse, b.Score)
		}
	}
}

// TestQuotedPraise holds that praise somebody else is quoted with counts less.
func TestQuotedPraise(t *testing.T) {
	s := ours(t)
	a, b := judge(t, s, "He calls the plan brilliant."), judge(t, s, `He calls the plan "brilliant".`)
	if b.Score >= a.Score {
		t.Errorf("quoted praise scores %.2f, unquoted %.2f", b.Score, a.Score)
	}
}

func TestNeutral(t *testing.T) {
	s := ours(t)
	for _, text := range []string{
		"The council meets on Tuesday.",
		"Is the library open on Sundays?",
		"The report has 42 pages and two maps.",
		"",
		"...",
		"See page 4.",
	} {
		if got := judge(t, s, text); got.Label != analyze.Neutral {
			t.Errorf("%q scores %.2f", text, got.Score)
		}
	}
}

func valid(t *testing.T, name, text string, s analyze.Sentiment) {
	t.Helper()
	if s.Unsupported != "" {
		if s.Label != analyze.Unscored || s.Score != 0 {
			t.Errorf("%s: unsupported and scored", name)
		}
		return
	}
	sum := s.P[0] + s.P[1] + s.P[2]
	if math.IsNaN(s.Score) || s.Score < -1 || s.Score > 1 || math.Abs(sum-1) > 1e-9 {
		t.Errorf("%s: score %v, P %v", name, s.Score, s.P)
	}
	if math.Abs(s.P[2]-s.P[0]-s.Score) > 1e-9 {
		t.Errorf("%s: score %v is not the difference of P %v", name, s.Score, s.P)
	}
	if s.Sarcasm < 0 || s.Sarcasm > 1 || math.IsNaN(s.Sarcasm) {
		t.Errorf("%s: sarcasm %v", name, s.Sarcasm)
	}
	for i, e := range s.Evidence {
		if e.Start < 0 || e.End > len(text) || e.Start >= e.End || e.Weight == 0 {
			t.Errorf("%s: evidence %+v of %d bytes", name, e, len(text))
		}
		if i > 0 && math.Abs(e.Weight) > math.Abs(s.Evidence[i-1].Weight) {
			t.Errorf("%s: evidence out of order", name)
		}
	}
}

func TestHostile(t *testing.T) {
	s := ours(t)
	for name, text := range map[string]string{
		"one word":     strings.Repeat("a", 5_000_000),
		"exclamations": strings.Repeat("!", 100_000),
		"emoji":        strings.Repeat("😀", 20_000),
		"praise":       strings.Repeat("wonderful ", 100_000),
		"negators":     strings.Repeat("not ", 100_000),
		"contrasts":    "good " + strings.Repeat("but although ", 50_000),
		"quotes":       strings.Repeat("\" ", 100_000),
		"breaks":       "a" + strings.Repeat("\n\nb", 100_000),
		"stray bytes":  "bad " + strings.Repeat("\xff", 100_000),
		"control":      "\x00\x01\x02",
		"empty":        "",
	} {
		start := time.Now()
		valid(t, name, text, judge(t, s, text))
		t.Logf("%s: %v", name, time.Since(start))
	}
}

// TestLongCommentDoesNotSaturate holds that repeating a mild remark does not
// make it an extreme one.
func TestLongCommentDoesNotSaturate(t *testing.T) {
	s := ours(t)
	text := "The plan has some flaws. The author makes a fair point about costs. "
	a, b := judge(t, s, strings.Repeat(text, 10)), judge(t, s, strings.Repeat(text, 200))
	if math.Abs(b.Score-a.Score) > 0.1 {
		t.Errorf("10 times %.2f, 200 times %.2f", a.Score, b.Score)
	}
}

// TestOrder holds that what was scored before or beside a comment changes nothing.
func TestOrder(t *testing.T) {
	texts := []string{
		"What a wonderful plan, thank you!", "Not good at all.", "", "Das ist doch völlig falsch, die Regierung hat nichts verstanden.",
		strings.Repeat("It is a shame, but I don't think they care. ", 50), "👍",
	}
	s := ours(t)
	var want []analyze.Sentiment
	for _, text := range texts {
		want = append(want, judge(t, ours(t), text))
	}
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			for i := range texts {
				i = (i*5 + n) % len(texts)
				got, err := s.Sentiment(input(texts[i]))
				if err != nil || !reflect.DeepEqual(got, want[i]) {
					t.Errorf("%.20q: %+v, %v, want %+v", texts[i], got, err, want[i])
				}
			}
		})
	}
	wg.Wait()
}

func TestEvidence(t *testing.T) {
	text := "The author is wonderful, but the comments are disgusting."
	got := judge(t, ours(t), text)
	signs := map[string]bool{}
	for _, e := range got.Evidence {
		signs[text[e.Start:e.End]] = e.Weight > 0
	}
	find := func(word string, positive bool) {
		t.Helper()
		for span, sign := range signs {
			if strings.Contains(span, word) && sign == positive {
				return
			}
		}
		t.Errorf("%q is not evidence (positive: %v): %v", word, positive, signs)
	}
	find("wonderful", true)
	find("disgusting", false)
}

// TestEvidenceOfBlame holds that what the text as a whole brings is given to its
// words with their own sign: bad words of a bad text are what makes it bad.
func TestEvidenceOfBlame(t *testing.T) {
	text := "This is awful. What a terrible, stupid idea, nobody is happy."
	weight := map[string]float64{}
	for _, e := range judge(t, ours(t), text).Evidence {
		weight[text[e.Start:e.End]] = e.Weight
	}
	for _, word := range []string{"awful", "terrible"} {
		if weight[word] > -1 {
			t.Errorf("%q weighs %+.2f: %v", word, weight[word], weight)
		}
	}
	for span, w := range weight {
		if w > .5 {
			t.Errorf("%q speaks for praise, %+.2f", span, w)
		}
	}
}

func FuzzSentiment(f *testing.F) {
	s := ours(f)
	for _, text := range []string{"not \"good\" but bad!!", "although, :-) 👍 no\n\nmore", "Ωραία"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { valid(t, "fuzz", text, judge(t, s, text)) })
}

// comment is 580 bytes, the length of a usual reader comment.
var comment = strings.Repeat("I don't think the author understands how badly this has hurt working families, and it's a shame nobody asked them. ", 5) + "Great!"

// usualLength in bytes is that of a usual reader comment.
const usualLength = 580

// usual returns different comments of the usual length, made of our own ones in
// turn. One comment again and again would flatter any program: the processor
// learns it by heart.
func usual(b *testing.B) (comments []analyze.Input) {
	b.Helper()
	file, err := os.Open("../../testdata/gold/comments.jsonl")
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	text := ""
	for dec := json.NewDecoder(file); ; {
		var c struct{ Text string }
		if err := dec.Decode(&c); err == io.EOF {
			return comments
		} else if err != nil {
			b.Fatal(err)
		}
		for text += c.Text + " "; len(text) >= usualLength; {
			first := cut(text, usualLength)
			comments, text = append(comments, input(first)), text[len(first):]
		}
	}
}

func BenchmarkStandpoint(b *testing.B) {
	s, comments := ours(b), usual(b)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if _, err := s.Sentiment(comments[n%len(comments)]); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "comments/s")
}

// BenchmarkAgainstVader times both in turns on one processor and reports how many
// times govader's speed ours is.
func BenchmarkAgainstVader(b *testing.B) {
	s, comments := ours(b), usual(b)
	turn := 10 * len(comments) // of each; the first after the other's turn are slower
	vader := govader.NewSentimentIntensityAnalyzer()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var own, theirs time.Duration
	n := 0
	for b.Loop() {
		start := time.Now()
		for i := range turn {
			if _, err := s.Sentiment(comments[i%len(comments)]); err != nil {
				b.Fatal(err)
			}
		}
		between := time.Now()
		for i := range turn {
			vader.PolarityScores(comments[i%len(comments)].Comment.Text)
		}
		own += between.Sub(start)
		theirs += time.Since(between)
		n += turn
	}
	b.ReportMetric(float64(n)/own.Seconds(), "comments/s")
	b.ReportMetric(float64(n)/theirs.Seconds(), "vader-comments/s")
	b.ReportMetric(float64(theirs)/float64(own), "times-vader")
}
