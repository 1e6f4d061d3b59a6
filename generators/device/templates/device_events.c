/* What is told: errors, interrupts, faults on demand. */
#include "device.h"

/* -- errors ------------------------------------------------------------------------------------------------------ */

N_dev_failure N_dev_failure_of(const N_dev *d, unsigned condition)
{
    return (N_dev_failure){N_dev_code(condition), condition, d->now, 0, 0, 0, -1, -1, -1, -1, ""};
}

uint32_t N_dev_last_error(const N_dev *d, N_dev_failure *failure)
{
    if (failure != NULL)
        *failure = d->failure;
    return d->failure.code;
}

uint64_t N_dev_errors(const N_dev *d)
{
    return d->errors;
}

static void N_dev_trace_failure(N_dev *d, const N_dev_failure *failure)
{
    uint64_t values[N_DEV_RECORD_ROLES];
    N_dev_begin_record(d, values);
    values[N_DEV_TELL_ERROR] = failure->code;
    values[N_DEV_TELL_FAULT] = failure->fault < 0 ? 0 : N_fault_code((unsigned)failure->fault);
    values[N_DEV_TELL_INSTANCE] = (uint64_t)failure->instance;
    values[N_DEV_TELL_UNIT] = (uint64_t)failure->unit;
    values[N_DEV_TELL_PC] = failure->pc;
    values[N_DEV_TELL_QUEUE] = (uint64_t)failure->queue;
    values[N_DEV_TELL_INDEX] = failure->index;
    values[N_DEV_TELL_VALUE] = failure->address;
    N_dev_trace(d, N_DEV_TOLD_FAULT, values);
}

void N_dev_report(N_dev *d, N_dev_failure *failure)
{
    failure->tick = d->now;
    d->failure = *failure;
    d->errors++;
    N_dev_show(d, N_DEV_DOES_ERROR, 0, failure->code);
    for (size_t i = 0; i < N_dev_flag_count; i++)
        if (N_dev_flags[i].condition == failure->condition)
            d->values[N_dev_flags[i].cell] |= N_dev_flags[i].mask;
    N_dev_trace_failure(d, failure);
    N_dev_raise(d, N_DEV_ON_ERROR);
}

/* -- interrupts -------------------------------------------------------------------------------------------------- */

static bool N_dev_is_set(const N_dev *d, int64_t cell, uint64_t mask, bool otherwise)
{
    return cell < 0 ? otherwise : (d->values[cell] & mask) != 0;
}

static bool N_dev_enabled(const N_dev *d, const N_dev_source *source)
{
    return N_dev_is_set(d, source->enable, source->enable_mask, true);
}

static void N_dev_trace_interrupt(N_dev *d, const N_dev_source *source)
{
    uint64_t values[N_DEV_RECORD_ROLES];
    N_dev_begin_record(d, values);
    values[N_DEV_TELL_LINE] = source->line;
    N_dev_trace(d, N_DEV_TOLD_INTERRUPT, values);
}

/* Tells the host, unless that is to go wrong. */
static void N_dev_deliver(N_dev *d, unsigned number)
{
    const N_dev_source *source = &N_dev_sources[number];
    N_dev_wire *wire = &d->wires[number];
    if (N_dev_strikes(d, N_DEV_INJECT_INTERRUPT_LOST)) {
        wire->lost = true;
        wire->again = d->now + d->options.interrupt_wait;
        return;
    }
    wire->raised = true;
    wire->delivered++;
    N_dev_trace_interrupt(d, source);
    if (d->interrupt != NULL)
        d->interrupt(d->interrupt_user, source->line, d->now);
}

void N_dev_force(N_dev *d, unsigned number)
{
    const N_dev_source *source = &N_dev_sources[number];
    bool pending = N_dev_is_set(d, source->pending, source->pending_mask, false);
    if (source->pending >= 0)
        d->values[source->pending] |= source->pending_mask;
    if (source->trigger == N_DEV_LEVEL && source->pending >= 0)
        N_dev_update_wires(d);
    else if (N_dev_enabled(d, source) && (source->trigger != N_DEV_EDGE || !pending))
        N_dev_deliver(d, number);
}

