"""The memory plan: places by lifetimes, never two at once, no matter in which order buffers are told."""

from __future__ import annotations

from random import Random

import pytest

from specgen.machine.executables import Opened, write
from specgen.machine.executables.plans import Need, conflict, joined, peaks, place
from tests.machine.executables.making import architecture, contents, form


def needs(rng: Random) -> list[Need]:
    """Some buffers."""
    return [
        Need(
            f"b{i}",
            rng.choice(("x", "y")),
            rng.randint(0, 90),
            1 << rng.randint(0, 5),
            *sorted(rng.choices(range(9), k=2)),
        )
        for i in range(rng.randint(1, 30))
    ]


@pytest.mark.parametrize("seed", range(40))
def test_buffers_that_live_together_lie_apart(seed: int) -> None:
    rng = Random(seed)
    wanted = needs(rng)
    found = place(wanted)
    for i, one in enumerate(wanted):
        assert found[one.name] % one.alignment == 0
        for other in wanted[:i]:
            if one.lives_with(other):
                a, b = found[one.name], found[other.name]
                assert a + one.size <= b or b + other.size <= a
    shuffled = rng.sample(wanted, len(wanted))
    assert place(shuffled) == found
    for extent, most in peaks(wanted, found).values():
        assert most <= extent


def test_buffers_share_room_in_time() -> None:
    wanted = [Need("a", "m", 100, 4, 0, 1), Need("b", "m", 100, 4, 2, 3), Need("c", "m", 50, 64, 0, 3)]
    assert place(wanted) == {"a": 0, "b": 0, "c": 128}
    assert peaks(wanted, place(wanted)) == {"m": (178, 150)}


def test_fixed_ones_stay_and_others_go_around() -> None:
    assert place([Need("a", "m", 8, 8, 0, 0, fixed=8), Need("b", "m", 16, 8, 0, 0)]) == {"a": 8, "b": 16}


def test_a_buffer_lives_as_long_as_its_aliases() -> None:
    both = joined([Need("a", "m", 8, 1, 2, 3), Need("x", "m", 4, 1, 0, 9)], {"x": "a"})
    assert [(n.name, n.first, n.last) for n in both] == [("a", 0, 9)]


def test_the_first_conflict_is_told_as_if_all_pairs_were_tried() -> None:
    rng, seen = Random(3), 0
    for _ in range(60):
        made = contents(rng, "basalt")
        for row in made.buffers:
            row["offset"] = 16 * rng.randint(0, 4)
        opened = Opened(
            architecture("basalt"), form("basalt"), write(architecture("basalt"), form("basalt"), made)
        )
        rows = list(opened.rows("buffers"))
        roots = [i if r.none("alias_of") else r["alias_of"] for i, r in enumerate(rows)]
        slow = next(
            (
                (i, j)
                for j, b in enumerate(rows)
                for i, a in enumerate(rows[:j])
                if a["offset"] < b["offset"] + b["size"]
                and b["offset"] < a["offset"] + a["size"]
                and a["first_use"] <= b["last_use"]
                and b["first_use"] <= a["last_use"]
                and roots[i] != roots[j]
            ),
            None,
        )
        assert conflict(opened.rows("buffers")) == slow
        seen += slow is not None
    assert seen > 5
