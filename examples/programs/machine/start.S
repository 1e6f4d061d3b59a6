# Where the machine begins: sets pointers and the trap vector, calls main, tells the test finisher what it returns.
# A trap saves all registers and the four control registers in a frame on the stack, calls handle(frame), and restores
# them: what the handler changes in the frame is what the program goes on with. Traps may come in traps.
#if __riscv_xlen == 64
#define LOAD ld
#define STORE sd
#define SIZE 8
#else
#define LOAD lw
#define STORE sw
#define SIZE 4
#endif
#define FRAME (36 * SIZE)

    .section .text.start
    .globl _start
_start:
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    la sp, stack_top
    la t0, trap
    csrw mtvec, t0
    call main
    j finish

    .balign 4
trap:
    addi sp, sp, -FRAME
    STORE x1, 1 * SIZE(sp)
    .irp n, 3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    STORE x\n, \n * SIZE(sp)
    .endr
    addi t0, sp, FRAME
    STORE zero, 0(sp)
    STORE t0, 2 * SIZE(sp)
    csrr t0, mepc
    csrr t1, mstatus
    csrr t2, mcause
    csrr t3, mtval
    STORE t0, 32 * SIZE(sp)
    STORE t1, 33 * SIZE(sp)
    STORE t2, 34 * SIZE(sp)
    STORE t3, 35 * SIZE(sp)
    mv a0, sp
    call handle
    LOAD t0, 32 * SIZE(sp)
    LOAD t1, 33 * SIZE(sp)
    csrw mepc, t0
    csrw mstatus, t1
    LOAD x1, 1 * SIZE(sp)
    .irp n, 3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    LOAD x\n, \n * SIZE(sp)
    .endr
    LOAD x2, 2 * SIZE(sp)
    mret

# finish(code): 0x5555 passes, 0x3333 with a code in the upper half fails.
    .globl finish
finish:
    li t0, 0x100000
    li t1, 0x5555
    beqz a0, 1f
    slli t1, a0, 16
    li t2, 0x3333
    or t1, t1, t2
1:  sw t1, 0(t0)
2:  j 2b

    .bss
    .balign 16
    .space 65536
stack_top:
