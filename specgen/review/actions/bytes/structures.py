"""What witnesses ask of structures: what a reader makes of bytes, and which member a byte or a bit belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from specgen.model.interfaces import Structure
from specgen.model.interfaces.codec import Refused, unpack
from specgen.review.actions.bytes.finding import Absent, item, refused
from specgen.review.witnesses import action

if TYPE_CHECKING:
    from specgen.review.sides import Side


@action("structure_read")
def reading(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """What ``bytes`` (hexadecimal digits) are to a reader: the values of ``fields``, or why it refuses them.

    ``renamed`` are the names of now by former ones, which answers have; of a field that the side does not have, the value is
    null.
    """
    try:
        structure = item(side.architectures[variant].structures, "structure", given)
        values = unpack(structure, bytes.fromhex(given["bytes"]))
    except Absent as error:
        return refused(error)
    except Refused as error:
        return refused(f"{error.refusal.rule} of {error.refusal.path or 'all'}")
    found = plain(values, given.get("renamed", {}))
    return {name: found.get(name) for name in given["fields"]}


def plain(value: Any, renamed: Mapping[str, str]) -> Any:
    """Return a value of a structure as JSON: bytes as hexadecimal digits, floats as they are written, names as they are now."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list):
        return [plain(each, renamed) for each in value]
    if isinstance(value, dict):
        return {renamed.get(name, name): plain(each, renamed) for name, each in value.items()}
    return value


@action("structure_byte")
def byte(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Which member the byte at an offset belongs to; with ``bit``, which of its bit fields that bit of its value."""
    try:
        structure = item(side.architectures[variant].structures, "structure", given)
    except Absent as error:
        return refused(error)
    return member_at(structure, given["byte"], given.get("bit"))


def member_at(structure: Structure, byte: int, bit: int | None) -> str:
    """Return the name of what a byte, or a bit of a member's value, is part of."""
    for member in structure.members:
        if member.offset <= byte < member.offset + member.size:
            for one in member.bits if bit is not None else ():
                if bit is not None and one.low <= bit <= one.high:
                    return f"{member.name}.{one.name}" if one.reserved is None else "reserved"
            return member.name if member.reserved is None else "reserved"
    return "beyond the end"


@action("structure_size")
def size(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The bytes that a structure takes, and what its address is a multiple of."""
    try:
        structure = item(side.architectures[variant].structures, "structure", given)
    except Absent as error:
        return refused(error)
    return {"size": structure.size, "align": structure.align}
