package sentiment

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"standpoint/analyze"
)

// TestStrongest holds that the spans of largest weight are kept, in order, and
// of equal ones those that come first.
func TestStrongest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := range 300 {
		var spans []span
		var want []analyze.Evidence
		for i := range n {
			weight := float64(rng.IntN(40)+1) / 8 * float64(1-2*rng.IntN(2))
			spans = append(spans, span{int32(2 * i), int32(2*i + 1), weight})
			want = append(want, analyze.Evidence{Start: 2 * i, End: 2*i + 1, Weight: weight})
		}
		slices.SortStableFunc(want, func(a, b analyze.Evidence) int {
			return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight))
		})
		want = want[:min(n, maxEvidence)]
		if got := strongest(spans); !slices.Equal(got, want) {
			t.Fatalf("of %d spans %v, want %v", n, got, want)
		}
	}
}
