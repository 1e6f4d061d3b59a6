/* Where a page keeps memories: of their bytes only those around what was written, so that terabytes cost nothing. */
#include "machine.h"

#include <stdlib.h>

#define N_FIRST (UINT64_C(1) << 32) /* numbers below are addresses */
#define N_PAGE 12                   /* bits of a number that say which byte of its page */
#define N_PAGE_BYTES (1u << N_PAGE)
#define N_WASM_PAGE 65536u

enum { N_RECENT = 64 }; /* pages that are found at once */

typedef struct N_page {
    uint64_t number; /* 0: none */
    uint8_t *bytes;
    bool *written; /* since somebody asked */
} N_page;

static N_page *N_pages; /* a hash table whose room is a power of two */
static size_t N_count_of_pages, N_room_of_pages;
static N_page N_recent[N_RECENT];
static N_bytes N_next = N_FIRST;
static bool N_created;

/* -- areas of this computer's own memory ------------------------------------------------------------------------- */

void *N_map(uint64_t size)
{
    if (size < N_WASM_PAGE)
        return calloc(1, (size_t)size);
    uint64_t pages = (size + N_WASM_PAGE - 1) / N_WASM_PAGE;
    size_t first = pages < N_WASM_PAGE ? __builtin_wasm_memory_grow(0, (size_t)pages) : SIZE_MAX;
    return first == SIZE_MAX ? NULL : (void *)(first * N_WASM_PAGE); /* zero, and there when it is touched */
}

void N_clear(void *bytes, uint64_t size)
{
    if (N_created || size < N_WASM_PAGE)
        memset(bytes, 0, (size_t)size);
}

void N_unmap(void *bytes, uint64_t size)
{
    (void)bytes; /* a machine goes with its page */
    (void)size;
}

void N_is_created(void)
{
    N_created = true;
}

/* -- bytes of memories ------------------------------------------------------------------------------------------- */

N_bytes N_reserve(uint64_t size)
{
    uint64_t whole = (size | (N_PAGE_BYTES - 1)) + 1;
    if (whole < size || N_next + whole < N_next)
        return 0;
    N_bytes first = N_next;
    N_next += whole;
    return first;
}

void N_release(N_bytes bytes, uint64_t size)
{
    (void)bytes;
    (void)size;
}

void N_blank(N_bytes bytes, uint64_t size)
{
    for (size_t i = 0; i < N_room_of_pages; i++) {
        N_page *page = &N_pages[i];
        if (page->number != 0 && page->number << N_PAGE >= bytes && page->number << N_PAGE < bytes + size)
            memset(page->bytes, 0, N_PAGE_BYTES);
    }
}

/* The entry of a page: where it stands, or where it would. */
static N_page *N_entry_of(N_page *pages, size_t room, uint64_t number)
{
    size_t at = (size_t)((number * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (room - 1);
    while (pages[at].number != 0 && pages[at].number != number)
        at = (at + 1) & (room - 1);
    return &pages[at];
}

static void *N_needed(void *bytes)
{
    if (bytes == NULL)
        __builtin_trap(); /* an instruction can neither be finished nor undone */
    return bytes;
}

static void N_widen(void)
{
    size_t room = N_room_of_pages != 0 ? 2 * N_room_of_pages : 256;
    N_page *pages = N_needed(calloc(room, sizeof *pages));
    for (size_t i = 0; i < N_room_of_pages; i++)
        if (N_pages[i].number != 0)
            *N_entry_of(pages, room, N_pages[i].number) = N_pages[i];
    free(N_pages);
    N_pages = pages;
    N_room_of_pages = room;
}

/* A page; null where nothing was written there, unless it is to be made. */
static const N_page *N_page_of(uint64_t number, bool made)
{
    N_page *recent = &N_recent[number % N_RECENT];
    if (recent->number == number)
        return recent;
    if (2 * N_count_of_pages >= N_room_of_pages)
        N_widen();
    N_page *page = N_entry_of(N_pages, N_room_of_pages, number);
    if (page->number == 0) {
        if (!made)
            return NULL;
        uint8_t *bytes = N_needed(calloc(1, N_PAGE_BYTES + sizeof(bool)));
        *page = (N_page){number, bytes, (bool *)(bytes + N_PAGE_BYTES)};
        N_count_of_pages++;
    }
    *recent = *page;
    return recent;
}

/* Copies bytes, few of them without a loop. */
static inline void N_copy(void *to, const void *from, size_t size)
{
    switch (size) {
    case 1:
        memcpy(to, from, 1);
        break;
    case 2:
        memcpy(to, from, 2);
        break;
    case 4:
        memcpy(to, from, 4);
        break;
    case 8:
        memcpy(to, from, 8);
        break;
    default:
        memcpy(to, from, size);
    }
}

void N_load(void *to, N_bytes from, size_t size)
{
    if (from < N_FIRST) {
        memcpy(to, (const void *)(uintptr_t)from, size);
        return;
    }
    for (uint8_t *place = to; size != 0;) {
        size_t at = (size_t)from & (N_PAGE_BYTES - 1), count = N_PAGE_BYTES - at < size ? N_PAGE_BYTES - at : size;
        const N_page *page = N_page_of(from >> N_PAGE, false);
        if (page != NULL)
            N_copy(place, page->bytes + at, count);
        else
            memset(place, 0, count);
        place += count;
        from += count;
        size -= count;
    }
}

void N_store(N_bytes to, const void *from, size_t size)
{
    if (to < N_FIRST) {
        memcpy((void *)(uintptr_t)to, from, size);
        return;
    }
    for (const uint8_t *place = from; size != 0;) {
        size_t at = (size_t)to & (N_PAGE_BYTES - 1), count = N_PAGE_BYTES - at < size ? N_PAGE_BYTES - at : size;
        const N_page *page = N_page_of(to >> N_PAGE, true);
        N_copy(page->bytes + at, place, count);
        *page->written = true;
        place += count;
        to += count;
        size -= count;
    }
}

size_t N_take_written(uint64_t *numbers, size_t room)
{
    size_t used = 0;
    for (size_t i = 0; i < N_room_of_pages; i++) {
        const N_page *page = &N_pages[i];
        if (page->number == 0 || !*page->written)
            continue;
        *page->written = false;
        if (used < room)
            numbers[used++] = page->number << N_PAGE;
    }
    return used;
}
