/* A device as a whole: made, reset, and let go on in time. */
#include "device.h"

#include <stdlib.h>

static uint64_t N_dev_or(uint64_t given, uint64_t otherwise)
{
    return given != 0 ? given : otherwise;
}

static uint64_t N_dev_sooner(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* -- bytes ------------------------------------------------------------------------------------------------------- */

uint64_t N_dev_word(const uint8_t *bytes, unsigned size, bool big)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < size; i++)
        value = value << 8 | bytes[big ? i : size - 1 - i];
    return value;
}

void N_dev_set_word(uint8_t *bytes, unsigned size, bool big, uint64_t value)
{
    for (unsigned i = 0; i < size; i++)
        bytes[big ? size - 1 - i : i] = (uint8_t)(value >> 8 * i);
}

static uint64_t N_dev_mask(unsigned bits)
{
    return bits >= 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
}

uint64_t N_dev_get(const uint8_t *bytes, N_dev_place place, unsigned element)
{
    if (place.bytes == 0)
        return 0;
    const uint8_t *at = bytes + place.offset + (size_t)element * place.bytes;
    return N_dev_word(at, place.bytes, place.big) >> place.low & N_dev_mask(place.bits);
}

void N_dev_put(uint8_t *bytes, N_dev_place place, uint64_t value)
{
    if (place.bytes == 0)
        return;
    uint8_t *at = bytes + place.offset;
    uint64_t mask = N_dev_mask(place.bits) << place.low;
    uint64_t kept = N_dev_word(at, place.bytes, place.big) & ~mask;
    N_dev_set_word(at, place.bytes, place.big, kept | (value << place.low & mask));
}

/* -- made and reset ---------------------------------------------------------------------------------------------- */

static void N_dev_observe(void *user, const N_event *event);

N_dev *N_dev_create(const N_dev_options *options)
{
    N_dev *d = calloc(1, sizeof *d);
    if (d == NULL)
        return NULL;
    if (options != NULL)
        d->options = *options;
    d->options.watchdog = N_dev_or(d->options.watchdog, UINT64_C(1) << 32);
    d->options.answer = N_dev_or(d->options.answer, 100);
    d->options.interrupt_wait = N_dev_or(d->options.interrupt_wait, 10000);
    d->next_address = N_DEV_HOST;
    d->machine = N_create();
    bool made = d->machine != NULL;
    for (unsigned i = 0; i < N_DEV_TRACES && made && d->options.trace_bytes != 0; i++) {
        d->kept[i].room = (size_t)(d->options.trace_bytes / N_dev_logs[i].size * N_dev_logs[i].size);
        d->kept[i].bytes = calloc(d->kept[i].room + 1, 1);
        made = d->kept[i].bytes != NULL;
    }
    if (!made) {
        N_dev_destroy(d);
        return NULL;
    }
    if (N_DEV_TRACES != 0)
        N_observe(d->machine, N_dev_observe, d);
    N_dev_reset(d);
    return d;
}

void N_dev_destroy(N_dev *d)
{
    if (d == NULL)
        return;
    for (unsigned i = 0; i < N_DEV_TRACES; i++)
        free(d->kept[i].bytes);
    free(d->regions);
    N_destroy(d->machine);
    free(d);
}

void N_dev_reset(N_dev *d)
{
    for (unsigned i = 0; i < N_INSTANCES; i++) {
        N_abandon(d->machine, i);
        d->owners[i] = NULL;
    }
    for (unsigned i = 0; i < N_DEV_QUEUES; i++) {
        N_dev_queue *queue = &d->queues[i];
        queue->enabled = queue->failed = false;
        queue->base = queue->capacity = queue->write = queue->fetched = queue->read = 0;
        queue->first = queue->used = 0;
    }
    for (unsigned i = 0; i < N_DEV_MAILBOXES; i++)
        d->letters[i].busy = false;
    memset(d->wires, 0, sizeof d->wires);
    memset(d->faults, 0, sizeof d->faults);
    d->arguments_owner = NULL;
    d->errors = d->corrected = 0;
    d->failure = N_dev_failure_of(d, N_DEV_SUCCESS);
    d->began = d->now;
    d->ahead = N_NEVER;
    d->quiet = false;
    N_dev_reset_trace(d);
    N_dev_reset_registers(d);
}

