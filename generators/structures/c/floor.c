
/* Rounds down; the divisor is positive. */
static inline int64_t floor_divide(int64_t value, int64_t by)
{
    return value >= 0 ? value / by : -1 - (-1 - value) / by;
}

static inline int64_t floor_modulo(int64_t value, int64_t by)
{
    int64_t rest = value % by;
    return rest < 0 ? rest + by : rest;
}

static inline int64_t int_and(int64_t a, int64_t b)
{
    return a & b;
}

static inline int64_t int_or(int64_t a, int64_t b)
{
    return a | b;
}

static inline uint64_t uint_and(uint64_t a, uint64_t b)
{
    return a & b;
}

static inline uint64_t uint_or(uint64_t a, uint64_t b)
{
    return a | b;
}
