
/* Whether an element of ``size`` bytes has a bit that is not zero. */
PREFIX_INLINE bool prefix_layout_any(const uint8_t *element, size_t size)
{
    uint8_t bits = 0;
    for (size_t i = 0; i < size; i++)
        bits |= element[i];
    return bits != 0;
}

/* Puts an element of ``size`` bytes, of which ``bits`` bits are stored, to a bit of a storage, and the way back. */
PREFIX_INLINE void prefix_layout_put(uint8_t *to, size_t bit, const void *element, size_t size, unsigned bits)
{
    if (bits == 8 * size && bit % 8 == 0)
        memcpy(to + bit / 8, element, size);
    else
        prefix_layout_join(to, bit, (const uint8_t *)element, 0, 1, size, bits);
}

PREFIX_INLINE void prefix_layout_get(void *element, const uint8_t *from, size_t bit, size_t size, unsigned bits)
{
    if (bits == 8 * size && bit % 8 == 0)
        memcpy(element, from + bit / 8, size);
    else
        prefix_layout_part((uint8_t *)element, 0, from, bit, 1, size, bits);
}
