# Two matrices side by side: rows of X, and behind each the row of Z. Elements of 16 bits move as they are, DIM rows per tile.
#
# HBM      X and Z bf16 [tiles, DIM, COLS], Y bf16 [tiles, DIM, 2 COLS]; row-major and dense
# mailbox  words at 0 X, 8 Z, 24 Y: addresses, high word and then low word
# tokens   none: the DMA engine does all of it, in order

.equ DIM,   128
.equ COLS,  256
.equ BYTES, DIM * COLS * 2

.equ Y,  0x00000                # SRAM: bf16 [DIM, 2 COLS]

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
        li      t2, BYTES
        mul     t3, t1, t2              # this tile's place in X and Z
        slli    t4, t3, 1               # and in Y
        li      s0, COLS * 2            # pitches: a row of X and Z, of Y
        li      s1, COLS * 4
        li      a0, Y

        dma.load.rows [a0 + 0, s1], [w0 + t3 + 0, s0], DIM, COLS * 2
        dma.load.rows [a0 + COLS * 2, s1], [w1 + t3 + 0, s0], DIM, COLS * 2
        dma.store.rows [w3 + t4 + 0, s1], [a0 + 0, s1], DIM, COLS * 4
        halt    x0
