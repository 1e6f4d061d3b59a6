# The greatest of 3 x 3 pixels, with stride 2: a strided transfer loads the pixels that a place of the window meets, a row of the
# result at a time, and the lanes keep the greater.
#
# HBM      X bf16 [tiles, 2 HIGH + 1, 2 DIM + 1, COLS], channels last; Y bf16 [tiles, HIGH, DIM, COLS]
# mailbox  words at 0 X, 24 Y: addresses, high word and then low word
# tokens   vector 0 the pixels of a place, 1 a row has left;  dma 0 a row of the result, 1 a free buffer

.equ DIM,   128                 # pixels of a row of the result
.equ COLS,  64                  # channels
.equ HIGH,  2
.equ LINE,  (2 * DIM + 1) * COLS * 2    # bytes of a row of X
.equ IMAGE, (2 * HIGH + 1) * LINE
.equ BYTES, DIM * COLS * 2              # bytes of a row of the result

.equ Y,  0x000000               # SRAM: bf16 [DIM, COLS]
.equ A,  0x020000               #       bf16 [DIM, COLS], twice

        lui     t0, 0x40000
        lw.mmio a0, 0(t0)
        lw.mmio a1, 4(t0)
        window.set w0, a0, a1
        lw.mmio a0, 24(t0)
        lw.mmio a1, 28(t0)
        window.set w3, a0, a1

        tile    t1
        li      t2, IMAGE
        mul     t3, t1, t2              # this tile's place in X
        li      t2, HIGH * BYTES
        mul     t4, t1, t2              # and in Y
        li      s0, COLS * 2            # pitches: a pixel, every second pixel of X, a row of X
        li      s1, COLS * 4
        li      s4, LINE
        li      s7, BYTES
        lui     s5, 0xff800             # minus infinity
        li      s6, -1
        li      a1, Y
        li      a3, A
        li      a4, A + BYTES

        control.signal dma, 1, 2
        li      s8, HIGH
rows:   tfill.bf16 [a1 + 0, s0], s6, 0, 0, s5, DIM, COLS
        mv      t5, t3
        li      s9, 3
lines:  mv      t6, t5
        li      s10, 3
places: dma.wait 1, 1
        dma.load.rows [a3 + 0, s0], [w0 + t6 + 0, s1], DIM, COLS * 2
        dma.signal vector, 0, 1
        vector.wait 0, 1
        tmax.bf16 [a1 + 0, s0], [a1 + 0, s0], [a3 + 0, s0], DIM, COLS
        vector.signal dma, 1, 1
        mv      t0, a3                  # change buffers
        mv      a3, a4
        mv      a4, t0
        add     t6, t6, s0              # the next pixel of X
        loop    s10, places
        add     t5, t5, s4              # the next row of X
        loop    s9, lines
        vector.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w3 + t4 + 0], [a1 + 0], BYTES
        dma.signal vector, 1, 1
        vector.wait 1, 1                # the row has left
        add     t4, t4, s7
        add     t3, t3, s4
        add     t3, t3, s4
        loop    s8, rows
        halt    x0
