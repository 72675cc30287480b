package encoder

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"
)

// A model file is magic, the header's length (uint32, little endian), the
// header (JSON), and one zstd frame: the vocabulary, its pieces apart by
// newlines, then the tensors that the header lists, without gaps. A tensor f32
// is float32s, row by row; i8 is one float32 scale for each row, then int8s.
const magic = "SPENC1\r\n"

// What a file may ask for. They are far above any model that reads pages in
// useful time, and low enough that sums stay within int32 and float32.
const (
	mostHeader     = 1 << 20
	mostPayload    = 1 << 29
	mostPacked     = 64 // payload bytes for each byte of the file
	mostVocabulary = 1 << 22
	mostWords      = 1 << 17
	mostLayers     = 48
	mostWidth      = 1024
	mostInner      = 4096
	mostPositions  = 1024
	mostOutputs    = 16
	mostWeight     = 1000 // a weight's size; trained ones stay below 30
)

type header struct {
	Layers          int             `json:"layers"`
	Width           int             `json:"width"`
	Heads           int             `json:"heads"`
	Inner           int             `json:"inner"`
	Positions       int             `json:"positions"`
	Outputs         int             `json:"outputs"`
	PayloadBytes    int             `json:"payload_bytes"`
	PayloadSHA256   string          `json:"payload_sha256"`
	VocabularyBytes int             `json:"vocabulary_bytes"`
	Meta            json.RawMessage `json:"meta"`
	Tensors         []tensor        `json:"tensors"`
}

type tensor struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Rows int    `json:"rows"`
	Cols int    `json:"cols"`
}

func (t tensor) bytes() int {
	if t.Type == "i8" {
		return t.Rows * (4 + t.Cols)
	}
	return 4 * t.Rows * t.Cols
}

// Model is a loaded encoder. It is read only: goroutines may share it.
type Model struct {
	meta                                                 json.RawMessage
	layers                                               []layer
	width, heads, deep, inner, words, positions, outputs int // deep: numbers of one head

	first   map[string]int32 // pieces that start a word
	within  map[string]int32 // pieces that go on in one, without their "##"
	longest int              // runes of the longest piece
	cost    []int32          // of a piece in a tag

	word         []int8
	wordScale    []float32
	position     []float32 // positions × width
	kind         []float32 // 2 × width
	norm         layerNorm
	dense, class matrix

	kernel kernel
}

type layerNorm struct{ w, b []float32 }

// A linear layer for the kernel's tile.
type linear struct {
	panels      []int16 // see kernel.go
	scale, bias []float32
}

// A matrix of float32 rows, with a bias for each.
type matrix struct{ w, b []float32 }

type layer struct {
	qkv, o, i, u linear
	n1, n2       layerNorm
}

// Load reads a model file. It keeps no reference to file. An error says which
// part of the file is wrong; a file that loads cannot make other methods fail.
func Load(file []byte) (*Model, error) {
	m, err := load(file)
	if err != nil {
		return nil, fmt.Errorf("encoder model: %w", err)
	}
	return m, nil
}

