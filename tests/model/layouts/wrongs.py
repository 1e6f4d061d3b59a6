"""Layouts that were sound and had one mistake put into them, each with the rule that it breaks."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.model.layouts.drawn import Notation

Wrong = tuple[str, Notation]


def overlap_by_one(random: Random) -> Wrong:
    """Rows that begin one unit before the row above ends."""
    rows, columns = random.randrange(2, 40), random.randrange(2, 40)
    dims = {"r": rows, "c": columns}
    return "layout-collision", {"dims": dims, "place": {"addr": [["r", columns - 1], ["c", 1]]}}


def wrong_stride(random: Random) -> Wrong:
    """Tiles in the order of the wrong dimension: the stride of one is that of the other."""
    high, wide = random.choice((2, 4, 8)), random.choice((16, 32))
    rows, columns = random.randrange(2, 6), random.randrange(2, 6)
    return "layout-collision", {
        "dims": {"r": rows * high, "c": columns * wide},
        "split": {"r": [rows, high], "c": [columns, wide]},
        "place": {"addr": [["r0", high * wide], ["c0", high * wide], ["r1", wide], ["c1", 1]]},
    }


def narrow_elements(random: Random) -> Wrong:
    """Strides in bytes of elements that are wider."""
    element, size = random.choice((("u16", 2), ("f32", 4)))
    columns = random.randrange(2, 64)
    step = random.randrange(1, size)
    place = [["r", columns * size], ["c", step]]
    return "layout-collision", {
        "dims": {"r": random.randrange(1, 9), "c": columns},
        "element": element,
        "unit": 8,
        "place": {"addr": place},
    }


def digit_too_large(random: Random) -> Wrong:
    """A dimension one larger than the strides of the digits above it were made for."""
    inner, columns = random.choice((4, 8, 16)), random.randrange(2, 9)
    return "layout-collision", {
        "dims": {"r": random.randrange(2, 9), "c": columns * inner + 1},
        "split": {"c": [columns + 1, inner]},
        "pad": "any",
        "place": {"addr": [["r", columns * inner], ["c0", inner], ["c1", 1]]},
    }


def beyond_capacity(random: Random) -> Wrong:
    """One byte less than there has to be."""
    rows, columns = random.randrange(1, 64), random.randrange(1, 64)
    size = {"u8": 1, "u16": 2, "f32": 4}
    element = random.choice(sorted(size))
    return "layout-bounds", {
        "dims": {"r": rows, "c": columns},
        "element": element,
        "place": {"addr": "c r"},
        "capacity": {"addr": max(rows * columns * size[element] - 1, 1)},
    }


def beyond_lanes(random: Random) -> Wrong:
    """A fragment of more lanes than there are."""
    lanes = random.choice((16, 32))
    return "layout-bounds", {
        "dims": {"m": lanes // 4, "n": 10},
        "split": {"n": [5, 2]},
        "place": {"lane": "m n0", "reg": "n1"},
        "capacity": {"lane": lanes, "reg": 2},
    }


def exchanged_out(random: Random) -> Wrong:
    """Bits exchanged in blocks of which the last is not filled."""
    return "layout-bounds", {
        "dims": {"i": 64 * random.randrange(1, 40) + random.randrange(33, 48)},
        "element": "u8",
        "place": {"addr": "i"},
        "xor": [{"dst": [4, 4], "src": [5, 5]}],
    }


def misaligned_rows(random: Random) -> Wrong:
    """Rows of a pitch that vectors are not aligned in."""
    vector, pad = random.choice((4, 8)), random.choice((1, 2, 3))
    columns = vector * random.randrange(2, 9)
    return "layout-alignment", {
        "dims": {"r": 8, "c": columns},
        "element": "u16",
        "place": {"addr": [["r", columns + pad], ["c", 1]]},
        "accesses": {"rows": {"lanes": 8, "vector": vector, "index": {"r": "lane", "c": 0}}},
    }


def scattered_vector(random: Random) -> Wrong:
    """Vectors across interleaved columns."""
    outer = random.choice((4, 8))
    return "layout-alignment", {
        "dims": {"r": 8, "c": 16},
        "split": {"c": [outer, 16 // outer]},
        "element": "u8",
        "place": {"addr": "c1 r c0"},
        "accesses": {"rows": {"lanes": 8, "vector": 4, "align": 1, "index": {"r": "lane"}}},
    }


def conflicting_columns(random: Random) -> Wrong:
    """Columns read where every row begins in the same bank."""
    banks = random.choice((8, 16, 32))
    return "layout-bank-conflict", {
        "dims": {"r": 32, "c": banks},
        "element": "f32",
        "place": {"addr": "r c"},
        "banks": {"count": banks, "width": 4},
        "accesses": {
            "column": {
                "lanes": random.choice((4, 8)),
                "index": {"r": "lane", "c": "k"},
                "repeat": {"k": banks},
                "ways": 1,
            }
        },
    }


KINDS: tuple[Callable[[Random], Wrong], ...] = (
    overlap_by_one,
    wrong_stride,
    narrow_elements,
    digit_too_large,
    beyond_capacity,
    beyond_lanes,
    exchanged_out,
    misaligned_rows,
    scattered_vector,
    conflicting_columns,
)


def seeded_wrongs(seed: int, count: int) -> dict[str, Wrong]:
    """Return ``count`` wrong layouts by name, of all kinds in turn."""
    random = Random(seed)
    return {f"l{number}": KINDS[number % len(KINDS)](random) for number in range(count)}
