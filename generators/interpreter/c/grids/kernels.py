"""Products of matrices in C: tiles of accumulators in registers, each element's terms added in the order written.

A kernel is ``void f(T *t, size_t tp, const A *a, size_t ap, const B *b, size_t bp, size_t rows, size_t columns, size_t
depth)``: ``t[i * tp + j]`` takes in ``a[i * ap + q]`` times ``b[q * bp + j]`` for q from 0 on. The columns are those of
t and b, filled up to whole vectors (``N_PADDED``); the accumulators are loaded first and stored last.
"""

from __future__ import annotations

from dataclasses import dataclass

from specgen.generators.numerics import Numerics

_VECTORS = """\
/* Vectors as wide as the target's. */
#if defined(__AVX512F__) && defined(__AVX512BW__)
#include <immintrin.h>
#define N_VECTOR 64
#elif defined(__AVX2__)
#include <immintrin.h>
#define N_VECTOR 32
#else
#define N_VECTOR 16
#if defined(__SSE2__)
#include <emmintrin.h>
#endif
#endif

#define N_KERNEL __attribute__((noinline, unused))

/* Columns filled up to whole vectors of 32-bit elements. */
#define N_PADDED(n) (((size_t)(n) + N_VECTOR / 4 - 1) & ~((size_t)N_VECTOR / 4 - 1))
"""

_REAL = """\
typedef REAL N_REALs __attribute__((vector_size(N_VECTOR)));
typedef INTEGER N_REAL_masks __attribute__((vector_size(N_VECTOR)));
enum { N_REAL_lanes = N_VECTOR / sizeof(REAL) };

static inline N_REALs N_REALs_load(const REAL *p)
{
    N_REALs v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline N_REALs N_REALs_of(REAL x)
{
#if N_VECTOR == 64
    return (N_REALs)_mm512_set1_SUFFIX(x);
#elif N_VECTOR == 32
    return (N_REALs)_mm256_set1_SUFFIX(x);
#else
    return (N_REALs){SAME};
#endif
}

/* Stores results of arithmetic, whose NaNs become the canonical one. */
static inline void N_REALs_store(REAL *p, N_REALs v)
{
    const N_REAL_masks number = v == v;
    const N_REAL_masks bits = (((N_REAL_masks)v) & number) | (NAN_BITS & ~number);
    memcpy(p, &bits, sizeof bits);
}
"""

_FUSED = """\
/* a * b + c with one rounding. */
static inline N_REALs N_REALs_fma(N_REALs a, N_REALs b, N_REALs c)
{
#if N_VECTOR == 64
    return (N_REALs)_mm512_fmadd_SUFFIX((M512)a, (M512)b, (M512)c);
#elif N_VECTOR == 32 && defined(__FMA__)
    return (N_REALs)_mm256_fmadd_SUFFIX((M256)a, (M256)b, (M256)c);
#else
    for (int i = 0; i < N_REAL_lanes; i++)
        c[i] = FMA(a[i], b[i], c[i]);
    return c;
#endif
}
"""

_EXACT = """\
/* a * b + c, where a * b is a value of the type. */
static inline N_REALs N_REALs_exact(N_REALs a, N_REALs b, N_REALs c)
{
#if N_VECTOR == 64 || defined(__FMA__)
    return N_REALs_fma(a, b, c);
#else
    return a * b + c;
#endif
}
"""

_SHORT = """\
/* a * b + c, where a * b has 24 bits or fewer: wherever the sum of doubles is inexact, what is lost cannot make a tie. */
static inline N_REALs N_REALs_short(N_REALs a, N_REALs b, N_REALs c)
{
#if N_VECTOR == 64 || defined(__FMA__)
    return N_REALs_fma(a, b, c);
#else
    for (int i = 0; i < N_REAL_lanes; i++)
        c[i] = (float)((double)a[i] * (double)b[i] + (double)c[i]);
    return c;
#endif
}
"""

_ROUNDED = """\
/* a * b, rounded, and c. */
static inline N_REALs N_REALs_rounded(N_REALs a, N_REALs b, N_REALs c)
{
    return a * b + c;
}
"""

