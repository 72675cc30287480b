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

// toneEvidence is where evidence points to for the tone: to what names the target
// phrase, or to the word that most makes the comment sound so. ok is false if
// there is none.
func toneEvidence(phrase bool, s analyze.Sentiment) (e analyze.Evidence, ok bool) {
	if phrase {
		return analyze.Evidence{Start: s.Named[0], End: s.Named[1], Cue: "tone toward the target"}, s.Target != nil
	}
	for _, x := range s.Evidence {
		if x.Weight > 0 == (s.Words > 0) {
			return analyze.Evidence{Start: x.Start, End: x.End, Cue: "tone"}, true
		}
	}
	return e, false
}
