/* What this processor's own VNNI and BF16 instructions give.

   avx512 INSTRUCTION LENGTH MASKING < records > results

   A record is the writemask (8 bytes), the destination before, and two sources (64 bytes each, of which LENGTH bits count);
   a result is the destination after (64 bytes). MASKING is "merge" or "zero". */
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct record {
    uint64_t mask;
    uint8_t dest[64], first[64], second[64];
};

static __m512i load512(const void *p) { return _mm512_loadu_si512(p); }
static __m256i load256(const void *p) { return _mm256_loadu_si256((const __m256i *)p); }
static __m128i load128(const void *p) { return _mm_loadu_si128((const __m128i *)p); }
static __m512i whole512(__m512i v) { return v; }
static __m512i whole256(__m256i v) { return _mm512_zextsi256_si512(v); }
static __m512i whole128(__m128i v) { return _mm512_zextsi128_si512(v); }

#define FUNCTION(name, bits) static __m512i name##_##bits(const struct record *r, int zero)
#define K(type) ((type)r->mask)
#define D(bits, type) ((type)load##bits(r->dest))
#define A(bits, type) ((type)load##bits(r->first))
#define B(bits, type) ((type)load##bits(r->second))

#define INTEGER(name, intrinsic, bits, prefix, vector, mask)                                                              \
    FUNCTION(name, bits) {                                                                                                \
        vector d = D(bits, vector), a = A(bits, vector), b = B(bits, vector);                                             \
        return whole##bits(zero ? prefix##_maskz_##intrinsic(K(mask), d, a, b)                                            \
                                : prefix##_mask_##intrinsic(d, K(mask), a, b));                                           \
    }
#define INTEGERS(name, intrinsic)                                                                                         \
    INTEGER(name, intrinsic, 512, _mm512, __m512i, __mmask16)                                                             \
    INTEGER(name, intrinsic, 256, _mm256, __m256i, __mmask8)                                                              \
    INTEGER(name, intrinsic, 128, _mm, __m128i, __mmask8)
INTEGERS(vpdpbusd, dpbusd_epi32)
INTEGERS(vpdpbusds, dpbusds_epi32)
INTEGERS(vpdpwssd, dpwssd_epi32)
INTEGERS(vpdpwssds, dpwssds_epi32)

#define PAIRS(bits, prefix, vector, floats, halves, mask)                                                                 \
    FUNCTION(vdpbf16ps, bits) {                                                                                           \
        floats d = D(bits, floats);                                                                                       \
        halves a = A(bits, halves), b = B(bits, halves);                                                                  \
        return whole##bits((vector)(zero ? prefix##_maskz_dpbf16_ps(K(mask), d, a, b)                                     \
                                         : prefix##_mask_dpbf16_ps(d, K(mask), a, b)));                                   \
    }
PAIRS(512, _mm512, __m512i, __m512, __m512bh, __mmask16)
PAIRS(256, _mm256, __m256i, __m256, __m256bh, __mmask8)
PAIRS(128, _mm, __m128i, __m128, __m128bh, __mmask8)

#define TWO(bits, prefix, vector, floats, halves, mask)                                                                   \
    FUNCTION(vcvtne2ps2bf16, bits) {                                                                                      \
        floats a = A(bits, floats), b = B(bits, floats);                                                                  \
        return whole##bits((vector)(zero ? prefix##_maskz_cvtne2ps_pbh(K(mask), a, b)                                     \
                                         : prefix##_mask_cvtne2ps_pbh(D(bits, halves), K(mask), a, b)));                  \
    }
TWO(512, _mm512, __m512i, __m512, __m512bh, __mmask32)
TWO(256, _mm256, __m256i, __m256, __m256bh, __mmask16)
TWO(128, _mm, __m128i, __m128, __m128bh, __mmask8)

#define ONE(bits, prefix, out, vector, floats, halves, mask)                                                              \
    FUNCTION(vcvtneps2bf16, bits) {                                                                                       \
        floats b = B(bits, floats);                                                                                       \
        return whole##out((vector)(zero ? prefix##_maskz_cvtneps_pbh(K(mask), b)                                          \
                                        : prefix##_mask_cvtneps_pbh(D(out, halves), K(mask), b)));                        \
    }
ONE(512, _mm512, 256, __m256i, __m512, __m256bh, __mmask16)
ONE(256, _mm256, 128, __m128i, __m256, __m128bh, __mmask8)
ONE(128, _mm, 128, __m128i, __m128, __m128bh, __mmask8)

typedef __m512i function(const struct record *, int);
#define ENTRY(name) {#name, {name##_128, name##_256, name##_512}}
static const struct {
    const char *name;
    function *by_length[3];
} known[] = {
    ENTRY(vpdpbusd),  ENTRY(vpdpbusds),      ENTRY(vpdpwssd),       ENTRY(vpdpwssds),
    ENTRY(vdpbf16ps), ENTRY(vcvtneps2bf16), ENTRY(vcvtne2ps2bf16),
};

int main(int count, char **words) {
    if (count != 4) return 2;
    int length = atoi(words[2]), zero = strcmp(words[3], "zero") == 0;
    function *run = NULL;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(words[1], known[i].name) == 0) run = known[i].by_length[length == 512 ? 2 : length == 256];
    if (run == NULL) return 2;
    struct record record;
    uint8_t result[64];
    while (fread(&record, sizeof record, 1, stdin) == 1) {
        _mm512_storeu_si512(result, run(&record, zero));
        if (fwrite(result, sizeof result, 1, stdout) != 1) return 1;
    }
    return ferror(stdin) || fflush(stdout) != 0;
}
