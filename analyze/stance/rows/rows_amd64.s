#include "textflag.h"

// The loops of rows.go, eight channels at a time. Sums that rows.go keeps in
// four parts are one register of four; the others run over the rows in order,
// each channel by itself.

// In Y0 come the packed numbers of channels at byte o (as float32) of a row,
// minus Y14 times Y..., in the order of placePlain. p is o/2.
#define PLACE(o, p) \
	VPMOVZXWD p(SI), Y0;       \
	VPSUBD    Y14, Y0, Y0;     \
	VCVTDQ2PS Y0, Y0;          \
	VMULPS    o(R8), Y0, Y0;   \
	VADDPS    o+256(R8), Y0, Y0; \
	VMULPS    o+1024(R8), Y12, Y1; \
	VADDPS    Y1, Y0, Y0;      \
	VMULPS    o+512(R8), Y13, Y1; \
	VADDPS    Y1, Y0, Y0

#define RELU(o) \
	VMAXPS  Y15, Y0, Y0; \
	VMOVUPS Y0, o(DI)

// Adding a row times 0 changes nothing but a zero's sign, which RELU drops.
#define STEMS(o) \
	VMULPS o+768(R8), Y11, Y1;  \
	VADDPS Y1, Y0, Y0;          \
	VMULPS o+1280(R8), Y10, Y1; \
	VADDPS Y1, Y0, Y0

// func place(h *Row, conv *Packed, count *int32, m *[4]float32, f *Film, n int)
TEXT ·place(SB), NOSPLIT, $0-48
	MOVQ   h+0(FP), DI
	MOVQ   conv+8(FP), SI
	MOVQ   count+16(FP), DX
	MOVQ   m+24(FP), BX
	MOVQ   f+32(FP), R8
	MOVQ   n+40(FP), CX
	VXORPS Y15, Y15, Y15

placeLoop:
	MOVL         (DX), AX
	SHLL         $11, AX            // Bias
	VMOVD        AX, X14
	VPBROADCASTD X14, Y14
	VBROADCASTSS 0(BX), Y13
	VBROADCASTSS 8(BX), Y12
	MOVL         4(BX), AX
	ORL          12(BX), AX
	JNZ          placeStems
	PLACE(0, 0)
	RELU(0)
	PLACE(32, 16)
	RELU(32)
	PLACE(64, 32)
	RELU(64)
	PLACE(96, 48)
	RELU(96)
	PLACE(128, 64)
	RELU(128)
	PLACE(160, 80)
	RELU(160)
	PLACE(192, 96)
	RELU(192)
	PLACE(224, 112)
	RELU(224)

placeNext:
	ADDQ $256, DI
	ADDQ $128, SI
	ADDQ $4, DX
	ADDQ $16, BX
	DECQ CX
	JNZ  placeLoop
	VZEROUPPER
	RET

placeStems:
	VBROADCASTSS 4(BX), Y11
	VBROADCASTSS 12(BX), Y10
	PLACE(0, 0)
	STEMS(0)
	RELU(0)
	PLACE(32, 16)
	STEMS(32)
	RELU(32)
	PLACE(64, 32)
	STEMS(64)
	RELU(64)
	PLACE(96, 48)
	STEMS(96)
	RELU(96)
	PLACE(128, 64)
	STEMS(128)
	RELU(128)
	PLACE(160, 80)
	STEMS(160)
	RELU(160)
	PLACE(192, 96)
	STEMS(192)
	RELU(192)
	PLACE(224, 112)
	STEMS(224)
	RELU(224)
	JMP  placeNext

// func dots(out *float32, h, w *Row, n int)
// Eight rows at once, channel by channel: a sum in order waits for each of its
// additions, so eight take no longer than one.
TEXT ·dots(SB), NOSPLIT, $0-32
	MOVQ out+0(FP), DI
	MOVQ h+8(FP), SI
	MOVQ w+16(FP), BX
	MOVQ n+24(FP), CX

