package rows

import "golang.org/x/sys/cpu"

// wide says whether the assembly can run here.
var wide = cpu.X86.HasAVX2

// Place computes one row for each place of a text: what conv adds up to there,
// of which count rows were added, scaled and shifted by f, and the rows of
// f.Match times m (m[1] and m[3] are 0 or 1); 0 where that is negative.
func Place(h []Row, conv []Packed, count []int32, m [][4]float32, f *Film) {
	if !wide || len(h) == 0 {
		placePlain(h, conv, count, m, f)
		return
	}
	n := len(h) - 1
	_, _, _ = conv[n], count[n], m[n]
	place(&h[0], &conv[0], &count[0], &m[0], f, len(h))
}

// Dots is the inner product of each row of h with w, added up in order. The
// length of h is a multiple of 8.
func Dots(out []float32, h []Row, w *Row) {
	if !wide || len(h) == 0 {
		dotsPlain(out, h, w)
		return
	}
	_ = out[len(h)-1]
	dots(&out[0], &h[0], w, len(h)&^7)
}

// Pool adds up the rows of h, which are not negative, in order.
func Pool(p *Pools, h []Row, e1, e2 []float32) {
	if !wide || len(h) == 0 {
		poolPlain(p, h, e1, e2)
		return
	}
	_, _ = e1[len(h)-1], e2[len(h)-1]
	pool(p, &h[0], &e1[0], &e2[0], len(h))
}

// Replace takes rows out of p and adds others, with their weights before (e)
// and after (f). Top only rises.
func Replace(p *Pools, old, now []Row, e1, e2, f1, f2 []float32) {
	if !wide || len(now) == 0 {
		replacePlain(p, old, now, e1, e2, f1, f2)
		return
	}
	n := len(now) - 1
	_, _, _, _, _ = old[n], e1[n], e2[n], f1[n], f2[n]
	replace(p, &old[0], &now[0], &e1[0], &e2[0], &f1[0], &f2[0], len(now))
}

// Products is the inner product of each line of w with x, added up in four
// parts. The number of lines is a multiple of 8, the length of x one of 4.
func Products(out, w, x []float32) {
	if !wide || len(out) == 0 || len(x) == 0 {
		productsPlain(out, w, x)
		return
	}
	_ = w[len(out)*len(x)-1]
	products(&out[0], &w[0], &x[0], len(out)/8, len(x)/4)
}

// Mix adds the rows of w, one behind the other, times x to out, in order.
func Mix(out *Row, w, x []float32) {
	if !wide || len(x) == 0 {
		mixPlain(out, w, x)
		return
	}
	_ = w[len(x)*Width-1]
	mix(out, &w[0], &x[0], len(x))
}

// DotFour is x[0]·a + x[1]·b + x[2]·c + x[3]·d, each product added up in four
// parts.
func DotFour(x *[4]Row, a, b, c, d *Row) float32 {
	if !wide {
		return dotFourPlain(x, a, b, c, d)
	}
	return dotFour(x, a, b, c, d)
}

// AddScaled adds src times x to dst. The length of src is a multiple of 4.
func AddScaled(dst, src []float32, x float32) {
	if !wide || len(src) == 0 {
		addScaledPlain(dst, src, x)
		return
	}
	_ = dst[len(src)-1]
	addScaled(&dst[0], &src[0], x, len(src)&^3)
}

// Slopes is a·g[0] + b·g[1] + g[2] at each place, 0 where h is 0.
func Slopes(out, h []Row, a, b []float32, g *[3]Row) {
	if !wide || len(out) == 0 {
		slopesPlain(out, h, a, b, g)
		return
	}
	n := len(out) - 1
	_, _, _ = h[n], a[n], b[n]
	slopes(&out[0], &h[0], &a[0], &b[0], g, len(out))
}

// Highest finds the first place of each channel where h is top; channels
// without one are left as they were.
func Highest(at *[Width]int32, h []Row, top *Row) {
	if !wide || len(h) == 0 {
		highestPlain(at, h, top)
		return
	}
	highest(at, &h[0], top, len(h))
}

// Add adds packed rows to those of dst.
func Add(dst, src []Packed) {
	if !wide || len(src) == 0 {
		addPlain(dst, src)
		return
	}
	_ = dst[len(src)-1]
	add(&dst[0], &src[0], len(src))
}

// Subtract takes packed rows from those of dst.
func Subtract(dst, src []Packed) {
	if !wide || len(src) == 0 {
		subtractPlain(dst, src)
		return
	}
	_ = dst[len(src)-1]
	subtract(&dst[0], &src[0], len(src))
}

// DotPacked is the inner product of p + q, which hold count rows together, and
// x, added up in four parts.
func DotPacked(p, q *Packed, count int32, x *Row) float32 {
	if !wide {
		return dotPackedPlain(p, q, count, x)
	}
	return dotPacked(p, q, count*Bias, x)
}

//go:noescape
func place(h *Row, conv *Packed, count *int32, m *[4]float32, f *Film, n int)

//go:noescape
func dots(out *float32, h, w *Row, n int)

//go:noescape
func pool(p *Pools, h *Row, e1, e2 *float32, n int)

//go:noescape
func replace(p *Pools, old, now *Row, e1, e2, f1, f2 *float32, n int)

//go:noescape
func products(out, w, x *float32, blocks, steps int)

//go:noescape
func mix(out *Row, w, x *float32, n int)

//go:noescape
func dotFour(x *[4]Row, a, b, c, d *Row) float32

//go:noescape
func addScaled(dst, src *float32, x float32, n int)

//go:noescape
func slopes(out, h *Row, a, b *float32, slope *[3]Row, n int)

//go:noescape
func highest(at *[Width]int32, h, top *Row, n int)

//go:noescape
func add(dst, src *Packed, n int)

//go:noescape
func subtract(dst, src *Packed, n int)

//go:noescape
func dotPacked(p, q *Packed, off int32, x *Row) float32