func load(file []byte) (*Model, error) {
	body, ok := bytes.CutPrefix(file, []byte(magic))
	if !ok {
		return nil, fmt.Errorf("not a model file: it does not begin with %q", magic)
	}
	if len(body) < 4 {
		return nil, errors.New("cut short in its header's length")
	}
	n := binary.LittleEndian.Uint32(body)
	body = body[4:]
	if n > mostHeader {
		return nil, fmt.Errorf("damaged: a header of %d bytes, above the limit of %d", n, mostHeader)
	}
	if int(n) > len(body) {
		return nil, fmt.Errorf("cut short: a header of %d bytes, but only %d follow", n, len(body))
	}
	var h header
	if err := json.Unmarshal(body[:n], &h); err != nil {
		return nil, fmt.Errorf("damaged header: %w", err)
	}
	body = body[n:]
	for _, l := range []struct {
		name               string
		value, least, most int
		multiple           int
	}{
		{"layers", h.Layers, 1, mostLayers, 1},
		{"width", h.Width, panel, mostWidth, panel},
		{"heads", h.Heads, 1, mostWidth / panel, 1},
		{"inner", h.Inner, panel, mostInner, panel},
		{"positions", h.Positions, 1, mostPositions, 1},
		{"outputs", h.Outputs, 1, mostOutputs, 1},
		{"payload_bytes", h.PayloadBytes, 1, min(mostPayload, mostPacked*len(body)), 1},
		{"vocabulary_bytes", h.VocabularyBytes, 1, min(mostVocabulary, h.PayloadBytes), 1},
	} {
		if l.value < l.least || l.value > l.most || l.value%l.multiple != 0 {
			return nil, fmt.Errorf("header: %s is %d, not a multiple of %d from %d to %d", l.name, l.value, l.multiple, l.least, l.most)
		}
	}
	if h.Width%(h.Heads*panel) != 0 {
		return nil, fmt.Errorf("header: width %d does not give each of %d heads a multiple of %d", h.Width, h.Heads, panel)
	}
	want := tensors(&h)
	if len(h.Tensors) != len(want) {
		return nil, fmt.Errorf("header: %d tensors, not the %d of %d layers", len(h.Tensors), len(want), h.Layers)
	}
	total := h.VocabularyBytes
	for i, t := range h.Tensors {
		if w := want[i]; t.Name != w.Name || t.Rows != w.Rows || t.Cols != w.Cols || !strings.Contains(w.Type, t.Type) || len(t.Type) < 2 {
			return nil, fmt.Errorf("header: tensor %d is %s of %s %d × %d, not %s of %s %d × %d", i, t.Name, t.Type, t.Rows, t.Cols, w.Name, w.Type, w.Rows, w.Cols)
		}
		total += t.bytes()
	}
	if total != h.PayloadBytes {
		return nil, fmt.Errorf("header: payload_bytes is %d, but vocabulary and tensors take %d", h.PayloadBytes, total)
	}
	payload, err := unpack(body, h.PayloadBytes)
	if err != nil {
		return nil, err
	}
	if sum := sha256.Sum256(payload); hex.EncodeToString(sum[:]) != h.PayloadSHA256 {
		return nil, errors.New("damaged: the payload's SHA-256 is not the header's")
	}
	m := &Model{
		meta: h.Meta, width: h.Width, heads: h.Heads, deep: h.Width / h.Heads, inner: h.Inner,
		positions: h.Positions, outputs: h.Outputs, words: want[0].Rows, kernel: kernels()[0],
	}
	if err := m.vocabulary(string(payload[:h.VocabularyBytes])); err != nil {
		return nil, err
	}
	return m, m.weights(&h, payload[h.VocabularyBytes:])
}

// tensors lists what a file must hold. The vocabulary's size is what the first
// tensor says, and is compared with the pieces later. "f32 or i8" allows both.
func tensors(h *header) []tensor {
	words := 0
	if len(h.Tensors) > 0 {
		words = min(max(h.Tensors[0].Rows, int(SEP)+1), mostWords)
	}
	d := h.Width
	list := []tensor{
		{"word", "i8", words, d}, {"position", "f32", h.Positions, d}, {"type", "f32", 2, d},
		{"norm.w", "f32", 1, d}, {"norm.b", "f32", 1, d},
	}
	for l := range h.Layers {
		for _, t := range []tensor{
			{"qkv.w", "i8", 3 * d, d}, {"qkv.b", "f32", 1, 3 * d},
			{"o.w", "i8", d, d}, {"o.b", "f32", 1, d}, {"n1.w", "f32", 1, d}, {"n1.b", "f32", 1, d},
			{"i.w", "i8", h.Inner, d}, {"i.b", "f32", 1, h.Inner},
			{"u.w", "i8", d, h.Inner}, {"u.b", "f32", 1, d}, {"n2.w", "f32", 1, d}, {"n2.b", "f32", 1, d},
		} {
			t.Name = fmt.Sprintf("layer.%d.%s", l, t.Name)
			list = append(list, t)
		}
	}
	return append(list, tensor{"head.d.w", "f32 or i8", d, 2 * d}, tensor{"head.d.b", "f32", 1, d},
		tensor{"head.c.w", "f32", h.Outputs, d}, tensor{"head.c.b", "f32", 1, h.Outputs})
}

