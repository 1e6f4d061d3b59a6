/* Does with a device what its input says, and prints what it answers. Commands are 32 bytes: a letter and three numbers. */
#include "pebble_device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 1 << 16 };

typedef struct command {
    uint64_t letter, first, second, third;
} command;

static void heard(void *user, unsigned line, uint64_t tick)
{
    uint64_t *sum = user;
    *sum = *sum * 31 + line + tick;
}

static uint32_t vendor(void *user, unsigned queue, const uint8_t *packet, size_t size)
{
    (void)user;
    return (packet[size - 1] + queue) % 2 == 0 ? 0 : 10;
}

static uint64_t traced(pebble_dev *d)
{
    uint8_t bytes[1024];
    uint64_t sum = 0;
    for (size_t size; (size = pebble_dev_read_trace(d, 0, bytes, sizeof bytes)) != 0;)
        for (size_t i = 0; i < size; i++)
            sum = sum * 31 + bytes[i];
    return sum;
}

static uint64_t answer(pebble_dev *d, uint8_t *host, const command *c)
{
    uint64_t value = 0;
    pebble_dev_failure failure;
    switch (c->letter) {
    case 'r':
        return pebble_dev_read_register(d, c->first, (unsigned)c->second, &value) == 0 ? value : UINT64_MAX;
    case 'w':
        return pebble_dev_write_register(d, c->first, (unsigned)c->second, c->third);
    case 'h':
        memcpy(host + c->first % (ROOM - 8), &c->second, 8);
        return 0;
    case 'd':
        return pebble_dev_write(d, (int)(c->third % 4) - 1, c->first, &c->second, 8);
    case 'g':
        return pebble_dev_read(d, (int)(c->third % 4) - 1, c->first, &value, 8) == 0 ? value : UINT64_MAX;
    case 'u':
        pebble_dev_run_until(d, pebble_dev_time(d) + c->first);
        return pebble_dev_time(d);
    case 'i':
        return pebble_dev_run_until_idle(d, pebble_dev_time(d) + c->first);
    case 'f':
        return pebble_dev_inject(d, (unsigned)c->first, c->second, c->third);
    case 'm':
        pebble_dev_mark(d, c->first);
        return traced(d);
    case 'x':
        pebble_dev_reset(d);
        return 0;
    default:
        value = pebble_dev_last_error(d, &failure);
        return value + failure.tick + (uint64_t)strlen(failure.text);
    }
}

int main(void)
{
    pebble_dev_options options = {3000, 0, 0, 4096};
    pebble_dev *d = pebble_dev_create(&options);
    uint8_t *host = calloc(ROOM, 1);
    uint64_t sum = 0;
    command c;
    if (d == NULL || host == NULL)
        return 1;
    pebble_dev_set_interrupt(d, heard, &sum);
    pebble_dev_set_vendor(d, vendor, NULL);
    uint64_t at = pebble_dev_map(d, host, ROOM), other = pebble_dev_map(d, host, 10);
    while (fread(&c, sizeof c, 1, stdin) == 1)
        printf("%llu\n", (unsigned long long)answer(d, host, &c));
    uint32_t once = pebble_dev_unmap(d, other), twice = pebble_dev_unmap(d, other);
    printf("%llu %llu %u %u\n", (unsigned long long)sum, (unsigned long long)at, once, twice);
    pebble_dev_destroy(d);
    free(host);
    return 0;
}
