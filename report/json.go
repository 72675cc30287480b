package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"standpoint/analyze"
	"standpoint/article"
)

// Record is what is said of one comment, as `score` prints it and as the
// columns of comments.csv. Numbers are rounded to four decimals; a value that
// was not computed is null.
type Record struct {
	Sentiment         *Number    `json:"sentiment"`       // in [-1, +1]
	SentimentLabel    string     `json:"sentiment_label"` // negative, neutral, positive; "" without a score
	Stance            string     `json:"stance"`          // against, neutral, favor, unclear
	PAgainst          *Number    `json:"p_against"`       // probabilities; the three sum to 1
	PNeutral          *Number    `json:"p_neutral"`
	PFavor            *Number    `json:"p_favor"`
	Evidence          []Evidence `json:"evidence"`   // of the stance, then of the sentiment; strongest first
	PNegative         *Number    `json:"p_negative"` // probabilities of the sentiment label; the three sum to 1
	PSentimentNeutral *Number    `json:"p_sentiment_neutral"`
	PPositive         *Number    `json:"p_positive"`
	TargetSentiment   *Number    `json:"target_sentiment"` // toward the claim's target, in [-1, +1]
	Sarcasm           Number     `json:"sarcasm"`          // probability; 0 also when the method has no such flag
	Engine            string     `json:"engine"`           // the method that decided the stance
	Note              string     `json:"note"`             // why there is no sentiment or no clear stance
}

// Evidence is one span that moved a judgment. Start and End are byte offsets
// in the UTF-8 text of Field.
type Evidence struct {
	For    string `json:"for"`   // stance or sentiment
	Field  string `json:"field"` // title or text
	Start  int    `json:"start"`
	End    int    `json:"end"`
	Text   string `json:"text"`   // the span itself
	Cue    string `json:"cue"`    // the named cue, "" if it is the word itself
	Met    string `json:"met"`    // the words of the claim that it met
	Weight Number `json:"weight"` // > 0 toward favor, or positive; the scale is the method's own
}

// Number is a JSON number of at most four decimals.
type Number float64

// MarshalJSON implements json.Marshaler.
func (n Number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) || math.IsInf(float64(n), 0) {
		return nil, fmt.Errorf("%v is no number that JSON has", float64(n))
	}
	return []byte(n.short()), nil
}

