package stance

import (
	"standpoint/analyze"
	"standpoint/analyze/claim"
)

// This file makes of how a comment sounds a sign of its side. A claim takes a side
// toward what it is about ("X should be banned": against X), so somebody who
// speaks well of X speaks against that claim. How much that counts beside the
// rest was fitted or chosen on the development sets; by itself it is the method
// "sentiment" with the claim's side known, and often wrong.

// toneOf is what a comment's tone says for the positive form of a claim, in
// [-1, +1]: toward a target phrase, the tone toward what names it; toward a
// sentence, where few comments name its subject, that of the whole comment. It
// is 0 where the claim takes no side that we know, the comment does not
// name the phrase, or the method of sentiment weighs no words.
func toneOf(p *claim.Parsed, phrase bool, s analyze.Sentiment) float64 {
	tone := s.Words
	if phrase {
		if s.Target == nil {
			return 0
		}
		tone = *s.Target
	}
	return float64(p.Toward) * tone
}

// toneSum adds up the weights, without their sign, of the words that make a comment
// sound as it does, of those in a span if that is not empty.
func toneSum(tone float64, s analyze.Sentiment, in span) (sum float64) {
	for _, x := range s.Evidence {
		if x.Weight > 0 == (tone > 0) && (in.end == 0 || in.meets(span{x.Start, x.End})) {
			sum += abs(x.Weight)
		}
	}
	return sum
}

// toneWord is the word that most makes a comment sound as it does, and its share of
// all that do; ok is false if there is none.
func toneWord(tone float64, s analyze.Sentiment) (word analyze.Evidence, share float64, ok bool) {
	for _, x := range s.Evidence { // strongest first
		if x.Weight > 0 == (tone > 0) {
			return x, abs(x.Weight) / toneSum(tone, s, span{}), true
		}
	}
	return word, 0, false
}

// toneEvidence is what the fast method shows for the tone: the word that most makes
// it, its share, and what names the target phrase, if that stands in text, which may
// be the beginning of a long comment. ok is false if there is no such word.
func toneEvidence(text string, phrase bool, s analyze.Sentiment) (e analyze.Evidence, share float64, ok bool) {
	tone, cue, met := s.Words, toneCue, ""
	if phrase && s.Target != nil {
		if tone, cue = *s.Target, aimedCue; s.Named[1] <= len(text) {
			met = text[s.Named[0]:s.Named[1]]
		}
	}
	word, share, ok := toneWord(tone, s)
	return analyze.Evidence{Start: word.Start, End: word.End, Cue: cue, Met: met}, share, ok
}

// What evidence calls the tone of a comment, and that toward a target phrase.
const toneCue, aimedCue = "tone", "tone toward the target"

// toneLess is a comment's sentiment without a span of it: the tone is less by the
// share that the words there have in it, and that toward the target is gone with
// what names it. That takes no second reading of the comment, and is near to one:
// the words' weights add up.
func toneLess(s analyze.Sentiment, without span) analyze.Sentiment {
	if without.end == 0 {
		return s
	}
	keep := func(tone float64) float64 {
		if all := toneSum(tone, s, span{}); all > 0 {
			tone *= 1 - toneSum(tone, s, without)/all
		}
		return tone
	}
	s.Words = keep(s.Words)
	if s.Target != nil {
		t := keep(*s.Target)
		if without.meets(span{s.Named[0], s.Named[1]}) {
			t = 0
		}
		s.Target = &t
	}
	return s
}
