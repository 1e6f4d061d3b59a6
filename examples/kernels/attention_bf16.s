# Single-head attention in BF16: softmax(Q K^T / sqrt(64)) V for 128 queries, 128 keys and a head of 64; one head per tile.
#
# HBM      Q, K, V bf16 [tiles, 128, 64]; the result O bf16 of the same shape; row-major and dense
# mailbox  words at 0 Q, 8 K, 16 V, 24 O: addresses for tile 0, high word and then low word
# tokens   matrix 0 K, 1 Q, 2 V, 3 P;  vector 0 S, 1 O;  dma 0 results
#
# The order of operations and every rounding are in README.md.
#
# Inputs to look at it with; assemblers take these lines for comments.
# set mmio@0x40000000:u32[8] = 0 0x100000 0 0x200000 0 0x300000 0 0x400000
# fill hbm@0x100000:bf16[8, 128, 64] = random 1
# fill hbm@0x200000:bf16[8, 128, 64] = random 2
# fill hbm@0x300000:bf16[8, 128, 64] = random 3

.equ ROWS,   32                 # queries of a block: the engines work on neighbouring blocks at the same time
.equ BLOCKS, 4
.equ KEYS,   128
.equ HEAD,   64
.equ BYTES,  ROWS * BLOCKS * HEAD * 2

.equ Q,  0x00000                # SRAM: bf16 [128, 64]
.equ K,  0x04000                #       bf16 [128, 64]
.equ V,  0x08000                #       bf16 [128, 64]
.equ S,  0x10000                #       f32  [128, 128], scores and then probabilities
.equ P,  0x20000                #       bf16 [128, 128]
.equ O,  0x30000                #       f32  [128, 64]
.equ OB, 0x38000                #       bf16 [128, 64]

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
        mul     t3, t1, t2              # this tile's place among the matrices
        li      s0, HEAD * 2            # pitches: rows of Q, K, V and OB,
        li      s1, KEYS * 2            # of P,
        li      s2, HEAD * 4            # of O,
        li      s3, KEYS * 4            # of S
        li      s5, 0x3e000000          # 1 / sqrt(64) = 0.125
        li      s6, 0xbe000000          # -0.125
        li      s11, ROWS * KEYS * 4    # a block of S

# K comes first: it is the stationary operand, so the array fills while Q is on its way.
        li      a0, K
        dma.load [a0 + 0], [w1 + t3 + 0], BYTES
        dma.signal matrix, 0, 1
        li      a1, Q
        dma.load [a1 + 0], [w0 + t3 + 0], BYTES
        dma.signal matrix, 1, 1
        li      a2, V
        dma.load [a2 + 0], [w2 + t3 + 0], BYTES
        dma.signal matrix, 2, 1

# S = Q K^T, block by block.
        matrix.wait 0, 1
        preload.t.bf16 0, [a0 + 0, s0], HEAD, KEYS
        matrix.wait 1, 1
        li      a3, S
        li      t0, BLOCKS
scores: matmul.bf16 acc0, [a1 + 0, s0], 0, ROWS, HEAD, KEYS, 0
        acc.store.f32.rne.inf.none [a3 + 0, s3], acc0, x0, ROWS, KEYS
        matrix.signal vector, 0, 1
        addi    a1, a1, ROWS * HEAD * 2
        add     a3, a3, s11
        loop    t0, scores

        matrix.wait 2, 1
        preload.bf16 1, [a2 + 0, s0], KEYS, HEAD

# While the array multiplies the probabilities of one block, the lanes do the softmax of the next.
        li      a3, S
        li      a4, P
        li      a5, O
        li      a6, O
        li      a7, OB
        li      t0, BLOCKS - 1
        call    softmax
blocks: vmax    v4, v3, v3
        call    softmax
        call    finish
        loop    t0, blocks
        vmax    v4, v3, v3
        call    finish
        halt    x0

# P and O of the next block; v3 = 1 / l.
softmax:
        vector.wait 0, 1
        trmax.f32 v0, [a3 + 0, s3], ROWS, KEYS                          # m, the row's maximum
        vscale  v1, v0, s6                                              # -m / 8
        texp.f32 [a3 + 0, s3], [a3 + 0, s3], s5, v1, ROWS, KEYS         # p = exp(s / 8 - m / 8)
        trsum.f32 v2, [a3 + 0, s3], ROWS, KEYS                          # l, the sum of p
        vrecip  v3, v2
        tcast.f32.bf16.rne.inf [a4 + 0, s1], [a3 + 0, s3], ROWS, KEYS
        vector.signal matrix, 3, 1

        matrix.wait 3, 1
        matmul.bf16 acc1, [a4 + 0, s1], 1, ROWS, KEYS, HEAD, 0          # O = p V
        acc.store.f32.rne.inf.none [a5 + 0, s2], acc1, x0, ROWS, HEAD
        matrix.signal vector, 1, 1
        add     a3, a3, s11
        addi    a4, a4, ROWS * KEYS * 2
        addi    a5, a5, ROWS * HEAD * 4
        ret

# Normalise a block by v4, convert it, send it off.
finish:
        vector.wait 1, 1
        tsl.f32.left.mul [a6 + 0, s2], [a6 + 0, s2], x0, v4, ROWS, HEAD # o = O / l
        tcast.f32.bf16.rne.inf [a7 + 0, s0], [a6 + 0, s2], ROWS, HEAD
        vector.signal dma, 0, 1
        dma.wait 0, 1
        dma.store [w3 + t3 + 0], [a7 + 0], ROWS * HEAD * 2
        addi    a6, a6, ROWS * HEAD * 4
        addi    a7, a7, ROWS * HEAD * 2
        addi    t3, t3, ROWS * HEAD * 2
        ret
