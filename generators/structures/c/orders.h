#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define @U@_BIG_HOST 1
#elif (defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) || defined(_WIN32)
#define @U@_BIG_HOST 0
#else
#error "in which order does this machine keep bytes?"
#endif

/* Values in a stated order. Where the machine has that order, they are plain numbers; where it has the other one they
 * are no numbers at all, so that code which forgets to convert does not compile. The functions below, which get and set
 * members by name, are right on every machine. */
#if @U@_BIG_HOST
@OPAQUE_LE@
@PLAIN_BE@
#else
@PLAIN_LE@
@OPAQUE_BE@
#endif

#ifdef __cplusplus
#define @U@_ALIGNED(bytes) alignas(bytes)
#else
#define @U@_ALIGNED(bytes) _Alignas(bytes)
#endif
