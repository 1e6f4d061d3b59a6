# Squares 64 numbers of the data memory in place: the address in x1, its end in x2.
        li      x1, 0
        li      x2, 256
        li      x3, 4 * LANES
loop:   vld     v0, 0(x1)
        vmul    v0, v0, v0
        vst     v0, 0(x1)
        add     x1, x1, x3
        blt     x1, x2, loop
        halt    x0
