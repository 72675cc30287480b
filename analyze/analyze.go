// Package analyze judges comments and folds the judgments into one Summary
// per article.
//
// A SentimentScorer says how a comment sounds, a StanceScorer which side of
// the article's claim it takes; the two stay apart. Methods live in the
// sub-packages sentiment and stance, each with a table of what it offers.
package analyze

import (
	"standpoint/article"
)

// Input is what a scorer may look at for one comment.
type Input struct {
	Article *article.Article // never nil; Article.Claim is the claim in force
	Comment *article.Comment // never nil
	Parent  *article.Comment // nil at top level or when the parent is not known
	// ParentJudgment is nil when Parent is nil or was not judged.
	ParentJudgment *Judgment
}

// Label is the three-class reading of a sentiment score.
type Label uint8

const (
	Unscored Label = iota // the zero value: no sentiment was computed
	Negative
	Neutral
	Positive
)

// Stance is a reader's side toward the claim.
type Stance uint8

const (
	Unclear       Stance = iota // the zero value: the scorer abstained
	Against                     // sides against the claim
	NeutralStance               // takes neither side
	Favor                       // sides with the claim
)

// Evidence is a span that moved a judgment. Start and End are byte offsets in
// Comment.Full(); article.Comment.Locate converts them to a field's own.
type Evidence struct {
	Start, End int
	Cue        string  // the named cue ("disbelief", "negation", "parent: disagrees"), "" if it is the word itself
	Met        string  // the words of the claim this span met, "" if none
	Weight     float64 // signed; > 0 toward favor (stance) or positive (sentiment); its scale is the method's own
}

// Sentiment is how a comment sounds.
type Sentiment struct {
	Score  float64    // in [-1, +1]; 0 is neutral
	Label  Label      // Score cut at the method's documented threshold
	P      [3]float64 // calibrated: negative, neutral, positive; sums to 1, or all zero if the method has none
	Target *float64   // sentiment toward the claim's target in [-1, +1]; nil when it is not mentioned or not measured
	Named  [2]int     // bytes of Comment.Full() that first name the target, if Target is not nil
	// Words is Score by words alone, in [-1, +1]; 0 if the method does not weigh
	// them. The stance methods read this, so that their answers are the same
	// whether or not an encoder stands beside the words.
	Words    float64
	Sarcasm  float64    // probability in [0, 1] that the comment is meant ironically; 0 if the method has no such flag
	Evidence []Evidence // strongest first
	// Whole is what reading the comment as a whole added to the log-odds of
	// positive against negative, beside the words that Evidence names; 0 if the
	// method weighs words alone.
	Whole float64
	// Unsupported says why no score was computed ("language: Greek"); "" if one was.
	Unsupported string
}

// Verdict is which side a comment takes.
type Verdict struct {
	Stance   Stance
	P        [3]float64 // calibrated: against, neutral, favor; sums to 1, or all zero when nothing could be said
	Evidence []Evidence // strongest first
	Reason   string     // why Stance is Unclear ("below the confidence asked for"); "" otherwise
	Engine   string     // name of the method that decided
	// Unexplained is true when the evidence was not looked for: an empty
	// Evidence then says nothing.
	Unexplained bool
}

// Judgment is everything said of one comment.
type Judgment struct {
	Sentiment Sentiment
	Verdict   Verdict
}

// SentimentScorer measures how a comment sounds. Implementations are safe for
// concurrent use and give the same answer for the same Input.
type SentimentScorer interface {
	Sentiment(Input) (Sentiment, error)
}

// StanceScorer tells which side a comment takes, given how it sounds.
// Implementations are safe for concurrent use and give the same answer for the
// same arguments.
type StanceScorer interface {
	Stance(Input, Sentiment) (Verdict, error)
}

// Method is one row of a method table: a documented, named way to make a
// scorer of type S. New may be slow (it loads a model) and is called once,
// and only for the method that was asked for.
type Method[S any] struct {
	Name string
	Doc  string // one line for people: what it is, what it is good for
	New  func() (S, error)
}
