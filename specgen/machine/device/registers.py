"""Registers by name: ``device.registers.control.status.value``, ``device.registers.queues[1].base.value = address``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from specgen.model.interfaces import access_masks
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from specgen.model.interfaces import HostRegister, RegisterBlock, RegisterField


class Bus(Protocol):
    """Who reads and writes registers by their addresses."""

    def read_register(self, address: int, width: int) -> int:
        """Return the value; ``width`` in bits."""
        ...

    def write_register(self, address: int, width: int, value: int) -> None:
        """Write a value."""
        ...


class Register:
    """A register: its ``value``, and its fields by name as items."""

    def __init__(self, bus: Bus, block: RegisterBlock, register: HostRegister, address: int) -> None:
        self._bus = bus
        self._width, self._big = block.width, block.endian == "big"
        self._register = register
        self.address = address

    @property
    def value(self) -> int:
        """All of it: in one access, or several, the low bits first."""
        return sum(self._bus.read_register(at, self._width) << shift for at, shift in self._parts())

    @value.setter
    def value(self, value: int) -> None:
        for at, shift in self._parts():
            self._bus.write_register(at, self._width, value >> shift & ((1 << self._width) - 1))

    def _parts(self) -> list[tuple[int, int]]:
        """Address and shift of each access, the low bits first."""
        shifts = range(0, self._register.width, self._width)
        last = self._register.width - self._width
        return [(self.address + (last - s if self._big else s) // 8, s) for s in shifts]

    def __getitem__(self, field: str) -> int:
        found = self._field(field)
        value = (self.value & found.mask) >> found.low
        return value - (1 << found.width) if found.signed and value >> (found.width - 1) else value

    def __setitem__(self, field: str, value: int) -> None:
        """Writes a field and leaves the others: as they are read, or by bits that change nothing."""
        found = self._field(field)
        masks = access_masks(self._register)
        kept = self.value & masks.plain & ~masks.hidden if masks.plain & ~masks.hidden & ~found.mask else 0
        others = (kept | masks.clear_zeros) & ~found.mask
        self.value = others | (value << found.low & found.mask)

    def _field(self, name: str) -> RegisterField:
        known = {f.name: f for f in self._register.fields}
        if name not in known:
            raise KeyError(_unknown(f"register {self._register.name} has no field", name, known))
        return known[name]


class Array:
    """Registers or blocks of one name, by number."""

    def __init__(self, items: list[Register] | list[Block]) -> None:
        self._items = items

    def __getitem__(self, index: int) -> Any:
        return self._items[index]

    def __len__(self) -> int:
        return len(self._items)


class Block:
    """The registers of a block as attributes."""

    def __init__(self, bus: Bus, block: RegisterBlock, base: int) -> None:
        self._bus = bus
        self._block = block
        self._base = base

    def __getattr__(self, name: str) -> Any:
        register = self._block.by_name.get(name)
        if register is None:
            raise AttributeError(
                _unknown(f"block {self._block.name} has no register", name, self._block.by_name)
            )
        first = self._base + register.offset
        if register.count is None:
            return Register(self._bus, self._block, register, first)
        places = range(first, first + register.count * register.stride, register.stride)
        return Array([Register(self._bus, self._block, register, at) for at in places])

    def __dir__(self) -> Iterable[str]:
        return list(self._block.by_name)


class Registers:
    """The blocks of a device as attributes."""

    def __init__(self, bus: Bus, blocks: Mapping[str, RegisterBlock]) -> None:
        self._bus = bus
        self._blocks = blocks

    def __getattr__(self, name: str) -> Any:
        block = self._blocks.get(name)
        if block is None:
            raise AttributeError(_unknown("there is no block", name, self._blocks))
        if block.count is None:
            return Block(self._bus, block, block.base)
        return Array([Block(self._bus, block, block.base + i * block.stride) for i in range(block.count)])

    def __dir__(self) -> Iterable[str]:
        return list(self._blocks)


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    hint = did_you_mean(name, known)
    return f"{what} {name!r}" + (f": {hint}" if hint else "")
