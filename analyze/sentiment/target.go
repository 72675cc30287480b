package sentiment

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"standpoint/analyze"
	"standpoint/analyze/sentiment/tone"
	"standpoint/article"
	"standpoint/lexicon"
)

// TargetScorer measures the sentiment of a text toward what bytes [from, to)
// of it name, in [-1, 1]; TargetThreshold cuts it into classes. ok
// is false if no word stands there.
type TargetScorer interface {
	Toward(text string, from, to int) (score float64, ok bool)
}

func (s *standpoint) Toward(text string, from, to int) (float64, bool) {
	w := s.scratch.Get().(*scratch)
	defer s.scratch.Put(w)
	d := &w.doc
	d.Read(text)
	m, ok := d.MentionAt(from, to)
	if !ok {
		return 0, false
	}
	d.Sentiment()
	w.clearMoved()
	z := s.tone.Logits(d, w.moved)
	return s.toward(d, m, z, w.moved), true
}

func (s *standpoint) toward(d *tone.Doc, m tone.Mention, z tone.Logits, moved []float32) float64 {
	d.Target(m, z, moved)
	return tone.Score(tone.Probabilities(s.target.Logits(d, nil)))
}

// maxMentions is how many mentions of one comment are measured.
const maxMentions = 16

// towardClaim returns the mean sentiment toward the mentions of the claim's
// target, nil if there is none, and the bytes of the first.
func (s *standpoint) towardClaim(d *tone.Doc, claim *article.Claim, z tone.Logits, moved []float32) (mean *float64, first [2]int) {
	t := s.targets.of(claim)
	if t == nil {
		return nil, first
	}
	sum, n := 0.0, 0
	for i := 0; i < len(d.Tokens) && n < maxMentions; i++ {
		if !t.named(d.Text, d.Tokens[i]) {
			continue
		}
		m := tone.Mention{From: i, To: i + 1}
		for m.To < len(d.Tokens) && t.named(d.Text, d.Tokens[m.To]) {
			m.To++
		}
		if n == 0 {
			first = [2]int{int(d.Tokens[m.From].Start), int(d.Tokens[m.To-1].End)}
		}
		sum += s.toward(d, m, z, moved)
		n++
		i = m.To
	}
	if n == 0 {
		return nil, first
	}
	sum /= float64(n)
	return &sum, first
}

// targetOf is what comments call the target of a claim.
type targetOf struct {
	claim article.Claim
	words []string            // stems
	first [utf8.RuneSelf]bool // the bytes that they begin with, if they are ASCII
}

func newTarget(claim *article.Claim) *targetOf {
	t := &targetOf{claim: *claim, words: targetWords(claim)}
	for _, w := range t.words {
		if w == "" || w[0] >= utf8.RuneSelf {
			continue
		}
		t.first[w[0]] = true
		if w[0] >= 'a' && w[0] <= 'z' {
			t.first[w[0]-'a'+'A'] = true
		}
	}
	return t
}

// inTag is how many bytes a word must have to be looked for inside a tag or name
// ("#TaxTheTrams", "@TramsNow"), where words are not set apart.
const inTag = 5

// named reports whether a token is a word of the target, or a tag or name that
// holds one.
func (t *targetOf) named(text string, tok lexicon.Token) bool {
	tag := marked(tok)
	if c := text[tok.Start]; !tag && c < utf8.RuneSelf && !t.first[c] {
		return false // as nearly all
	}
	var buf [lexicon.MaxWord + utf8.UTFMax]byte
	w := stem(buf[:0], text, tok)
	return len(w) > 0 && slices.ContainsFunc(t.words, func(word string) bool {
		return word == string(w) || tag && len(word) >= inTag && bytes.Contains(w, []byte(word))
	})
}

// marked reports whether a token is a tag or name, whose first byte is its mark.
func marked(tok lexicon.Token) bool {
	return tok.Kind == lexicon.Hashtag || tok.Kind == lexicon.Mention
}

// targetWords returns the stems of the words by which comments name the
// target of a claim: the content words of a target phrase; of a sentence those
// of its subject, and if that is a pronoun ("We should ban …") those after its
// verb.
func targetWords(claim *article.Claim) []string {
	text := claim.Text
	toks := lexicon.Tokenize(text, nil)
	reads := lexicon.Default().Read(text, toks, nil)
	var subject, rest []string
	verb := false
	for i, t := range toks {
		c := reads[i].Classes
		if t.Kind != lexicon.Word && t.Kind != lexicon.Hashtag && t.Kind != lexicon.Number {
			continue
		}
		if !claim.Target && isVerb(text[t.Start:t.End], c) {
			verb = true
			continue
		}
		if c.HasAny(emptyWords) || verb && c.HasAny(actions) {
			continue
		}
		w := string(stem(nil, text, t))
		if verb {
			rest = append(rest, w)
		} else {
			subject = append(subject, w)
		}
	}
	if len(subject) > 0 && (verb || claim.Target) {
		return subject
	}
	return append(subject, rest...)
}

var (
	emptyWords = lexicon.SetOf(lexicon.Function, lexicon.FirstPerson, lexicon.SecondPerson, lexicon.Negator, lexicon.Modal, lexicon.Contrast, lexicon.Question)
	actions    = lexicon.SetOf(lexicon.Support, lexicon.Oppose)
)

// isVerb reports whether a word is one that a subject ends at.
func isVerb(word string, c lexicon.Set) bool {
	switch word {
	case "is", "are", "was", "were", "isn't", "aren't", "has", "have", "had", "does", "do", "did", "be", "will", "would", "can", "cannot", "could", "needs", "makes", "causes":
		return true
	}
	return c.Has(lexicon.Modal)
}

// stem returns a word, folded into empty buf, without its plural and possessive
// endings and those of a doctrine and who holds it, nothing of what is no word.
func stem(buf []byte, text string, t lexicon.Token) []byte {
	if t.Kind != lexicon.Word && t.Kind != lexicon.Number && !marked(t) {
		return nil
	}
	from := t.Start
	if marked(t) {
		from++
	}
	w := lexicon.AppendFold(buf, text[from:t.End])
	for _, end := range [...]string{"'s", "'", "es", "s"} {
		if n := len(w) - len(end); n > 2 && string(w[n:]) == end {
			w = w[:n]
		}
	}
	for _, end := range [...]string{"ism", "ist", "e"} { // "phone" as "phon-es"
		if n := len(w) - len(end); n > 3 && string(w[n:]) == end {
			w = w[:n]
		}
	}
	return w
}

var _ analyze.SentimentScorer = (*standpoint)(nil)
var _ TargetScorer = (*standpoint)(nil)
