package sentiment

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"standpoint/analyze"
	"standpoint/analyze/sentiment/tone"
	"standpoint/article"
)

// The models are fitted by train/sentiment; beside each lies a manifest with
// the recipe, the hashes of the data and the results on the development sets.
//
//go:generate echo "needs the data: go run ./train/sentiment -data DIR -vectors FILE"
var (
	//go:embed model/sentiment.bin
	sentimentModel []byte
	//go:embed model/target.bin
	targetModel []byte
	//go:embed model/sarcasm.bin
	sarcasmModel []byte
)

// SarcasmThreshold is the value of Sarcasm from which a comment is flagged.
const SarcasmThreshold = tone.SarcasmThreshold

// Threshold is the size of Score from which a comment is Positive or Negative.
const Threshold = tone.Threshold

// TargetThreshold is the size of a score toward a target from which it is Positive
// or Negative.
const TargetThreshold = tone.TargetThreshold

// standpoint weighs words, sequences of words and the valences of our own
// lists in their context with a trained linear model.
//
// Score is P(positive) - P(negative) of the calibrated probabilities. The
// weight of a piece of Evidence is what the words brought to the log-odds of
// positive against negative; together with what the shape of the text and the
// model's bias bring, the weights of all words add up to those log-odds.
type standpoint struct {
	tone    *tone.Model // sentiment, joined by sarcasm
	target  *tone.Model
	targets targets
	scratch sync.Pool // of *scratch
}

type scratch struct {
	doc   tone.Doc
	moved []float32
	told  []int32 // tokens, work space of evidence
	spans []span
}

func newStandpoint() (analyze.SentimentScorer, error) {
	s := &standpoint{scratch: sync.Pool{New: func() any { return new(scratch) }}}
	var files [3]*tone.File
	for i, m := range [...]struct {
		name string
		file []byte
	}{{"sentiment", sentimentModel}, {"sarcasm", sarcasmModel}, {"target", targetModel}} {
		var err error
		if files[i], err = tone.Parse(m.file); err != nil {
			return nil, fmt.Errorf("sentiment method standpoint: %s: %w", m.name, err)
		}
	}
	s.tone, s.target = tone.Join(files[0], files[1]), files[2].Model()
	return s, nil
}

// clearMoved makes moved one zero for each token of doc.
func (w *scratch) clearMoved() {
	w.moved = slices.Grow(w.moved[:0], len(w.doc.Tokens))[:len(w.doc.Tokens)]
	clear(w.moved)
}

// targets remembers the words of the last claim: comments come article by
// article.
type targets struct{ last atomic.Pointer[targetOf] }

func (t *targets) of(claim *article.Claim) *targetOf {
	if claim.Text == "" {
		return nil
	}
	l := t.last.Load()
	if l == nil || l.claim != *claim {
		l = newTarget(claim)
		t.last.Store(l)
	}
	return l
}

// Sentiment implements analyze.SentimentScorer.
func (s *standpoint) Sentiment(in analyze.Input) (analyze.Sentiment, error) {
	w := s.scratch.Get().(*scratch)
	defer s.scratch.Put(w)
	z, out := s.words(w, in)
	if out.Unsupported == "" {
		w.conclude(z, &out)
	}
	return out, nil
}

// words weighs the words of a comment, or says why that cannot be done. The last
// logit is that of sarcasm.
func (s *standpoint) words(w *scratch, in analyze.Input) (z tone.Logits, out analyze.Sentiment) {
	d := &w.doc
	d.Read(in.Comment.Full())
	if out.Unsupported = unsupported(d.Text, d.Tokens, d.Readings); out.Unsupported == "" {
		d.Sentiment()
		w.clearMoved()
		z = s.tone.Logits(d, w.moved)
		out.Words = tone.Score(tone.Probabilities(z))
		if in.Article != nil {
			out.Target, out.Named = s.towardClaim(d, &in.Article.Claim, z, w.moved)
		}
		d.Sarcasm()
		z[tone.Outputs] += s.tone.Extra(d)
	}
	return z, out
}

// conclude fills in what follows from the logits.
func (w *scratch) conclude(z tone.Logits, out *analyze.Sentiment) {
	out.P = tone.Probabilities(z)
	out.Score = tone.Score(out.P)
	out.Label = Label(out.Score, Threshold)
	out.Sarcasm = tone.SarcasmProbability(z[tone.Outputs])
	w.evidence()
	out.Evidence = strongest(w.spans)
}

// Label cuts a score into its class at a threshold: Threshold, or TargetThreshold
// for one toward a target.
func Label(score, threshold float64) analyze.Label {
	switch {
	case score >= threshold:
		return analyze.Positive
	case score <= -threshold:
		return analyze.Negative
	}
	return analyze.Neutral
}
