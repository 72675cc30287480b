package sentiment

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"

	"standpoint/analyze"
	"standpoint/analyze/sentiment/tone"
	"standpoint/lexicon"
)

// The models are fitted by train/sentiment; beside each lies a manifest with
// the recipe, the hashes of the data and the results on the development sets.
//
//go:generate echo "needs the data: go run ./train/sentiment -data DIR -vectors FILE"
var (
	//go:embed model/sentiment.bin
	sentimentModel []byte
)

// Threshold is the size of Score from which a comment is Positive or Negative.
const Threshold = tone.Threshold

// standpoint weighs words, sequences of words and the valences of our own
// lists in their context with a trained linear model.
//
// Score is P(positive) - P(negative) of the calibrated probabilities. The
// weight of a piece of Evidence is what the words brought to the log-odds of
// positive against negative; together with what the shape of the text and the
// model's bias bring, the weights of all words add up to those log-odds.
type standpoint struct {
	tone    *tone.Model
	scratch *sync.Pool // of *scratch
}

type scratch struct {
	doc   tone.Doc
	moved []float32
	spans []analyze.Evidence
}

func newStandpoint() (analyze.SentimentScorer, error) {
	m, err := tone.Read(sentimentModel)
	if err != nil {
		return nil, fmt.Errorf("sentiment method standpoint: %w", err)
	}
	return &standpoint{tone: m, scratch: &sync.Pool{New: func() any { return new(scratch) }}}, nil
}

func (s *standpoint) Sentiment(in analyze.Input) (analyze.Sentiment, error) {
	w := s.scratch.Get().(*scratch)
	defer s.scratch.Put(w)
	d := &w.doc
	d.Read(in.Comment.Full())
	if why := unsupported(d.Text, d.Tokens, d.Readings); why != "" {
		return analyze.Sentiment{Unsupported: why}, nil
	}
	d.Sentiment()
	w.moved = slices.Grow(w.moved[:0], len(d.Tokens))[:len(d.Tokens)]
	clear(w.moved)
	var out analyze.Sentiment
	out.P = tone.Probabilities(s.tone.Logits(d, w.moved))
	out.Score = tone.Score(out.P)
	out.Label = label(out.Score)
	w.spans = evidence(w.spans[:0], d, w.moved)
	out.Evidence = strongest(w.spans)
	return out, nil
}

func label(score float64) analyze.Label {
	switch {
	case score >= Threshold:
		return analyze.Positive
	case score <= -Threshold:
		return analyze.Negative
	}
	return analyze.Neutral
}

// leastWeight is the weight in log-odds below which a word of a comment of
// usualWords words is no evidence. A word of a longer one weighs less.
const (
	leastWeight = 0.15
	usualWords  = 32
)

// evidence appends the spans that moved the score. Neighbouring words that
// pull the same way are one span, so that "not good" is shown whole; marks
// alone are evidence only if they speak ("!!!", ":-)").
func evidence(spans []analyze.Evidence, d *tone.Doc, moved []float32) []analyze.Evidence {
	last := -2 // the token at which the span before ended
	least := leastWeight * usualWords / float64(max(len(d.Tokens), usualWords))
	for i, t := range d.Tokens {
		v := float64(moved[i])
		if v > -least && v < least {
			continue
		}
		if t.Kind == lexicon.Break || t.Kind == lexicon.Punct && d.Text[t.Start] != '!' && d.Text[t.Start] != '?' {
			continue
		}
		if n := len(spans) - 1; last == i-1 && (spans[n].Weight > 0) == (v > 0) {
			spans[n].End = int(t.End)
			spans[n].Weight += v
		} else {
			spans = append(spans, analyze.Evidence{Start: int(t.Start), End: int(t.End), Weight: v})
		}
		last = i
	}
	return spans
}
