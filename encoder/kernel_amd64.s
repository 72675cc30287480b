//go:build !purego

#include "textflag.h"

// Go's operands run from sources to destination. Each function says the same
// as its plain twin in kernel.go, in the same order of float operations.

// ---- tiles ----

#define ARGS \
	MOVQ pairs+0(FP), CX; \
	MOVQ a+8(FP), R8; \
	MOVQ strideA+16(FP), DX; \
	MOVQ b+24(FP), BX; \
	MOVQ c+32(FP), DI; \
	MOVQ strideC+40(FP), SI; \
	MOVQ scaleA+48(FP), R12; \
	MOVQ scaleB+56(FP), R13; \
	MOVQ bias+64(FP), R14; \
	LEAQ (DX)(DX*2), AX; \
	ADDQ R8, AX; \
	MOVQ AX, R9

#define ZERO2(x, y) \
	VPXORD x, x, x; \
	VPXORD y, y, y

#define ZERO24 \
	ZERO2(Z0, Z1); ZERO2(Z2, Z3); ZERO2(Z4, Z5); ZERO2(Z6, Z7); \
	ZERO2(Z8, Z9); ZERO2(Z10, Z11); ZERO2(Z12, Z13); ZERO2(Z14, Z15); \
	ZERO2(Z16, Z17); ZERO2(Z18, Z19); ZERO2(Z20, Z21); ZERO2(Z22, Z23)

// One row of a against 32 columns: two k of the row, broadcast.
#define ROW_VNNI(at, t, x, y) \
	VPBROADCASTD at, t; \
	VPDPWSSD Z24, t, x; \
	VPDPWSSD Z25, t, y

#define ROW_512(at, t, x, y) \
	VPBROADCASTD at, t; \
	VPMADDWD Z24, t, Z30; \
	VPADDD Z30, x, x; \
	VPMADDWD Z25, t, Z31; \
	VPADDD Z31, y, y

#define COLUMNS512 \
	VMOVDQU32 (BX), Z24; \
	VMOVDQU32 64(BX), Z25; \
	ADDQ $128, BX

#define NEXT4 \
	ADDQ $4, R8; \
	ADDQ $4, R9; \
	ADDQ $4, R10; \
	ADDQ $4, R11

#define ROWS512(R) \
	R((R8), Z26, Z0, Z1); \
	R((R8)(DX*1), Z27, Z2, Z3); \
	R((R8)(DX*2), Z28, Z4, Z5); \
	R((R9), Z29, Z6, Z7); \
	R((R9)(DX*1), Z26, Z8, Z9); \
	R((R9)(DX*2), Z27, Z10, Z11); \
	R((R10), Z28, Z12, Z13); \
	R((R10)(DX*1), Z29, Z14, Z15); \
	R((R10)(DX*2), Z26, Z16, Z17); \
	R((R11), Z27, Z18, Z19); \
	R((R11)(DX*1), Z28, Z20, Z21); \
	R((R11)(DX*2), Z29, Z22, Z23)

#define PUT512(x, y, scale) \
	VBROADCASTSS scale, Z28; \
	VCVTDQ2PS x, x; \
	VCVTDQ2PS y, y; \
	VMULPS Z24, x, x; \
	VMULPS Z25, y, y; \
	VMULPS Z28, x, x; \
	VMULPS Z28, y, y; \
	VADDPS Z26, x, x; \
	VADDPS Z27, y, y; \
	VMOVUPS x, (DI); \
	VMOVUPS y, 64(DI); \
	ADDQ SI, DI

#define PUTALL512 \
	VMOVUPS (R13), Z24; \
	VMOVUPS 64(R13), Z25; \
	VMOVUPS (R14), Z26; \
	VMOVUPS 64(R14), Z27; \
	PUT512(Z0, Z1, 0(R12)); \
	PUT512(Z2, Z3, 4(R12)); \
	PUT512(Z4, Z5, 8(R12)); \
	PUT512(Z6, Z7, 12(R12)); \
	PUT512(Z8, Z9, 16(R12)); \
	PUT512(Z10, Z11, 20(R12)); \
	PUT512(Z12, Z13, 24(R12)); \
	PUT512(Z14, Z15, 28(R12)); \
	PUT512(Z16, Z17, 32(R12)); \
	PUT512(Z18, Z19, 36(R12)); \
	PUT512(Z20, Z21, 40(R12)); \
	PUT512(Z22, Z23, 44(R12)); \
	VZEROUPPER

// func tileVNNI(pairs int, a *int16, strideA int, b *int16, c *float32, strideC int, scaleA, scaleB, bias *float32)
TEXT ·tileVNNI(SB), NOSPLIT, $0-72
	ARGS
	LEAQ (DX)(DX*2), AX
	LEAQ (R9)(AX*1), R10
	LEAQ (R10)(AX*1), R11
	ZERO24