// short is the number with at most four decimals, never "-0".
func (n Number) short() string {
	v := math.Round(float64(n)*1e4) / 1e4
	if v == 0 {
		return "0"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// NewRecord is the record of judgment j on comment c.
func NewRecord(c *article.Comment, j *analyze.Judgment) *Record {
	s, v := &j.Sentiment, &j.Verdict
	r := &Record{
		SentimentLabel: LabelName(s.Label), Stance: StanceName(v.Stance),
		Evidence: []Evidence{}, Sarcasm: Number(s.Sarcasm), Engine: v.Engine,
	}
	if s.Label != analyze.Unscored {
		r.Sentiment = number(s.Score)
		if s.P != [3]float64{} {
			r.PNegative, r.PSentimentNeutral, r.PPositive = number(s.P[0]), number(s.P[1]), number(s.P[2])
		}
	}
	if s.Target != nil {
		r.TargetSentiment = number(*s.Target)
	}
	if v.P != [3]float64{} {
		r.PAgainst, r.PNeutral, r.PFavor = number(v.P[0]), number(v.P[1]), number(v.P[2])
	}
	r.Evidence = appendEvidence(r.Evidence, "stance", c, v.Evidence)
	if s.Whole != 0 {
		r.Evidence = append(r.Evidence, Evidence{For: "sentiment", Field: "text", Cue: "read as a whole", Weight: Number(s.Whole)})
	}
	r.Evidence = appendEvidence(r.Evidence, "sentiment", c, s.Evidence)
	var notes []string
	for _, n := range []string{s.Unsupported, v.Reason} {
		if n != "" && !slices.Contains(notes, n) {
			notes = append(notes, n)
		}
	}
	r.Note = strings.Join(notes, "; ")
	return r
}

func number(v float64) *Number { return new(Number(v)) }

func appendEvidence(list []Evidence, what string, c *article.Comment, ev []analyze.Evidence) []Evidence {
	for _, e := range ev {
		field, from, to := c.Locate(e.Start, e.End)
		text := c.Text
		if field == "title" {
			text = c.Title
		}
		from = min(max(from, 0), len(text))
		to = min(max(to, from), len(text))
		list = append(list, Evidence{
			For: what, Field: field, Start: from, End: to, Text: valid(text[from:to]),
			Cue: e.Cue, Met: e.Met, Weight: Number(e.Weight),
		})
	}
	return list
}

// The JSON of summaries. Field order is the order of the structs.
type (
	jsonRun struct {
		Articles []jsonArticle `json:"articles"`
		Total    *jsonArticle  `json:"total"` // all articles together; null when there is one
	}
	jsonArticle struct {
		ID        string        `json:"id"`
		Source    string        `json:"source"`
		Title     string        `json:"title"`
		Published string        `json:"published"` // RFC 3339, or a day alone; "" when not stated
		Claim     jsonClaim     `json:"claim"`
		Comments  jsonComments  `json:"comments"`
		Stance    jsonStance    `json:"stance"`
		Sentiment jsonSentiment `json:"sentiment"`
		Cross     jsonCross     `json:"sentiment_by_stance"`
		Engines   orderedCounts `json:"engines"`          // comments by the method that decided their stance
		Tone      string        `json:"sentiment_engine"` // the method that scored the sentiment
		Sarcastic int           `json:"sarcastic"`        // labels that rest on comments flagged as possibly sarcastic
		Unsupp    int           `json:"unsupported"`      // comments whose language no model knows
		Copies    int           `json:"copies"`           // comments that repeat an earlier one
		Telling   jsonTelling   `json:"telling"`
		Warnings  []string      `json:"warnings"`
	}
	jsonClaim struct {
		Text   string `json:"text"`
		Source string `json:"source"` // given, proposed, or "" without a claim
		Kind   string `json:"kind"`   // claim (a sentence) or target (a phrase)
	}
	jsonComments struct {
		Found    int `json:"found"` // scored + rejected
		Scored   int `json:"scored"`
		Rejected int `json:"rejected"`
	}
	jsonEstimate struct {
		Value Number `json:"value"`
		Low   Number `json:"low"` // 95% interval
		High  Number `json:"high"`
	}
	jsonStance struct {
		Against      int           `json:"against"`
		Neutral      int           `json:"neutral"`
		Favor        int           `json:"favor"`
		Unclear      int           `json:"unclear"`
		AgainstShare *jsonEstimate `json:"against_share"` // of against + neutral + favor; null when that is 0
		NeutralShare *jsonEstimate `json:"neutral_share"`
		FavorShare   *jsonEstimate `json:"favor_share"`
		UnclearShare *jsonEstimate `json:"unclear_share"` // of all scored comments
	}
	jsonSentiment struct {
		Negative  int           `json:"negative"`
		Neutral   int           `json:"neutral"`
		Positive  int           `json:"positive"`
		Unscored  int           `json:"unscored"`
		Mean      *jsonEstimate `json:"mean"`      // null when no comment has a score
		Histogram []int         `json:"histogram"` // equal bins over [-1, +1]
	}
	jsonCross struct {
		Against jsonLabels `json:"against"`
		Neutral jsonLabels `json:"neutral"`
		Favor   jsonLabels `json:"favor"`
		Unclear jsonLabels `json:"unclear"`
	}
	jsonLabels struct {
		Negative  int   `json:"negative"`
		Neutral   int   `json:"neutral"`
		Positive  int   `json:"positive"`
		Unscored  int   `json:"unscored"`
		Histogram []int `json:"histogram"`
	}
	jsonTelling struct {
		Against []jsonTold `json:"against"`
		Favor   []jsonTold `json:"favor"`
	}
	jsonTold struct {
		CommentID string     `json:"comment_id"`
		Author    string     `json:"author"`
		Text      string     `json:"text"`     // title and text in one string
		PSide     *Number    `json:"p"`        // probability of the side it is listed under
		Evidence  []jsonSpan `json:"evidence"` // byte offsets of text; strongest first
	}
	jsonSpan struct {
		Start  int    `json:"start"`
		End    int    `json:"end"`
		Text   string `json:"text"`
		Cue    string `json:"cue"`
		Met    string `json:"met"`
		Weight Number `json:"weight"`
	}
	// orderedCounts marshals as an object; encoding/json sorts map keys.
	orderedCounts map[string]int
)

// JSON writes the summaries as one JSON object with a stable order of fields:
// {"articles": […], "total": …}. total is the summary of all articles
// together; nil leaves it null.
func JSON(w io.Writer, sums []*analyze.Summary, total *analyze.Summary) error {
	run := jsonRun{Articles: []jsonArticle{}}
	for _, s := range sums {
		run.Articles = append(run.Articles, newJSONArticle(s))
	}
	if total != nil {
		run.Total = new(newJSONArticle(total))
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(run); err != nil {
		return fmt.Errorf("the summary as JSON: %w", err)
	}
	// Lists of numbers on one line. A newline never stands inside a string.
	_, err := w.Write(numberList.ReplaceAllFunc(buf.Bytes(), func(list []byte) []byte {
		return bytes.ReplaceAll(bytes.Join(bytes.Fields(list), nil), []byte(","), []byte(", "))
	}))
	return err
}

var numberList = regexp.MustCompile(`\[\n\s+\d+(,\n\s+\d+)*\n\s+\]`)

func newJSONArticle(s *analyze.Summary) jsonArticle {
	estimate := func(e analyze.Estimate, n int) *jsonEstimate {
		if n == 0 {
			return nil
		}
		return &jsonEstimate{Number(e.Value), Number(e.Low), Number(e.High)}
	}
	labels := func(st analyze.Stance) jsonLabels {
		c := s.Cross[st]
		return jsonLabels{c[analyze.Negative], c[analyze.Neutral], c[analyze.Positive], c[analyze.Unscored], s.HistBy[st][:]}
	}
	told := func(st analyze.Stance) []jsonTold {
		list := []jsonTold{}
		for _, t := range s.Telling[st] {
			list = append(list, newJSONTold(t))
		}
		return list
	}
	kind := "claim"
	switch {
	case s.Claim == "":
		kind = ""
	case s.ClaimIsTarget:
		kind = "target"
	}
	a := jsonArticle{
		ID: s.ArticleID, Source: s.Source, Title: s.Title, Published: s.Published,
		Claim:    jsonClaim{s.Claim, s.ClaimSource, kind},
		Comments: jsonComments{s.Found, s.Scored, s.Rejected},
		Stance: jsonStance{
			s.Stances[analyze.Against], s.Stances[analyze.NeutralStance], s.Stances[analyze.Favor], s.Stances[analyze.Unclear],
			estimate(s.AgainstShare, sided(s)), estimate(s.NeutralShare, sided(s)), estimate(s.FavorShare, sided(s)), estimate(s.UnclearShare, s.Scored),
		},
		Sentiment: jsonSentiment{
			s.Sentiments[analyze.Negative], s.Sentiments[analyze.Neutral], s.Sentiments[analyze.Positive], s.Sentiments[analyze.Unscored],
			estimate(analyze.Estimate{Value: s.MeanSentiment, Low: s.SentimentLow, High: s.SentimentHigh}, sentimentScored(s)), s.Hist[:],
		},
		Cross:   jsonCross{labels(analyze.Against), labels(analyze.NeutralStance), labels(analyze.Favor), labels(analyze.Unclear)},
		Engines: s.Engines, Tone: s.Tone, Sarcastic: s.Sarcastic, Unsupp: s.Unsupported, Copies: s.Copies,
		Telling:  jsonTelling{told(analyze.Against), told(analyze.Favor)},
		Warnings: append([]string{}, s.Warnings...),
	}
	if a.Engines == nil {
		a.Engines = orderedCounts{}
	}
	return a
}

func newJSONTold(t analyze.Told) jsonTold {
	v := &t.Judgment.Verdict
	j := jsonTold{CommentID: t.CommentID, Author: t.Author, Text: t.Full, PSide: side(v), Evidence: []jsonSpan{}}
	for _, e := range v.Evidence {
		from := min(max(e.Start, 0), len(t.Full))
		to := min(max(e.End, from), len(t.Full))
		j.Evidence = append(j.Evidence, jsonSpan{from, to, t.Full[from:to], e.Cue, e.Met, Number(e.Weight)})
	}
	return j
}

// side is the probability of the verdict's own side; nil when the method gives
// none.
func side(v *analyze.Verdict) *Number {
	if v.P == [3]float64{} || v.Stance == analyze.Unclear {
		return nil
	}
	return number(v.P[v.Stance-analyze.Against])
}
