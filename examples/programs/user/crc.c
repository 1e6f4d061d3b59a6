/* Checksums: CRC-32 bit by bit and by table, CRC-16, Adler-32, Fletcher-16. */
#include "runtime.h"

enum { SIZE = 300 };

static uint8_t data[SIZE];
static uint32_t table[256];

static uint32_t step(uint32_t crc)
{
    for (int bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (0xedb88320u & -(crc & 1));
    return crc;
}

static uint32_t crc32_bits(const uint8_t *at, int size)
{
    uint32_t crc = ~0u;
    while (size--)
        crc = step(crc ^ *at++);
    return ~crc;
}

static uint32_t crc32_table(const uint8_t *at, int size)
{
    uint32_t crc = ~0u;
    for (uint32_t i = 0; i < 256; i++)
        table[i] = step(i);
    while (size--)
        crc = crc >> 8 ^ table[(crc ^ *at++) & 255];
    return ~crc;
}

static uint16_t crc16(const uint8_t *at, int size)
{
    uint16_t crc = 0xffff;
    while (size--) {
        crc ^= (uint16_t)(*at++ << 8);
        for (int bit = 0; bit < 8; bit++)
            crc = (uint16_t)(crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1);
    }
    return crc;
}

static uint32_t adler32(const uint8_t *at, int size)
{
    uint32_t a = 1, b = 0;
    while (size--) {
        a = (a + *at++) % 65521;
        b = (b + a) % 65521;
    }
    return b << 16 | a;
}

static uint16_t fletcher16(const uint8_t *at, int size)
{
    unsigned a = 0, b = 0;
    while (size--) {
        a = (a + *at++) % 255;
        b = (b + a) % 255;
    }
    return (uint16_t)(b << 8 | a);
}

int main(void)
{
    const uint8_t *check = (const uint8_t *)"123456789";
    for (int i = 0; i < SIZE; i++)
        data[i] = (uint8_t)random_word();
    put_line("crc32", crc32_bits(data, SIZE));
    put_line("crc16", crc16(data, SIZE));
    put_line("adler32", adler32(data, SIZE));
    put_line("fletcher16", fletcher16(data, SIZE));
    if (crc32_bits(check, 9) != 0xcbf43926 || crc16(check, 9) != 0x29b1)
        return 1;
    return crc32_bits(data, SIZE) != crc32_table(data, SIZE);
}