dotsLoop:
	CMPQ   CX, $8
	JLT    dotsDone
	VXORPS X0, X0, X0
	VXORPS X1, X1, X1
	VXORPS X2, X2, X2
	VXORPS X3, X3, X3
	VXORPS X4, X4, X4
	VXORPS X5, X5, X5
	VXORPS X6, X6, X6
	VXORPS X7, X7, X7
	XORQ   AX, AX

dotsChannel:
	VMOVSS (BX)(AX*4), X8
	VMULSS (SI)(AX*4), X8, X9
	VADDSS X9, X0, X0
	VMULSS 256(SI)(AX*4), X8, X10
	VADDSS X10, X1, X1
	VMULSS 512(SI)(AX*4), X8, X11
	VADDSS X11, X2, X2
	VMULSS 768(SI)(AX*4), X8, X12
	VADDSS X12, X3, X3
	VMULSS 1024(SI)(AX*4), X8, X13
	VADDSS X13, X4, X4
	VMULSS 1280(SI)(AX*4), X8, X14
	VADDSS X14, X5, X5
	VMULSS 1536(SI)(AX*4), X8, X15
	VADDSS X15, X6, X6
	VMULSS 1792(SI)(AX*4), X8, X9
	VADDSS X9, X7, X7
	INCQ   AX
	CMPQ   AX, $64
	JLT    dotsChannel
	VMOVSS X0, 0(DI)
	VMOVSS X1, 4(DI)
	VMOVSS X2, 8(DI)
	VMOVSS X3, 12(DI)
	VMOVSS X4, 16(DI)
	VMOVSS X5, 20(DI)
	VMOVSS X6, 24(DI)
	VMOVSS X7, 28(DI)
	ADDQ   $32, DI
	ADDQ   $2048, SI
	SUBQ   $8, CX
	JMP    dotsLoop

dotsDone:
	VZEROUPPER
	RET

// func pool(p *Pools, h *Row, e1, e2 *float32, n int)
// Sixteen channels at a time stay in registers.
TEXT ·pool(SB), NOSPLIT, $0-40
	MOVQ p+0(FP), DI
	MOVQ h+8(FP), SI
	MOVQ e1+16(FP), R8
	MOVQ e2+24(FP), R9
	MOVQ n+32(FP), CX
	MOVQ $4, DX

poolChannels:
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	VXORPS Y4, Y4, Y4
	VXORPS Y5, Y5, Y5
	VXORPS Y6, Y6, Y6
	VXORPS Y7, Y7, Y7
	MOVQ   SI, BX
	XORQ   AX, AX

poolPlace:
	VBROADCASTSS (R8)(AX*4), Y8
	VBROADCASTSS (R9)(AX*4), Y9
	VMOVUPS      (BX), Y10
	VMOVUPS      32(BX), Y11
	VMULPS       Y8, Y10, Y12
	VADDPS       Y12, Y0, Y0
	VMULPS       Y8, Y11, Y13
	VADDPS       Y13, Y1, Y1
	VMULPS       Y9, Y10, Y14
	VADDPS       Y14, Y2, Y2
	VMULPS       Y9, Y11, Y15
	VADDPS       Y15, Y3, Y3
	VADDPS       Y10, Y4, Y4
	VADDPS       Y11, Y5, Y5
	VMAXPS       Y10, Y6, Y6
	VMAXPS       Y11, Y7, Y7
	ADDQ         $256, BX
	INCQ         AX
	CMPQ         AX, CX
	JLT          poolPlace
	VMOVUPS      Y0, 0(DI)
	VMOVUPS      Y1, 32(DI)
	VMOVUPS      Y2, 256(DI)
	VMOVUPS      Y3, 288(DI)
	VMOVUPS      Y4, 512(DI)
	VMOVUPS      Y5, 544(DI)
	VMOVUPS      Y6, 768(DI)
	VMOVUPS      Y7, 800(DI)
	ADDQ         $64, DI
	ADDQ         $64, SI
	DECQ         DX
	JNZ          poolChannels
	VZEROUPPER
	RET

