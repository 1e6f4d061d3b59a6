#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "storages are written for hosts that keep the low byte first"
#endif

#if defined(__GNUC__) || defined(__clang__)
#define PREFIX_RESTRICT __restrict
#define PREFIX_APART static __attribute__((noinline, unused))
#define PREFIX_INLINE static inline __attribute__((always_inline, unused))
#else
#define PREFIX_RESTRICT
#define PREFIX_APART static
#define PREFIX_INLINE static inline
#endif

PREFIX_INLINE size_t prefix_layout_least(size_t a, size_t b)
{
    return a < b ? a : b;
}

#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define PREFIX_LAYOUT_VECTORS
#endif
#endif

/* Copies rows of runs of elements one by one; steps are in bytes. */
PREFIX_INLINE void prefix_layout_each(uint8_t *PREFIX_RESTRICT to, size_t to_row, size_t to_run,
    const uint8_t *PREFIX_RESTRICT from, size_t from_row, size_t from_run, size_t rows, size_t runs, size_t size)
{
    for (size_t i = 0; i < rows; i++)
        for (size_t j = 0; j < runs; j++)
            memcpy(to + i * to_row + j * to_run, from + i * from_row + j * from_run, size);
}

#ifdef PREFIX_LAYOUT_VECTORS
/* Transposes: rows lie together in the source, runs in the target. Squares have as many elements as 16 bytes hold, and each
 * round zips the rows of their halves; around them, blocks use up the lines of both sides. */
#define PREFIX_LAYOUT_LIST(...) __VA_ARGS__
#define PREFIX_LAYOUT_TRANSPOSE(type, side, rounds, low, high) \
    static inline void prefix_layout_square_##type(uint8_t *to, size_t to_step, const uint8_t *from, size_t from_step) \
    { \
        typedef type line __attribute__((vector_size(16))); \
        line a[side], b[side]; \
        for (size_t i = 0; i < side; i++) \
            memcpy(&a[i], from + i * from_step, 16); \
        for (int round = 0; round < rounds; round++) { \
            for (size_t i = 0; i < side / 2; i++) { \
                b[2 * i] = __builtin_shufflevector(a[i], a[i + side / 2], PREFIX_LAYOUT_LIST low); \
                b[2 * i + 1] = __builtin_shufflevector(a[i], a[i + side / 2], PREFIX_LAYOUT_LIST high); \
            } \
            for (size_t i = 0; i < side; i++) \
                a[i] = b[i]; \
        } \
        for (size_t i = 0; i < side; i++) \
            memcpy(to + i * to_step, &a[i], 16); \
    } \
    PREFIX_APART void prefix_layout_transpose_##type(uint8_t *PREFIX_RESTRICT to, size_t to_row, \
        const uint8_t *PREFIX_RESTRICT from, size_t from_run, size_t rows, size_t runs) \
    { \
        const size_t size = sizeof(type), whole_rows = rows / side * side, whole_runs = runs / side * side; \
        for (size_t j0 = 0; j0 < whole_runs; j0 += 64 / size) \
            for (size_t i = 0; i < whole_rows; i += side) \
                for (size_t j = j0; j < whole_runs && j < j0 + 64 / size; j += side) \
                    prefix_layout_square_##type(to + i * to_row + j * size, to_row, \
                        from + i * size + j * from_run, from_run); \
        prefix_layout_each(to + whole_runs * size, to_row, size, from + whole_runs * from_run, size, from_run, \
            whole_rows, runs - whole_runs, size); \
        prefix_layout_each(to + whole_rows * to_row, to_row, size, from + whole_rows * size, size, from_run, \
            rows - whole_rows, runs, size); \
    }
PREFIX_LAYOUT_TRANSPOSE(uint8_t, 16, 4, (0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23),
    (8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31))
PREFIX_LAYOUT_TRANSPOSE(uint16_t, 8, 3, (0, 8, 1, 9, 2, 10, 3, 11), (4, 12, 5, 13, 6, 14, 7, 15))
PREFIX_LAYOUT_TRANSPOSE(uint32_t, 4, 2, (0, 4, 1, 5), (2, 6, 3, 7))
PREFIX_LAYOUT_TRANSPOSE(uint64_t, 2, 1, (0, 2), (1, 3))
#endif

PREFIX_INLINE void prefix_layout_transpose(uint8_t *PREFIX_RESTRICT to, size_t to_row,
    const uint8_t *PREFIX_RESTRICT from, size_t from_run, size_t rows, size_t runs, size_t size)
{
#ifdef PREFIX_LAYOUT_VECTORS
    if (size == 1)
        prefix_layout_transpose_uint8_t(to, to_row, from, from_run, rows, runs);
    else if (size == 2)
        prefix_layout_transpose_uint16_t(to, to_row, from, from_run, rows, runs);
    else if (size == 4)
        prefix_layout_transpose_uint32_t(to, to_row, from, from_run, rows, runs);
    else
        prefix_layout_transpose_uint64_t(to, to_row, from, from_run, rows, runs);
#else
    prefix_layout_each(to, to_row, size, from, size, from_run, rows, runs, size);
#endif
}

/* Copies rows of runs of elements; steps are in bytes. Always inlined, so that steps and sizes are constants. */
PREFIX_INLINE void prefix_layout_move(uint8_t *PREFIX_RESTRICT to, size_t to_row, size_t to_run,
    const uint8_t *PREFIX_RESTRICT from, size_t from_row, size_t from_run, size_t rows, size_t runs, size_t size)
{
    const bool square = (size == 1 || size == 2 || size == 4 || size == 8) && rows * size >= 16 && runs * size >= 16;
    if (to_run == size && from_run == size)
        for (size_t i = 0; i < rows; i++)
            memcpy(to + i * to_row, from + i * from_row, runs * size);
    else if (square && from_row == size && to_run == size)
        prefix_layout_transpose(to, to_row, from, from_run, rows, runs, size);
    else if (square && to_row == size && from_run == size)
        prefix_layout_transpose(to, to_run, from, from_row, runs, rows, size);
    else
        prefix_layout_each(to, to_row, to_run, from, from_row, from_run, rows, runs, size);
}

/* The same for what is left at the ends of a tensor: one function for all, where compilers would mix it with whole tiles. */
PREFIX_APART void prefix_layout_move_some(uint8_t *PREFIX_RESTRICT to, size_t to_row, size_t to_run,
    const uint8_t *PREFIX_RESTRICT from, size_t from_row, size_t from_run, size_t rows, size_t runs, size_t size)
{
    if (size == 1)
        prefix_layout_move(to, to_row, to_run, from, from_row, from_run, rows, runs, 1);
    else if (size == 2)
        prefix_layout_move(to, to_row, to_run, from, from_row, from_run, rows, runs, 2);
    else if (size == 4)
        prefix_layout_move(to, to_row, to_run, from, from_row, from_run, rows, runs, 4);
    else
        prefix_layout_move(to, to_row, to_run, from, from_row, from_run, rows, runs, size);
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
    if (bits == 4 && bit % 8 == 0) {
        for (size_t i = 0; i < count; i++)
            to[i * step] = (uint8_t)(from[(bit / 8) + i / 2] >> (i % 2 * 4) & 15);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        for (unsigned done = 0; done < bits; done += 8) {
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
