package tone

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"

	"standpoint/lexicon"
)

// Outputs is the number of logits in a model file. The sentiment models have
// the logits of negative and of positive against neutral; a model of two
// classes leaves the second at 0.
const Outputs = 2

// joined is the number of logits of a Model: those of its file, and the first
// of the model that Join added.
const joined = Outputs + 1

// Logits are the outputs of a Model.
type Logits [joined]float32

// Model is a linear model over Features, quantised to a byte a weight. It
// never changes and is safe for concurrent use.
type Model struct {
	bias  Logits
	value [joined][256]float32 // of a stored weight
	place lexicon.Places       // of the keys
	slots []slot               // by place
}

type slot struct {
	key uint32 // 0 is empty
	w   stored
}

// stored are the weights of a feature, an int8 each, the first in the lowest
// byte.
type stored uint32

func (s stored) at(k int) uint8 { return uint8(s >> (8 * k)) }

// Weights are what Write stores: the features that weigh something.
type Weights struct {
	Bias     [Outputs]float32
	Features map[uint64][Outputs]float32
}

const magic = "tone 1\n\x00"

// header is followed by count keys in ascending order, then by count weights
// for each output, then by the SHA-256 of all before it. Little-endian.
type header struct {
	Magic   [8]byte
	Count   uint32
	Bias    [Outputs]float32
	Largest [Outputs]float32 // the weight stored as 127
}

// key is what a model keeps of a hash. Two features of 2^32 share one now and
// then; Write keeps the heavier.
func key(h uint64) uint32 { return max(uint32(h*0x9e3779b97f4a7c15>>32), 1) }

// Write returns the file of a model. The same weights give the same bytes.
// Features whose weights all round to zero are left out. A weight is stored as
// the square root of its share of the largest, in 127 steps, so that the many
// small ones keep their differences.
func Write(w Weights) []byte {
	h := header{Count: 0, Bias: w.Bias}
	copy(h.Magic[:], magic)
	hashes := make([]uint64, 0, len(w.Features))
	for hash := range w.Features {
		hashes = append(hashes, hash)
	}
	slices.Sort(hashes)
	for _, w := range w.Features {
		for k, v := range w {
			h.Largest[k] = max(h.Largest[k], abs(v))
		}
	}
	type row struct {
		key uint32
		w   [Outputs]int8
	}
	var rows []row
	at := map[uint32]int{}
	for _, hash := range hashes {
		r := row{key: key(hash)}
		for k, v := range w.Features[hash] {
			if v != 0 {
				r.w[k] = int8(math.Copysign(math.Round(127*math.Sqrt(float64(abs(v)/h.Largest[k]))), float64(v)))
			}
		}
		if r.w == [Outputs]int8{} {
			continue
		}
		if i, ok := at[r.key]; ok {
			if size(r.w) > size(rows[i].w) {
				rows[i] = r
			}
			continue
		}
		at[r.key] = len(rows)
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b row) int { return int(int64(a.key) - int64(b.key)) })
	h.Count = uint32(len(rows))
	var b bytes.Buffer
	binary.Write(&b, binary.LittleEndian, h) // a bytes.Buffer does not fail
	for _, r := range rows {
		binary.Write(&b, binary.LittleEndian, r.key)
	}
	for k := range Outputs {
		for _, r := range rows {
			b.WriteByte(byte(r.w[k]))
		}
	}
	sum := sha256.Sum256(b.Bytes())
	b.Write(sum[:])
	return b.Bytes()
}

func size(w [Outputs]int8) (n int) {
	for _, v := range w {
		n += int(v) * int(v)
	}
	return n
}

// File is the content of a model file.
type File struct {
	bias    Logits
	value   [joined][256]float32 // of a stored weight
	keys    []uint32             // ascending
	weights []stored             // of the keys
}

// Read returns the model in file.
func Read(file []byte) (*Model, error) {
	f, err := Parse(file)
	if err != nil {
		return nil, err
	}
	return f.Model(), nil
}

// Parse reads a model file.
func Parse(file []byte) (*File, error) {
	var h header
	body := len(file) - sha256.Size
	if body < binary.Size(h) {
		return nil, errors.New("model file too short")
	}
	if sum := sha256.Sum256(file[:body]); !bytes.Equal(sum[:], file[body:]) {
		return nil, errors.New("model file damaged: its checksum does not match")
	}
	if _, err := binary.Decode(file, binary.LittleEndian, &h); err != nil {
		return nil, err
	}
	if string(h.Magic[:]) != magic {
		return nil, fmt.Errorf("not a model file of this version: it begins %q", h.Magic)
	}
	n := int(h.Count)
	rest := file[binary.Size(h):body]
	if len(rest) != n*(4+Outputs) {
		return nil, fmt.Errorf("model file holds %d bytes of weights, not those of %d features", len(rest), n)
	}
	f := &File{keys: make([]uint32, n), weights: make([]stored, n)}
	for i := range f.keys {
		f.keys[i] = binary.LittleEndian.Uint32(rest[4*i:])
		if i == 0 && f.keys[i] == 0 || i > 0 && f.keys[i] <= f.keys[i-1] {
			return nil, fmt.Errorf("the keys of the model file are out of order at feature %d", i+1)
		}
		for k := range Outputs {
			f.weights[i] |= stored(rest[4*n+k*n+i]) << (8 * k)
		}
	}
	copy(f.bias[:], h.Bias[:])
	for k, largest := range h.Largest {
		for q := -127; q <= 127; q++ {
			share := float32(q) / 127
			f.value[k][uint8(int8(q))] = float32(float32(share*abs(share)) * largest)
		}
	}
	return f, nil
}

