/* Who goes on next: processors and engines, semaphores, barriers, and the orders in which all of them take turns. */
#include "machine.h"

#include <stdarg.h>
#include <stdio.h>

#define N_TURN 10000 /* instructions that a processor executes before another one has its turn */
#define N_WITHOUT_END (UINT64_C(1) << 62)

/* -- an instruction on its way ----------------------------------------------------------------------------------- */

int N_signal(N_core *c, unsigned semaphore, uint64_t index, uint64_t amount, N_fault *fault)
{
    const N_counter *counter = &N_counters[semaphore];
    N_signals *signals = &c->signalled;
    if (counter->overflow >= 0) {
        N_u128 sum = (N_u128)c->machine->semaphores[c->instance][semaphore][index] + amount;
        for (size_t i = 0; i < signals->used; i++)
            if (signals->items[i].semaphore == semaphore && signals->items[i].index == index)
                sum += signals->items[i].amount;
        if (sum > counter->most)
            return N_raise(fault, (unsigned)counter->overflow, false, 0, 0, -1, 0);
    }
    signals->items = N_grown(signals->items, &signals->room, signals->used, sizeof *signals->items);
    signals->items[signals->used++] = (N_signalled){index, amount, semaphore};
    return 0;
}

static uint64_t *N_count(N_core *c, const N_pending *p, unsigned condition)
{
    return &c->machine->semaphores[c->instance][p->routine->prelude[condition].number][p->conditions[condition].index];
}

static N_barrier *N_barrier_of(N_core *c, const N_pending *p, unsigned condition)
{
    return &c->machine->barriers[p->routine->prelude[condition].number][p->conditions[condition].index];
}

/* Comes to a barrier, which opens when all instances are there and is closed again at once. */
static bool N_meet(N_core *c, N_pending *p, N_barrier *barrier)
{
    if (!p->waiting) {
        p->waiting = true;
        p->ticket = barrier->opened;
        barrier->present += barrier->there[c->instance] == 0;
        barrier->there[c->instance] = 1;
        if (barrier->present == N_INSTANCES) {
            memset(barrier->there, 0, sizeof barrier->there);
            barrier->present = 0;
            barrier->opened++;
        }
    }
    if (barrier->opened <= p->ticket)
        return false;
    p->waiting = false;
    return true;
}

/* Undoes what was waited for, unless something of the instruction is to survive its fault; 1. */
static int N_give_back(N_core *c, N_pending *p)
{
    for (unsigned i = 0; i < p->at && !p->routine->commits; i++)
        if (p->routine->prelude[i].kind == N_WAIT)
            *N_count(c, p, i) += p->conditions[i].amount;
    return 1;
}

/* Whether an instruction waits for more than there can ever be, where that is a fault. */
static bool N_starves(N_pending *p)
{
    const N_prelude *one = &p->routine->prelude[p->at];
    int fault = one->kind == N_WAIT ? N_counters[one->number].underflow : -1;
    uint64_t amount = p->conditions[p->at].amount;
    if (fault < 0 || amount <= N_counters[one->number].most)
        return false;
    N_raise(&p->step.fault, (unsigned)fault, N_fault_carries((unsigned)fault), amount, 0, -1, one->line);
    return true;
}

/* Whether the next condition of an instruction holds; a wait takes what it waited for. */
static bool N_passes(N_core *c, N_pending *p)
{
    const N_prelude *one = &p->routine->prelude[p->at];
    switch (one->kind) {
    case N_WAIT: {
        uint64_t *count = N_count(c, p, p->at), amount = p->conditions[p->at].amount;
        if (*count < amount)
            return false;
        *count -= amount;
        return true;
    }
    case N_MEET:
        return N_meet(c, p, N_barrier_of(c, p, p->at));
    default:
        for (unsigned e = 0; e < N_ENGINES; e++)
            if ((one->engines >> e & 1) != 0 && c->machine->queues[c->instance][e].used != 0)
                return false;
        return true;
    }
}

/* Gives signals in order until one finds its semaphore too full. */
static bool N_deliver(N_core *c, N_pending *p)
{
    for (; p->given < p->signals.used; p->given++) {
        const N_signalled *one = &p->signals.items[p->given];
        uint64_t *count = &c->machine->semaphores[c->instance][one->semaphore][one->index];
        if (one->amount > N_counters[one->semaphore].most - *count)
            return false;
        *count += one->amount;
    }
    return true;
}

