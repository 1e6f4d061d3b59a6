/* The instructions of @name@: decoded once, then executed one after the other without looking at the word again. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-gcse", "no-crossjumping") /* each instruction keeps a jump of its own, which predicts the next */
#endif

#include "machine.h"
#include "numerics.h"

enum { N_GRANULE = @granule@, N_MOST = @most@ }; /* bytes */

@decoder@
/* -- fetching ---------------------------------------------------------------------------------------------------- */

@address@

/* The word that bytes in memory make, low bits first. */
static void N_gather(N_bytes bytes, unsigned count, uint64_t *w)
{
    memset(w, 0, N_LANES * sizeof *w);
    for (unsigned i = 0; i < count; i++)
        w[@place@ / 8] |= (uint64_t)N_get1(bytes + i) << @place@ % 8 * 8;
}

/* Decodes what stands at a pc; null, and a fault, where there is no instruction. */
static N_decoded *N_fetch(N_stream *stream, uint64_t pc, N_fault *fault)
{
    N_memory *memory = stream->memory;
    N_s128 address = N_address(pc);
    if (address < (N_s128)memory->base || address > (N_s128)memory->base + (N_s128)memory->size - N_GRANULE ||
        address % N_GRANULE != 0) {
        N_raise(fault, @fetch@, (uint64_t)address, (uint64_t)(address >> 64), -1, 0);
        return NULL;
    }
    uint64_t offset = (uint64_t)(address - (N_s128)memory->base), w[N_LANES];
    unsigned there = memory->size - offset < N_MOST ? (unsigned)(memory->size - offset) : N_MOST;
    N_decoded entry = {0};
    N_gather(memory->bytes + offset, there, w);
    unsigned length = N_decode(w, 8 * there, &entry);
    if (length != 0) {
        N_decoded *d = stream->code + (offset - (stream->processor->first - memory->base)) / N_GRANULE;
        *d = entry;
        for (uint64_t line = offset >> N_LINE; line <= (offset + there - 1) >> N_LINE; line++)
            memory->lines[line] = 1;
        return d;
    }
    N_gather(memory->bytes + offset, N_GRANULE, w);
    if (N_classify(w) == 1) {
        if (there < N_MOST) {
            N_raise(fault, @fetch@, (uint64_t)address, (uint64_t)(address >> 64), -1, 0);
            return NULL;
        }
        N_gather(memory->bytes + offset, there, w);
    }
    N_raise(fault, @illegal@, w[0], @high@, -1, 0);
    return NULL;
}

/* -- executing --------------------------------------------------------------------------------------------------- */

#if defined(__GNUC__) && !defined(N_PORTABLE)
#pragma GCC diagnostic ignored "-Wpedantic" /* labels as values */
#define N_OP(number) op_##number:
#define N_DISPATCH() goto *labels[d->op]
#else
#define N_OP(number) case number:
#define N_DISPATCH() goto again
#endif

/* The next instruction, `n` entries on. */
#define N_NEXT(n)                                                                                                      \
    do {                                                                                                               \
        d += (n);                                                                                                      \
        if (--left == 0)                                                                                               \
            goto spent;                                                                                                \
        N_DISPATCH();                                                                                                  \
    } while (0)

/* The instruction at a pc. */
#define N_GO(to)                                                                                                       \
    do {                                                                                                               \
        uint64_t place = N_ENTRY(to);                                                                                  \
        if (N_OUTSIDE(to, place)) {                                                                                    \
            stream->pc = (to);                                                                                         \
            left--;                                                                                                    \
            goto outside;                                                                                              \
        }                                                                                                              \
        d = code + place / N_GRANULE;                                                                                  \
        if (--left == 0)                                                                                               \
            goto spent;                                                                                                \
        N_DISPATCH();                                                                                                  \
    } while (0)

#define N_PC() N_PC_OF((uint64_t)(d - code))

const N_decoded *N_look_@name@(N_stream *stream)
{
    N_fault fault;
    uint64_t place = N_ENTRY(stream->pc);
    if (!N_OUTSIDE(stream->pc, place) && stream->code[place / N_GRANULE].op != 0)
        return stream->code + place / N_GRANULE;
    return N_fetch(stream, stream->pc, &fault);
}

enum N_end N_execute_@name@(N_stream *stream, uint64_t left)
{
    N_core *const c = stream->core;
    N_decoded *const code = stream->code;
    N_step *const s = &stream->step;
    const uint64_t asked = left;
    const N_decoded *d = NULL;
    enum N_end end = N_DONE;
@labels@
    if (left == 0)
        return N_DONE;
    if (N_OUTSIDE(stream->pc, N_ENTRY(stream->pc)))
        goto outside;
    d = code + N_ENTRY(stream->pc) / N_GRANULE;
#if defined(__GNUC__) && !defined(N_PORTABLE)
    N_DISPATCH();
    {
#else
again:
    switch (d->op) {
#endif
    N_OP(0)
    {
        stream->pc = N_PC();
        d = N_fetch(stream, stream->pc, &s->fault);
        if (d == NULL)
            goto refused;
        N_DISPATCH();
    }
@operations@
    }

outside: /* the pc is that of no entry */
    if (left == 0)
        goto leave;
    d = N_fetch(stream, stream->pc, &s->fault);
refused:
    stream->decoded = false;
@faulted@
@trap@
    end = N_RAISED;
    goto leave;
@ordered@
@exited@
spent:
    stream->pc = N_PC();
leave:
    stream->at = d;
    stream->steps += asked - left;
    return end;
}
