package sentiment

import (
	"fmt"
	"math"
	"strings"

	"github.com/cdipaolo/goml/base"
	"github.com/cdipaolo/goml/text"
	baseline "github.com/cdipaolo/sentiment"

	"standpoint/analyze"
	"standpoint/lexicon"
)

// bayes is the naive Bayes classifier of cdipaolo/sentiment. Its Label is that
// library's prediction; the sums are taken here because the library gives
// neither the odds nor the words behind it. It knows no neutral.
//
// Score is 2·P(positive) - 1 as the model has it, which runs to ±1 on a text
// of any length; Label is Positive above 0 and Negative otherwise. P stays
// zero: the odds are not calibrated.
type bayes struct{ model *text.NaiveBayes }

func newBayes() (analyze.SentimentScorer, error) {
	models, err := baseline.Restore()
	if err != nil {
		return nil, fmt.Errorf("sentiment method bayes: %w", err)
	}
	return bayes{models[baseline.English]}, nil
}

func (b bayes) Sentiment(in analyze.Input) (analyze.Sentiment, error) {
	full := in.Comment.Full()
	toks := lexicon.Tokenize(full, nil)
	if why := unsupported(full, toks, lexicon.Default().Read(full, toks, nil)); why != "" {
		return analyze.Sentiment{Unsupported: why}, nil
	}
	var s analyze.Sentiment
	var spans []span
	negative, positive := 0.0, 0.0
	for start := 0; start <= len(full); {
		end := len(full)
		if n := strings.IndexAny(full[start:], " \n\t\r"); n >= 0 {
			end = start + n
		}
		if w, ok := b.model.Words.Get(clean(full[start:end])); ok {
			n := math.Log(float64(w.Count[0]+1) / float64(w.Seen+b.model.DictCount))
			p := math.Log(float64(w.Count[1]+1) / float64(w.Seen+b.model.DictCount))
			negative += n
			positive += p
			if end > start && p != n {
				spans = append(spans, span{int32(start), int32(end), p - n})
			}
		}
		start = end + 1
	}
	negative += math.Log(b.model.Probabilities[0])
	positive += math.Log(b.model.Probabilities[1])

	s.Score = math.Tanh((positive - negative) / 2) // = 2p - 1
	s.Label = analyze.Negative
	if s.Score > 0 {
		s.Label = analyze.Positive
	}
	s.Evidence = strongest(spans)
	return s, nil
}

// clean makes of a word what the library looks up.
func clean(word string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if base.OnlyWords(r) {
			return -1
		}
		return r
	}, word))
}
