"""A whole register map in SystemRDL: an address map of blocks, each an address map of registers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from specgen.generators.systemrdl.arrays import Group, apart, free, grouped
from specgen.generators.systemrdl.fields import Told, reg
from specgen.generators.systemrdl.text import carried, identifier, life_of, quoted, words
from specgen.generators.target import stamp
from specgen.model.identity import binary_hash

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import FieldPlace, HostRegister, Interrupt, RegisterBlock, RegisterField
    from specgen.model.isa import Enum

#: The user-defined properties: where they stand, and what they hold.
PROPERTIES = {
    "specgen_item": ("addrmap | reg | field", "string"),
    "specgen_binary_hash": ("addrmap", "string"),
    "specgen_size": ("addrmap", "longint unsigned"),
    "specgen_interrupts": ("addrmap", "string"),
    "specgen_enums": ("addrmap", "string"),
    "specgen_flat": ("regfile", "boolean"),
    "specgen_array": ("addrmap | reg", "string"),
    "specgen_access": ("field", "string"),
    "specgen_hardware": ("field", "string"),
    "specgen_pulse": ("field", "boolean"),
    "specgen_signed": ("field", "boolean"),
    "specgen_enum": ("field", "string"),
    "specgen_locked_by": ("field", "string"),
    "specgen_reserved": ("field", "string"),
    "specgen_does": ("field", "string"),
    "specgen_when": ("field", "string"),
}


def document(architecture: Architecture) -> str:
    """Return the text of the file."""
    blocks = list(architecture.registers.values())
    enums = _enums(blocks)
    referred = _references(architecture)
    shown = [i.pending for i in architecture.interrupts.values() if i.pending and i.trigger != "level"]
    told = Told(frozenset(referred), frozenset(_place(place) for place in shown if _is_interrupt(place)))
    lines = [f"// {stamp(architecture)}, variant {architecture.variant}. Generated, do not edit."]
    for name, (components, kind) in PROPERTIES.items():
        default = " default = true;" if kind == "boolean" else ""
        lines.append(f"property {name} {{ type = {kind}; component = {components};{default} }};")
    lines += [line for enum in enums.values() for line in _enum(enum)]
    types = _types(architecture, enums)
    for block in blocks:
        lines += ["", _block(block, types[block.name], told)]
    lines += ["", f"addrmap {identifier(architecture.name)} {{"]
    lines += [f"  name = {quoted(architecture.summary)};"] if architecture.summary else []
    lines.append(f"  specgen_binary_hash = {quoted(binary_hash(architecture))};")
    if enums:
        lines.append(f"  specgen_enums = {carried({name: _rest_of(enum) for name, enum in enums.items()})};")
    if architecture.interrupts:
        interrupts = {one.name: _interrupt(one) for one in architecture.interrupts.values()}
        lines.append(f"  specgen_interrupts = {carried(interrupts)};")
    one_by_one = apart(blocks)
    for block in blocks:
        if block.name in one_by_one:
            lines += _elements(block, types[block.name], architecture)
        else:
            lines.append(f"  {types[block.name]} {_placed(block.name, block, block.base)};")
    lines += [f"  {_path(*here)}->swwel = {_path(*there)};" for here, there in referred.values()]
    lines += _interrupt_references(architecture)
    return "\n".join([*lines, "};", ""])


def _types(architecture: Architecture, enums: dict[str, Enum]) -> dict[str, str]:
    """The names of the address maps of blocks, by which tools choose one of them."""
    taken, found = {architecture.name, *enums}, {}
    for block in architecture.registers:
        name = f"{architecture.name}_{block}"
        while name in taken:
            name += "_"
        taken.add(name)
        found[block] = identifier(name)
    return found


def _enums(blocks: list[RegisterBlock]) -> dict[str, Enum]:
    fields = (f for b in blocks for r in b.registers for f in r.fields)
    return {f.enum.name: f.enum for f in fields if f.enum is not None}


def _enum(enum: Enum) -> list[str]:
    if any(member.value < 0 for member in enum.members):
        return []
    lines = [f"enum {identifier(enum.name)} {{"]
    for member in enum.members:
        told = [f"name = {quoted(member.summary)};"] if member.summary else []
        told += [f"desc = {quoted(member.description)};"] if member.description else []
        body = f" {{ {' '.join(told)} }}" if told else ""
        lines.append(f"  {identifier(member.name)} = {member.value}{body};")
    return [*lines, "};"]


def _rest_of(enum: Enum) -> dict[str, Any]:
    """What an enum of SystemRDL cannot say: words about the whole, open, life cycles, negative values."""
    found: dict[str, Any] = {"summary": enum.summary, "description": enum.description, "open": enum.open}
    found |= life_of(enum)
    if any(member.value < 0 for member in enum.members):
        found["values"] = {
            m.name: {"value": m.value, "summary": m.summary, "description": m.description} | life_of(m)
            for m in enum.members
        }
    else:
        found["members"] = {m.name: life for m in enum.members if (life := life_of(m))}
    return {key: value for key, value in found.items() if value}


def _block(block: RegisterBlock, name: str, told: Told) -> str:
    parts = [*words(block), f"specgen_size = {block.size:#x};"]
    if block.endian == "big":
        parts.append("bigendian;")
    for one in grouped(block):
        parts += _group(one, block, told) if isinstance(one, Group) else [_register(one, block, told)]
    body = "".join(f"    {part}\n" for part in parts)
    return f"addrmap {name} {{\n{body}}};"


def _elements(block: RegisterBlock, kind: str, architecture: Architecture) -> Iterator[str]:
    """The elements of an array of blocks one by one, each of which says so."""
    for index in range(block.count or 1):
        told = {"name": block.name, "index": index, "count": block.count, "stride": block.stride}
        name = f"{block.name}_{index}"
        while name in architecture.registers:
            name += "_"
        yield f"  {kind} {identifier(name)} @ {block.base + index * block.stride:#x};"
        yield f"  {identifier(name)}->specgen_array = {carried(told)};"


def _register(register: HostRegister, block: RegisterBlock, told: Told) -> str:
    return f"{reg(register, block, told)} {_placed(register.name, register, register.offset)};"


def _group(group: Group, block: RegisterBlock, told: Told) -> list[str]:
    """Arrays that lie in each other's gaps: one array of a register file where they march together, else one by one."""
    first = group.registers[0]
    if group.together:
        lines = ["regfile {", "      specgen_flat;"]
        lines += [
            f"    {reg(r, block, told)} {identifier(r.name)} @ {r.offset - group.start:#x};"
            for r in group.registers
        ]
        place = f"[{first.count}] @ {group.start:#x} += {first.stride:#x}"
        return [*lines, f"    }} {identifier(group.name)}{place};"]
    return [
        _element(register, block, told, index)
        for register in group.registers
        for index in range(register.count or 1)
    ]


