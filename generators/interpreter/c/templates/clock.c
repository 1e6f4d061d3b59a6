/* Time: all that happens at one tick happens in this order: what is finished gives its signals; then the first unit that can
   begins one thing, until none can. */
#include "clock.h"

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

/* When something happens next on any unit but one (N_ALL_UNITS: on any). */
static uint64_t N_next_but(const N_machine *m, unsigned but)
{
    uint64_t next = N_NEVER;
    for (unsigned n = 0; n < N_ALL_UNITS; n++)
        if (n != but) {
            uint64_t finishes = N_finishes(m, n / N_UNITS, n % N_UNITS), begins = N_begins(m, n / N_UNITS, n % N_UNITS);
            next = finishes < next ? finishes : next;
            next = begins < next ? begins : next;
        }
    for (unsigned i = 0; i < N_INSTANCES; i++)
        if (m->cores[i]->exited && m->ended[i] > m->now && m->ended[i] < next)
            next = m->ended[i];
    return next;
}

/* How far a run may go, and whether it may go no further because of its steps. */
typedef struct N_span {
    uint64_t until, goal;
    bool spent;
} N_span;

static bool N_is_spent(const N_machine *m, N_span *span)
{
    span->spent = span->goal != UINT64_MAX && N_steps(m) >= span->goal;
    return span->spent;
}

/* Lets a processor go on by itself, as long as nobody else can do anything before it. */
static enum N_went N_go_alone(N_machine *m, unsigned number, N_span *span)
{
    unsigned instance = number / N_UNITS, processor = number % N_UNITS;
    uint64_t others = N_next_but(m, number), until = others < span->until ? others : span->until;
    for (;;) {
        uint64_t next = N_edge(m->timers[instance][processor].next, processor);
        if (next >= until)
            return N_STAYED;
        m->now = N_greater(m->now, next);
        if (N_is_spent(m, span))
            return N_STAYED;
        enum N_went went = N_try_processor(m, instance, processor);
        if (went != N_WENT_ALONE && (went != N_STAYED || m->timers[instance][processor].next <= m->now))
            return went;
    }
}

/* Lets units begin what they can now, in their order, until one does something that others can tell. */
static enum N_went N_begin_some(N_machine *m, N_span *span)
{
    unsigned count = 0, last = 0;
    for (unsigned n = 0; n < N_ALL_UNITS && !span->spent; n++) {
        unsigned instance = n / N_UNITS, unit = n % N_UNITS;
        if (N_begins(m, instance, unit) > m->now)
            continue;
        enum N_went went = N_STAYED;
        if (unit >= N_PROCESSORS)
            went = N_try_engine(m, instance, unit - N_PROCESSORS);
        else if (m->streams[instance][unit].pending != NULL || !N_is_spent(m, span))
            went = N_try_processor(m, instance, unit);
        if (went == N_WENT || went == N_FELL)
            return went;
        count += went == N_WENT_ALONE;
        last = went == N_WENT_ALONE ? n : last;
    }
    return count == 1 && !span->spent ? N_go_alone(m, last, span) : N_STAYED;
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

/* Nothing happens any more: the time at which all that has begun is finished, or now. */
static uint64_t N_last_end(const N_machine *m)
{
    uint64_t last = m->now;
    for (unsigned i = 0; i < N_INSTANCES; i++)
        last = N_greater(last, m->ended[i]);
    return last;
}

/* Lets time pass; how it ends. */
static unsigned N_pass(N_machine *m, N_span *span)
{
    while (m->now < span->until) {
        if (N_finish_all(m))
            continue;
        switch (N_begin_some(m, span)) {
        case N_FELL:
            return N_FAULT;
        case N_STAYED:
            break;
        default:
            if (m->stopped)
                return N_STOPPED;
            continue;
        }
        if (span->spent)
            return N_LIMIT;
        if (N_one_ended(m))
            return N_ENDED;
        uint64_t next = N_next_but(m, N_ALL_UNITS);
        if (next == N_NEVER && N_last_end(m) == m->now)
            return N_running(m) != 0 || N_busy(m) ? N_DEADLOCK : N_EXITED;
        next = next == N_NEVER ? N_last_end(m) : next;
        m->now = next < span->until ? next : span->until;
    }
    return N_LIMIT;
}

void N_advance(N_machine *m, uint64_t until, uint64_t max_steps, N_result *result)
{
    uint64_t before = N_steps(m);
    N_span span = {until, max_steps != UINT64_MAX ? before + max_steps : max_steps, false};
    N_set_out(m, result);
    m->changes++; /* whoever called may have changed something */
    unsigned reason = N_periods[0] != 0 ? N_pass(m, &span) : N_UNTIMED;
    bool over = reason == N_EXITED || reason == N_DEADLOCK;
    result->next = over || reason == N_UNTIMED ? N_NEVER : N_next_but(m, N_ALL_UNITS);
    result->tick = over ? 0 : m->now;
    for (unsigned i = 0; i < N_INSTANCES && over; i++)
        result->tick = N_greater(result->tick, m->ended[i]);
    if (over && until != N_NEVER)
        m->now = N_greater(m->now, until);
    N_arrive(m, reason, before);
}

void N_timed_run(N_machine *m, uint64_t max_steps, N_result *result)
{
    uint64_t steps = 0;
    do {
        N_advance(m, N_NEVER, max_steps != UINT64_MAX ? max_steps - steps : max_steps, result);
        steps += result->steps;
    } while (result->reason == N_ENDED);
    result->steps = steps;
}

uint64_t N_cycle(unsigned unit)
{
    return N_periods[unit];
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