func unpack(frame []byte, size int) ([]byte, error) {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(uint64(size)+1), zstd.WithDecoderMaxWindow(1<<27))
	if err != nil {
		return nil, err
	}
	defer d.Close()
	payload, err := d.DecodeAll(frame, nil)
	if errors.Is(err, zstd.ErrDecoderSizeExceeded) {
		return nil, fmt.Errorf("damaged: the payload is longer than the header's %d bytes", size)
	}
	if err != nil {
		return nil, fmt.Errorf("damaged payload: %w", err)
	}
	if len(payload) != size {
		return nil, fmt.Errorf("damaged: the payload has %d bytes, the header says %d", len(payload), size)
	}
	return payload, nil
}

func (m *Model) vocabulary(text string) error {
	pieces := strings.Split(text, "\n")
	if len(pieces) != m.words {
		return fmt.Errorf("vocabulary: %d pieces for %d rows of weights", len(pieces), m.words)
	}
	m.cost = ranks(m.words)
	m.first, m.within = make(map[string]int32, len(pieces)), make(map[string]int32, len(pieces)/2)
	for id, p := range pieces[SEP+1:] {
		id := int32(id) + SEP + 1
		set := m.first
		if rest, ok := strings.CutPrefix(p, "##"); ok && rest != "" {
			set, p = m.within, rest
		}
		if p == "" || !utf8.ValidString(p) {
			return fmt.Errorf("vocabulary: piece %d is empty or not UTF-8", id)
		}
		if _, twice := set[p]; twice {
			return fmt.Errorf("vocabulary: piece %d, %q, stands there twice", id, p)
		}
		set[p] = id
		m.longest = max(m.longest, utf8.RuneCountInString(p))
	}
	return nil
}

// weights cuts the payload into the tensors, whose sizes are known to fit.
func (m *Model) weights(h *header, payload []byte) error {
	at := 0
	var failed error
	floats := func(what string, b []byte) []float32 {
		out := make([]float32, len(b)/4)
		for i := range out {
			v := math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
			if !(abs(v) <= mostWeight) && failed == nil {
				failed = fmt.Errorf("tensor %s holds %v at %d; weights stay within ±%d", what, v, i, mostWeight)
			}
			out[i] = v
		}
		return out
	}
	take := func() (t tensor, b []byte) {
		t = h.Tensors[at]
		at++
		b = payload[:t.bytes()]
		payload = payload[t.bytes():]
		return t, b
	}
	f32 := func() []float32 {
		t, b := take()
		return floats(t.Name, b)
	}
	i8 := func() (scale []float32, q []byte) {
		t, b := take()
		scale = floats(t.Name, b[:4*t.Rows])
		for i, s := range scale {
			if s > mostWeight/128. && failed == nil {
				failed = fmt.Errorf("tensor %s holds the scale %v at %d; weights stay within ±%d", t.Name, s, i, mostWeight)
			}
		}
		return scale, b[4*t.Rows:]
	}
	toNorm := func() layerNorm { return layerNorm{f32(), f32()} }
	toLinear := func(depth int) linear {
		scale, q := i8()
		return linear{panels(q, depth), scale, f32()}
	}
	scale, q := i8()
	m.wordScale, m.word = scale, make([]int8, len(q))
	for i, v := range q {
		m.word[i] = int8(v)
	}
	m.position, m.kind = f32(), f32()
	m.norm = toNorm()
	m.layers = make([]layer, h.Layers)
	for i := range m.layers {
		l := &m.layers[i]
		l.qkv, l.o, l.n1 = toLinear(m.width), toLinear(m.width), toNorm()
		l.i, l.u, l.n2 = toLinear(m.width), toLinear(m.inner), toNorm()
	}
	if h.Tensors[at].Type == "i8" {
		scale, q := i8()
		m.dense.w = make([]float32, len(q))
		for i, v := range q {
			m.dense.w[i] = scale[i/(2*m.width)] * float32(int8(v))
		}
	} else {
		m.dense.w = f32()
	}
	m.dense.b = f32()
	m.class = matrix{f32(), f32()}
	return failed
}

// panels lays out rows of int8 as the tile wants its b: the row is its column.
func panels(q []byte, depth int) []int16 {
	out := make([]int16, len(q))
	for at := range len(q) / depth {
		row, to := q[at*depth:(at+1)*depth], out[at/panel*panel*depth+at%panel*2:]
		for k := 0; k < depth; k += 2 {
			to[k*panel], to[k*panel+1] = int16(int8(row[k])), int16(int8(row[k+1]))
		}
	}
	return out
}
