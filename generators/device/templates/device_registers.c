/* Registers: what reads and writes do to their bits, and to the device. */
#include "device.h"

/* -- what they hold ---------------------------------------------------------------------------------------------- */

static uint64_t N_dev_bits(uint8_t bits)
{
    return bits >= 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
}

const N_dev_act *N_dev_find_act(enum N_dev_kind kind, uint32_t element)
{
    uint32_t low = N_dev_firsts[kind], high = N_dev_firsts[kind + 1];
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (N_dev_acts[middle].element < element)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < N_dev_firsts[kind + 1] && N_dev_acts[low].element == element;
    return found ? &N_dev_acts[low] : NULL;
}

uint64_t N_dev_value(const N_dev *d, enum N_dev_kind kind, uint32_t element)
{
    const N_dev_act *act = N_dev_find_act(kind, element);
    return act == NULL ? 0 : d->values[act->cell] >> act->low & N_dev_bits(act->bits);
}

void N_dev_show(N_dev *d, enum N_dev_kind kind, uint32_t element, uint64_t value)
{
    const N_dev_act *act = N_dev_find_act(kind, element);
    if (act == NULL)
        return;
    uint64_t mask = N_dev_bits(act->bits) << act->low;
    d->values[act->cell] = (d->values[act->cell] & ~mask) | (value << act->low & mask);
}

void N_dev_reset_registers(N_dev *d)
{
    for (uint32_t i = 0; i < N_DEV_CELLS; i++)
        d->values[i] = N_dev_cells[i].reset;
    memset(d->written, 0, sizeof d->written);
    N_dev_show(d, N_DEV_DOES_READY, 0, 1);
    for (unsigned i = 0; i < 3; i++)
        N_dev_show(d, N_DEV_DOES_VERSION_MAJOR + i, 0, N_dev_version[i]);
    N_dev_show(d, N_DEV_DOES_INSTANCES, 0, N_INSTANCES);
    for (uint32_t i = N_dev_firsts[N_DEV_DOES_SPEC_HASH]; i < N_dev_firsts[N_DEV_DOES_SPEC_HASH + 1]; i++) {
        unsigned bytes = N_dev_acts[i].bits / 8u, from = N_dev_acts[i].element * bytes;
        if (from + bytes <= sizeof N_dev_hash)
            N_dev_show(d, N_DEV_DOES_SPEC_HASH, N_dev_acts[i].element, N_dev_word(N_dev_hash + from, bytes, false));
    }
    for (unsigned i = 0; i < N_DEV_MAILBOXES; i++)
        N_dev_show(d, N_DEV_MAILBOX_STATUS, i, N_dev_mails[i].idle);
}

/* -- accesses ---------------------------------------------------------------------------------------------------- */

/* The bits of a register that an access reaches: all of it, or a part of one that takes several, the last with the high bits. */
typedef struct N_dev_part {
    uint32_t cell;
    unsigned shift;
    uint64_t mask;
    bool last;
} N_dev_part;

