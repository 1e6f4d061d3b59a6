# The sum of two matrices in BF16: DIM rows per tile.
#
# HBM      X, Z and Y bf16 [tiles, DIM, COLS]
# mailbox  words at 0 X, 8 Z, 24 Y: addresses, high word and then low word
# tokens   vector 0 operands;  dma 0 results
#
# set mmio@0x40000000:u32[8] = 0 0x100000 0 0x200000 0 0 0 0x300000
# fill hbm@0x100000:bf16[8, 128, 256] = random 1
# fill hbm@0x200000:bf16[8, 128, 256] = random 2

.equ DIM,   128
.equ COLS,  256
.equ BYTES, DIM * COLS * 2

.equ X,  0x00000                # SRAM: bf16 [DIM, COLS]
.equ Z,  0x20000                #       bf16 [DIM, COLS]

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
        mul     t3, t1, t2              # this tile's place in X and Y
        li      s0, COLS * 2            # the pitch of all three
        li      a1, X
        li      a2, Z

        dma.load [a1 + 0], [w0 + t3 + 0], BYTES
        dma.load [a2 + 0], [w1 + t3 + 0], BYTES
        dma.signal vector, 0, 1

        vector.wait 0, 1
        tadd.bf16 [a1 + 0, s0], [a1 + 0, s0], [a2 + 0, s0], DIM, COLS
        vector.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w3 + t3 + 0], [a1 + 0], BYTES
        halt    x0
