/* Numbers of many words: a factorial, a Fibonacci number, and powers modulo a prime. */
#include "runtime.h"

enum { WORDS = 16 };
typedef struct {
    uint32_t word[WORDS]; /* the least significant first */
} number;

static number small(uint32_t value)
{
    return (number){{value}};
}

static number add(number a, const number *b)
{
    uint64_t carry = 0;
    for (int i = 0; i < WORDS; i++) {
        carry += (uint64_t)a.word[i] + b->word[i];
        a.word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return a;
}

static number scale(number a, uint32_t by)
{
    uint64_t carry = 0;
    for (int i = 0; i < WORDS; i++) {
        carry += (uint64_t)a.word[i] * by;
        a.word[i] = (uint32_t)carry;
        carry >>= 32;
    }
    return a;
}

static uint32_t shrink(number *a, uint32_t by)
{
    uint64_t rest = 0;
    for (int i = WORDS; i-- > 0;) {
        rest = rest << 32 | a->word[i];
        a->word[i] = (uint32_t)(rest / by);
        rest %= by;
    }
    return (uint32_t)rest;
}

static int is_zero(const number *a)
{
    uint32_t any = 0;
    for (int i = 0; i < WORDS; i++)
        any |= a->word[i];
    return !any;
}

static void put_number(number a)
{
    char text[160], *at = text + sizeof text;
    *--at = '\n';
    *--at = 0;
    do {
        uint32_t part = shrink(&a, 1000000000);
        int more = !is_zero(&a);
        for (int digit = 0; digit < 9 && (part || more || !digit); digit++, part /= 10)
            *--at = (char)('0' + part % 10);
    } while (!is_zero(&a));
    put_text(at);
    put_text("\n");
}

/* base ^ exponent modulo 2^61 - 1 */
static uint64_t power(uint64_t base, uint64_t exponent)
{
    const uint64_t prime = ((uint64_t)1 << 61) - 1;
    uint64_t result = 1;
    for (; exponent; exponent >>= 1) {
        for (int square = exponent & 1 ? 0 : 1; square < 2; square++) {
            uint64_t a = square ? base : result, product = 0;
            for (int bit = 60; bit >= 0; bit--) {
                product = (product << 1) % prime;
                if (base >> bit & 1)
                    product = (product + a) % prime;
            }
            *(square ? &base : &result) = product;
        }
    }
    return result;
}

int main(void)
{
    number factorial = small(1), one = small(0), next = small(1);
    for (uint32_t n = 2; n <= 60; n++)
        factorial = scale(factorial, n);
    for (int n = 0; n < 200; n++) {
        number sum = add(one, &next);
        one = next;
        next = sum;
    }
    put_number(factorial);
    put_number(one);
    put_line("power", power(3, 1000));
    return power(7, 6) != 117649;
}