#: How a product is added to a sum: each needs those named.
_STEPS = {
    "fma": (_FUSED,),
    "exact": (_FUSED, _EXACT),
    "short": (_FUSED, _SHORT),
    "rounded": (_ROUNDED,),
}

#: Rows of a tile, and its vectors; four only where there are 32 registers of 64 bytes.
_ROWS, _VECTORS_ACROSS = (6, 2, 1), (4, 2, 1)
_QUAD_ROWS = (4, 1)


def _times(count: int, what: str) -> str:
    return "" if count == 0 else what if count == 1 else f"{count} * {what}"


def _sum(*parts: str) -> str:
    return " + ".join(part for part in parts if part)


def _real(text: str, real: str) -> str:
    wide = real == "double"
    for word, meant in (
        ("NAN_BITS", "INT64_C(0x7ff8000000000000)" if wide else "0x7fc00000"),
        ("INTEGER", "int64_t" if wide else "int32_t"),
        ("SUFFIX", "pd" if wide else "ps"),
        ("M512", "__m512d" if wide else "__m512"),
        ("M256", "__m256d" if wide else "__m256"),
        ("SAME", "x, x" if wide else "x, x, x, x"),
        ("FMA(", "fma(" if wide else "fmaf("),
        ("REAL", real),
    ):
        text = text.replace(word, meant)
    return text


def product(n: Numerics, real: str, step: str) -> str:
    """A kernel of ``float`` or ``double``; ``step`` is ``fma exact short rounded``."""
    n.need("N_VECTOR", _VECTORS)
    n.need(f"N_{real}s", _real(_REAL, real))
    for text in _STEPS[step]:
        n.need(f"N_{real}s {text[:40]}", _real(text, real))
    name = f"N_product_{step}_{real}"
    tiles = (
        _where_wide(vectors, "\n".join(_tile(name, real, step, rows, vectors) for rows in _ROWS))
        for vectors in _VECTORS_ACROSS
    )
    kind = _Kind(name, (real,) * 3, f"N_{real}_lanes", "depth", _ROWS)
    return n.need(name, "\n".join([*tiles, _blocks(kind)]))


def _where_wide(vectors: int, text: str) -> str:
    return f"#if N_VECTOR == 64\n{text}#endif\n" if vectors == 4 else text


def _tile(name: str, real: str, step: str, rows: int, vectors: int) -> str:
    """One tile of accumulators: so many rows by so many vectors."""
    lanes, vector = f"N_{real}_lanes", f"N_{real}s"
    places = [(r, v) for r in range(rows) for v in range(vectors)]

    def at(base: str, r: int, v: int) -> str:
        return _sum(base, _times(r, "tp"), _times(v, lanes))

    lines = [
        f"static inline void {name}_{rows}x{vectors}({real} *t, size_t tp, const {real} *a, size_t ap,",
        f"    const {real} *b, size_t bp, size_t depth)",
        "{",
        *(f"    {vector} t{r}{v} = {vector}_load({at('t', r, v)});" for r, v in places),
        "    for (size_t q = 0; q < depth; q++, b += bp) {",
        *(
            f"        const {vector} b{v} = {vector}_load({_sum('b', _times(v, lanes))});"
            for v in range(vectors)
        ),
        f"        {vector} x;",
    ]
    for r in range(rows):
        source = f"a[{_sum(_times(r, 'ap'), 'q')}]"
        lines.append(f"        x = {vector}_of({source});")
        lines += [f"        t{r}{v} = {vector}_{step}(x, b{v}, t{r}{v});" for v in range(vectors)]
    lines.append("    }")
    lines += [f"    {vector}_store({at('t', r, v)}, t{r}{v});" for r, v in places]
    if rows == 1:
        lines += ["    (void)tp;", "    (void)ap;"]
    return "\n".join([*lines, "}", ""])


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kernel's name, the types of t, a and b, its lanes, and what it calls its depth; ``fours`` lie together in b."""

    name: str
    types: tuple[str, str, str]
    lanes: str
    depth: str
    rows: tuple[int, ...]
    fours: bool = False

    def parameters(self) -> str:
        """The buffers, each with its pitch."""
        t, a, b = self.types
        return f"{t} *t, size_t tp, const {a} *a, size_t ap, const {b} *b, size_t bp"


