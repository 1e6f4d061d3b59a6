# The sum of one matrix of each tile, in f32, on every tile: each tile adds up one part of it, in the order of the tiles, and
# sends the sum to all.
#
# HBM      X f32 [tiles, tiles, ROWS, DIM], Y the same: on every tile the sum of all
# mailbox  words at 0 X, 24 Y: addresses, high word and then low word
# tokens   vector 0 a part;  dma 0 the sum
#
# The barriers are what orders the tiles: nobody reads before all have loaded, nobody stores before all have sent.

.equ DIM,   128
.equ ROWS,  32
.equ PART,  ROWS * DIM * 4

.equ X,  0x000000               # SRAM: f32 [tiles, ROWS, DIM], this tile's own
.equ Y,  0x080000               #       f32 [tiles, ROWS, DIM], the sums
.equ P,  0x0c0000               #       f32 [tiles, ROWS, DIM], this tile's part of each

        lui     t0, 0x40000
        lw.mmio a0, 0(t0)
        lw.mmio a1, 4(t0)
        window.set w0, a0, a1
        lw.mmio a0, 24(t0)
        lw.mmio a1, 28(t0)
        window.set w3, a0, a1

        tile    t1
        tiles   t2
        li      t3, PART
        mul     t4, t2, t3              # bytes of a matrix
        mul     t5, t1, t4              # this tile's place in X and Y
        mul     t6, t1, t3              # its part of every matrix
        li      s0, DIM * 4
        li      a0, X
        li      a1, Y
        li      a2, P

        mv      s1, t2                  # this tile's matrix, part by part
        mv      s2, t5
        mv      s3, a0
load:   dma.load [s3 + 0], [w0 + s2 + 0], PART
        add     s2, s2, t3
        add     s3, s3, t3
        loop    s1, load
        drain.dma
        barrier 0

        add     a3, a1, t6              # where the sum of this part goes
        add     a4, a0, t6              # and where the part is on every tile
        li      s7, -1
        tfill.f32 [a3 + 0, s0], s7, 0, 0, x0, ROWS, DIM                 # zeros
        mv      s1, t2
        mv      s4, x0
        mv      s5, a2
parts:  dma.get [s5 + 0, s0], s4, [a4 + 0, s0], ROWS, DIM * 4
        dma.signal vector, 0, 1
        vector.wait 0, 1
        tadd.f32 [a3 + 0, s0], [a3 + 0, s0], [s5 + 0, s0], ROWS, DIM
        addi    s4, s4, 1
        add     s5, s5, t3
        loop    s1, parts
        vector.signal dma, 0, 1
        dma.wait 0, 1

        li      s6, 1
        sll     s6, s6, t2
        addi    s6, s6, -1              # all tiles
        dma.multicast s6, [a3 + 0], [a3 + 0], PART
        drain.dma
        barrier 1

        mv      s1, t2
        mv      s2, t5
        mv      s3, a1
store:  dma.store [w3 + s2 + 0], [s3 + 0], PART
        add     s2, s2, t3
        add     s3, s3, t3
        loop    s1, store
        halt    x0
