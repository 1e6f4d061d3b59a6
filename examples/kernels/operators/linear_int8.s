# A linear layer in 8-bit integers, its sums scaled back to 8 bits: Y = X W for ROWS rows per tile and one W for all tiles.
#
# HBM      X s8 [tiles, ROWS, INNER], W s8 [INNER, DIM], Y s8 [tiles, ROWS, DIM]; row-major and dense
# mailbox  words at 0 X, 8 W, 24 Y: addresses, high word and then low word; 32 the scale, as f32 bits; 36 the zero point
# tokens   matrix 0 W and X;  dma 0 results

.equ DIM,   128
.equ ROWS,  128
.equ INNER, DIM

.equ X,  0x00000                # SRAM: s8 [ROWS, INNER]
.equ Y,  0x20000                #       s8 [ROWS, DIM]
.equ W,  0x40000                #       s8 [INNER, DIM]

        lui     t0, 0x40000
        lw.mmio a0, 0(t0)
        lw.mmio a1, 4(t0)
        window.set w0, a0, a1
        lw.mmio a0, 8(t0)
        lw.mmio a1, 12(t0)
        window.set w1, a0, a1
        lw.mmio a0, 24(t0)
        lw.mmio a1, 28(t0)
        window.set w3, a0, a1
        lw.mmio t6, 32(t0)              # the scale
        lw.mmio t7, 36(t0)              # the zero point

        tile    t1
        li      t2, ROWS * DIM
        mul     t3, t1, t2              # this tile's place in X and Y
        li      s0, DIM                 # the pitch of all three
        li      a0, X
        li      a1, Y
        li      a2, W

        dma.load [a2 + 0], [w1 + x0 + 0], INNER * DIM
        dma.load [a0 + 0], [w0 + t3 + 0], ROWS * INNER
        dma.signal matrix, 0, 1

        matrix.wait 0, 1
        preload.s8 0, [a2 + 0, s0], DIM, DIM
        matmul.s8 acc0, [a0 + 0, s0], 0, ROWS, DIM, DIM, 0
        acc.store.i8.none [a1 + 0, s0], acc0, t6, t7, ROWS, DIM
        matrix.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w3 + t3 + 0], [a1 + 0], ROWS * DIM
        halt    x0
