/* SHA-256 (FIPS 180-4) of three texts; the first two have published digests. */
#include "runtime.h"

static uint32_t K[64], state[8], start[8];

static uint32_t rotate(uint32_t x, int n)
{
    return x >> n | x << (32 - n);
}

/* The first 32 bits of the fraction of the root (2 or 3) of a prime: of the greatest y with y^root < n * 2^(32 root). */
static uint32_t fraction(uint32_t n, int root)
{
    uint64_t y = 0;
    for (int bit = 35; bit >= 0; bit--) {
        uint64_t tried = y | (uint64_t)1 << bit;
        uint32_t power[5] = {1}; /* tried^root, the least significant word first */
        for (int k = 0; k < root; k++) {
            uint32_t product[5] = {0};
            for (int part = 0; part < 2; part++) {
                uint64_t carry = 0;
                for (int i = 0; i + part < 5; i++) {
                    carry += product[i + part] + (uint64_t)power[i] * (uint32_t)(tried >> 32 * part);
                    product[i + part] = (uint32_t)carry;
                    carry >>= 32;
                }
            }
            memcpy(power, product, sizeof power);
        }
        if (power[root] < n) /* the rest is never 0: n is a prime */
            y = tried;
    }
    return (uint32_t)y;
}

static void constants(void)
{
    int found = 0;
    for (uint32_t n = 2; found < 64; n++) {
        int prime = 1;
        for (uint32_t d = 2; d * d <= n; d++)
            prime &= n % d != 0;
        if (!prime)
            continue;
        if (found < 8)
            start[found] = fraction(n, 2);
        K[found++] = fraction(n, 3);
    }
}

static void block(const uint8_t *data)
{
    uint32_t w[64], v[8];
    for (int i = 0; i < 16; i++, data += 4)
        w[i] = (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 | (uint32_t)data[2] << 8 | data[3];
    for (int i = 16; i < 64; i++) {
        uint32_t a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + w[i - 7] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
    }
    memcpy(v, state, sizeof v);
    for (int i = 0; i < 64; i++) {
        uint32_t a = v[0], e = v[4];
        uint32_t one = v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & v[5]) ^ (~e & v[6])) + K[i] + w[i];
        uint32_t two = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof *v);
        v[4] += one;
        v[0] = one + two;
    }
    for (int i = 0; i < 8; i++)
        state[i] += v[i];
}

static uint32_t digest(const char *text)
{
    size_t size = strlen(text), done = 0;
    uint8_t last[128] = {0};
    memcpy(state, start, sizeof state);
    for (; size - done >= 64; done += 64)
        block((const uint8_t *)text + done);
    size_t rest = size - done, end = rest < 56 ? 64 : 128;
    memcpy(last, text + done, rest);
    last[rest] = 0x80;
    for (int i = 0; i < 8; i++)
        last[end - 1 - (size_t)i] = (uint8_t)((uint64_t)size * 8 >> 8 * i);
    for (size_t at = 0; at < end; at += 64)
        block(last + at);
    for (int i = 0; i < 8; i++)
        put_hex(state[i], 8);
    put_text("\n");
    return state[0];
}

int main(void)
{
    constants();
    if (digest("") != 0xe3b0c442 || digest("abc") != 0xba7816bf)
        return 1;
    return digest("The words of one block are not enough for this text, which is why a second one has to follow.") & 63;
}