static bool N_dev_reach(uint64_t address, unsigned width, N_dev_part *part)
{
    uint32_t low = 0, high = N_DEV_CELLS;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (N_dev_cells[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return false;
    const N_dev_row *row = &N_dev_rows[N_dev_cells[low - 1].row];
    uint64_t offset = address - N_dev_cells[low - 1].address;
    if ((width != row->width && width != row->access) || offset % (width / 8u) != 0 || offset >= row->width / 8u)
        return false;
    part->cell = low - 1;
    part->shift = row->big ? row->width - width - (unsigned)offset * 8 : (unsigned)offset * 8;
    part->mask = N_dev_bits((uint8_t)width) << part->shift;
    part->last = part->shift + width == row->width;
    return true;
}

static uint32_t N_dev_nobody(N_dev *d, uint64_t address)
{
    N_dev_failure failure = N_dev_failure_of(d, N_DEV_BUS_ERROR);
    failure.address = address;
    N_dev_report(d, &failure);
    return failure.code;
}

static void N_dev_trace_access(N_dev *d, uint64_t address, uint64_t value, bool write)
{
    uint64_t values[N_DEV_RECORD_ROLES];
    N_dev_begin_record(d, values);
    values[N_DEV_TELL_ADDRESS] = address;
    values[N_DEV_TELL_VALUE] = value;
    values[N_DEV_TELL_WRITE] = write;
    N_dev_trace(d, N_DEV_TOLD_REGISTER, values);
}

/* Brings up to date what changes by itself. */
static void N_dev_refresh(N_dev *d, const N_dev_cell *cell)
{
    for (unsigned i = 0; i < cell->acts; i++)
        if (N_dev_acts[N_dev_wired[cell->wired + i]].kind == N_DEV_DOES_TIME)
            N_dev_show(d, N_DEV_DOES_TIME, 0, d->now - d->began);
}

uint32_t N_dev_read_register(N_dev *d, uint64_t address, unsigned width, uint64_t *value)
{
    N_dev_part part;
    *value = N_dev_bits((uint8_t)width);
    if (!N_dev_reach(address, width, &part))
        return N_dev_nobody(d, address);
    const N_dev_cell *cell = &N_dev_cells[part.cell];
    const N_dev_row *row = &N_dev_rows[cell->row];
    uint64_t *held = &d->values[part.cell];
    N_dev_refresh(d, cell);
    *value = (*held & row->reads & part.mask) >> part.shift;
    *held = (*held & ~(row->read_clears & part.mask)) | (row->read_sets & part.mask);
    if ((row->read_clears | row->read_sets) != 0)
        N_dev_update_wires(d);
    N_dev_trace_access(d, address, *value, false);
    return N_dev_code(N_DEV_SUCCESS);
}

/* Bits that cannot be written now: by a lock, or since they were. */
static uint64_t N_dev_locked(const N_dev *d, uint32_t number)
{
    const N_dev_cell *cell = &N_dev_cells[number];
    uint64_t mask = N_dev_rows[cell->row].once & d->written[number];
    for (unsigned i = 0; i < cell->locks; i++) {
        const N_dev_lock *lock = &N_dev_locks[cell->locked + i];
        if ((d->values[lock->cell] & lock->lock) != 0)
            mask |= lock->mask;
    }
    return mask;
}

uint32_t N_dev_write_register(N_dev *d, uint64_t address, unsigned width, uint64_t value)
{
    N_dev_part part;
    if (!N_dev_reach(address, width, &part))
        return N_dev_nobody(d, address);
    const N_dev_cell *cell = &N_dev_cells[part.cell];
    const N_dev_row *row = &N_dev_rows[cell->row];
    N_dev_trace_access(d, address, value & N_dev_bits((uint8_t)width), true);
    uint64_t before = d->values[part.cell], given = value << part.shift;
    uint64_t open = part.mask & ~N_dev_locked(d, part.cell);
    uint64_t now = (before & ~(row->writes & open)) | (given & row->writes & open);
    now &= ~(given & row->ones_clear & open);
    now |= given & row->ones_set & open;
    now &= given | ~(row->zeros_clear & open);
    now ^= given & row->ones_toggle & open;
    d->values[part.cell] = now;
    d->written[part.cell] |= row->once & open;
    for (unsigned i = 0; i < cell->acts; i++) {
        const N_dev_act *act = &N_dev_acts[N_dev_wired[cell->wired + i]];
        uint64_t mask = N_dev_bits(act->bits);
        bool whole = part.last || (mask << act->low & ~part.mask) == 0; /* what lies in several accesses acts with the last */
        if (whole && (open >> act->low & mask) != 0)
            N_dev_acted(d, act, before >> act->low & mask, now >> act->low & mask);
    }
    d->values[part.cell] &= ~row->pulse;
    N_dev_update_wires(d);
    return N_dev_code(N_DEV_SUCCESS);
}

/* -- what follows ------------------------------------------------------------------------------------------------ */

static void N_dev_arm(N_dev *d)
{
    uint64_t wanted = N_dev_value(d, N_DEV_DOES_INJECT_CONDITION, 0);
    for (unsigned kind = 0; kind < N_DEV_INJECTIONS; kind++)
        if (N_dev_injection_values[kind] == wanted)
            N_dev_inject(d, kind, N_dev_value(d, N_DEV_DOES_INJECT_AFTER, 0), wanted);
}

/* Processors stand still while the device is not to work. */
static void N_dev_let_work(N_dev *d, bool on, bool was)
{
    if (was && !on)
        d->halted = d->now;
    if (on && !was && N_dev_machine_runs(d)) {
        d->behind += d->now - d->halted;
        d->ahead += d->ahead != N_NEVER ? d->now - d->halted : 0;
    }
}

void N_dev_acted(N_dev *d, const N_dev_act *act, uint64_t before, uint64_t value)
{
    switch (act->kind) {
    case N_DEV_QUEUE_DOORBELL:
        N_dev_ring_doorbell(d, act->element, value);
        break;
    case N_DEV_QUEUE_ENABLE:
        if ((before != 0) != (value != 0))
            N_dev_enable_queue(d, act->element, value != 0);
        break;
    case N_DEV_MAILBOX_DOORBELL:
        N_dev_post(d, act->element);
        break;
    case N_DEV_FORCE:
        if (value != 0)
            N_dev_force(d, act->element);
        break;
    case N_DEV_DOES_RESET:
        if (value != 0) {
            N_dev_reset(d);
            N_dev_raise(d, N_DEV_ON_RESET_DONE);
        }
        break;
    case N_DEV_DOES_ENABLE:
        N_dev_let_work(d, value != 0, before != 0);
        break;
    case N_DEV_DOES_TRACE_ENABLE:
        if (before == 0 && value != 0)
            N_dev_reset_trace(d);
        break;
    case N_DEV_DOES_INJECT_NOW:
        if (value != 0)
            N_dev_arm(d);
        break;
    default:
        break;
    }
}
