
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
