package analyze

// This file holds the numbers that report and charts format. They compute no
// statistics of their own.

// Estimate is a share with its 95% interval; all three are in [0, 1].
// With no observations it is {0, 0, 1}: nothing is known.
type Estimate struct{ Value, Low, High float64 }

// HistogramBins is the number of equal bins over [-1, +1] of
// Summary.SentimentHist.
const HistogramBins = 20

// Counts tallies comments by Stance or by Label; index it with either.
type Counts [4]int

// Summary is everything known about one article's comments. Its zero value is
// an article without comments.
type Summary struct {
	ArticleID, Source, Title, Published string
	Claim, ClaimSource                  string
	ClaimIsTarget                       bool

	Found    int // comments found = Scored + Rejected
	Scored   int
	Rejected int

	Stances    Counts                // by Stance
	Sentiments Counts                // by Label
	Cross      [4]Counts             // Cross[Stance][Label]
	Hist       [HistogramBins]int    // sentiment scores of scored comments
	HistBy     [4][HistogramBins]int // the same per Stance

	MeanSentiment float64 // mean of Sentiment.Score, 0 when Sentiments has none
	SentimentLow  float64 // 95% interval of the mean
	SentimentHigh float64
	FavorShare    Estimate // favor / (favor + against + neutral); unclear left out
	AgainstShare  Estimate
	NeutralShare  Estimate
	UnclearShare  Estimate // unclear / scored

	Engines     map[string]int // scored comments by Verdict.Engine
	Tone        string         // name of the method that scored the sentiment; "" if not told
	Sarcastic   int            // comments flagged as possibly sarcastic
	Unsupported int            // scored comments whose language no model knows
	Copies      int            // scored comments that repeat an earlier one, see article.Copies

	Telling  [4][]Told // the most telling comments by Stance (Favor, Against), best first, at most TellingComments
	Warnings []string  // doubts for people: "n = 15: intervals are wide"
}

// TellingComments is how many comments of each side a Summary keeps.
const TellingComments = 3

// Told is a comment quoted in a report with what was said of it.
type Told struct {
	CommentID, Author string
	ReplyTo           string // author of the comment it replies to; "" at top level or when unknown
	Full              string // article.Comment.Full
	Judgment          Judgment
	// Judged is the comment itself, on its own memory, while Judgment's verdict
	// is unexplained; nil otherwise.
	Judged *Judged
}
