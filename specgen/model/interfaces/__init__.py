"""What a compiler hands to a runtime, and a runtime to a driver, a firmware and a device: interfaces, resolved."""

from specgen.model.interfaces.access import AccessMasks, access_masks
from specgen.model.interfaces.errors import BLAMES, CONDITIONS, ErrorCode
from specgen.model.interfaces.executables import (
    DIRECTIONS,
    HEADER_ROLES,
    MOST_ADDRESS,
    ONE_EACH,
    SECTION_ROLES,
    TABLE_ROLES,
    ArgumentBlock,
    Executable,
    Relocation,
    Section,
)
from specgen.model.interfaces.places import Place, place_of
from specgen.model.interfaces.queues import (
    COMMON_RECORD_ROLES,
    COMMON_ROLES,
    INDEX_ROLES,
    MAILBOX_REGISTERS,
    MAILBOX_STATES,
    MESSAGES,
    PACKET_ROLES,
    PROGRAM_ROLES,
    QUEUE_REGISTERS,
    RECORD_ROLES,
    RECORDS,
    Agent,
    Indices,
    Mailbox,
    Message,
    Packet,
    Protocol,
    Queue,
    Record,
    Shared,
    Step,
    Trace,
)
from specgen.model.interfaces.registers import (
    ACCESSES,
    DOES,
    EVENTS,
    INSTANCE_STATES,
    FieldPlace,
    HostRegister,
    Interrupt,
    RegisterBlock,
    RegisterField,
)
from specgen.model.interfaces.runtimes import THREAD_SAFETY, Call, Handle, Parameter, Runtime
from specgen.model.interfaces.structures import (
    CHECKSUMS,
    GROWTHS,
    RESERVED,
    BitField,
    Checksum,
    Constraint,
    Member,
    Structure,
    Value,
)

__all__ = [
    "ACCESSES", "BLAMES", "CHECKSUMS", "COMMON_RECORD_ROLES", "COMMON_ROLES", "CONDITIONS", "DIRECTIONS", "DOES",
    "EVENTS", "GROWTHS", "HEADER_ROLES", "INDEX_ROLES", "INSTANCE_STATES", "MAILBOX_REGISTERS", "MAILBOX_STATES", "MESSAGES",
    "MOST_ADDRESS", "ONE_EACH", "PACKET_ROLES", "PROGRAM_ROLES", "QUEUE_REGISTERS", "RECORDS", "RECORD_ROLES", "RESERVED",
    "SECTION_ROLES", "TABLE_ROLES", "THREAD_SAFETY", "AccessMasks", "Agent", "ArgumentBlock", "BitField", "Call",
    "Checksum", "Constraint", "ErrorCode", "Executable", "FieldPlace", "Handle", "HostRegister", "Indices", "Interrupt",
    "Mailbox", "Member", "Message", "Packet", "Parameter", "Place", "Protocol", "Queue", "Record", "RegisterBlock",
    "RegisterField", "Relocation", "Runtime", "Section", "Shared", "Step", "Structure", "Trace", "Value",
    "access_masks", "place_of",
]  # fmt: skip
