# Where a program begins: sets the pointers that compiled code relies on, calls main, exits with what it returns.
    .globl _start
_start:
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    la sp, stack_top
    call main

    .globl exit
exit:
    li a7, 93
    .globl exit_call
exit_call:
    ecall
    j exit

    .bss
    .balign 16
    .space 65536
stack_top:
