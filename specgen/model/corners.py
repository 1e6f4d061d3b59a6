"""Operand values at the ends of what their instruction allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.legality import FieldIn, conditions_of

if TYPE_CHECKING:
    from specgen.model.isa import Instruction


def greatest_operands(instruction: Instruction) -> dict[str, int]:
    """Return the greatest value of every operand by itself, constraints and closed enums observed.

    Constraints between two fields are not: the values need not form a word.
    """
    found = {field.name: field.high for field in instruction.operands}
    for condition in conditions_of(instruction):
        if isinstance(condition, FieldIn) and condition.ranges:
            value = condition.field.value
            found[condition.field.name] = max(value(end) for ends in condition.ranges for end in ends)
    return found
