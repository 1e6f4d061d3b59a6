// The products of x3 pairs of FP32 at 0x10000 and 0x20000, rounded to bfloat16, in 16 partial sums of FP32 at 0x30000:
// sum i takes the elements 32 j + 2 i and 32 j + 2 i + 1, for j ascending. x3 is a positive multiple of 32.

        li x1, 0x10000
        li x2, 0x20000
        li x4, 0x30000
        vpxord zmm0, zmm0, zmm0

pairs:  vmovdqu32 zmm1, 64(x1)
        vcvtne2ps2bf16.512.merge.whole zmm1, zmm1, 0(x1), k0
        vmovdqu32 zmm2, 64(x2)
        vcvtne2ps2bf16.512.merge.whole zmm2, zmm2, 0(x2), k0
        vdpbf16ps zmm0, zmm1, zmm2
        addi x1, x1, 128
        addi x2, x2, 128
        addi x3, x3, -32
        bne x3, x0, pairs

        vmovdqu32 0(x4), zmm0
        halt x0
