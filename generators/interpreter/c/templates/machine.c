/* A machine as a whole: made, reset, loaded, looked into. */
#include "machine.h"

#include <stdlib.h>

enum { N_SLACK = N_MOST_BYTES + 1 }; /* entries behind the last, which are never instructions */

static uint64_t N_code_size(const N_processor *processor)
{
    return (processor->entries + N_SLACK) * sizeof(N_decoded);
}

static uint64_t N_lines_size(const N_space *space)
{
    return (space->size >> N_LINE) + 4;
}

N_memory *N_memory_of(N_machine *m, unsigned instance, unsigned memory)
{
    return &m->memories[N_spaces[memory].shared ? 0 : instance][memory];
}

/* -- making ------------------------------------------------------------------------------------------------------ */

/* The bytes of one instance's memory, or of all where there is a window onto them. */
static uint64_t N_room(const N_space *space)
{
    return space->stride != 0 ? space->stride * N_INSTANCES : space->size;
}

/* Whether an instance's bytes are a part of the first one's room. */
static bool N_is_part(const N_space *space, unsigned instance)
{
    return space->stride != 0 && instance != 0;
}

static bool N_make_memory(N_machine *m, unsigned instance, unsigned number)
{
    const N_space *space = &N_spaces[number];
    N_memory *memory = &m->memories[instance][number], *first = &m->memories[0][number];
    if (space->shows >= 0 || (space->shared && instance != 0))
        return true;
    *memory = (N_memory){0, NULL, NULL, space->base, space->size, m, number, instance};
    bool part = N_is_part(space, instance);
    if (part && first->bytes == 0)
        return false;
    memory->bytes = part ? first->bytes + instance * space->stride : N_reserve(N_room(space));
    if (space->code)
        memory->lines = N_map(N_lines_size(space));
    if (space->watched)
        memory->written = part ? first->written + instance * space->stride : N_map(N_room(space));
    return memory->bytes != 0 && (memory->lines != NULL || !space->code) &&
           (memory->written != NULL || !space->watched);
}

/* A window is the room of what it shows, under addresses of its own. */
static void N_open_windows(N_machine *m)
{
    for (unsigned i = 0; i < N_MEMORIES; i++) {
        const N_space *space = &N_spaces[i];
        if (space->shows < 0)
            continue;
        const N_memory *first = &m->memories[0][space->shows];
        m->memories[0][i] = (N_memory){first->bytes, NULL, first->written, space->base, space->size, m, i, 0};
    }
}

static bool N_make_counters(N_machine *m, unsigned instance)
{
    for (unsigned i = 0; i < N_SEMAPHORES; i++) {
        m->semaphores[instance][i] = calloc((size_t)N_counters[i].count, sizeof(uint64_t));
        m->promised[instance][i] = calloc((size_t)N_counters[i].count, sizeof(uint64_t));
        if (m->semaphores[instance][i] == NULL || m->promised[instance][i] == NULL)
            return false;
    }
    for (unsigned i = 0; i < N_ENGINES; i++) {
        N_queue *queue = &m->queues[instance][i];
        queue->room = N_engine_queues[i] != 0 ? N_engine_queues[i] : 1;
        queue->items = calloc((size_t)queue->room, sizeof *queue->items);
        if (queue->items == NULL)
            return false;
    }
    for (unsigned i = 0; i < N_BARRIERS && instance == 0; i++) {
        m->barriers[i] = calloc((size_t)N_meetings[i].count, sizeof(N_barrier));
        if (m->barriers[i] == NULL)
            return false;
    }
    return true;
}

static bool N_make_instance(N_machine *m, unsigned instance)
{
    N_core *c = m->cores[instance] = N_map(sizeof *c);
    bool made = c != NULL && N_make_counters(m, instance);
    m->registers[instance] = N_map((N_registers + 1) * sizeof(uint64_t));
    made = made && m->registers[instance] != NULL;
    for (unsigned i = 0; i < N_MEMORIES && made; i++)
        made = N_make_memory(m, instance, i);
    for (unsigned i = 0; i < N_PROCESSORS && made; i++) {
        N_stream *stream = &m->streams[instance][i];
        stream->core = c;
        stream->processor = &N_processors[i];
        stream->memory = N_memory_of(m, instance, stream->processor->memory);
        stream->code = N_map(N_code_size(stream->processor));
        made = stream->code != NULL;
    }
    return made;
}

N_machine *N_create(void)
{
    N_machine *m = calloc(1, sizeof *m);
    bool made = m != NULL;
    for (unsigned i = 0; i < N_INSTANCES && made; i++)
        made = N_make_instance(m, i);
    if (!made) {
        N_destroy(m);
        return NULL;
    }
    N_open_windows(m);
    N_reset(m);
    return m;
}

