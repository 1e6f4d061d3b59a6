"""What emitting one function keeps: its lines, the names it binds, the constants it is linked with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from specgen.generators.interpreter.python.functions.code import Code
from specgen.generators.interpreter.python.runtime import Kind, traits
from specgen.generators.interpreter.python.storage import Storage
from specgen.model.execution import Fault, State, Table
from specgen.model.memory import Memory
from specgen.model.types import FloatType, NumberType
from specgen.semantics import ir


@dataclass
class Region:
    """A grid being emitted over all its iterations at once.

    ``axes`` numbers the grid's locals; ``extents`` are texts. ``varying`` are the locals with a value for each
    iteration, ``private`` the local arrays of which each iteration has its own. ``checks`` names the recorder of faults
    (empty: nothing can fault), and ``settles``: it is asked before each write rather than at the end. ``hoisted`` and
    ``after`` are lines that stand before and behind the body, whose statements are ``depth`` deep. ``writes`` counts the
    statements that write a place.
    """

    grid: ir.Grid
    axes: dict[ir.Local, int]
    extents: tuple[str, ...]
    varying: set[ir.Local]
    private: set[ir.LocalArray]
    checks: str = ""
    settles: bool = True
    loops: int = 0
    hoisted: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    depth: int = 0
    writes: Counter[object] = field(default_factory=Counter)
    used: set[ir.Local] = field(default_factory=set)
    assigned: set[ir.Local] = field(default_factory=set)
    assigned_arrays: set[ir.LocalArray] = field(default_factory=set)
    mask: Code | None = None
    affine: dict[ir.Local, Any] = field(default_factory=dict)
    written: frozenset[object] = frozenset()

    def hoist(self, line: str) -> None:
        """Sets a line before the body, once."""
        if line not in self.hoisted:
            self.hoisted.append(line)

    @property
    def rank(self) -> int:
        """Number of axes."""
        return len(self.extents)


@dataclass
class Emitter:
    """One function in the making; ``mapped`` names the memories in whose address space devices lie.

    ``checked``: reads look whether what they read was ever written, so that grids run one iteration after the other.
    """

    storage: Mapping[str, Storage]
    lines: list[str] = field(default_factory=list)
    depth: int = 1
    constants: dict[str, Any] = field(default_factory=dict)
    bound: dict[str, str] = field(default_factory=dict)
    locals: dict[object, str] = field(default_factory=dict)
    taken: dict[str, int] = field(default_factory=dict)
    captured: list[ir.StateRead] = field(default_factory=list)
    issuing: bool = False
    program_counter: NumberType | None = None
    assigned_twice: set[ir.Local] = field(default_factory=set)
    region: Region | None = None
    journal: bool = False
    pc_written: bool = False
    deferred: str = ""
    defers: bool = False
    exact_sources: dict[ir.Local, FloatType] = field(default_factory=dict)
    field_reads: set[str] = field(default_factory=set)
    hits: bytearray | None = None
    mapped: frozenset[str] = frozenset()
    in_grid: bool = False
    checked: bool = False
    branches: list[ir.If] = field(default_factory=list)

    # -- what a run reaches

    def reached(self, branch: int) -> None:
        """Notes in ``hits`` that the run came here, where that is asked for; ``branch`` is what `branch` gave."""
        if self.hits is not None:
            self.line(f"{self.constant('hits', self.hits)}[{branch}] = 1")

    def branch(self, stmt: ir.If) -> int:
        """Room for both ways of a condition: the number of the way taken, the other one being the next."""
        if self.hits is None:
            return 0
        self.hits += bytes(2)
        self.branches.append(stmt)
        return len(self.hits) - 2

    # -- lines

    def line(self, text: str) -> None:
        """Adds one line."""
        self.lines.append("    " * self.depth + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """What is emitted inside stands below ``head``; an empty block passes."""
        self.line(head)
        before = len(self.lines)
        self.depth += 1
        yield
        if len(self.lines) == before:
            self.line("pass")
        self.depth -= 1

    @contextmanager
    def aside(self) -> Iterator[list[str]]:
        """What is emitted inside is kept in a list of its own."""
        kept, self.lines = self.lines, []
        try:
            yield self.lines
        finally:
            self.lines = kept

    @contextmanager
    def under(self, mask: Code | None) -> Iterator[None]:
        """What is emitted inside happens in the iterations of ``mask`` alone."""
        region = self.region
        assert region is not None
        before, region.mask = region.mask, mask
        try:
            yield
        finally:
            region.mask = before

    # -- names

    def fresh(self, stem: str) -> str:
        """A name that nothing else in the function has; it ends in an underscore, as bound names never do."""
        number = self.taken[stem] = self.taken.get(stem, 0) + 1
        return f"{stem}_" if number == 1 else f"{stem}_{number}"

    def local(self, local: ir.Local | ir.LocalArray) -> str:
        """The name of a local."""
        if local not in self.locals:
            self.locals[local] = self.fresh(local.name)
        return self.locals[local]

    def constant(self, name: str, value: Any) -> str:
        """Links the function with ``value`` under ``name``, or a name like it where another value has that."""
        while name in self.constants and self.constants[name] is not value and self.constants[name] != value:
            name += "_"
        self.constants.setdefault(name, value)
        return name

    def bind(self, name: str, text: str) -> str:
        """Binds a name once, before the body."""
        self.bound.setdefault(name, text)
        return name

    def state(self, state: State) -> str:
        """The name of a state's list or array."""
        return self.bind(f"state_{state.name}", f"m.state[{state.name!r}]")

    def memory(self, memory: Memory) -> str:
        """The name of a memory."""
        return self.bind(f"memory_{memory.name}", f"m.memory[{memory.name!r}]")

    def table(self, table: Table) -> str:
        """The name of a constant table."""
        return self.bind(f"table_{table.name}", f"m.tables[{table.name!r}]")

    def fault(self, fault: Fault) -> str:
        """The name of a fault's runtime counterpart."""
        value = fault.value
        kind = Kind(fault.name) if value is None else Kind(fault.name, value.width, value.signed)
        return self.constant(f"fault_{fault.name}", kind)

    def maps(self, memory: Memory) -> bool:
        """Whether an access of a memory may reach a device beside it, as none of a grid does."""
        return memory.name in self.mapped and not self.in_grid

    @property
    def mask(self) -> Code | None:
        """The iterations that are live here, or None for all."""
        return self.region.mask if self.region is not None else None


def is_listed(e: Emitter, state: State) -> bool:
    """Whether a state lives in a list of Python integers."""
    return e.storage[state.name].kind == "list"


def number_dtype(kind: NumberType) -> str:
    """The NumPy type of an array of values of a type: as they are handed about."""
    if isinstance(kind, FloatType):
        known = traits(kind)
        return (known.native or known.code_dtype).__name__
    if kind.width > 64:
        return "object"
    width = max(8, 1 << (kind.width - 1).bit_length())
    return f"{'int' if kind.signed else 'uint'}{width}"


def home_of(state: State) -> State:
    """The state whose bits a view shows."""
    while state.view_of is not None:
        state = state.view_of
    return state
