# A linear layer in FP8, its inner dimension twice that of the array: Y = X W for ROWS rows per tile and one W for all tiles.
#
# HBM      X e4m3 [tiles, ROWS, INNER], W e4m3 [INNER, DIM], Y bf16 [tiles, ROWS, DIM]; row-major and dense
# mailbox  words at 0 X, 8 W, 24 Y: addresses, high word and then low word
# tokens   matrix 0 W and X;  dma 0 results
#
# Each half of W has a bank of its own: the second is loaded into the array while nobody waits for it.

.equ DIM,   128
.equ ROWS,  128
.equ INNER, 2 * DIM

.equ X,  0x00000                # SRAM: e4m3 [ROWS, INNER]
.equ Y,  0x20000                #       bf16 [ROWS, DIM]
.equ W,  0x40000                #       e4m3 [INNER, DIM]

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

        tile    t1
        li      t2, ROWS * INNER
        mul     t3, t1, t2              # this tile's place in X
        li      t2, ROWS * DIM * 2
        mul     t4, t1, t2              # and in Y
        li      s0, INNER               # pitches: rows of X, W, Y
        li      s1, DIM
        li      s2, DIM * 2
        li      a0, X
        li      a1, Y
        li      a2, W

        dma.load [a2 + 0], [w1 + x0 + 0], INNER * DIM
        dma.load [a0 + 0], [w0 + t3 + 0], ROWS * INNER
        dma.signal matrix, 0, 1

        matrix.wait 0, 1
        preload.e4m3 0, [a2 + 0, s1], DIM, DIM
        matmul.e4m3 acc0, [a0 + 0, s0], 0, ROWS, DIM, DIM, 0
        preload.e4m3 1, [a2 + DIM * DIM, s1], DIM, DIM
        matmul.e4m3 acc0, [a0 + DIM, s0], 1, ROWS, DIM, DIM, 1
        acc.store.bf16.rne.inf.none [a1 + 0, s2], acc0, x0, ROWS, DIM
        matrix.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w3 + t4 + 0], [a1 + 0], ROWS * DIM * 2
        halt    x0
