"""What takes room in an image, and what only has an address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.machine.assembler.expressions import Expression, Scope
    from specgen.machine.assembler.matching import Operands
    from specgen.machine.assembler.mnemonics import Entry
    from specgen.machine.codec import Coder


@dataclass(slots=True, kw_only=True)
class Item:
    """A statement at offset ``at`` of the file; address and size hold once the layout has settled.

    ``placed``: it has had some address already, if not the last one.
    """

    at: int
    text: str
    line: int
    section: str = ""
    address: int = 0
    size: int = 0
    placed: bool = False


@dataclass(slots=True, kw_only=True)
class Label(Item):
    """A label; ``text`` is its name."""


@dataclass(slots=True, kw_only=True)
class Argument:
    """An expression of a directive, and its place in the file."""

    value: Expression
    at: int
    length: int


@dataclass(slots=True, kw_only=True)
class Data(Item):
    """``.byte .half .word .quad`` and their other names: values of ``width`` bytes each."""

    width: int
    values: list[Argument]


@dataclass(slots=True, kw_only=True)
class Text(Item):
    """``.ascii .asciz .string``."""

    data: bytes


@dataclass(slots=True, kw_only=True)
class Gap(Item):
    """``.space n, fill``, ``.balign n`` and ``.p2align n`` (to a multiple of n or 2^n bytes), ``.org address``.

    An alignment is left out where it would take more than ``most`` bytes.
    """

    kind: str
    amount: Argument
    fill: Argument | None = None
    most: Argument | None = None
    alignment: int = 1


@dataclass(frozen=True, slots=True)
class Piece:
    """One instruction, its operands, and what symbols in them mean; ``within`` is the alias's line, if any."""

    coder: Coder
    operands: Operands
    scope: Scope
    within: str = ""


@dataclass(slots=True, kw_only=True)
class Code(Item):
    """An instruction or alias: the templates that its text fits, and what they became at address ``here``."""

    fits: list[tuple[Entry, Operands]]
    options: frozenset[str] = frozenset()
    choice: int = 0
    settled: bool = False
    pieces: list[Piece] = field(default_factory=list)
    here: int = 0