// Join returns a model with the outputs of f and the first output of other, so
// that one look-up a feature serves both.
func Join(f, other *File) *Model {
	both := &File{bias: f.bias, value: f.value}
	both.bias[Outputs], both.value[Outputs] = other.bias[0], other.value[0]
	add := func(key uint32, w stored) {
		both.keys, both.weights = append(both.keys, key), append(both.weights, w)
	}
	i := 0
	for j, key := range other.keys {
		for ; i < len(f.keys) && f.keys[i] < key; i++ {
			add(f.keys[i], f.weights[i])
		}
		w := stored(other.weights[j].at(0)) << (8 * Outputs)
		if i < len(f.keys) && f.keys[i] == key {
			w |= f.weights[i]
			i++
		}
		add(key, w)
	}
	for ; i < len(f.keys); i++ {
		add(f.keys[i], f.weights[i])
	}
	return both.Model()
}

// Model returns the model that f holds.
func (f *File) Model() *Model {
	hashes := make([]uint64, len(f.keys))
	for i, key := range f.keys {
		hashes[i] = uint64(key)
	}
	m := &Model{bias: f.bias, value: f.value, place: lexicon.NewPlaces(hashes)}
	m.slots = make([]slot, m.place.Size())
	for i, key := range f.keys {
		m.slots[m.place.Of(uint64(key))] = slot{key, f.weights[i]}
	}
	return m
}

// find makes d.found what is stored of each of d.Features, zeros if nothing is.
// It does nothing else, so that the processor waits for many of the slots at once.
func (m *Model) find(d *Doc) {
	n := len(d.Features)
	d.found = slices.Grow(d.found[:0], n)[:n]
	d.places = slices.Grow(d.places[:0], n)[:n]
	found, places, slots, place := d.found, d.places[:len(d.found)], m.slots, m.place
	for i := range d.Features[:len(places)] {
		k := key(d.Features[i].Hash)
		found[i], places[i] = stored(k), uint32(place.Of(uint64(k)))
	}
	for i, at := range places {
		s := &slots[at]
		w := s.w
		if s.key != uint32(found[i]) {
			w = 0 // a conditional move, no branch
		}
		found[i] = w
	}
}

// Logits returns the bias plus the sum of value times weight over d.Features.
// If moved is not nil, it adds to moved[i] what token i brought to the second
// logit less the first: a feature of several tokens is shared equally, one of
// the whole text by valence.
func (m *Model) Logits(d *Doc, moved []float32) Logits {
	m.find(d)
	a, b, c := m.bias[0], m.bias[1], m.bias[2]
	whole := float32(0)
	features := d.Features[:len(d.found)]
	for i, w := range d.found {
		f := &features[i]
		// Explicit conversions keep the compiler from fusing a multiplication
		// with the addition, which would differ between machines.
		da := float32(f.Value * m.value[0][w.at(0)])
		db := float32(f.Value * m.value[1][w.at(1)])
		a += da
		b += db
		c += float32(f.Value * m.value[2][w.at(2)])
		if moved == nil {
			continue
		}
		switch v := db - da; f.N {
		case 0:
			whole += v
		case 1:
			moved[f.At] += v
		case 2:
			v *= .5
			to := moved[f.At:][:2]
			to[0] += v
			to[1] += v
		default:
			v /= 3
			to := moved[f.At:][:3]
			to[0] += v
			to[1] += v
			to[2] += v
		}
	}
	// Valences explain the whole-text features only as far as both point the
	// same way.
	if sum := d.pos + d.neg; moved != nil && whole*sum > 0 {
		by := abs(whole) / (d.pos - d.neg)
		for i := range d.context {
			moved[i] += float32(by * d.context[i].valence)
		}
	}
	return Logits{a, b, c}
}

// Extra returns the sum of value times weight of the output that Join added over
// d.Features, without the bias.
func (m *Model) Extra(d *Doc) (z float32) {
	m.find(d)
	for i, w := range d.found {
		z += float32(d.Features[i].Value * m.value[Outputs][w.at(Outputs)])
	}
	return z
}

// Threshold is the size of Score from which a text is called positive or
// negative; below it is neutral. It was chosen on the development sets.
const Threshold = 0.16

// TargetThreshold is the same for the sentiment toward a target.
const TargetThreshold = 0.28

// Probabilities turns the logits of a sentiment model into the probabilities
// of negative, neutral and positive.
func Probabilities(z Logits) (p [3]float64) {
	a, b := float64(z[0]), float64(z[1])
	top := max(a, b, 0)
	p = [3]float64{math.Exp(a - top), math.Exp(-top), math.Exp(b - top)}
	sum := p[0] + p[1] + p[2]
	for k := range p {
		p[k] /= sum
	}
	return p
}

// Score is P(positive) - P(negative).
func Score(p [3]float64) float64 { return p[2] - p[0] }
