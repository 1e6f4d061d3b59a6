# A linear layer in BF16 whose weights are pruned: of every four along the inner dimension two are there, so that 2 DIM rows of
# weights fit the array: Y = X W for ROWS rows per tile and one matrix W for all tiles.
#
# HBM      X bf16 [tiles, ROWS, 2 DIM]; W bf16 [DIM, DIM], compressed; places u2 [DIM, DIM], column after column, four in a
#          byte; Y bf16 [tiles, ROWS, DIM]; row-major and dense
# mailbox  words at 0 X, 8 W, 16 places, 24 Y: addresses, high word and then low word
# tokens   matrix 0 W and X;  dma 0 results

.equ DIM,   128
.equ ROWS,  256

.equ X,  0x00000                # SRAM: bf16 [ROWS, 2 DIM]
.equ Y,  0x20000                #       bf16 [ROWS, DIM]
.equ W,  0x40000                #       bf16 [DIM, DIM]
.equ P,  0x50000                #       u2 [DIM, DIM]

        lui     t0, 0x40000
        lw.mmio a0, 0(t0)
        lw.mmio a1, 4(t0)
        window.set w0, a0, a1
        lw.mmio a0, 8(t0)
        lw.mmio a1, 12(t0)
        window.set w1, a0, a1
        lw.mmio a0, 16(t0)
        lw.mmio a1, 20(t0)
        window.set w2, a0, a1
        lw.mmio a0, 24(t0)
        lw.mmio a1, 28(t0)
        window.set w3, a0, a1

        tile    t1
        li      t2, ROWS * DIM * 2
        mul     t3, t1, t2              # this tile's place in Y
        add     t4, t3, t3              # and in X
        li      s0, DIM * 2             # pitches: a row of Y and W, of X, a column of places
        li      s1, DIM * 4
        li      s2, DIM / 4
        li      a0, X
        li      a1, Y
        li      a2, W
        li      a3, P

        dma.load [a2 + 0], [w1 + x0 + 0], DIM * DIM * 2
        dma.load [a3 + 0], [w2 + x0 + 0], DIM * DIM / 4
        dma.load [a0 + 0], [w0 + t4 + 0], ROWS * DIM * 4
        dma.signal matrix, 0, 1

        matrix.wait 0, 1
        preload.sp.bf16 0, [a2 + 0, s0], [a3 + 0, s2], DIM, DIM
        matmul.sp.bf16 acc0, [a0 + 0, s1], 0, ROWS, DIM, DIM, 0
        acc.store.bf16.rne.inf.none [a1 + 0, s0], acc0, x0, ROWS, DIM
        matrix.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w3 + t3 + 0], [a1 + 0], ROWS * DIM * 2
        halt    x0
