"""What executes and what it holds: state, engines, processors, synchronisation, faults, functions."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.isa import Extension
    from specgen.model.memory import Memory
    from specgen.model.origin import Origin, Path
    from specgen.model.quantity import Quantity
    from specgen.model.types import IntegerType, NumberType


@frozen(eq=False, kw_only=True)
class Fault(Item):
    """A declared fault; ``value`` is the type of the value it carries, if any. ``stops``: no trap entry takes it."""

    code: int
    value: IntegerType | None = None
    stops: bool = False


@frozen(eq=False, kw_only=True)
class Engine(Item):
    """A unit that runs the instructions handed to its queue, in order; ``queue`` is the queue's depth."""

    queue: int
    clock: Quantity | None = None


@frozen(eq=False, kw_only=True)
class Register(Item):
    """A register of a sparse file, at ``index``.

    A write changes the bits of ``mask``. ``read`` and ``write`` name functions of the spec that stand for the stored
    value: ``read()``, ``write(value)``.
    """

    index: int
    initial: int = 0
    mask: int = 0
    read: str | None = None
    write: str | None = None
    read_only: bool = False


@frozen(eq=False, kw_only=True)
class State(Item):
    """A scalar (``shape`` empty), register file or array.

    ``low`` and ``high`` bound the value of integer state (the declared range, else the type's). ``engine``
    owns it (None: the processor, whose state an engine's instruction reads when it is issued). ``view_of``
    shares the bits of another array under another type: of the same width and shape, or of another width
    and as many bits in the last dimension, element 0 in the low bits. ``out_of_range``
    names the fault of an unproven index. ``role``: ``program_counter``, ``instance_index`` or empty.
    ``sparse``: of its one dimension only ``entries`` exist, by name; they are stored densely all the same.
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
    sparse: bool = False
    entries: dict[str, Register] = field(default_factory=dict)

    @property
    def starts(self) -> dict[int, int]:
        """The values at reset of those elements of one dimension that begin with another than ``initial``."""
        return {one.index: one.initial for one in self.entries.values() if one.initial != self.initial}

    def table(self, part: str) -> str:
        """The name of a derived table of a sparse file, which nothing of a spec can have: ``exists`` or ``mask``."""
        return f"_{self.name}_{part}"


@frozen()
class TrapEntry:
    """What a processor does where one of its instructions raises a fault: a text of the semantics language.

    ``extension``: the one that it belongs to, if any; ``path`` leads to the text below the processor's origin.
    """

    body: str
    extension: Extension | None
    origin: Origin
    path: Path


@frozen()
class ElfFormat:
    """Which ELF files hold a processor's programs: the number of the ``machine`` and the ``bits`` of the class."""

    machine: int
    bits: int


@frozen(eq=False, kw_only=True)
class Processor(Item):
    """What fetches one instruction stream from ``memory``, starting at ``reset``.

    ``unit`` is the number of bytes that one step of the program counter means; ``granule`` the bits fetched
    to tell an instruction's length: with a ``longer`` mask and value, a granule that has this value there is the
    first of a longer word, also of one that is no instruction. ``illegal`` and ``fetch`` are the faults of a word
    that is no instruction and of a pc that leaves the memory or is misaligned. ``complete`` promises that every
    word is an instruction. ``padding`` are instructions with which the assembler aligns code. ``on_raise`` is None
    where a fault stops the machine, also where its extension is not enabled.
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
    elf: ElfFormat | None = None
    longer: tuple[int, int] | None = None
    padding: tuple[str, ...] = ()
    on_raise: TrapEntry | None = None


@frozen(eq=False, kw_only=True)
class Instances(Item):
    """How many copies of all that is not ``shared`` there are; ``index`` is the state that tells which."""

    count: int
    index: State | None = None


@frozen(eq=False, kw_only=True)
class Semaphore(Item):
    """A file of ``count`` counters up to ``max``. ``on_full``: ``block`` or ``fault``.

    ``underflow``: the fault of a wait for more than ``max``, which otherwise never ends.
    """

    count: int
    max: int
    producers: tuple[str, ...]
    consumer: str
    on_full: str
    overflow: Fault | None = None
    underflow: Fault | None = None
    initial: int = 0


@frozen(eq=False, kw_only=True)
class Barrier(Item):
    """``count`` meeting points of all instances (``barrier(b[i])``)."""

    count: int = 1


@frozen(eq=False, kw_only=True)
class Function(Item):
    """A function shared by instructions, inlined where called; ``host`` ones have no body and run outside.

    ``memory``: the one that a host function sees.
    """

    arguments: dict[str, NumberType]
    returns: NumberType | None
    body: str = ""
    host: bool = False
    memory: Memory | None = None


@frozen(eq=False, kw_only=True)
class Table(Item):
    """A constant array; ``values`` are raw bits (floats) or values (integers), in row-major order.

    ``derived``: it is not written in the spec, but stands for something that is.
    """

    type: NumberType
    shape: tuple[int, ...]
    values: tuple[int, ...]
    derived: bool = False
