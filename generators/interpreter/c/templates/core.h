/* What routines run on: the state of one instance, pre-decoded instructions, faults, and what a fault puts back. */
#ifndef N_CORE_H
#define N_CORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifndef __SIZEOF_INT128__
#error "this engine needs a compiler with 128-bit integers"
#endif
__extension__ typedef __int128 N_s128;
__extension__ typedef unsigned __int128 N_u128;

/* 128 bits in two's complement. */
typedef struct N_wide {
    uint64_t low, high;
} N_wide;

#define N_WIDE(x) ((N_wide){(uint64_t)(x), (uint64_t)((N_s128)(x) >> 64)})

static inline N_s128 N_whole(N_wide x)
{
    return (N_s128)((N_u128)x.high << 64 | x.low);
}

/* An instruction word, and how many parts of 64 bits the longest has. */
typedef @word@ N_word;
#define N_LANES @lanes@

typedef struct N_core N_core;
typedef struct N_machine N_machine;
typedef union N_captured N_captured;

/* -- memories ---------------------------------------------------------------------------------------------------- */

#define N_LINE 6 /* code is watched in lines of 64 bytes */

/* Where bytes of memories lie: addresses of this computer. Where N_SPARSE is defined they are numbers, by which somebody else's
   N_load and N_store find them; those below 2^32 are addresses. */
#ifdef N_SPARSE
typedef uint64_t N_bytes;
void N_load(void *to, N_bytes from, size_t size);
void N_store(N_bytes to, const void *from, size_t size);
#else
typedef uint8_t *N_bytes;

static inline void N_load(void *to, N_bytes from, size_t size)
{
    memcpy(to, from, size);
}

static inline void N_store(N_bytes to, const void *from, size_t size)
{
    memcpy(to, from, size);
}
#endif

/* The bytes from address `base` on. `lines` is 1 where a processor has decoded some of a line, or null; `written` is 1 for
   each byte that was ever written, or null where reads do not look at that. */
typedef struct N_memory {
    N_bytes bytes;
    uint8_t *lines;
    uint8_t *written;
    uint64_t base, size;
    N_machine *machine;
    unsigned number, instance;
} N_memory;

/* Forgets what was decoded from bytes that were written. */
void N_rewritten(N_memory *memory, uint64_t offset, uint64_t size);

/* To be called after a write into a memory that holds code. */
static inline void N_wrote(N_memory *memory, uint64_t offset, uint64_t size)
{
    if (size <= (1u << N_LINE)) {
        if (size != 0 && (memory->lines[offset >> N_LINE] | memory->lines[(offset + size - 1) >> N_LINE]) != 0)
            N_rewritten(memory, offset, size);
    } else if (memchr(memory->lines + (offset >> N_LINE), 1, (size_t)((size >> N_LINE) + 2)) != NULL) {
        N_rewritten(memory, offset, size);
    }
}

/* The same after a write through a window onto memories that hold code. */
void N_wrote_through(N_memory *window, uint64_t offset, uint64_t size);

/* Whether all of some bytes were ever written, of a memory where that is looked at; then notes that they are. */
static inline bool N_touched(const N_memory *memory, uint64_t offset, uint64_t size)
{
    return memchr(memory->written + offset, 0, (size_t)size) == NULL;
}

static inline void N_touch(N_memory *memory, uint64_t offset, uint64_t size)
{
    memset(memory->written + offset, 1, (size_t)size);
}

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define N_SWAP_LE(bits, x) (x)
#define N_SWAP_BE(bits, x) __builtin_bswap##bits(x)
#elif defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define N_SWAP_LE(bits, x) __builtin_bswap##bits(x)
#define N_SWAP_BE(bits, x) (x)
#else
#error "this engine needs a compiler that tells the order of bytes"
#endif

static inline uint8_t N_get1(N_bytes p)
{
    uint8_t x;
    N_load(&x, p, 1);
    return x;
}

static inline void N_put1(N_bytes p, uint8_t x)
{
    N_store(p, &x, 1);
}

#define N_ACCESSORS(bytes, bits)                                                                                       \
    static inline uint##bits##_t N_get##bytes##le(N_bytes p)                                                           \
    {                                                                                                                  \
        uint##bits##_t x;                                                                                              \
        N_load(&x, p, sizeof x);                                                                                       \
        return N_SWAP_LE(bits, x);                                                                                     \
    }                                                                                                                  \
    static inline uint##bits##_t N_get##bytes##be(N_bytes p)                                                           \
    {                                                                                                                  \
        uint##bits##_t x;                                                                                              \
        N_load(&x, p, sizeof x);                                                                                       \
        return N_SWAP_BE(bits, x);                                                                                     \
    }                                                                                                                  \
    static inline void N_put##bytes##le(N_bytes p, uint##bits##_t x)                                                   \
    {                                                                                                                  \
        x = N_SWAP_LE(bits, x);                                                                                        \
        N_store(p, &x, sizeof x);                                                                                      \
    }                                                                                                                  \
    static inline void N_put##bytes##be(N_bytes p, uint##bits##_t x)                                                   \
    {                                                                                                                  \
        x = N_SWAP_BE(bits, x);                                                                                        \
        N_store(p, &x, sizeof x);                                                                                      \
    }