def _blocks(kind: _Kind) -> str:
    """The whole product, tile by tile."""
    head = f"N_KERNEL static void {kind.name}({kind.parameters()}, size_t rows, size_t columns, size_t {kind.depth})"
    lines = [head, "{", f"    if ({kind.depth} == 0)", "        return;"]
    for vectors in _VECTORS_ACROSS:
        lines.append(_where_wide(vectors, _across(kind, vectors)).rstrip())
    return "\n".join([*lines, "}", ""])


def _across(kind: _Kind, vectors: int) -> str:
    """All rows of as many columns as such tiles cover."""
    step = f"{vectors} * {kind.lanes}" if vectors > 1 else kind.lanes
    lines = [
        f"    for (; columns >= {step}; columns -= {step}, t += {step}, b += {'4 * ' * kind.fours}{step}) {{",
        f"        {kind.types[0]} *to = t;",
        f"        const {kind.types[1]} *from = a;",
        "        size_t left = rows;",
    ]
    for rows in kind.rows:
        by = "" if rows == 1 else f"{rows} * "
        lines += [
            f"        for (; left >= {rows}; left -= {rows}, to += {by}tp, from += {by}ap)",
            f"            {kind.name}_{rows}x{vectors}(to, tp, from, ap, b, bp, {kind.depth});",
        ]
    return "\n".join([*lines, "    }", ""])


# -- integers ----------------------------------------------------------------------------------------------------------

_QUADS_HEAD = """\
typedef int32_t N_words __attribute__((vector_size(N_VECTOR)));
enum { N_word_lanes = N_VECTOR / 4 };

static inline N_words N_words_load(const void *p)
{
    N_words v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Adds to each lane of t the products of two pairs of 16-bit numbers. */
static inline N_words N_pairs(N_words t, N_words a, N_words b)
{
#if N_VECTOR == 64 && defined(__AVX512VNNI__)
    return (N_words)_mm512_dpwssd_epi32((__m512i)t, (__m512i)a, (__m512i)b);
#elif N_VECTOR == 64
    return (N_words)_mm512_add_epi32((__m512i)t, _mm512_madd_epi16((__m512i)a, (__m512i)b));
#elif N_VECTOR == 32
    return (N_words)_mm256_add_epi32((__m256i)t, _mm256_madd_epi16((__m256i)a, (__m256i)b));
#elif defined(__SSE2__)
    return (N_words)_mm_add_epi32((__m128i)t, _mm_madd_epi16((__m128i)a, (__m128i)b));
#else
    for (int i = 0; i < N_word_lanes; i++) {
        const int32_t low = (int16_t)a[i] * (int16_t)b[i], high = (a[i] >> 16) * (b[i] >> 16);
        t[i] = (int32_t)((uint32_t)t[i] + (uint32_t)low + (uint32_t)high);
    }
    return t;
#endif
}

static inline N_words N_words_of(int32_t x)
{
#if N_VECTOR == 64
    return (N_words)_mm512_set1_epi32(x);
#elif N_VECTOR == 32
    return (N_words)_mm256_set1_epi32(x);
#else
    return (N_words){x, x, x, x};
#endif
}
"""

_HALVES = """\
typedef int16_t N_shorts __attribute__((vector_size(N_VECTOR)));
typedef uint16_t N_ushorts __attribute__((vector_size(N_VECTOR)));
"""

_SPLIT = {
    "s8": ("(N_words)((N_shorts)((N_ushorts)b{v} << 8) >> 8)", "(N_words)((N_shorts)b{v} >> 8)"),
    "u8": ("(N_words)((N_ushorts)b{v} & 0xff)", "(N_words)((N_ushorts)b{v} >> 8)"),
}


