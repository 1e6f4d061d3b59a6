"""Expressions as trees; every node knows the characters that its errors are about."""

from __future__ import annotations

from dataclasses import dataclass

from specgen.model.expressions.values import Value


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a quantity, ``true`` or ``false``."""

    value: Value


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter or an operand."""

    name: str
    offset: int


@dataclass(frozen=True, slots=True)
class Unary:
    """``-``, ``+``, ``~`` or ``not``."""

    operator: str
    operand: Node
    offset: int


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator between two numbers."""

    operator: str
    left: Node
    right: Node
    offset: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """``a < b <= c``: operators (with their offsets) between the operands."""

    operands: tuple[Node, ...]
    operators: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Logic:
    """``and``, ``or``."""

    operator: str
    left: Node
    right: Node
    offset: int


@dataclass(frozen=True, slots=True)
class Choice:
    """``then if condition else otherwise``."""

    condition: Node
    then: Node
    otherwise: Node
    offset: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language."""

    function: str
    arguments: tuple[Node, ...]
    offset: int


Node = Constant | Name | Unary | Binary | Comparison | Logic | Choice | Call
