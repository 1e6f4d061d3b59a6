/* The functions of instructions, 1 where they raise; what is sampled when they are issued; constant tables. */
#ifndef N_FUNCTIONS_H
#define N_FUNCTIONS_H

#include "core.h"
#include "numerics.h"

/* Conversions that are no casts: behind those GCC looks for short numbers, and complains of their signs. */
static inline uint32_t N_u32(int64_t x)
{
    return (uint32_t)x;
}

static inline uint32_t N_low32(uint64_t x)
{
    return (uint32_t)x;
}

static inline N_u128 N_u128_of(N_s128 x)
{
    return (N_u128)x;
}

/* A divided by b, rounded down, and what remains then: of the sign of b. */
#define N_ROUNDED_DOWN(bits, type, unsigned_type)                                                                      \
    static inline type N_floordiv##bits(type a, type b)                                                                \
    {                                                                                                                  \
        const type q = b == -1 ? (type)-(unsigned_type)a : a / b;                                                      \
        return b != -1 && q * b != a && (a < 0) != (b < 0) ? q - 1 : q;                                                \
    }                                                                                                                  \
    static inline type N_mod##bits(type a, type b)                                                                     \
    {                                                                                                                  \
        const type r = b == -1 ? 0 : a % b;                                                                            \
        return r != 0 && (r < 0) != (b < 0) ? r + b : r;                                                               \
    }

N_ROUNDED_DOWN(32, int32_t, uint32_t)
N_ROUNDED_DOWN(64, int64_t, uint64_t)
N_ROUNDED_DOWN(128, N_s128, N_u128)

/* Divisions of a negative by an integer above the greatest N_s128, or the reverse: by magnitudes, in two's complement. */
static inline N_u128 N_magnitude(N_u128 x, bool negative)
{
    return negative ? -x : x;
}

static inline N_u128 N_quot_mixed(N_u128 a, bool a_negative, N_u128 b, bool b_negative)
{
    return N_magnitude(N_magnitude(a, a_negative) / N_magnitude(b, b_negative), a_negative != b_negative);
}

static inline N_u128 N_rem_mixed(N_u128 a, bool a_negative, N_u128 b, bool b_negative)
{
    return N_magnitude(N_magnitude(a, a_negative) % N_magnitude(b, b_negative), a_negative);
}

static inline N_u128 N_mod_mixed(N_u128 a, bool a_negative, N_u128 b, bool b_negative)
{
    const N_u128 r = N_rem_mixed(a, a_negative, b, b_negative);
    return r != 0 && a_negative != b_negative ? r + b : r;
}

static inline N_u128 N_floordiv_mixed(N_u128 a, bool a_negative, N_u128 b, bool b_negative)
{
    const bool below = a_negative != b_negative && N_rem_mixed(a, a_negative, b, b_negative) != 0;
    return N_quot_mixed(a, a_negative, b, b_negative) - below;
}

typedef struct N_call {
    N_wide arguments[@arguments@];
    unsigned function;
} N_call;

/* Has a call of a host function, or the write of a device's register by the number of the access, wait until nothing can undo
   it any more; then does all that waits, in order. */
#define N_DEVICE 0x80000000u
void N_later(N_core *c, unsigned function, const N_wide *arguments, unsigned count);
void N_call_now(N_core *c);

/* Has a write to memory wait for the end of its grid: which kind of write, where, what. */
void N_defer(N_core *c, unsigned site, uint64_t offset, N_u128 value);

/* Whether a grid wrote a place before, which it now did; after no place is marked any more. */
bool N_marked(N_core *c, uint64_t offset, unsigned site);
void N_unmark(N_core *c);

/* Room for a grid's results, until the next write waits or the next room is asked for. */
void *N_scratch(N_core *c, size_t bytes);

union N_captured {
@captured@
};

@tables@
@prototypes@

#endif
