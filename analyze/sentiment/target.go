package sentiment

import (
	"slices"

	"standpoint/analyze"
	"standpoint/analyze/sentiment/tone"
	"standpoint/article"
	"standpoint/lexicon"
)

// TargetScorer measures the sentiment of a text toward what bytes [from, to)
// of it name, in [-1, 1]; Threshold cuts it into classes as it does Score. ok
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
// target, nil if there is none.
func (s *standpoint) towardClaim(d *tone.Doc, claim *article.Claim, z tone.Logits, moved []float32) *float64 {
	t := s.targets.of(claim)
	if len(t) == 0 {
		return nil
	}
	sum, n := 0.0, 0
	for i := 0; i < len(d.Tokens) && n < maxMentions; i++ {
		if !slices.Contains(t, stemHash(d.Text, d.Tokens[i])) {
			continue
		}
		m := tone.Mention{From: i, To: i + 1}
		for m.To < len(d.Tokens) && slices.Contains(t, stemHash(d.Text, d.Tokens[m.To])) {
			m.To++
		}
		sum += s.toward(d, m, z, moved)
		n++
		i = m.To
	}
	if n == 0 {
		return nil
	}
	mean := sum / float64(n)
	return &mean
}

// targetWords returns the hashes of the words by which comments name the
// target of a claim: the content words of a target phrase; of a sentence those
// of its subject, and if that is a pronoun ("We should ban …") those after its
// verb.
func targetWords(claim *article.Claim) []uint64 {
	text := claim.Text
	toks := lexicon.Tokenize(text, nil)
	reads := lexicon.Default().Read(text, toks, nil)
	var subject, rest []uint64
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
		if h := stemHash(text, t); verb {
			rest = append(rest, h)
		} else {
			subject = append(subject, h)
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

// stemHash hashes a word without its plural and possessive endings, in a form
// that only this file knows; 0 for what is no word.
func stemHash(text string, t lexicon.Token) uint64 {
	if t.Kind != lexicon.Word && t.Kind != lexicon.Hashtag && t.Kind != lexicon.Number {
		return 0
	}
	from := t.Start
	if t.Kind == lexicon.Hashtag {
		from++
	}
	var buf [lexicon.MaxWord + 4]byte
	w := lexicon.AppendFold(buf[:0], text[from:t.End])
	for _, end := range [...]string{"'s", "'", "es", "s"} {
		if n := len(w) - len(end); n > 2 && string(w[n:]) == end {
			w = w[:n]
		}
	}
	h := uint64(14695981039346656037)
	for _, c := range w {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

var _ analyze.SentimentScorer = (*standpoint)(nil)
var _ TargetScorer = (*standpoint)(nil)