/* Takes an instruction as far as it can go. Sets `moved` where it came further; 1 where it raised a fault. */
static int N_advance_pending(N_core *c, N_pending *p, bool *moved)
{
    for (; p->at < p->routine->conditions; p->at++) {
        bool arrived = p->waiting;
        if (N_starves(p))
            return N_give_back(c, p);
        if (!N_passes(c, p)) {
            *moved |= p->waiting != arrived;
            return 0;
        }
        *moved = true;
    }
    if (!p->ran) {
        c->signalled.used = 0;
        c->steps = p->steps;
        p->step.captured = &p->captured;
        p->step.next = p->step.next_pc;
        if (p->routine->run(c, &p->decoded, &p->step) != 0)
            return N_give_back(c, p);
        N_signals taken = p->signals; /* the lists change places */
        p->signals = c->signalled;
        c->signalled = taken;
        c->signalled.used = 0;
        p->given = 0;
        p->ran = *moved = true;
    }
    size_t given = p->given;
    p->done = N_deliver(c, p);
    *moved |= p->done || p->given > given;
    return 0;
}

/* -- stopping ---------------------------------------------------------------------------------------------------- */

static void N_report(N_machine *m, const N_core *c, unsigned processor, unsigned unit, uint64_t pc, const N_fault *fault,
                     const uint8_t *word)
{
    N_result *r = m->result;
    r->reason = N_FAULT;
    r->instance = c->instance;
    r->processor = processor;
    r->unit = unit;
    r->pc = pc;
    r->fault = fault->number;
    r->carries = fault->carries;
    r->value_low = fault->value.low;
    r->value_high = fault->value.high;
    r->line = fault->line;
    r->operand = fault->operand;
    r->decoded = word != NULL;
    if (word != NULL)
        memcpy(r->word, word, sizeof r->word);
}

/* The op of the instruction that a stream is at, which may have written over itself. */
static unsigned N_op_at(const N_stream *stream)
{
    return stream->at->op != 0 ? stream->at->op : stream->kept;
}

static int N_stop(N_stream *stream, unsigned processor)
{
    uint8_t word[N_MOST_BYTES];
    unsigned length = stream->decoded ? N_routines[N_op_at(stream)].length : 0;
    if (stream->decoded && stream->kept == N_op_at(stream))
        memcpy(word, stream->word, sizeof word);
    else
        N_copy_word(stream, stream->pc, length, word);
    N_report(stream->core->machine, stream->core, processor, processor, stream->pc, &stream->step.fault,
             stream->decoded ? word : NULL);
    return 1;
}

/* -- engines ----------------------------------------------------------------------------------------------------- */

/* Lets the head of a queue go on as far as it can. */
static int N_advance_engine(N_core *c, unsigned engine, bool *moved)
{
    N_queue *queue = &c->machine->queues[c->instance][engine];
    if (queue->used == 0)
        return 0;
    N_pending *head = &queue->items[queue->first];
    if (N_advance_pending(c, head, moved) != 0) {
        N_report(c->machine, c, head->processor, N_PROCESSORS + engine, head->step.pc, &head->step.fault, head->word);
        return 1;
    }
    if (head->done) {
        queue->first = (queue->first + 1) % queue->room;
        queue->used--;
    }
    return 0;
}

/* Lets the engines of an instance run, in their order, until none comes further. */
static int N_settle(N_core *c, bool *moved)
{
    bool again = true;
    while (again) {
        again = false;
        for (unsigned e = 0; e < N_ENGINES; e++) {
            bool further = true;
            while (further) {
                further = false;
                if (N_advance_engine(c, e, &further) != 0)
                    return 1;
                again |= further;
            }
        }
        *moved |= again;
    }
    return 0;
}

/* -- processors -------------------------------------------------------------------------------------------------- */

static void N_past(N_stream *stream, uint64_t pc)
{
    stream->pc = pc;
    stream->steps++;
}

bool N_enter_trap(N_stream *stream)
{
    N_step *s = &stream->step;
    const N_processor *processor = stream->processor;
    if (processor->trap == NULL || N_fault_stops(s->fault.number))
        return false;
    uint64_t length = stream->decoded                        ? N_routines[N_op_at(stream)].length
                      : s->fault.number == processor->fetch ? 0
                                                             : processor->granule;
    s->pc = s->next = stream->pc;
    s->next_pc = (stream->pc + length / processor->unit) & processor->mask;
    s->code = (uint32_t)N_fault_code(s->fault.number);
    s->value = N_fault_value(&s->fault);
    processor->trap(stream->core, s);
    stream->pc = s->next;
    return true;
}

