/* A program that fails: its code reaches the outside through the finisher, also out of a handler. */
#include "runtime.h"

void handle(frame *trapped)
{
    put_trap(trapped, trapped->pc);
    finish((int)trapped->x[10]);
}

int main(void)
{
    put_text("before\n");
    register word a0 __asm__("a0") = 42;
    __asm__ volatile("ecall" : : "r"(a0) : "memory");
    put_text("never\n");
    return 1;
}