static void N_free_queue(N_queue *queue)
{
    for (uint64_t i = 0; i < queue->room && queue->items != NULL; i++)
        free(queue->items[i].signals.items);
    free(queue->items);
}

static void N_free_flight(N_flight *flight)
{
    for (uint64_t i = 0; i < flight->room; i++)
        free(flight->items[i].signals.items);
    free(flight->items);
}

static void N_free_lists(N_core *c)
{
    free(c->journal.bytes);
    free(c->signalled.items);
    free(c->writes.items);
    free(c->marks.keys);
    free(c->calls.items);
}

static void N_free_core(N_core *c)
{
    if (c == NULL)
        return;
    N_free_lists(c);
    N_unmap(c, sizeof *c);
}

static void N_free_memory(N_memory *memory, const N_space *space)
{
    N_unmap(memory->lines, N_lines_size(space));
    if (space->shows >= 0 || N_is_part(space, memory->instance))
        return; /* the room is another's */
    N_release(memory->bytes, N_room(space));
    N_unmap(memory->written, N_room(space));
}

void N_destroy(N_machine *m)
{
    if (m == NULL)
        return;
    for (unsigned i = 0; i < N_INSTANCES; i++) {
        for (unsigned p = 0; p < N_PROCESSORS; p++) {
            free(m->streams[i][p].own.signals.items);
            N_unmap(m->streams[i][p].code, N_code_size(&N_processors[p]));
        }
        for (unsigned e = 0; e < N_ENGINES; e++) {
            N_free_queue(&m->queues[i][e]);
            N_free_flight(&m->flights[i][e]);
        }
        N_unmap(m->registers[i], (N_registers + 1) * sizeof(uint64_t));
        for (unsigned s = 0; s < N_SEMAPHORES; s++) {
            free(m->semaphores[i][s]);
            free(m->promised[i][s]);
        }
        for (unsigned n = 0; n < N_MEMORIES; n++)
            N_free_memory(&m->memories[i][n], &N_spaces[n]);
        N_free_core(m->cores[i]);
    }
    for (unsigned b = 0; b < N_BARRIERS; b++)
        free(m->barriers[b]);
    free(m);
}

/* -- reset ------------------------------------------------------------------------------------------------------- */

static void N_reset_instance(N_machine *m, unsigned instance)
{
    N_core *c = m->cores[instance];
    N_memory *memories[N_MEMORIES + 1] = {NULL};
    N_free_lists(c);
    N_clear(c, sizeof *c);
    for (unsigned i = 0; i < N_MEMORIES; i++) {
        N_memory *memory = memories[i] = N_memory_of(m, instance, i);
        if (memory->instance != instance || N_spaces[i].shows >= 0)
            continue;
        N_blank(memory->bytes, memory->size);
        if (memory->lines != NULL)
            N_clear(memory->lines, N_lines_size(&N_spaces[i]));
        if (memory->written != NULL)
            N_clear(memory->written, memory->size);
    }
    N_attach(c, memories);
    c->machine = m;
    c->instance = instance;
    N_initialise(c);
    for (unsigned i = 0; i < N_PROCESSORS; i++) {
        N_stream *stream = &m->streams[instance][i];
        N_clear(stream->code, N_code_size(stream->processor));
        stream->pc = stream->processor->reset;
        stream->steps = 0;
    }
    N_abandon(m, instance);
}

void N_abandon(N_machine *m, unsigned instance)
{
    for (unsigned i = 0; i < N_SEMAPHORES; i++)
        for (uint64_t k = 0; k < N_counters[i].count; k++) {
            m->semaphores[instance][i][k] = N_counters[i].initial;
            m->promised[instance][i][k] = 0;
        }
    for (unsigned i = 0; i < N_ENGINES; i++)
        m->queues[instance][i].used = m->flights[instance][i].used = 0;
    for (unsigned i = 0; i < N_PROCESSORS; i++) {
        N_stream *stream = &m->streams[instance][i];
        stream->pending = NULL;
        stream->started = stream->full = false;
    }
    for (unsigned i = 0; i < N_BARRIERS; i++)
        for (uint64_t k = 0; k < N_meetings[i].count; k++) {
            m->barriers[i][k].present -= m->barriers[i][k].there[instance];
            m->barriers[i][k].there[instance] = 0;
        }
    N_begin_anew(m, instance);
}

void N_reset(N_machine *m)
{
    m->loaded = false;
    for (unsigned i = 0; i < N_INSTANCES; i++)
        N_reset_instance(m, i);
    for (unsigned i = 0; i < N_BARRIERS; i++)
        memset(m->barriers[i], 0, (size_t)N_meetings[i].count * sizeof(N_barrier));
    N_reset_time(m);
}

