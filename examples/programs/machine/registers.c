/* Control registers: what they keep, what the six instructions give, and which of them trap. */
#include "runtime.h"

static word start;
static int traps;

void handle(frame *trapped)
{
    put_trap(trapped, start);
    trapped->pc += 4;
    traps++;
}

#define TRY(...) do { put_text(#__VA_ARGS__); put_text("\n"); here(); __asm__ volatile(__VA_ARGS__); } while (0)
#define STEP(name, text, value) ({ word got = 0x5a5a, given = (word)(value); \
    __asm__ volatile(text : "+r"(got) : "r"(given)); put_text(text " "); put_hex(got); put_line("", READ_CSR(name)); })

static void __attribute__((noinline)) here(void)
{
    start = (word)__builtin_return_address(0);
}

int main(void)
{
    word vector = READ_CSR(mtvec);
    STEP(mscratch, "csrrw %0, mscratch, %1", -1);
    STEP(mscratch, "csrrw %0, mscratch, %1", 0x12345678);
    STEP(mscratch, "csrrs %0, mscratch, %1", 0x0f0f0f0f);
    STEP(mscratch, "csrrc %0, mscratch, %1", 0xff);
    STEP(mscratch, "csrrwi %0, mscratch, 31", 0);
    STEP(mscratch, "csrrsi %0, mscratch, 0", 0);
    STEP(mscratch, "csrrci %0, mscratch, 21", 0);
    STEP(mscratch, "csrrs %0, mscratch, x0", 0);
    STEP(mepc, "csrrw %0, mepc, %1", 0x80001234);
    STEP(mcause, "csrrw %0, mcause, %1", 11);
    STEP(mtval, "csrrw %0, mtval, %1", -2);
    STEP(mtval, "csrrc %0, mtval, %1", 0xfff);
    WRITE_CSR(mepc, -1);
    put_line("mepc", READ_CSR(mepc) & (word)-4);
    put_line("mhartid", READ_CSR(mhartid));
    put_line("vector", vector - READ_CSR(mtvec));
    __asm__ volatile("csrsi mstatus, 8");
    put_line("mstatus", READ_CSR(mstatus) & 0x88);
    __asm__ volatile("csrci mstatus, 8");
    put_line("mstatus", READ_CSR(mstatus) & 0x88);
    TRY(".word 0x5c0022f3" " # csrr t0, 0x5c0");
    TRY(".word 0x7c029073" " # csrw 0x7c0, t0");
    TRY(".word 0xfff022f3" " # csrr t0, 0xfff");
    TRY("csrw mvendorid, t0");
    TRY("csrwi mhartid, 0");
    TRY("csrsi marchid, 1");
    TRY("csrr t0, mvendorid");
    put_line("traps", (word)traps);
    return traps;
}
