"""Expressions as trees; every node knows the characters that its errors are about."""

from __future__ import annotations

from specgen.data import frozen
from specgen.model.expressions.values import Value


@frozen()
class Constant:
    """A number, a quantity, ``true`` or ``false``."""

    value: Value


@frozen()
class Name:
    """A parameter or an operand."""

    name: str
    offset: int


@frozen()
class Unary:
    """``-``, ``+``, ``~`` or ``not``."""

    operator: str
    operand: Node
    offset: int


@frozen()
class Binary:
    """An operator between two numbers."""

    operator: str
    left: Node
    right: Node
    offset: int


@frozen()
class Comparison:
    """``a < b <= c``: operators (with their offsets) between the operands."""

    operands: tuple[Node, ...]
    operators: tuple[tuple[str, int], ...]


@frozen()
class Logic:
    """``and``, ``or``."""

    operator: str
    left: Node
    right: Node
    offset: int


@frozen()
class Choice:
    """``then if condition else otherwise``."""

    condition: Node
    then: Node
    otherwise: Node
    offset: int


@frozen()
class Call:
    """A function of the language."""

    function: str
    arguments: tuple[Node, ...]
    offset: int


@frozen()
class Index:
    """``name[index]``: one of several values."""

    name: str
    index: Node
    offset: int


Node = Constant | Name | Unary | Binary | Comparison | Logic | Choice | Call | Index
