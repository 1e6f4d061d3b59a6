"""What a compiled region of code is, and what goes into it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import CodeType

    from specgen.generators.interpreter.python.storage import Storage
    from specgen.model.architecture import Architecture
    from specgen.semantics import ir


@dataclass(frozen=True, slots=True)
class Operation:
    """A decoded instruction at its place: addresses in units of the program counter, ``values`` of its operands in order."""

    pc: int
    next_pc: int
    word: int
    length: int
    values: tuple[int, ...]
    program: ir.Program
    body: ir.Body


#: The operation at a program counter that may be compiled, or None.
Fetch = Callable[[int], Operation | None]


@dataclass(frozen=True, slots=True)
class Site:
    """Where a fault can come from: the operation, how many of the pass were done before it, and the line of its text."""

    operation: Operation
    done: int
    line: int


@dataclass(frozen=True, slots=True)
class Target:
    """What regions are compiled for; writes to ``code_memories`` are watched in lines of ``1 << line_shift`` bytes."""

    architecture: Architecture
    storage: dict[str, Storage]
    code_memories: frozenset[str]
    line_shift: dict[str, int]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Region:
    """Compiled code with one or more entries.

    ``code`` defines ``make``, whose ``parameters`` say what to bind: ``("state", name)``, ``("table", name)``,
    ``("view", memory, format)``, ``("load", memory)``, ``("store", memory)``, ``("lines", memory)``, ``("touch", memory)``,
    ``("fault",)``, ``("host",)``, ``("left",)``. It returns ``run(k, left) -> pc`` for entry number ``k``, which leaves what
    remains of ``left`` steps in the list bound to ``left``.
    """

    entries: tuple[int, ...]
    code: CodeType
    source: str
    parameters: tuple[tuple[str, ...], ...]
    sites: tuple[Site, ...]
    operations: tuple[Operation, ...]
