"""Operand values for an example of each instruction: plain to read, and a legal word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from types import MappingProxyType
from typing import TYPE_CHECKING

from specgen.model.legality import conditions_of
from specgen.model.templates import Kind, TemplateError, template_of

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Field, Instruction
    from specgen.model.legality import Condition

_NONE: Mapping[str, Sequence[int]] = MappingProxyType({})
_FIRST_REGISTER = 4
_TRIES = 4096


def sample_operands(
    one: Instruction, architecture: Architecture, wishes: Mapping[str, Sequence[int]] = _NONE
) -> dict[str, int] | None:
    """Return operand values of a legal word of an instruction; None where a short search finds none.

    Registers differ from each other, enums have their first value, numbers are round; ``wishes`` are values to try first.
    """
    try:
        places = {place.name: place.kind for place in template_of(one, architecture.state).places}
    except TemplateError:
        return None
    conditions = conditions_of(one)
    choices = [
        list(_allowed(field, _values(field, places.get(field.name, Kind.NUMBER), n, wishes), conditions))
        for n, field in enumerate(one.operands)
    ]
    for chosen in islice(product(*choices), _TRIES):
        word = one.match
        for _, bits in chosen:
            word |= bits
        if all(condition.holds(word) for condition in conditions):
            return {field.name: value for field, (value, _) in zip(one.operands, chosen, strict=True)}
    return None


def _allowed(
    field: Field, values: Iterable[int], conditions: Iterable[Condition]
) -> Iterator[tuple[int, int]]:
    """The values that satisfy the conditions on this field alone, each with its bits in the word."""
    own = [condition for condition in conditions if not condition.mask & ~field.mask]
    for value in values:
        bits = field.place(field.raw(value) or 0)
        if all(condition.holds(bits) for condition in own):
            yield value, bits


def _values(field: Field, kind: Kind, position: int, wishes: Mapping[str, Sequence[int]]) -> Iterator[int]:
    """Values to try for the operand at ``position``, the plainest first."""
    if field.enum is not None:
        wanted = [member.value for member in field.enum.members]
    elif kind is Kind.REGISTER:
        wanted = [_FIRST_REGISTER + position, position, 1, 0]
    else:
        wanted = [64, 32, 16, 8, 4, 1, 0]
    ends = [field.value(0), field.value(1), field.low, field.high]
    yield from dict.fromkeys(
        value for value in (*wishes.get(field.name, ()), *wanted, *ends) if field.raw(value) is not None
    )