N_ACCESSORS(2, 16)
N_ACCESSORS(4, 32)
N_ACCESSORS(8, 64)

/* An integer of 1 to 16 bytes. */
static inline N_u128 N_getle(N_bytes p, unsigned bytes)
{
    N_u128 x = 0;
    for (unsigned i = bytes; i-- > 0;)
        x = x << 8 | N_get1(p + i);
    return x;
}

static inline N_u128 N_getbe(N_bytes p, unsigned bytes)
{
    N_u128 x = 0;
    for (unsigned i = 0; i < bytes; i++)
        x = x << 8 | N_get1(p + i);
    return x;
}

static inline void N_putle(N_bytes p, unsigned bytes, N_u128 x)
{
    for (unsigned i = 0; i < bytes; i++, x >>= 8)
        N_put1(p + i, (uint8_t)x);
}

static inline void N_putbe(N_bytes p, unsigned bytes, N_u128 x)
{
    for (unsigned i = bytes; i-- > 0; x >>= 8)
        N_put1(p + i, (uint8_t)x);
}

/* Elements of `width` bits, 48 at most, at offsets in bits: counted in each byte from the least significant one, or the
   most significant one where the order is big-endian. A `part` lies in one byte. */
#define N_ONES(width) ((UINT64_C(1) << (width)) - 1)

static inline uint64_t N_get_partle(N_bytes p, uint64_t at, unsigned width)
{
    return (uint64_t)N_get1(p + (at >> 3)) >> (at & 7) & N_ONES(width);
}

static inline uint64_t N_get_partbe(N_bytes p, uint64_t at, unsigned width)
{
    return (uint64_t)N_get1(p + (at >> 3)) >> (8 - width - (at & 7)) & N_ONES(width);
}

static inline void N_put_partle(N_bytes p, uint64_t at, unsigned width, uint64_t x)
{
    const N_bytes byte = p + (at >> 3);
    const unsigned up = (unsigned)(at & 7);
    N_put1(byte, (uint8_t)((N_get1(byte) & ~(N_ONES(width) << up)) | (x & N_ONES(width)) << up));
}

static inline void N_put_partbe(N_bytes p, uint64_t at, unsigned width, uint64_t x)
{
    N_put_partle(p, (at & ~UINT64_C(7)) + (8 - width - (at & 7)), width, x);
}

static inline uint64_t N_get_bitsle(N_bytes p, uint64_t at, unsigned width)
{
    const N_bytes byte = p + (at >> 3);
    const unsigned inside = (unsigned)(at & 7);
    uint64_t x = 0;
    for (unsigned i = (inside + width + 7) >> 3; i-- > 0;)
        x = x << 8 | N_get1(byte + i);
    return x >> inside & N_ONES(width);
}

static inline uint64_t N_get_bitsbe(N_bytes p, uint64_t at, unsigned width)
{
    const N_bytes byte = p + (at >> 3);
    const unsigned inside = (unsigned)(at & 7), bytes = (inside + width + 7) >> 3;
    uint64_t x = 0;
    for (unsigned i = 0; i < bytes; i++)
        x = x << 8 | N_get1(byte + i);
    return x >> (8 * bytes - width - inside) & N_ONES(width);
}

static inline void N_put_bitsle(N_bytes p, uint64_t at, unsigned width, uint64_t x)
{
    const N_bytes byte = p + (at >> 3);
    const unsigned inside = (unsigned)(at & 7);
    const uint64_t ones = N_ONES(width) << inside, bits = (x & N_ONES(width)) << inside;
    for (unsigned i = 0; i < (inside + width + 7) >> 3; i++)
        N_put1(byte + i, (uint8_t)((N_get1(byte + i) & ~(ones >> 8 * i)) | (bits >> 8 * i & 0xff)));
}

static inline void N_put_bitsbe(N_bytes p, uint64_t at, unsigned width, uint64_t x)
{
    const N_bytes byte = p + (at >> 3);
    const unsigned inside = (unsigned)(at & 7), bytes = (inside + width + 7) >> 3;
    const unsigned up = 8 * bytes - width - inside;
    const uint64_t ones = N_ONES(width) << up, bits = (x & N_ONES(width)) << up;
    for (unsigned i = 0; i < bytes; i++) {
        const unsigned down = 8 * (bytes - 1 - i);
        N_put1(byte + i, (uint8_t)((N_get1(byte + i) & ~(ones >> down)) | (bits >> down & 0xff)));
    }
}

