//go:build !amd64

package rows

// Place computes one row for each place of a text: what conv adds up to there,
// of which count rows were added, scaled and shifted by f, and the rows of
// f.Match times m (m[1] and m[3] are 0 or 1); 0 where that is negative.
func Place(h []Row, conv []Packed, count []int32, m [][4]float32, f *Film) {
	placePlain(h, conv, count, m, f)
}

// Dots is the inner product of each row of h with w, added up in order. The
// length of h is a multiple of 8.
func Dots(out []float32, h []Row, w *Row) { dotsPlain(out, h, w) }

// Pool adds up the rows of h, which are not negative, in order.
func Pool(p *Pools, h []Row, e1, e2 []float32) { poolPlain(p, h, e1, e2) }

// Replace takes rows out of p and adds others, with their weights before (e)
// and after (f). Top only rises.
func Replace(p *Pools, old, now []Row, e1, e2, f1, f2 []float32) {
	replacePlain(p, old, now, e1, e2, f1, f2)
}

// Products is the inner product of each line of w with x, added up in four
// parts. The number of lines is a multiple of 8, the length of x one of 4.
func Products(out, w, x []float32) { productsPlain(out, w, x) }

// Mix adds the rows of w, one behind the other, times x to out, in order.
func Mix(out *Row, w, x []float32) { mixPlain(out, w, x) }

// DotFour is x[0]·a + x[1]·b + x[2]·c + x[3]·d, each product added up in four
// parts.
func DotFour(x *[4]Row, a, b, c, d *Row) float32 { return dotFourPlain(x, a, b, c, d) }

// AddScaled adds src times x to dst. The length of src is a multiple of 4.
func AddScaled(dst, src []float32, x float32) { addScaledPlain(dst, src, x) }

// Slopes is a·g[0] + b·g[1] + g[2] at each place, 0 where h is 0.
func Slopes(out, h []Row, a, b []float32, g *[3]Row) { slopesPlain(out, h, a, b, g) }

// Highest finds the first place of each channel where h is top; channels
// without one are left as they were.
func Highest(at *[Width]int32, h []Row, top *Row) { highestPlain(at, h, top) }

// Add adds packed rows to those of dst.
func Add(dst, src []Packed) { addPlain(dst, src) }

// Subtract takes packed rows from those of dst.
func Subtract(dst, src []Packed) { subtractPlain(dst, src) }

// DotPacked is the inner product of p + q, which hold count rows together, and
// x, added up in four parts.
func DotPacked(p, q *Packed, count int32, x *Row) float32 { return dotPackedPlain(p, q, count, x) }
