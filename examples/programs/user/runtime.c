#include "runtime.h"

long write(int file, const void *data, size_t size)
{
    register long a0 __asm__("a0") = file;
    register const void *a1 __asm__("a1") = data;
    register size_t a2 __asm__("a2") = size;
    register long a7 __asm__("a7") = 64; /* Linux's number */
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
    return a0;
}

void put_text(const char *text)
{
    write(1, text, strlen(text));
}

void put_decimal(int64_t value)
{
    char digits[24], *at = digits + sizeof digits;
    uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
    *--at = 0;
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (value < 0)
        *--at = '-';
    put_text(at);
}

void put_hex(uint64_t value, int digits)
{
    char text[17];
    text[digits] = 0;
    for (int i = digits - 1; i >= 0; i--, value >>= 4)
        text[i] = "0123456789abcdef"[value & 15];
    put_text(text);
}

void put_line(const char *name, uint64_t value)
{
    put_text(name);
    put_text(" ");
    put_hex(value, 16);
    put_text("\n");
}

uint32_t random_word(void)
{
    static uint32_t state = 2463534242u;
    state ^= state << 13;
    state ^= state >> 17;
    return state ^= state << 5;
}

void *memcpy(void *to, const void *from, size_t size)
{
    unsigned char *target = to;
    const unsigned char *source = from;
    while (size--)
        *target++ = *source++;
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    unsigned char *target = to;
    const unsigned char *source = from;
    if (target <= source)
        return memcpy(to, from, size);
    while (size--)
        target[size] = source[size];
    return to;
}

void *memset(void *to, int value, size_t size)
{
    unsigned char *target = to;
    while (size--)
        *target++ = (unsigned char)value;
    return to;
}

int memcmp(const void *one, const void *other, size_t size)
{
    const unsigned char *a = one, *b = other;
    for (; size--; a++, b++)
        if (*a != *b)
            return *a - *b;
    return 0;
}

size_t strlen(const char *text)
{
    const char *end = text;
    while (*end)
        end++;
    return (size_t)(end - text);
}

int strcmp(const char *one, const char *other)
{
    while (*one && *one == *other)
        one++, other++;
    return (unsigned char)*one - (unsigned char)*other;
}