vnni:
	COLUMNS512
	ROWS512(ROW_VNNI)
	NEXT4
	DECQ CX
	JNZ  vnni
	PUTALL512
	RET

// func tileAVX512(pairs int, a *int16, strideA int, b *int16, c *float32, strideC int, scaleA, scaleB, bias *float32)
TEXT ·tileAVX512(SB), NOSPLIT, $0-72
	ARGS
	LEAQ (DX)(DX*2), AX
	LEAQ (R9)(AX*1), R10
	LEAQ (R10)(AX*1), R11
	ZERO24

wide:
	COLUMNS512
	ROWS512(ROW_512)
	NEXT4
	DECQ CX
	JNZ  wide
	PUTALL512
	RET

#define ROW_256(at, x, y) \
	VPBROADCASTD at, Y14; \
	VPMADDWD Y12, Y14, Y15; \
	VPADDD Y15, x, x; \
	VPMADDWD Y13, Y14, Y15; \
	VPADDD Y15, y, y

#define ZERO256(x, y) \
	VPXOR x, x, x; \
	VPXOR y, y, y

#define PUT256(x, y, scale) \
	VCVTDQ2PS x, x; \
	VCVTDQ2PS y, y; \
	VMULPS Y12, x, x; \
	VMULPS Y13, y, y; \
	VBROADCASTSS scale, Y15; \
	VMULPS Y15, x, x; \
	VMULPS Y15, y, y; \
	VADDPS (R14), x, x; \
	VADDPS 32(R14), y, y; \
	VMOVUPS x, (DI); \
	VMOVUPS y, 32(DI); \
	ADDQ SI, DI

// func tileAVX2(pairs int, a *int16, strideA int, b *int16, c *float32, strideC int, scaleA, scaleB, bias *float32)
TEXT ·tileAVX2(SB), NOSPLIT, $0-72
	ARGS
	ZERO256(Y0, Y1)
	ZERO256(Y2, Y3)
	ZERO256(Y4, Y5)
	ZERO256(Y6, Y7)
	ZERO256(Y8, Y9)
	ZERO256(Y10, Y11)

narrow:
	VMOVDQU (BX), Y12
	VMOVDQU 32(BX), Y13
	ADDQ    $128, BX
	ROW_256((R8), Y0, Y1)
	ROW_256((R8)(DX*1), Y2, Y3)
	ROW_256((R8)(DX*2), Y4, Y5)
	ROW_256((R9), Y6, Y7)
	ROW_256((R9)(DX*1), Y8, Y9)
	ROW_256((R9)(DX*2), Y10, Y11)
	ADDQ    $4, R8
	ADDQ    $4, R9
	DECQ    CX
	JNZ     narrow

	VMOVUPS (R13), Y12
	VMOVUPS 32(R13), Y13
	PUT256(Y0, Y1, 0(R12))
	PUT256(Y2, Y3, 4(R12))
	PUT256(Y4, Y5, 8(R12))
	PUT256(Y6, Y7, 12(R12))
	PUT256(Y8, Y9, 16(R12))
	PUT256(Y10, Y11, 20(R12))
	VZEROUPPER
	RET

// ---- vectors ----

// Y15 = all bits but the sign, in every lane.
#define NOSIGN \
	VPCMPEQD Y15, Y15, Y15; \
	VPSRLD $1, Y15, Y15

// X0's first lane = the sixteen lanes of Y0 and Y1 under OP, pairwise.
#define FOLD(OP) \
	OP Y1, Y0, Y0; \
	VEXTRACTF128 $1, Y0, X1; \
	OP X1, X0, X0; \
	VPSHUFD $0x4e, X0, X1; \
	OP X1, X0, X0; \
	VPSHUFD $0xb1, X0, X1; \
	OP X1, X0, X0

// func maxAbsAVX2(x *float32, n int) float32
TEXT ·maxAbsAVX2(SB), NOSPLIT, $0-20
	MOVQ  x+0(FP), SI
	MOVQ  n+8(FP), CX
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	NOSIGN

maxabs:
	VANDPS (SI), Y15, Y2
	VANDPS 32(SI), Y15, Y3
	VMAXPS Y2, Y0, Y0
	VMAXPS Y3, Y1, Y1
	ADDQ   $64, SI
	DECQ   CX
	JNZ    maxabs
	FOLD(VMAXPS)
	VMOVSS X0, ret+16(FP)
	VZEROUPPER
	RET

