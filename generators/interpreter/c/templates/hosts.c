/* The host functions that every machine knows. */
#include "machine.h"

#include <stdio.h>

void N_host_exit(N_core *c, N_wide code)
{
    c->exited = c->halted = true;
    c->exit_code = code;
}

void N_host_trace(N_wide value)
{
    printf("trace: %lld (%#llx)\n", (long long)value.low, (unsigned long long)value.low);
}

N_wide N_host_putchar(N_wide character)
{
    putchar((int)(character.low & 0xff));
    return N_WIDE(0);
}

N_wide N_host_getchar(void)
{
    int read = getchar();
    return N_WIDE(read == EOF ? -1 : read);
}

static void N_print(N_bytes bytes, size_t size, FILE *file)
{
    uint8_t some[512];
    for (size_t count; size != 0; bytes += count, size -= count) {
        count = size < sizeof some ? size : sizeof some;
        N_load(some, bytes, count);
        fwrite(some, 1, count, file);
    }
}

/* Bytes of a memory to file 1 or 2: -9 for another file, -14 where they leave the memory. */
N_wide N_host_write(const N_memory *memory, N_wide file, N_wide address, N_wide length)
{
    N_s128 number = N_whole(file), start = N_whole(address) - (N_s128)memory->base, size = N_whole(length);
    if (number != 1 && number != 2)
        return N_WIDE(-9);
    if (size != 0 && (size < 0 || start < 0 || start > (N_s128)memory->size - size))
        return N_WIDE(-14);
    if (size != 0)
        N_print(memory->bytes + (uint64_t)start, (size_t)size, number == 1 ? stdout : stderr);
    return length;
}
