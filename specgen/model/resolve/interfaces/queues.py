"""Command queues: packets of one size that begin with a header, and the registers of their rings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.interfaces import (
    COMMON_ROLES,
    INDEX_ROLES,
    PACKET_ROLES,
    PROGRAM_ROLES,
    QUEUE_REGISTERS,
    Indices,
    Packet,
    Queue,
    place_of,
)
from specgen.model.resolve.interfaces.roles import begins_with, members, registers, type_enum
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import size, whole
from specgen.model.types import IntegerType
from specgen.source import Related, did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.queues import PacketDocument, QueueDocument
    from specgen.model.interfaces import HostRegister, RegisterBlock, Structure
    from specgen.model.isa import Enum
    from specgen.model.memory import Memory
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

MAX_PACKET = 1 << 16


def queue(ctx: Context, name: str, document: QueueDocument, origin: Origin) -> Queue | None:
    """Resolve a queue; what is wrong with any of its packets is wrong with it."""
    packet_size = size(ctx, document.packet_size, origin, "packet_size", low=1, high=MAX_PACKET)
    header = ctx.find(ctx.structures, document.header, origin, "header")
    block = ctx.find(ctx.registers, document.block, origin, "block")
    memory = None if document.ring == "host" else ctx.find(ctx.memories, document.ring, origin, "ring")
    index = ctx.plain_integer(document.index, origin, "index")
    count = whole(ctx, document.count, origin, "count", low=1, high=1 << 16)
    capacity = _capacity(ctx, document, index, origin)
    if header is None or block is None or index is None:
        return None
    enum = type_enum(ctx, "queue-type", header, document.type, origin)
    found = registers(ctx, "queue-register", QUEUE_REGISTERS, block, document.registers, origin)
    _check_block(ctx, count, block, origin)
    atomic = dict.fromkeys(("host", "device"), block.width)
    for side, bits in (document.atomic or {}).items():
        atomic[side] = whole(ctx, bits, origin, "atomic", side, low=8, high=128)
    _check_index(ctx, index, atomic, block, found, origin)
    empty = _empty(ctx, document, enum, origin)
    return Queue(
        **common(name, document, origin),
        size=packet_size,
        header=header,
        type=document.type,
        empty=empty,
        packets=_packets(ctx, document, enum, header, packet_size, empty, origin) if enum else {},
        count=count,
        capacity=capacity,
        index=index,
        atomic=atomic,
        memory=memory,
        block=block,
        registers=found,
        indices=_indices(ctx, document, index, origin),
    )


def _capacity(
    ctx: Context, document: QueueDocument, index: IntegerType | None, origin: Origin
) -> tuple[int, int]:
    made = []
    for key, number in (("min", document.capacity.min), ("max", document.capacity.max)):
        slots = whole(ctx, number, origin, "capacity", key, low=1, high=1 << 32)
        if slots & (slots - 1):
            hint = f"{1 << (slots.bit_length() - 1)} or {1 << slots.bit_length()}"
            message = f"{slots} slots are no power of two"
            ctx.report("queue-capacity", message, origin.at("capacity", key), hint=hint)
        made.append(slots)
    low, high = made
    if low > high:
        ctx.report(
            "queue-capacity", f"the fewest slots are more than the most, {high}", origin.at("capacity")
        )
    if index is not None and high >> min(index.width, 64):
        message = (
            f"indices of {index.width} bits cannot tell a ring of {high} slots that is full from an empty one"
        )
        ctx.report("queue-index", message, origin.at("capacity", "max"))
    return low, high


def _check_block(ctx: Context, count: int, block: RegisterBlock, origin: Origin) -> None:
    if (block.count or 1) < count:
        related = [Related(block.origin.key(), f"{block.name} is here")]
        message = f"{count} queues need as many blocks, and of {block.name} there are {block.count or 1}"
        ctx.report("queue-register", message, origin.at("block"), related=related, hint=f"count: {count}")


def _check_index(
    ctx: Context,
    index: IntegerType,
    atomic: dict[str, int],
    block: RegisterBlock,
    found: dict[str, HostRegister],
    origin: Origin,
) -> None:
    """Refuse indices that one side writes in pieces: the other side would see a number that was never written."""
    if index.signed:
        ctx.report("queue-index", "indices count upwards: their type is unsigned", origin.at("index"))
    for role in ("doorbell", "read_index"):
        register = found.get(role)
        if register is None:
            continue
        related = [Related(register.origin.key(), f"{register.name} is here")]
        if register.width != index.width:
            message = f"the {role} has {register.width} bits, and an index {index.width}"
            ctx.report("queue-index", message, origin.at("index"), related=related)
        elif block.width < index.width:
            message = f"the {role} is written by accesses of {block.width} bits: an index of {index.width} is seen in halves"
            hint = f"index: u{block.width}, or a block of width {index.width}"
            ctx.report("queue-index", message, origin.at("index"), related=related, hint=hint)
    for side, bits in atomic.items():
        if bits < index.width and block.width >= index.width:
            message = f"the {side} reads and writes {bits} bits at once, and an index has {index.width}"
            ctx.report("queue-index", message, origin.at("atomic", side), hint=f"index: u{bits}")


def _indices(ctx: Context, document: QueueDocument, index: IntegerType, origin: Origin) -> Indices | None:
    given = document.indices
    structure = ctx.find(ctx.structures, given.structure, origin, "indices", "structure") if given else None
    if given is None or structure is None:
        return None
    where = origin.child("indices")
    roles = members(ctx, "queue-role", INDEX_ROLES, structure, given.roles, where)
    for role, path in roles.items():
        place = place_of(structure, path)
        if place is not None and place.width != index.width:
            message = f"{path} of {structure.name} has {place.width} bits, and an index {index.width}"
            ctx.report("queue-index", message, where.at("with", role))
    return Indices(structure, roles, size(ctx, given.line, where, "line", low=1, high=1 << 16))


def _empty(ctx: Context, document: QueueDocument, enum: Enum | None, origin: Origin) -> int | None:
    if document.empty is None or enum is None:
        return None
    found = enum.by_name.get(document.empty)
    if found is None:
        _no_value(ctx, enum, document.empty, origin, "empty")
        return None
    return found.value


def _no_value(ctx: Context, enum: Enum, name: str, origin: Origin, *path: str) -> None:
    related = [Related(enum.origin.key(), f"{enum.name} is here")]
    hint = did_you_mean(name, enum.by_name)
    at = origin.at(*path) if path else origin.key()
    ctx.report("queue-type", f"{enum.name} has no value {name!r}", at, related=related, hint=hint)


def _packets(
    ctx: Context,
    document: QueueDocument,
    enum: Enum,
    header: Structure,
    packet_size: int,
    empty: int | None,
    origin: Origin,
) -> dict[str, Packet]:
    made: dict[str, Packet] = {}
    for name, given in document.packets.items():
        where = origin.child("packets", name)
        value = enum.by_name.get(name)
        structure = ctx.find(ctx.structures, given.structure, where, "structure")
        if value is None:
            _no_value(ctx, enum, name, where)
        elif value.value == empty:
            ctx.report("queue-type", f"{name} is what an empty slot says, and no packet", where.key())
        elif structure is not None:
            begins_with(ctx, "queue-packet", header, packet_size, structure, where)
            made[name] = _packet(ctx, name, given, value.value, structure, where)
    return made


def _packet(
    ctx: Context, name: str, document: PacketDocument, code: int, structure: Structure, origin: Origin
) -> Packet:
    wanted = (*PACKET_ROLES[document.does], *COMMON_ROLES)
    program, at = None, 0
    program_roles: dict[str, str] = {}
    launch = document.does == "launch"
    extra = {
        "program": document.program,
        "program_with": document.program_with,
        "arguments": document.arguments,
    }
    for key, given in extra.items():
        if given is not None and not launch:
            ctx.report("queue-launch", f"only a launch has {key}", origin.key(key))
    if launch and document.program is None:
        hint = "program: the structure of one entry of its list"
        ctx.report(
            "queue-launch", "what does an entry of its list of programs look like?", origin.key(), hint=hint
        )
    if launch and document.program is not None:
        program = ctx.find(ctx.structures, document.program, origin, "program")
    if program is not None:
        program_roles = members(
            ctx, "queue-role", PROGRAM_ROLES, program, document.program_with, origin, "program_with"
        )
    memory = _arguments(ctx, document, origin)
    if memory is not None and document.arguments is not None:
        at = memory.base
        if document.arguments.address is not None:
            at = size(
                ctx,
                document.arguments.address,
                origin,
                "arguments",
                "address",
                high=memory.base + memory.size,
            )
    return Packet(
        **common(name, document, origin),
        code=code,
        structure=structure,
        does=document.does,
        roles=members(ctx, "queue-role", wanted, structure, document.roles, origin),
        program=program,
        program_roles=program_roles,
        arguments_in=memory,
        arguments_at=at,
    )


def _arguments(ctx: Context, document: PacketDocument, origin: Origin) -> Memory | None:
    if document.arguments is None:
        return None
    return ctx.find(ctx.memories, document.arguments.memory, origin, "arguments", "memory")
