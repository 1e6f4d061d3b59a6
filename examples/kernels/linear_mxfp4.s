# A linear layer in MXFP4: rows come in bf16, are quantised to blocks of 32 four-bit floats, and meet weights that lie in HBM
# as such blocks: Y = X W for ROWS rows per tile and one matrix W for all tiles.
#
# HBM      X bf16 [tiles, ROWS, DIM]; W e2m1 [DIM, DIM], transposed, two elements in a byte; its scales e8m0 [DIM, DIM / 32];
#          Y bf16 [tiles, ROWS, DIM]; row-major and dense
# mailbox  words at 0 X, 8 W, 16 scales of W, 24 Y: addresses, high word and then low word
# tokens   matrix 0 W, 1 quantised rows;  vector 0 X;  dma 0 results

.equ DIM,   128
.equ ROWS,  128

.equ X,  0x00000                # SRAM: bf16 [ROWS, DIM]
.equ Y,  0x10000                #       bf16 [ROWS, DIM]
.equ W,  0x20000                #       e2m1 [DIM, DIM]
.equ Q,  0x30000                #       e2m1 [ROWS, DIM]
.equ SW, 0x0000                 # scales: e8m0 [DIM, DIM / 32]
.equ SQ, 0x1000                 #         e8m0 [ROWS, DIM / 32]

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
        li      t2, ROWS * DIM * 2
        mul     t3, t1, t2              # this tile's place in X and Y
        li      s0, DIM * 2             # pitches: bf16, e2m1, scales
        li      s1, DIM / 2
        li      s2, DIM / 32
        li      a0, X
        li      a1, Y
        li      a2, W
        li      a3, Q
        li      a4, SW
        li      a5, SQ

        dma.load [a0 + 0], [w0 + t3 + 0], ROWS * DIM * 2
        dma.signal vector, 0, 1
        dma.load [a2 + 0], [w1 + x0 + 0], DIM * DIM / 2
        dma.load.scales [a4 + 0], [w2 + x0 + 0], DIM * DIM / 32
        dma.signal matrix, 0, 1

        vector.wait 0, 1
        tquant.mx.bf16.e2m1 [a3 + 0, s1], [a5 + 0, s2], [a0 + 0, s0], ROWS, DIM / 32
        vector.signal matrix, 1, 1

        matrix.wait 0, 1
        preload.t.e2m1 0, [a2 + 0, s1], DIM, DIM
        matrix.wait 1, 1
        matmul.mx.e2m1 acc0, [a3 + 0, s1], [a5 + 0, s2], 0, [a4 + 0, s2], ROWS, DIM, DIM, 0
        acc.store.bf16.rne.inf.none [a1 + 0, s0], acc0, x0, ROWS, DIM
        matrix.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w3 + t3 + 0], [a1 + 0], ROWS * DIM * 2
        halt    x0
