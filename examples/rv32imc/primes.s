# Prints the primes below 100 and ends with their number. Variant user; GNU as makes the same bytes of it.
        .option norelax
        .option rvc
        .globl  _start
        .equ    LIMIT, 100

_start: la      sp, stack_end
        li      s0, 2                   # the candidate
        li      s1, 0                   # primes so far
next:   li      t0, 2
1:      mul     t1, t0, t0
        bgt     t1, s0, prime           # no divisor up to the root
        remu    t2, s0, t0
        beqz    t2, 2f
        addi    t0, t0, 1
        j       1b
prime:  addi    s1, s1, 1
        mv      a0, s0
        call    print
2:      addi    s0, s0, 1
        li      t0, LIMIT
        bltu    s0, t0, next
        mv      a0, s1
        li      a7, 93                  # exit
        ecall

# print(a0): in decimal, and the end of the line.
print:  addi    sp, sp, -16
        addi    a1, sp, 15
        li      t0, '\n'
        sb      t0, (a1)
        li      t3, 10
1:      remu    t0, a0, t3
        divu    a0, a0, t3
        addi    t0, t0, '0'
        addi    a1, a1, -1
        sb      t0, (a1)
        bnez    a0, 1b
        addi    a2, sp, 16
        sub     a2, a2, a1
        li      a0, 1                   # standard output
        li      a7, 64                  # write
        ecall
        addi    sp, sp, 16
        ret

        .bss
        .balign 16
        .space  1024
stack_end:
