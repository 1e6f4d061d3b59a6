"""The numerics of the C engine beside the Python runtime, and in part beside exact rationals.

Every function of every kind has its share of the cases: all codes where a chunk holds them, else near and far ones.
Compilers and levels of optimisation take turns.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from tests.campaigns.harness import Campaign, Chunk, Report

if TYPE_CHECKING:
    from tests.generators.numerics.c.probes import Compiled, Probe

KINDS = ("conversions", "arithmetic", "selections", "to integers", "from integers")
BUILDS = (
    ("gcc", "-O0"),
    ("clang", "-O3", "-march=native"),
    ("gcc", "-O3", "-march=native"),
    ("gcc", "-O1", "-fsanitize=undefined,float-cast-overflow", "-fno-sanitize-recover=all"),
    ("gcc", "-O3"),
)
CHUNK = 1 << 16
GROUP = 24
#: What only exact rationals know costs much more: so many cases of it.
SLOW = 256


def check(chunk: Chunk, report: Report) -> None:
    """One group of functions, compiled together, shares a chunk's cases."""
    number = 0 if chunk.sampled else chunk.start // CHUNK
    kind = KINDS[number % len(KINDS)]
    turn = number // len(KINDS)
    groups = _groups(kind)
    probes = groups[turn // GROUP % len(groups)]
    build = BUILDS[(turn // GROUP // len(groups) + turn // GROUP) % len(BUILDS)]
    compiled = _compiled(kind, turn // GROUP % len(groups), build)
    if chunk.sampled:
        for at in range(len(probes)):
            _compare(compiled, at, len(chunk) // len(probes), chunk, report)
    else:
        _compare(compiled, turn % len(probes), len(chunk), chunk, report)


@cache
def _groups(kind: str) -> list[tuple[Probe, ...]]:
    """Functions that are compiled together, those of one format spread."""
    from tests.generators.numerics.c.probes import classes

    known = classes()[kind]
    parts = -(-len(known) // GROUP)
    return [known[at::parts] for at in range(parts)]


@cache
def _compiled(kind: str, group: int, build: tuple[str, ...]) -> Compiled:
    from tests.generators.numerics.c.probes import Compiled

    return Compiled(_groups(kind)[group], *build)


def _compare(compiled: Compiled, number: int, count: int, chunk: Chunk, report: Report) -> None:
    from tests.generators.numerics.c import probes

    probe = compiled.probes[number]
    given = probes.operands(probe, count, chunk.generator())
    if probe.expected is None:
        given = [array[:SLOW] for array in given]
    report.count(f"{KINDS[(chunk.start // CHUNK) % len(KINDS)]}", len(given[0]))
    for message in probes.wrong(compiled, number, given, exactly=16):
        report.wrong(message)


CAMPAIGN = Campaign(
    "The C engine's numbers are the Python engine's",
    check,
    count=CHUNK * 5 * 10_300,
    sample=2_000,
    chunk=CHUNK,
)
