
/* Values that lie beyond the bytes that are there are zero. */
static inline uint64_t value_le(const uint8_t *p, size_t size, size_t offset, size_t bytes)
{
    uint64_t value = 0;
    if (bytes > size || offset > size - bytes)
        return 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)p[offset + i] << (8 * i);
    return value;
}

static inline uint64_t value_be(const uint8_t *p, size_t size, size_t offset, size_t bytes)
{
    uint64_t value = 0;
    if (bytes > size || offset > size - bytes)
        return 0;
    for (size_t i = 0; i < bytes; i++)
        value = value << 8 | p[offset + i];
    return value;
}

static inline uint64_t bits(uint64_t value, unsigned low, unsigned width)
{
    return value >> low & (UINT64_MAX >> (64 - width));
}

/* The lowest bits in two's complement. */
static inline int64_t extended(uint64_t value, unsigned width)
{
    uint64_t top = UINT64_C(1) << (width - 1);
    value &= UINT64_MAX >> (64 - width);
    return value < top ? (int64_t)value : -(int64_t)(top - 1 - (value - top)) - 1;
}

static bool refuse(struct @P@_refusal *refusal, uint64_t offset, const char *name, uint64_t index, enum @P@_rule rule, int32_t code)
{
    refusal->offset = offset;
    refusal->rule = rule;
    refusal->code = code;
    refusal->depth = 0;
    refusal->path[0].name = name;
    refusal->path[0].index = index;
    if (name[0] != '\0')
        refusal->depth = 1;
    return false;
}

/* A refusal of an inner structure is one in the member that holds it. */
static bool within(struct @P@_refusal *refusal, const char *name, uint64_t index)
{
    if (refusal->depth < @U@_PATH_STEPS) {
        refusal->path[refusal->depth].name = name;
        refusal->path[refusal->depth].index = index;
        refusal->depth++;
    }
    return false;
}

static bool zero(const uint8_t *p, size_t start, size_t end, size_t *at)
{
    for (size_t i = start; i < end; i++)
        if (p[i] != 0) {
            *at = i;
            return false;
        }
    return true;
}

/* Whether the bytes are UTF-8 up to the first zero, and zero from there; else the place of the first that is wrong. */
static bool text(const uint8_t *p, size_t start, size_t end, size_t *at)
{
    size_t i = start;
    while (i < end && p[i] != 0) {
        uint8_t lead = p[i], low = 0x80, high = 0xbf;
        size_t more = lead < 0x80 ? 0 : lead < 0xc2 ? 4 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 4;
        *at = i++;
        if (more == 4)
            return false;
        if (lead == 0xe0)
            low = 0xa0;
        if (lead == 0xed)
            high = 0x9f;
        if (lead == 0xf0)
            low = 0x90;
        if (lead == 0xf4)
            high = 0x8f;
        for (; more > 0; more--, i++) {
            if (i == end || p[i] < low || p[i] > high)
                return false;
            low = 0x80;
            high = 0xbf;
        }
    }
    return zero(p, i, end, at);
}

/* What a checksum covers: bytes from start to end, its own as zero. */
struct covered {
    const uint8_t *p;
    size_t start, end, own, own_size;
};

static inline uint8_t covered_byte(const struct covered *of, size_t at)
{
    return at >= of->own && at - of->own < of->own_size ? 0 : of->p[at];
}

/* The table has the remainders of four bits. */
static uint64_t crc(const struct covered *of, const uint64_t table[16], uint64_t ones)
{
    uint64_t value = ones;
    for (size_t at = of->start; at < of->end; at++) {
        value ^= covered_byte(of, at);
        value = table[value & 15] ^ (value >> 4);
        value = table[value & 15] ^ (value >> 4);
    }
    return value ^ ones;
}

static uint64_t sum_crc32(const struct covered *of)
{
    static const uint64_t table[16] = {
@CRC32@
    };
    return crc(of, table, UINT64_C(0xffffffff));
}

static uint64_t sum_crc32c(const struct covered *of)
{
    static const uint64_t table[16] = {
@CRC32C@
    };
    return crc(of, table, UINT64_C(0xffffffff));
}

static uint64_t sum_crc64(const struct covered *of)
{
    static const uint64_t table[16] = {
@CRC64@
    };
    return crc(of, table, UINT64_MAX);
}

static uint64_t sum_sum32(const struct covered *of)
{
    uint64_t sum = 0;
    for (size_t at = of->start; at < of->end; at++)
        sum += covered_byte(of, at);
    return sum & 0xffffffff;
}

static inline uint32_t turned(uint32_t value, unsigned by)
{
    return value >> by | value << (32 - by);
}

static void sha256_block(uint32_t state[8], const uint8_t block[64])
{
    static const uint32_t rounds[64] = {
@ROUNDS@
    };
    uint32_t w[64], s[8];
    for (unsigned i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (unsigned i = 16; i < 64; i++) {
        uint32_t a = turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t b = turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + a + w[i - 7] + b;
    }
    memcpy(s, state, sizeof s);
    for (unsigned i = 0; i < 64; i++) {
        uint32_t e = turned(s[4], 6) ^ turned(s[4], 11) ^ turned(s[4], 25);
        uint32_t a = turned(s[0], 2) ^ turned(s[0], 13) ^ turned(s[0], 22);
        uint32_t one = s[7] + e + ((s[4] & s[5]) ^ (~s[4] & s[6])) + rounds[i] + w[i];
        uint32_t two = a + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        memmove(s + 1, s, 7 * sizeof s[0]);
        s[4] += one;
        s[0] = one + two;
    }
    for (unsigned i = 0; i < 8; i++)
        state[i] += s[i];
}

static void sum_sha256(const struct covered *of, uint8_t sum[32])
{
    uint32_t state[8] = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    };
    size_t size = of->end > of->start ? of->end - of->start : 0;
    size_t blocks = size / 64 + (size % 64 < 56 ? 1 : 2), at = 0;
    for (size_t block = 0; block < blocks; block++) {
        uint8_t bytes[64] = {0};
        for (unsigned i = 0; i < 64; i++, at++)
            bytes[i] = at < size ? covered_byte(of, of->start + at) : at == size ? 0x80 : 0;
        for (unsigned i = 0; block + 1 == blocks && i < 8; i++)
            bytes[56 + i] = (uint8_t)(((uint64_t)size * 8) >> (56 - 8 * i));
        sha256_block(state, bytes);
    }
    for (unsigned i = 0; i < 32; i++)
        sum[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
}
