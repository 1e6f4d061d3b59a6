"""A fault on its way out, with what it carries; it needs no NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class FaultRaised(Exception):
    """A declared fault, by name, with the value it carries, the tile operand it concerns and the line that raised it."""

    def __init__(
        self, fault: str, value: int | None = None, operand: str | None = None, line: int = 0
    ) -> None:
        super().__init__(fault, value, operand, line)
        self.fault = fault
        self.value = value
        self.operand = operand
        self.line = line


@dataclass(frozen=True, slots=True)
class Kind:
    """A declared fault; ``width`` is that of the value it carries, 0 for none."""

    name: str
    width: int = 0
    signed: bool = False

    def at(self, value: Any, line: int, operand: str | None = None) -> FaultRaised:
        """The fault on its way out, with the value cut to the declared type."""
        if not self.width:
            return FaultRaised(self.name, None, operand, line)
        bits = int(value) & ((1 << self.width) - 1)
        negative = self.signed and bits >> (self.width - 1)
        return FaultRaised(self.name, bits - (1 << self.width) if negative else bits, operand, line)


def index(value: int, extent: int, fault: Kind, line: int) -> int:
    """An index in range.

    Raises:
        FaultRaised: it is not.
    """
    if 0 <= value < extent:
        return value
    raise fault.at(value, line)