/* A fault of an instruction that waited or signalled: a trap, as one step more, or the end of the run. */
static int N_raised(N_stream *stream, unsigned processor, const N_pending *p, bool *moved)
{
    stream->step.fault = p->step.fault;
    stream->at = &p->decoded;
    stream->decoded = true;
    stream->kept = p->decoded.op;
    memcpy(stream->word, p->word, sizeof p->word);
    stream->pending = NULL;
    stream->core->steps = stream->steps;
    if (p->routine->engine >= 0 || !N_enter_trap(stream))
        return N_stop(stream, processor);
    stream->steps++;
    *moved = true;
    return 0;
}

/* Goes on with a processor's own instruction. */
static int N_finish(N_stream *stream, unsigned processor, N_pending *p, bool *moved)
{
    if (N_advance_pending(stream->core, p, moved) != 0)
        return N_raised(stream, processor, p, moved);
    stream->pending = p->done ? NULL : p;
    if (p->done)
        N_past(stream, p->step.next);
    return 0;
}

/* What an instruction needs that waits or goes to an engine. */
static int N_prepare(N_stream *stream, unsigned processor, N_pending *p)
{
    N_core *c = stream->core;
    const N_routine *routine = &N_routines[stream->at->op];
    uint64_t unit = stream->processor->unit, mask = stream->processor->mask;
    N_signals kept = p->signals;
    p->routine = routine;
    p->decoded = *stream->at;
    p->signals = kept;
    p->signals.used = 0;
    p->given = 0;
    p->ticket = 0;
    p->at = 0;
    p->processor = processor;
    p->steps = c->steps = stream->steps;
    p->waiting = p->ran = p->done = false;
    N_copy_word(stream, stream->pc, routine->length, p->word);
    p->step.pc = stream->pc;
    p->step.next_pc = p->step.next = (stream->pc + routine->length / unit) & mask;
    p->step.word = 0;
    for (unsigned i = 0; i < routine->length && i < sizeof(N_word); i++)
        p->step.word |= (N_word)((N_word)p->word[i] << i * 8);
    if (routine->wait != NULL && routine->wait(c, &p->decoded, &p->step, p->conditions) != 0)
        return 1;
    if (routine->issue != NULL)
        routine->issue(c, &p->decoded, &p->captured);
    return 0;
}

/* Starts an instruction that waits, signals or belongs to an engine. */
static int N_issue(N_stream *stream, unsigned processor, bool *moved)
{
    N_core *c = stream->core;
    int engine = N_routines[stream->at->op].engine;
    N_pending *p = &stream->own;
    N_queue *queue = NULL;
    stream->full = false;
    if (engine >= 0) {
        queue = &c->machine->queues[c->instance][engine];
        if (queue->used == queue->room) {
            stream->full = true;
            return 0;
        }
        p = &queue->items[(queue->first + queue->used) % queue->room];
    }
    if (N_prepare(stream, processor, p) != 0)
        return N_raised(stream, processor, p, moved);
    if (engine < 0)
        return N_finish(stream, processor, p, moved);
    queue->used++;
    N_past(stream, p->step.next_pc);
    *moved = true;
    return 0;
}

/* Goes on with what waits, or executes up to `left` instructions; stops after one that may let others go on. */
static int N_advance(N_stream *stream, unsigned processor, uint64_t left, bool *moved)
{
    if (stream->pending != NULL)
        return N_finish(stream, processor, stream->pending, moved);
    if (left == 0 || stream->core->exited)
        return 0;
    uint64_t start = stream->steps;
    enum N_end end = stream->processor->execute(stream, left);
    *moved |= stream->steps > start;
    if (end == N_RAISED)
        return N_stop(stream, processor);
    return end == N_ORDERED ? N_issue(stream, processor, moved) : 0;
}

static bool N_blocked(const N_stream *stream)
{
    return stream->pending != NULL || stream->full;
}

/* -- all of them ------------------------------------------------------------------------------------------------- */

static bool N_runs(const N_stream *stream)
{
    return stream->active && !stream->core->exited;
}

static uint64_t N_steps(const N_machine *m)
{
    uint64_t steps = 0;
    for (unsigned i = 0; i < N_INSTANCES; i++)
        for (unsigned p = 0; p < N_PROCESSORS; p++)
            steps += m->streams[i][p].steps;
    return steps;
}

