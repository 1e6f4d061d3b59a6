"""What emitting one function keeps: its lines, the names it gives, what the engine calls things."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specgen.generators.interpreter.c.functions.code import Code, operand
from specgen.generators.interpreter.c.functions.context import Context
from specgen.generators.interpreter.c.functions.homes import Homes
from specgen.generators.interpreter.c.functions.machine_types import (
    BOOL,
    I32,
    CType,
    holder,
    promoted,
    storage,
)
from specgen.generators.interpreter.c.functions.names import local_name
from specgen.model.memory import Memory
from specgen.semantics import ir

if TYPE_CHECKING:
    from specgen.generators.interpreter.c.functions.pending import Pending
    from specgen.generators.interpreter.c.functions.placed import PlacedTile
    from specgen.generators.interpreter.c.functions.tiles import TilePlace
    from specgen.generators.numerics import Numerics

_EFFECTS = ("return ", "c->", "s->", "N_")  # lines that are never swept away


@dataclass
class Emitter:
    """One function in the making.

    ``homes`` says where each local is declared, ``block`` which block of statements is being emitted. ``journal``:
    writes are noted, since a fault may follow; ``later``: calls of host functions wait for the same reason. ``moving`` is
    the name of the program counter where it is read after it was set. ``gridded``: inside of a grid, whose writes
    ``pending`` holds back; ``before`` names copies of what its reads see. ``counters`` are the types of loops' variables,
    ``tiles`` the places of tile operands, ``helpers`` functions that stand before this one. ``bound``: names that stand
    before the first statement, by what they are bound to; None where there is no such place.
    """

    context: Context
    numerics: Numerics
    homes: Homes
    lines: list[str] = field(default_factory=list)
    depth: int = 1
    block: tuple[int, ...] = ()
    names: dict[object, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    captured: list[ir.StateRead] = field(default_factory=list)
    issuing: bool = False
    journal: bool = False
    later: bool = False
    moving: str = ""
    moving_type: CType = I32
    pending: Pending | None = None
    gridded: bool = False
    counters: dict[ir.Local, CType] = field(default_factory=dict)
    before: dict[object, str] = field(default_factory=dict)
    tiles: dict[ir.Tile, TilePlace | PlacedTile] = field(default_factory=dict)
    helpers: list[str] = field(default_factory=list)
    bound: dict[str, str] | None = None

    def __post_init__(self) -> None:
        self.taken |= self.context.reserved

    # -- lines

    def line(self, text: str) -> None:
        """Adds one line."""
        self.lines.append("    " * self.depth + text)

    def statements(self, text: str) -> None:
        """Adds the statements of a context, a line each: ``a = b; c = d;``, in braces or not."""
        for one in text.removeprefix("{ ").removesuffix(" }").removesuffix(";").split("; "):
            self.line(f"{one};")

    @contextmanager
    def braces(self, head: str) -> Iterator[None]:
        """What is emitted inside stands in braces behind ``head``."""
        self.line(f"{head} {{" if head else "{")
        self.depth += 1
        yield
        self.depth -= 1
        self.line("}")

    @contextmanager
    def when(self, test: str) -> Iterator[None]:
        """What is emitted inside happens where a condition holds; one statement alone has no braces."""
        before = len(self.lines)
        with self.braces(f"if ({test})"):
            yield
        inside = self.lines[before + 1 : -1]
        if len(inside) == 1 and inside[0].lstrip().startswith(_EFFECTS):
            self.lines[before:] = ["    " * self.depth + f"if ({test})", *inside]

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """What is emitted inside stands one level deeper."""
        self.depth += 1
        yield
        self.depth -= 1

    @contextmanager
    def as_is(self) -> Iterator[None]:
        """What is emitted inside stands as deep as what is around it."""
        yield

    @contextmanager
    def aside(self) -> Iterator[list[str]]:
        """What is emitted inside is kept in a list of its own."""
        kept, self.lines = self.lines, []
        made = self.lines
        try:
            yield made
        finally:
            self.lines = kept

    def undo(self) -> None:
        """What comes before a fault that leaves: writes are put back, calls that wait are not made."""
        if self.journal:
            self.line("N_undo(c);")
        if self.later:
            self.line("c->calls.used = 0;")

    def commit(self) -> None:
        """Lets everything so far stand."""
        if self.journal:
            self.line("N_commit(c);")
        if self.later:
            self.line("N_call_now(c);")

    # -- names

    def fresh(self, stem: str) -> str:
        """A name that nothing else in the function has."""
        plain = local_name(stem)
        name, number = plain, 1
        while name in self.taken:
            number += 1
            name = f"{plain}{number}" if not plain[-1].isdigit() else f"{plain}_{number}"
        self.taken.add(name)
        return name

    def name_of(self, local: ir.Local | ir.LocalArray) -> str:
        """The name of a local."""
        if local not in self.names:
            self.names[local] = self.fresh(local.name)
        return self.names[local]

    def named(self, code: Code, stem: str, *, promotes: bool = True) -> Code:
        """A value that may be written more than once: given a name, unless it is one or a number already.

        Integers are kept as an ``int`` at least; the codes of floats are not (``promotes``).
        """
        if code.constant is not None or code.text.isidentifier():
            return code
        t = promoted(code.type) if promotes and code.type.kind in ("signed", "unsigned") else code.type
        name = self.fresh(stem)
        self.line(f"const {t.name} {name} = {code.text};")
        return Code(name, t, code.low, code.high, exact=code.exact)

    def bytes_of(self, memory: Memory) -> str:
        """A pointer to a memory's first byte, which a function keeps in a name of its own."""
        text = self.context.bytes(memory)
        if self.bound is None:
            return text
        if text not in self.bound:
            self.bound[text] = self.fresh(memory.name)
        return self.bound[text]

    def put(self, code: Code, t: CType) -> str:
        """The text of a value as it is assigned to something of type ``t``, which holds it."""
        return operand(code, t).text if t is not BOOL else code.text


def local_type(local: ir.Local) -> CType:
    """The C type of a local."""
    match local.type:
        case ir.IntValue(low=low, high=high):
            return holder(low, high)
        case ir.FloatValue(format=of):
            return storage(of)
        case _:
            return BOOL
