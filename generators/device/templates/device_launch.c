/* Launches: programs are copied to where processors fetch them, started, and run in time until their instances end. */
#include "device.h"

#include <stdio.h>

/* -- what is launched -------------------------------------------------------------------------------------------- */

typedef struct N_dev_entry {
    uint64_t code, size, load_address, entry, processor, instances;
    int memory;
} N_dev_entry;

static uint64_t N_dev_all(void)
{
    return N_INSTANCES >= 64 ? UINT64_MAX : (UINT64_C(1) << N_INSTANCES) - 1;
}

/* Whether a mask of instances has one; those from 64 on are only there where all are. */
static bool N_dev_has(uint64_t instances, unsigned instance)
{
    return instance < 64 ? (instances >> instance & 1) != 0 : instances == UINT64_MAX;
}

/* Reads an entry of the list of programs: a condition. */
static unsigned N_dev_read_entry(N_dev *d, const N_dev_job *job, uint64_t number, N_dev_entry *entry)
{
    uint8_t bytes[N_DEV_PROGRAM_BYTES];
    const N_dev_program *program = job->packet->program;
    const N_dev_place *list = &job->packet->roles[N_DEV_ROLE_PROGRAMS], *roles = program->roles;
    uint64_t address = N_dev_role(job, N_DEV_ROLE_PROGRAMS) + number * program->size;
    unsigned condition = N_dev_load(d, list->memory, address, bytes, program->size);
    if (condition != N_DEV_SUCCESS)
        return condition;
    entry->code = N_dev_get(bytes, roles[N_DEV_PROGRAM_CODE], 0);
    entry->size = N_dev_get(bytes, roles[N_DEV_PROGRAM_SIZE], 0);
    entry->load_address = N_dev_get(bytes, roles[N_DEV_PROGRAM_LOAD_ADDRESS], 0);
    entry->entry = N_dev_get(bytes, roles[N_DEV_PROGRAM_ENTRY], 0);
    entry->processor = N_dev_get(bytes, roles[N_DEV_PROGRAM_PROCESSOR], 0);
    entry->instances = N_dev_get(bytes, roles[N_DEV_PROGRAM_INSTANCES], 0);
    entry->memory = roles[N_DEV_PROGRAM_CODE].memory;
    uint64_t whole = N_dev_role(job, N_DEV_ROLE_INSTANCES);
    if (whole == 0)
        whole = N_dev_all();
    entry->instances = entry->instances == 0 ? whole : entry->instances & whole;
    bool known = entry->processor < N_PROCESSORS && (entry->instances & ~N_dev_all()) == 0 && entry->instances != 0;
    return known ? N_DEV_SUCCESS : N_DEV_BAD_PACKET;
}

/* Where a processor of an instance finds its program: the device address of a byte of its memory. */
static uint64_t N_dev_place_of(const N_dev_space *space, unsigned instance, uint64_t address)
{
    return space->shift == 0 ? address : address | (uint64_t)instance << space->shift;
}

/* -- loading ----------------------------------------------------------------------------------------------------- */

/* Copies a program to all its instances: a condition. */
static unsigned N_dev_load_program(N_dev *d, const N_dev_entry *entry)
{
    unsigned memory = N_dev_processor_memory[entry->processor];
    const N_dev_space *space = &N_dev_spaces[memory];
    for (unsigned i = 0; i < N_INSTANCES; i++) {
        if (!N_dev_has(entry->instances, i))
            continue;
        if (entry->load_address >= (space->shift == 0 ? N_DEV_HOST : UINT64_C(1) << space->shift))
            return N_DEV_BAD_ADDRESS;
        uint64_t place = N_dev_place_of(space, i, entry->load_address);
        unsigned condition = N_dev_move(d, entry->memory, entry->code, (int)memory, place, entry->size);
        if (condition != N_DEV_SUCCESS)
            return condition;
    }
    return N_DEV_SUCCESS;
}

/* Copies the arguments to where programs look for them: a condition. */
static unsigned N_dev_load_arguments(N_dev *d, const N_dev_job *job)
{
    const N_dev_packet *packet = job->packet;
    uint64_t from = N_dev_role(job, N_DEV_ROLE_ARGUMENTS), size = N_dev_role(job, N_DEV_ROLE_ARGUMENTS_SIZE);
    if (packet->arguments_in < 0 || size == 0)
        return N_DEV_SUCCESS;
    const N_dev_space *space = &N_dev_spaces[packet->arguments_in];
    for (unsigned i = 0; i < N_INSTANCES; i++) {
        if (d->owners[i] != job)
            continue;
        uint64_t place = N_dev_place_of(space, i, packet->arguments_at);
        int memory = packet->roles[N_DEV_ROLE_ARGUMENTS].memory;
        unsigned condition = N_dev_move(d, memory, from, packet->arguments_in, place, size);
        if (condition != N_DEV_SUCCESS || space->shift == 0)
            return condition;
    }
    return N_DEV_SUCCESS;
}