def quads(n: Numerics, kind: str) -> str:
    """A kernel of 32-bit sums that wrap, of 16-bit rows and columns of ``kind`` (``s8 u8``), four terms at a time.

    Of each four terms q to q + 3, ``a`` holds those of q, q + 2, q + 1 and q + 3 in this order, and ``b[q / 4 * bp + 4 * j]``
    begins the four of column j, so that bp is in bytes.
    """
    n.need("N_VECTOR", _VECTORS)
    n.need("N_words", _QUADS_HEAD)
    n.need("N_halves", _HALVES)
    name = f"N_product_quads_{kind}"
    tiles = (
        _where_wide(vectors, "\n".join(_quads_tile(name, kind, rows, vectors) for rows in _QUAD_ROWS))
        for vectors in _VECTORS_ACROSS
    )
    known = _Kind(name, ("uint32_t", "int16_t", "uint8_t"), "N_word_lanes", "quads", _QUAD_ROWS, fours=True)
    return n.need(name, "\n".join([*tiles, _blocks(known)]))


def _quads_tile(name: str, kind: str, rows: int, vectors: int) -> str:
    places = [(r, v) for r in range(rows) for v in range(vectors)]

    def at(r: int, v: int) -> str:
        return _sum("t", _times(r, "tp"), _times(v, "N_word_lanes"))

    lines = [
        f"static inline void {name}_{rows}x{vectors}(uint32_t *t, size_t tp, const int16_t *a, size_t ap,",
        "    const uint8_t *b, size_t bp, size_t quads)",
        "{",
        *(f"    N_words t{r}{v} = N_words_load({at(r, v)});" for r, v in places),
        "    for (size_t q = 0; q < quads; q++, a += 4, b += bp) {",
    ]
    for v in range(vectors):
        even, odd = (text.format(v=v) for text in _SPLIT[kind])
        lines += [
            f"        const N_words b{v} = N_words_load({_sum('b', _times(v, 'N_VECTOR'))});",
            f"        const N_words even{v} = {even}, odd{v} = {odd};",
        ]
    lines += ["        int32_t x[2];"]
    for r in range(rows):
        source = _sum("a", _times(r, "ap"))
        lines.append(f"        memcpy(x, {source}, sizeof x);")
        for v in range(vectors):
            lines.append(f"        t{r}{v} = N_pairs(t{r}{v}, N_words_of(x[0]), even{v});")
            lines.append(f"        t{r}{v} = N_pairs(t{r}{v}, N_words_of(x[1]), odd{v});")
    lines.append("    }")
    lines += [f"    memcpy({at(r, v)}, &t{r}{v}, sizeof t{r}{v});" for r, v in places]
    if rows == 1:
        lines += ["    (void)tp;", "    (void)ap;"]
    return "\n".join([*lines, "}", ""])


_WORDS = """\
/* 32-bit sums that wrap. */
N_KERNEL static void N_product_words(uint32_t *t, size_t tp, const uint32_t *a, size_t ap, const uint32_t *b, size_t bp,
    size_t rows, size_t columns, size_t depth)
{
    for (size_t i = 0; i < rows; i++, t += tp, a += ap)
        for (size_t q = 0; q < depth; q++)
            for (size_t j = 0; j < columns; j++)
                t[j] += a[q] * b[q * bp + j];
}
"""


def words(n: Numerics) -> str:
    """The kernel of 32-bit sums, rows and columns."""
    n.need("N_VECTOR", _VECTORS)
    return n.need("N_product_words", _WORDS)


_PAD = """\
/* Zeros in the bytes [from, to) of rows that are `pitch` bytes apart. */
static inline void N_pad(void *p, size_t pitch, size_t rows, size_t from, size_t to)
{
    for (size_t i = 0; from < to && i < rows; i++)
        memset((char *)p + i * pitch + from, 0, to - from);
}
"""


def pad(n: Numerics) -> str:
    """``void f(void *p, size_t pitch, size_t rows, size_t from, size_t to)``, in bytes."""
    n.need("N_VECTOR", _VECTORS)
    return n.need("N_pad", _PAD)
