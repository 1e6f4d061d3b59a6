"""The runtime's C interface: handles, functions, who owns what, which thread may call, what may go wrong."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.interfaces.errors import ErrorCode
    from specgen.model.interfaces.structures import Structure
    from specgen.model.isa import Enum
    from specgen.model.types import FloatType, IntegerType

THREAD_SAFETY = ("any", "handle", "none")


@frozen(eq=False, kw_only=True)
class Handle(Item):
    """An opaque thing of the runtime, of a ``kind`` (`specgen.model.interfaces.verbs.PARENTS`), as its functions use it.

    What it is made from, its ``parent``, outlives it. One that no function ends goes with its parent.
    """

    kind: str
    parent: Handle | None = None


@frozen(eq=False, kw_only=True)
class Parameter(Item):
    """A parameter of a function. ``kind``: ``number``, ``structure``, ``enum``, ``handle``, ``error``, ``bytes``, ``text``.

    ``direction``: ``in``, ``out`` or ``inout``; out parameters and arrays are pointers. ``counted_by`` names the parameter
    that tells how many elements, or bytes, there are; bytes that go out uncounted are a pointer that the function gives.
    ``ownership``: ``borrowed`` (for the call), ``kept`` (until the handle it is given to goes), ``transferred``. Text is
    zero-terminated UTF-8. ``type`` is None for errors, bytes and text.
    """

    kind: str
    type: IntegerType | FloatType | Structure | Enum | Handle | None
    direction: str = "in"
    counted_by: str | None = None
    optional: bool = False
    ownership: str = "borrowed"


@frozen(eq=False, kw_only=True, slots=False)
class Call(Item):
    """A function: it returns an error code. ``roles`` gives what plays each role of what it ``does``.

    That is a parameter or, for a role such as ``arguments.kind``, a member of a parameter's structure. ``creates`` and
    ``destroys`` are the handles whose life it begins and ends. ``threads``: who may call it at a time: ``any`` thread, one
    for each ``handle``, or one in all (``none``). ``errors`` are all that it may return besides success.
    """

    does: str
    parameters: tuple[Parameter, ...]
    roles: dict[str, str]
    blocking: bool
    threads: str
    errors: tuple[ErrorCode, ...]
    creates: Handle | None
    destroys: Handle | None
    slot: int

    @cached_property
    def by_name(self) -> dict[str, Parameter]:
        """Parameters by name."""
        return {p.name: p for p in self.parameters}

    def playing(self, role: str) -> Parameter | None:
        """The parameter that plays a role, or None."""
        return self.by_name.get(self.roles.get(role, ""))


@frozen(eq=False, kw_only=True)
class Runtime(Item):
    """A runtime's interface: ``prefix`` begins all its names. ``version`` is that of its dispatch table.

    A table grows at its end only: a function's ``slot`` is its place, the same in every later version.
    """

    prefix: str
    version: tuple[int, int]
    handles: dict[str, Handle]
    functions: dict[str, Call]
