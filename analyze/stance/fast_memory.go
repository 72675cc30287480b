package stance

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"standpoint/analyze/claim"
	"standpoint/analyze/stance/wordvec"
)

// A memory holds what readers say on one topic that the training files know
// well: a logistic regression on the words and word pairs of a text, hashed to
// memoryBuckets buckets. It joins in when the claim is that topic.
type memory struct {
	Topic  string           `json:"topic"`
	Target bool             `json:"target"`
	Scale  float32          `json:"scale"` // of weights; it holds the weight beside the network too
	Bias   [outputs]float32 `json:"bias"`
	Temp   float32          `json:"temp"` // calibration of network and memory together
	weight []int8           // [memoryBuckets][outputs]
}

const memoryBuckets = 1 << 13

func parseMemories(n *net, enc *wordvec.Encoder, toc, weights []byte) error {
	var list []memory
	if err := json.Unmarshal(toc, &list); err != nil {
		return fmt.Errorf("section memory: %w", err)
	}
	const size = memoryBuckets * outputs
	if len(weights) != len(list)*size {
		return errors.New("section memory.weights has the wrong size")
	}
	n.memories = map[string]*memory{}
	for i := range list {
		m := &list[i]
		if m.Temp <= 0 {
			return fmt.Errorf("section memory: %s: temperature %v", m.Topic, m.Temp)
		}
		for _, b := range weights[i*size:][:size] {
			m.weight = append(m.weight, int8(b))
		}
		n.memories[n.topicKey(enc, claim.Parse(m.Topic, m.Target).Positive)] = m
	}
	return nil
}

// topicKey is the same for claims of the same content words.
func (n *net) topicKey(enc *wordvec.Encoder, positive string) string {
	var stems []string
	for _, t := range enc.Encode(nil, positive, maxClaimTokens) {
		if w := n.word(t, positive); w.weight > .5 {
			stems = append(stems, wordvec.Stem(strings.ToLower(positive[t.Start:t.End])))
		}
	}
	slices.Sort(stems)
	return strings.Join(slices.Compact(stems), " ")
}

func mixBits(x uint32) uint32 { return x * 2654435761 }

// recall adds what the memory says of the words read, those in [from, to) left
// out, to logits.
func (m *memory) recall(r *reading, from, to int, logits *[outputs]float32) {
	var seen [memoryBuckets / 64]uint64
	var sum [outputs]int32
	count := 0
	meet := func(h uint32) {
		h >>= 32 - 13
		if seen[h/64]>>(h%64)&1 == 1 {
			return
		}
		seen[h/64] |= 1 << (h % 64)
		count++
		w := m.weight[h*outputs:][:outputs]
		for k := range sum {
			sum[k] += int32(w[k])
		}
	}
	last := uint32(0)
	for t, tok := range r.tokens {
		if tok.ID == wordvec.Pad || t >= from && t < to {
			continue
		}
		key := r.words[t].stem
		if key == 0 {
			key = uint32(tok.ID)
		}
		meet(mixBits(key))
		if last != 0 {
			meet(mixBits((mixBits(last) ^ key) + 1))
		}
		last = key
	}
	norm := sqrt(float32(max(count, 1)))
	for k := range logits {
		logits[k] += float32(float32(sum[k])*m.Scale)/norm + m.Bias[k]
	}
}
