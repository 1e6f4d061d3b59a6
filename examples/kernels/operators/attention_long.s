# Attention over more keys than the array has columns, in BF16: blocks of KEYS keys one after another, a running maximum and sum of
# each row, and what was summed before scaled down whenever the maximum grows. One head of HEAD per tile, DIM queries.
#
# HBM      Q bf16 [tiles, DIM, HEAD]; K and V bf16 [tiles, BLOCKS * KEYS, HEAD]; Y like Q; row-major and dense
# mailbox  words at 0 Q, 8 K, 16 V, 24 Y: addresses, high word and then low word;
#          32 the scale of the scores, 36 the same negated: f32 bits
# tokens   matrix 0 Q, 1 a block of K, 2 of V, 3 probabilities;  vector 0 scores, 1 sums;  dma 0 results
#
# Block b is done in this order: s = q k; M = max(m, max s); a = exp((m - M) scale); p = exp(s scale - M scale);
# l = l a + sum p; o = o a + bf16(p) v, each product added to what stands there; m = M. At the end o / l.

.equ DIM,    128
.equ KEYS,   128
.equ HEAD,   64
.equ BLOCKS, 4
.equ PART,   KEYS * HEAD * 2

.equ Q,  0x00000                # SRAM: bf16 [DIM, HEAD], and the result
.equ K,  0x10000                #       bf16 [BLOCKS * KEYS, HEAD]
.equ V,  0x30000                #       bf16 [BLOCKS * KEYS, HEAD]
.equ S,  0x50000                #       f32  [DIM, KEYS]
.equ P,  0x60000                #       bf16 [DIM, KEYS]
.equ O,  0x70000                #       f32  [DIM, HEAD]

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
        lw.mmio s5, 32(t0)              # the scale
        lw.mmio s6, 36(t0)              # and negated

        tile    t1
        li      t2, DIM * HEAD * 2
        mul     t3, t1, t2              # this tile's place in Q and Y
        li      t2, BLOCKS * PART
        mul     t4, t1, t2              # and in K and V
        li      s0, HEAD * 2            # pitches: rows of Q, K, V; of P, O, S
        li      s1, KEYS * 2
        li      s2, HEAD * 4
        li      s3, KEYS * 4
        li      s4, -1
        li      s7, PART
        li      a0, Q
        li      a1, K
        li      a2, V
        li      a3, S
        li      a4, P
        li      a5, O
        lui     a6, 0xff800             # minus infinity

        dma.load [a0 + 0], [w0 + t3 + 0], DIM * HEAD * 2
        dma.signal matrix, 0, 1
        mv      s8, a1
        mv      s9, a2
        li      t0, BLOCKS
load:   dma.load [s8 + 0], [w1 + t4 + 0], PART
        dma.signal matrix, 1, 1
        dma.load [s9 + 0], [w2 + t4 + 0], PART
        dma.signal matrix, 2, 1
        add     s8, s8, s7
        add     s9, s9, s7
        add     t4, t4, s7
        loop    t0, load

        vsplat  v8, a6                  # m
        vsplat  v9, x0                  # l
        tfill.f32 [a5 + 0, s2], s4, 0, 0, x0, DIM, HEAD
        matrix.wait 0, 1
        li      t0, BLOCKS
        li      t5, 0
block:  matrix.wait 1, 1
        preload.t.bf16 0, [a1 + 0, s0], HEAD, KEYS
        matmul.bf16 acc0, [a0 + 0, s0], 0, DIM, HEAD, KEYS, 0
        acc.store.f32.rne.inf.none [a3 + 0, s3], acc0, x0, DIM, KEYS
        matrix.signal vector, 0, 1
        matrix.wait 2, 1
        preload.bf16 1, [a2 + 0, s0], KEYS, HEAD

        vector.wait 0, 1
        trmax.f32 v0, [a3 + 0, s3], DIM, KEYS
        vmax    v10, v8, v0
        vsub    v11, v8, v10
        vscale  v11, v11, s5
        vexp    v11, v11                # a
        vscale  v1, v10, s6
        texp.f32 [a3 + 0, s3], [a3 + 0, s3], s5, v1, DIM, KEYS
        trsum.f32 v2, [a3 + 0, s3], DIM, KEYS
        vmul    v9, v9, v11
        vadd    v9, v9, v2
        vmax    v8, v10, v10
        tcast.f32.bf16.rne.inf [a4 + 0, s1], [a3 + 0, s3], DIM, KEYS
        beq     t5, x0, first
        vector.wait 1, 1
first:  tsl.f32.left.mul [a5 + 0, s2], [a5 + 0, s2], x0, v11, DIM, HEAD
        vector.signal matrix, 3, 1

        matrix.wait 3, 1
        acc.load acc1, [a5 + 0, s2], DIM, HEAD
        matmul.bf16 acc1, [a4 + 0, s1], 1, DIM, KEYS, HEAD, 1
        acc.store.f32.rne.inf.none [a5 + 0, s2], acc1, x0, DIM, HEAD
        matrix.signal vector, 1, 1
        add     a1, a1, s7
        add     a2, a2, s7
        li      t5, 1
        loop    t0, block

        vector.wait 1, 1
        vrecip  v3, v9
        tsl.f32.left.mul [a5 + 0, s2], [a5 + 0, s2], x0, v3, DIM, HEAD
        tcast.f32.bf16.rne.inf [a0 + 0, s0], [a5 + 0, s2], DIM, HEAD
        vector.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w3 + t3 + 0], [a0 + 0], DIM * HEAD * 2
        halt    x0
