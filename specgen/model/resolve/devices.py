"""Devices: registers in the address space of a memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.memory import Device, DeviceRegister
from specgen.model.resolve.items import common
from specgen.model.resolve.memory import MAX_SIZE
from specgen.model.resolve.numbers import size, whole
from specgen.model.resolve.registers import accessor
from specgen.model.types import IntegerType
from specgen.source import Related

if TYPE_CHECKING:
    from collections.abc import Iterator

    from specgen.model.documents.memory import DeviceDocument, DeviceRegisterDocument
    from specgen.model.memory import Memory
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context


def device(ctx: Context, name: str, document: DeviceDocument, origin: Origin) -> Device | None:
    """Resolve a device."""
    memory = ctx.find(ctx.memories, document.memory, origin, "memory")
    ctx.find(ctx.extensions, document.extension, origin, "extension")
    base = size(ctx, document.base, origin, "base", high=MAX_SIZE)
    extent = size(ctx, document.size, origin, "size", low=1, high=MAX_SIZE)
    registers = tuple(_registers(ctx, document.registers or {}, extent, origin))
    if memory is None:
        return None
    return Device(
        **common(name, document, origin), memory=memory, base=base, size=extent, registers=registers
    )


def keep_enabled(ctx: Context) -> None:
    """Leave out the devices of extensions that are not enabled, and refuse those left that overlap each other or a memory."""
    given = ctx.merged.sections.devices
    kept: dict[str, Device] = {}
    for name, one in ctx.devices.items.items():
        extension = ctx.extensions.items.get(given[name].document.extension or "")
        if given[name].document.extension is not None and (extension is None or not extension.enabled):
            continue
        _check_place(ctx, one.memory, one.base, one.size, one.origin)
        for other in kept.values():
            if other.memory is one.memory and _overlap(one.base, one.size, other.base, other.size):
                related = [Related(other.origin.at("base"), f"{other.name} lies here")]
                message = f"{name} and {other.name} have addresses in common"
                ctx.report("spec-device", message, one.origin.at("base"), related=related)
        kept[name] = one
    ctx.devices.items = kept


def _overlap(base: int, extent: int, other: int, room: int) -> bool:
    return base < other + room and other < base + extent


def _check_place(ctx: Context, memory: Memory, base: int, extent: int, origin: Origin) -> None:
    related = [
        Related(
            memory.origin.key(),
            f"{memory.name} lies at {memory.base:#x} to {memory.base + memory.size - 1:#x}",
        )
    ]
    if _overlap(base, extent, memory.base, memory.size):
        message = f"a device lies where its memory has no bytes, and {base:#x} to {base + extent - 1:#x} overlap {memory.name}"
        ctx.report("spec-device", message, origin.at("base"), related=related)
    elif base + extent - 1 > memory.address.high:
        message = f"the last byte is at {base + extent - 1:#x}, beyond {memory.address.name}, the addresses of {memory.name}"
        ctx.report("spec-device", message, origin.at("base"), related=related)


def _registers(
    ctx: Context, given: dict[str, DeviceRegisterDocument], extent: int, origin: Origin
) -> Iterator[DeviceRegister]:
    taken: dict[tuple[int, int], DeviceRegister] = {}
    for name, document in given.items():
        where = origin.child("registers", name)
        of = ctx.plain_integer(document.type, where, "type")
        offset = size(ctx, document.offset, where, "offset", high=MAX_SIZE)
        if of is None:
            continue
        one = _register(ctx, name, document, of, offset, where)
        if of.width % 8:
            message = f"a register is whole bytes, and {of.name} is {of.width} bits"
            ctx.report("spec-device", message, where.at("type"))
        elif offset + of.bytes > extent:
            message = f"{name} ends at {offset + of.bytes:#x}, and the device at {extent:#x}"
            ctx.report("spec-device", message, where.at("offset"))
        first = taken.setdefault((offset, of.bytes), one)
        if first is not one:
            related = [Related(first.origin.at("offset"), f"{first.name} is there")]
            message = f"{name} and {first.name} are reached by the same accesses"
            ctx.report("spec-device", message, where.at("offset"), related=related)
        yield one


def _register(
    ctx: Context, name: str, document: DeviceRegisterDocument, of: IntegerType, offset: int, where: Origin
) -> DeviceRegister:
    constant = 0
    if document.value is not None:
        constant = whole(ctx, document.value, where, "value", low=of.low, high=of.high)
        if document.read is not None:
            message = f"{name} is read by a function: it has no value of its own"
            ctx.report("spec-device", message, where.key("value"), hint="leave one of them out")
    for key in ("read", "write"):
        accessor(ctx, getattr(document, key), of, where, key)
    return DeviceRegister(
        **common(name, document, where),
        offset=offset,
        type=of,
        value=constant,
        read=document.read,
        write=document.write,
    )