/* Whether a launch has arguments in memory that all instances share: one launch at a time has. */
static bool N_dev_shares_arguments(const N_dev_job *job)
{
    int memory = job->packet->arguments_in;
    return memory >= 0 && N_dev_spaces[memory].shift == 0 && N_dev_role(job, N_DEV_ROLE_ARGUMENTS_SIZE) != 0;
}

bool N_dev_begin_launch(N_dev *d, N_dev_job *job)
{
    uint64_t count = N_dev_role(job, N_DEV_ROLE_PROGRAM_COUNT), instances = 0, longest = 1;
    if (count == 0 || count > (uint64_t)N_INSTANCES * N_PROCESSORS) {
        N_dev_fail(d, job, N_DEV_BAD_PACKET, 0, "a launch starts one program for each processor of an instance at most");
        return true;
    }
    for (uint64_t i = 0; i < count; i++) {
        N_dev_entry entry;
        unsigned condition = N_dev_read_entry(d, job, i, &entry);
        if (condition != N_DEV_SUCCESS) {
            N_dev_fail(d, job, condition, N_dev_role(job, N_DEV_ROLE_PROGRAMS), "an entry of the list of programs is none");
            return true;
        }
        int memory = (int)N_dev_processor_memory[entry.processor];
        uint64_t ticks = N_dev_duration(N_dev_way_of(entry.memory, entry.code, memory, 0), entry.size);
        longest = ticks > longest ? ticks : longest;
        instances |= entry.instances;
    }
    for (unsigned i = 0; i < N_INSTANCES; i++)
        if (N_dev_has(instances, i) && d->owners[i] != NULL)
            return false;
    if (N_dev_shares_arguments(job) && d->arguments_owner != NULL)
        return false;
    for (unsigned i = 0; i < N_INSTANCES; i++)
        if (N_dev_has(instances, i))
            d->owners[i] = job;
    if (N_dev_shares_arguments(job))
        d->arguments_owner = job;
    job->stage = N_DEV_LOADING;
    job->deadline = N_dev_deadline(d);
    job->hung = N_dev_strikes(d, N_DEV_INJECT_HANG);
    job->next = job->hung ? N_NEVER : d->now + longest;
    return true;
}

uint64_t N_dev_deadline(const N_dev *d)
{
    uint64_t room = N_NEVER - d->now;
    return d->options.watchdog != 0 && d->options.watchdog < room ? d->now + d->options.watchdog : N_NEVER;
}

/* -- running ----------------------------------------------------------------------------------------------------- */

bool N_dev_machine_runs(const N_dev *d)
{
    for (unsigned i = 0; i < N_INSTANCES; i++)
        if (d->owners[i] != NULL && d->owners[i]->stage == N_DEV_RUNNING)
            return true;
    return false;
}

/* Brings the machine's time up to the device's; nothing happens in it before that. */
static void N_dev_catch_up(N_dev *d)
{
    N_result result;
    if (!N_dev_machine_runs(d))
        d->behind = d->now - N_now(d->machine);
    else if (N_cycle(0) != 0 && d->now - d->behind > N_now(d->machine))
        N_advance(d->machine, d->now - d->behind, UINT64_MAX, &result);
}

void N_dev_start_launch(N_dev *d, N_dev_job *job)
{
    uint64_t count = N_dev_role(job, N_DEV_ROLE_PROGRAM_COUNT);
    unsigned condition = N_dev_load_arguments(d, job);
    N_dev_catch_up(d);
    for (unsigned i = 0; i < N_INSTANCES; i++)
        if (d->owners[i] == job) {
            N_abandon(d->machine, i);
            N_dev_show(d, N_DEV_DOES_INSTANCE_STATE, i, N_dev_instance_states[1]);
            N_dev_show(d, N_DEV_DOES_INSTANCE_ERROR, i, N_dev_code(N_DEV_SUCCESS));
        }
    for (uint64_t n = 0; n < count && condition == N_DEV_SUCCESS; n++) {
        N_dev_entry entry = {0, 0, 0, 0, 0, 0, 0};
        condition = N_dev_read_entry(d, job, n, &entry);
        if (condition == N_DEV_SUCCESS)
            condition = N_dev_load_program(d, &entry);
        for (unsigned i = 0; i < N_INSTANCES && condition == N_DEV_SUCCESS; i++)
            if (d->owners[i] == job && N_dev_has(entry.instances, i))
                N_start(d->machine, i, (unsigned)entry.processor, entry.entry);
    }
    if (condition != N_DEV_SUCCESS) {
        N_dev_end_launch(d, job, true);
        N_dev_fail(d, job, condition, 0, "a program or its arguments cannot be copied to where they are wanted");
        return;
    }
    job->stage = N_DEV_RUNNING;
    job->next = N_NEVER;
    d->ahead = d->now;
}

