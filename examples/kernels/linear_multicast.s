# A linear layer in BF16 whose weights come from HBM once: Y = X W for ROWS rows per tile and one matrix W for all tiles.
#
# HBM      X bf16 [tiles, ROWS, DIM], W bf16 [DIM, DIM], Y bf16 [tiles, ROWS, DIM]; row-major and dense
# mailbox  words at 0 X, 8 W, 16 Y: addresses, high word and then low word
# tokens   matrix 0 X;  dma 0 results
#
# Tile 0 loads W and multicasts it; all tiles load their own rows meanwhile. The barrier is what tells the others that W is
# there: tile 0 comes to it when its DMA engine is idle.

.equ DIM,   128
.equ ROWS,  256

.equ X,  0x00000                # SRAM: bf16 [ROWS, DIM]
.equ Y,  0x20000                #       bf16 [ROWS, DIM]
.equ W,  0x40000                #       bf16 [DIM, DIM]

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

        tile    t1
        li      t2, ROWS * DIM * 2
        mul     t3, t1, t2              # this tile's place in X and Y
        li      s0, DIM * 2             # the pitch of all three
        li      a0, X
        li      a1, Y
        li      a2, W

        bne     t1, x0, rows
        dma.load [a2 + 0], [w1 + x0 + 0], DIM * DIM * 2
        tiles   t4
        li      t5, 1
        sll     t5, t5, t4
        addi    t5, t5, -2              # all tiles but this one
        dma.multicast t5, [a2 + 0], [a2 + 0], DIM * DIM * 2
        drain.dma
rows:   dma.load [a0 + 0], [w0 + t3 + 0], ROWS * DIM * 2
        dma.signal matrix, 0, 1
        barrier 0

        preload.bf16 0, [a2 + 0, s0], DIM, DIM
        matrix.wait 0, 1
        matmul.bf16 acc0, [a0 + 0, s0], 0, ROWS, DIM, DIM, 0
        acc.store.bf16.rne.inf.none [a1 + 0, s0], acc0, x0, ROWS, DIM
        matrix.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w2 + t3 + 0], [a1 + 0], ROWS * DIM * 2
        halt    x0
