# Counts what traps: a call, a breakpoint, a word that is none and a load from nowhere; ends with their causes' sum.
# Variant machine; GNU as makes the same bytes of it.
        .option norelax
        .option rvc
        .globl  _start

_start: la      t0, handler
        csrw    mtvec, t0
        li      s0, 0                   # the sum of the causes
        ecall
        ebreak
        unimp
        lw      t0, 0(zero)
        csrr    a0, mcause              # of the last: 5
        add     s0, s0, a0
        li      t0, 0x10000000          # the serial port: a byte for each unit
        li      t1, '*'
1:      lbu     t2, 5(t0)
        andi    t2, t2, 0x20
        beqz    t2, 1b
        sb      t1, 0(t0)
        addi    s0, s0, -1
        bnez    s0, 1b
        li      t0, 0x100000            # the test finisher
        li      t1, 0x5555
        sw      t1, 0(t0)
        wfi

        .align  2
handler:
        csrr    t0, mcause
        add     s0, s0, t0
        csrr    t0, mepc
        lhu     t1, (t0)                # its length: 4 where it ends in 11
        andi    t1, t1, 3
        addi    t1, t1, -3
        seqz    t1, t1
        slli    t1, t1, 1
        addi    t1, t1, 2
        add     t0, t0, t1
        csrw    mepc, t0
        mret
