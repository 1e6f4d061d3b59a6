/* What packets do: begin when what they wait for has come, go on in time, end. */
#include "device.h"

static int N_dev_memory_of(const N_dev_job *job, unsigned role)
{
    return job->packet->roles[role].memory;
}

static bool N_dev_big(const N_dev_job *job, unsigned role)
{
    return job->packet->roles[role].big;
}

/* -- waiting ----------------------------------------------------------------------------------------------------- */

/* Reads an eight-byte word that the host and the device share; where there is none, the packet fails. */
static bool N_dev_look(N_dev *d, N_dev_job *job, unsigned role, uint64_t address, uint64_t *value)
{
    N_dev_span span;
    if (!N_dev_find(d, N_dev_memory_of(job, role), address, 8, &span)) {
        N_dev_fail(d, job, N_DEV_BAD_ADDRESS, address, "nothing is at the address that the packet waits at");
        return false;
    }
    *value = N_dev_word(span.bytes, 8, N_dev_big(job, role));
    return true;
}

/* Whether all signals of a barrier are zero, or any of them; false also where the packet failed. Addresses of zero do not
   count. */
static bool N_dev_signalled(N_dev *d, N_dev_job *job, bool any)
{
    const N_dev_place *signals = &job->packet->roles[N_DEV_ROLE_SIGNALS];
    unsigned zeros = 0, others = 0;
    for (unsigned i = 0; i < signals->count; i++) {
        uint64_t address = N_dev_get(job->bytes, *signals, i), value;
        if (address == 0)
            continue;
        if (!N_dev_look(d, job, N_DEV_ROLE_SIGNALS, address, &value))
            return false;
        zeros += value == 0;
        others += value != 0;
    }
    return others == 0 || (any && zeros != 0);
}

/* -- at once ----------------------------------------------------------------------------------------------------- */

static void N_dev_store_word(N_dev *d, N_dev_job *job, unsigned role, uint64_t value)
{
    uint8_t bytes[8];
    uint64_t address = N_dev_role(job, role);
    N_dev_set_word(bytes, 8, N_dev_big(job, role), value);
    unsigned condition = N_dev_store(d, N_dev_memory_of(job, role), address, bytes, sizeof bytes);
    if (condition != N_DEV_SUCCESS)
        N_dev_fail(d, job, condition, address, "the word cannot be written");
    else
        N_dev_finish(d, job);
}

/* A word gets a value, unless it has a greater one. */
static void N_dev_raise_word(N_dev *d, N_dev_job *job)
{
    uint64_t value = N_dev_role(job, N_DEV_ROLE_VALUE), held;
    if (!N_dev_look(d, job, N_DEV_ROLE_ADDRESS, N_dev_role(job, N_DEV_ROLE_ADDRESS), &held))
        return;
    N_dev_store_word(d, job, N_DEV_ROLE_ADDRESS, held > value ? held : value);
}

static void N_dev_ask_vendor(N_dev *d, N_dev_job *job)
{
    N_dev_failure failure = N_dev_failure_of(d, N_DEV_UNSUPPORTED);
    if (d->vendor != NULL)
        failure.code = d->vendor(d->vendor_user, job->queue, job->bytes, N_dev_rings[N_dev_ring_of[job->queue]].size);
    if (failure.code != N_dev_code(N_DEV_SUCCESS))
        N_dev_fail_with(d, job, &failure);
    else
        N_dev_finish(d, job);
}

/* -- copies ------------------------------------------------------------------------------------------------------ */

static void N_dev_begin_copy(N_dev *d, N_dev_job *job)
{
    bool fill = job->packet->verb == N_DEV_DO_FILL;
    unsigned role = fill ? N_DEV_ROLE_TARGET : N_DEV_ROLE_SOURCE;
    job->target = N_dev_role(job, N_DEV_ROLE_TARGET);
    job->source = fill ? job->target : N_dev_role(job, N_DEV_ROLE_SOURCE);
    job->size = N_dev_role(job, N_DEV_ROLE_SIZE);
    job->way = *N_dev_way_of(N_dev_memory_of(job, role), job->source, N_dev_memory_of(job, N_DEV_ROLE_TARGET), job->target);
    job->stage = N_DEV_RUNNING;
    job->deadline = N_dev_deadline(d);
    job->hung = N_dev_strikes(d, N_DEV_INJECT_HANG);
    uint64_t first = job->size < N_DEV_CHUNK ? job->size : N_DEV_CHUNK;
    job->next = job->hung ? N_NEVER : d->now + N_dev_duration(&job->way, first);
}

