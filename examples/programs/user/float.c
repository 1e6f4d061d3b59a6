/* Floating point without floating-point instructions: what the compiler's own library computes. */
#include "runtime.h"

static uint64_t bits(double value)
{
    uint64_t held;
    memcpy(&held, &value, sizeof held);
    return held;
}

static uint32_t word(float value)
{
    uint32_t held;
    memcpy(&held, &value, sizeof held);
    return held;
}

static double root(double value)
{
    double guess = value > 1 ? value / 2 : 1;
    for (int i = 0; i < 12; i++)
        guess = (guess + value / guess) / 2;
    return guess;
}

static double exponential(double x)
{
    double sum = 1, term = 1;
    for (int n = 1; n < 24; n++)
        sum += term = term * x / n;
    return sum;
}

static int escape(float x, float y)
{
    float a = 0, b = 0;
    for (int n = 0; n < 20; n++) {
        float square = a * a - b * b + x;
        b = 2 * a * b + y;
        a = square;
        if (a * a + b * b > 4)
            return n;
    }
    return 20;
}

int main(void)
{
    volatile double zero = 0, tiny = 4.9e-324, large = 1.7e308;
    volatile float small = 1e-44f;
    put_line("root of 2", bits(root(2)));
    put_line("e", bits(exponential(1)));
    put_line("1/3", word(1 / (3 + (float)zero)));
    put_line("subnormal", bits(tiny / 2 + tiny));
    put_line("halved", word(small / 3));
    put_line("overflow", bits(large * 10));
    put_line("minus 0", bits(-zero * 3));
    put_line("truncated", (uint64_t)(int64_t)(-large / 1e290));
    put_line("unsigned", (uint64_t)(1.5e19 + zero));
    put_line("from 64 bits", bits((double)(int64_t)0x7fffffffffffffff));
    put_line("narrowed", word((float)(1.0 + 1e-8 + zero)));
    for (int y = -2; y <= 2; y++) {
        for (int x = -7; x <= 2; x++)
            put_text((const char[2]){(char)('a' + escape((float)x / 4, (float)y / 4)), 0});
        put_text("\n");
    }
    return (zero / zero == zero / zero) || !(large * 10 > large) || (int)(root(144) + 0.5) != 12;
}
