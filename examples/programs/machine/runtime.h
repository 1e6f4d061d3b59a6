/* What programs on the bare machine have: a serial port, the finisher, and frames of traps. */
#ifndef RUNTIME_H
#define RUNTIME_H

#include <stddef.h>
#include <stdint.h>

typedef unsigned long word; /* as wide as a register */

typedef struct {
    word x[32];
    word pc, status, cause, value; /* mepc, mstatus, mcause, mtval */
} frame;

_Noreturn void finish(int code);
void handle(frame *trapped); /* every program has its own */

void put_text(const char *text);
void put_hex(word value);
void put_line(const char *name, word value);   /* "name 89abcdef\n" */
void put_trap(const frame *trapped, word from); /* where from `from` on, cause, value, the bits of mstatus that matter */

int length_at(word address); /* bytes of the instruction there */

#define READ_CSR(name) ({ word got; __asm__ volatile("csrr %0, " #name : "=r"(got)); got; })
#define WRITE_CSR(name, value) __asm__ volatile("csrw " #name ", %0" : : "r"((word)(value)))

#endif
