package article

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestCopies(t *testing.T) {
	base := "I have crossed this river twice a day for thirty years and I have never once wished for a bridge more than I did this morning, standing in the rain with two hundred other people."
	texts := []struct{ id, text, copyOf string }{
		{"1", base, ""},
		{"2", "  " + strings.ToUpper(base) + "!!", "1"},
		{"3", strings.Replace(base, "thirty", "forty", 1), "1"},
		{"4", "I agree!", ""},
		{"5", "i agree", "4"},
		{"6", "I agree with you", ""},
		{"7", "The ferry is older than the town, and the town would be poorer without it, whatever the council says about money.", ""},
		{"8", "🙄", ""},
		{"9", "🙄", ""},
		{"10", "我每天坐两次渡船，已经三十年了，从来没有像今天早上这样希望有一座桥。", ""},
		{"11", "我每天坐两次渡船，已经三十年了，从来没有像今天早上那样希望有一座桥！", "10"},
		{"12", strings.Replace(base, "thirty", "forty", 1), "1"},
	}
	f := NewCopies(0.7)
	for _, x := range texts {
		got := ""
		c := f.Find(&Comment{ID: x.id, ArticleID: "a", Text: x.text})
		if c != nil {
			got = c.CommentID
			if c.Similarity < 0.7 || c.Similarity > 1 || c.ArticleID != "a" {
				t.Errorf("%s: %+v", x.id, *c)
			}
		}
		if got != x.copyOf {
			t.Errorf("%s is a copy of %q, want %q", x.id, got, x.copyOf)
		}
	}
	if f := NewCopies(1); f.Find(&Comment{Text: base}) != nil || f.Find(&Comment{Text: strings.Replace(base, "thirty", "forty", 1)}) != nil {
		t.Error("threshold 1 finds near-copies")
	}
}

// randomWords makes n words of a vocabulary of 5,000.
func randomWords(r *rand.Rand, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("w%d", r.IntN(5000))
	}
	return out
}

// TestCopiesRecall measures on random texts what the documentation promises.
func TestCopiesRecall(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	f := NewCopies(DefaultCopyThreshold)
	const pairs = 400
	found, wrong := 0, 0
	for i := range pairs {
		a := randomWords(r, 60)
		b := append([]string(nil), a...)
		b[30] = "changed" // 3 of 58 runs differ on either side: Jaccard 55/61 = 0.90
		if f.Find(&Comment{ID: fmt.Sprint("a", i), Text: strings.Join(a, " ")}) != nil {
			wrong++
		}
		if c := f.Find(&Comment{ID: fmt.Sprint("b", i), Text: strings.Join(b, " ")}); c != nil && c.CommentID == fmt.Sprint("a", i) {
			found++
		}
	}
	if found < pairs*98/100 || wrong > 0 {
		t.Errorf("found %d of %d near-copies, and %d that are none", found, pairs, wrong)
	}
}

func BenchmarkCopies(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	texts := make([]string, 5000)
	for i := range texts {
		texts[i] = strings.Join(randomWords(r, 10+r.IntN(60)), " ")
	}
	f := NewCopies(DefaultCopyThreshold)
	n := 0
	for b.Loop() {
		f.Find(&Comment{ID: "x", Text: texts[n%len(texts)] + fmt.Sprint(" ", n)})
		n++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "comments/s")
}

// TestCopiesWindow: what was said long ago is forgotten, what was said lately
// is not, however long the stream.
func TestCopiesWindow(t *testing.T) {
	f := NewCopies(1)
	for i := range 3*copyWindow + 10 {
		if c := f.Find(&Comment{ID: fmt.Sprint(i), Text: fmt.Sprint("number ", i)}); c != nil {
			t.Fatalf("%d is a copy of %s", i, c.CommentID)
		}
		if i >= copyWindow/2 && i%1000 == 0 {
			want := fmt.Sprint(i - copyWindow/2)
			if c := f.Find(&Comment{ID: "x", Text: "number " + want}); c == nil || c.CommentID != want {
				t.Fatalf("at %d: %v, want a copy of %s", i, c, want)
			}
		}
	}
	if c := f.Find(&Comment{ID: "x", Text: "number 1"}); c != nil {
		t.Errorf("number 1 is still known as %s", c.CommentID)
	}
}

// TestRepeatWindow: the same for the ids of comments.
func TestRepeatWindow(t *testing.T) {
	var th threads
	for i := range 3 * repeatWindow / 2 {
		if repeated, _ := th.add("a", fmt.Sprint(i), fmt.Sprint(i/2)); repeated {
			t.Fatalf("%d is said to be there already", i)
		}
		if i%10_000 == 0 && i > 0 {
			if repeated, _ := th.add("a", fmt.Sprint(max(0, i-repeatWindow/2)), ""); !repeated {
				t.Fatalf("at %d: %d is forgotten", i, i-repeatWindow/2)
			}
		}
	}
}