void N_dev_end_launch(N_dev *d, const N_dev_job *job, bool faulted)
{
    for (unsigned i = 0; i < N_INSTANCES; i++)
        if (d->owners[i] == job) {
            if (faulted)
                N_abandon(d->machine, i);
            d->owners[i] = NULL;
            N_dev_show(d, N_DEV_DOES_INSTANCE_STATE, i, N_dev_instance_states[faulted ? 3 : 2]);
        }
    if (d->arguments_owner == job)
        d->arguments_owner = NULL;
}

/* A program raised a fault: its launch ends. */
static void N_dev_faulted(N_dev *d, const N_result *result)
{
    unsigned instance = (unsigned)result->instance;
    N_dev_job *job = d->owners[instance];
    N_dev_failure failure = N_dev_failure_of(d, N_DEV_PROGRAM_FAULT);
    failure.code = N_dev_fault_codes[result->fault];
    failure.instance = (int64_t)instance;
    failure.unit = (int64_t)result->unit;
    failure.fault = (int64_t)result->fault;
    failure.pc = result->pc;
    snprintf(failure.text, sizeof failure.text, "%s in %s of instance %u at 0x%llx", N_fault_name((unsigned)result->fault),
             N_unit_name((unsigned)result->unit), instance, (unsigned long long)result->pc);
    N_dev_show(d, N_DEV_DOES_INSTANCE_ERROR, instance, failure.code);
    N_dev_show(d, N_DEV_DOES_INSTANCE_PC, instance, result->pc);
    N_dev_end_launch(d, job, true);
    N_dev_fail_with(d, job, &failure);
    N_dev_raise(d, N_DEV_ON_FAULT);
}

/* Nobody can go on: all launches end. */
static void N_dev_stuck(N_dev *d)
{
    for (unsigned i = 0; i < N_INSTANCES; i++) {
        N_dev_job *job = d->owners[i];
        if (job == NULL || job->stage != N_DEV_RUNNING)
            continue;
        N_waiting waiting = {0};
        N_dev_failure failure = N_dev_failure_of(d, N_DEV_DEADLOCK);
        failure.instance = (int64_t)i;
        for (unsigned unit = 0; unit < N_PROCESSORS + N_ENGINES && waiting.text[0] == 0; unit++)
            if (N_waits(d->machine, i, unit, &waiting) != 0)
                failure.unit = (int64_t)unit;
        failure.pc = waiting.pc;
        snprintf(failure.text, sizeof failure.text, "%.*s", (int)sizeof failure.text - 1, waiting.text);
        N_dev_show(d, N_DEV_DOES_INSTANCE_ERROR, i, failure.code);
        N_dev_show(d, N_DEV_DOES_INSTANCE_PC, i, waiting.pc);
        N_dev_end_launch(d, job, true);
        N_dev_fail_with(d, job, &failure);
    }
}

/* Ends the launches whose instances have all ended. */
static void N_dev_look_for_ends(N_dev *d)
{
    for (unsigned i = 0; i < N_INSTANCES; i++) {
        N_dev_job *job = d->owners[i];
        if (job == NULL || job->stage != N_DEV_RUNNING)
            continue;
        uint64_t low, high;
        bool over = true;
        for (unsigned k = 0; k < N_INSTANCES; k++)
            over = over && (d->owners[k] != job || N_has_ended(d->machine, k, &low, &high));
        if (over)
            job->next = d->now;
    }
}

void N_dev_pass(N_dev *d, uint64_t until)
{
    N_result result;
    if (N_cycle(0) != 0) {
        N_advance(d->machine, until - d->behind, UINT64_MAX, &result);
        uint64_t ended = (result.reason == N_DEADLOCK ? result.tick : N_now(d->machine)) + d->behind;
        d->now = ended > d->now ? ended : d->now;
        d->ahead = result.next == N_NEVER ? N_NEVER : result.next + d->behind;
    } else { /* an instruction a tick */
        uint64_t steps = until - d->now < 64 ? until - d->now : 64;
        N_run(d->machine, steps, N_PROGRAM_ORDER, 0, &result);
        d->now += result.steps != 0 ? result.steps : 1;
        d->ahead = d->now;
    }
    if (result.reason == N_FAULT)
        N_dev_faulted(d, &result);
    else if (result.reason == N_DEADLOCK)
        N_dev_stuck(d);
    N_dev_look_for_ends(d);
}
