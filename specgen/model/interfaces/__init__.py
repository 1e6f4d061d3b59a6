"""What a compiler hands to a runtime, and a runtime to a driver, a firmware and a device: interfaces, resolved."""

from specgen.model.interfaces.errors import BLAMES, CONDITIONS, ErrorCode
from specgen.model.interfaces.executables import HEADER_ROLES, SECTION_ROLES, TABLE_ROLES, Executable, Section
from specgen.model.interfaces.queues import (
    COMMON_ROLES,
    MAILBOX_REGISTERS,
    MESSAGES,
    PACKET_ROLES,
    PROGRAM_ROLES,
    QUEUE_REGISTERS,
    RECORDS,
    Agent,
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
    EVENTS,
    FieldPlace,
    HostRegister,
    Interrupt,
    RegisterBlock,
    RegisterField,
)
from specgen.model.interfaces.runtimes import FUNCTION_ROLES, THREAD_SAFETY, Call, Handle, Parameter, Runtime
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
    "ACCESSES", "BLAMES", "CHECKSUMS", "COMMON_ROLES", "CONDITIONS", "EVENTS", "FUNCTION_ROLES", "GROWTHS", "HEADER_ROLES",
    "MAILBOX_REGISTERS", "MESSAGES", "PACKET_ROLES", "PROGRAM_ROLES", "QUEUE_REGISTERS", "RECORDS", "RESERVED",
    "SECTION_ROLES", "TABLE_ROLES", "THREAD_SAFETY", "Agent", "BitField", "Call", "Checksum", "Constraint", "ErrorCode",
    "Executable", "FieldPlace", "Handle", "HostRegister", "Interrupt", "Mailbox", "Member", "Message", "Packet", "Parameter",
    "Protocol", "Queue", "Record", "RegisterBlock", "RegisterField", "Runtime", "Section", "Shared", "Step", "Structure",
    "Trace", "Value",
]  # fmt: skip
