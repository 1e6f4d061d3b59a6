"""Accesses of memories in whose address space devices lie."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from specgen.generators.interpreter.python.runtime.faults import Journal
from specgen.generators.interpreter.python.runtime.memory import Access, Memory, cut, known, load, store


class Mapped(Protocol):
    """A register of a device, by its bits."""

    def read(self, core: Any) -> int:
        """Read it."""

    def write(self, core: Any, bits: int) -> None:
        """Write it."""


class Mapping(Protocol):
    """A core that knows what lies beside a memory."""

    def mapped(self, memory: str, address: int, size: int) -> Mapped | None:
        """What an access reaches, if it lies in a device."""


def load_mapped(core: Mapping, name: str, memory: Memory, access: Access, address: int) -> Any:
    """One element, of the memory or of a register. Raises FaultRaised as `load` does."""
    found = _find(core, name, memory, access, address)
    if found is None:
        return load(memory, access, address)
    bits = found.read(core)
    if access.dtype and access.dtype[1] == "f":
        return np.frombuffer(bits.to_bytes(access.size, access.order), access.dtype)[0]
    return cut(bits, access)


def store_mapped(
    core: Mapping,
    name: str,
    memory: Memory,
    access: Access,
    address: int,
    value: Any,
    journal: Journal | None = None,
) -> None:
    """Writes one element; a register is written when no fault can follow. Raises FaultRaised as `store` does."""
    found = _find(core, name, memory, access, address)
    if found is None:
        store(memory, access, address, value, journal)
        return
    if access.dtype and access.dtype[1] == "f":
        bits = int.from_bytes(np.array(value, access.dtype).tobytes(), access.order)
    else:
        bits = int(value) & ((1 << (access.width or 8 * access.size)) - 1)
    if journal is not None:
        journal.later(found.write, core, bits)
    else:
        found.write(core, bits)


def _find(core: Mapping, name: str, memory: Memory, access: Access, address: int) -> Mapped | None:
    if 0 <= address - memory.base <= memory.size - access.size:
        return None
    found = core.mapped(name, address, access.size)
    if found is None:
        raise known(access.out_of_range).at(address, access.line)
    if access.misaligned is not None and address % access.size:
        raise access.misaligned.at(address, access.line)
    return found
