"""Bit fields of an integer, as functions that get and set them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.generators.rust.text import integer, number

if TYPE_CHECKING:
    from specgen.generators.naming import Scope
    from specgen.generators.rust.enums import Enumeration
    from specgen.model.interfaces import BitField, RegisterField


@dataclass(frozen=True, slots=True)
class Bits:
    """A bit field: its functions, the type and expression of what is got, the type of ``value`` and what it makes."""

    get: str
    set: str
    type: str
    taken: str
    given: str
    replaced: str
    summary: str


class Whole:
    """An integer of ``size`` bits, and the expression of it."""

    def __init__(self, text: str, size: int) -> None:
        self._text = text
        self._size = size
        self._type = f"u{size}"

    def bits(
        self, field: BitField | RegisterField, enum: Enumeration | None, names: Scope, verb: str = "set"
    ) -> Bits:
        """Return the functions of a bit field, of which ``verb`` begins the second; a closed enum may refuse its bits."""
        kind, taken = self._taken(field, enum)
        given = enum.name if enum is not None else kind
        return Bits(
            names.give(("get", field.name), field.name.lower()),
            names.give(("set", field.name), f"{verb}_{field.name.lower()}"),
            kind,
            taken,
            given,
            self._replaced(field, "value.value()" if enum is not None else "value", enum, given),
            field.summary or f"`{field.name}`",
        )

    def _raw(self, field: BitField | RegisterField) -> str:
        shifted = f"({self._text} >> {field.low})" if field.low else self._text
        return self._text if field.width == self._size else f"{shifted} & {number((1 << field.width) - 1)}"

    def _taken(self, field: BitField | RegisterField, enum: Enumeration | None) -> tuple[str, str]:
        raw = self._raw(field)
        if enum is not None:
            value = raw if enum.type == self._type else f"({raw}) as {enum.type}"
            return (enum.name, f"{enum.name}({value})") if enum.open else (
                f"Option<{enum.name}>", f"{enum.name}::from_value({value})"
            )  # fmt: skip
        if field.signed:
            kind = integer(-(1 << (field.width - 1)), (1 << (field.width - 1)) - 1)
            top = self._size - 1 - field.high
            moved = f"({self._text} << {top})" if top else self._text
            spare = self._size - field.width
            signed = f"({moved} as i{self._size} >> {spare})" if spare else f"{moved} as i{self._size}"
            return kind, signed if kind == f"i{self._size}" else f"{signed} as {kind}"
        if field.width == 1:
            return "bool", f"{raw} != 0"
        kind = integer(0, (1 << field.width) - 1)
        return kind, raw if kind == self._type else f"({raw}) as {kind}"

    def _replaced(
        self, field: BitField | RegisterField, value: str, enum: Enumeration | None, given: str
    ) -> str:
        kind = enum.type if enum is not None else given
        wide = value if kind == self._type else f"{value} as {self._type}"
        if field.width == self._size:
            return wide
        ones = number((1 << field.width) - 1)
        put = f"({wide}) & {ones}" if " " in wide else f"{wide} & {ones}"
        put = f"({put}) << {field.low}" if field.low else put
        kept = number(((1 << self._size) - 1) & ~field.mask)
        return f"({self._text} & {kept}) | ({put})"
