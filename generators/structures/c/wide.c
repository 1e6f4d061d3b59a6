
/* Whole numbers of 128 bits in two's complement, for conditions that need more than 64. */
struct wide {
    uint64_t high, low;
};

static inline struct wide wide_of(uint64_t high, uint64_t low)
{
    struct wide made;
    made.high = high;
    made.low = low;
    return made;
}

static inline struct wide wide_uint(uint64_t value)
{
    return wide_of(0, value);
}

static inline struct wide wide_int(int64_t value)
{
    return wide_of(value < 0 ? UINT64_MAX : 0, (uint64_t)value);
}

static inline uint64_t wide_low(struct wide value)
{
    return value.low;
}

static inline bool wide_negative(struct wide value)
{
    return value.high >> 63 != 0;
}

static inline struct wide wide_not(struct wide value)
{
    return wide_of(~value.high, ~value.low);
}

static inline struct wide wide_and(struct wide a, struct wide b)
{
    return wide_of(a.high & b.high, a.low & b.low);
}

static inline struct wide wide_or(struct wide a, struct wide b)
{
    return wide_of(a.high | b.high, a.low | b.low);
}

static inline struct wide wide_xor(struct wide a, struct wide b)
{
    return wide_of(a.high ^ b.high, a.low ^ b.low);
}

static inline struct wide wide_add(struct wide a, struct wide b)
{
    uint64_t low = a.low + b.low;
    return wide_of(a.high + b.high + (low < a.low), low);
}

static inline struct wide wide_subtract(struct wide a, struct wide b)
{
    return wide_of(a.high - b.high - (a.low < b.low), a.low - b.low);
}

static inline struct wide wide_multiply(struct wide a, struct wide b)
{
    uint64_t al = a.low & 0xffffffff, ah = a.low >> 32, bl = b.low & 0xffffffff, bh = b.low >> 32;
    uint64_t middle = (al * bl >> 32) + (ah * bl & 0xffffffff) + (al * bh & 0xffffffff);
    uint64_t high = ah * bh + (ah * bl >> 32) + (al * bh >> 32) + (middle >> 32);
    return wide_of(high + a.high * b.low + a.low * b.high, a.low * b.low);
}

static inline int wide_compare(struct wide a, struct wide b)
{
    uint64_t sign = UINT64_C(1) << 63, x = a.high ^ sign, y = b.high ^ sign;
    if (x != y)
        return x < y ? -1 : 1;
    return a.low < b.low ? -1 : a.low > b.low;
}

/* Rounds down; the divisor is positive. */
static inline struct wide wide_divide(struct wide a, struct wide b)
{
    bool negative = wide_negative(a);
    struct wide value = negative ? wide_not(a) : a, rest = wide_of(0, 0), quotient = wide_of(0, 0);
    for (int bit = 127; bit >= 0; bit--) {
        uint64_t next = bit < 64 ? value.low >> bit : value.high >> (bit - 64);
        rest = wide_of(rest.high << 1 | rest.low >> 63, rest.low << 1 | (next & 1));
        quotient = wide_of(quotient.high << 1 | quotient.low >> 63, quotient.low << 1);
        if (rest.high > b.high || (rest.high == b.high && rest.low >= b.low)) {
            rest = wide_subtract(rest, b);
            quotient.low |= 1;
        }
    }
    return negative ? wide_not(quotient) : quotient;
}

static inline struct wide wide_modulo(struct wide a, struct wide b)
{
    return wide_subtract(a, wide_multiply(wide_divide(a, b), b));
}
