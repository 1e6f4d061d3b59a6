"""Where values lie in the bytes of structures, as C knows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from specgen.model.interfaces import place_of

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Structure
    from specgen.model.memory import Memory


def default_memory(architecture: Architecture) -> Memory | None:
    """Return the memory of addresses that name none: the first shared one that is no window and no registers.

    Where none is shared it is the first that no processor fetches from.
    """
    own = [m for m in architecture.memories.values() if m.window is None and m.kind != "mmio"]
    code = {p.memory.name for p in architecture.processors.values()}
    ranked = sorted(own, key=lambda m: (not m.shared, m.name in code))
    return next(iter(ranked), None)


def memory_number(architecture: Architecture, memory: Memory | None) -> int:
    """Return a memory's place in the spec, -1 for none."""
    return -1 if memory is None else list(architecture.memories).index(memory.name)


def place(architecture: Architecture, structure: Structure, path: str) -> str:
    """Return the initialiser of a place; of an array that of its first value."""
    found = place_of(structure, path)
    assert found is not None
    value = found.member.value
    size = value.element_size if value is not None else found.member.size
    low, bits = (found.bits.low, found.bits.width) if found.bits is not None else (0, 8 * size)
    count = value.count if value is not None and value.count is not None else 1
    memory = (value.address_of if value is not None else None) or default_memory(architecture)
    big = int(found.structure.endian == "big")
    return f"{{{found.offset}, {count}, {size}, {low}, {bits}, {big}, {memory_number(architecture, memory)}}}"


def role_places(architecture: Architecture, structure: Structure, roles: Mapping[str, str]) -> dict[str, str]:
    """Return the initialiser of each role's place."""
    return {role: place(architecture, structure, path) for role, path in roles.items()}


def named_places(
    architecture: Architecture, structure: Structure | None, names: tuple[str, ...]
) -> dict[str, str]:
    """Return the places of those members that a structure has."""
    known = structure.by_name if structure is not None else {}
    return {
        name: place(architecture, structure, name)
        for name in names
        if structure is not None and name in known and known[name].value is not None
    }
