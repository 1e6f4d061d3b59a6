/* Who waits for what, in figures and in words. */
#include "machine.h"

#include <stdarg.h>
#include <stdio.h>

/* Adds to the text of a wait, which ends where there is no more room. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void N_say(N_waiting *w, const char *format, ...)
{
    va_list arguments;
    size_t used = strlen(w->text);
    va_start(arguments, format);
    vsnprintf(w->text + used, sizeof w->text - used, format, arguments);
    va_end(arguments);
}

static void N_say_condition(N_waiting *w, N_core *c, const N_pending *p)
{
    const N_prelude *one = &p->routine->prelude[p->at];
    const char *between = "";
    w->condition = p->at;
    w->number = one->number;
    w->index = p->conditions[p->at].index;
    w->amount = p->conditions[p->at].amount;
    if (one->kind == N_WAIT) {
        const N_counter *counter = &N_counters[one->number];
        unsigned long long index = w->index, amount = w->amount, count = *N_count(c, p, p->at);
        w->kind = N_FOR_SEMAPHORE;
        N_say(w, "waits for %s[%llu] >= %llu, which is %llu and is signalled by %s", counter->name, index, amount, count,
              counter->producers);
    } else if (one->kind == N_MEET) {
        w->kind = N_FOR_BARRIER;
        N_say(w, "waits at %s[%llu] for instance ", N_meetings[one->number].name, (unsigned long long)w->index);
        for (unsigned i = 0; i < N_INSTANCES; i++)
            if (N_barrier_of(c, p, p->at)->there[i] == 0) {
                w->missing[i] = 1;
                N_say(w, "%s%u", between, i);
                between = ", ";
            }
    } else {
        w->kind = N_FOR_ENGINES;
        N_say(w, "waits until ");
        for (unsigned e = 0; e < N_ENGINES; e++)
            if ((one->engines >> e & 1) != 0 && N_engine_busy(c->machine, c->instance, e)) {
                w->engines |= UINT64_C(1) << e;
                N_say(w, "%s%s", between, N_engine_names[e]);
                between = ", ";
            }
        N_say(w, " has nothing queued");
    }
}

static void N_say_room(N_waiting *w, const N_core *c, const N_signalled *one)
{
    const N_counter *counter = &N_counters[one->semaphore];
    unsigned long long count = c->machine->semaphores[c->instance][one->semaphore][one->index];
    w->kind = N_FOR_ROOM;
    w->number = one->semaphore;
    w->index = one->index;
    w->amount = one->amount;
    N_say(w, "cannot signal %s[%llu] by %llu: it is %llu of at most %llu", counter->name, (unsigned long long)one->index,
          (unsigned long long)one->amount, count, (unsigned long long)counter->most);
}

static void N_say_pending(N_waiting *w, N_core *c, const N_pending *p)
{
    w->pc = p->step.pc;
    w->processor = p->processor;
    memcpy(w->word, p->word, sizeof w->word);
    if (p->at < p->routine->conditions) {
        N_say_condition(w, c, p);
    } else if (p->given < p->signals.used) {
        N_say_room(w, c, &p->signals.items[p->given]);
    }
}

static void N_say_begun(N_waiting *w, const N_core *c, const N_begun *begun)
{
    w->pc = begun->event.pc;
    w->processor = begun->event.processor;
    memcpy(w->word, begun->event.word, sizeof w->word);
    if (begun->promised < begun->signals.used)
        N_say_room(w, c, &begun->signals.items[begun->promised]);
}

static void N_say_full(N_waiting *w, const N_stream *stream)
{
    const N_routine *routine = &N_routines[stream->at->op];
    w->kind = N_FOR_QUEUE;
    w->number = (uint64_t)routine->engine;
    N_copy_word(stream, stream->pc, routine->length, w->word);
    N_say(w, "the queue of %s is full (%llu)", N_engine_names[routine->engine],
          (unsigned long long)N_engine_queues[routine->engine]);
}

uint64_t N_waits(N_machine *m, unsigned instance, unsigned unit, N_waiting *waiting)
{
    N_core *c = m->cores[instance];
    memset(waiting, 0, sizeof *waiting);
    if (unit >= N_PROCESSORS) {
        const N_queue *queue = &m->queues[instance][unit - N_PROCESSORS];
        const N_flight *flight = &m->flights[instance][unit - N_PROCESSORS];
        if (flight->used != 0)
            N_say_begun(waiting, c, &flight->items[flight->first]);
        else if (queue->used != 0)
            N_say_pending(waiting, c, &queue->items[queue->first]);
        return queue->used + flight->used;
    }
    const N_stream *stream = &m->streams[instance][unit];
    if (!N_runs(stream))
        return 0;
    waiting->pc = stream->pc;
    waiting->processor = unit;
    if (stream->pending != NULL)
        N_say_pending(waiting, c, stream->pending);
    else if (stream->full)
        N_say_full(waiting, stream);
    return 1;
}
