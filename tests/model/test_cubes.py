"""Cube algebra against enumeration."""

from __future__ import annotations

import random
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from specgen.model import cubes
from specgen.model.cubes import Cube

WIDTH = 8
WORDS = range(1 << WIDTH)


def _cube(mask: int, value: int) -> Cube:
    return Cube(mask, value & mask)


CUBES = st.builds(_cube, st.sampled_from(WORDS), st.sampled_from(WORDS))


def _words(some: Iterable[Cube], width: int = WIDTH) -> list[int]:
    """The words of cubes; one that is in two of them comes twice."""
    return sorted(w for cube in some for w in range(1 << width) if w in cube)


@given(CUBES, CUBES)
def test_two_cubes(a: Cube, b: Cube) -> None:
    in_a, in_b = set(_words([a])), set(_words([b]))
    both = cubes.intersect(a, b)
    assert set(_words([both] if both else [])) == in_a & in_b
    assert _words(cubes.subtract(a, b)) == sorted(in_a - in_b)
    assert cubes.covers(a, b) == (in_b <= in_a)
    assert a.size(WIDTH) == len(in_a)


@given(st.lists(CUBES, max_size=6), st.lists(CUBES, max_size=4))
def test_sets_of_cubes(some: list[Cube], holes: list[Cube]) -> None:
    inside, outside = set(_words(some)), set(WORDS) - set(_words(some))
    assert _words(cubes.complement(some, WIDTH)) == sorted(outside)
    missing = cubes.uncovered(some, WIDTH)
    assert missing in outside if outside else missing is None
    disjoint = [cube for cube, owners in cubes.cells(((c, 0) for c in some), WIDTH) if owners]
    assert _words(disjoint) == sorted(inside)
    assert _words(cubes.subtract_sets(disjoint, holes)) == sorted(inside - set(_words(holes)))


@given(st.lists(st.tuples(CUBES, st.integers(0, 3)), max_size=8))
def test_cells_tell_who_owns_them(items: list[tuple[Cube, int]]) -> None:
    found = list(cubes.cells(items, WIDTH))
    assert _words(cube for cube, _ in found) == list(WORDS)
    for cube, owners in found:
        for word in _words([cube]):
            assert owners == tuple(sorted({owner for item, owner in items if word in item}))


@given(st.lists(st.tuples(CUBES, st.integers(0, 5)), max_size=12))
def test_overlaps_are_those_of_all_pairs(items: list[tuple[Cube, int]]) -> None:
    pairs = {(m, n) for a, m in items for b, n in items if m < n and cubes.intersect(a, b)}
    assert cubes.overlaps(items) == pairs


@given(st.integers(0, 255), st.integers(0, 255))
def test_an_interval_is_few_cubes(low: int, high: int) -> None:
    made = cubes.interval(low, high, WIDTH)
    assert _words(made) == list(range(low, high + 1))
    assert len(made) <= 2 * WIDTH - 2


@given(st.lists(CUBES, max_size=6), st.sampled_from(WORDS))
def test_projection_forgets_bits(some: list[Cube], mask: int) -> None:
    made = cubes.project(some, mask)
    assert all(not cube.mask & ~mask for cube in made)
    assert {w & mask for w in _words(some)} == {w & mask for w in _words(made)}
    assert len(_words(made)) == len(set(_words(made)))


def test_wide_words_and_many_cubes() -> None:
    draw = random.Random(1)
    some = [Cube((1 << 128) - 1 - (0xFF << 40), n << 64 | draw.getrandbits(40)) for n in range(1300)]
    assert not cubes.overlaps((cube, n) for n, cube in enumerate(some))
    holes = list(cubes.complement(some, 128))
    assert sum(cube.size(128) for cube in holes) == (1 << 128) - 1300 * 256


def test_a_cube_is_shown_from_the_highest_bit() -> None:
    assert Cube(0b1101, 0b0101).text(5) == "-01-1"
