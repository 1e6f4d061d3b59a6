# GELU by its tanh form, in BF16: DIM rows per tile.
#
# HBM      X bf16 [tiles, DIM, COLS], Y bf16 of the same shape
# mailbox  words at 0 X, 24 Y: addresses, high word and then low word
# tokens   vector 0 operands;  dma 0 results

.equ DIM,   128
.equ COLS,  256
.equ BYTES, DIM * COLS * 2

.equ X,  0x00000                # SRAM: bf16 [DIM, COLS]
.equ Y,  0x20000                #       bf16 [DIM, COLS]

        lui     t0, 0x40000
        lw.mmio a0, 0(t0)
        lw.mmio a1, 4(t0)
        window.set w0, a0, a1
        lw.mmio a0, 24(t0)
        lw.mmio a1, 28(t0)
        window.set w3, a0, a1

        tile    t1
        li      t2, BYTES
        mul     t3, t1, t2              # this tile's place in X and Y
        li      s0, COLS * 2            # the pitch of both
        li      s2, 0x3f800000          # 1
        li      a0, X
        li      a1, Y

        dma.load [a0 + 0], [w0 + t3 + 0], BYTES
        dma.signal vector, 0, 1

        vector.wait 0, 1
        vsplat  v0, x0
        tact.bf16.gelu [a1 + 0, s0], [a0 + 0, s0], s2, v0, DIM, COLS
        vector.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w3 + t3 + 0], [a1 + 0], BYTES
        halt    x0
