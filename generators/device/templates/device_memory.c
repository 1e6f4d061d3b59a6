/* Memory as a device sees it: its own and the host's, by device addresses; and how long copies take. */
#include "device.h"

#include <stdlib.h>

/* -- the host's -------------------------------------------------------------------------------------------------- */

static uint64_t N_dev_in_pages(uint64_t size)
{
    return (size + N_DEV_PAGE - 1) / N_DEV_PAGE * N_DEV_PAGE;
}

uint64_t N_dev_map(N_dev *d, void *bytes, uint64_t size)
{
    if (bytes == NULL || size == 0 || size > SIZE_MAX || size >= UINT64_MAX - 2 * N_DEV_PAGE - d->next_address)
        return 0;
    if (d->region_count == d->region_room) {
        size_t room = d->region_room != 0 ? 2 * d->region_room : 8;
        N_dev_region *regions = realloc(d->regions, room * sizeof *regions);
        if (regions == NULL)
            return 0;
        d->regions = regions;
        d->region_room = room;
    }
    uint64_t address = d->next_address;
    d->regions[d->region_count++] = (N_dev_region){address, size, bytes};
    d->next_address += N_dev_in_pages(size) + N_DEV_PAGE; /* a page that is nobody's */
    return address;
}

/* The region with the greatest address that is not beyond this one; null where there is none. */
static N_dev_region *N_dev_region_of(N_dev *d, uint64_t address)
{
    size_t low = 0, high = d->region_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (d->regions[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 ? NULL : &d->regions[low - 1];
}

uint32_t N_dev_unmap(N_dev *d, uint64_t address)
{
    N_dev_region *region = N_dev_region_of(d, address);
    if (region == NULL || region->address != address)
        return N_dev_code(N_DEV_BAD_ADDRESS);
    size_t behind = d->region_count - 1 - (size_t)(region - d->regions);
    memmove(region, region + 1, behind * sizeof *region);
    d->region_count--;
    return N_dev_code(N_DEV_SUCCESS);
}

/* -- addresses --------------------------------------------------------------------------------------------------- */

static bool N_dev_find_mapped(N_dev *d, uint64_t address, uint64_t size, N_dev_span *span)
{
    const N_dev_region *region = N_dev_region_of(d, address);
    if (region == NULL || address - region->address > region->size || size > region->size - (address - region->address))
        return false;
    *span = (N_dev_span){region->bytes + (address - region->address), -1, 0, 0, size};
    return true;
}

bool N_dev_find(N_dev *d, int memory, uint64_t address, uint64_t size, N_dev_span *span)
{
    if (memory < 0 || address >= N_DEV_HOST)
        return N_dev_find_mapped(d, address, size, span);
    const N_dev_space *space = &N_dev_spaces[memory];
    uint64_t instance = space->shift == 0 ? 0 : address >> space->shift;
    uint64_t inside = space->shift == 0 ? address : address - (instance << space->shift);
    if (instance >= N_INSTANCES || inside < space->base)
        return false;
    uint64_t offset = inside - space->base, room = space->size;
    if (space->shows >= 0) {
        instance = offset / space->stride;
        offset %= space->stride;
        memory = space->shows;
        room = N_dev_spaces[memory].size;
    }
    if (instance >= N_INSTANCES || offset > room || size > room - offset)
        return false;
    uint64_t base, whole;
    uint8_t *bytes = N_memory_at(d->machine, (unsigned)instance, N_dev_spaces[memory].name, &base, &whole);
    *span = (N_dev_span){bytes + offset, memory, (unsigned)instance, offset, size};
    return true;
}

void N_dev_changed(N_dev *d, const N_dev_span *span)
{
    if (span->memory >= 0)
        N_written(d->machine, span->instance, N_dev_spaces[span->memory].name, span->offset, span->size);
}

uint32_t N_dev_read(N_dev *d, int memory, uint64_t address, void *bytes, uint64_t size)
{
    N_dev_span span;
    if (memory >= N_DEV_SPACES || !N_dev_find(d, memory, address, size, &span))
        return N_dev_code(N_DEV_BAD_ADDRESS);
    memcpy(bytes, span.bytes, (size_t)size);
    return N_dev_code(N_DEV_SUCCESS);
}

uint32_t N_dev_write(N_dev *d, int memory, uint64_t address, const void *bytes, uint64_t size)
{
    N_dev_span span;
    if (memory >= N_DEV_SPACES || !N_dev_find(d, memory, address, size, &span))
        return N_dev_code(N_DEV_BAD_ADDRESS);
    memcpy(span.bytes, bytes, (size_t)size);
    N_dev_changed(d, &span);
    return N_dev_code(N_DEV_SUCCESS);
}

/* -- accesses of packets ----------------------------------------------------------------------------------------- */

static unsigned N_dev_reach_for(N_dev *d, int memory, uint64_t address, uint64_t size, bool reads, N_dev_span *span)
{
    if (!N_dev_find(d, memory, address, size, span))
        return N_DEV_BAD_ADDRESS;
    if (N_dev_strikes(d, N_DEV_INJECT_BUS_ERROR))
        return N_DEV_BUS_ERROR;
    if (reads && N_dev_strikes(d, N_DEV_INJECT_ECC))
        return N_DEV_ECC;
    if (reads && N_dev_strikes(d, N_DEV_INJECT_ECC_CORRECTED))
        d->corrected++;
    return N_DEV_SUCCESS;
}

unsigned N_dev_load(N_dev *d, int memory, uint64_t address, void *bytes, uint64_t size)
{
    N_dev_span span;
    unsigned condition = N_dev_reach_for(d, memory, address, size, true, &span);
    if (condition == N_DEV_SUCCESS)
        memcpy(bytes, span.bytes, (size_t)size);
    return condition;
}

unsigned N_dev_store(N_dev *d, int memory, uint64_t address, const void *bytes, uint64_t size)
{
    N_dev_span span;
    unsigned condition = N_dev_reach_for(d, memory, address, size, false, &span);
    if (condition != N_DEV_SUCCESS)
        return condition;
    memcpy(span.bytes, bytes, (size_t)size);
    N_dev_changed(d, &span);
    return N_DEV_SUCCESS;
}

unsigned N_dev_move(N_dev *d, int source_memory, uint64_t source, int target_memory, uint64_t target, uint64_t size)
{
    N_dev_span from, to;
    unsigned condition = N_dev_reach_for(d, source_memory, source, size, true, &from);
    if (condition == N_DEV_SUCCESS)
        condition = N_dev_reach_for(d, target_memory, target, size, false, &to);
    if (condition != N_DEV_SUCCESS)
        return condition;
    memmove(to.bytes, from.bytes, (size_t)size);
    N_dev_changed(d, &to);
    return N_DEV_SUCCESS;
}

/* -- how long ---------------------------------------------------------------------------------------------------- */

const N_dev_way *N_dev_way_of(int source_memory, uint64_t source, int target_memory, uint64_t target)
{
    unsigned from = source_memory < 0 || source >= N_DEV_HOST ? N_DEV_SPACES : (unsigned)source_memory;
    unsigned to = target_memory < 0 || target >= N_DEV_HOST ? N_DEV_SPACES : (unsigned)target_memory;
    return &N_dev_ways[from][to];
}

/* Whole ticks, at least one. */
uint64_t N_dev_duration(const N_dev_way *way, uint64_t size)
{
    uint64_t whole = size / way->under, rest = size % way->under;
    uint64_t ticks = whole * way->over + (rest * way->over + way->under - 1) / way->under;
    return way->latency + ticks != 0 ? way->latency + ticks : 1;
}