// func quantiseAVX2(dst *int16, x *float32, n int, by float32)
TEXT ·quantiseAVX2(SB), NOSPLIT, $0-28
	MOVQ         dst+0(FP), DI
	MOVQ         x+8(FP), SI
	MOVQ         n+16(FP), CX
	VBROADCASTSS by+24(FP), Y4

quantise:
	VMULPS    (SI), Y4, Y0
	VMULPS    32(SI), Y4, Y1
	VCVTPS2DQ Y0, Y0
	VCVTPS2DQ Y1, Y1
	VPACKSSDW Y1, Y0, Y0
	VPERMQ    $0xd8, Y0, Y0
	VMOVDQU   Y0, (DI)
	ADDQ      $64, SI
	ADDQ      $32, DI
	DECQ      CX
	JNZ       quantise
	VZEROUPPER
	RET

// acc = acc·by + table[i]
#define HORNER(i, by, acc) \
	VMULPS by, acc, acc; \
	VBROADCASTSS (4*i)(DX), Y9; \
	VADDPS Y9, acc, acc

// func geluAVX2(x *float32, n int, table *float32) float32
TEXT ·geluAVX2(SB), NOSPLIT, $0-28
	MOVQ         x+0(FP), SI
	MOVQ         n+8(FP), CX
	MOVQ         table+16(FP), DX
	SHLQ         $1, CX
	VPXOR        Y0, Y0, Y0
	VPXOR        Y1, Y1, Y1
	NOSIGN
	VBROADCASTSS 48(DX), Y14 // √½
	VBROADCASTSS 52(DX), Y13 // 4
	VBROADCASTSS 56(DX), Y12 // -4
	VBROADCASTSS 60(DX), Y11 // 1
	VBROADCASTSS 64(DX), Y10 // ½

gelu:
	VMOVUPS      (SI), Y2
	VMULPS       Y14, Y2, Y3
	VMAXPS       Y12, Y3, Y3
	VMINPS       Y13, Y3, Y3
	VMULPS       Y3, Y3, Y4
	VBROADCASTSS 0(DX), Y5
	VBROADCASTSS 28(DX), Y6
	HORNER(1, Y4, Y5)
	HORNER(8, Y4, Y6)
	HORNER(2, Y4, Y5)
	HORNER(9, Y4, Y6)
	HORNER(3, Y4, Y5)
	HORNER(10, Y4, Y6)
	HORNER(4, Y4, Y5)
	HORNER(11, Y4, Y6)
	HORNER(5, Y4, Y5)
	HORNER(6, Y4, Y5)
	VMULPS       Y3, Y5, Y5
	VDIVPS       Y6, Y5, Y5
	VADDPS       Y11, Y5, Y5
	VMULPS       Y10, Y2, Y2
	VMULPS       Y5, Y2, Y2
	VMOVUPS      Y2, (SI)
	VANDPS       Y2, Y15, Y2
	VMAXPS       Y2, Y0, Y0
	ADDQ         $32, SI
	DECQ         CX
	JNZ          gelu
	FOLD(VMAXPS)
	VMOVSS       X0, ret+24(FP)
	VZEROUPPER
	RET

// x in Y2 becomes e^(x-Y15); Y3 to Y5 are lost.
#define EXP \
	VSUBPS Y15, Y2, Y2; \
	VMAXPS Y14, Y2, Y2; \
	VMULPS Y13, Y2, Y3; \
	VADDPS Y12, Y3, Y3; \
	VSUBPS Y12, Y3, Y4; \
	VMULPS Y11, Y4, Y5; \
	VSUBPS Y5, Y2, Y2; \
	VMULPS Y10, Y4, Y5; \
	VSUBPS Y5, Y2, Y2; \
	VBROADCASTSS 0(DX), Y4; \
	HORNER(1, Y2, Y4); \
	HORNER(2, Y2, Y4); \
	HORNER(3, Y2, Y4); \
	HORNER(4, Y2, Y4); \
	HORNER(5, Y2, Y4); \
	VMULPS Y2, Y4, Y4; \
	VMULPS Y2, Y4, Y4; \
	VADDPS Y2, Y4, Y4; \
	VADDPS Y8, Y4, Y4; \
	VPSLLD $23, Y3, Y3; \
	VPADDD Y3, Y4, Y2

// func softmaxAVX2(x *float32, n int, table *float32) float32
TEXT ·softmaxAVX2(SB), NOSPLIT, $0-28
	MOVQ    x+0(FP), SI
	MOVQ    n+8(FP), CX
	MOVQ    table+16(FP), DX
	MOVQ    SI, DI
	MOVQ    CX, BX
	VMOVUPS (SI), Y0
	VMOVUPS 32(SI), Y1

