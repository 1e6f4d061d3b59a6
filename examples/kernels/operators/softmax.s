# Softmax of the rows of a matrix in BF16, computed in f32: DIM rows per tile.
#
# HBM      X bf16 [tiles, DIM, COLS], Y the same
# mailbox  words at 0 X, 24 Y: addresses, high word and then low word
# tokens   vector 0 operands;  dma 0 results
#
# set mmio@0x40000000:u32[8] = 0 0x100000 0 0 0 0 0 0x200000
# fill hbm@0x100000:bf16[8, 128, 256] = random 1

.equ DIM,   128
.equ COLS,  256
.equ BYTES, DIM * COLS * 2

.equ X,  0x00000                # SRAM: bf16 [DIM, COLS]
.equ F,  0x20000                #       f32  [DIM, COLS]
.equ Y,  0x60000                #       bf16 [DIM, COLS]

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
        li      s0, COLS * 2            # pitches: bf16, f32
        li      s1, COLS * 4
        li      s2, 0x3f800000          # 1
        li      s3, 0xbf800000          # -1
        li      a0, X
        li      a1, Y
        li      a2, F

        dma.load [a0 + 0], [w0 + t3 + 0], BYTES
        dma.signal vector, 0, 1

        vector.wait 0, 1
        twiden.bf16.f32 [a2 + 0, s1], [a0 + 0, s0], DIM, COLS
        trmax.f32 v0, [a2 + 0, s1], DIM, COLS
        vscale  v1, v0, s3
        texp.f32 [a2 + 0, s1], [a2 + 0, s1], s2, v1, DIM, COLS          # exp(x - maximum)
        trsum.f32 v2, [a2 + 0, s1], DIM, COLS
        vrecip  v3, v2
        tsl.f32.left.mul [a2 + 0, s1], [a2 + 0, s1], x0, v3, DIM, COLS
        tcast.f32.bf16.rne.inf [a1 + 0, s0], [a2 + 0, s1], DIM, COLS
        vector.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w3 + t3 + 0], [a1 + 0], BYTES
        halt    x0
