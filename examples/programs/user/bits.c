/* Tricks with bits: counts, reversal, Gray and Morton codes, permutations, saturation. */
#include "runtime.h"

static int population(uint64_t x)
{
    x -= x >> 1 & 0x5555555555555555u;
    x = (x & 0x3333333333333333u) + (x >> 2 & 0x3333333333333333u);
    return (int)(((x + (x >> 4)) & 0x0f0f0f0f0f0f0f0fu) * 0x0101010101010101u >> 56);
}

static uint32_t reversed(uint32_t x)
{
    x = (x & 0x55555555) << 1 | (x >> 1 & 0x55555555);
    x = (x & 0x33333333) << 2 | (x >> 2 & 0x33333333);
    x = (x & 0x0f0f0f0f) << 4 | (x >> 4 & 0x0f0f0f0f);
    x = (x & 0x00ff00ff) << 8 | (x >> 8 & 0x00ff00ff);
    return x << 16 | x >> 16;
}

static uint32_t spread(uint32_t x)
{
    x = (x | x << 8) & 0x00ff00ff;
    x = (x | x << 4) & 0x0f0f0f0f;
    x = (x | x << 2) & 0x33333333;
    return (x | x << 1) & 0x55555555;
}

static uint32_t next_same_count(uint32_t x)
{
    uint32_t low = x & -x, ripple = x + low;
    return (((ripple ^ x) >> 2) / low) | ripple;
}

static int32_t saturating_add(int32_t a, int32_t b)
{
    int32_t sum = (int32_t)((uint32_t)a + (uint32_t)b);
    if (((a ^ sum) & (b ^ sum)) < 0)
        return a < 0 ? INT32_MIN : INT32_MAX;
    return sum;
}

int main(void)
{
    uint64_t sum = 0;
    int wrong = 0;
    for (int i = 0; i < 100; i++) {
        uint32_t a = random_word(), b = random_word();
        uint64_t both = (uint64_t)a << 32 | b;
        uint32_t gray = a ^ a >> 1, plain = gray;
        for (int shift = 1; shift < 32; shift *= 2)
            plain ^= plain >> shift;
        wrong += plain != a || reversed(reversed(b)) != b;
        wrong += __builtin_popcountll(both) != population(both);
        sum = sum * 31 + (uint64_t)population(both) + reversed(a);
        sum += (uint64_t)(__builtin_clz(a) * 64 + __builtin_ctz(b)) + (spread(a & 0xffff) | spread(b & 0xffff) << 1);
        sum ^= (uint64_t)(uint32_t)saturating_add((int32_t)a, (int32_t)b) << (a & 31);
        sum = sum << (b & 63) | sum >> (-b & 63);
        sum += (uint64_t)((int64_t)both >> (a & 63)) + __builtin_bswap64(both);
    }
    uint32_t set = 7;
    for (int i = 0; i < 20; i++)
        set = next_same_count(set);
    put_line("sum", sum);
    put_line("set", set);
    return wrong;
}
