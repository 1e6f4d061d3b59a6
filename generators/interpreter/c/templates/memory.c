/* Lazily mapped memory, the journal of writes, and what becomes of decoded code that is written. */
#define _DEFAULT_SOURCE

#include "machine.h"

#include <stdlib.h>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/mman.h>
#define N_MMAP 1
#else
#define N_MMAP 0
#endif
#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

#define N_SMALL (64u << 10) /* bytes that are sooner cleared than given back */

#ifndef N_SPARSE /* then these are somebody else's */
void *N_map(uint64_t size)
{
    if (size > SIZE_MAX)
        return NULL;
#if N_MMAP
    void *bytes = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return bytes == MAP_FAILED ? NULL : bytes;
#else
    return calloc((size_t)size, 1);
#endif
}

void N_clear(void *bytes, uint64_t size)
{
#if N_MMAP && defined(__linux__)
    if (size >= N_SMALL && madvise(bytes, (size_t)size, MADV_DONTNEED) == 0)
        return;
#endif
    memset(bytes, 0, (size_t)size);
}

void N_unmap(void *bytes, uint64_t size)
{
    if (bytes == NULL)
        return;
#if N_MMAP
    munmap(bytes, (size_t)size);
#else
    (void)size;
    free(bytes);
#endif
}

N_bytes N_reserve(uint64_t size)
{
    return N_map(size);
}

void N_blank(N_bytes bytes, uint64_t size)
{
    N_clear(bytes, size);
}

void N_release(N_bytes bytes, uint64_t size)
{
    N_unmap(bytes, size);
}
#endif

void *N_grown(void *items, size_t *room, size_t used, size_t size)
{
    if (used < *room)
        return items;
    size_t more = *room < 8 ? 8 : *room + *room / 2;
    while (more < used + 1)
        more += more / 2;
    void *grown = realloc(items, more * size);
    if (grown == NULL)
        abort(); /* an instruction can neither be finished nor undone */
    *room = more;
    return grown;
}

/* -- undoing ----------------------------------------------------------------------------------------------------- */

/* Behind the bytes that were kept stand the place and their number. */
typedef struct N_kept {
    N_bytes place;
    size_t size;
} N_kept;

void N_note_bytes(N_core *c, N_bytes place, size_t size)
{
    N_journal *journal = &c->journal;
    N_kept kept = {place, size};
    size_t end = journal->used + size + sizeof kept;
    journal->bytes = N_grown(journal->bytes, &journal->room, end, 1);
    N_load(journal->bytes + journal->used, place, size);
    memcpy(journal->bytes + journal->used + size, &kept, sizeof kept);
    journal->used = end;
}

void N_undo(N_core *c)
{
    N_journal *journal = &c->journal;
    while (journal->used != 0) {
        N_kept kept;
        memcpy(&kept, journal->bytes + journal->used - sizeof kept, sizeof kept);
        journal->used -= sizeof kept + kept.size;
        N_store(kept.place, journal->bytes + journal->used, kept.size);
    }
}

/* -- code that is written ---------------------------------------------------------------------------------------- */

static void N_forget(N_stream *stream, uint64_t offset, uint64_t size)
{
    const N_processor *processor = stream->processor;
    uint64_t skipped = processor->first - stream->memory->base; /* bytes before the first entry */
    uint64_t before = processor->most_bytes + skipped;
    uint64_t from = offset <= before ? 0 : (offset - before) / processor->granule;
    uint64_t to = offset + size <= skipped ? 0 : (offset + size - skipped - 1) / processor->granule + 1;
    for (uint64_t i = from; i < to && i < processor->entries; i++)
        stream->code[i].op = 0;
}

void N_wrote_through(N_memory *window, uint64_t offset, uint64_t size)
{
    const N_space *space = &N_spaces[window->number];
    const unsigned shown = space->shows < 0 ? window->number : (unsigned)space->shows;
    for (uint64_t end = offset + size; offset < end;) {
        N_memory *memory = &window->machine->memories[offset / space->stride][shown];
        uint64_t first = offset % space->stride, count = space->stride - first;
        count = count < end - offset ? count : end - offset;
        offset += count;
        if (first < memory->size && memory->lines != NULL)
            N_wrote(memory, first, count < memory->size - first ? count : memory->size - first);
    }
}

void N_rewritten(N_memory *memory, uint64_t offset, uint64_t size)
{
    N_machine *m = memory->machine;
    bool shared = N_spaces[memory->number].shared;
    uint64_t end = offset + size;
    for (uint64_t line = offset >> N_LINE; line << N_LINE < end; line++) {
        if (memory->lines[line] == 0)
            continue;
        uint64_t low = line << N_LINE, high = low + (1u << N_LINE);
        low = low < offset ? offset : low;
        high = high > end ? end : high;
        for (unsigned p = 0; p < N_PROCESSORS; p++)
            for (unsigned i = 0; i < N_INSTANCES; i++)
                if (N_processors[p].memory == memory->number && (shared || i == memory->instance))
                    N_forget(&m->streams[i][p], low, high - low);
    }
}
