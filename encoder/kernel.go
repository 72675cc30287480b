package encoder

import "math"

// A kernel is one way to do the heavy arithmetic. All kernels give the same
// bits: products of integers are exact in any order, and float32 operations
// keep the order that the plain functions in this file spell out, with sums
// over sixteen lanes. A product is always rounded before it is added to, hence
// the conversions: without them a compiler may fuse the two.
//
// Lengths of float32 vectors are multiples of 16.
type kernel struct {
	name string
	// tile multiplies rows × cols numbers:
	//   c[i][j] = Σk a[i][k]·b[k][j] · scaleB[j] · scaleA[i] + bias[j]
	// b is half of, or a whole panel of 32 columns (see panels). pairs is half
	// of the number of k; strides count elements.
	rows, cols int
	tile       func(pairs int, a []int16, strideA int, b []int16, c []float32, strideC int, scaleA, scaleB, bias []float32)

	maxAbs   func(x []float32) float32                  // largest |x|
	quantise func(dst []int16, x []float32, by float32) // x·by to the nearest integer, halves to even
	gelu     func(x []float32) float32                  // x·Φ(x) in place; largest |result|
	softmax  func(x []float32) float32                  // e^(x−max) in place; their sum
	addNorm  func(x, y, w, b []float32)                 // x = LayerNorm(x+y)
	dot      func(x, y []float32) float32               // Σ x·y
}

// panel is how many columns of b stand together: b[k][j] for two k of each
// column j, then the next two k.
const panel = 32

// mostRows is the largest tile's rows: buffers of a have so many to spare.
const mostRows = 12

func plain() kernel {
	return kernel{"plain", 2, panel, tilePlain, maxAbsPlain, quantisePlain, geluPlain, softmaxPlain, addNormPlain, dotPlain}
}

// multiply computes rows × n numbers of c, n a multiple of panel, k even.
// edge is room for one tile.
func (k *kernel) multiply(rows, n, depth int, a []int16, strideA int, b []int16, c []float32, strideC int, scaleA, scaleB, bias, edge []float32) {
	for p := 0; p < n; p += panel {
		bp := b[p*depth : (p+panel)*depth]
		for i := 0; i < rows; i += k.rows {
			ai := a[i*strideA:]
			for j := 0; j < panel; j += k.cols {
				bj, at := bp[2*j:], p+j
				if i+k.rows <= rows {
					k.tile(depth/2, ai, strideA, bj, c[i*strideC+at:], strideC, scaleA[i:], scaleB[at:], bias[at:])
					continue
				}
				// The last tile may reach over the rows of c, which
				// belong to another sequence.
				k.tile(depth/2, ai, strideA, bj, edge, panel, scaleA[i:], scaleB[at:], bias[at:])
				for r := i; r < rows; r++ {
					copy(c[r*strideC+at:][:k.cols], edge[(r-i)*panel:])
				}
			}
		}
	}
}

func tilePlain(pairs int, a []int16, strideA int, b []int16, c []float32, strideC int, scaleA, scaleB, bias []float32) {
	a0, a1 := a[:2*pairs], a[strideA:][:2*pairs]
	for j := 0; j < panel; j += 4 {
		var s0, s1, s2, s3, t0, t1, t2, t3 int32
		q := b[2*j:]
		for k := 0; k < len(a0)-1 && k < len(a1)-1; k += 2 {
			x0, x1, y0, y1 := int32(a0[k]), int32(a0[k+1]), int32(a1[k]), int32(a1[k+1])
			v := (*[8]int16)(q)
			s0 += x0*int32(v[0]) + x1*int32(v[1])
			s1 += x0*int32(v[2]) + x1*int32(v[3])
			s2 += x0*int32(v[4]) + x1*int32(v[5])
			s3 += x0*int32(v[6]) + x1*int32(v[7])
			t0 += y0*int32(v[0]) + y1*int32(v[1])
			t1 += y0*int32(v[2]) + y1*int32(v[3])
			t2 += y0*int32(v[4]) + y1*int32(v[5])
			t3 += y0*int32(v[6]) + y1*int32(v[7])
			q = q[min(2*panel, len(q)):]
		}
		put := func(c []float32, scale float32, s ...int32) {
			for i, v := range s {
				y := float32(float32(float32(v)*scaleB[j+i]) * scale)
				c[j+i] = y + bias[j+i]
			}
		}
		put(c, scaleA[0], s0, s1, s2, s3)
		put(c[strideC:], scaleA[1], t0, t1, t2, t3)
	}
}

