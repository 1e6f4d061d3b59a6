"""Where tensors live between operators, and so which bytes cross which memory level."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from operator import add
from typing import Any

from specgen.perfmodel.bounds.blocking import refetched
from specgen.perfmodel.chips import Chip
from specgen.perfmodel.counting import where
from specgen.perfmodel.workloads import Operator, Role


class Residence(Enum):
    """Where activations live between operators; weights and caches live in the outermost level.

    ``INNERMOST``: in the innermost level that holds all that an operator reads and writes of them, of the levels that
    outlast an operator: those of the whole chip, or those of its units where it has no others. ``OUTERMOST``: they come
    from and go to the outermost level like everything else, as in a kernel that is called alone.
    """

    INNERMOST = "innermost"
    OUTERMOST = "outermost"


def lasting(chip: Chip) -> tuple[int, ...]:
    """Return the places of the levels, the outermost excepted, that keep activations from one operator to the next."""
    inner = range(1, len(chip.levels))
    shared = tuple(place for place in inner if not chip.levels[place].per_unit)
    return shared or tuple(inner)


def bytes_by_level(
    operator: Operator, chip: Chip, residence: Residence, blocked: bool = False
) -> tuple[Any, ...]:
    """Return the bytes that cross each level of ``chip`` in one execution, in the order of its levels.

    A tensor crosses the level in which it lives and all that lie further in, once: what a level keeps for reuse within
    the operator is not fetched again. Where products are ``blocked``, it is: what of their operands does not fit into
    the next level inwards (see `refetched`).
    """
    tensors = (*operator.inputs, *operator.outputs)
    staying = sum(one.bytes for one in tensors if one.role is Role.ACTIVATION)
    passing = sum(one.bytes for one in tensors if one.role is not Role.ACTIVATION)
    home: Any = 0
    if residence is Residence.INNERMOST:
        for place in lasting(chip):
            home = where(staying <= chip.levels[place].size, place, home)
    once = tuple(passing + where(home <= place, staying, 0) for place in range(len(chip.levels)))
    return tuple(map(add, once, _again(operator, chip, home))) if blocked else once


def _again(operator: Operator, chip: Chip, home: Any) -> Iterator[Any]:
    """The bytes of each level that are fetched more than once; nothing lies further in than the last."""
    for place, inner in enumerate(chip.levels[1:]):
        total: Any = 0.0
        for tensor, more in zip(operator.inputs, refetched(operator, inner, chip.units), strict=True):
            total = total + (where(home <= place, more, 0.0) if tensor.role is Role.ACTIVATION else more)
        yield total
    yield 0.0
