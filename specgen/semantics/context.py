"""What typing one text needs to know, and how it reports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.semantics.facts import Flow
from specgen.semantics.ir import Expr, Local, LocalArray, Span, Stmt

if TYPE_CHECKING:
    from fractions import Fraction

    from specgen.model.execution import Engine, Fault, Processor, State
    from specgen.model.origin import Origin
    from specgen.model.types import NumberType
    from specgen.semantics.ir import Index, Prelude, Tile
    from specgen.semantics.scope import World


MAX_QUOTED = 60
"""Characters of an expression that a message shows."""


class Refused(Exception):
    """A part that cannot be typed because of something already reported."""


class Wrong(Refused):
    """A part that cannot be typed: reported at ``node`` by the statement that holds it.

    ``about``: the state that may be what is wrong, where many say the same of it.
    """

    def __init__(self, rule: str, node: ast.AST | None, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.rule = rule
        self.node = node
        self.message = message
        self.hint = hint
        self.about: State | None = None


def quoted(node: ast.AST) -> str:
    """An expression as messages and hints show it: its beginning, where it is long."""
    text = ast.unparse(node)
    return text if len(text) <= MAX_QUOTED else f"{text[: MAX_QUOTED - 3]}..."


@frozen()
class Text:
    """A text of the spec: what it says, and where it stands."""

    content: str
    origin: Origin
    path: tuple[str | int, ...]


@dataclass(slots=True)
class Write:
    """A write that later reads may see: of which state by its root, at which index, how much in the last dimension."""

    state: object
    index: tuple[Index, ...]
    span: Span
    lanes: int


@dataclass(slots=True)
class Typer:
    """The typing of one body: of an instruction for one choice of types, or of a function on its own.

    ``names`` are the instruction's own (operands, tiles), ``choices`` the number formats that its fields stand for,
    ``fixed`` the raw bits of fields that the encoding or the choice of types fixes.
    ``handles`` says what the machine itself runs this for (``trap``, ``device``), empty for instructions.
    ``unsteady`` is the state that enclosing loops write, ``counters`` the variables of loops.
    ``inlined`` is the call that is being typed, if any; ``whole`` the expression that a statement consists of, where
    alone a function may be called that does more than compute. ``demands`` gathers how many low bits are used of exact
    locals that are wider than 64 bits; where those suffice, a body is typed again with these locals ``narrow``.
    """

    world: World
    text: Text
    names: dict[str, object]
    choices: dict[str, NumberType] = field(default_factory=dict)
    fixed: dict[str, int] = field(default_factory=dict)
    processor: Processor | None = None
    engine: Engine | None = None
    word_bits: int = 0
    several: str = ""
    timing: bool = False
    flow: Flow = field(default_factory=Flow)
    locals: dict[str, Local | LocalArray | None] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    first_set: dict[str, ast.AST] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    out: list[Stmt] = field(default_factory=list)
    prelude: list[Prelude] = field(default_factory=list)
    tiles: list[Tile] = field(default_factory=list)
    touched: dict[str, set[str]] = field(default_factory=dict)
    faults: dict[Fault, None] = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)
    writes_pc: bool = False
    inlined: Span | None = None
    calls: tuple[str, ...] = ()
    inlinings: int = 0
    conditional: int = 0
    outer: dict[str, Local | LocalArray | None] | None = None
    demands: dict[tuple[tuple[str, ...], str], int] = field(default_factory=dict)
    narrow: dict[tuple[tuple[str, ...], str], int] = field(default_factory=dict)
    unsteady: set[object] = field(default_factory=set)
    counters: set[Local] = field(default_factory=set)
    carried: frozenset[str] = frozenset()
    is_instruction: bool = True
    handles: str = ""
    loops: int = 0
    in_grid: bool = False
    started: bool = False
    whole: ast.expr | None = None
    returned: Expr | None = None
    failed: bool = False

    @property
    def runs_on(self) -> str:
        """The name of what executes this: the engine, else the processor."""
        if self.engine is not None:
            return self.engine.name
        return self.processor.name if self.processor is not None else ""

    @property
    def clock(self) -> Fraction | None:
        """The frequency of what executes this, in Hz."""
        clock = self.engine.clock if self.engine is not None else None
        if clock is None and self.processor is not None:
            clock = self.processor.clock
        return clock.value if clock is not None else None

    def span(self, node: ast.AST) -> Span:
        """Where ``node`` was written; inside an inlined function, where the instruction calls it."""
        if self.inlined is not None:
            return self.inlined
        try:  # kept on the node: a text is typed for many types and variants
            return node.span  # type: ignore[attr-defined, no-any-return]
        except AttributeError:
            first, start, end = node.lineno, node.col_offset + 1, node.end_col_offset + 1  # type: ignore[attr-defined]
            made = Span(first, start, end if node.end_lineno == first else start + 1)  # type: ignore[attr-defined]
            node.span = made  # type: ignore[attr-defined]
            return made

    def report(self, wrong: Refused) -> None:
        """Report what a statement could not be typed for, once per place and rule."""
        self.failed = True
        if not isinstance(wrong, Wrong):
            return
        message = wrong.message
        if self.several:
            if not self.world.is_new(wrong.rule, self.text, wrong.node):
                return
            message += f" (with {self.several})"
        if wrong.about is not None:
            self.world.postpone(wrong, message, self.text)
            return
        self.world.report(wrong.rule, message, self.text, wrong.node, wrong.hint)

    def warn(self, rule: str, node: ast.AST, message: str, hint: str | None = None) -> None:
        """Report a warning, unless a call is being inlined: functions are warned about on their own."""
        if self.inlined is None:
            self.world.report(rule, message, self.text, node, hint)

    @contextmanager
    def block(self) -> Iterator[list[Stmt]]:
        """Collect the statements emitted meanwhile."""
        before, self.out = self.out, []
        try:
            yield self.out
        finally:
            self.out = before

    def fresh(self, name: str) -> str:
        """A name for a local that no other local of this body has."""
        made, count = name, 1
        while made in self.taken:
            count += 1
            made = f"{name}_{count}"
        self.taken.add(made)
        return made

    def touch(self, tile: str, how: str) -> None:
        """Note that a tile operand is read or written."""
        self.touched.setdefault(tile, set()).add(how)

    def said(self, name: str) -> Refused:
        """A refusal about ``name``, of which enough was said."""
        self.failed = True
        return Refused(name)
