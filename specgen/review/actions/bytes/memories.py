"""What witnesses ask of memories: what an access at an address meets, and how bytes make a value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from specgen.review.actions.bytes.finding import Absent, item, refused
from specgen.review.witnesses import action

if TYPE_CHECKING:
    from specgen.model.memory import Memory
    from specgen.review.sides import Side


def _memory(side: Side, variant: str, given: Mapping[str, Any]) -> Memory:
    return item(side.architectures[variant].memories, "memory", given)


@action("memory_access")
def access(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """What an access of ``size`` bytes at ``address`` meets: the byte from the memory's first (and whose), or a fault.

    ``does`` is ``read`` or ``write``; ``fresh``: the byte was never written, and the run asks about that.
    """
    try:
        memory = _memory(side, variant, given)
    except Absent as error:
        return refused(error)
    at, size, writes = given["address"] - memory.base, given["size"], given["does"] == "write"
    outside, misaligned = memory.faults(writes=writes)
    apart = memory.window is not None and at % memory.stride > memory.home.size - size
    if not 0 <= at <= memory.size - size or apart:
        return {"fault": outside.name if outside else "out_of_range"}
    if misaligned is not None and given["address"] % size:
        return {"fault": misaligned.name}
    if given.get("fresh") and not writes and memory.uninitialised is not None:
        return {"fault": memory.uninitialised.name}
    if memory.window is None:
        return {"byte": at}
    return {"byte": at % memory.stride, "of": memory.window.name, "instance": at // memory.stride}


@action("memory_value")
def value(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The unsigned number that ``bytes`` (hexadecimal digits, first address first) are in a memory."""
    try:
        memory = _memory(side, variant, given)
    except Absent as error:
        return refused(error)
    return int.from_bytes(bytes.fromhex(given["bytes"]), "big" if memory.endianness == "big" else "little")


@action("memory_sharing")
def sharing(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Whether instance ``reader`` finds in a memory what instance ``writer`` wrote there."""
    try:
        memory = _memory(side, variant, given)
    except Absent as error:
        return refused(error)
    instances = side.architectures[variant].instances
    if max(given["writer"], given["reader"]) >= (instances.count if instances is not None else 1):
        return refused("no such instance")
    return memory.home.shared or given["writer"] == given["reader"]


@action("memory_reach")
def reach(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Whether the engine or processor ``by`` may reach a memory."""
    try:
        memory = _memory(side, variant, given)
    except Absent as error:
        return refused(error)
    return not memory.reachable_by or given["by"] in memory.reachable_by


@action("memory_pointer")
def pointer(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The type of addresses in a memory."""
    try:
        return _memory(side, variant, given).address.name
    except Absent as error:
        return refused(error)