// func replace(p *Pools, old, now *Row, e1, e2, f1, f2 *float32, n int)
TEXT ·replace(SB), NOSPLIT, $0-64
	MOVQ p+0(FP), DI
	MOVQ old+8(FP), SI
	MOVQ now+16(FP), DX
	MOVQ e1+24(FP), R8
	MOVQ e2+32(FP), R9
	MOVQ f1+40(FP), R10
	MOVQ f2+48(FP), R11
	MOVQ n+56(FP), CX
	MOVQ $8, R12

replaceChannels:
	VMOVUPS 0(DI), Y0
	VMOVUPS 256(DI), Y1
	VMOVUPS 512(DI), Y2
	VMOVUPS 768(DI), Y3
	XORQ    AX, AX
	MOVQ    SI, R13
	MOVQ    DX, BX

replacePlace:
	VMOVUPS      (BX), Y4
	VMOVUPS      (R13), Y5
	VBROADCASTSS (R10)(AX*4), Y6
	VBROADCASTSS (R8)(AX*4), Y7
	VMULPS       Y6, Y4, Y6
	VMULPS       Y7, Y5, Y7
	VSUBPS       Y7, Y6, Y6
	VADDPS       Y6, Y0, Y0
	VBROADCASTSS (R11)(AX*4), Y8
	VBROADCASTSS (R9)(AX*4), Y9
	VMULPS       Y8, Y4, Y8
	VMULPS       Y9, Y5, Y9
	VSUBPS       Y9, Y8, Y8
	VADDPS       Y8, Y1, Y1
	VSUBPS       Y5, Y4, Y5
	VADDPS       Y5, Y2, Y2
	VMAXPS       Y4, Y3, Y3
	ADDQ         $256, BX
	ADDQ         $256, R13
	INCQ         AX
	CMPQ         AX, CX
	JLT          replacePlace
	VMOVUPS      Y0, 0(DI)
	VMOVUPS      Y1, 256(DI)
	VMOVUPS      Y2, 512(DI)
	VMOVUPS      Y3, 768(DI)
	ADDQ         $32, DI
	ADDQ         $32, SI
	ADDQ         $32, DX
	DECQ         R12
	JNZ          replaceChannels
	VZEROUPPER
	RET

// The four parts of a sum in X, added as (a + b) + (c + d).
#define JOIN(X) \
	VHADDPS X, X, X; \
	VHADDPS X, X, X

// func products(out, w, x *float32, blocks, steps int)
// Eight lines at a time; lines 0, 3 and 6 have a pointer of their own.
TEXT ·products(SB), NOSPLIT, $0-40
	MOVQ out+0(FP), DI
	MOVQ w+8(FP), SI
	MOVQ x+16(FP), DX
	MOVQ blocks+24(FP), CX
	MOVQ steps+32(FP), R9
	MOVQ R9, R8
	SHLQ $4, R8 // bytes in a line

productsBlock:
	LEAQ   (SI)(R8*2), R10
	ADDQ   R8, R10
	LEAQ   (R10)(R8*2), R11
	ADDQ   R8, R11
	MOVQ   SI, R12
	VXORPS X0, X0, X0
	VXORPS X1, X1, X1
	VXORPS X2, X2, X2
	VXORPS X3, X3, X3
	VXORPS X4, X4, X4
	VXORPS X5, X5, X5
	VXORPS X6, X6, X6
	VXORPS X7, X7, X7
	MOVQ   DX, BX
	MOVQ   R9, AX

productsStep:
	VMOVUPS (BX), X8
	VMULPS  (R12), X8, X9
	VADDPS  X9, X0, X0
	VMULPS  (R12)(R8*1), X8, X10
	VADDPS  X10, X1, X1
	VMULPS  (R12)(R8*2), X8, X11
	VADDPS  X11, X2, X2
	VMULPS  (R10), X8, X12
	VADDPS  X12, X3, X3
	VMULPS  (R10)(R8*1), X8, X13
	VADDPS  X13, X4, X4
	VMULPS  (R10)(R8*2), X8, X14
	VADDPS  X14, X5, X5
	VMULPS  (R11), X8, X15
	VADDPS  X15, X6, X6
	VMULPS  (R11)(R8*1), X8, X9
	VADDPS  X9, X7, X7
	ADDQ    $16, BX
	ADDQ    $16, R12
	ADDQ    $16, R10
	ADDQ    $16, R11
	DECQ    AX
	JNZ     productsStep
	JOIN(X0)
	JOIN(X1)
	JOIN(X2)
	JOIN(X3)
	JOIN(X4)
	JOIN(X5)
	JOIN(X6)
	JOIN(X7)
	VMOVSS  X0, 0(DI)
	VMOVSS  X1, 4(DI)
	VMOVSS  X2, 8(DI)
	VMOVSS  X3, 12(DI)
	VMOVSS  X4, 16(DI)
	VMOVSS  X5, 20(DI)
	VMOVSS  X6, 24(DI)
	VMOVSS  X7, 28(DI)
	ADDQ    $32, DI
	LEAQ    (SI)(R8*8), SI
	DECQ    CX
	JNZ     productsBlock
	VZEROUPPER
	RET

