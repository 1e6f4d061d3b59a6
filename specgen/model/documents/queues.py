"""Documents of command queues, mailboxes, traces and protocols."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from specgen.model.documents.base import Document, ItemDocument, Number, Text

Roles = Annotated[
    dict[str, str] | None,
    Field(alias="with", description="Members by the role they play, where their names are others."),
]


class ArgumentsDocument(Document):
    """Where a launch puts the arguments of a kernel."""

    memory: Annotated[str, Field(description="The memory.")]
    address: Annotated[Number, Field(description="The address in it; its base by default.")] = None


class PacketDocument(ItemDocument):
    """A kind of packet."""

    structure: Annotated[str, Field(description="Its structure, which begins with the header.")]
    does: Annotated[
        Literal[
            "launch", "copy", "fill", "barrier_and", "barrier_or", "semaphore_wait", "semaphore_signal",
            "timestamp", "fence", "none", "vendor",
        ],
        Field(description="What it has the device do."),
    ]  # fmt: skip
    roles: Roles = None
    program: Annotated[
        str | None, Field(description="Of a launch: the structure of one entry of its list of programs.")
    ] = None
    program_with: Annotated[
        dict[str, str] | None, Field(description="Members of that structure by role.")
    ] = None
    arguments: Annotated[
        ArgumentsDocument | None, Field(description="Of a launch: where its arguments are copied to.")
    ] = None


class CapacityDocument(Document):
    """How many slots a ring may have."""

    min: Annotated[Number, Field(description="The fewest, a power of two.")]
    max: Annotated[Number, Field(description="The most, a power of two.")]


class IndicesDocument(Document):
    """Where both indices lie in memory."""

    structure: Annotated[str, Field(description="The structure that holds them.")]
    roles: Roles = None
    line: Annotated[Number, Field(description="Bytes of a cache line.")] = 64


class QueueDocument(ItemDocument):
    """Rings of packets from the host to the device."""

    count: Annotated[Number, Field(description="How many queues there are.")] = 1
    packet_size: Annotated[Number, Field(description="Bytes of a packet.")] = 64
    header: Annotated[str, Field(description="The structure that every packet begins with.")]
    type: Annotated[str, Field(description="The member or bit field of the header that tells the packet.")]
    empty: Annotated[str | None, Field(description="The value of it in a slot that was not written.")] = None
    capacity: Annotated[CapacityDocument, Field(description="The fewest and the most slots of a ring.")]
    index: Annotated[str, Field(description="The unsigned type of the indices, which count packets.")] = "u64"
    atomic: Annotated[
        dict[Literal["host", "device"], Number] | None,
        Field(
            description="Bits that each side reads and writes at once; by default those of an access to the block."
        ),
    ] = None
    indices: Annotated[
        IndicesDocument | None, Field(description="The structure in memory that holds both indices.")
    ] = None
    ring: Annotated[str, Field(description="The memory that the ring lies in, or host.")] = "host"
    block: Annotated[str, Field(description="The register block; with a count, one for each queue.")]
    registers: Annotated[
        dict[str, str] | None, Field(description="Registers by what they do, where their names are others.")
    ] = None
    packets: Annotated[
        dict[str, PacketDocument], Field(description="Packets, by the names of the type's enum.")
    ]


class MessageDocument(ItemDocument):
    """What a host may ask of the firmware."""

    code: Annotated[Number, Field(description="What the command register holds.")]
    request: Annotated[str | None, Field(description="The structure that the host gives.")] = None
    response: Annotated[str | None, Field(description="The structure that it gets.")] = None
    does: Annotated[
        Literal["identify", "ping", "time", "reset", "last_error", "configure", "vendor"],
        Field(description="What the firmware does."),
    ]


class MailboxDocument(ItemDocument):
    """Registers through which the host asks the firmware."""

    block: Annotated[str, Field(description="The register block.")]
    registers: Annotated[
        dict[str, str] | None, Field(description="Registers by what they do, where their names are others.")
    ] = None
    states: Annotated[
        dict[Literal["idle", "busy", "done", "failed"], str] | None,
        Field(description="Values of the status register's enum, where their names are others."),
    ] = None
    messages: Annotated[dict[str, MessageDocument], Field(description="Messages by name.")]


class RecordDocument(ItemDocument):
    """A kind of trace record."""

    structure: Annotated[str, Field(description="Its structure, which begins with the header.")]
    does: Annotated[
        Literal[
            "instruction", "packet", "copy", "interrupt", "register", "mailbox", "fault", "lost", "marker"
        ],
        Field(description="What it tells."),
    ]
    category: Annotated[str, Field(description="The category in a timeline.")] = ""
    roles: Roles = None


class TraceDocument(ItemDocument):
    """Records that a device writes while it runs."""

    record_size: Annotated[Number, Field(description="Bytes of a record.")]
    header: Annotated[str, Field(description="The structure that every record begins with.")]
    type: Annotated[str, Field(description="The member or bit field of the header that tells the record.")]
    records: Annotated[
        dict[str, RecordDocument], Field(description="Records, by the names of the type's enum.")
    ]


class SharedDocument(ItemDocument):
    """A word that agents share."""

    writer: Annotated[str, Field(description="The agent that changes it.")]
    initial: Annotated[Number, Field(description="Its first value.")] = 0
    count: Annotated[Number, Field(description="How many of them there are.")] = None


class StepDocument(ItemDocument):
    """What an agent may do in a state."""

    source: Annotated[str, Field(alias="from", description="The state that it is in.")]
    target: Annotated[str, Field(alias="to", description="The state that it is in then.")]
    when: Annotated[Text | None, Field(description="Where it may happen.")] = None
    do: Annotated[
        list[str] | str | None, Field(description="Assignments in order, such as slot[i % N] = i + 1.")
    ] = None
    order: Annotated[
        Literal["relaxed", "release", "acquire", "fence"],
        Field(
            description="Whether what was written before is seen first, what is read after is as new, or both."
        ),
    ] = "relaxed"


class AgentDocument(ItemDocument):
    """One side of a protocol."""

    states: Annotated[list[str], Field(description="Its states, the first one first.")]
    variables: Annotated[dict[str, Number] | None, Field(description="Its own variables.")] = None
    steps: Annotated[dict[str, StepDocument], Field(description="What it does.")]


class ProtocolDocument(ItemDocument):
    """A state machine of agents that share words."""

    queue: Annotated[str | None, Field(description="The queue whose protocol it is.")] = None
    constants: Annotated[dict[str, Number] | None, Field(description="Sizes that bound it.")] = None
    shared: Annotated[dict[str, SharedDocument], Field(description="What the agents share.")]
    agents: Annotated[dict[str, AgentDocument], Field(description="Its sides.")]
    invariants: Annotated[dict[str, Text] | None, Field(description="What holds at all times, by name.")] = (
        None
    )
    ends: Annotated[Text, Field(description="What holds where nothing more can happen.")]
