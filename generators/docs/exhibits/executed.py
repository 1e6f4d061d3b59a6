"""Examples of instructions that were executed; see `specgen.machine.examples`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Change(Protocol):
    """An element of state or of a memory, or a counter: what it held, and what was written."""

    @property
    def place(self) -> str:
        """Its name."""

    @property
    def kind(self) -> str:
        """The kind of thing that it belongs to, as links have it."""

    @property
    def of(self) -> str:
        """What it belongs to."""

    @property
    def role(self) -> str:
        """The operand that names it; may be empty."""

    @property
    def before(self) -> str:
        """Its value."""

    @property
    def after(self) -> str:
        """What was written there; empty where nothing was."""


class Grid(Protocol):
    """A corner of a tile or of an array."""

    @property
    def name(self) -> str:
        """The tile, or the array with its leading indices."""

    @property
    def kind(self) -> str:
        """The kind of what it is in, as links have it."""

    @property
    def of(self) -> str:
        """The memory or the state."""

    @property
    def type(self) -> str:
        """The type of an element."""

    @property
    def size(self) -> Sequence[int]:
        """Its extents."""

    @property
    def at(self) -> str:
        """Its address; empty of state."""

    @property
    def rows(self) -> Sequence[str]:
        """Labels of the rows shown."""

    @property
    def columns(self) -> Sequence[str]:
        """Labels of the columns shown."""

    @property
    def before(self) -> Sequence[Sequence[str]]:
        """Its values."""

    @property
    def after(self) -> Sequence[Sequence[str]]:
        """Its new values; empty where nothing changed."""


class Ended(Protocol):
    """How an execution ended."""

    @property
    def outcome(self) -> str:
        """``done``, ``fault``, ``waits`` or ``exited``."""

    @property
    def fault(self) -> str:
        """The fault, if any."""

    @property
    def value(self) -> str:
        """What it carries."""

    @property
    def operand(self) -> str:
        """The tile that it concerns."""

    @property
    def next_pc(self) -> str:
        """Where the processor goes on, where that is not behind the instruction."""

    @property
    def told(self) -> Sequence[str]:
        """What host functions were given."""


class Executed(Protocol):
    """One execution of an instruction."""

    @property
    def name(self) -> str:
        """``done``, ``ends``, or the fault."""

    @property
    def variant(self) -> str:
        """The variant that it was executed on."""

    @property
    def text(self) -> str:
        """The line of assembly."""

    @property
    def word(self) -> int:
        """Its word."""

    @property
    def operands(self) -> Sequence[tuple[str, int]]:
        """The values of the operands."""

    @property
    def changes(self) -> Sequence[Change]:
        """Single elements."""

    @property
    def grids(self) -> Sequence[Grid]:
        """Tiles and arrays."""

    @property
    def ended(self) -> Ended:
        """How it ended."""

    @property
    def left_out(self) -> int:
        """Elements that were too many to be told."""