#define MIX(o, Y, T) \
	VMULPS o(SI), Y8, T; \
	VADDPS T, Y, Y

// func mix(out *Row, w, x *float32, n int)
TEXT ·mix(SB), NOSPLIT, $0-32
	MOVQ    out+0(FP), DI
	MOVQ    w+8(FP), SI
	MOVQ    x+16(FP), BX
	MOVQ    n+24(FP), CX
	VMOVUPS 0(DI), Y0
	VMOVUPS 32(DI), Y1
	VMOVUPS 64(DI), Y2
	VMOVUPS 96(DI), Y3
	VMOVUPS 128(DI), Y4
	VMOVUPS 160(DI), Y5
	VMOVUPS 192(DI), Y6
	VMOVUPS 224(DI), Y7

mixRow:
	VBROADCASTSS (BX), Y8
	MIX(0, Y0, Y9)
	MIX(32, Y1, Y10)
	MIX(64, Y2, Y11)
	MIX(96, Y3, Y12)
	MIX(128, Y4, Y13)
	MIX(160, Y5, Y14)
	MIX(192, Y6, Y15)
	MIX(224, Y7, Y9)
	ADDQ         $4, BX
	ADDQ         $256, SI
	DECQ         CX
	JNZ          mixRow
	VMOVUPS      Y0, 0(DI)
	VMOVUPS      Y1, 32(DI)
	VMOVUPS      Y2, 64(DI)
	VMOVUPS      Y3, 96(DI)
	VMOVUPS      Y4, 128(DI)
	VMOVUPS      Y5, 160(DI)
	VMOVUPS      Y6, 192(DI)
	VMOVUPS      Y7, 224(DI)
	VZEROUPPER
	RET

// func addScaled(dst, src *float32, x float32, n int)
TEXT ·addScaled(SB), NOSPLIT, $0-32
	MOVQ         dst+0(FP), DI
	MOVQ         src+8(FP), SI
	VBROADCASTSS x+16(FP), Y8
	MOVQ         n+24(FP), CX

addScaledSixteen:
	CMPQ    CX, $16
	JLT     addScaledFour
	VMULPS  (SI), Y8, Y0
	VADDPS  (DI), Y0, Y0
	VMOVUPS Y0, (DI)
	VMULPS  32(SI), Y8, Y1
	VADDPS  32(DI), Y1, Y1
	VMOVUPS Y1, 32(DI)
	ADDQ    $64, SI
	ADDQ    $64, DI
	SUBQ    $16, CX
	JMP     addScaledSixteen

addScaledFour:
	CMPQ    CX, $4
	JLT     addScaledDone
	VMULPS  (SI), X8, X0
	VADDPS  (DI), X0, X0
	VMOVUPS X0, (DI)
	ADDQ    $16, SI
	ADDQ    $16, DI
	SUBQ    $4, CX
	JMP     addScaledFour

addScaledDone:
	VZEROUPPER
	RET

// VCMPPS 1 asks for 0 < h.
#define SLOPE(o) \
	VMULPS  o(R8), Y13, Y0;      \
	VMULPS  o+256(R8), Y12, Y1;  \
	VADDPS  Y1, Y0, Y0;          \
	VADDPS  o+512(R8), Y0, Y0;   \
	VCMPPS  $1, o(SI), Y15, Y1;  \
	VANDPS  Y1, Y0, Y0;          \
	VMOVUPS Y0, o(DI)

