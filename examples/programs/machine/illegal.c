/* Words that are no instruction, one after the other; each traps, and the handler steps over it. */
#include "runtime.h"

extern char words[], words_end[];
static int traps;

__asm__(".text\n"
        ".globl words, words_end\n"
        ".balign 4\n"
        "words:\n"
#ifdef __riscv_compressed
        ".half 0x0000, 0x8000\n"  /* all zeros; a reserved quadrant */
        ".half 0x4002, 0x8002\n"  /* c.lwsp and c.jr with x0 */
        ".half 0x6101, 0x6081\n"  /* c.addi16sp and c.lui of 0 */
        ".half 0x9c41, 0x0001\n"  /* reserved; c.nop */
#endif
        ".word 0x0000707f\n" /* longer than 32 bits */
        ".word 0xffffffff, 0x00000057, 0x0000001b | 0x7 << 12\n"
        ".word 0x40001033 | 1 << 7, 0x0a000033\n"    /* funct7 that nothing has */
        ".word 0x00003063 - 0x1000, 0x00007003\n"    /* a branch and a load that do not exist */
        ".word 0x00004073, 0x10000073 | 1 << 20\n"   /* system */
        ".word 0x00100293\n"                         /* addi t0, zero, 1, for once */
        "words_end: ret\n");

void handle(frame *trapped)
{
    put_trap(trapped, (word)words);
    trapped->pc += (word)length_at(trapped->pc);
    traps++;
}

int main(void)
{
    __asm__ volatile("mv s11, ra\n jalr %0\n mv ra, s11" : : "r"(words) : "ra", "t0", "s11", "memory");
    put_line("traps", (word)traps);
    return traps;
}
