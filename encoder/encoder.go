// Package encoder runs a BERT encoder: a transformer that reads two segments
// together, such as a claim and a comment, or one alone, and answers with a few
// logits.
//
// A [Model] comes from one file ([Load]), which holds the WordPiece vocabulary
// and the weights. The linear layers and the attention multiply integers, and
// every float32 operation has one fixed order, so the logits of a sequence are
// the same bits on every machine, with every kernel, and whatever else is in
// the batch.
package encoder

import "encoding/json"

// Ids of the vocabulary that are not pieces of text. Tokenize yields UNK for a
// word that it cannot spell, and none of the others, whatever the text says.
const (
	PAD    int32 = 0 // never in a Sequence: nothing is padded
	CLAIM  int32 = 1 // after CLS: the first segment is a claim
	TARGET int32 = 2 // after CLS: the first segment is a target
	PARENT int32 = 3 // after CLS: the first segment is the comment replied to
	UNK    int32 = 4 // a word that the vocabulary cannot spell
	CLS    int32 = 5 // starts a sequence
	SEP    int32 = 6 // ends a segment
)

// Token is a piece of a text.
type Token struct {
	ID         int32
	Start, End int // the bytes of the text that it came from, whole runes
}

// Sequence is one input.
type Sequence struct {
	IDs    []int32 // with CLS, SEP and what markers the model was trained with in their places
	Second int     // where the segment that is judged starts; 0 where it is the only one
}

// Meta is what the file's maker says about the model: JSON as it stands in the
// file, nil where there is none.
func (m *Model) Meta() json.RawMessage { return m.meta }

// Positions is the most ids that one sequence may have.
func (m *Model) Positions() int { return m.positions }

// Outputs is the number of logits of a sequence.
func (m *Model) Outputs() int { return m.outputs }
