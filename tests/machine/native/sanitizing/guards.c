/* What the engine calls instead of mmap and munmap, so that bytes before and behind what it maps can neither be read nor
   written: compile its files with -Dmmap=guarded_map -Dmunmap=guarded_unmap. */
#define _DEFAULT_SOURCE

#include <sanitizer/asan_interface.h>
#include <stdint.h>
#include <sys/mman.h>

void *guarded_map(void *where, size_t size, int protection, int flags, int file, off_t offset);
int guarded_unmap(void *bytes, size_t size);

enum { PAGE = 4096, GUARD = 1 << 20 };

static size_t pages(size_t size)
{
    return (size + PAGE - 1) / PAGE * PAGE;
}

void *guarded_map(void *where, size_t size, int protection, int flags, int file, off_t offset)
{
    uint8_t *all = mmap(where, pages(size) + 2 * GUARD, PROT_NONE, flags, file, offset);
    if (all == MAP_FAILED || mprotect(all + GUARD, pages(size), protection) != 0)
        return MAP_FAILED;
    ASAN_POISON_MEMORY_REGION(all + GUARD + size, pages(size) - size);
    return all + GUARD;
}

int guarded_unmap(void *bytes, size_t size)
{
    uint8_t *from = bytes;
    ASAN_UNPOISON_MEMORY_REGION(from + size, pages(size) - size); /* not all of it: each 8 bytes cost one */
    return munmap(from - GUARD, pages(size) + 2 * GUARD);
}
