# Rotary position embedding in BF16, computed in f32: the two halves of a row turned by angles of their own, whose cosines and
# sines come with them: DIM rows per tile.
#
# HBM      X bf16 [tiles, DIM, COLS]; cosines and sines f32 [tiles, DIM, COLS / 2]; Y like X
# mailbox  words at 0 X, 8 the cosines, 16 the sines, 24 Y: addresses, high word and then low word
# tokens   vector 0 operands;  dma 0 results

.equ DIM,   128
.equ COLS,  256
.equ BYTES, DIM * COLS * 2

.equ X,  0x00000                # SRAM: bf16 [DIM, COLS], and the result
.equ F,  0x20000                #       f32  [DIM, COLS]
.equ C,  0x40000                #       f32  [DIM, COLS / 2]
.equ S,  0x60000                #       f32  [DIM, COLS / 2]
.equ R,  0x80000                #       f32  [DIM, COLS]
.equ P,  0xa0000                #       f32  [DIM, COLS / 2]

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
        mul     t3, t1, t2              # this tile's place in everything
        li      s0, COLS * 2            # pitches: a bf16 row and half an f32 row, an f32 row
        li      s1, COLS * 4
        li      a0, X
        li      a1, F
        li      a2, C
        li      a3, S
        li      a4, R
        li      a5, P

        dma.load [a0 + 0], [w0 + t3 + 0], BYTES
        dma.load [a2 + 0], [w1 + t3 + 0], BYTES
        dma.load [a3 + 0], [w2 + t3 + 0], BYTES
        dma.signal vector, 0, 1

        vector.wait 0, 1
        twiden.bf16.f32 [a1 + 0, s1], [a0 + 0, s0], DIM, COLS
        tmul.f32 [a4 + 0, s1], [a1 + 0, s1], [a2 + 0, s0], DIM, COLS / 2                # first cos
        tmul.f32 [a5 + 0, s0], [a1 + COLS * 2, s1], [a3 + 0, s0], DIM, COLS / 2         # second sin
        tsub.f32 [a4 + 0, s1], [a4 + 0, s1], [a5 + 0, s0], DIM, COLS / 2
        tmul.f32 [a4 + COLS * 2, s1], [a1 + COLS * 2, s1], [a2 + 0, s0], DIM, COLS / 2  # second cos
        tmac.f32 [a4 + COLS * 2, s1], [a1 + 0, s1], [a3 + 0, s0], DIM, COLS / 2         # + first sin, fused
        tcast.f32.bf16.rne.inf [a0 + 0, s0], [a4 + 0, s1], DIM, COLS
        vector.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w3 + t3 + 0], [a0 + 0], BYTES
        halt    x0
