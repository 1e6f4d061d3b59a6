/* Units in time: for the files of the clock. */
#ifndef N_CLOCK_H
#define N_CLOCK_H

#include "machine.h"

/* -- ticks ------------------------------------------------------------------------------------------------------- */

/* Cycles of a unit after a tick; time ends one tick before N_NEVER. */
static inline uint64_t N_after(uint64_t tick, uint64_t cycles, unsigned unit)
{
    N_u128 sum = (N_u128)cycles * N_periods[unit] + tick;
    return sum < N_NEVER ? (uint64_t)sum : N_NEVER - 1;
}

/* The first tick from this one on at which a unit's cycle begins. */
static inline uint64_t N_edge(uint64_t tick, unsigned unit)
{
    uint64_t over = N_periods[unit] == 1 ? 0 : tick % N_periods[unit];
    return over == 0 ? tick : N_after(tick - over, 1, unit);
}

static inline uint64_t N_greater(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* -- units ------------------------------------------------------------------------------------------------------- */

/* What a unit did: nothing, something, something that nobody else can tell, or it raised a fault that ends the run. */
enum N_went { N_STAYED, N_WENT, N_WENT_ALONE, N_FELL };

/* Lets a processor begin its next instruction, or an engine the head of its queue, if it can now; before that, there is room
   for what it began last to signal. */
enum N_went N_try_processor(N_machine *m, unsigned instance, unsigned processor);
enum N_went N_try_engine(N_machine *m, unsigned instance, unsigned engine);

/* A processor has finished an instruction that waits or signals, an engine the first that it has begun. */
void N_finish_own(N_stream *stream, unsigned processor);
void N_land(N_machine *m, unsigned instance, unsigned engine);

/* What an engine began last, or null where that is finished. */
N_begun *N_last_begun(const N_machine *m, unsigned instance, unsigned engine);

#endif
