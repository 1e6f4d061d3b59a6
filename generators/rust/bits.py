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
        kind, value = self._signed(field) if field.signed else self._unsigned(field)
        if enum is not None:
            taken = value if kind == enum.type else f"({value}) as {enum.type}"
            if enum.open:
                return enum.name, f"{enum.name}({taken})"
            return f"Option<{enum.name}>", f"{enum.name}::from_value({taken})"
        if field.width == 1 and not field.signed:
            return "bool", f"{value} != 0"
        least = -(1 << (field.width - 1)) if field.signed else 0
        small = integer(least, least + (1 << field.width) - 1)
        return small, value if small == kind else f"({value}) as {small}"

    def _unsigned(self, field: BitField | RegisterField) -> tuple[str, str]:
        return self._type, self._raw(field)

    def _signed(self, field: BitField | RegisterField) -> tuple[str, str]:
        """The bits moved to the top, where their sign is the integer's, and back."""
        top, spare, kind = self._size - 1 - field.high, self._size - field.width, f"i{self._size}"
        moved = f"({self._text} << {top})" if top else self._text
        return kind, f"({moved} as {kind}) >> {spare}" if spare else f"{moved} as {kind}"

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
