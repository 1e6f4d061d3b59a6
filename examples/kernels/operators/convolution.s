# A convolution of 3 x 3 with stride 2 as nine products, one for each place of the kernel: the pixels that a place meets are
# loaded by strided transfers, a row of the result at a time, and no matrix of patches is ever made.
#
# HBM      X bf16 [tiles, 2 HIGH + 1, 2 DIM + 1, DIM], channels last; W bf16 [9, DIM, DIM];
#          Y bf16 [tiles, HIGH, DIM, DIM]; row-major and dense
# mailbox  words at 0 X, 8 W, 24 Y: addresses, high word and then low word
# tokens   matrix 0 a place of the kernel and its pixels;  dma 0 results

.equ DIM,   128                 # channels in and out, and pixels of a row of the result
.equ HIGH,  4
.equ LINE,  (2 * DIM + 1) * DIM * 2     # bytes of a row of X
.equ IMAGE, (2 * HIGH + 1) * LINE
.equ PART,  HIGH * DIM * DIM * 2        # bytes of the pixels of one place, and of the result

.equ Y,  0x000000               # SRAM: bf16 [HIGH * DIM, DIM]
.equ W,  0x020000               #       bf16 [DIM, DIM], twice
.equ A,  0x040000               #       bf16 [HIGH * DIM, DIM], twice

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
        li      t2, IMAGE
        mul     t3, t1, t2              # this tile's place in X
        li      t2, PART
        mul     t4, t1, t2              # and in Y
        li      s0, DIM * 2             # pitches: a row of W, Y and the pixels,
        li      s1, DIM * 4             # every second pixel of X
        li      s3, LINE * 2            # every second row of X
        li      s4, LINE                # a row of X
        li      s6, DIM * DIM * 2
        li      a1, Y
        li      a2, W
        li      a3, A
        li      s7, A + PART
        li      s8, W + DIM * DIM * 2
        mv      t6, x0                  # the place's weights
        mv      t5, t3                  # the first pixel that it meets

# Two buffers: a place is loaded while the one before is multiplied.
        acc.zero acc0, HIGH * DIM, DIM
        control.signal dma, 1, 2
        li      s9, 3
rows:   li      s10, 3
        mv      s11, t5
places: dma.wait 1, 1
        dma.load [a2 + 0], [w1 + t6 + 0], DIM * DIM * 2
        mv      a4, a3
        mv      a5, s11
        li      a6, HIGH
lines:  dma.load.rows [a4 + 0, s0], [w0 + a5 + 0, s1], DIM, DIM * 2
        add     a4, a4, s6
        add     a5, a5, s3
        loop    a6, lines
        dma.signal matrix, 0, 1

        matrix.wait 0, 1
        preload.bf16 0, [a2 + 0, s0], DIM, DIM
        matmul.bf16 acc0, [a3 + 0, s0], 0, HIGH * DIM, DIM, DIM, 1
        matrix.signal dma, 1, 1

        mv      t0, a2                  # change buffers
        mv      a2, s8
        mv      s8, t0
        mv      t0, a3
        mv      a3, s7
        mv      s7, t0
        add     t6, t6, s6
        add     s11, s11, s0            # the next pixel of X
        loop    s10, places
        add     t5, t5, s4              # the next row of X
        loop    s9, rows

        acc.store.bf16.rne.inf.none [a1 + 0, s0], acc0, x0, HIGH * DIM, DIM
        matrix.signal dma, 0, 1
        dma.wait 0, 1
        li      t0, HIGH
store:  dma.store [w3 + t4 + 0], [a1 + 0], DIM * DIM * 2
        add     a1, a1, s6
        add     t4, t4, s6
        loop    t0, store
        halt    x0
