package tone

import (
	"bytes"
	"math"
	"strings"
	"testing"
)

func weights() Weights {
	return Weights{
		Bias: [Outputs]float32{-1, .5},
		Features: map[uint64][Outputs]float32{
			hashOf("good"): {-1, 2},
			hashOf("bad"):  {2, -1.5},
			hashOf("the"):  {0, 0},
		},
	}
}

func hashOf(word string) uint64 {
	var d Doc
	d.Read(word)
	return d.Readings[0].Hash
}

func TestModelFile(t *testing.T) {
	file := Write(weights())
	if !bytes.Equal(file, Write(weights())) {
		t.Error("the same weights gave two files")
	}
	m, err := Read(file)
	if err != nil {
		t.Fatal(err)
	}
	var d Doc
	d.Read("good bad the")
	d.Features = []Feature{{hashOf("good"), 2, 0, 1}, {hashOf("bad"), 1, 1, 1}, {hashOf("the"), 1, 2, 1}, {12345, 1, 0, 0}}
	moved := make([]float32, 3)
	z := m.Logits(&d, moved)
	for k, want := range []float32{-1, 3} {
		if math.Abs(float64(z[k]-want)) > .05 {
			t.Errorf("logit %d is %v, not about %v", k, z[k], want)
		}
	}
	if math.Abs(float64(moved[0]-6)) > .1 || math.Abs(float64(moved[1]+3.5)) > .1 || moved[2] != 0 {
		t.Errorf("words moved %v", moved)
	}
	f, err := Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	both := Join(f, f)
	j := both.Logits(&d, nil)
	if j[0] != z[0] || j[1] != z[1] || j[2] != z[0] {
		t.Errorf("joined %v, alone %v", j, z)
	}
	if extra, want := both.Extra(&d), z[0]-weights().Bias[0]; math.Abs(float64(extra-want)) > 1e-6 {
		t.Errorf("joined adds %v, not %v", extra, want)
	}
}

// TestKeys holds that the features without words of their own keep apart in a
// model file.
func TestKeys(t *testing.T) {
	seen := map[uint32]uint64{}
	for _, base := range []uint64{0, saltDense, saltBin, saltLocal, saltIrony} {
		for n := range uint64(80) {
			k := key(base + n + 1)
			if other, ok := seen[k]; ok {
				t.Errorf("%x and %x share a key", base+n+1, other)
			}
			seen[k] = base + n + 1
		}
	}
}

func TestDamagedModelFile(t *testing.T) {
	file := Write(weights())
	for n := range len(file) {
		if _, err := Read(file[:n]); err == nil {
			t.Fatalf("%d of %d bytes were read as a model", n, len(file))
		}
	}
	for n := range file {
		b := bytes.Clone(file)
		b[n] ^= 1
		if _, err := Read(b); err == nil {
			t.Fatalf("byte %d changed was not noticed", n)
		}
	}
}

func TestReadDoesNotAllocate(t *testing.T) {
	var d Doc
	text := "I don't think it is not “good”, but very BAD!!! 👍 No, though."
	read := func() { d.Read(text); d.Sentiment() }
	read()
	if n := testing.AllocsPerRun(10, read); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkRead(b *testing.B) {
	text := strings.Repeat("I don't think the author understands how badly this has hurt working families, and it's a shame nobody asked them. ", 5)
	var d Doc
	for b.Loop() {
		d.Read(text)
		d.Sentiment()
	}
}
