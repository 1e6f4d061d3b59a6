# Rows put into a table where a list of indices says, such as new keys into the pages of a cache: DIM of them per tile.
#
# HBM      X bf16 [tiles, DIM, COLS], the indices u32 [tiles, DIM], the table bf16 [rows, COLS]
# mailbox  words at 0 X, 8 the indices, 24 the table: addresses, high word and then low word; 32 the rows of the table
# tokens   none: the DMA engine does all of it, in order

.equ DIM,   128
.equ COLS,  256
.equ BYTES, DIM * COLS * 2

.equ X,  0x00000                # SRAM: bf16 [DIM, COLS]
.equ I,  0x20000                #       u32  [DIM]

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
        lw.mmio t6, 32(t0)

        tile    t1
        li      t2, BYTES
        mul     t3, t1, t2              # this tile's place in X
        li      t2, DIM * 4
        mul     t4, t1, t2              # and among the indices
        li      s0, COLS * 2            # the pitch of both
        li      a0, X
        li      a1, I

        dma.load [a1 + 0], [w1 + t4 + 0], DIM * 4
        dma.load [a0 + 0], [w0 + t3 + 0], BYTES
        dma.scatter.fault [w3 + x0 + 0, s0], [a1 + 0], t6, [a0 + 0, s0], DIM, COLS * 2
        halt    x0
