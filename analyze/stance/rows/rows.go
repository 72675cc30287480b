// Package rows holds the inner loops of the fast stance network: arithmetic on
// rows of Width numbers, one for each channel of the network.
//
// Every loop is there twice: in plain Go, and in assembly for x86-64 processors
// with AVX2, which most of the network's time asks for. Both give the same
// bits, because both add in the same order and round every product before it
// is added to something (no fused multiply-add): where a sum runs along a row
// it is kept in four parts, number i in part i%4, or taken in order, as each
// function says. The tests hold the two together.
package rows

// Width is the number of channels.
const Width = 64

// Row is one number a channel.
type Row = [Width]float32

// Packed is a row of small integers: four channels in a uint64, 16 bits each,
// every one offset by Bias so that none is negative. Adding two packed rows
// adds the offsets too, and is exact as long as no more than MaxPacked rows
// are added up: no channel then runs over into the next.
type Packed [Width / 4]uint64

const (
	Bias      = 1 << 11
	MaxPacked = 31
)

// Film is what a claim does to every place of a text.
type Film struct {
	Scale, Shift Row
	Match        [4]Row // times the four numbers that tell how a word meets the claim
}

// Pools are sums over the places of a text, and the maximum.
type Pools struct {
	P1, P2   Row // weighted by the two attentions
	Sum, Top Row
}

func placePlain(h []Row, conv []Packed, count []int32, m [][4]float32, f *Film) {
	for t := range h {
		off := count[t] * Bias
		m0, m2 := m[t][0], m[t][2]
		for j, u := range &conv[t] {
			h, a, b := (*[4]float32)(h[t][4*j:]), (*[4]float32)(f.Scale[4*j:]), (*[4]float32)(f.Shift[4*j:])
			v, w := (*[4]float32)(f.Match[0][4*j:]), (*[4]float32)(f.Match[2][4*j:])
			h[0] = float32(float32(int32(u&0xffff)-off)*a[0]) + b[0] + float32(w[0]*m2) + float32(v[0]*m0)
			h[1] = float32(float32(int32(u>>16&0xffff)-off)*a[1]) + b[1] + float32(w[1]*m2) + float32(v[1]*m0)
			h[2] = float32(float32(int32(u>>32&0xffff)-off)*a[2]) + b[2] + float32(w[2]*m2) + float32(v[2]*m0)
			h[3] = float32(float32(int32(u>>48)-off)*a[3]) + b[3] + float32(w[3]*m2) + float32(v[3]*m0)
		}
		for k := 1; k <= 3; k += 2 {
			if m[t][k] != 0 {
				for i, x := range &f.Match[k] {
					h[t][i] += float32(x * m[t][k])
				}
			}
		}
		for i, x := range &h[t] {
			h[t][i] = max(x, 0)
		}
	}
}

func dotsPlain(out []float32, h []Row, w *Row) {
	for t := 0; t < len(h); t += 4 { // four sums wait for their additions at once
		a, b, c, d := &h[t], &h[t+1], &h[t+2], &h[t+3]
		var p, q, r, s float32
		for i, x := range w {
			p += float32(x * a[i])
			q += float32(x * b[i])
			r += float32(x * c[i])
			s += float32(x * d[i])
		}
		out[t], out[t+1], out[t+2], out[t+3] = p, q, r, s
	}
}

func poolPlain(p *Pools, h []Row, e1, e2 []float32) {
	*p = Pools{}
	for t := range h {
		a, b := e1[t], e2[t]
		for i, x := range &h[t] {
			p.P1[i] += float32(x * a)
			p.P2[i] += float32(x * b)
			p.Sum[i] += x
			p.Top[i] = max(p.Top[i], x)
		}
	}
}

func replacePlain(p *Pools, old, now []Row, e1, e2, f1, f2 []float32) {
	for t := range now {
		for i, x := range &now[t] {
			y := old[t][i]
			p.P1[i] += float32(x*f1[t]) - float32(y*e1[t])
			p.P2[i] += float32(x*f2[t]) - float32(y*e2[t])
			p.Sum[i] += x - y
			p.Top[i] = max(p.Top[i], x)
		}
	}
}

func productsPlain(out, w, x []float32) {
	for r := range out {
		line := w[r*len(x):][:len(x)]
		var a, b, c, d float32
		for k := 0; k+3 < len(x); k += 4 {
			a += float32(x[k] * line[k])
			b += float32(x[k+1] * line[k+1])
			c += float32(x[k+2] * line[k+2])
			d += float32(x[k+3] * line[k+3])
		}
		out[r] = (a + b) + (c + d)
	}
}

func mixPlain(out *Row, w, x []float32) {
	for k, x := range x {
		for i, y := range w[k*Width:][:Width] {
			out[i] += float32(y * x)
		}
	}
}

func dotFourPlain(x *[4]Row, a, b, c, d *Row) float32 {
	var dot [4]float32
	for k, w := range [4]*Row{a, b, c, d} {
		productsPlain(dot[k:k+1], w[:], x[k][:])
	}
	return dot[0] + dot[1] + dot[2] + dot[3]
}

func addScaledPlain(dst, src []float32, x float32) {
	for i, y := range src {
		dst[i] += float32(y * x)
	}
}

func slopesPlain(out, h []Row, a, b []float32, g *[3]Row) {
	for t := range out {
		for i, x := range &h[t] {
			if y := float32(a[t]*g[0][i]) + float32(b[t]*g[1][i]) + g[2][i]; x > 0 {
				out[t][i] = y
			} else {
				out[t][i] = 0
			}
		}
	}
}

func highestPlain(at *[Width]int32, h []Row, top *Row) {
	for t := len(h) - 1; t >= 0; t-- {
		for i, x := range &h[t] {
			if x == top[i] {
				at[i] = int32(t)
			}
		}
	}
}

func addPlain(dst, src []Packed) {
	for t := range src {
		for i, u := range &src[t] {
			dst[t][i] += u
		}
	}
}

func subtractPlain(dst, src []Packed) {
	for t := range src {
		for i, u := range &src[t] {
			dst[t][i] -= u
		}
	}
}

func dotPackedPlain(p, q *Packed, count int32, x *Row) float32 {
	off := count * Bias
	var a, b, c, d float32
	for j, u := range p {
		u += q[j]
		x := (*[4]float32)(x[4*j:])
		a += float32(float32(int32(u&0xffff)-off) * x[0])
		b += float32(float32(int32(u>>16&0xffff)-off) * x[1])
		c += float32(float32(int32(u>>32&0xffff)-off) * x[2])
		d += float32(float32(int32(u>>48)-off) * x[3])
	}
	return (a + b) + (c + d)
}
