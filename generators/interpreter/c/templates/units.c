/* Units in time: when an instruction can begin, and what follows when it does. */
#include "clock.h"

#include <stdlib.h>

/* -- registers --------------------------------------------------------------------------------------------------- */

/* Of each file: when the last of its registers is there, when all of them are that were written at once, then each. */
enum { N_LAST, N_WHOLE, N_EACH };

static bool N_is_constant(const N_file *file, uint64_t place)
{
    for (uint64_t i = 0; i < file->constants; i++)
        if (file->constant[i] == place)
            return true;
    return false;
}

/* When the registers are there that an instruction needs as it is issued, or as it begins. */
static uint64_t N_ready(const N_machine *m, unsigned instance, const N_timing *t, bool issue)
{
    uint64_t ready = 0;
    for (unsigned n = 0; n < t->uses; n++) {
        const N_use *use = &t->use[n];
        const N_file *file = &N_files[use->file];
        const uint64_t *times = m->registers[instance] + file->place;
        if (use->issue != issue)
            continue;
        if (use->count == 0)
            ready = N_greater(ready, times[N_LAST]);
        for (uint64_t i = use->first; i - use->first < use->count && i < file->count; i++)
            if (!N_is_constant(file, i))
                ready = N_greater(ready, N_greater(times[N_WHOLE], times[N_EACH + i]));
    }
    return ready;
}

/* The registers that an instruction writes are there at a tick. */
static void N_written_at(N_machine *m, unsigned instance, const N_timing *t, uint64_t tick)
{
    for (unsigned n = 0; n < t->uses; n++) {
        const N_use *use = &t->use[n];
        const N_file *file = &N_files[use->file];
        uint64_t *times = m->registers[instance] + file->place;
        if (!use->writes)
            continue;
        times[N_LAST] = N_greater(times[N_LAST], tick);
        if (use->count == 0)
            times[N_WHOLE] = N_greater(times[N_WHOLE], tick);
        for (uint64_t i = use->first; i - use->first < use->count && i < file->count; i++)
            times[N_EACH + i] = tick;
    }
}

/* -- units ------------------------------------------------------------------------------------------------------- */

static void N_tell(N_machine *m, const N_event *event)
{
    if (m->observer != NULL)
        m->observer(m->watcher, event);
}

static N_event N_event_of(const N_machine *m, unsigned instance, unsigned unit, const N_pending *p)
{
    N_event event = {instance, unit, p->processor, p->step.pc, p->decoded.op, p->queued, m->now, 0, 0, {0}};
    memcpy(event.word, p->word, sizeof event.word);
    return event;
}

/* A unit begins something now: it is occupied for some cycles, and begins nothing more before others are over. */
static void N_occupy(N_machine *m, unsigned instance, unsigned unit, N_event *event, uint64_t cycles, uint64_t until)
{
    N_timer *timer = &m->timers[instance][unit];
    event->busy_until = N_after(m->now, cycles, unit);
    timer->busy += event->busy_until - m->now;
    timer->begun++;
    timer->next = timer->due = N_greater(N_greater(until, event->busy_until), N_after(m->now, 1, unit));
    timer->finish = event->finish;
    m->ended[instance] = N_greater(m->ended[instance], N_greater(event->finish, event->busy_until));
}

/* A unit did something that others may have waited for. */
static enum N_went N_changed(N_machine *m)
{
    m->changes++;
    return N_WENT;
}

/* A unit cannot go on before something changes, although some of what it waits for may have come. */
static enum N_went N_in_vain(N_machine *m, unsigned instance, unsigned unit, bool moved)
{
    m->changes += moved;
    m->timers[instance][unit].vain = m->changes;
    return moved ? N_WENT : N_STAYED;
}

/* -- signals ----------------------------------------------------------------------------------------------------- */

/* Finds room for signals in order, until there is none for one; whether all have it. */
static bool N_promise(N_core *c, const N_signals *signals, size_t *promised)
{
    for (; *promised < signals->used; ++*promised) {
        const N_signalled *one = &signals->items[*promised];
        uint64_t count = c->machine->semaphores[c->instance][one->semaphore][one->index];
        uint64_t *room = &c->machine->promised[c->instance][one->semaphore][one->index];
        if ((N_u128)count + *room + one->amount > N_counters[one->semaphore].most)
            return false;
        *room += one->amount;
    }
    return true;
}

