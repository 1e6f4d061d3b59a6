"""The tree of a claim. ``offset`` and ``length`` are the characters of its text that a finding points at."""

from __future__ import annotations

from dataclasses import dataclass

from specgen.model.units import Exponents


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, in base units."""

    value: int | float
    exponents: Exponents
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Name:
    """What the design, the library or the language calls so."""

    name: str
    offset: int

    @property
    def length(self) -> int:
        """Characters of the name."""
        return len(self.name)


@dataclass(frozen=True, slots=True)
class Member:
    """``base.name``."""

    base: Node
    name: str
    offset: int

    @property
    def length(self) -> int:
        """Characters of the member's name, where ``offset`` points."""
        return len(self.name)


@dataclass(frozen=True, slots=True)
class Argument:
    """``name=value`` in a call, or a value alone (``name`` is empty)."""

    name: str
    value: Node
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Call:
    """``base(arguments)``; it is at the name that is called."""

    base: Node
    arguments: tuple[Argument, ...]
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Negation:
    """``-operand``."""

    operand: Node
    offset: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Binary:
    """``left + right`` and the like."""

    operator: str
    left: Node
    right: Node
    offset: int
    length: int = 1


Node = Constant | Name | Member | Call | Negation | Binary


@dataclass(frozen=True, slots=True)
class Comparison:
    """A whole claim. ``tolerance`` is that of ``within 10% of``, as a fraction."""

    text: str
    operator: str
    left: Node
    right: Node
    offset: int
    length: int
    tolerance: float = 0.0
