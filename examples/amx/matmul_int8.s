// C = A B: 32 by 128 signed bytes times 128 by 32 into 32-bit integers, four tiles of C at a time.
//
// A lies at 0x2000, a row 128 bytes. B lies at 0x4000 in quads: row k holds, for each column n, the bytes (4k .. 4k + 3, n),
// so that it has 32 rows of 128 bytes. C goes to 0x6000, a row 128 bytes.

        li x1, tiles
        ldtilecfg 0(x1)
        li x2, 0x2000           // A, on to the next 64 columns
        li x3, 0x4000           // B, on to the next 16 rows of quads
        li x4, 0x6000           // C
        li x6, 128              // all rows are as far apart
        li x7, 2                // blocks of 64 along k
        tilezero tmm0
        tilezero tmm1
        tilezero tmm2
        tilezero tmm3

block:  tileloadd tmm4, 0(x2, x6)
        addi x8, x2, 2048       // the lower 16 rows of A
        tileloadd tmm5, 0(x8, x6)
        tileloaddt1 tmm6, 0(x3, x6)
        tileloaddt1 tmm7, 64(x3, x6)
        tdpbssd tmm0, tmm4, tmm6
        tdpbssd tmm1, tmm4, tmm7
        tdpbssd tmm2, tmm5, tmm6
        tdpbssd tmm3, tmm5, tmm7
        addi x2, x2, 64
        addi x3, x3, 2048
        addi x7, x7, -1
        bne x7, x0, block

        tilestored 0(x4, x6), tmm0
        tilestored 64(x4, x6), tmm1
        addi x4, x4, 2048
        tilestored 0(x4, x6), tmm2
        tilestored 64(x4, x6), tmm3
        tilerelease
        halt x0

        .align 64
tiles:  .byte 1, 0              // palette 1, from row 0
        .space 14
        .half 64, 64, 64, 64, 64, 64, 64, 64
        .space 16
        .byte 16, 16, 16, 16, 16, 16, 16, 16
        .space 8