static unsigned N_running(const N_machine *m)
{
    unsigned count = 0;
    for (unsigned i = 0; i < N_INSTANCES; i++)
        for (unsigned p = 0; p < N_PROCESSORS; p++)
            count += N_runs(&m->streams[i][p]);
    return count;
}

static bool N_busy(const N_machine *m)
{
    for (unsigned i = 0; i < N_INSTANCES; i++)
        for (unsigned e = 0; e < N_ENGINES; e++)
            if (m->queues[i][e].used != 0)
                return true;
    return false;
}

/* Lets a processor execute up to `left` instructions, until it waits. */
static int N_turn(N_stream *stream, unsigned processor, uint64_t left, bool *moved)
{
    uint64_t goal = stream->steps + left;
    while (stream->steps < goal && !stream->core->exited && !stream->core->machine->stopped) {
        bool settled = false;
        if (N_advance(stream, processor, goal - stream->steps, moved) != 0 || N_settle(stream->core, &settled) != 0)
            return 1;
        *moved |= settled;
        if (N_blocked(stream) && !settled)
            break;
    }
    return 0;
}

/* Processors take turns, each until it waits; engines do all they can after every instruction that may let them. */
static unsigned N_program_order(N_machine *m, uint64_t goal)
{
    for (;;) {
        bool moved = false;
        for (unsigned i = 0; i < N_INSTANCES; i++)
            if (N_settle(m->cores[i], &moved) != 0)
                return N_FAULT;
        unsigned running = N_running(m);
        if (running == 0 && !N_busy(m))
            return N_EXITED;
        bool runs[N_INSTANCES][N_PROCESSORS + 1] = {{false}};
        for (unsigned i = 0; i < N_INSTANCES; i++)
            for (unsigned p = 0; p < N_PROCESSORS; p++)
                runs[i][p] = N_runs(&m->streams[i][p]);
        for (unsigned i = 0; i < N_INSTANCES; i++)
            for (unsigned p = 0; p < N_PROCESSORS; p++) {
                N_stream *stream = &m->streams[i][p];
                if (!runs[i][p])
                    continue;
                uint64_t steps = N_steps(m);
                if (goal != UINT64_MAX && steps >= goal)
                    return N_LIMIT;
                uint64_t left = goal != UINT64_MAX ? goal - steps : N_WITHOUT_END;
                uint64_t turn = N_TURN + (uint64_t)(stream->pending != NULL);
                if (!stream->core->exited &&
                    N_turn(stream, p, running == 1 || left < turn ? left : turn, &moved) != 0)
                    return N_FAULT;
                if (m->stopped)
                    return N_STOPPED;
            }
        if (!moved)
            return N_DEADLOCK;
    }
}