/* -- looking in -------------------------------------------------------------------------------------------------- */

void *N_state(N_machine *m, unsigned instance, const char *name, size_t *size)
{
    for (const N_place *place = N_places; place->name != NULL; place++)
        if (strcmp(place->name, name) == 0) {
            *size = place->size;
            return (uint8_t *)m->cores[instance] + place->offset;
        }
    return NULL;
}

uint64_t *N_counts(N_machine *m, unsigned instance, unsigned semaphore, size_t *count)
{
    const unsigned all = N_SEMAPHORES;
    if (semaphore >= all)
        return NULL;
    *count = (size_t)N_counters[semaphore].count;
    return m->semaphores[instance][semaphore];
}

static N_memory *N_find(N_machine *m, unsigned instance, const char *name)
{
    for (unsigned i = 0; i < N_MEMORIES; i++)
        if (strcmp(N_spaces[i].name, name) == 0)
            return N_memory_of(m, instance, i);
    return NULL;
}

#ifndef N_SPARSE
uint8_t *N_memory_at(N_machine *m, unsigned instance, const char *name, uint64_t *base, uint64_t *size)
{
    N_memory *memory = N_find(m, instance, name);
    if (memory == NULL)
        return NULL;
    *base = memory->base;
    *size = memory->size;
    return memory->bytes;
}
#endif

/* What follows when bytes were written from outside. */
static void N_given(N_memory *memory, uint64_t offset, uint64_t size)
{
    if (memory->written != NULL)
        N_touch(memory, offset, size);
    if (N_spaces[memory->number].shows >= 0)
        N_wrote_through(memory, offset, size);
    else if (memory->lines != NULL)
        N_wrote(memory, offset, size);
}

void N_written(N_machine *m, unsigned instance, const char *name, uint64_t offset, uint64_t size)
{
    N_memory *memory = N_find(m, instance, name);
    if (memory != NULL && offset <= memory->size && size <= memory->size - offset)
        N_given(memory, offset, size);
}

static bool N_inside(const N_memory *memory, uint64_t address, uint64_t size)
{
    return memory != NULL && address >= memory->base && address - memory->base <= memory->size &&
           size <= memory->size - (address - memory->base);
}

int N_write_memory(N_machine *m, unsigned instance, const char *name, uint64_t address, const void *bytes, uint64_t size)
{
    N_memory *memory = N_find(m, instance, name);
    if (!N_inside(memory, address, size))
        return -1;
    N_store(memory->bytes + (address - memory->base), bytes, (size_t)size);
    N_given(memory, address - memory->base, size);
    return 0;
}

int N_read_memory(N_machine *m, unsigned instance, const char *name, uint64_t address, void *bytes, uint64_t size)
{
    const N_memory *memory = N_find(m, instance, name);
    if (!N_inside(memory, address, size))
        return -1;
    N_load(bytes, memory->bytes + (address - memory->base), (size_t)size);
    return 0;
}

void N_start(N_machine *m, unsigned instance, unsigned processor, uint64_t pc)
{
    N_stream *stream = &m->streams[instance][processor];
    m->loaded = stream->started = true;
    m->cores[instance]->exited = false;
    stream->pending = NULL;
    stream->full = false;
    stream->pc = pc;
    m->told[instance] = false;
    m->timers[instance][processor].next = m->timers[instance][processor].due = m->now;
}

void N_copy_word(const N_stream *stream, uint64_t pc, unsigned length, uint8_t *word)
{
    const N_processor *processor = stream->processor;
    uint64_t first = pc * processor->unit - stream->memory->base; /* of no byte where there is no length */
    memset(word, 0, N_MOST_BYTES);
    for (unsigned i = 0; i < length; i++)
        word[i] = N_get1(stream->memory->bytes + first + (processor->big ? N_swapped(i, length, processor->granule) : i));
}

/* -- host functions ---------------------------------------------------------------------------------------------- */

void N_set_host(N_machine *m, N_host_function *function, void *user)
{
    m->host = function;
    m->user = user;
}

N_wide N_host(N_core *c, unsigned function, const N_wide *arguments)
{
    N_machine *m = c->machine;
    N_wide result = {0, 0};
    int left = 1;
    if (m->host != NULL)
        left = m->host(m->user, c->instance, function, (const uint64_t *)arguments, (uint64_t *)&result);
    if (left == 2)
        N_halt(m, true);
    else if (left == 1)
        N_host_known(c, function, arguments, &result);
    return N_host_cut(function, result);
}
