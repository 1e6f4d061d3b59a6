/* mret: where it goes, and what happens to the bits of mstatus on the way in and out of traps. */
#include "runtime.h"

static int quiet;

void handle(frame *trapped)
{
    if (!quiet)
        put_trap(trapped, trapped->pc);
    if (trapped->x[10] == 1)
        trapped->status ^= 0x80; /* the bit that mret copies */
    trapped->pc += 4;
}

static void status(const char *name)
{
    put_line(name, READ_CSR(mstatus) & 0x88);
}

static word hop(word bits)
{
    word got;
    __asm__ volatile("la t0, 1f\n"
                     "csrw mepc, t0\n"
                     "li t1, 0x1888\n"
                     "csrc mstatus, t1\n"
                     "csrs mstatus, %1\n"
                     "li %0, 1\n"
                     "mret\n"
                     "li %0, 2\n" /* jumped over */
                     "1: addi %0, %0, 4"
                     : "=&r"(got) : "r"(bits | 0x1800) : "t0", "t1", "memory");
    return got;
}

int main(void)
{
    register word a0 __asm__("a0");
    for (word bits = 0; bits < 4; bits++) {
        put_line("hop", hop((bits & 1) << 3 | (bits & 2) << 6));
        status("after");
        a0 = bits & 1;
        __asm__ volatile("ecall" : "+r"(a0) : : "memory");
        status("then");
    }
    quiet = 1;
    a0 = 0;
    for (int i = 0; i < 200; i++)
        __asm__ volatile("ecall" : "+r"(a0) : : "memory");
    status("end");
    return 0;
}
