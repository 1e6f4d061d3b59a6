// The dot product of x3 unsigned bytes at 0x10000 and as many signed bytes at 0x20000, a 32-bit integer at 0x30000.

        li x1, 0x10000
        li x2, 0x20000
        li x4, 0x30000
        li x5, 63
        vpxord zmm0, zmm0, zmm0
        blt x5, x3, whole
        bne x5, x0, tail

whole:  vmovdqu32 zmm1, 0(x1)
        vpdpbusd.512.merge.whole zmm0, zmm1, 0(x2), k0
        addi x1, x1, 64
        addi x2, x2, 64
        addi x3, x3, -64
        blt x5, x3, whole

tail:   li x6, -1               // what is left: as many low bits of the writemask
        bzhi x6, x3
        kmovq k1, x6
        vmovdqu8.512.zero zmm1, 0(x1), k1
        vmovdqu8.512.zero zmm2, 0(x2), k1
        vpdpbusd zmm0, zmm1, zmm2

        valignd zmm1, zmm0, zmm0, 8
        vpaddd zmm0, zmm0, zmm1
        valignd zmm1, zmm0, zmm0, 4
        vpaddd zmm0, zmm0, zmm1
        valignd zmm1, zmm0, zmm0, 2
        vpaddd zmm0, zmm0, zmm1
        valignd zmm1, zmm0, zmm0, 1
        vpaddd zmm0, zmm0, zmm1
        li x6, 1
        kmovq k1, x6
        vmovdqu32.512 0(x4), zmm0, k1
        halt x0