/* Gives the signals that have room; whether these are all. */
static bool N_give(N_core *c, const N_signals *signals, size_t promised, size_t *given)
{
    for (; *given < promised; ++*given) {
        const N_signalled *one = &signals->items[*given];
        c->machine->semaphores[c->instance][one->semaphore][one->index] += one->amount;
        c->machine->promised[c->instance][one->semaphore][one->index] -= one->amount;
    }
    return promised == signals->used;
}

void N_leave_time(N_machine *m)
{
    for (unsigned i = 0; i < N_INSTANCES; i++) {
        for (unsigned e = 0; e < N_ENGINES; e++) {
            N_flight *flight = &m->flights[i][e];
            while (flight->used != 0) {
                N_begun *head = &flight->items[flight->first];
                if (!N_give(m->cores[i], &head->signals, head->promised, &head->given))
                    break;
                flight->first = (flight->first + 1) % flight->room;
                flight->used--;
            }
        }
        for (unsigned p = 0; p < N_PROCESSORS; p++) {
            N_pending *own = m->streams[i][p].pending;
            if (own != NULL && own->ran)
                N_give(m->cores[i], &own->signals, own->promised, &own->given);
        }
    }
}

/* -- engines ----------------------------------------------------------------------------------------------------- */

/* The place of one more that has begun, with the list of signals that was there. */
static N_begun *N_take_off(N_flight *flight)
{
    if (flight->used == flight->room) {
        uint64_t room = flight->room != 0 ? 2 * flight->room : 8;
        N_begun *items = calloc((size_t)room, sizeof *items);
        if (items == NULL)
            abort();
        for (uint64_t i = 0; i < flight->used; i++)
            items[i] = flight->items[(flight->first + i) % flight->room];
        free(flight->items);
        *flight = (N_flight){items, room, 0, flight->used};
    }
    return &flight->items[(flight->first + flight->used++) % flight->room];
}

/* The head of a queue begins now. */
static void N_begin_head(N_machine *m, unsigned instance, unsigned engine, const N_timing *t)
{
    unsigned unit = N_PROCESSORS + engine;
    N_queue *queue = &m->queues[instance][engine];
    N_pending *p = &queue->items[queue->first];
    N_begun *begun = N_take_off(&m->flights[instance][engine]);
    N_signals kept = begun->signals;
    begun->event = N_event_of(m, instance, unit, p);
    begun->event.queued = p->there;
    begun->event.finish = N_greater(N_after(m->now, t->latency, unit), m->timers[instance][unit].finish);
    begun->signals = p->signals; /* the lists change places */
    begun->promised = begun->given = p->given;
    p->signals = kept;
    N_promise(m->cores[instance], &begun->signals, &begun->promised);
    N_occupy(m, instance, unit, &begun->event, t->occupancy, 0);
    N_written_at(m, instance, t, begun->event.finish);
    queue->first = (queue->first + 1) % queue->room;
    queue->used--;
}

N_begun *N_last_begun(const N_machine *m, unsigned instance, unsigned engine)
{
    const N_flight *flight = &m->flights[instance][engine];
    return flight->used != 0 ? &flight->items[(flight->first + flight->used - 1) % flight->room] : NULL;
}

