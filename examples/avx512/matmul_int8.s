// C = A B: 4 by x3 signed bytes times x3 by 16 unsigned bytes into 32-bit integers; x3 is a positive multiple of 4.
//
// A lies at 0x10000, a row 256 bytes. B lies at 0x20000 in quads: row k holds, for each column n, the bytes (4k .. 4k + 3, n),
// 64 bytes. A quad of A is broadcast to all columns. C goes to 0x30000, a row 64 bytes.

        li x1, 0x10000
        li x2, 0x20000
        li x4, 0x30000
        vpxord zmm0, zmm0, zmm0
        vpxord zmm1, zmm1, zmm1
        vpxord zmm2, zmm2, zmm2
        vpxord zmm3, zmm3, zmm3

quad:   vmovdqu32 zmm4, 0(x2)
        vpdpbusd.512.merge.broadcast zmm0, zmm4, 0(x1), k0
        vpdpbusd.512.merge.broadcast zmm1, zmm4, 256(x1), k0
        vpdpbusd.512.merge.broadcast zmm2, zmm4, 512(x1), k0
        vpdpbusd.512.merge.broadcast zmm3, zmm4, 768(x1), k0
        addi x1, x1, 4
        addi x2, x2, 64
        addi x3, x3, -4
        bne x3, x0, quad

        vmovdqu32 0(x4), zmm0
        vmovdqu32 64(x4), zmm1
        vmovdqu32 128(x4), zmm2
        vmovdqu32 192(x4), zmm3
        halt x0
