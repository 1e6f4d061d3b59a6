/* Time: who begins when, from what instructions cost. All that happens at one tick happens in this order: what is finished
   gives its signals; then the first unit that can begins one thing, until none can. */
#include "machine.h"

#include <stdlib.h>

/* -- ticks ------------------------------------------------------------------------------------------------------- */

/* Cycles of a unit after a tick; time ends one tick before N_NEVER. */
static uint64_t N_after(uint64_t tick, uint64_t cycles, unsigned unit)
{
    N_u128 sum = (N_u128)cycles * N_periods[unit] + tick;
    return sum < N_NEVER ? (uint64_t)sum : N_NEVER - 1;
}

/* The first tick from this one on at which a unit's cycle begins. */
static uint64_t N_edge(uint64_t tick, unsigned unit)
{
    uint64_t over = N_periods[unit] == 1 ? 0 : tick % N_periods[unit];
    return over == 0 ? tick : N_after(tick - over, 1, unit);
}

static uint64_t N_greater(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

uint64_t N_cycle(unsigned unit)
{
    return N_periods[unit];
}

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

/* -- what is told ------------------------------------------------------------------------------------------------ */

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
    m->changes++;
}

/* A unit cannot go on before something changes. */
static int N_in_vain(N_machine *m, unsigned instance, unsigned unit)
{
    m->timers[instance][unit].vain = m->changes;
    return 0;
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

void N_break_promises(N_machine *m)
{
    for (unsigned i = 0; i < N_INSTANCES; i++) {
        for (unsigned s = 0; s < N_SEMAPHORES; s++)
            memset(m->promised[i][s], 0, (size_t)N_counters[s].count * sizeof(uint64_t));
        for (unsigned e = 0; e < N_ENGINES; e++) {
            N_flight *flight = &m->flights[i][e];
            for (uint64_t n = 0; n < flight->used; n++) {
                N_begun *begun = &flight->items[(flight->first + n) % flight->room];
                begun->promised = begun->given;
            }
        }
        for (unsigned p = 0; p < N_PROCESSORS; p++)
            m->streams[i][p].own.promised = m->streams[i][p].own.given;
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

/* What an engine began last, or null where that is finished. */
static N_begun *N_last_begun(const N_machine *m, unsigned instance, unsigned engine)
{
    const N_flight *flight = &m->flights[instance][engine];
    return flight->used != 0 ? &flight->items[(flight->first + flight->used - 1) % flight->room] : NULL;
}

/* Lets the head of a queue begin, if it can; first of all, there is room for what was begun before to signal. */
static int N_try_engine(N_machine *m, unsigned instance, unsigned engine)
{
    unsigned unit = N_PROCESSORS + engine;
    N_core *c = m->cores[instance];
    N_begun *last = N_last_begun(m, instance, engine);
    if (last != NULL && last->promised < last->signals.used) {
        if (!N_promise(c, &last->signals, &last->promised))
            return N_in_vain(m, instance, unit);
        m->changes++;
        return 0;
    }
    N_queue *queue = &m->queues[instance][engine];
    N_pending *p = &queue->items[queue->first];
    N_timer *timer = &m->timers[instance][unit];
    N_timing t;
    N_timings[p->decoded.op](&p->decoded, &t);
    uint64_t ready = N_edge(N_greater(p->there, N_ready(m, instance, &t, false)), unit);
    if (ready > m->now) {
        timer->next = ready;
        return 0;
    }
    bool moved = false;
    int raised = p->ran ? 0 : N_await(c, p, &moved);
    m->changes += moved;
    if (raised == 0 && p->at < p->routine->conditions)
        return N_in_vain(m, instance, unit);
    if (raised != 0 || (!p->ran && N_perform(c, p) != 0)) {
        N_report(m, c, p->processor, unit, p->step.pc, &p->step.fault, p->word);
        return 1;
    }
    N_begin_head(m, instance, engine, &t);
    return 0;
}

/* An engine has finished something. */
static void N_land(N_machine *m, unsigned instance, unsigned engine)
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
static enum N_end N_execute_one(N_stream *stream, unsigned processor, const N_decoded *d, const N_timing *t)
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
static int N_raise_own(N_stream *stream, unsigned processor, const N_timing *t)
{
    N_machine *m = stream->core->machine;
    N_timer *timer = &m->timers[stream->core->instance][processor];
    bool moved = false;
    timer->next = timer->due = N_greater(N_after_own(m, processor, t, true), N_after(m->now, 1, processor));
    m->changes++;
    return N_raised(stream, processor, &stream->own, &moved);
}

/* Has a processor's instruction that waits or signals begin, if what it waits for has come. */
static int N_try_own(N_stream *stream, unsigned processor, const N_timing *t)
{
    N_core *c = stream->core;
    N_machine *m = c->machine;
    N_pending *p = &stream->own;
    bool moved = false;
    int raised = N_await(c, p, &moved);
    m->changes += moved;
    if (raised == 0 && p->at < p->routine->conditions)
        return N_in_vain(m, c->instance, processor);
    if (raised != 0 || N_perform(c, p) != 0)
        return N_raise_own(stream, processor, t);
    N_event event = N_event_of(m, c->instance, processor, p);
    event.finish = N_after(m->now, t->latency, processor);
    N_written_at(m, c->instance, t, event.finish);
    N_promise(c, &p->signals, &p->promised);
    N_occupy(m, c->instance, processor, &event, N_greater(t->issue, t->occupancy), event.finish);
    p->began = m->now;
    p->there = event.busy_until;
    return 0;
}

/* A processor has finished an instruction that waits or signals, and goes on behind it. */
static void N_finish_own(N_stream *stream, unsigned processor)
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
static int N_hand_over(N_stream *stream, unsigned processor, const N_timing *t)
{
    N_core *c = stream->core;
    N_machine *m = c->machine;
    N_queue *queue = &m->queues[c->instance][N_routines[stream->at->op].engine];
    N_pending *p = &queue->items[(queue->first + queue->used) % queue->room];
    bool moved = false;
    stream->full = queue->used == queue->room;
    if (stream->full)
        return N_in_vain(m, c->instance, processor);
    if (N_prepare(stream, processor, p) != 0)
        return N_raised(stream, processor, p, &moved);
    p->queued = m->timers[c->instance][processor].due;
    N_event event = N_event_of(m, c->instance, processor, p);
    event.finish = p->there = N_after(m->now, t->issue, processor);
    N_occupy(m, c->instance, processor, &event, t->issue, 0);
    queue->used++;
    N_past(stream, p->step.next_pc);
    N_tell(m, &event);
    return 0;
}

/* Lets a processor begin its next instruction, if it can. */
static int N_try_processor(N_machine *m, unsigned instance, unsigned processor)
{
    static const N_timing NOTHING = {1, 1, 1, 0, {{0}}};
    N_stream *stream = &m->streams[instance][processor];
    N_timer *timer = &m->timers[instance][processor];
    if (stream->pending != NULL && stream->pending->ran) {
        if (!N_promise(stream->core, &stream->pending->signals, &stream->pending->promised))
            return N_in_vain(m, instance, processor);
        m->changes++;
        return 0;
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
        return 0;
    }
    stream->at = d;
    if (engine)
        return N_hand_over(stream, processor, &t);
    switch (N_execute_one(stream, processor, d, &t)) {
    case N_RAISED:
        return N_stop(stream, processor);
    case N_ORDERED:
        stream->pending = &stream->own;
        if (N_prepare(stream, processor, &stream->own) != 0)
            return N_raise_own(stream, processor, &t);
        stream->own.queued = timer->due;
        return N_try_own(stream, processor, &t);
    default:
        return 0;
    }
}

/* -- all of them ------------------------------------------------------------------------------------------------- */

/* When something that has begun is finished next, or gives a signal; N_NEVER also where it has to find room before. */
static uint64_t N_finishes(const N_machine *m, unsigned instance, unsigned unit)
{
    uint64_t tick = m->timers[instance][unit].finish;
    bool ready = false;
    if (unit >= N_PROCESSORS) {
        const N_flight *flight = &m->flights[instance][unit - N_PROCESSORS];
        const N_begun *head = flight->used != 0 ? &flight->items[flight->first] : NULL;
        ready = head != NULL && (head->promised > head->given || head->promised == head->signals.used);
        tick = ready ? head->event.finish : N_NEVER;
    } else {
        const N_pending *p = m->streams[instance][unit].pending;
        ready = p != NULL && p->ran && (p->promised > p->given || p->promised == p->signals.used);
    }
    if (!ready)
        return N_NEVER;
    return tick > m->now ? tick : N_edge(m->now, unit);
}

/* When a unit may begin something next, or find room for a signal; N_NEVER also where something has to change before. */
static uint64_t N_begins(const N_machine *m, unsigned instance, unsigned unit)
{
    const N_timer *timer = &m->timers[instance][unit];
    bool waits = false; /* for room */
    if (unit >= N_PROCESSORS) {
        const N_begun *last = N_last_begun(m, instance, unit - N_PROCESSORS);
        waits = last != NULL && last->promised < last->signals.used;
        if (!waits && m->queues[instance][unit - N_PROCESSORS].used == 0)
            return N_NEVER;
    } else {
        const N_stream *stream = &m->streams[instance][unit];
        const N_pending *p = stream->pending;
        waits = p != NULL && p->ran && p->promised < p->signals.used;
        if (!waits && (!N_runs(stream) || (p != NULL && p->ran)))
            return N_NEVER;
    }
    if (!waits && timer->next > m->now)
        return N_edge(timer->next, unit);
    return timer->vain == m->changes ? N_NEVER : N_edge(m->now, unit);
}

/* Lets all that is finished now give its signals; whether anything was. */
static bool N_finish_all(N_machine *m)
{
    bool some = false;
    for (unsigned i = 0; i < N_INSTANCES; i++)
        for (unsigned unit = 0; unit < N_UNITS; unit++)
            while (N_finishes(m, i, unit) <= m->now) {
                some = true;
                if (unit >= N_PROCESSORS)
                    N_land(m, i, unit - N_PROCESSORS);
                else
                    N_finish_own(&m->streams[i][unit], unit);
            }
    return some;
}

/* Lets the first unit that can begin one thing now: N_EXITED where none can, N_LIMIT where one did, or how the run ends. */
static unsigned N_begin_one(N_machine *m, uint64_t goal, bool *spent)
{
    for (unsigned i = 0; i < N_INSTANCES; i++)
        for (unsigned unit = 0; unit < N_UNITS; unit++) {
            if (N_begins(m, i, unit) > m->now)
                continue;
            bool processor = unit < N_PROCESSORS;
            if (processor && goal != UINT64_MAX && m->streams[i][unit].pending == NULL && N_steps(m) >= goal) {
                *spent = true;
                return N_LIMIT;
            }
            uint64_t changes = m->changes;
            int raised = processor ? N_try_processor(m, i, unit) : N_try_engine(m, i, unit - N_PROCESSORS);
            if (raised != 0)
                return N_FAULT;
            if (m->stopped)
                return N_STOPPED;
            if (m->changes != changes)
                return N_LIMIT;
        }
    return N_EXITED;
}

/* When something happens next, of what does not happen now. */
static uint64_t N_next(const N_machine *m)
{
    uint64_t next = N_NEVER;
    for (unsigned i = 0; i < N_INSTANCES; i++)
        for (unsigned unit = 0; unit < N_UNITS; unit++) {
            uint64_t finishes = N_finishes(m, i, unit), begins = N_begins(m, i, unit);
            next = finishes < next ? finishes : next;
            next = begins < next ? begins : next;
        }
    for (unsigned i = 0; i < N_INSTANCES; i++)
        if (m->ended[i] > m->now && m->ended[i] < next)
            next = m->ended[i];
    return next;
}

static bool N_idle(const N_machine *m, unsigned instance)
{
    for (unsigned e = 0; e < N_ENGINES; e++)
        if (N_engine_busy(m, instance, e))
            return false;
    return m->cores[instance]->exited && m->ended[instance] <= m->now;
}

/* Whether an instance has come to its end that was not told of. */
static bool N_one_ended(N_machine *m)
{
    for (unsigned i = 0; i < N_INSTANCES; i++)
        if (!m->told[i] && N_idle(m, i)) {
            m->told[i] = true;
            m->result->instance = i;
            return true;
        }
    return false;
}

/* Lets time pass; how it ends. */
static unsigned N_pass(N_machine *m, uint64_t until, uint64_t goal)
{
    bool spent = false;
    while (m->now < until) {
        if (N_finish_all(m))
            continue;
        unsigned end = N_begin_one(m, goal, &spent);
        if (end == N_LIMIT && !spent)
            continue;
        if (end != N_EXITED)
            return end;
        if (N_one_ended(m))
            return N_ENDED;
        uint64_t next = N_next(m);
        if (next == N_NEVER)
            return N_running(m) != 0 || N_busy(m) ? N_DEADLOCK : N_EXITED;
        m->now = next < until ? next : until;
    }
    return N_LIMIT;
}

void N_advance(N_machine *m, uint64_t until, uint64_t max_steps, N_result *result)
{
    uint64_t before = N_steps(m), goal = max_steps != UINT64_MAX ? before + max_steps : max_steps;
    N_set_out(m, result);
    m->changes++; /* whoever called may have changed something */
    unsigned reason = N_periods[0] != 0 ? N_pass(m, until, goal) : N_UNTIMED;
    bool over = reason == N_EXITED || reason == N_DEADLOCK;
    result->next = over || reason == N_UNTIMED ? N_NEVER : N_next(m);
    result->tick = over ? 0 : m->now;
    for (unsigned i = 0; i < N_INSTANCES && over; i++)
        result->tick = N_greater(result->tick, m->ended[i]);
    if (over && until != N_NEVER)
        m->now = N_greater(m->now, until);
    N_arrive(m, reason, before);
}

void N_run_timed(N_machine *m, uint64_t max_steps, N_result *result)
{
    uint64_t steps = 0;
    do {
        N_advance(m, N_NEVER, max_steps != UINT64_MAX ? max_steps - steps : max_steps, result);
        steps += result->steps;
    } while (result->reason == N_ENDED);
    result->steps = steps;
}

uint64_t N_now(const N_machine *m)
{
    return m->now;
}

void N_observe(N_machine *m, N_observer *observer, void *user)
{
    m->observer = observer;
    m->watcher = user;
}

N_usage N_used(const N_machine *m, unsigned instance, unsigned unit)
{
    return (N_usage){m->timers[instance][unit].busy, m->timers[instance][unit].begun};
}

int N_has_ended(const N_machine *m, unsigned instance, uint64_t *low, uint64_t *high)
{
    const N_core *c = m->cores[instance];
    *low = c->exit_code.low;
    *high = c->exit_code.high;
    return N_idle(m, instance);
}

void N_begin_anew(N_machine *m, unsigned instance)
{
    m->told[instance] = false;
    m->ended[instance] = 0;
    N_clear(m->registers[instance], (N_registers + 1) * sizeof(uint64_t));
    for (unsigned unit = 0; unit < N_UNITS; unit++) {
        N_timer *timer = &m->timers[instance][unit];
        *timer = (N_timer){m->now, m->now, 0, N_NEVER, timer->busy, timer->begun};
    }
}

void N_reset_time(N_machine *m)
{
    m->now = m->changes = 0;
    memset(m->timers, 0, sizeof m->timers);
    for (unsigned i = 0; i < N_INSTANCES; i++)
        N_begin_anew(m, i);
}