/* -- time -------------------------------------------------------------------------------------------------------- */

uint64_t N_dev_time(const N_dev *d)
{
    return d->now;
}

/* Whether the device works: where a register says so, only while it does. */
static bool N_dev_works(const N_dev *d)
{
    return N_dev_find_act(N_DEV_DOES_ENABLE, 0) == NULL || N_dev_value(d, N_DEV_DOES_ENABLE, 0) != 0;
}

/* Lets all happen that can happen now. */
static void N_dev_settle(N_dev *d)
{
    bool moved = true;
    while (moved) {
        moved = N_dev_answer_mail(d);
        if (N_dev_works(d))
            moved |= N_dev_advance_queues(d);
    }
    N_dev_tell_again(d);
    N_dev_show(d, N_DEV_DOES_BUSY, 0, N_dev_packets_left(d) != 0);
}

/* When something happens besides what the machine does. */
static uint64_t N_dev_due(const N_dev *d)
{
    uint64_t due = N_dev_sooner(N_dev_mail_next(d), N_dev_wires_next(d));
    return N_dev_works(d) ? N_dev_sooner(due, N_dev_queues_next(d)) : due;
}

uint64_t N_dev_next_event(N_dev *d)
{
    N_dev_settle(d);
    uint64_t due = N_dev_due(d);
    return N_dev_works(d) && N_dev_machine_runs(d) ? N_dev_sooner(due, d->ahead) : due;
}

/* Lets time pass up to what happens next, at most until a tick; whether there was anything before it. */
static bool N_dev_step(N_dev *d, uint64_t until)
{
    N_dev_settle(d);
    uint64_t due = N_dev_due(d);
    if (N_dev_works(d) && N_dev_machine_runs(d) && d->ahead < N_dev_sooner(due, until)) {
        N_dev_pass(d, N_dev_sooner(due, until));
        return true;
    }
    if (due >= until)
        return false;
    d->now = due > d->now ? due : d->now;
    return true;
}

void N_dev_run_until(N_dev *d, uint64_t tick)
{
    while (d->now < tick && N_dev_step(d, tick))
        continue;
    d->now = tick != N_NEVER && tick > d->now ? tick : d->now;
}

uint64_t N_dev_run_until_idle(N_dev *d, uint64_t tick)
{
    while (d->now < tick && N_dev_step(d, tick))
        continue;
    if (tick != N_NEVER && N_dev_next_event(d) != N_NEVER && d->now < tick)
        d->now = tick;
    return N_dev_packets_left(d);
}

/* -- what the machine does --------------------------------------------------------------------------------------- */

static void N_dev_observe(void *user, const N_event *event)
{
    N_dev *d = user;
    uint64_t values[N_DEV_RECORD_ROLES];
    const N_dev_instruction *instruction = &N_dev_instructions[event->op];
    uint8_t word[N_WORD_BYTES] = {0}; /* as it lies in memory */
    for (unsigned i = 0; i < instruction->length; i++)
        word[i] = event->word[instruction->big ? instruction->length - 1u - i : i];
    N_dev_begin_record(d, values);
    values[N_DEV_TELL_TIME] = event->begin + d->behind;
    values[N_DEV_TELL_QUEUED] = event->queued + d->behind;
    values[N_DEV_TELL_BUSY_UNTIL] = event->busy_until + d->behind;
    values[N_DEV_TELL_FINISH] = event->finish + d->behind;
    values[N_DEV_TELL_INSTANCE] = event->instance;
    values[N_DEV_TELL_PROCESSOR] = event->processor;
    values[N_DEV_TELL_UNIT] = event->unit;
    values[N_DEV_TELL_PC] = event->pc;
    values[N_DEV_TELL_OPCODE] = instruction->number;
    N_dev_trace_word(d, N_DEV_TOLD_INSTRUCTION, values, word);
}
