package stance

import (
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync/atomic"

	"standpoint/analyze/stance/rows"
	"standpoint/analyze/stance/wordvec"
)

//go:embed model/fast.bin model/manifest.json
var modelFiles embed.FS

// manifest is what model/manifest.json says of the model that scoring needs to
// know; the rest is for people.
type manifest struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

// FastModel is the model file of the method "fast" in the binary.
func FastModel() ([]byte, error) { return modelFiles.ReadFile("model/fast.bin") }

// loadEmbedded reads the model in the binary.
func loadEmbedded() (*net, error) {
	m, err := modelFiles.ReadFile("model/manifest.json")
	if err != nil {
		return nil, err
	}
	b, err := FastModel()
	if err != nil {
		return nil, err
	}
	return load(m, b)
}

// load checks a model file against its manifest and reads it.
func load(manifestJSON, model []byte) (*net, error) {
	var m manifest
	if err := json.Unmarshal(manifestJSON, &m); err != nil {
		return nil, fmt.Errorf("stance model: its manifest is damaged: %w; install standpoint again", err)
	}
	if sum := sha256.Sum256(model); hex.EncodeToString(sum[:]) != m.SHA256 {
		return nil, fmt.Errorf("stance model: %s is damaged: its SHA-256 is %x, the manifest says %s; install standpoint again", m.File, sum, m.SHA256)
	}
	n, err := parseModel(model)
	if err != nil {
		return nil, fmt.Errorf("stance model: %s: %w; the model and the program do not belong together", m.File, err)
	}
	return n, nil
}

const modelMagic = "standpoint stance 1\n"

// A model file is modelMagic, the length of a JSON table of contents (4 bytes,
// little endian), the table, and the sections it names, one after the other.
type section struct {
	Name  string `json:"name"`
	Kind  string `json:"kind"` // "bytes" or "float32", little endian
	Bytes int    `json:"bytes"`
}

func parseModel(b []byte) (*net, error) {
	if len(b) < len(modelMagic)+4 || string(b[:len(modelMagic)]) != modelMagic {
		return nil, errors.New("not a stance model of this version")
	}
	b = b[len(modelMagic):]
	size := int(binary.LittleEndian.Uint32(b))
	b = b[4:]
	if size > len(b) {
		return nil, errors.New("its table of contents is cut off")
	}
	var toc []section
	if err := json.Unmarshal(b[:size], &toc); err != nil {
		return nil, fmt.Errorf("its table of contents: %w", err)
	}
	b = b[size:]
	parts := map[string][]byte{}
	for _, s := range toc {
		if s.Bytes < 0 || s.Bytes > len(b) {
			return nil, fmt.Errorf("section %s is cut off", s.Name)
		}
		parts[s.Name] = b[:s.Bytes]
		b = b[s.Bytes:]
	}
	v, err := wordvec.New(parts["words"], parts["vectors"], parts["grams"])
	if err != nil {
		return nil, err
	}
	n := &net{vocab: v, classes: v.Classes(), firstMark: v.FirstMark(), silent: &word{}, heads: map[string]*head{}}
	for _, c := range parts["valence"] {
		n.valence = append(n.valence, int8(c))
	}
	if len(n.valence) != v.Len() {
		return nil, fmt.Errorf("%d valences for %d words", len(n.valence), v.Len())
	}
	n.words = make([]atomic.Pointer[word], v.Len())

	// take reads count floats of the section name.
	var bad error
	take := func(name string, count int) []float32 {
		p := parts[name]
		out := make([]float32, count)
		if len(p) != 4*count {
			bad = errors.Join(bad, fmt.Errorf("section %s has %d bytes and not %d", name, len(p), 4*count))
			return out
		}
		for i := range out {
			out[i] = math.Float32frombits(binary.LittleEndian.Uint32(p[4*i:]))
		}
		return out
	}
	for i := range n.classes {
		n.cues = append(n.cues, cueNames[v.ClassName(i)])
	}
	f := n.classes + 4
	n.bias = row(take("bias", channels))
	n.conv = take("conv", wordvec.Dim*3*channels)
	n.wide = take("wide", f*window*channels)
	n.claimW, n.claimB = take("claim.weight", channels*(wordvec.Dim+f)), row(take("claim.bias", channels))
	n.filmW, n.filmB = take("film.weight", 2*channels*channels), take("film.bias", 2*channels)
	n.scale = packScale(n.conv, n.wide)
	m := take("match", 4*channels)
	for i := range n.match {
		n.match[i] = row(m[i*channels:])
	}
	n.attMatch, n.attNear = [2]float32(take("att_match", 2)), [2]float32(take("att_near", 2))
	n.att = row(take("att.weight", channels))
	n.projW, n.projB = take("proj.weight", channels*channels), row(take("proj.bias", channels))
	n.projT = make([]float32, len(n.projW))
	for i, x := range n.projW {
		n.projT[i%channels*channels+i/channels] = x
	}
	for _, name := range []string{headTarget, headClaim, headReply} {
		h := &head{hiddenW: take(name+".hidden.weight", hidden*pooled), hiddenB: [hidden]float32(take(name+".hidden.bias", hidden))}
		for i := range h.norm {
			sum := float32(0)
			for _, x := range h.hiddenW[i*pooled:][:pooled] {
				sum += float32(x * x)
			}
			h.norm[i] = sqrt(sum)
		}
		w := take(name+".out.weight", outputs*hidden)
		for k := range h.outW {
			h.outW[k] = [hidden]float32(w[k*hidden:])
		}
		h.outB = [outputs]float32(take(name+".out.bias", outputs))
		c := take(name+".calibration", 9+outputs)
		h.calibration = calibration{c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], [outputs]float32(c[9:])}
		n.heads[name] = h
	}
	if bad != nil {
		return nil, bad
	}
	return n, parseMemories(n, wordvec.NewEncoder(v), parts["memory"], parts["memory.weights"])
}

// cueNames says what evidence calls the word classes that tell a side.
var cueNames = map[string]string{
	"negation": "negation", "agree": "agreement", "disagree": "disagreement", "support": "support", "oppose": "opposition",
	"problem": "problem", "benefit": "benefit", "disbelief": "disbelief", "contrast": "contrast", "should": "demand", "asking": "question",
}

// The heads: what a comment says toward a target phrase, toward a claim
// sentence, and a reply toward the comment it answers.
const (
	headTarget = "target"
	headClaim  = "claim"
	headReply  = "reply"
)

// packScale is the scale of packed rows: no row of a word runs over, as a
// vector has length 1, nor one of three classes.
func packScale(conv, wide []float32) float32 {
	var norm [3 * channels]float64
	for i, x := range conv {
		norm[i%len(norm)] += float64(float64(x) * float64(x))
	}
	top := 1e-3
	for _, x := range norm {
		top = max(top, math.Sqrt(x))
	}
	for _, x := range wide {
		top = max(top, 3*math.Abs(float64(x)))
	}
	return float32((rows.Bias - 1) / top)
}
