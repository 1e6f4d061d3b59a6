/* Calls of the environment and breakpoints: the handler answers them in the caller's registers. */
#include "runtime.h"

static word sum, calls;

static word ask(word number, word a, word b)
{
    register word a0 __asm__("a0") = a;
    register word a1 __asm__("a1") = b;
    register word a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a7) : "memory");
    return a0;
}

void handle(frame *trapped)
{
    calls++;
    sum = sum * 31 + trapped->cause;
    if (trapped->cause == 3) {
        put_text("breakpoint\n");
        trapped->pc += (word)length_at(trapped->pc);
        return;
    }
    word a = trapped->x[10], b = trapped->x[11];
    switch (trapped->x[17]) {
    case 1: trapped->x[10] = a + b; break;
    case 2: trapped->x[10] = a * b; break;
    case 3: trapped->x[10] = b ? a / b : 0; break;
    default: trapped->x[10] = (word)-38; break;
    }
    trapped->pc += 4;
}

int main(void)
{
    put_line("sum", ask(1, 40, 2));
    put_line("product", ask(2, 6, 7));
    put_line("quotient", ask(3, 1000, 7));
    put_line("unknown", ask(99, 0, 0));
    __asm__ volatile("ebreak");
    for (word i = 0; i < 50; i++)
        sum += ask(1 + i % 3, i, i + 1);
    put_line("calls", calls);
    put_line("sum", sum);
    return 0;
}