func maxAbsPlain(x []float32) float32 {
	most := float32(0)
	for _, v := range x {
		most = max(most, abs(v))
	}
	return most
}

func abs(x float32) float32 { return math.Float32frombits(math.Float32bits(x) &^ (1 << 31)) }

// shift, added to a float32 below 2²² and taken off again, rounds it to the
// nearest integer, halves to even.
const shift = 3 << 22

func quantisePlain(dst []int16, x []float32, by float32) {
	dst = dst[:len(x)]
	for i, v := range x {
		dst[i] = int16(float32(v*by) + shift - shift)
	}
}

// sum16 adds sixteen lanes pairwise.
func sum16(s *[16]float32) float32 {
	for n := 8; n > 0; n /= 2 {
		for i := range n {
			s[i] += s[i+n]
		}
	}
	return s[0]
}

func dotPlain(x, y []float32) float32 {
	var s [16]float32
	for len(x) >= 16 && len(y) >= 16 {
		for i := range s {
			s[i] += float32(x[i] * y[i])
		}
		x, y = x[16:], y[16:]
	}
	return sum16(&s)
}

// Numbers of the rational approximation of erf: odd·x over even, in x², from
// the highest power down. It is the one of Eigen and XLA; on [-4, 4] it is
// within 3e-7 of erf, which beyond is ±1 within 2e-8.
var erfTable = [...]float32{
	-2.72614225801306e-10, 2.77068142495902e-08, -2.10102402082508e-06, -5.69250639462346e-05,
	-7.34990630326855e-04, -2.95459980854025e-03, -1.60960333262415e-02,
	-1.45660718464996e-05, -2.13374055278905e-04, -1.68282697438203e-03, -7.37332916720468e-03, -1.42647390514189e-02,
	math.Sqrt2 / 2, 4, -4, 1, .5,
}

func erf(x float32) float32 {
	x = min(max(x, -4), 4)
	s := float32(x * x)
	p, q := erfTable[0], erfTable[7]
	for _, c := range erfTable[1:7] {
		p = float32(p*s) + c
	}
	for _, c := range erfTable[8:12] {
		q = float32(q*s) + c
	}
	return float32(p*x) / q
}

func geluPlain(x []float32) float32 {
	most := float32(0)
	for i, v := range x {
		y := float32(float32(v*.5) * (1 + erf(float32(v*(math.Sqrt2/2)))))
		x[i] = y
		most = max(most, abs(y))
	}
	return most
}

// Numbers of e^x = 2^n·e^r: Cephes' polynomial of degree 5 for (e^r-1-r)/r²,
// ln 2 in two parts. Its relative error is within 2e-7.
var expTable = [...]float32{
	1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
	math.Log2E, shift, 0.693359375, -2.12194440e-4, -87, 1,
}

// exp is e^x for x from -87 to 0; below it is as at -87.
func exp(x float32) float32 {
	x = max(x, -87)
	t := float32(x*math.Log2E) + shift
	n := t - shift
	r := x - float32(n*expTable[8])
	r -= float32(n * expTable[9])
	p := expTable[0]
	for _, c := range expTable[1:6] {
		p = float32(p*r) + c
	}
	p = float32(float32(p*r)*r) + r + 1
	// t's low bits hold n: adding it to the exponent multiplies by 2^n.
	return math.Float32frombits(math.Float32bits(p) + math.Float32bits(t)<<23)
}

func softmaxPlain(x []float32) float32 {
	most := x[0]
	for _, v := range x {
		most = max(most, v)
	}
	var s [16]float32
	for ; len(x) >= 16; x = x[16:] {
		for i := range s {
			x[i] = exp(x[i] - most)
			s[i] += x[i]
		}
	}
	return sum16(&s)
}

// epsilon is what BERT adds to a variance.
const epsilon = 1e-12

func addNormPlain(x, y, w, b []float32) {
	n := float32(len(x))
	y, w, b = y[:len(x)], w[:len(x)], b[:len(x)]
	var s, v [16]float32
	for i := range x {
		x[i] += y[i]
		s[i%16] += x[i]
	}
	mean := sum16(&s) / n
	for i := range x {
		d := x[i] - mean
		v[i%16] += float32(d * d)
	}
	by := 1 / float32(math.Sqrt(float64(sum16(&v)/n+epsilon)))
	for i := range x {
		x[i] = float32(float32((x[i]-mean)*by)*w[i]) + b[i]
	}
}
