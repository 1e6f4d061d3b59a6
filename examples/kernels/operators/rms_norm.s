# Rows divided by the root of their mean square, times a gain of each column, in BF16: DIM rows per tile.
#
# HBM      X bf16 [tiles, DIM, COLS], the gain bf16 [COLS], Y like X
# mailbox  words at 0 X, 8 the gain, 24 Y: addresses, high word and then low word;
#          32 1 / COLS, 36 the addend under the root: f32 bits
# tokens   vector 0 operands;  dma 0 results

.equ DIM,   128
.equ COLS,  256
.equ BYTES, DIM * COLS * 2

.equ X,  0x00000                # SRAM: bf16 [DIM, COLS]
.equ G,  0x10000                #       bf16 [COLS], the gain
.equ F,  0x20000                #       f32  [DIM, COLS]
.equ S,  0x40000                #       f32  [DIM, COLS]
.equ Y,  0x60000                #       bf16 [DIM, COLS]
.equ GF, 0x70000                #       f32  [COLS]

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
        lw.mmio t7, 36(t0)

        tile    t1
        li      t2, BYTES
        mul     t3, t1, t2              # this tile's place in X and Y
        li      s0, COLS * 2            # pitches: bf16, f32
        li      s1, COLS * 4
        li      a0, X
        li      a1, Y
        li      a2, F
        li      a3, S
        li      a4, G
        li      a5, GF

        dma.load [a0 + 0], [w0 + t3 + 0], BYTES
        dma.load [a4 + 0], [w1 + x0 + 0], COLS * 2
        dma.signal vector, 0, 1

        vector.wait 0, 1
        twiden.bf16.f32 [a2 + 0, s1], [a0 + 0, s0], DIM, COLS
        twiden.bf16.f32 [a5 + 0, s1], [a4 + 0, s0], 1, COLS
        tmul.f32 [a3 + 0, s1], [a2 + 0, s1], [a2 + 0, s1], DIM, COLS
        trsum.f32 v0, [a3 + 0, s1], DIM, COLS
        vscale  v0, v0, t6
        vsplat  v1, t7
        vadd    v0, v0, v1
        vrsqrt  v2, v0
        tsl.f32.left.mul [a2 + 0, s1], [a2 + 0, s1], x0, v2, DIM, COLS
        tmul.f32 [a2 + 0, s1], [a2 + 0, s1], [a5 + 0, x0], DIM, COLS
        tcast.f32.bf16.rne.inf [a1 + 0, s0], [a2 + 0, s1], DIM, COLS
        vector.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w3 + t3 + 0], [a1 + 0], BYTES
        halt    x0
