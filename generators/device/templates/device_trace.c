/* Trace records, in a ring that the host reads, and where registers say so in memory. */
#include "device.h"

/* -- records ----------------------------------------------------------------------------------------------------- */

void N_dev_begin_record(const N_dev *d, uint64_t *values)
{
    memset(values, 0, N_DEV_RECORD_ROLES * sizeof *values);
    values[N_DEV_TELL_TIME] = values[N_DEV_TELL_FINISH] = d->now;
    values[N_DEV_TELL_INSTANCE] = values[N_DEV_TELL_PROCESSOR] = values[N_DEV_TELL_UNIT] = UINT64_MAX;
}

static void N_dev_write_record(const N_dev_log *log, enum N_dev_told what, const uint64_t *values, const uint8_t *word,
                               uint8_t *bytes)
{
    const N_dev_record *record = &log->records[what];
    const N_dev_place *shown = &record->roles[N_DEV_TELL_WORD];
    memset(bytes, 0, log->size);
    if (word != NULL && shown->count > 1)
        memcpy(bytes + shown->offset, word, shown->count < N_WORD_BYTES ? shown->count : N_WORD_BYTES);
    for (unsigned role = 0; role < N_DEV_RECORD_ROLES; role++)
        if (role != N_DEV_TELL_WORD || shown->count <= 1)
            N_dev_put(bytes, record->roles[role], values[role]);
    N_dev_put(bytes, log->type, record->type);
}

/* -- in the ring ------------------------------------------------------------------------------------------------- */

/* Keeps a record; whether there was room. */
static bool N_dev_keep(N_dev_kept *kept, const uint8_t *bytes, size_t size)
{
    if (kept->room - kept->used < size)
        return false;
    memcpy(kept->bytes + (kept->first + kept->used) % kept->room, bytes, size); /* the room is whole records */
    kept->used += size;
    return true;
}

/* Tells of records that found no room, as soon as one does. */
static bool N_dev_keep_lost(const N_dev *d, const N_dev_log *log, N_dev_kept *kept)
{
    uint8_t bytes[N_DEV_RECORD_BYTES];
    uint64_t values[N_DEV_RECORD_ROLES];
    if (kept->lost == 0)
        return true;
    if (!log->records[N_DEV_TOLD_LOST].there)
        return kept->room - kept->used >= log->size;
    if (kept->room - kept->used < 2 * log->size)
        return false;
    N_dev_begin_record(d, values);
    values[N_DEV_TELL_COUNT] = kept->lost;
    values[N_DEV_TELL_SEQUENCE] = kept->sequence;
    N_dev_write_record(log, N_DEV_TOLD_LOST, values, NULL, bytes);
    kept->lost = 0;
    return N_dev_keep(kept, bytes, log->size);
}

/* -- in memory --------------------------------------------------------------------------------------------------- */

/* Writes a record behind the others, where registers say where they go. */
static void N_dev_write_out(N_dev *d, unsigned trace, const uint8_t *bytes, size_t size)
{
    N_dev_kept *kept = &d->kept[trace];
    N_dev_span span;
    if (N_dev_value(d, N_DEV_DOES_TRACE_ENABLE, 0) == 0)
        return;
    uint64_t base = N_dev_value(d, N_DEV_DOES_TRACE_BASE, 0), room = N_dev_value(d, N_DEV_DOES_TRACE_SIZE, 0);
    uint64_t offset = kept->written * size;
    bool fits = offset <= room && size <= room - offset;
    if (fits && N_dev_find(d, N_DEV_DEFAULT_MEMORY, base + offset, size, &span)) {
        memcpy(span.bytes, bytes, size);
        N_dev_changed(d, &span);
        kept->written++;
        N_dev_show(d, N_DEV_DOES_TRACE_INDEX, 0, kept->written);
        return;
    }
    N_dev_show(d, N_DEV_DOES_TRACE_LOST, 0, N_dev_value(d, N_DEV_DOES_TRACE_LOST, 0) + 1);
    if (kept->full++ == 0)
        N_dev_raise(d, N_DEV_ON_TRACE_FULL);
}

/* -- all of them ------------------------------------------------------------------------------------------------- */

void N_dev_reset_trace(N_dev *d)
{
    for (unsigned i = 0; i < N_DEV_TRACES; i++)
        d->kept[i].written = d->kept[i].full = 0;
    N_dev_show(d, N_DEV_DOES_TRACE_INDEX, 0, 0);
    N_dev_show(d, N_DEV_DOES_TRACE_LOST, 0, 0);
}

void N_dev_trace(N_dev *d, enum N_dev_told what, const uint64_t *values)
{
    N_dev_trace_word(d, what, values, NULL);
}

void N_dev_trace_word(N_dev *d, enum N_dev_told what, const uint64_t *values, const uint8_t *word)
{
    uint8_t bytes[N_DEV_RECORD_BYTES];
    for (unsigned i = 0; i < N_DEV_TRACES && !d->quiet; i++) {
        const N_dev_log *log = &N_dev_logs[i];
        N_dev_kept *kept = &d->kept[i];
        if (!log->records[what].there)
            continue;
        N_dev_write_record(log, what, values, word, bytes);
        N_dev_put(bytes, log->records[what].roles[N_DEV_TELL_SEQUENCE], kept->sequence);
        if (i == 0)
            N_dev_write_out(d, i, bytes, log->size);
        if (kept->room != 0 && !(N_dev_keep_lost(d, log, kept) && N_dev_keep(kept, bytes, log->size)))
            kept->lost++;
        kept->sequence++;
    }
}

size_t N_dev_read_trace(N_dev *d, unsigned trace, void *bytes, size_t size)
{
    if (trace >= N_DEV_TRACES || d->kept[trace].room == 0)
        return 0;
    N_dev_kept *kept = &d->kept[trace];
    size_t record = N_dev_logs[trace].size, taken = 0;
    for (; kept->used != 0 && size - taken >= record; taken += record) {
        memcpy((uint8_t *)bytes + taken, kept->bytes + kept->first, record);
        kept->first = (kept->first + record) % kept->room;
        kept->used -= record;
    }
    return taken;
}

void N_dev_mark(N_dev *d, uint64_t value)
{
    uint64_t values[N_DEV_RECORD_ROLES];
    N_dev_begin_record(d, values);
    values[N_DEV_TELL_VALUE] = value;
    N_dev_trace(d, N_DEV_TOLD_MARKER, values);
}
