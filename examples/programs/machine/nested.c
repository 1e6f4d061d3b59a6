/* Traps in traps: a handler that makes the next one, five deep, and every level's registers and causes survive. */
#include "runtime.h"

static int depth;

static word deeper(word level)
{
    register word a0 __asm__("a0") = level;
    switch (level % 3) {
    case 0: __asm__ volatile("ecall" : "+r"(a0) : : "memory"); break;
    case 1: __asm__ volatile(".word 0xffffffff" : "+r"(a0) : : "memory"); break;
    default: __asm__ volatile("lw zero, 0(zero)" : "+r"(a0) : : "memory"); break;
    }
    return a0;
}

static void enter(const frame *trapped, const char *what)
{
    for (int i = 0; i < depth; i++)
        put_text(" ");
    put_text(what);
    put_text(" level ");
    put_hex(trapped->x[10]);
    put_text(" cause ");
    put_hex(trapped->cause);
    put_text(" status ");
    put_hex(trapped->status & 0x1888);
    put_text("\n");
}

void handle(frame *trapped)
{
    word cause = trapped->cause, pc = trapped->pc;
    enter(trapped, "enter");
    depth++;
    if (trapped->x[10] < 5)
        trapped->x[10] += 10 * deeper(trapped->x[10] + 1);
    depth--;
    enter(trapped, "leave");
    if (cause != trapped->cause || pc != trapped->pc)
        finish(9);
    trapped->pc += (word)length_at(trapped->pc);
}

int main(void)
{
    word got = deeper(0);
    put_line("got", got);
    put_line("depth", (word)depth);
    return got != 0 + 10 * (1 + 10 * (2 + 10 * (3 + 10 * (4 + 10 * 5))));
}
