"""Directed random search for a situation in which two sides differ."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.review.behaviour.bench import Bulk
from specgen.review.behaviour.drawing import Source
from specgen.review.behaviour.elements import Refused
from specgen.review.behaviour.shrinking import Shrinker
from specgen.review.behaviour.touched import explicit
from specgen.semantics import ir
from specgen.semantics.walk import inner, own

if TYPE_CHECKING:
    from specgen.review.behaviour.pair import Difference, Pair
    from specgen.review.behaviour.situation import Situation

WORK = 6_000_000
"""Elements computed in all trials of one instruction together, as estimated."""
LARGE, SOME = 64, 12
"""Extents over the first are drawn no larger than the second."""


@frozen()
class Case:
    """A situation in which the sides differ, and where."""

    situation: Situation
    difference: Difference


def search(pair: Pair, instruction: str, trials: int, seed: int) -> tuple[Case | None, int]:
    """Look for a difference; what was found, made small, and the number of trials done.

    Half of the situations are those of the old side, half those of the new one. The trials of a costly instruction are fewer:
    those that raise no fault are charged with the elements that they compute.
    """
    draw = Random(f"{seed}/{instruction}")
    now = {old: new for new, old in pair.was.items()}
    sources = (Source(pair.old, pair.new, instruction, now), Source(pair.new, pair.new, instruction, {}))
    done, left, work = 0, WORK, _work_of(pair, instruction)
    for number in range(trials):
        drawn = sources[number % 2].situation(draw, pair.was, plain=number < 8)
        if drawn is None or left <= 0:
            continue
        done += 1
        situation, bulk = drawn
        found = _differs(pair, situation, bulk)
        if found is not None:
            case = settled(pair, situation, bulk)
            if case is not None:
                return case, done
        left -= work if pair.ended_well else max(work >> 6, 1)
    return None, done


def settled(pair: Pair, situation: Situation, bulk: Bulk) -> Case | None:
    """The case that a difference makes by itself: what was read told one by one, and made small."""
    whole = situation
    if bulk.arrays or bulk.pieces:
        state, memory = dict(situation.state), dict(situation.memory)
        for bench in (pair.old, pair.new):
            more, bytes_ = explicit(bench, situation, bulk)
            state, memory = more | state, bytes_ | memory
        whole = replace(situation, state=state, memory=memory)
    first = _differs(pair, whole, Bulk())
    if first is None:
        return None
    small = Shrinker(pair, lambda one: _alike(one, first)).shrunk(whole)
    difference = _differs(pair, small, Bulk())
    return None if difference is None else Case(small, difference)


def _alike(one: Difference, other: Difference) -> bool:
    """Whether two differences are of a kind: how each side ends."""
    return (one.old.how, one.old.fault, one.new.how, one.new.fault) == (
        other.old.how, other.old.fault, other.new.how, other.new.fault,
    )  # fmt: skip


def _differs(pair: Pair, situation: Situation, bulk: Bulk) -> Difference | None:
    try:
        return pair.run(situation, bulk)
    except Refused:
        return None


def _work_of(pair: Pair, instruction: str) -> int:
    """The elements that one trial computes, at most."""
    names = ((pair.old, pair.old.instruction(instruction).name), (pair.new, instruction))
    bodies = [body for bench, name in names for body in bench.semantics.programs[name].bodies]
    return max((_work(body.statements) for body in bodies), default=1)


def _work(statements: tuple[ir.Stmt, ...]) -> int:
    """Elements that statements compute, with no extent taken for more than what is drawn."""
    total = 0
    for one in statements:
        times = 1
        if isinstance(one, ir.Grid | ir.Loop | ir.While):
            for bound in (
                one.extents if isinstance(one, ir.Grid) else (one.stop,) if isinstance(one, ir.Loop) else ()
            ):
                high = bound.type.high if isinstance(bound.type, ir.IntValue) else 1
                times *= max(high if high <= LARGE else SOME, 1)
            if isinstance(one, ir.While):
                times = min(one.limit, SOME)
        total += times * (1 + len(own(one)) + sum(_work(block) for block in inner(one)))
    return total
