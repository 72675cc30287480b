package encoder

import (
	"encoding/json"
	"errors"
)

// Model is a loaded encoder. It is read only: goroutines may share it.
type Model struct {
	meta      json.RawMessage
	positions int
	outputs   int
}

// Load reads a model file. It keeps no reference to file.
func Load(file []byte) (*Model, error) { return nil, errors.New("encoder: not a model file") }

// Tokenize appends the WordPieces of text to dst.
func (m *Model) Tokenize(dst []Token, text string) []Token { return dst }

// Scratch is the working memory of one goroutine.
type Scratch struct{}

// NewScratch allocates working memory for Logits.
func (m *Model) NewScratch() *Scratch { return &Scratch{} }

// Logits appends Outputs() logits for each sequence, in order, to dst. It works
// in passes of bounded size, so seqs may be of any length. An error names the
// first sequence that cannot be read (too long, an id outside the vocabulary);
// dst is then returned as it was.
func (m *Model) Logits(dst []float32, s *Scratch, seqs []Sequence) ([]float32, error) {
	return dst, nil
}