enum N_went N_try_engine(N_machine *m, unsigned instance, unsigned engine)
{
    unsigned unit = N_PROCESSORS + engine;
    N_core *c = m->cores[instance];
    N_begun *last = N_last_begun(m, instance, engine);
    if (last != NULL && last->promised < last->signals.used) {
        return N_promise(c, &last->signals, &last->promised) ? N_changed(m) : N_in_vain(m, instance, unit, false);
    }
    N_queue *queue = &m->queues[instance][engine];
    N_pending *p = &queue->items[queue->first];
    N_timer *timer = &m->timers[instance][unit];
    N_timing t;
    N_timings[p->decoded.op](&p->decoded, &t);
    uint64_t ready = N_edge(N_greater(p->there, N_ready(m, instance, &t, false)), unit);
    if (ready > m->now) {
        timer->next = ready;
        return N_STAYED;
    }
    bool moved = false;
    int raised = p->ran ? 0 : N_await(c, p, &moved);
    if (raised == 0 && p->at < p->routine->conditions)
        return N_in_vain(m, instance, unit, moved);
    if (raised != 0 || (!p->ran && N_perform(c, p) != 0)) {
        N_report(m, c, p->processor, unit, p->step.pc, &p->step.fault, p->word);
        return N_FELL;
    }
    N_begin_head(m, instance, engine, &t);
    return N_changed(m);
}

void N_land(N_machine *m, unsigned instance, unsigned engine)
{
    N_flight *flight = &m->flights[instance][engine];
    N_begun *head = &flight->items[flight->first];
    N_timer *timer = &m->timers[instance][N_PROCESSORS + engine];
    m->changes++;
    if (!N_give(m->cores[instance], &head->signals, head->promised, &head->given))
        return;
    head->event.finish = m->now;
    timer->finish = N_greater(timer->finish, m->now);
    m->ended[instance] = N_greater(m->ended[instance], m->now);
    N_tell(m, &head->event);
    flight->first = (flight->first + 1) % flight->room;
    flight->used--;
}

/* -- processors -------------------------------------------------------------------------------------------------- */

/* When a processor goes on after an instruction that begins now. */
static uint64_t N_after_own(const N_machine *m, unsigned processor, const N_timing *t, bool settled)
{
    uint64_t cycles = N_greater(t->issue, t->occupancy);
    return N_after(m->now, settled ? N_greater(cycles, t->latency) : cycles, processor);
}

/* Executes an instruction that neither waits, signals nor goes to an engine: `d`, or a fault of fetching where it is null.
   N_ORDERED, and nothing done, where it is none of these. */
static enum N_end N_go_alone(N_stream *stream, unsigned processor, const N_decoded *d, const N_timing *t)
{
    N_core *c = stream->core;
    N_machine *m = c->machine;
    N_timer *timer = &m->timers[c->instance][processor];
    unsigned length = d != NULL ? N_routines[d->op].length : 0;
    uint64_t pc = stream->pc, next = (pc + length / stream->processor->unit) & stream->processor->mask;
    N_event event = {c->instance, processor, processor, pc, d != NULL ? d->op : 0, timer->due, m->now, 0, 0, {0}};
    if (m->observer != NULL)
        N_copy_word(stream, pc, length, event.word);
    enum N_end end = stream->processor->execute(stream, 1);
    if (end != N_DONE)
        return end;
    event.finish = N_after(m->now, t->latency, processor);
    N_written_at(m, c->instance, t, event.finish);
    N_occupy(m, c->instance, processor, &event, N_greater(t->issue, t->occupancy),
             N_after_own(m, processor, t, stream->pc != next));
    N_tell(m, &event);
    return N_DONE;
}

/* A fault of an instruction that waits or signals: its trap begins as what it jumps to would. */
static enum N_went N_raise_own(N_stream *stream, unsigned processor, const N_timing *t)
{
    N_machine *m = stream->core->machine;
    N_timer *timer = &m->timers[stream->core->instance][processor];
    bool moved = false;
    timer->next = timer->due = N_greater(N_after_own(m, processor, t, true), N_after(m->now, 1, processor));
    return N_raised(stream, processor, &stream->own, &moved) != 0 ? N_FELL : N_changed(m);
}

