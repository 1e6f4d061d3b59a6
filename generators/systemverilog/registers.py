"""Register maps: addresses, reset values, masks, and registers as packed structs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.naming import Scope
from specgen.generators.systemverilog.structures import EnumType, Line, Packed
from specgen.generators.systemverilog.text import WORDS, number, vector

if TYPE_CHECKING:
    from specgen.model.interfaces import HostRegister, RegisterBlock, RegisterField

ADDRESS = 64


@dataclass(frozen=True, slots=True)
class Figure:
    """A constant of so many bits."""

    name: str
    width: int
    value: str


@dataclass(frozen=True, slots=True)
class Register:
    """A register: its constants, and its fields as a packed struct where it is divided."""

    register: HostRegister
    title: str
    figures: tuple[Figure, ...]
    packed: Packed | None


@dataclass(frozen=True, slots=True)
class Block:
    """A block of registers."""

    block: RegisterBlock
    figures: tuple[Figure, ...]
    registers: tuple[Register, ...]


class Registers:
    """Names what a package says of registers."""

    def __init__(self, scope: Scope, enums: EnumType) -> None:
        self._scope = scope
        self._enums = enums

    def blocks(self, blocks: Iterable[RegisterBlock]) -> list[Block]:
        """Return the blocks with their registers."""
        return [self._block(one) for one in blocks]

    def _block(self, one: RegisterBlock) -> Block:
        told = [("BASE", one.base), ("SIZE", one.size)]
        told += [("COUNT", one.count), ("STRIDE", one.stride)] if one.count is not None else []
        figures = tuple(self._figure(ADDRESS, value, "REG", one.name, what) for what, value in told)
        return Block(one, figures, tuple(self._register(one, register) for register in one.registers))

    def _register(self, block: RegisterBlock, one: HostRegister) -> Register:
        where = ("REG", block.name, one.name)
        told = [("ADDRESS", block.base + one.offset)]
        told += [("COUNT", one.count), ("STRIDE", one.stride)] if one.count is not None else []
        figures = [self._figure(ADDRESS, value, *where, what) for what, value in told]
        figures.append(self._figure(one.width, one.reset, *where, "RESET"))
        divided = len(one.fields) > 1 or any(f.width != one.width for f in one.fields)
        for field in one.fields if divided else ():
            figures.append(self._figure(one.width, field.mask, *where, field.name, "MASK"))
            figures.append(self._figure(32, field.low, *where, field.name, "LSB"))
        title = f"{block.name}.{one.name}"
        return Register(one, title, tuple(figures), self._packed(block, one) if divided else None)

    def _packed(self, block: RegisterBlock, one: HostRegister) -> Packed:
        scope = Scope(WORDS)
        names = scope.all(f.name for f in one.fields)
        lines = tuple(
            Line(vector(high - low + 1), scope.give(low, f"unnamed_{high}_{low}"), "")
            if field is None
            else Line(self._type(field), names[field.name], f"{field.access}: {field.summary}".rstrip(": "))
            for high, low, field in _spans(one)
        )
        name = self._scope.give(("register", block.name, one.name), f"reg_{block.name}_{one.name}_t".lower())
        return Packed(name, f"Fields of {block.name}.{one.name}", lines)

    def _type(self, field: RegisterField) -> str:
        known = self._enums.get((field.enum.name, field.width)) if field.enum is not None else None
        return known or vector(field.width)

    def _figure(self, width: int, value: int, *parts: str) -> Figure:
        return Figure(self._scope.give(parts, "_".join(parts).upper()), width, number(value, width))


def _spans(one: HostRegister) -> Iterator[tuple[int, int, RegisterField | None]]:
    """The bits of a register from the top down, with the field that they are, if they are one."""
    at = one.width - 1
    for field in sorted(one.fields, key=lambda f: -f.low):
        if at > field.high:
            yield at, field.high + 1, None
        yield field.high, field.low, field
        at = field.low - 1
    if at >= 0:
        yield at, 0, None
