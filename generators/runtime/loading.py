"""What the reference library knows of the format of executables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from specgen.generators.runtime.places import spots
from specgen.generators.runtime.relocating import relocations
from specgen.model.identity import binary_hash
from specgen.model.interfaces import HEADER_ROLES, SECTION_ROLES, TABLE_ROLES, place_of

if TYPE_CHECKING:
    from specgen.generators.runtime.places import Spot
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Executable, Section, Structure
    from specgen.model.isa import Enum
    from specgen.model.memory import Memory

_READ = ("symbols", "relocations", "buffers", "entries", "arguments", "features")
_NONE, _SHARED, _ELSEWHERE = 0, 1, 2


def loading(architecture: Architecture, form: Executable, shared: Memory) -> dict[str, Any]:
    """Return what the templates show of a format; buffers lie in the memory that is ``shared``."""
    by_does: dict[str, Section] = {}
    for section in form.sections.values():
        by_does.setdefault(section.does, section)
    tables = {does: by_does[does] for does in _READ if does in by_does and by_does[does].entry is not None}
    digest = bytes.fromhex(binary_hash(architecture))
    processor = next(iter(architecture.processors.values()))
    enabled = [e.name for e in architecture.extensions.values() if e.enabled]
    block = form.block
    patches = relocations(form) if {"relocations", "symbols"} <= tables.keys() else []
    return {
        "big": str(form.endian == "big").lower(),
        "places": list(_places(form, tables)),
        "header_size": form.header.size,
        "table_size": form.table.size,
        "sizes": [(does.upper(), _entry(section).size) for does, section in tables.items()],
        "kinds": {does: section.code for does, section in by_does.items()},
        "text": {f"{does}_name": _text(section) for does, section in tables.items()},
        "magic": ", ".join(f"0x{byte:02x}" for byte in form.magic),
        "hash": ", ".join(f"0x{byte:02x}" for byte in digest),
        "hash_bytes": len(digest),
        "hash_text": digest[:4].hex(),
        "major": form.version[0],
        "minor": form.version[1],
        "memories": _memories(form, shared),
        "processors": _numbers(form, "processor", list(architecture.processors)),
        "features": [*form.features, *enabled],
        "relocations": patches,
        "patches": "\n".join(line for patch in patches for line in patch.lines),
        "word": block.word if block is not None else 8,
        "high_first": block is not None and block.high_first,
        "block_big": str(block is not None and block.memory.endianness == "big").lower(),
        "counter_unit": processor.unit,
        "most_sections": form.most_sections,
    }


def _entry(section: Section) -> Structure:
    assert section.entry is not None
    return section.entry


def _places(form: Executable, tables: dict[str, Section]) -> list[Spot]:
    wanted = tuple(role.strip("()") for role in HEADER_ROLES)
    found = list(spots("header", form.header, form.header_roles, wanted))
    wanted = tuple(role.strip("()") for role in TABLE_ROLES)
    found += spots("table", form.table, form.table_roles, wanted)
    for does, section in tables.items():
        wanted = tuple(role.strip("()") for role in SECTION_ROLES[does])
        found += spots(does, _entry(section), section.roles, wanted)
    return found


def _text(section: Section) -> int:
    """The bytes of an entry's name where it is text, 0 where it is an offset in the strings."""
    path = section.roles.get("name")
    place = place_of(_entry(section), path) if path is not None else None
    value = place.member.value if place is not None else None
    return value.size if value is not None and value.text else 0


def _enum(form: Executable, role: str) -> Enum | None:
    path = form.table_roles.get(role)
    place = place_of(form.table, path) if path is not None else None
    if place is None:
        return None
    one = place.bits or place.member.value
    return one.enum if one is not None else None


def _memories(form: Executable, shared: Memory) -> list[tuple[int, str]]:
    """Where a section lies, by the number that it gives: nowhere, in the memory that is shared, or elsewhere."""
    enum = _enum(form, "memory")
    named = {"none": "NONE", shared.name: "SHARED"}
    return [(m.value, named.get(m.name, "ELSEWHERE")) for m in enum.members] if enum is not None else []


def _numbers(form: Executable, role: str, names: list[str]) -> list[tuple[int, int]]:
    enum = _enum(form, role)
    return [(m.value, names.index(m.name)) for m in enum.members if m.name in names] if enum is not None else []


