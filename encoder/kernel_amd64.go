//go:build !purego

package encoder

import "golang.org/x/sys/cpu"

// kernels lists what this machine can run, the fastest first.
func kernels() []kernel {
	list := []kernel{plain()}
	if !cpu.X86.HasAVX2 {
		return list
	}
	k := kernel{
		name: "avx2", rows: 6, cols: 16, tile: tile(6, 16, tileAVX2),
		maxAbs: func(x []float32) float32 { return maxAbsAVX2(&x[0], len(x)/16) },
		quantise: func(dst []int16, x []float32, by float32) {
			_ = dst[len(x)-1]
			quantiseAVX2(&dst[0], &x[0], len(x)/16, by)
		},
		gelu:    func(x []float32) float32 { return geluAVX2(&x[0], len(x)/16, &erfTable[0]) },
		softmax: func(x []float32) float32 { return softmaxAVX2(&x[0], len(x)/16, &expTable[0]) },
		addNorm: func(x, y, w, b []float32) {
			n := len(x) - 1
			_, _, _ = y[n], w[n], b[n]
			addNormAVX2(&x[0], &y[0], &w[0], &b[0], len(x)/16, float32(len(x)), epsilon)
		},
		dot: func(x, y []float32) float32 { _ = y[len(x)-1]; return dotAVX2(&x[0], &y[0], len(x)/16) },
	}
	list = append([]kernel{k}, list...)
	// The wider kernels differ in the tile alone, which takes nearly all time.
	if cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW {
		k.name, k.rows, k.cols, k.tile = "avx512", 12, 32, tile(12, 32, tileAVX512)
		list = append([]kernel{k}, list...)
		if cpu.X86.HasAVX512VNNI {
			k.name, k.tile = "avx512-vnni", tile(12, 32, tileVNNI)
			list = append([]kernel{k}, list...)
		}
	}
	return list
}

type assembly = func(pairs int, a *int16, strideA int, b *int16, c *float32, strideC int, scaleA, scaleB, bias *float32)

// tile gives an assembly tile the bounds checks that Go code has.
func tile(rows, cols int, f assembly) func(int, []int16, int, []int16, []float32, int, []float32, []float32, []float32) {
	return func(pairs int, a []int16, strideA int, b []int16, c []float32, strideC int, scaleA, scaleB, bias []float32) {
		_ = a[(rows-1)*strideA+2*pairs-1]
		_ = b[(pairs-1)*2*panel+2*cols-1]
		_ = c[(rows-1)*strideC+cols-1]
		_, _, _ = scaleA[rows-1], scaleB[cols-1], bias[cols-1]
		f(pairs, &a[0], 2*strideA, &b[0], &c[0], 4*strideC, &scaleA[0], &scaleB[0], &bias[0])
	}
}

// In assembly strides count bytes, and n counts sixteens.

//go:noescape
func tileVNNI(pairs int, a *int16, strideA int, b *int16, c *float32, strideC int, scaleA, scaleB, bias *float32)

//go:noescape
func tileAVX512(pairs int, a *int16, strideA int, b *int16, c *float32, strideC int, scaleA, scaleB, bias *float32)

//go:noescape
func tileAVX2(pairs int, a *int16, strideA int, b *int16, c *float32, strideC int, scaleA, scaleB, bias *float32)

//go:noescape
func maxAbsAVX2(x *float32, n int) float32

//go:noescape
func quantiseAVX2(dst *int16, x *float32, n int, by float32)

//go:noescape
func geluAVX2(x *float32, n int, table *float32) float32

//go:noescape
func softmaxAVX2(x *float32, n int, table *float32) float32

//go:noescape
func addNormAVX2(x, y, w, b *float32, n int, length, epsilon float32)

//go:noescape
func dotAVX2(x, y *float32, n int) float32
