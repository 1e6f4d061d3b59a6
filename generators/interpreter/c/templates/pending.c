/* An instruction on its way: what it waits for, what it signals, how it goes on in its queue, how it stops the machine. */
#include "machine.h"

/* -- conditions and signals -------------------------------------------------------------------------------------- */

int N_signal(N_core *c, unsigned semaphore, uint64_t index, uint64_t amount, N_fault *fault)
{
    const N_counter *counter = &N_counters[semaphore];
    N_signals *signals = &c->signalled;
    if (counter->overflow >= 0) {
        N_u128 sum = (N_u128)c->machine->semaphores[c->instance][semaphore][index] + amount;
        sum += c->machine->promised[c->instance][semaphore][index];
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

uint64_t *N_count(N_core *c, const N_pending *p, unsigned condition)
{
    return &c->machine->semaphores[c->instance][p->routine->prelude[condition].number][p->conditions[condition].index];
}

N_barrier *N_barrier_of(N_core *c, const N_pending *p, unsigned condition)
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
            if ((one->engines >> e & 1) != 0 && N_engine_busy(c->machine, c->instance, e))
                return false;
        return true;
    }
}

bool N_deliver(N_core *c, N_signals *signals, size_t *given)
{
    for (; *given < signals->used; ++*given) {
        const N_signalled *one = &signals->items[*given];
        uint64_t *count = &c->machine->semaphores[c->instance][one->semaphore][one->index];
        if (one->amount > N_counters[one->semaphore].most - *count)
            return false;
        *count += one->amount;
    }
    return true;
}

int N_await(N_core *c, N_pending *p, bool *moved)
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
    return 0;
}

int N_perform(N_core *c, N_pending *p)
{
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
    p->promised = p->given = 0;
    p->ran = true;
    return 0;
}

/* Takes an instruction as far as it can go. Sets `moved` where it came further; 1 where it raised a fault. */
static int N_advance_pending(N_core *c, N_pending *p, bool *moved)
{
    if (!p->ran) {
        if (N_await(c, p, moved) != 0)
            return 1;
        if (p->at < p->routine->conditions)
            return 0;
        if (N_perform(c, p) != 0)
            return 1;
        *moved = true;
    }
    size_t given = p->given;
    p->done = N_deliver(c, &p->signals, &p->given);
    p->promised = p->given;
    *moved |= p->done || p->given > given;
    return 0;
}

/* -- stopping ---------------------------------------------------------------------------------------------------- */

void N_report(N_machine *m, const N_core *c, unsigned processor, unsigned unit, uint64_t pc, const N_fault *fault,
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

int N_stop(N_stream *stream, unsigned processor)
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

/* Gives what instructions that have begun in time have to signal; whether an engine may go on. */
static bool N_land(N_core *c, unsigned engine, bool *moved)
{
    N_flight *flight = &c->machine->flights[c->instance][engine];
    for (; flight->used != 0; flight->used--, flight->first = (flight->first + 1) % flight->room) {
        N_begun *head = &flight->items[flight->first];
        bool all = N_deliver(c, &head->signals, &head->given);
        head->promised = head->given;
        if (!all)
            return false;
        *moved = true;
    }
    return true;
}

int N_advance_engine(N_core *c, unsigned engine, bool *moved)
{
    N_queue *queue = &c->machine->queues[c->instance][engine];
    if (!N_land(c, engine, moved) || queue->used == 0)
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

int N_settle(N_core *c, bool *moved)
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

void N_past(N_stream *stream, uint64_t pc)
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

int N_raised(N_stream *stream, unsigned processor, const N_pending *p, bool *moved)
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

int N_prepare(N_stream *stream, unsigned processor, N_pending *p)
{
    N_core *c = stream->core;
    const N_routine *routine = &N_routines[stream->at->op];
    uint64_t unit = stream->processor->unit, mask = stream->processor->mask;
    N_signals kept = p->signals;
    p->routine = routine;
    p->decoded = *stream->at;
    p->signals = kept;
    p->signals.used = 0;
    p->promised = p->given = 0;
    p->ticket = 0;
    p->at = 0;
    p->processor = processor;
    p->there = 0;
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

int N_go_on(N_stream *stream, unsigned processor, uint64_t left, bool *moved)
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

bool N_blocked(const N_stream *stream)
{
    return stream->pending != NULL || stream->full;
}
