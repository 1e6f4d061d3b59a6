/* Who goes on next: the orders in which processors and engines take turns. */
#include "machine.h"

#define N_TURN 10000 /* instructions that a processor executes before another one has its turn */
#define N_WITHOUT_END (UINT64_C(1) << 62)

bool N_runs(const N_stream *stream)
{
    return stream->active && !stream->core->exited;
}

uint64_t N_steps(const N_machine *m)
{
    uint64_t steps = 0;
    for (unsigned i = 0; i < N_INSTANCES; i++)
        for (unsigned p = 0; p < N_PROCESSORS; p++)
            steps += m->streams[i][p].steps;
    return steps;
}

unsigned N_running(const N_machine *m)
{
    unsigned count = 0;
    for (unsigned i = 0; i < N_INSTANCES; i++)
        for (unsigned p = 0; p < N_PROCESSORS; p++)
            count += N_runs(&m->streams[i][p]);
    return count;
}

bool N_busy(const N_machine *m)
{
    for (unsigned i = 0; i < N_INSTANCES; i++)
        for (unsigned e = 0; e < N_ENGINES; e++)
            if (N_engine_busy(m, i, e))
                return true;
    return false;
}

/* Lets a processor execute up to `left` instructions, until it waits. */
static int N_turn(N_stream *stream, unsigned processor, uint64_t left, bool *moved)
{
    uint64_t goal = stream->steps + left;
    while (stream->steps < goal && !stream->core->exited && !stream->core->machine->stopped) {
        bool settled = false;
        if (N_go_on(stream, processor, goal - stream->steps, moved) != 0 || N_settle(stream->core, &settled) != 0)
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

/* Lets a unit do one thing. */
static int N_act(N_machine *m, unsigned number, bool *moved)
{
    unsigned instance = number / N_UNITS, unit = number % N_UNITS;
    if (unit >= N_PROCESSORS)
        return N_advance_engine(m->cores[instance], unit - N_PROCESSORS, moved);
    N_stream *stream = &m->streams[instance][unit];
    return N_runs(stream) ? N_go_on(stream, unit, 1, moved) : 0;
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

void N_store_counters(N_machine *m)
{
    for (unsigned i = 0; i < N_INSTANCES; i++)
        for (unsigned p = 0; p < N_PROCESSORS; p++)
            N_store_counter(m->cores[i], p, m->streams[i][p].pc);
}

void N_run(N_machine *m, uint64_t max_steps, unsigned order, uint64_t seed, N_result *result)
{
    uint64_t before = N_steps(m), goal = max_steps != UINT64_MAX ? before + max_steps : max_steps;
    N_set_out(m, result);
    N_leave_time(m);
    unsigned reason = order == N_PROGRAM_ORDER ? N_program_order(m, goal) : N_adversarial_order(m, goal, seed);
    N_arrive(m, reason, before);
}

void N_set_out(N_machine *m, N_result *result)
{
    N_halt(m, false);
    memset(result, 0, sizeof *result);
    m->result = result;
    for (unsigned i = 0; i < N_INSTANCES; i++)
        for (unsigned p = 0; p < N_PROCESSORS; p++)
            m->streams[i][p].active = !m->loaded || m->streams[i][p].started;
}

void N_arrive(N_machine *m, unsigned reason, uint64_t before)
{
    N_result *result = m->result;
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
    N_leave_time(m);
    for (unsigned e = 0; e < N_ENGINES; e++)
        m->queues[instance][e].used = m->flights[instance][e].used = 0;
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