largest:
	VMAXPS (DI), Y0, Y0
	VMAXPS 32(DI), Y1, Y1
	ADDQ   $64, DI
	DECQ   BX
	JNZ    largest
	FOLD(VMAXPS)
	VBROADCASTSS X0, Y15
	VBROADCASTSS 40(DX), Y14 // -87
	VBROADCASTSS 24(DX), Y13 // log2 e
	VBROADCASTSS 28(DX), Y12 // shift
	VBROADCASTSS 32(DX), Y11 // ln 2
	VBROADCASTSS 36(DX), Y10 // its rest
	VBROADCASTSS 44(DX), Y8  // 1
	VPXOR        Y0, Y0, Y0
	VPXOR        Y1, Y1, Y1

softmax:
	VMOVUPS (SI), Y2
	EXP
	VMOVUPS Y2, (SI)
	VADDPS  Y2, Y0, Y0
	VMOVUPS 32(SI), Y2
	EXP
	VMOVUPS Y2, 32(SI)
	VADDPS  Y2, Y1, Y1
	ADDQ    $64, SI
	DECQ    CX
	JNZ     softmax
	FOLD(VADDPS)
	VMOVSS  X0, ret+24(FP)
	VZEROUPPER
	RET

// func addNormAVX2(x, y, w, b *float32, n int, length, epsilon float32)
TEXT ·addNormAVX2(SB), NOSPLIT, $0-48
	MOVQ  x+0(FP), SI
	MOVQ  y+8(FP), DI
	MOVQ  w+16(FP), R8
	MOVQ  b+24(FP), R9
	MOVQ  n+32(FP), CX
	MOVQ  SI, AX
	MOVQ  CX, BX
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1

sum:
	VMOVUPS (AX), Y2
	VMOVUPS 32(AX), Y3
	VADDPS  (DI), Y2, Y2
	VADDPS  32(DI), Y3, Y3
	VMOVUPS Y2, (AX)
	VMOVUPS Y3, 32(AX)
	VADDPS  Y2, Y0, Y0
	VADDPS  Y3, Y1, Y1
	ADDQ    $64, AX
	ADDQ    $64, DI
	DECQ    BX
	JNZ     sum
	FOLD(VADDPS)
	VMOVSS       length+40(FP), X10
	VDIVSS       X10, X0, X0
	VBROADCASTSS X0, Y8
	MOVQ         SI, AX
	MOVQ         CX, BX
	VPXOR        Y0, Y0, Y0
	VPXOR        Y1, Y1, Y1

squares:
	VMOVUPS (AX), Y2
	VMOVUPS 32(AX), Y3
	VSUBPS  Y8, Y2, Y2
	VSUBPS  Y8, Y3, Y3
	VMULPS  Y2, Y2, Y2
	VMULPS  Y3, Y3, Y3
	VADDPS  Y2, Y0, Y0
	VADDPS  Y3, Y1, Y1
	ADDQ    $64, AX
	DECQ    BX
	JNZ     squares
	FOLD(VADDPS)
	VDIVSS       X10, X0, X0
	VADDSS       epsilon+44(FP), X0, X0
	VSQRTSS      X0, X0, X0
	MOVL         $0x3f800000, AX // 1
	VMOVD        AX, X1
	VDIVSS       X0, X1, X0
	VBROADCASTSS X0, Y9

norm:
	VMOVUPS (SI), Y2
	VMOVUPS 32(SI), Y3
	VSUBPS  Y8, Y2, Y2
	VSUBPS  Y8, Y3, Y3
	VMULPS  Y9, Y2, Y2
	VMULPS  Y9, Y3, Y3
	VMULPS  (R8), Y2, Y2
	VMULPS  32(R8), Y3, Y3
	VADDPS  (R9), Y2, Y2
	VADDPS  32(R9), Y3, Y3
	VMOVUPS Y2, (SI)
	VMOVUPS Y3, 32(SI)
	ADDQ    $64, SI
	ADDQ    $64, R8
	ADDQ    $64, R9
	DECQ    CX
	JNZ     norm
	VZEROUPPER
	RET

// func dotAVX2(x, y *float32, n int) float32
TEXT ·dotAVX2(SB), NOSPLIT, $0-28
	MOVQ  x+0(FP), SI
	MOVQ  y+8(FP), DI
	MOVQ  n+16(FP), CX
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1

dot:
	VMOVUPS (SI), Y2
	VMOVUPS 32(SI), Y3
	VMULPS  (DI), Y2, Y2
	VMULPS  32(DI), Y3, Y3
	VADDPS  Y2, Y0, Y0
	VADDPS  Y3, Y1, Y1
	ADDQ    $64, SI
	ADDQ    $64, DI
	DECQ    CX
	JNZ     dot
	FOLD(VADDPS)
	VMOVSS  X0, ret+24(FP)
	VZEROUPPER
	RET
