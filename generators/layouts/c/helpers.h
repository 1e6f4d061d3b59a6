#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "storages are written for hosts that keep the low byte first"
#endif

#if defined(__GNUC__) || defined(__clang__)
#define PREFIX_RESTRICT __restrict
#define PREFIX_INLINE static inline __attribute__((always_inline, unused))
#else
#define PREFIX_RESTRICT
#define PREFIX_INLINE static inline
#endif

PREFIX_INLINE size_t prefix_layout_least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Copies rows of runs of elements; steps are in bytes. Always inlined, so that steps and sizes are constants. */
PREFIX_INLINE void prefix_layout_move(uint8_t *PREFIX_RESTRICT to, size_t to_row, size_t to_run,
    const uint8_t *PREFIX_RESTRICT from, size_t from_row, size_t from_run, size_t rows, size_t runs, size_t size)
{
    if (to_run == size && from_run == size) {
        for (size_t i = 0; i < rows; i++)
            memcpy(to + i * to_row, from + i * from_row, runs * size);
        return;
    }
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < runs; j++)
            memcpy(to + i * to_row + j * to_run, from + i * from_row + j * from_run, size);
}

/* Joins elements of ``bits`` bits, each in the low ones of ``size`` bytes, from a bit of a storage on. */
PREFIX_INLINE void prefix_layout_join(uint8_t *PREFIX_RESTRICT to, size_t bit,
    const uint8_t *PREFIX_RESTRICT from, size_t step, size_t count, size_t size, unsigned bits)
{
    uint8_t *at = to + bit / 8;
    unsigned held = (unsigned)(bit % 8);
    if (count == 0)
        return;
    if (bits == 4 && held == 0) {
        for (size_t i = 0; i < count / 2; i++)
            at[i] = (uint8_t)((from[2 * i * step] & 15) | (from[(2 * i + 1) * step] & 15) << 4);
        if (count % 2)
            at[count / 2] = (uint8_t)((at[count / 2] & 0xF0) | (from[(count - 1) * step] & 15));
        return;
    }
    unsigned word = held ? *at & ((1u << held) - 1) : 0;
    for (size_t i = 0; i < count; i++) {
        for (unsigned done = 0; done < bits; done += 8) {
            const unsigned more = bits - done < 8 ? bits - done : 8;
            word |= (from[i * step + done / 8] & ((1u << more) - 1)) << held;
            held += more;
            if (held >= 8) {
                *at++ = (uint8_t)word;
                word >>= 8;
                held -= 8;
            }
        }
    }
    (void)size;
    if (held)
        *at = (uint8_t)((*at & ~((1u << held) - 1)) | word);
}

/* The way back: takes elements apart. */
PREFIX_INLINE void prefix_layout_part(uint8_t *PREFIX_RESTRICT to, size_t step,
    const uint8_t *PREFIX_RESTRICT from, size_t bit, size_t count, size_t size, unsigned bits)
{
    for (size_t i = 0; i < count; i++) {
        for (unsigned done = 0; done < bits; done += 8, bit += 0) {
            const unsigned more = bits - done < 8 ? bits - done : 8;
            const size_t first = bit + i * bits + done;
            const unsigned low = (unsigned)(first % 8);
            unsigned word = (unsigned)from[first / 8] >> low;
            if (low + more > 8)
                word |= (unsigned)from[first / 8 + 1] << (8 - low);
            to[i * step + done / 8] = (uint8_t)(word & ((1u << more) - 1));
        }
        for (size_t rest = (bits + 7) / 8; rest < size; rest++)
            to[i * step + rest] = 0;
    }
}
