"""A register file as software and the device meet it: a value for each register, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from specgen.data import frozen
from specgen.model import Architecture
from specgen.model.interfaces import AccessMasks, HostRegister, RegisterBlock, access_masks


@frozen(eq=False)
class Cell:
    """One register: of a block of several, and of an array of them, its places."""

    block: RegisterBlock
    register: HostRegister
    block_index: int
    index: int

    @property
    def address(self) -> int:
        """Of its first byte."""
        inner = self.register.offset + self.index * self.register.stride
        return self.block.base + self.block_index * self.block.stride + inner

    @property
    def label(self) -> str:
        """``block[1].register[2]``."""
        block = f"[{self.block_index}]" if self.block.count is not None else ""
        register = f"[{self.index}]" if self.register.count is not None else ""
        return f"{self.block.name}{block}.{self.register.name}{register}"

    @property
    def key(self) -> tuple[str, int, str, int]:
        """What tells it from others."""
        return self.block.name, self.block_index, self.register.name, self.index


def find_cell(architecture: Architecture, address: int) -> Cell | None:
    """Return the register that has an address, or None."""
    for block in architecture.registers.values():
        at = address - block.base
        b = _index(at, block.count, block.stride)
        at -= b * block.stride
        if not 0 <= at < block.size:
            continue
        for register in block.registers:
            inside = at - register.offset
            i = _index(inside, register.count, register.stride)
            if 0 <= inside - i * register.stride < register.width // 8:
                return Cell(block, register, b, i)
    return None


def _index(inside: int, count: int | None, stride: int) -> int:
    """Which element of an array begins last before some bytes in it."""
    return max(0, min(inside // stride, count - 1)) if count is not None and stride else 0


@dataclass(slots=True)
class _Held:
    """``unknown`` bits may be either; ``once`` are those that were written since the reset."""

    value: int
    unknown: int
    once: int = 0

    def change(self, function: Callable[[int], int]) -> None:
        """Apply a function of bits that does to each the same whatever the others are."""
        zeros, ones = function(self.value & ~self.unknown), function(self.value | self.unknown)
        self.value, self.unknown = zeros, zeros ^ ones


@dataclass(slots=True)
class RegisterFile:
    """All registers after a reset."""

    architecture: Architecture
    held: dict[tuple[str, int, str, int], _Held] = field(default_factory=dict)

    def step(self, step: Mapping[str, Any]) -> Any:
        """Do one thing ``at`` an address, and tell what comes of it.

        ``write``, ``read``: by software, in an access of ``bits``; ``set``, ``get``: by the device, the bits that it writes
        and reads; ``act``: the device acts on pulses. Numbers are texts such as ``0x10``.
        """
        address = int(step["at"], 0)
        cell = find_cell(self.architecture, address)
        if cell is None:
            return {"refused": "there is no register"}
        held, value = self._held(cell), int(step.get("value", "0"), 0)
        match step["do"]:
            case "set":
                mask = _mask(cell.register, "w")
                held.change(lambda old: (old & ~mask) | (value & mask))
            case "get":
                return _shown(held, _mask(cell.register, "r"), 0)
            case "act":
                pulse = access_masks(cell.register).pulse
                held.change(lambda old: old & ~pulse)
            case verb:
                return self._access(cell, held, address - cell.address, step["bits"], value, verb)
        return "done"

    def _access(self, cell: Cell, held: _Held, offset: int, bits: int, value: int, verb: str) -> Any:
        """An access of all of a register, or of the part of a wide one that one access reaches."""
        register, block = cell.register, cell.block
        if bits not in (register.width, block.width) or offset % (bits // 8):
            return {"refused": f"there is no register of {bits} bits"}
        shift = register.width - bits - offset * 8 if block.endian == "big" else offset * 8
        part, masks = ((1 << bits) - 1) << shift, access_masks(register)
        if verb == "read":
            seen = _shown(held, part & ~masks.hidden & _named(register), shift)
            clears, sets = masks.clear_read & part, masks.set_read & part
            held.change(lambda old: (old & ~clears) | sets)
            return seen
        closed = ~part | self._closed(cell, masks) | (masks.once & held.once)
        held.change(lambda old: masks.written(old, value << shift, closed))
        held.once |= part
        return "done"

    def _held(self, cell: Cell) -> _Held:
        unknown = sum(one.mask for one in cell.register.fields if one.reset is None)
        return self.held.setdefault(cell.key, _Held(cell.register.reset, unknown))

    def _closed(self, cell: Cell, masks: AccessMasks) -> int:
        """The bits whose locks are set."""
        found = 0
        for name, mask in masks.locks:
            block_name, register_name, *rest = name.split(".")
            block = self.architecture.registers[block_name]
            register = block.by_name[register_name]
            lock = next(one for one in register.fields if not rest or one.name == rest[0])
            same = register is cell.register
            there = Cell(
                block, register, cell.block_index if block is cell.block else 0, cell.index if same else 0
            )
            if self._held(there).value & lock.mask:
                found |= mask
        return found


def _mask(register: HostRegister, letter: str) -> int:
    return sum(one.mask for one in register.fields if letter in one.hardware)


def _named(register: HostRegister) -> int:
    return sum(one.mask for one in register.fields)


def _shown(held: _Held, mask: int, shift: int) -> str:
    value, unknown = (held.value & mask) >> shift, (held.unknown & mask) >> shift
    return f"{value:#x}, bits {unknown:#x} unknown" if unknown else f"{value:#x}"
