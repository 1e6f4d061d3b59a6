"""What the reference library knows of the format of executables, and the format's reader."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from specgen.generators.executable import c_files
from specgen.model.identity import binary_hash
from specgen.model.interfaces import place_of

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Executable
    from specgen.model.isa import Enum
    from specgen.model.memory import Memory


def loading(architecture: Architecture, form: Executable, shared: Memory) -> dict[str, Any]:
    """Return what the templates show of a format; buffers lie in the memory that is ``shared``."""
    has = {section.does for section in form.sections.values()}
    processor = next(iter(architecture.processors.values()))
    named = {"none": "NOWHERE", shared.name: "SHARED"}
    memories = _enum(form, "memory")
    processors = _enum(form, "processor")
    names = list(architecture.processors)
    return {
        "form": form.name.lower(),
        "has": has,
        "relocated": {"relocations", "symbols"} <= has,
        "memories": [(m.value, named.get(m.name, "ELSEWHERE")) for m in memories.members] if memories else [],
        "processors": [(m.value, names.index(m.name)) for m in processors.members if m.name in names]
        if processors
        else [],
        "counter_unit": processor.unit,
    }


def _enum(form: Executable, role: str) -> Enum | None:
    path = form.table_roles.get(role)
    place = place_of(form.table, path) if path is not None else None
    if place is None:
        return None
    one = place.bits or place.member.value
    return one.enum if one is not None else None


def reader(architecture: Architecture, hidden: Architecture, form: Executable) -> dict[str, str]:
    """Return the reader of a format by file name; it has the names of ``hidden``, and reads the files of ``architecture``.

    The two differ in the name alone, on which the hash in files depends.
    """
    ours, theirs = (_digest(one) for one in (hidden, architecture))
    wanted = f"_{form.name.lower()}."
    return {
        PurePosixPath(path).name: text.replace(ours, theirs)
        for path, text in c_files(hidden).items()
        if wanted in path
    }


def _digest(architecture: Architecture) -> str:
    return ", ".join(f"0x{byte:02x}" for byte in bytes.fromhex(binary_hash(architecture)))