void N_dev_raise(N_dev *d, unsigned event)
{
    for (unsigned i = 0; i < N_DEV_INTERRUPTS; i++)
        if ((N_dev_sources[i].when >> event & 1) != 0)
            N_dev_force(d, i);
}

/* One that was lost is an error when the host finds it, or when it is told again. */
static void N_dev_found_lost(N_dev *d, unsigned number)
{
    N_dev_failure failure = N_dev_failure_of(d, N_DEV_INTERRUPT_LOST);
    failure.address = N_dev_sources[number].line;
    strncpy(failure.text, N_dev_sources[number].name, sizeof failure.text - 1);
    d->wires[number].lost = false;
    N_dev_report(d, &failure);
}

void N_dev_update_wires(N_dev *d)
{
    for (unsigned i = 0; i < N_DEV_INTERRUPTS; i++) {
        const N_dev_source *source = &N_dev_sources[i];
        N_dev_wire *wire = &d->wires[i];
        bool pending = N_dev_is_set(d, source->pending, source->pending_mask, wire->raised);
        if (wire->lost && !pending && source->pending >= 0)
            N_dev_found_lost(d, i);
        if (source->trigger != N_DEV_LEVEL || source->pending < 0)
            wire->raised = wire->raised && pending;
        else if (!pending || !N_dev_enabled(d, source))
            wire->raised = false;
        else if (!wire->raised && !wire->lost)
            N_dev_deliver(d, i);
    }
}

void N_dev_tell_again(N_dev *d)
{
    for (unsigned i = 0; i < N_DEV_INTERRUPTS; i++) {
        uint64_t delivered = d->wires[i].delivered;
        if (!d->wires[i].lost || d->wires[i].again > d->now)
            continue;
        N_dev_found_lost(d, i); /* which may tell it, as an error or with one */
        if (d->wires[i].delivered == delivered && N_dev_enabled(d, &N_dev_sources[i]))
            N_dev_deliver(d, i);
    }
}

uint64_t N_dev_wires_next(const N_dev *d)
{
    uint64_t next = N_NEVER;
    for (unsigned i = 0; i < N_DEV_INTERRUPTS; i++)
        if (d->wires[i].lost && d->wires[i].again < next)
            next = d->wires[i].again;
    return next;
}

void N_dev_set_interrupt(N_dev *d, N_dev_interrupt *function, void *user)
{
    d->interrupt = function;
    d->interrupt_user = user;
}

static int N_dev_source_of(unsigned line)
{
    for (unsigned i = 0; i < N_DEV_INTERRUPTS; i++)
        if (N_dev_sources[i].line == line)
            return (int)i;
    return -1;
}

uint64_t N_dev_delivered(const N_dev *d, unsigned line)
{
    int source = N_dev_source_of(line);
    return source < 0 ? 0 : d->wires[source].delivered;
}

int N_dev_raised(const N_dev *d, unsigned line)
{
    int source = N_dev_source_of(line);
    return source >= 0 && d->wires[source].raised;
}

/* -- who is asked ------------------------------------------------------------------------------------------------ */

void N_dev_set_vendor(N_dev *d, N_dev_vendor *function, void *user)
{
    d->vendor = function;
    d->vendor_user = user;
}

void N_dev_set_host(N_dev *d, N_host_function *function, void *user)
{
    N_set_host(d->machine, function, user);
}

/* -- faults on demand -------------------------------------------------------------------------------------------- */

uint32_t N_dev_inject(N_dev *d, unsigned kind, uint64_t after, uint64_t seed)
{
    if (kind >= N_DEV_INJECTIONS)
        return N_dev_code(N_DEV_BAD_ARGUMENT);
    d->faults[kind].armed = true;
    d->faults[kind].after = after;
    d->faults[kind].seed = seed;
    return N_dev_code(N_DEV_SUCCESS);
}

uint64_t N_dev_injected(const N_dev *d, unsigned kind)
{
    return kind < N_DEV_INJECTIONS ? d->faults[kind].happened : 0;
}

bool N_dev_strikes(N_dev *d, unsigned kind)
{
    N_dev_fault *fault = &d->faults[kind];
    if (!fault->armed || fault->after-- != 0)
        return false;
    fault->armed = false;
    fault->happened++;
    return true;
}