static inline N_u128 N_get16le(N_bytes p)
{
    return (N_u128)N_get8le(p + 8) << 64 | N_get8le(p);
}

static inline N_u128 N_get16be(N_bytes p)
{
    return (N_u128)N_get8be(p) << 64 | N_get8be(p + 8);
}

static inline void N_put16le(N_bytes p, N_u128 x)
{
    N_put8le(p, (uint64_t)x);
    N_put8le(p + 8, (uint64_t)(x >> 64));
}

static inline void N_put16be(N_bytes p, N_u128 x)
{
    N_put8be(p, (uint64_t)(x >> 64));
    N_put8be(p + 8, (uint64_t)x);
}

/* -- faults ------------------------------------------------------------------------------------------------------ */

/* A declared fault by its number, what it carries, the tile operand that it concerns (or -1), the line that raised it. */
typedef struct N_fault {
    N_wide value;
    uint32_t line;
    int16_t operand;
    uint16_t number;
    bool carries;
} N_fault;

static inline int N_raise(N_fault *fault, unsigned number, bool carries, uint64_t low, uint64_t high, int operand,
                          unsigned line)
{
    fault->value = (N_wide){low, high};
    fault->line = line;
    fault->operand = (int16_t)operand;
    fault->number = (uint16_t)number;
    fault->carries = carries;
    return 1;
}

/* What places held before they were written. */
typedef struct N_journal {
    uint8_t *bytes;
    size_t used, room;
} N_journal;

/* -- instructions ------------------------------------------------------------------------------------------------ */

/* An instruction decoded: the number of its routine (0: not decoded), and its operands. */
typedef struct N_decoded {
    _Alignas(8) uint16_t op;
@decoded@
} N_decoded;

/* An instruction that is executed. Addresses are those of the program counter; `next` is where control goes. */
typedef struct N_step {
    uint64_t pc, next_pc, next;
    N_word word;
    N_fault fault;
    const N_captured *captured;
    uint32_t code; /* of the fault that a trap is entered with */
    N_wide value;  /* what it carries */
} N_step;

/* What an instruction waits for: of which counter or meeting point, and how much of it. */
typedef struct N_condition {
    uint64_t index, amount;
} N_condition;

typedef struct N_signalled {
    uint64_t index, amount;
    unsigned semaphore;
} N_signalled;

typedef struct N_signals {
    N_signalled *items;
    size_t used, room;
} N_signals;

/* A write to memory that waits for the end of its grid. */
typedef struct N_write {
    N_u128 value;
    uint64_t offset;
    unsigned site;
} N_write;

typedef struct N_writes {
    N_write *items;
    size_t used, room;
} N_writes;

/* Calls of host functions that wait until nothing can undo them any more. */
typedef struct N_calls {
    struct N_call *items;
    size_t used, room;
} N_calls;

/* The places that a grid wrote: a hash table whose room is a power of two. */
typedef struct N_marks {
    uint64_t *keys;
    size_t used, room;
} N_marks;

/* -- one instance ------------------------------------------------------------------------------------------------ */

struct N_core {
@state@
    N_journal journal;
    N_signals signalled; /* by the instruction that is running */
    N_writes writes;
    N_marks marks;
    N_calls calls;
    N_machine *machine;
    unsigned instance;
    bool exited, halted; /* halted: exited, or asked to stop after this instruction */
    uint64_t steps; /* of the processor whose instruction is running, before it */
    N_wide exit_code;
@arrays@
};

/* Remembers `size` bytes of a memory, or of state, for a fault to put back. */
void N_note_bytes(N_core *c, N_bytes place, size_t size);
void N_undo(N_core *c);

static inline void N_note(N_core *c, void *place, size_t size)
{
    N_note_bytes(c, (N_bytes)(uintptr_t)place, size);
}

static inline void N_commit(N_core *c)
{
    c->journal.used = 0;
}

/* Notes a signal, which is given when the instruction is done; 1 where the semaphore is too full and raises. */
int N_signal(N_core *c, unsigned semaphore, uint64_t index, uint64_t amount, N_fault *fault);

/* What `size` bytes at an address beside a memory reach: an access of a device, or -1. Reads and writes through it are of
   the bits of its register; where there is none they give 0 and are dropped. */
int N_reach(const N_core *c, unsigned memory, N_s128 address, unsigned size);
N_u128 N_device_read(N_core *c, int access);
void N_device_write(N_core *c, int access, N_u128 bits);

/* Calls a host function by its number. */
N_wide N_host(N_core *c, unsigned function, const N_wide *arguments);

#endif
