# Ends with the number of steps from 97 to 1; x is at 0x2000000000000 times the number where it begins, to need 64 bits.
# GNU as makes the same bytes of it.
        .option norelax
        .globl  _start

_start: li      s0, 0x2000000000000
        li      s1, 97
        mul     a0, s0, s1              # 97 * 2^49
        li      s2, 0                   # steps
1:      beq     a0, s0, done
        and     t0, a0, s0              # is it odd, counted in units of s0?
        bnez    t0, odd
        srli    a0, a0, 1
        j       2f
odd:    slli    t0, a0, 1
        add     a0, a0, t0
        add     a0, a0, s0
2:      addiw   s2, s2, 1
        j       1b
done:   mv      a0, s2
        li      a7, 93                  # exit
        ecall
