// Package sentiment measures how a comment sounds.
package sentiment

import "standpoint/analyze"

// Methods lists what can be chosen; the first is the default.
func Methods() []analyze.Method[analyze.SentimentScorer] {
	return []analyze.Method[analyze.SentimentScorer]{
		{
			Name: "standpoint",
			Doc:  "our own: words, word sequences and valences in context, weighed by a trained model; calibrated, explained word by word",
			New:  newStandpoint,
		},
		{
			Name: "deep",
			Doc:  "standpoint beside a pretrained encoder that reads the comment as a whole; more often right, some forty comments a second",
			New:  newDeep,
		},
		{
			Name: "bayes",
			Doc:  "cdipaolo/sentiment: naive Bayes on film reviews, positive or negative only; a baseline",
			New:  newBayes,
		},
	}
}