// func slopes(out, h *Row, a, b *float32, slope *[3]Row, n int)
TEXT ·slopes(SB), NOSPLIT, $0-48
	MOVQ   out+0(FP), DI
	MOVQ   h+8(FP), SI
	MOVQ   a+16(FP), BX
	MOVQ   b+24(FP), DX
	MOVQ   slope+32(FP), R8
	MOVQ   n+40(FP), CX
	VXORPS Y15, Y15, Y15

slopesLoop:
	VBROADCASTSS (BX), Y13
	VBROADCASTSS (DX), Y12
	SLOPE(0)
	SLOPE(32)
	SLOPE(64)
	SLOPE(96)
	SLOPE(128)
	SLOPE(160)
	SLOPE(192)
	SLOPE(224)
	ADDQ         $256, DI
	ADDQ         $256, SI
	ADDQ         $4, BX
	ADDQ         $4, DX
	DECQ         CX
	JNZ          slopesLoop
	VZEROUPPER
	RET

#define HIGHEST(o, Y) \
	VMOVUPS   o(R8), Y9;          \
	VCMPPS    $0, o(SI), Y9, Y10; \
	VBLENDVPS Y10, Y8, Y, Y

// func highest(at *[Width]int32, h, top *Row, n int)
// From the last place to the first: the first one stays.
TEXT ·highest(SB), NOSPLIT, $0-32
	MOVQ    at+0(FP), DI
	MOVQ    h+8(FP), SI
	MOVQ    top+16(FP), R8
	MOVQ    n+24(FP), CX
	MOVQ    CX, AX
	SHLQ    $8, AX
	ADDQ    AX, SI
	VMOVUPS 0(DI), Y0
	VMOVUPS 32(DI), Y1
	VMOVUPS 64(DI), Y2
	VMOVUPS 96(DI), Y3
	VMOVUPS 128(DI), Y4
	VMOVUPS 160(DI), Y5
	VMOVUPS 192(DI), Y6
	VMOVUPS 224(DI), Y7

highestLoop:
	SUBQ         $256, SI
	DECQ         CX
	VMOVD        CX, X8
	VPBROADCASTD X8, Y8
	HIGHEST(0, Y0)
	HIGHEST(32, Y1)
	HIGHEST(64, Y2)
	HIGHEST(96, Y3)
	HIGHEST(128, Y4)
	HIGHEST(160, Y5)
	HIGHEST(192, Y6)
	HIGHEST(224, Y7)
	TESTQ        CX, CX
	JNZ          highestLoop
	VMOVUPS      Y0, 0(DI)
	VMOVUPS      Y1, 32(DI)
	VMOVUPS      Y2, 64(DI)
	VMOVUPS      Y3, 96(DI)
	VMOVUPS      Y4, 128(DI)
	VMOVUPS      Y5, 160(DI)
	VMOVUPS      Y6, 192(DI)
	VMOVUPS      Y7, 224(DI)
	VZEROUPPER
	RET

