/* Runs cases that are read from standard input, and writes what each left. */
#include <stdio.h>
#include <stdlib.h>

#include "functions.h"

typedef struct Entry {
    int (*run)(N_core *c, const N_decoded *d, N_step *s);
    int (*inlined)(N_core *c, const N_decoded *d, N_step *s);
    void (*issue)(N_core *c, const N_decoded *d, N_captured *captured);
    int (*wait)(N_core *c, const N_decoded *d, N_step *s, N_condition *conditions);
    void (*fill)(N_decoded *d, const N_wide *f);
    size_t waits;
} Entry;

typedef struct Piece {
    void *place;
    size_t size;
} Piece;

typedef struct Counter {
    uint64_t most;
    int overflow;
} Counter;

@tables@

/* -- what the engine supplies ------------------------------------------------------------------------------------ */

void N_rewritten(N_memory *memory, uint64_t offset, uint64_t size)
{
    (void)memory;
    (void)offset;
    (void)size;
}

typedef struct Noted {
    N_bytes place;
    size_t size;
} Noted;

void N_note_bytes(N_core *c, N_bytes place, size_t size)
{
    N_journal *j = &c->journal;
    const size_t more = size + sizeof(Noted);
    if (j->used + more > j->room) {
        j->room = 2 * (j->room + more);
        j->bytes = realloc(j->bytes, j->room);
        if (j->bytes == NULL)
            abort();
    }
    const Noted noted = {place, size};
    memcpy(j->bytes + j->used, place, size);
    memcpy(j->bytes + j->used + size, &noted, sizeof noted);
    j->used += more;
}

void N_undo(N_core *c)
{
    N_journal *j = &c->journal;
    while (j->used != 0) {
        Noted noted;
        memcpy(&noted, j->bytes + j->used - sizeof noted, sizeof noted);
        j->used -= noted.size + sizeof noted;
        memcpy(noted.place, j->bytes + j->used, noted.size);
    }
}

static struct {
    uint64_t semaphore, index, amount;
} signals[4096];
static uint32_t signalled;

int N_signal(N_core *c, unsigned semaphore, uint64_t index, uint64_t amount, N_fault *fault)
{
    (void)c;
    uint64_t noted = amount;
    for (uint32_t n = 0; n < signalled; n++)
        if (signals[n].semaphore == semaphore && signals[n].index == index)
            noted += signals[n].amount;
    if (counters[semaphore].overflow >= 0 && noted > counters[semaphore].most)
        return N_raise(fault, (unsigned)counters[semaphore].overflow, false, 0, 0, -1, 0);
    signals[signalled].semaphore = semaphore;
    signals[signalled].index = index;
    signals[signalled++].amount = amount;
    return 0;
}

/* A sum over all calls in their order. */
static uint64_t hosted;

N_wide N_host(N_core *c, unsigned function, const N_wide *arguments)
{
    (void)c;
    hosted = hosted * 31 + function + (arguments != NULL ? arguments[0].low : 0);
    const N_s128 result = arguments != NULL ? 7 * N_whole(arguments[0]) + 1 : 1;
    return N_WIDE(result);
}

/* There are no devices. */
void N_device_write(N_core *c, int access, N_u128 bits)
{
    (void)c;
    (void)access;
    (void)bits;
}

/* -- cases ------------------------------------------------------------------------------------------------------- */

static bool take(void *place, size_t size)
{
    return fread(place, 1, size, stdin) == size;
}

static void give(const void *place, size_t size)
{
    if (fwrite(place, 1, size, stdout) != size)
        abort();
}

typedef struct Head {
    uint32_t routine, inlined;
    uint64_t pc, next_pc;
} Head;

static int run(N_core *c, const Entry *entry, const Head *head, const N_decoded *d, N_step *s, N_condition *conditions)
{
    static N_captured captured;
    s->captured = &captured;
    if (entry->wait != NULL && entry->wait(c, d, s, conditions) != 0)
        return 1;
    if (entry->issue != NULL)
        entry->issue(c, d, &captured);
    return (head->inlined ? entry->inlined : entry->run)(c, d, s);
}

int main(void)
{
    static N_core core;
    static Piece pieces[PIECES + 1];
    static N_condition conditions[64];
    find(&core, pieces);
    Head head;
    while (take(&head.routine, 4) && take(&head.inlined, 4) && take(&head.pc, 8) && take(&head.next_pc, 8)) {
        N_decoded d;
        N_step s;
        N_wide word, values[64];
        uint32_t count;
        memset(&d, 0, sizeof d);
        memset(&s, 0, sizeof s);
        if (!take(&word, sizeof word) || !take(&count, 4) || count > 64 || !take(values, count * sizeof *values))
            return 2;
        for (int n = 0; n < PIECES; n++)
            if (!take(pieces[n].place, pieces[n].size))
                return 2;
        const Entry *entry = &entries[head.routine];
        entry->fill(&d, values);
        s.pc = head.pc;
        s.next_pc = s.next = head.next_pc;
        s.word = (N_word)N_whole(word);
        signalled = 0;
        hosted = 0;
        const int raised = run(&core, entry, &head, &d, &s, conditions);
        if (core.journal.used != 0)
            return 3;
        give(&raised, 4);
        give(&s.next, 8);
        give(&s.fault.number, 2);
        const uint8_t carries[2] = {s.fault.carries, 0};
        give(carries, 2);
        const int16_t operand[2] = {s.fault.operand, 0};
        give(operand, 4);
        give(&s.fault.line, 4);
        give(&s.fault.value, 16);
        give(&hosted, 8);
        give(&signalled, 4);
        give(signals, signalled * sizeof *signals);
        give(conditions, entry->waits * sizeof *conditions);
        for (int n = 0; n < PIECES; n++)
            give(pieces[n].place, pieces[n].size);
    }
    free(core.journal.bytes);
    free(core.writes.items);
    free(core.marks.keys);
    free(core.calls.items);
    return 0;
}