/* Steele, Lea and Flood's splitmix64 (Fast splittable pseudorandom number generators, 2014). */
static uint64_t N_draw(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

enum { N_UNITS = N_PROCESSORS + N_ENGINES, N_ALL_UNITS = N_INSTANCES * N_UNITS };

/* Lets a unit do one thing. */
static int N_act(N_machine *m, unsigned number, bool *moved)
{
    unsigned instance = number / N_UNITS, unit = number % N_UNITS;
    if (unit >= N_PROCESSORS)
        return N_advance_engine(m->cores[instance], unit - N_PROCESSORS, moved);
    N_stream *stream = &m->streams[instance][unit];
    return N_runs(stream) ? N_advance(stream, unit, 1, moved) : 0;
}

/* Every unit has a priority, drawn from a seed and now and then anew; the first that can does one thing. */
static unsigned N_adversarial_order(N_machine *m, uint64_t goal, uint64_t seed)
{
    uint64_t priorities[N_ALL_UNITS + 1];
    unsigned last = N_ALL_UNITS;
    for (unsigned i = 0; i < N_ALL_UNITS; i++)
        priorities[i] = N_draw(&seed);
    for (;;) {
        unsigned running = N_running(m);
        if (running == 0 && !N_busy(m))
            return N_EXITED;
        if (goal != UINT64_MAX && running != 0 && N_steps(m) >= goal)
            return N_LIMIT;
        if ((N_draw(&seed) & 7) == 0 && last != N_ALL_UNITS)
            priorities[last] = N_draw(&seed);
        bool tried[N_ALL_UNITS + 1] = {false}, moved = false;
        last = N_ALL_UNITS;
        for (unsigned n = 0; n < N_ALL_UNITS && !moved; n++) {
            unsigned best = N_ALL_UNITS;
            for (unsigned i = 0; i < N_ALL_UNITS; i++)
                if (!tried[i] && (best == N_ALL_UNITS || priorities[i] > priorities[best]))
                    best = i;
            tried[best] = true;
            if (N_act(m, best, &moved) != 0)
                return N_FAULT;
            if (m->stopped)
                return N_STOPPED;
            if (moved)
                last = best;
        }
        if (!moved)
            return N_DEADLOCK;
    }
}

void N_halt(N_machine *m, bool stopped)
{
    m->stopped = stopped;
    for (unsigned i = 0; i < N_INSTANCES; i++)
        m->cores[i]->halted = stopped || m->cores[i]->exited;
}

/* Where all processors are, as state. */
static void N_store_counters(N_machine *m)
{
    for (unsigned i = 0; i < N_INSTANCES; i++)
        for (unsigned p = 0; p < N_PROCESSORS; p++)
            N_store_counter(m->cores[i], p, m->streams[i][p].pc);
}

void N_run(N_machine *m, uint64_t max_steps, unsigned order, uint64_t seed, N_result *result)
{
    N_halt(m, false);
    uint64_t before = N_steps(m), goal = max_steps != UINT64_MAX ? before + max_steps : max_steps;
    memset(result, 0, sizeof *result);
    m->result = result;
    for (unsigned i = 0; i < N_INSTANCES; i++)
        for (unsigned p = 0; p < N_PROCESSORS; p++)
            m->streams[i][p].active = !m->loaded || m->streams[i][p].started;
    unsigned reason = order == N_PROGRAM_ORDER ? N_program_order(m, goal) : N_adversarial_order(m, goal, seed);
    result->reason = reason;
    result->steps = N_steps(m) - before;
    for (unsigned i = 0; i < N_INSTANCES; i++) {
        N_core *c = m->cores[i];
        if (reason == N_EXITED && c->exited && (result->exit_low | result->exit_high) == 0) {
            result->exit_low = c->exit_code.low;
            result->exit_high = c->exit_code.high;
        }
    }
    N_store_counters(m);
}

void N_execute(N_machine *m, unsigned instance, unsigned processor, uint64_t pc, N_result *result)
{
    N_core *c = m->cores[instance];
    N_stream *stream = &m->streams[instance][processor];
    bool moved = false;
    memset(result, 0, sizeof *result);
    m->result = result;
    for (unsigned e = 0; e < N_ENGINES; e++)
        m->queues[instance][e].used = 0;
    c->exited = false;
    N_halt(m, false);
    stream->pending = NULL;
    stream->pc = pc;
    uint64_t before = stream->steps;
    int raised = N_turn(stream, processor, 1, &moved);
    result->reason = raised != 0        ? N_FAULT
                     : m->stopped       ? N_STOPPED
                     : N_blocked(stream) ? N_DEADLOCK
                     : c->exited        ? N_EXITED
                                        : N_LIMIT;
    result->steps = stream->steps - before;
    if (c->exited) {
        result->exit_low = c->exit_code.low;
        result->exit_high = c->exit_code.high;
    }
    N_store_counters(m);
}

/* -- who waits for what ------------------------------------------------------------------------------------------ */

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
            if ((one->engines >> e & 1) != 0 && c->machine->queues[c->instance][e].used != 0) {
                w->engines |= UINT64_C(1) << e;
                N_say(w, "%s%s", between, N_engine_names[e]);
                between = ", ";
            }
        N_say(w, " has nothing queued");
    }
}

static void N_say_pending(N_waiting *w, N_core *c, const N_pending *p)
{
    w->pc = p->step.pc;
    w->processor = p->processor;
    memcpy(w->word, p->word, sizeof w->word);
    if (p->at < p->routine->conditions) {
        N_say_condition(w, c, p);
    } else if (p->given < p->signals.used) {
        const N_signalled *one = &p->signals.items[p->given];
        const N_counter *counter = &N_counters[one->semaphore];
        unsigned long long count = c->machine->semaphores[c->instance][one->semaphore][one->index];
        w->kind = N_FOR_ROOM;
        w->number = one->semaphore;
        w->index = one->index;
        w->amount = one->amount;
        N_say(w, "cannot signal %s[%llu] by %llu: it is %llu of at most %llu", counter->name,
              (unsigned long long)one->index, (unsigned long long)one->amount, count,
              (unsigned long long)counter->most);
    }
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
        if (queue->used != 0)
            N_say_pending(waiting, c, &queue->items[queue->first]);
        return queue->used;
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
