"""How a host and a device talk: command queues, a firmware's mailbox, trace records, and the protocol of two sides."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.expressions import Expression
    from specgen.model.interfaces.registers import HostRegister, RegisterBlock
    from specgen.model.interfaces.structures import Structure
    from specgen.model.memory import Memory
    from specgen.model.origin import Origin
    from specgen.model.types import IntegerType

#: What a packet may have the device do, and the roles that members of its structure play in it; those in parentheses
#: may be missing. Every packet may have ``barrier`` (wait for all earlier packets of its queue), ``acquire``, ``release``,
#: ``completion``, the address of a signal (an unsigned word that is zero when it is done: the device decrements it), and
#: ``sequence``, the low bits of its index.
PACKET_ROLES: dict[str, tuple[str, ...]] = {
    "launch": ("programs", "program_count", "(arguments)", "(arguments_size)", "(instances)"),
    "copy": ("source", "target", "size"),
    "fill": ("target", "size", "pattern"),
    "barrier_and": ("signals",),
    "barrier_or": ("signals",),
    "semaphore_wait": ("address", "value"),
    "semaphore_signal": ("address", "value"),
    "timestamp": ("target",),
    "fence": (),
    "none": (),
    "vendor": (),
}
COMMON_ROLES = ("(barrier)", "(acquire)", "(release)", "(completion)", "(checksum)", "(sequence)")
#: The roles of the structure that tells what one processor is to run.
PROGRAM_ROLES = ("code", "size", "load_address", "entry", "(processor)", "(instances)")

#: What a queue's registers do.
QUEUE_REGISTERS = (
    "base",
    "capacity",
    "doorbell",
    "enable",
    "(read_index)",
    "(read_index_address)",
    "(error)",
    "(error_index)",
)
#: What a mailbox's registers do.
MAILBOX_REGISTERS = ("command", "doorbell", "status", "data", "(error)")
#: What messages may have the firmware do.
MESSAGES = ("identify", "ping", "time", "reset", "last_error", "configure", "vendor")
#: What the status register of a mailbox may say: nothing asked yet, not answered yet, answered, refused (see ``error``).
MAILBOX_STATES = ("idle", "busy", "done", "failed")
#: What trace records may tell, and the roles of their members, times in ticks: when it was ``queued``, when it began
#: (``time``, which every record has), until when it kept its unit busy, when it ended.
RECORD_ROLES: dict[str, tuple[str, ...]] = {
    "instruction": ("pc", "(word)", "(opcode)", "(queued)", "(busy_until)", "(finish)"),
    "packet": ("queue", "index", "(kind)", "(queued)", "(finish)", "(error)"),
    "copy": ("source", "target", "size", "(queue)", "(index)", "(finish)"),
    "interrupt": ("line",),
    "register": ("address", "value", "(write)"),
    "mailbox": ("code", "(finish)", "(error)"),
    "fault": ("error", "(fault)", "(pc)", "(value)", "(queue)", "(index)"),
    "lost": ("count",),
    "marker": ("value",),
}
RECORDS = tuple(RECORD_ROLES)
#: Where it happened, and how many records were written before it.
COMMON_RECORD_ROLES = ("time", "(sequence)", "(instance)", "(processor)", "(unit)")


@frozen(eq=False, kw_only=True)
class Packet(Item):
    """A kind of packet, told by ``code``: a structure of the queue's size that begins with its header.

    ``roles`` gives the member or bit field that plays each role (see `place_of`). A launch: ``program`` is the structure
    of one entry of its list of programs; arguments are copied to ``arguments_at`` in ``arguments_in``.
    """

    code: int
    structure: Structure
    does: str
    roles: dict[str, str]
    program: Structure | None = None
    program_roles: dict[str, str] = field(default_factory=dict)
    arguments_in: Memory | None = None
    arguments_at: int = 0


#: What members of the structure that holds both indices of a ring are.
INDEX_ROLES = ("write_index", "read_index")


@frozen(eq=False)
class Indices:
    """A structure in memory with both indices, by role; caches fetch and give up ``line`` bytes of it at once."""

    structure: Structure
    roles: dict[str, str]
    line: int


@frozen(eq=False, kw_only=True)
class Queue(Item):
    """Rings of packets of ``size`` bytes, ``count`` of them, each with ``registers`` in the same place of ``block``.

    ``type`` is the member or bit field of ``header`` that tells the packet; ``empty`` its value in a slot not yet
    written. Slots are ``capacity[0]`` to ``capacity[1]``, a power of two. Indices count packets and wrap where their type
    does; ``atomic`` gives the bits that the host and the device read and write at once, no fewer than an index has.
    The ring lies in ``memory``, or where that is None in the host's. ``indices``: where both lie in memory, besides.
    """

    size: int
    header: Structure
    type: str
    empty: int | None
    packets: dict[str, Packet]
    count: int
    capacity: tuple[int, int]
    index: IntegerType
    atomic: dict[str, int]
    memory: Memory | None
    block: RegisterBlock
    registers: dict[str, HostRegister]
    indices: Indices | None = None


@frozen(eq=False, kw_only=True)
class Message(Item):
    """What a host may ask of the firmware, by ``code``: the structures of its request and its response."""

    code: int
    request: Structure | None
    response: Structure | None
    does: str


@frozen(eq=False, kw_only=True)
class Mailbox(Item):
    """Registers through which the host asks the firmware, one message at a time.

    The host writes the request into ``data``, the code into ``command``, any value into ``doorbell``; ``status`` has the
    value ``states["busy"]`` until the response is in ``data``.
    """

    states: dict[str, int]
    block: RegisterBlock
    registers: dict[str, HostRegister]
    messages: dict[str, Message]


@frozen(eq=False, kw_only=True)
class Record(Item):
    """A kind of trace record, by ``code``; its structure begins with the trace's header. ``roles`` as for packets."""

    code: int
    structure: Structure
    does: str
    category: str
    roles: dict[str, str]


@frozen(eq=False, kw_only=True)
class Trace(Item):
    """Records of ``size`` bytes that a device writes while it runs: ``type`` of ``header`` tells which one it is."""

    size: int
    header: Structure
    type: str
    records: dict[str, Record]


@frozen(eq=False, kw_only=True)
class Shared(Item):
    """A word, or ``count`` of them, that agents share; only ``writer`` changes it."""

    writer: str
    initial: int
    count: int | None = None


@frozen(eq=False, kw_only=True)
class Step:
    """A transition of an agent: from a state, where ``when`` holds, by assignments in order, to a state.

    ``order``: ``release``: what was written before is visible no later; ``acquire``: what is read after is no older;
    ``fence``: it waits until what was written before is visible, and acquires. `specgen.model.protocols` says it exactly.
    """

    name: str
    source: str
    target: str
    when: Expression | None
    assign: tuple[tuple[str, Expression | None, Expression], ...]  # name, index, value
    order: str
    summary: str
    origin: Origin


@frozen(eq=False, kw_only=True)
class Agent(Item):
    """One side: its own variables with their first values, and what it does."""

    states: tuple[str, ...]
    variables: dict[str, int]
    steps: tuple[Step, ...]


@frozen(eq=False, kw_only=True)
class Protocol(Item):
    """A state machine of agents that share words; ``constants`` bound it so that every interleaving can be looked at.

    ``invariants`` hold at all times, ``ends`` holds where nothing more can happen: elsewhere that is a deadlock.
    """

    constants: dict[str, int]
    shared: dict[str, Shared]
    agents: dict[str, Agent]
    invariants: tuple[tuple[str, Expression], ...]
    ends: Expression
    queue: Queue | None = None
