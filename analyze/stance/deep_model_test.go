package stance

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// randomModel is the file of a small encoder of random weights that knows the
// words of opinions and topics; meta is its own JSON, "" for none.
func randomModel(meta string) []byte {
	const layers, width, heads, inner, positions, outputs = 2, 64, 2, 64, 256, 3
	pieces := []string{"[PAD]", "[unused0]", "[unused1]", "[unused2]", "[UNK]", "[CLS]", "[SEP]"}
	for c := '!'; c <= '~'; c++ {
		if c < 'A' || c > 'Z' {
			pieces = append(pieces, string(c), "##"+string(c))
		}
	}
	words := strings.FieldsFunc(strings.ToLower(strings.Join(append(opinions, topics...), " ")), func(r rune) bool { return r < 'a' || r > 'z' })
	slices.Sort(words)
	for _, w := range slices.Compact(words) {
		if len(w) > 1 {
			pieces = append(pieces, w)
		}
	}
	type tensor struct {
		Name string `json:"name"`
		Type string `json:"type"`
		Rows int    `json:"rows"`
		Cols int    `json:"cols"`
	}
	var list []tensor
	rng := rand.New(rand.NewPCG(4, 7))
	text := strings.Join(pieces, "\n")
	payload := []byte(text)
	float := func(x float64) {
		payload = binary.LittleEndian.AppendUint32(payload, math.Float32bits(float32(x)))
	}
	add := func(name, kind string, rows, cols int, mean, spread float64) {
		list = append(list, tensor{name, kind, rows, cols})
		if kind == "i8" {
			for range rows {
				float(spread / 64)
			}
		}
		for range rows * cols {
			x := rng.NormFloat64()
			if kind == "i8" {
				payload = append(payload, byte(int8(max(-127, min(127, math.Round(64*x))))))
				continue
			}
			float(mean + spread*x)
		}
	}
	add("word", "i8", len(pieces), width, 0, 1)
	add("position", "f32", positions, width, 0, .2)
	add("type", "f32", 2, width, 0, .2)
	add("norm.w", "f32", 1, width, 1, .1)
	add("norm.b", "f32", 1, width, 0, .1)
	for l := range layers {
		for _, t := range []struct {
			name, kind   string
			rows, cols   int
			mean, spread float64
		}{
			{"qkv.w", "i8", 3 * width, width, 0, .25}, {"qkv.b", "f32", 1, 3 * width, 0, .1},
			{"o.w", "i8", width, width, 0, .25}, {"o.b", "f32", 1, width, 0, .1}, {"n1.w", "f32", 1, width, 1, .1}, {"n1.b", "f32", 1, width, 0, .1},
			{"i.w", "i8", inner, width, 0, .2}, {"i.b", "f32", 1, inner, 0, .1},
			{"u.w", "i8", width, inner, 0, .15}, {"u.b", "f32", 1, width, 0, .1}, {"n2.w", "f32", 1, width, 1, .1}, {"n2.b", "f32", 1, width, 0, .1},
		} {
			add(fmt.Sprintf("layer.%d.%s", l, t.name), t.kind, t.rows, t.cols, t.mean, t.spread)
		}
	}
	add("head.d.w", "f32", width, 2*width, 0, .2)
	add("head.d.b", "f32", 1, width, 0, .1)
	add("head.c.w", "f32", outputs, width, 0, .5)
	add("head.c.b", "f32", 1, outputs, 0, .1)

	sum := sha256.Sum256(payload)
	head := map[string]any{
		"layers": layers, "width": width, "heads": heads, "inner": inner, "positions": positions, "outputs": outputs,
		"payload_bytes": len(payload), "payload_sha256": fmt.Sprintf("%x", sum), "vocabulary_bytes": len(text), "tensors": list,
	}
	if meta != "" {
		head["meta"] = json.RawMessage(meta)
	}
	h, err := json.Marshal(head)
	if err != nil {
		panic(err)
	}
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err)
	}
	defer z.Close()
	file := binary.LittleEndian.AppendUint32([]byte("SPENC1\r\n"), uint32(len(h)))
	return z.EncodeAll(payload, append(file, h...))
}
