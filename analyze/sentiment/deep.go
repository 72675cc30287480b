package sentiment

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"standpoint/analyze"
	"standpoint/analyze/sentiment/tone"
	"standpoint/encoder"
)

// deepModel is fitted by train/sentiment/deep; what it says of itself stands in
// the file.
//
//go:embed model/deep.bin
var deepModel []byte

// deep is the method "standpoint" beside a pretrained encoder that reads the
// comment as a whole. With the logits of both against neutral,
//
//	log-odds = WHOLE·encoder + WORDS·standpoint
//
// where the two shares came with the model; the log-odds of sarcasm are a sum of
// the two likewise. So the score has two parts: what
// the words brought by themselves, as Evidence says, and what reading them
// together added, which is Whole. Sentiment toward a target is that of the words.
type deep struct {
	*standpoint
	model        *encoder.Model
	share, irony shares
	desks        sync.Pool // of *desk
}

// shares are how much the logits of encoder and words count.
type shares struct{ Whole, Words float32 }

// What the encoder reads. It was trained on texts cut like this.
const (
	windowPieces = 126      // WordPieces at once
	maxWindows   = 6        // parts of a comment, of equal size; one too long for that is read in samples, its start and end among them
	maxRead      = 16 << 10 // bytes of a comment; what follows is not read as a whole
)

// Outputs of the encoder.
const (
	outNegative = iota
	outNeutral
	outPositive
	outSarcastic
	outputs
)

// desk is the work space of one comment.
type desk struct {
	scratch *encoder.Scratch
	tokens  []encoder.Token
	ids     []int32
	seqs    []encoder.Sequence
	logits  []float32
}

func newDeep() (analyze.SentimentScorer, error) {
	s, err := newStandpoint()
	if err != nil {
		return nil, err
	}
	d, err := deepWith(s.(*standpoint), deepModel)
	if err != nil {
		return nil, fmt.Errorf("sentiment method deep: %w", err)
	}
	return d, nil
}

func deepWith(s *standpoint, file []byte) (*deep, error) {
	m, err := encoder.Load(file)
	if err != nil {
		return nil, err
	}
	if m.Outputs() != outputs || m.Positions() < windowPieces+2 {
		return nil, fmt.Errorf("the model tells %d things of %d pieces, not %d of %d", m.Outputs(), m.Positions(), outputs, windowPieces+2)
	}
	var meta struct{ Share, Sarcasm shares }
	if err := json.Unmarshal(m.Meta(), &meta); err != nil {
		return nil, fmt.Errorf("what the model says of itself: %w", err)
	}
	for _, x := range []shares{meta.Share, meta.Sarcasm} {
		if !(x.Whole > 0 && x.Words >= 0 && x.Whole+x.Words < 10) {
			return nil, fmt.Errorf("the model's shares %v and %v are not positive", x.Whole, x.Words)
		}
	}
	d := &deep{standpoint: s, model: m, share: meta.Share, irony: meta.Sarcasm}
	d.desks.New = func() any { return &desk{scratch: m.NewScratch()} }
	return d, nil
}

// Sentiment implements analyze.SentimentScorer.
func (d *deep) Sentiment(in analyze.Input) (analyze.Sentiment, error) {
	w := d.scratch.Get().(*scratch)
	defer d.scratch.Put(w)
	z, out := d.words(w, in)
	if out.Unsupported != "" {
		return out, nil
	}
	y, ok, err := d.read(w.doc.Text)
	if err != nil {
		return out, err
	}
	if ok {
		z, out.Whole = d.mixed(z, y, w.moved)
	}
	w.conclude(z, &out)
	return out, nil
}

// read returns the encoder's mean logits over the windows of a text; ok is false
// if it knows no piece of it.
func (d *deep) read(text string) (out [outputs]float32, ok bool, err error) {
	k := d.desks.Get().(*desk)
	defer d.desks.Put(k)
	k.tokens = d.model.Tokenize(k.tokens[:0], cut(text, maxRead))
	n, known := len(k.tokens), false
	for _, t := range k.tokens {
		known = known || t.ID != encoder.UNK
	}
	if !known {
		return out, false, nil
	}
	windows := min((n+windowPieces-1)/windowPieces, maxWindows)
	size := min((n+windows-1)/windows, windowPieces)
	k.ids, k.seqs = k.ids[:0], k.seqs[:0]
	for i := range windows {
		from := 0
		if windows > 1 {
			from = i * (n - size) / (windows - 1)
		}
		k.ids = append(k.ids, encoder.CLS)
		for _, t := range k.tokens[from : from+size] {
			k.ids = append(k.ids, t.ID)
		}
		k.ids = append(k.ids, encoder.SEP)
	}
	for ids := range slices.Chunk(k.ids, size+2) {
		k.seqs = append(k.seqs, encoder.Sequence{IDs: ids})
	}
	if k.logits, err = d.model.Logits(k.logits[:0], k.scratch, k.seqs); err != nil {
		return out, false, err
	}
	for i := range windows {
		for j := range out {
			out[j] += k.logits[i*outputs+j] / float32(windows)
		}
	}
	return out, true, nil
}

// mixed are the logits of words and whole together; moved becomes the words'
// part of them.
func (d *deep) mixed(z tone.Logits, y [outputs]float32, moved []float32) (tone.Logits, float64) {
	for i := range moved {
		moved[i] *= d.share.Words
	}
	negative, positive := float32(d.share.Whole*(y[outNegative]-y[outNeutral])), float32(d.share.Whole*(y[outPositive]-y[outNeutral]))
	z[0] = float32(d.share.Words*z[0]) + negative
	z[1] = float32(d.share.Words*z[1]) + positive
	z[tone.Outputs] = float32(d.irony.Words*z[tone.Outputs]) + float32(d.irony.Whole*y[outSarcastic])
	return z, float64(positive - negative)
}

var _ TargetScorer = (*deep)(nil)
