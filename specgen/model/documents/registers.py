"""Documents of registers that software outside sees, and of interrupts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from specgen.model.documents.base import ItemDocument, Number
from specgen.model.documents.isa import Bits
from specgen.model.documents.structures import Endian

Access = Annotated[
    Literal["rw", "ro", "wo", "w1c", "w1s", "w0c", "w1t", "rc", "rs", "w1", "lock"] | None,
    Field(description="What reads and writes do: see the language reference."),
]


Hardware = Annotated[
    Literal["rw", "r", "w", "na"] | None,
    Field(description="Whether the device reads or writes it; by default both."),
]
Reset = Annotated[Number, Field(description="The value after a reset, or a name of its enum; unknown: none.")]

Does = Annotated[
    Literal[
        "reset", "enable", "ready", "busy", "error", "time", "version_major", "version_minor", "version_patch",
        "spec_hash", "instances", "instance_state", "instance_error", "instance_pc", "trace_base", "trace_size",
        "trace_index", "trace_lost", "trace_enable", "inject_condition", "inject_after", "inject_now",
    ]
    | None,
    Field(description="What the device does with it."),
]  # fmt: skip
When = Annotated[list[str] | None, Field(description="Conditions of the device that set it.")]


class RegisterFieldDocument(ItemDocument):
    """Some bits of a register."""

    bits: Bits
    access: Access = None
    reset: Reset = 0
    enum: Annotated[str | None, Field(description="The enum that names its values.")] = None
    signed: Annotated[bool, Field(description="Whether it is in two's complement.")] = False
    pulse: Annotated[bool, Field(description="Whether a one acts once and reads as zero.")] = False
    hardware: Hardware = None
    locked_by: Annotated[str | None, Field(description="The lock field that makes it read-only.")] = None
    reserved: Annotated[
        Literal["zero", "ignored", "preserve"] | None,
        Field(description="Not in use: written as zero, ignored, or kept."),
    ] = None
    does: Does = None
    when: When = None


class HostRegisterDocument(ItemDocument):
    """A register."""

    offset: Annotated[Number, Field(description="Bytes from the beginning of its block.")]
    width: Annotated[Number, Field(description="Its bits; by default the block's access width.")] = None
    count: Annotated[Number, Field(description="How many there are.")] = None
    stride: Annotated[Number, Field(description="Bytes from one to the next.")] = None
    access: Access = None
    reset: Reset = 0
    enum: Annotated[str | None, Field(description="The enum of its value, if it has no fields.")] = None
    signed: Annotated[
        bool, Field(description="Whether its value is in two's complement, if it has no fields.")
    ] = False
    pulse: Annotated[bool, Field(description="Whether what is written acts once, if it has no fields.")] = (
        False
    )
    hardware: Hardware = None
    locked_by: Annotated[str | None, Field(description="The lock field that makes it read-only.")] = None
    does: Does = None
    when: When = None
    fields: Annotated[
        dict[str, Bits | RegisterFieldDocument] | None, Field(description="Fields: their bits, or a mapping.")
    ] = None


class RegisterBlockDocument(ItemDocument):
    """A block of registers in the space that the host sees."""

    base: Annotated[Number, Field(description="Its first address.")]
    size: Annotated[Number, Field(description="Its bytes; by default up to its last register.")] = None
    width: Annotated[Number, Field(description="Bits of an access: 8, 16, 32 or 64.")] = 32
    endian: Endian = "little"
    count: Annotated[Number, Field(description="How many there are.")] = None
    stride: Annotated[Number, Field(description="Bytes from one to the next.")] = None
    access: Access = None
    registers: Annotated[dict[str, HostRegisterDocument], Field(description="Registers by name.")]


class InterruptDocument(ItemDocument):
    """A reason to interrupt the host."""

    line: Annotated[Number, Field(description="Its number.")]
    trigger: Annotated[Literal["level", "edge", "message"], Field(description="How the host is told.")] = (
        "level"
    )
    pending: Annotated[str | None, Field(description="The field that shows it: block.register.field.")] = None
    enable: Annotated[str | None, Field(description="The field that lets it through.")] = None
    force: Annotated[str | None, Field(description="The field whose one raises it.")] = None
    when: Annotated[
        list[
            Literal[
                "completion",
                "error",
                "fault",
                "mailbox",
                "queue_empty",
                "trace_full",
                "reset_done",
                "watchdog",
            ]
        ],
        Field(description="What raises it."),
    ]
