"""What executes and what it holds: state, engines, processors, synchronisation, faults, functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.memory import Memory
    from specgen.model.quantity import Quantity
    from specgen.model.types import IntegerType, NumberType


@frozen(eq=False, kw_only=True)
class Fault(Item):
    """A declared fault; ``value`` is the type of the value it carries, if any."""

    code: int
    value: IntegerType | None = None


@frozen(eq=False, kw_only=True)
class Engine(Item):
    """A unit that runs the instructions handed to its queue, in order; ``queue`` is the queue's depth."""

    queue: int
    clock: Quantity | None = None


@frozen(eq=False, kw_only=True)
class State(Item):
    """A scalar (``shape`` empty), register file or array.

    ``low`` and ``high`` bound the value of integer state (the declared range, else the type's). ``engine``
    owns it (None: the processor, whose state an engine's instruction reads when it is issued). ``view_of``
    shares the bits of another array under another type: of the same width and shape, or of another width
    and as many bits in the last dimension, element 0 in the low bits. ``out_of_range``
    names the fault of an unproven index. ``role``: ``program_counter``, ``instance_index`` or empty.
    """

    type: NumberType
    shape: tuple[int, ...] = ()
    low: int = 0
    high: int = 0
    initial: int = 0
    role: str = ""
    names: tuple[str, ...] = ()
    aliases: dict[str, int]
    constant: dict[int, int]
    engine: Engine | None = None
    view_of: State | None = None
    out_of_range: Fault | None = None


@frozen(eq=False, kw_only=True)
class Processor(Item):
    """What fetches one instruction stream from ``memory``, starting at ``reset``.

    ``unit`` is the number of bytes that one step of the program counter means; ``granule`` the bits fetched
    to tell an instruction's length. ``illegal`` and ``fetch`` are the faults of a word that is no instruction
    and of a pc that leaves the memory or is misaligned. ``complete`` promises that every word is an
    instruction.
    """

    program_counter: State
    memory: Memory
    reset: int
    unit: int
    granule: int
    endianness: str
    illegal: Fault
    fetch: Fault
    complete: bool = False
    clock: Quantity | None = None


@frozen(eq=False, kw_only=True)
class Instances(Item):
    """How many copies of all that is not ``shared`` there are; ``index`` is the state that tells which."""

    count: int
    index: State | None = None


@frozen(eq=False, kw_only=True)
class Semaphore(Item):
    """A file of ``count`` counters up to ``max``. ``on_full``: ``block`` or ``fault``."""

    count: int
    max: int
    producers: tuple[str, ...]
    consumer: str
    on_full: str
    overflow: Fault | None = None
    initial: int = 0


@frozen(eq=False, kw_only=True)
class Barrier(Item):
    """``count`` meeting points of all instances (``barrier(b[i])``)."""

    count: int = 1


@frozen(eq=False, kw_only=True)
class Function(Item):
    """A function shared by instructions, inlined where called; ``host`` ones have no body and run outside."""

    arguments: dict[str, NumberType]
    returns: NumberType | None
    body: str = ""
    host: bool = False


@frozen(eq=False, kw_only=True)
class Table(Item):
    """A constant array; ``values`` are raw bits (floats) or values (integers), in row-major order."""

    type: NumberType
    shape: tuple[int, ...]
    values: tuple[int, ...]
