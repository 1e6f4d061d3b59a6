/* Division of 8 to 64 bits, signed and unsigned, and what the instructions give where C says nothing. */
#include "runtime.h"

static const uint64_t values[] = {
    0, 1, 2, 3, 7, 10, 255, 0x7fffffff, 0x80000000, 0xffffffff, 0x100000000, 0x7fffffffffffffff, 0x8000000000000000,
    0xffffffffffffffff, 0xfffffffffffffff9, 0x123456789abcdef0,
};
enum { COUNT = sizeof values / sizeof *values };

#define INSTRUCTION(name, a, b) ({ long made; __asm__ volatile(#name " %0, %1, %2" : "=r"(made) : "r"(a), "r"(b)); made; })

static uint64_t sum;

static void take(uint64_t value)
{
    sum = (sum ^ value) * 1099511628211u;
}

static void divide(uint64_t a, uint64_t b)
{
    if (b) {
        take(a / b);
        take(a % b);
        if (~b || a != (uint64_t)1 << 63) {
            take((uint64_t)((int64_t)a / (int64_t)b));
            take((uint64_t)((int64_t)a % (int64_t)b));
        }
    }
    if ((uint16_t)b) {
        take((uint64_t)((int32_t)(int16_t)a / (int16_t)b));
        take((uint16_t)a % (uint16_t)b);
    }
}

static void by_instruction(long a, long b)
{
    take((uint64_t)INSTRUCTION(div, a, b));
    take((uint64_t)INSTRUCTION(divu, a, b));
    take((uint64_t)INSTRUCTION(rem, a, b));
    take((uint64_t)INSTRUCTION(remu, a, b));
    take((uint64_t)INSTRUCTION(mulh, a, b));
    take((uint64_t)INSTRUCTION(mulhsu, a, b));
    take((uint64_t)INSTRUCTION(mulhu, a, b));
}

int main(void)
{
    long lowest = (long)((unsigned long)1 << (8 * sizeof(long) - 1));
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < COUNT; j++) {
            divide(values[i], values[j]);
            by_instruction((long)values[i], (long)values[j]);
        }
    put_line("quotients", sum);
    put_line("by zero", (uint64_t)INSTRUCTION(div, 5, 0));
    put_line("overflow", (uint64_t)INSTRUCTION(div, lowest, -1));
    put_line("decimal", (uint64_t)(1000000007ull * 998244353 / 1000003 % 1000));
    return (int)(sum & 63);
}
