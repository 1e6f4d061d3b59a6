# Each column times a factor and plus an addend of its own, as a batch norm is whose statistics are known, in BF16:
# DIM rows per tile.
#
# HBM      X bf16 [tiles, DIM, COLS], factors and addends bf16 [COLS], Y like X
# mailbox  words at 0 X, 8 the factors, 16 the addends, 24 Y: addresses, high word and then low word
# tokens   vector 0 operands;  dma 0 results

.equ DIM,   128
.equ COLS,  256
.equ BYTES, DIM * COLS * 2

.equ X,  0x00000                # SRAM: bf16 [DIM, COLS]
.equ G,  0x10000                #       bf16 [COLS], the factors
.equ B,  0x11000                #       bf16 [COLS], the addends
.equ F,  0x20000                #       f32  [DIM, COLS]
.equ Y,  0x60000                #       bf16 [DIM, COLS]
.equ GF, 0x70000                #       f32  [COLS]
.equ BF, 0x71000                #       f32  [COLS]

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
        li      t2, BYTES
        mul     t3, t1, t2              # this tile's place in X and Y
        li      s0, COLS * 2            # pitches: bf16, f32
        li      s1, COLS * 4
        li      a0, X
        li      a1, Y
        li      a2, F
        li      a4, G
        li      a5, GF
        li      a6, B
        li      a7, BF

        dma.load [a4 + 0], [w1 + x0 + 0], COLS * 2
        dma.load [a6 + 0], [w2 + x0 + 0], COLS * 2
        dma.load [a0 + 0], [w0 + t3 + 0], BYTES
        dma.signal vector, 0, 1

        vector.wait 0, 1
        twiden.bf16.f32 [a2 + 0, s1], [a0 + 0, s0], DIM, COLS
        twiden.bf16.f32 [a5 + 0, s1], [a4 + 0, s0], 1, COLS
        twiden.bf16.f32 [a7 + 0, s1], [a6 + 0, s0], 1, COLS
        tmul.f32 [a2 + 0, s1], [a2 + 0, s1], [a5 + 0, x0], DIM, COLS
        tadd.f32 [a2 + 0, s1], [a2 + 0, s1], [a7 + 0, x0], DIM, COLS
        tcast.f32.bf16.rne.inf [a1 + 0, s0], [a2 + 0, s1], DIM, COLS
        vector.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w3 + t3 + 0], [a1 + 0], BYTES
        halt    x0
