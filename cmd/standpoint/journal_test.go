package main

import (
	"bytes"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"standpoint/analyze"
	"standpoint/article"
)

// A judgment comes back from the journal exactly as it went in, and only for
// the input it was made of.
func TestJournal(t *testing.T) {
	dir := t.TempDir()
	target := .25
	in := analyze.Input{
		Article:        &article.Article{Title: "Dam", Claim: article.Claim{Text: "The dam should be built", Source: article.ClaimGiven}},
		Comment:        &article.Comment{ID: "2", Text: "No way, \u2028 ever. 🙂"},
		Parent:         &article.Comment{ID: "1", Text: "Build it."},
		ParentJudgment: &analyze.Judgment{Verdict: analyze.Verdict{Stance: analyze.Favor, P: [3]float64{.1, .2, .7}}},
	}
	sent := analyze.Sentiment{Score: -.3, Label: analyze.Negative, P: [3]float64{.5, .25, .25}, Target: &target}
	want := analyze.Verdict{
		Stance: analyze.Against, P: [3]float64{1. / 3, math.Nextafter(1./3, 1), 1e-300},
		Evidence: []analyze.Evidence{{Start: 1, End: 2, Cue: "a;\"b\"", Met: "é", Weight: -math.Pi}, {Weight: math.Copysign(0, -1)}},
		Engine:   "deep",
	}
	asked := 0
	method := func(in analyze.Input, s analyze.Sentiment) (analyze.Verdict, error) {
		asked++
		return want, nil
	}
	judge := func(j *journal, engine, model string, evidence bool, in analyze.Input, s analyze.Sentiment) analyze.Verdict {
		t.Helper()
		v, err := j.keep(scorerFunc(method), engine, model, evidence).Stance(in, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	j, err := openJournal(dir, false, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	judge(j, "deep", "m1", true, in, sent)
	if kept := j.leave(); !strings.HasPrefix(kept, "1 judgments are kept in ") {
		t.Errorf("left with %q", kept)
	}
	if err := checkJournal(dir, false, false); err == nil {
		t.Error("an unfinished run would be overwritten without a word")
	}

	if j, err = openJournal(dir, true, io.Discard); err != nil {
		t.Fatal(err)
	}
	asked = 0
	if got := judge(j, "deep", "m1", true, in, sent); asked != 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v; asked the method %d times", got, want, asked)
	}
	changed := func(change func(in *analyze.Input, s *analyze.Sentiment)) (analyze.Input, analyze.Sentiment) {
		x, s := in, sent
		a, c, p, pj := *in.Article, *in.Comment, *in.Parent, *in.ParentJudgment
		x.Article, x.Comment, x.Parent, x.ParentJudgment = &a, &c, &p, &pj
		change(&x, &s)
		return x, s
	}
	for name, change := range map[string]func(in *analyze.Input, s *analyze.Sentiment){
		"claim":           func(in *analyze.Input, _ *analyze.Sentiment) { in.Article.Claim.Text += "." },
		"target":          func(in *analyze.Input, _ *analyze.Sentiment) { in.Article.Claim.Target = true },
		"title":           func(in *analyze.Input, _ *analyze.Sentiment) { in.Article.Title = "" },
		"text":            func(in *analyze.Input, _ *analyze.Sentiment) { in.Comment.Text += " " },
		"title from text": func(in *analyze.Input, _ *analyze.Sentiment) { in.Comment.Title, in.Comment.Text = "No", " way" },
		"parent's text":   func(in *analyze.Input, _ *analyze.Sentiment) { in.Parent.Text = "Build" },
		"parent's side":   func(in *analyze.Input, _ *analyze.Sentiment) { in.ParentJudgment.Verdict.P[0] += 1e-16 },
		"no parent":       func(in *analyze.Input, _ *analyze.Sentiment) { in.Parent, in.ParentJudgment = nil, nil },
		"sentiment":       func(_ *analyze.Input, s *analyze.Sentiment) { s.Score = .3 },
	} {
		asked = 0
		x, s := changed(change)
		if judge(j, "deep", "m1", true, x, s); asked != 1 {
			t.Errorf("%s: the judgment of another input was used", name)
		}
	}
	for _, other := range []struct {
		engine, model string
		evidence      bool
	}{{"fast", "m1", true}, {"deep", "m2", true}, {"deep", "m1", false}} {
		asked = 0
		if judge(j, other.engine, other.model, other.evidence, in, sent); asked != 1 {
			t.Errorf("%+v: the judgment of another method was used", other)
		}
	}
	// The author and the id of a comment change no judgment.
	asked = 0
	x, s := changed(func(in *analyze.Input, _ *analyze.Sentiment) { in.Comment.ID, in.Comment.Author = "9", "Ann" })
	if judge(j, "deep", "m1", true, x, s); asked != 0 {
		t.Error("the same words were judged again")
	}
	j.remove()
	if _, err := os.Stat(filepath.Join(dir, journalName)); !os.IsNotExist(err) {
		t.Errorf("the journal is still there: %v", err)
	}
}

// deep asks fast: what the one judged with another model of the other is no
// judgment of theirs.
func TestModels(t *testing.T) {
	models := func(deep, fast string) string {
		k := fakeKit()
		k.config = func() (string, error) { return t.TempDir(), nil }
		k.embedded = func() ([]byte, error) { return []byte("fake model\n0s\n" + deep), nil }
		k.fast = func() ([]byte, error) { return []byte(fast), nil }
		m, err := k.deep()
		if err != nil {
			t.Fatal(err)
		}
		return m.models()
	}
	if a, b, c := models("1", "1"), models("1", "2"), models("2", "1"); a == b || a == c || b == c {
		t.Errorf("models alike: %s, %s, %s", a, b, c)
	}
}

type scorerFunc func(analyze.Input, analyze.Sentiment) (analyze.Verdict, error)

func (f scorerFunc) Stance(in analyze.Input, s analyze.Sentiment) (analyze.Verdict, error) {
	return f(in, s)
}

// Whatever bytes a journal holds, it is read or refused, and can be added to.
func FuzzJournal(f *testing.F) {
	line := appendLine(journalKey{1}, analyze.Verdict{Stance: analyze.Favor, P: [3]float64{0, 0, 1}})
	whole := journalHead + "\n" + string(line)
	f.Add([]byte(""))
	f.Add([]byte(whole))
	f.Add([]byte(whole[:len(whole)-5]))
	f.Add([]byte(whole[:20]))
	f.Add([]byte(journalHead + "\nnot JSON\n{\"key\":\"zz\"}\n" + string(line)))
	f.Add([]byte("text,stance\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		dir := t.TempDir()
		path := filepath.Join(dir, journalName)
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := openJournal(dir, true, io.Discard)
		if err != nil {
			if now, _ := os.ReadFile(path); !bytes.Equal(now, file) {
				t.Error("a file of another kind was changed")
			}
			return
		}
		before := len(j.kept)
		in := analyze.Input{Article: &article.Article{}, Comment: &article.Comment{Text: "new"}}
		method := scorerFunc(func(analyze.Input, analyze.Sentiment) (analyze.Verdict, error) {
			return analyze.Verdict{Engine: "deep"}, nil
		})
		if _, err := j.keep(method, "deep", "", false).Stance(in, analyze.Sentiment{}); err != nil {
			t.Fatal(err)
		}
		if err := j.close(); err != nil {
			t.Fatal(err)
		}
		again, err := openJournal(dir, true, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		defer again.close()
		if len(again.kept) != before+1 {
			t.Errorf("%d judgments, and one more was kept, but %d are read", before, len(again.kept))
		}
	})
}

// A pipe can be read again, whole or where an earlier pass stopped.
func TestReplay(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	text := strings.Repeat("0123456789", 5000)
	r, err := newReplay(io.NopCloser(io.MultiReader(strings.NewReader(text[:777]), strings.NewReader(text[777:]))))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int64{100, 5000, 300} {
		r.rewind()
		if b, err := io.ReadAll(io.LimitReader(r, n)); err != nil || string(b) != text[:n] {
			t.Fatalf("first %d bytes: %d read, %v", n, len(b), err)
		}
	}
	r.last = true
	kept := r.kept
	r.rewind()
	if b, err := io.ReadAll(r); err != nil || string(b) != text {
		t.Fatalf("last pass: %d bytes, %v", len(b), err)
	}
	if r.kept != kept {
		t.Errorf("the last pass kept %d bytes", r.kept-kept)
	}
	name := r.file.Name()
	r.close()
	if _, err := os.Stat(name); !os.IsNotExist(err) {
		t.Errorf("the temporary file is still there: %v", err)
	}
}

// A progress line has the count, the rate, and what remains. It shows once the
// rate means something.
func TestBar(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		add, done := bar(&b, "judging comments", 40)
		add(5)
		if b.Len() > 0 {
			t.Errorf("shown at once: %q", &b)
		}
		time.Sleep(2 * time.Second)
		add(5)
		shown := b.String()
		done()
		for _, part := range []string{"judging comments", "10/40", "5 comments/s"} {
			if !strings.Contains(shown, part) {
				t.Errorf("no %q in %q", part, shown)
			}
		}
		b.Reset()
		add, done = bar(&b, "judging comments", 40)
		add(40)
		done()
		if b.Len() > 0 {
			t.Errorf("shown for short work: %q", &b)
		}
		add, done = bar(&b, "counting comments", -1)
		add(1)
		done()
		time.Sleep(2 * time.Second)
		if b.Len() > 0 {
			t.Errorf("shown when the work was done: %q", &b)
		}
	})
	var b bytes.Buffer
	add, done := progress(&b, "judging comments", 40)
	add(1)
	done()
	if b.Len() > 0 {
		t.Errorf("written to a pipe: %q", &b)
	}
}

// Edits of a written file replace what they should and nothing else.
func TestEdit(t *testing.T) {
	dir := t.TempDir()
	out, err := newOutputs(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	f, err := out.create("x.csv")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", 1<<17)
	if _, err := io.WriteString(f, "one,"+long+",two,three"); err != nil {
		t.Fatal(err)
	}
	at := int64(len("one," + long + ","))
	if err := out.edit(f, []edit{{0, 3, []byte("eleven")}, {at, at + 3, nil}, {at + 4, at + 9, []byte("3")}}); err != nil {
		t.Fatal(err)
	}
	if err := out.commit(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "x.csv"))
	if err != nil || string(b) != "eleven,"+long+",,3" {
		t.Errorf("%v, %d bytes", err, len(b))
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