static unsigned N_dev_fill(N_dev *d, const N_dev_job *job, uint64_t size)
{
    uint8_t bytes[N_DEV_CHUNK];
    const N_dev_place *pattern = &job->packet->roles[N_DEV_ROLE_PATTERN];
    for (uint64_t i = 0; i < size; i++)
        bytes[i] = job->bytes[pattern->offset + (job->moved + i) % pattern->bytes];
    return N_dev_store(d, N_dev_memory_of(job, N_DEV_ROLE_TARGET), job->target + job->moved, bytes, size);
}

/* Moves the bytes whose time has come. */
static void N_dev_go_on_copying(N_dev *d, N_dev_job *job)
{
    uint64_t left = job->size - job->moved, size = left < N_DEV_CHUNK ? left : N_DEV_CHUNK;
    uint64_t source = job->source + job->moved, target = job->target + job->moved;
    unsigned condition;
    if (job->packet->verb == N_DEV_DO_FILL)
        condition = N_dev_fill(d, job, size);
    else
        condition = N_dev_move(d, N_dev_memory_of(job, N_DEV_ROLE_SOURCE), source, N_dev_memory_of(job, N_DEV_ROLE_TARGET),
                               target, size);
    if (condition != N_DEV_SUCCESS) {
        N_dev_fail(d, job, condition, source, "bytes of a copy cannot be read or written");
        return;
    }
    job->moved += size;
    if (job->moved == job->size) {
        N_dev_finish(d, job);
        return;
    }
    left = job->size - job->moved;
    job->next = job->began + N_dev_duration(&job->way, job->moved + (left < N_DEV_CHUNK ? left : N_DEV_CHUNK));
}

/* -- all of them ------------------------------------------------------------------------------------------------- */

/* What waits for others: whether it has come. */
static bool N_dev_has_come(N_dev *d, N_dev_job *job)
{
    uint64_t value;
    switch (job->packet->verb) {
    case N_DEV_DO_BARRIER_AND:
        return N_dev_signalled(d, job, false);
    case N_DEV_DO_BARRIER_OR:
        return N_dev_signalled(d, job, true);
    case N_DEV_DO_SEMAPHORE_WAIT:
        return N_dev_look(d, job, N_DEV_ROLE_ADDRESS, N_dev_role(job, N_DEV_ROLE_ADDRESS), &value) &&
               value >= N_dev_role(job, N_DEV_ROLE_VALUE);
    default:
        return true;
    }
}

bool N_dev_begin(N_dev *d, N_dev_job *job)
{
    if (!N_dev_has_come(d, job))
        return job->stage == N_DEV_DONE;
    job->began = d->now;
    switch (job->packet->verb) {
    case N_DEV_DO_LAUNCH:
        return N_dev_begin_launch(d, job);
    case N_DEV_DO_COPY:
    case N_DEV_DO_FILL:
        N_dev_begin_copy(d, job);
        return true;
    case N_DEV_DO_SEMAPHORE_SIGNAL:
        N_dev_raise_word(d, job);
        return true;
    case N_DEV_DO_TIMESTAMP:
        N_dev_store_word(d, job, N_DEV_ROLE_TARGET, d->now);
        return true;
    case N_DEV_DO_VENDOR:
        N_dev_ask_vendor(d, job);
        return true;
    default:
        N_dev_finish(d, job);
        return true;
    }
}

void N_dev_go_on(N_dev *d, N_dev_job *job)
{
    if (job->deadline <= d->now) {
        if (job->packet->verb == N_DEV_DO_LAUNCH)
            N_dev_end_launch(d, job, true);
        N_dev_fail(d, job, N_DEV_HANG, 0, "the watchdog saw no end of it");
        N_dev_raise(d, N_DEV_ON_WATCHDOG);
    } else if (job->packet->verb != N_DEV_DO_LAUNCH) {
        N_dev_go_on_copying(d, job);
    } else if (job->stage == N_DEV_LOADING) {
        N_dev_start_launch(d, job);
    } else {
        N_dev_end_launch(d, job, false);
        N_dev_finish(d, job);
    }
}
