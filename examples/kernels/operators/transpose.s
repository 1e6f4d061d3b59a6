# Squares of 16-bit elements transposed as they are: one per tile.
#
# HBM      X and Y bf16 [tiles, DIM, DIM]
# mailbox  words at 0 X, 24 Y: addresses, high word and then low word
# tokens   vector 0 operands;  dma 0 results

.equ DIM,   128

.equ X,  0x00000                # SRAM: bf16 [DIM, DIM]
.equ Y,  0x20000                #       bf16 [DIM, DIM]

        lui     t0, 0x40000
        lw.mmio a0, 0(t0)
        lw.mmio a1, 4(t0)
        window.set w0, a0, a1
        lw.mmio a0, 24(t0)
        lw.mmio a1, 28(t0)
        window.set w3, a0, a1

        tile    t1
        li      t2, DIM * DIM * 2
        mul     t3, t1, t2              # this tile's place in X and Y
        li      s0, DIM * 2             # the pitch of both
        li      a0, X
        li      a1, Y

        dma.load [a0 + 0], [w0 + t3 + 0], DIM * DIM * 2
        dma.signal vector, 0, 1

        vector.wait 0, 1
        ttrans.b16 [a1 + 0, s0], [a0 + 0, s0], DIM, DIM
        vector.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w3 + t3 + 0], [a1 + 0], DIM * DIM * 2
        halt    x0
