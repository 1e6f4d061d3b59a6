"""What witnesses ask of registers: accesses in a row, what is at an address, what a word of a register says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specgen.model.interfaces import HostRegister, RegisterBlock, RegisterField
from specgen.review.actions.interfaces.register_file import RegisterFile, find_cell
from specgen.review.sides import Side
from specgen.review.witnesses import action

NOTHING = "nothing"


@action("access")
def access(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """What the last of some ``steps`` gives, from a reset on; see `RegisterFile.step`."""
    file = RegisterFile(side.architectures[variant])
    told: Any = None
    for step in given["steps"]:
        told = file.step(step)
    return told


@action("register_at")
def register_at(side: Side, variant: str, given: Mapping[str, Any]) -> str:
    """The register that begins at an ``address``: ``block[1].register[2]``, or ``nothing``."""
    address = int(given["address"], 0)
    cell = find_cell(side.architectures[variant], address)
    return cell.label if cell is not None and cell.address == address else NOTHING


@action("field")
def field_of(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """What a ``field`` of a register of a block is where the register holds ``word``."""
    found = found_field(side, variant, given)
    if found is None:
        return {"refused": "there is no such field"}
    value = (int(given["word"], 0) & found.mask) >> found.low
    return value - (1 << found.width) if found.signed and value >> (found.width - 1) else value


@action("field_value")
def field_value(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """What a ``value`` of a field is called."""
    found = found_field(side, variant, given)
    if found is None:
        return {"refused": "there is no such field"}
    members = found.enum.members if found.enum is not None else ()
    return next((one.name for one in members if one.value == given["value"]), NOTHING)


@action("register_bytes")
def register_bytes(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """The bytes in which a ``word`` of a register lies, by rising addresses."""
    block, register = found_register(side, variant, given)
    if block is None or register is None:
        return {"refused": "there is no such register"}
    order = "big" if block.endian == "big" else "little"
    word = int(given["word"], 0) & ((1 << register.width) - 1)
    return word.to_bytes(register.width // 8, order).hex(" ")  # type: ignore[arg-type]


@action("block_bytes")
def block_bytes(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """How many bytes a block takes: what a driver maps."""
    block = side.architectures[variant].registers.get(given["block"])
    return {"refused": "there is no such block"} if block is None else block.size


@action("doers")
def doers(side: Side, variant: str, given: Mapping[str, Any]) -> list[str]:
    """The fields of a block with which the device ``does`` something, or that a condition sets (``when``)."""
    block = side.architectures[variant].registers.get(given["block"])
    if block is None:
        return []
    return [
        f"{block.name}.{register.name}.{one.name}"
        for register in block.registers
        for one in register.fields
        if ("does" in given and one.does == given["does"]) or given.get("when") in one.when
    ]


@action("interrupt")
def interrupt(side: Side, variant: str, given: Mapping[str, Any]) -> Any:
    """Of an ``interrupt``: its ``line``, its ``trigger``, or where it is ``pending``, enabled, forced: address and mask."""
    one = side.architectures[variant].interrupts.get(given["interrupt"])
    if one is None:
        return {"refused": "there is no such interrupt"}
    found = getattr(one, given["what"])
    if isinstance(found, int | str):
        return found
    return NOTHING if found is None else f"{_address(found.block, found.register):#x} & {found.field.mask:#x}"


@action("line")
def line(side: Side, variant: str, given: Mapping[str, Any]) -> list[str]:
    """The interrupts of a ``line``."""
    return [one.name for one in side.architectures[variant].interrupts.values() if one.line == given["line"]]


@action("event")
def event(side: Side, variant: str, given: Mapping[str, Any]) -> list[str]:
    """The interrupts that an ``event`` of the device raises."""
    found = side.architectures[variant].interrupts.values()
    return [one.name for one in found if given["event"] in one.when]


def found_register(
    side: Side, variant: str, given: Mapping[str, Any]
) -> tuple[RegisterBlock | None, HostRegister | None]:
    """Return the ``block`` and its ``register`` that an input names; on the old side by the names they had."""
    block = _named(side.architectures[variant].registers.values(), given["block"])
    return block, None if block is None else _named(block.registers, given["register"])


def found_field(side: Side, variant: str, given: Mapping[str, Any]) -> RegisterField | None:
    """Return the ``field`` of the register that an input names; one that is reserved is none."""
    _, register = found_register(side, variant, given)
    return (
        None
        if register is None
        else _named((f for f in register.fields if f.reserved is None), given["field"])
    )


def _named(items: Any, name: str | list[str]) -> Any:
    """The item of a name; a list gives the old and the new one."""
    names = [name] if isinstance(name, str) else name
    return next((one for one in items if one.name in names), None)


def _address(block: RegisterBlock, register: HostRegister) -> int:
    return block.base + register.offset
