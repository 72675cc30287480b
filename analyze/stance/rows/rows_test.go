package rows

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The functions that the network calls give the bits of plain Go, for numbers
// of any sign, zeros among them, and any length.
func TestSameBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	number := func() float32 {
		if rng.IntN(8) == 0 {
			return 0
		}
		return float32(rng.NormFloat64()) * float32(math.Pow(2, float64(rng.IntN(12)-6)))
	}
	numbers := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = number()
		}
		return x
	}
	rowsOf := func(n int, positive bool) []Row {
		x := make([]Row, n)
		for t := range x {
			for i := range x[t] {
				if x[t][i] = number(); positive {
					x[t][i] = max(x[t][i], 0)
				}
			}
		}
		return x
	}
	packed := func(n, count int) []Packed {
		x := make([]Packed, n)
		for t := range x {
			for i := range x[t] {
				for range count {
					for k := range 4 {
						x[t][i] += uint64(rng.IntN(2*Bias)) << (16 * k)
					}
				}
			}
		}
		return x
	}
	same := func(name string, n int, got, want []float32) {
		t.Helper()
		for i := range want {
			if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
				t.Fatalf("%s of %d: number %d is %x, in plain Go %x", name, n, i, got[i], want[i])
			}
		}
	}
	sameRows := func(name string, got, want []Row) {
		t.Helper()
		for i := range want {
			same(name, len(want), got[i][:], want[i][:])
		}
	}
	samePools := func(name string, n int, a, b *Pools) {
		t.Helper()
		sameRows(name, []Row{a.P1, a.P2, a.Sum, a.Top}, []Row{b.P1, b.P2, b.Sum, b.Top})
	}
	for _, n := range []int{0, 1, 2, 3, 7, 8, 9, 16, 131} {
		f := &Film{Scale: rowsOf(1, false)[0], Shift: rowsOf(1, false)[0], Match: [4]Row(rowsOf(4, false))}
		count := make([]int32, n)
		conv := make([]Packed, n)
		m := make([][4]float32, n)
		for i := range conv {
			count[i] = int32(rng.IntN(MaxPacked + 1))
			conv[i] = packed(1, int(count[i]))[0]
			m[i] = [4]float32{number(), float32(rng.IntN(2)), number(), float32(rng.IntN(2))}
		}
		got, want := rowsOf(n, false), rowsOf(n, false)
		Place(got, conv, count, m, f)
		placePlain(want, conv, count, m, f)
		sameRows("Place", got, want)

		h := rowsOf((n+7)&^7, true)
		w := rowsOf(1, false)[0]
		a, b := make([]float32, len(h)), make([]float32, len(h))
		Dots(a, h, &w)
		dotsPlain(b, h, &w)
		same("Dots", n, a, b)

		h = h[:n]
		e1, e2, f1, f2 := numbers(n), numbers(n), numbers(n), numbers(n)
		var p, q Pools
		Pool(&p, h, e1, e2)
		poolPlain(&q, h, e1, e2)
		samePools("Pool", n, &p, &q)
		now := rowsOf(n, true)
		Replace(&p, h, now, e1, e2, f1, f2)
		replacePlain(&q, h, now, e1, e2, f1, f2)
		samePools("Replace", n, &p, &q)

		at, bt := [Width]int32{}, [Width]int32{}
		Highest(&at, h, &p.Top)
		highestPlain(&bt, h, &p.Top)
		if at != bt {
			t.Fatalf("Highest of %d: %v, in plain Go %v", n, at, bt)
		}

		x, lines := numbers(4*n), numbers(4*n*24)
		a, b = make([]float32, 24), make([]float32, 24)
		Products(a, lines, x)
		productsPlain(b, lines, x)
		same("Products", n, a, b)

		sum, want1 := w, w
		lines = numbers(Width * n)
		Mix(&sum, lines, e1)
		mixPlain(&want1, lines, e1)
		sameRows("Mix", []Row{sum}, []Row{want1})

		four := rowsOf(8, false)
		same("DotFour", n, []float32{DotFour((*[4]Row)(four), &four[4], &four[5], &four[6], &four[7])},
			[]float32{dotFourPlain((*[4]Row)(four), &four[4], &four[5], &four[6], &four[7])})

		a = numbers(4 * n)
		b = append([]float32(nil), a...)
		AddScaled(a, x, w[0])
		addScaledPlain(b, x, w[0])
		same("AddScaled", n, a, b)

		g := (*[3]Row)(rowsOf(3, false))
		got, want = rowsOf(n, false), rowsOf(n, false)
		Slopes(got, h, e1, e2, g)
		slopesPlain(want, h, e1, e2, g)
		sameRows("Slopes", got, want)

		one, two := packed(n, 3), packed(n, 2)
		sum1, sum2 := append([]Packed(nil), one...), append([]Packed(nil), one...)
		Add(sum1, two)
		addPlain(sum2, two)
		for i := range sum1 {
			if sum1[i] != sum2[i] {
				t.Fatalf("Add of %d: row %d", n, i)
			}
			x, y := DotPacked(&one[i], &two[i], 5, &w), dotPackedPlain(&one[i], &two[i], 5, &w)
			same("DotPacked", n, []float32{x}, []float32{y})
		}
		Subtract(sum1, two)
		subtractPlain(sum2, two)
		for i := range sum1 {
			if sum1[i] != sum2[i] || sum1[i] != one[i] {
				t.Fatalf("Subtract of %d: row %d", n, i)
			}
		}
	}
}