def _element(register: HostRegister, block: RegisterBlock, told: Told, index: int) -> str:
    """One element of an array by itself, that says so."""
    if register.count is None:
        return _register(register, block, told)
    part = {"name": register.name, "index": index, "count": register.count, "stride": register.stride}
    body = reg(register, block, told).replace("reg {", f"reg {{\n      specgen_array = {carried(part)};", 1)
    name = free(f"{register.name}_{index}", block)
    return f"{body} {identifier(name)} @ {register.offset + index * register.stride:#x};"


def _placed(name: str, one: RegisterBlock | HostRegister, start: int) -> str:
    if one.count is None:
        return f"{identifier(name)} @ {start:#x}"
    return f"{identifier(name)}[{one.count}] @ {start:#x} += {one.stride:#x}"


# -- references ------------------------------------------------------------------------------------------------------------

Path = tuple[str, str, str]


def _references(architecture: Architecture) -> dict[str, tuple[Path, Path]]:
    """The locks that paths from the whole map can tell, by the field that is locked: nothing on the way is an array."""
    alone = {
        (block.name, one.name): one
        for block in architecture.registers.values()
        if block.count is None
        for one in grouped(block)
        if not isinstance(one, Group) and one.count is None
    }
    found = {}
    for (block, register), one in alone.items():
        for field in one.fields:
            there = _parts(architecture, field)
            if there is not None and there[:2] in alone and there[:2] != (block, register):
                found[f"{block}.{register}.{field.name}"] = (block, register, field.name), there
    return found


def _parts(architecture: Architecture, field: RegisterField) -> Path | None:
    if field.locked_by is None:
        return None
    parts = field.locked_by.split(".")
    only = [f.name for f in architecture.registers[parts[0]].by_name[parts[1]].fields if f.reserved is None]
    return parts[0], parts[1], parts[2] if len(parts) == 3 else only[0]


def _path(*names: str) -> str:
    return ".".join(identifier(name) for name in names)


def _interrupt(one: Interrupt) -> dict[str, Any]:
    places = {"pending": one.pending, "enable": one.enable, "force": one.force}
    found = {key: _place(place) for key, place in places.items() if place is not None}
    told = {"line": one.line, "trigger": one.trigger, **found, "when": list(one.when)}
    told |= {"summary": one.summary, "description": one.description} | life_of(one)
    return {key: value for key, value in told.items() if value != ""}


def _place(place: FieldPlace) -> str:
    return f"{place.block.name}.{place.register.name}.{place.field.name}"


def _interrupt_references(architecture: Architecture) -> list[str]:
    """What SystemRDL itself knows of interrupts: which fields are, and which mask them."""
    lines = []
    for one in architecture.interrupts.values():
        if one.pending is None or not _is_interrupt(one.pending):
            continue
        path = _path(*_place(one.pending).split("."))
        if one.trigger == "level":
            lines.append(f"  {path}->intr = true;")
        if one.enable is not None and one.enable.field.hardware in ("r", "rw"):
            lines.append(f"  {path}->enable = {_path(*_place(one.enable).split('.'))};")
    return lines


def _is_interrupt(place: FieldPlace) -> bool:
    """Whether SystemRDL can call a field an interrupt."""
    return place.field.access in ("ro", "w1c", "w0c", "rc")
