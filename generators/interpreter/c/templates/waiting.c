/* What waits for the end of a grid, or until no fault can undo it. */
#include <stdlib.h>

#include "functions.h"

/* More room for a list; there is nothing else to do where there is none. */
static void *N_grown(void *items, size_t size)
{
    void *grown = realloc(items, size);
    if (grown == NULL)
        abort();
    return grown;
}

void N_defer(N_core *c, unsigned site, uint64_t offset, N_u128 value)
{
    N_writes *w = &c->writes;
    if (w->used == w->room) {
        w->room = w->room ? 2 * w->room : 64;
        w->items = N_grown(w->items, w->room * sizeof *w->items);
    }
    w->items[w->used++] = (N_write){value, offset, site};
}

void N_later(N_core *c, unsigned function, const N_wide *arguments, unsigned count)
{
    N_calls *calls = &c->calls;
    if (calls->used == calls->room) {
        calls->room = calls->room ? 2 * calls->room : 8;
        calls->items = N_grown(calls->items, calls->room * sizeof *calls->items);
    }
    N_call *call = &calls->items[calls->used++];
    call->function = function;
    for (unsigned n = 0; n < count; n++)
        call->arguments[n] = arguments[n];
}

void N_call_now(N_core *c)
{
    const size_t count = c->calls.used;
    c->calls.used = 0;
    for (size_t n = 0; n < count; n++) {
        const N_call *call = &c->calls.items[n];
        if (call->function & N_DEVICE)
            N_device_write(c, (int)(call->function & ~N_DEVICE), (N_u128)N_whole(call->arguments[0]));
        else
            (void)N_host(c, call->function, call->arguments);
    }
}

void *N_scratch(N_core *c, size_t bytes)
{
    N_writes *w = &c->writes;
    if (bytes > w->room * sizeof *w->items) {
        w->room = bytes / sizeof *w->items + 1;
        w->items = N_grown(w->items, w->room * sizeof *w->items);
    }
    return w->items;
}

void N_unmark(N_core *c)
{
    N_marks *m = &c->marks;
    m->used = 0;
    if (m->room != 0)
        memset(m->keys, 0, m->room * sizeof *m->keys);
}

/* The entry of a key in a table with room for it: where it stands, or where it would. */
static uint64_t *N_mark_of(const N_marks *m, uint64_t key)
{
    size_t at = (size_t)((key * 0x9e3779b97f4a7c15u) >> 20) & (m->room - 1);
    while (m->keys[at] != 0 && m->keys[at] != key)
        at = (at + 1) & (m->room - 1);
    return &m->keys[at];
}

bool N_marked(N_core *c, uint64_t offset, unsigned site)
{
    N_marks *m = &c->marks;
    if (2 * m->used >= m->room) {
        N_marks larger = {NULL, m->used, m->room ? 2 * m->room : 64};
        larger.keys = N_grown(NULL, larger.room * sizeof *larger.keys);
        memset(larger.keys, 0, larger.room * sizeof *larger.keys);
        for (size_t n = 0; n < m->room; n++)
            if (m->keys[n] != 0)
                *N_mark_of(&larger, m->keys[n]) = m->keys[n];
        free(m->keys);
        *m = larger;
    }
    const uint64_t key = (offset << 8 | site) + 1; /* 0 is an empty entry */
    uint64_t *mark = N_mark_of(m, key);
    if (*mark == key)
        return true;
    *mark = key;
    m->used++;
    return false;
}
