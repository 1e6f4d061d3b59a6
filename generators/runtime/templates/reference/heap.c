/* The device's memory: who has which bytes of it. */
#include "ref.h"

enum { LEAST = {{ memory.least }} };

void R_ref_heap_end(R_ref_heap *heap)
{
    free(heap->pieces);
    heap->pieces = NULL;
    heap->count = heap->room = 0;
}

/* Cuts a piece in two; the second one begins at `address`. */
static void cut(R_ref_heap *heap, size_t i, uint64_t address)
{
    R_ref_piece *piece = &heap->pieces[i];
    memmove(piece + 2, piece + 1, (heap->count - i - 1) * sizeof *piece);
    piece[1].address = address;
    piece[1].size = piece->address + piece->size - address;
    piece[1].used = false;
    piece->size = address - piece->address;
    heap->count++;
}

bool R_ref_heap_make(R_ref_heap *heap)
{
    heap->room = 16;
    heap->count = 1;
    heap->pieces = (R_ref_piece *)malloc(heap->room * sizeof *heap->pieces);
    if (!heap->pieces)
        return false;
    heap->pieces[0].address = UINT64_C({{ memory.first }});
    heap->pieces[0].size = UINT64_C({{ memory.size }});
    heap->pieces[0].used = false;
{% if memory.kept %}
    /* What launches write to for themselves is nobody's. */
    uint64_t kept = UINT64_C({{ memory.kept[0] }});
    if (kept > heap->pieces[0].address)
        cut(heap, 0, kept);
    cut(heap, heap->count - 1, UINT64_C({{ memory.kept[1] }}));
    heap->pieces[heap->count - 2].used = true;
{% endif %}
    return true;
}

bool R_ref_heap_take(R_ref_heap *heap, uint64_t size, uint64_t alignment, uint64_t *address)
{
    if (alignment < LEAST)
        alignment = LEAST;
    if (size > UINT64_C({{ memory.size }}))
        return false;
    size = (size + LEAST - 1) / LEAST * LEAST;
    if (heap->room - heap->count < 2) {
        R_ref_piece *more = (R_ref_piece *)realloc(heap->pieces, 2 * heap->room * sizeof *more);
        if (!more)
            return false;
        heap->pieces = more;
        heap->room *= 2;
    }
    for (size_t i = 0; i < heap->count; i++) {
        const R_ref_piece *piece = &heap->pieces[i];
        uint64_t skipped = (alignment - piece->address % alignment) % alignment;
        if (piece->used || piece->size < size || piece->size - size < skipped)
            continue;
        uint64_t first = piece->address + skipped;
        if (skipped)
            cut(heap, i++, first);
        if (heap->pieces[i].size > size)
            cut(heap, i, first + size);
        heap->pieces[i].used = true;
        *address = first;
        return true;
    }
    return false;
}

/* Joins a piece with the one after it, where both are free. */
static void join(R_ref_heap *heap, size_t i)
{
    if (i + 1 >= heap->count || heap->pieces[i].used || heap->pieces[i + 1].used)
        return;
    heap->pieces[i].size += heap->pieces[i + 1].size;
    memmove(&heap->pieces[i + 1], &heap->pieces[i + 2], (heap->count - i - 2) * sizeof *heap->pieces);
    heap->count--;
}

void R_ref_heap_give(R_ref_heap *heap, uint64_t address)
{
    for (size_t i = 0; i < heap->count; i++) {
        if (heap->pieces[i].address != address || !heap->pieces[i].used)
            continue;
        heap->pieces[i].used = false;
        join(heap, i);
        if (i)
            join(heap, i - 1);
        return;
    }
}
