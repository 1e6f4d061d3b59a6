// C = A B: 10 by 48 bfloat16 times 48 by 12 into FP32. Tiles take the shapes of what is left, so nothing is padded.
//
// A lies at 0x2000, a row 96 bytes. B lies at 0x4000 in pairs: row k holds, for each column n, the elements (2k, n) and
// (2k + 1, n), so that it has 24 rows of 48 bytes. C goes to 0x6000, a row 48 bytes.

        li x1, tiles
        ldtilecfg 0(x1)
        li x2, 0x2000
        li x3, 0x4000
        li x4, 0x6000
        li x5, 96               // between rows of A
        li x6, 48               // between rows of B and of C
        tilezero tmm0
        tileloadd tmm1, 0(x2, x5)
        tileloadd tmm2, 0(x3, x6)
        tdpbf16ps tmm0, tmm1, tmm2
        tileloadd tmm3, 64(x2, x5)
        tileloadd tmm4, 768(x3, x6)
        tdpbf16ps tmm0, tmm3, tmm4
        tilestored 0(x4, x6), tmm0
        tilerelease
        halt x0

        .align 64
tiles:  .byte 1, 0
        .space 14
        .half 48, 64, 48, 32, 48, 0, 0, 0       // bytes in a row: C; A and B for k < 32; A and B for the rest
        .space 16
        .byte 10, 10, 16, 10, 8, 0, 0, 0        // rows
        .space 8