/* Has a processor's instruction that waits or signals begin, if what it waits for has come. */
static enum N_went N_try_own(N_stream *stream, unsigned processor, const N_timing *t)
{
    N_core *c = stream->core;
    N_machine *m = c->machine;
    N_pending *p = &stream->own;
    bool moved = false;
    int raised = N_await(c, p, &moved);
    if (raised == 0 && p->at < p->routine->conditions)
        return N_in_vain(m, c->instance, processor, moved);
    if (raised != 0 || N_perform(c, p) != 0)
        return N_raise_own(stream, processor, t);
    N_event event = N_event_of(m, c->instance, processor, p);
    event.finish = N_after(m->now, t->latency, processor);
    N_written_at(m, c->instance, t, event.finish);
    N_promise(c, &p->signals, &p->promised);
    N_occupy(m, c->instance, processor, &event, N_greater(t->issue, t->occupancy), event.finish);
    p->began = m->now;
    p->there = event.busy_until;
    return N_changed(m);
}

void N_finish_own(N_stream *stream, unsigned processor)
{
    N_core *c = stream->core;
    N_machine *m = c->machine;
    N_pending *p = stream->pending;
    N_timer *timer = &m->timers[c->instance][processor];
    m->changes++;
    p->done = N_give(c, &p->signals, p->promised, &p->given);
    if (!p->done)
        return;
    N_event event = N_event_of(m, c->instance, processor, p);
    event.begin = p->began;
    event.busy_until = p->there;
    event.finish = m->now;
    timer->next = timer->due = N_greater(timer->next, m->now);
    m->ended[c->instance] = N_greater(m->ended[c->instance], m->now);
    stream->pending = NULL;
    N_past(stream, p->step.next);
    N_tell(m, &event);
}

/* Hands an instruction to its engine's queue, if there is room. */
static enum N_went N_hand_over(N_stream *stream, unsigned processor, const N_timing *t)
{
    N_core *c = stream->core;
    N_machine *m = c->machine;
    N_queue *queue = &m->queues[c->instance][N_routines[stream->at->op].engine];
    N_pending *p = &queue->items[(queue->first + queue->used) % queue->room];
    bool moved = false;
    stream->full = queue->used == queue->room;
    if (stream->full)
        return N_in_vain(m, c->instance, processor, false);
    if (N_prepare(stream, processor, p) != 0)
        return N_raised(stream, processor, p, &moved) != 0 ? N_FELL : N_changed(m);
    p->queued = m->timers[c->instance][processor].due;
    N_event event = N_event_of(m, c->instance, processor, p);
    event.finish = p->there = N_after(m->now, t->issue, processor);
    N_occupy(m, c->instance, processor, &event, t->issue, 0);
    queue->used++;
    N_past(stream, p->step.next_pc);
    N_tell(m, &event);
    return N_changed(m);
}

enum N_went N_try_processor(N_machine *m, unsigned instance, unsigned processor)
{
    static const N_timing NOTHING = {1, 1, 1, 0, {{0}}};
    N_stream *stream = &m->streams[instance][processor];
    N_timer *timer = &m->timers[instance][processor];
    if (stream->pending != NULL && stream->pending->ran) {
        bool all = N_promise(stream->core, &stream->pending->signals, &stream->pending->promised);
        return all ? N_changed(m) : N_in_vain(m, instance, processor, false);
    }
    const N_decoded *d = stream->pending != NULL ? &stream->pending->decoded : stream->processor->look(stream);
    N_timing t = NOTHING;
    if (d != NULL)
        N_timings[d->op](d, &t);
    if (stream->pending != NULL)
        return N_try_own(stream, processor, &t);
    bool engine = d != NULL && N_routines[d->op].engine >= 0;
    uint64_t ready = N_ready(m, instance, &t, true);
    ready = N_edge(engine ? ready : N_greater(ready, N_ready(m, instance, &t, false)), processor);
    if (ready > m->now) {
        timer->next = ready;
        return N_STAYED;
    }
    stream->at = d;
    if (engine)
        return N_hand_over(stream, processor, &t);
    switch (N_go_alone(stream, processor, d, &t)) {
    case N_RAISED:
        N_stop(stream, processor);
        return N_FELL;
    case N_ORDERED:
        stream->pending = &stream->own;
        if (N_prepare(stream, processor, &stream->own) != 0)
            return N_raise_own(stream, processor, &t);
        stream->own.queued = timer->due;
        return N_try_own(stream, processor, &t);
    default:
        return stream->core->halted ? N_changed(m) : N_WENT_ALONE;
    }
}
