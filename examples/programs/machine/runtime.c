#include "runtime.h"

static volatile uint8_t *const uart = (volatile uint8_t *)0x10000000;
enum { DATA = 0, LINE_STATUS = 5, EMPTY = 0x20 };
enum { BREAKPOINT = 3 };

static void put(char character)
{
    while (!(uart[LINE_STATUS] & EMPTY))
        ;
    uart[DATA] = (uint8_t)character;
}

void put_text(const char *text)
{
    while (*text)
        put(*text++);
}

void put_hex(word value)
{
    for (int shift = 8 * (int)sizeof value; (shift -= 4) >= 0;)
        put("0123456789abcdef"[value >> shift & 15]);
}

void put_line(const char *name, word value)
{
    put_text(name);
    put(' ');
    put_hex(value);
    put('\n');
}

void put_trap(const frame *trapped, word from)
{
    put_text("  trap at +");
    put_hex(trapped->pc - from);
    put_text(" cause ");
    put_hex(trapped->cause);
    put_text(" value ");
    put_hex(trapped->cause == BREAKPOINT ? 0 : trapped->value); /* a machine may give its address, or 0 */
    put_text(" status ");
    put_hex(trapped->status & 0x1888);
    put('\n');
}

int length_at(word address)
{
    return (*(volatile uint16_t *)address & 3) == 3 ? 4 : 2;
}

void *memcpy(void *to, const void *from, size_t size)
{
    unsigned char *target = to;
    const unsigned char *source = from;
    while (size--)
        *target++ = *source++;
    return to;
}

void *memset(void *to, int value, size_t size)
{
    unsigned char *target = to;
    while (size--)
        *target++ = (unsigned char)value;
    return to;
}
