"""The runtime's C interface: handles, functions, who owns what, which thread may call, what may go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.interfaces.errors import ErrorCode
    from specgen.model.interfaces.structures import Structure
    from specgen.model.isa import Enum
    from specgen.model.types import FloatType, IntegerType

THREAD_SAFETY = ("any", "handle", "none")
#: What functions may do, and the roles of their parameters; those in parentheses may be missing.
FUNCTION_ROLES: dict[str, tuple[str, ...]] = {
    "version": ("version",),
    "error_text": ("error", "text"),
    "device_count": ("count",),
    "open": ("index", "device"),
    "close": ("device",),
    "reset": ("device",),
    "properties": ("device", "properties"),
    "last_error": ("device", "error"),
    "allocate": ("device", "size", "(alignment)", "(memory)", "buffer"),
    "free": ("buffer",),
    "address": ("buffer", "address"),
    "map": ("buffer", "pointer"),
    "unmap": ("buffer",),
    "copy_in": ("buffer", "offset", "data", "size"),
    "copy_out": ("buffer", "offset", "data", "size"),
    "load": ("device", "data", "size", "executable"),
    "unload": ("executable",),
    "entry": ("executable", "name", "entry"),
    "create_queue": ("device", "capacity", "queue"),
    "destroy_queue": ("queue",),
    "create_semaphore": ("device", "initial", "semaphore"),
    "destroy_semaphore": ("semaphore",),
    "launch": ("queue", "entry", "arguments", "argument_count", "(completion)"),
    "copy": ("queue", "target", "target_offset", "source", "source_offset", "size", "(completion)"),
    "queue_wait": ("queue", "semaphore", "value"),
    "queue_signal": ("queue", "semaphore", "value"),
    "barrier": ("queue",),
    "timestamp": ("queue", "buffer", "offset"),
    "flush": ("queue",),
    "wait": ("semaphore", "value", "timeout"),
    "signal": ("semaphore", "value"),
    "semaphore_value": ("semaphore", "value"),
    "finish": ("queue", "timeout"),
    "read_trace": ("device", "data", "size", "written"),
    "inject": ("device", "fault", "seed"),
}


@frozen(eq=False, kw_only=True)
class Handle(Item):
    """An opaque thing of the runtime. What it is made from, its ``parent``, must outlive it."""

    parent: Handle | None = None


@frozen(eq=False, kw_only=True)
class Parameter(Item):
    """A parameter of a function: a value, a handle, or a pointer to ``pointee``s.

    ``direction``: ``in``, ``out`` or ``inout``; out parameters and arrays are pointers. ``counted_by`` names the parameter
    that tells how many. ``ownership``: ``borrowed`` (for the call), ``kept`` (until the handle it is given to goes),
    ``transferred``. ``text``: zero-terminated UTF-8. ``type`` None: untyped bytes.
    """

    type: IntegerType | FloatType | Structure | Enum | Handle | None
    direction: str = "in"
    counted_by: str | None = None
    array: bool = False
    text: bool = False
    optional: bool = False
    ownership: str = "borrowed"


@frozen(eq=False, kw_only=True)
class Call(Item):
    """A function: it returns an error code. ``roles`` gives the parameter that plays each role of what it ``does``.

    ``creates`` and ``destroys`` are the handles whose life it begins and ends. ``threads``: who may call it at a time: ``any``
    thread, one for each ``handle``, or one in all (``none``). ``errors`` are all that it may return.
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


@frozen(eq=False, kw_only=True)
class Runtime(Item):
    """A runtime's interface: ``prefix`` begins all its names. ``version`` is that of its dispatch table.

    A table grows at its end only: a function's ``slot`` is its place, the same in every later version.
    """

    prefix: str
    version: tuple[int, int]
    handles: dict[str, Handle]
    functions: dict[str, Call]