// func add(dst, src *Packed, n int)
TEXT ·add(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX

addLoop:
	VMOVDQU (DI), Y0
	VMOVDQU 32(DI), Y1
	VMOVDQU 64(DI), Y2
	VMOVDQU 96(DI), Y3
	VPADDQ  (SI), Y0, Y0
	VPADDQ  32(SI), Y1, Y1
	VPADDQ  64(SI), Y2, Y2
	VPADDQ  96(SI), Y3, Y3
	VMOVDQU Y0, (DI)
	VMOVDQU Y1, 32(DI)
	VMOVDQU Y2, 64(DI)
	VMOVDQU Y3, 96(DI)
	ADDQ    $128, SI
	ADDQ    $128, DI
	DECQ    CX
	JNZ     addLoop
	VZEROUPPER
	RET

// func subtract(dst, src *Packed, n int)
TEXT ·subtract(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX

subtractLoop:
	VMOVDQU (DI), Y0
	VMOVDQU 32(DI), Y1
	VMOVDQU 64(DI), Y2
	VMOVDQU 96(DI), Y3
	VPSUBQ  (SI), Y0, Y0
	VPSUBQ  32(SI), Y1, Y1
	VPSUBQ  64(SI), Y2, Y2
	VPSUBQ  96(SI), Y3, Y3
	VMOVDQU Y0, (DI)
	VMOVDQU Y1, 32(DI)
	VMOVDQU Y2, 64(DI)
	VMOVDQU Y3, 96(DI)
	ADDQ    $128, SI
	ADDQ    $128, DI
	DECQ    CX
	JNZ     subtractLoop
	VZEROUPPER
	RET

// Four packed numbers at byte p, times those of x at byte o, into the sum X0.
#define DOT(p, o) \
	VMOVQ     p(SI), X1;        \
	VMOVQ     p(BX), X2;        \
	VPADDQ    X2, X1, X1;       \
	VPMOVZXWD X1, X1;           \
	VPSUBD    X14, X1, X1;      \
	VCVTDQ2PS X1, X1;           \
	VMULPS    o(R8), X1, X1;    \
	VADDPS    X1, X0, X0

// func dotPacked(p, q *Packed, off int32, x *Row) float32
TEXT ·dotPacked(SB), NOSPLIT, $0-36
	MOVQ         p+0(FP), SI
	MOVQ         q+8(FP), BX
	MOVL         off+16(FP), AX
	MOVQ         x+24(FP), R8
	VMOVD        AX, X14
	VPBROADCASTD X14, X14
	VXORPS       X0, X0, X0
	DOT(0, 0)
	DOT(8, 16)
	DOT(16, 32)
	DOT(24, 48)
	DOT(32, 64)
	DOT(40, 80)
	DOT(48, 96)
	DOT(56, 112)
	DOT(64, 128)
	DOT(72, 144)
	DOT(80, 160)
	DOT(88, 176)
	DOT(96, 192)
	DOT(104, 208)
	DOT(112, 224)
	DOT(120, 240)
	JOIN(X0)
	VMOVSS       X0, ret+32(FP)
	VZEROUPPER
	RET

#define FOUR(o) \
	VMOVUPS o(SI), X4;          \
	VMULPS  o(R8), X4, X4;      \
	VADDPS  X4, X0, X0;         \
	VMOVUPS o+256(SI), X5;      \
	VMULPS  o(R9), X5, X5;      \
	VADDPS  X5, X1, X1;         \
	VMOVUPS o+512(SI), X6;      \
	VMULPS  o(R10), X6, X6;     \
	VADDPS  X6, X2, X2;         \
	VMOVUPS o+768(SI), X7;      \
	VMULPS  o(R11), X7, X7;     \
	VADDPS  X7, X3, X3

// func dotFour(x *[4]Row, a, b, c, d *Row) float32
TEXT ·dotFour(SB), NOSPLIT, $0-44
	MOVQ     x+0(FP), SI
	MOVQ     a+8(FP), R8
	MOVQ     b+16(FP), R9
	MOVQ     c+24(FP), R10
	MOVQ     d+32(FP), R11
	VXORPS   X0, X0, X0
	VXORPS   X1, X1, X1
	VXORPS   X2, X2, X2
	VXORPS   X3, X3, X3
	FOUR(0)
	FOUR(16)
	FOUR(32)
	FOUR(48)
	FOUR(64)
	FOUR(80)
	FOUR(96)
	FOUR(112)
	FOUR(128)
	FOUR(144)
	FOUR(160)
	FOUR(176)
	FOUR(192)
	FOUR(208)
	FOUR(224)
	FOUR(240)
	VHADDPS  X1, X0, X0 // the halves of both sums
	VHADDPS  X3, X2, X2
	VHADDPS  X2, X0, X0 // the four sums
	VMOVSHDUP X0, X1
	VADDSS   X1, X0, X2
	VPERMILPS $2, X0, X1
	VADDSS   X1, X2, X2
	VPERMILPS $3, X0, X1
	VADDSS   X1, X2, X2
	VMOVSS   X2, ret+40(FP)
	VZEROUPPER
	RET
