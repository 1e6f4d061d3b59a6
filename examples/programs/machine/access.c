/* Accesses outside of the memory, loads and stores that are not aligned, and jumps to where nothing is. */
#include "runtime.h"

static word resume;
static uint8_t bytes[32];

void handle(frame *trapped)
{
    put_text("  trap cause ");
    put_hex(trapped->cause);
    put_line(" value", trapped->value);
    if (resume) {
        put_line("  from", trapped->pc);
        trapped->pc = resume;
    } else
        trapped->pc += (word)length_at(trapped->pc);
}

#if __riscv_xlen == 64
#define KEEP "sd"
#else
#define KEEP "sw"
#endif

#define LOAD(type, at) ({ word got = 77; __asm__ volatile(#type " %0, 0(%1)" : "+r"(got) : "r"(at) : "memory"); put_line(#type, got); })
#define STORE(type, at) ({ __asm__ volatile(#type " %0, 0(%1)" : : "r"(-3L), "r"(at) : "memory"); put_text(#type "\n"); })

static void outside(word at)
{
    LOAD(lb, at);
    LOAD(lbu, at);
    LOAD(lh, at);
    LOAD(lhu, at);
    LOAD(lw, at);
    STORE(sb, at);
    STORE(sh, at);
    STORE(sw, at);
#if __riscv_xlen == 64
    LOAD(lwu, at);
    LOAD(ld, at);
    STORE(sd, at);
#endif
}

int main(void)
{
    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(0x71 * i + 0x93);
    outside(0);
    outside(0x90000000);
    outside(0xfffff8);
    for (int shift = 0; shift < 4; shift++)
        outside((word)bytes + (word)shift);
    for (unsigned i = 0; i < sizeof bytes; i += sizeof(word))
        put_line("bytes", *(word *)(bytes + i));
    for (int i = 0; i < 2; i++) {
        __asm__ volatile("la t0, 1f\n" "la t1, resume\n" KEEP " t0, 0(t1)\n" "jalr %0\n" "1:"
                         : : "r"(i ? (word)0x90000000 : 0x40) : "t0", "t1", "ra", "memory");
        resume = 0;
    }
    return 0;
}
