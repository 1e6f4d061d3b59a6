# Every register holds a pattern of its own when the trap comes, and still does after it. The handler prints them all.
#if __riscv_xlen == 64
#define LOAD ld
#define STORE sd
#define SIZE 8
#else
#define LOAD lw
#define STORE sw
#define SIZE 4
#endif

    .option norvc # every instruction has four bytes, so the handler goes on four further
    .text
    .globl main, handle
main:
    addi sp, sp, -16
    la t0, kept
    STORE ra, 0(t0)
    .irp n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    li x\n, 0x01010101 * \n + 0x12345
    .endr
    ecall
    ebreak
    .word 0xffffffff
    .irp n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30
    li x31, 0x01010101 * \n + 0x12345
    bne x\n, x31, wrong
    .endr
    li a0, 0
    j leave
wrong:
    li a0, 1
leave:
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    la t0, kept
    LOAD ra, 0(t0)
    addi sp, sp, 16
    ret

handle:
    addi sp, sp, -32
    STORE ra, 24(sp)
    STORE s1, 16(sp)
    STORE s2, 8(sp)
    mv s1, a0
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    li s2, 0
1:  li t0, 2
    beq s2, t0, 2f # the stack differs by what main and start.S keep there
    slli t0, s2, (__riscv_xlen / 64) + 2
    add t0, t0, s1
    LOAD a1, 0(t0)
    la a0, name
    call put_line
2:  addi s2, s2, 1
    li t0, 32
    bne s2, t0, 1b
    mv a0, s1
    LOAD t0, 32 * SIZE(s1)
    addi t0, t0, 4
    STORE t0, 32 * SIZE(s1)
    la a1, main
    call put_trap
    LOAD ra, 24(sp)
    LOAD s1, 16(sp)
    LOAD s2, 8(sp)
    addi sp, sp, 32
    ret

    .section .rodata
name: .asciz "register"
    .bss
kept: .space 8
