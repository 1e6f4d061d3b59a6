"""Operands' values as assembly text, by the template of an instruction or alias."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from specgen.model.templates import Kind, Literal, Place, Template

#: The name of an address, or None where it has none.
Namer = Callable[[int], str | None]


@dataclass(frozen=True, slots=True)
class Site:
    """Where an instruction stands: its byte ``address`` (None: unknown) and how other addresses are named.

    ``unit`` is the number of bytes that one step of the program counter means.
    """

    address: int | None = None
    unit: int = 1
    name: Namer | None = None

    def spell(self, address: int) -> str:
        """An address as a name, else in hexadecimal."""
        return (self.name(address) if self.name else None) or number(address, hexadecimal=True)


NOWHERE = Site()


def number(value: int, *, hexadecimal: bool = False) -> str:
    """A number in decimal or hexadecimal, the sign in front."""
    return f"{'-' * (value < 0)}{abs(value):#x}" if hexadecimal else str(value)


def render(template: Template, values: Mapping[str, int], site: Site = NOWHERE) -> str:
    """The text of an instruction with these operand values; it assembles at ``site`` to the same word."""
    parts = [t.text if isinstance(t, Literal) else spell(t, values[t.name], site) for t in template.mnemonic]
    if template.operands:
        parts.append(" ")
    for token in template.operands:
        if isinstance(token, Literal):
            parts.append(token.spaced())
        else:
            parts.append(spell(token, values[token.name], site))
    return "".join(parts).rstrip()


def spell(place: Place, value: int, site: Site = NOWHERE) -> str:
    """The text of one operand."""
    name = place.shown.get(value)
    if name is not None:
        return name
    if place.kind is Kind.REGISTER:
        return f"{place.file}[{value}]"
    if place.kind is Kind.LABEL:
        if site.address is None or site.address + value * site.unit < 0:
            return f".{value * site.unit:+d}"
        return site.spell(site.address + value * site.unit)
    if place.kind is Kind.ADDRESS and value >= 0:
        return site.spell(value * site.unit)
    return number(
        value * (site.unit if place.kind is Kind.ADDRESS else 1), hexadecimal=place.kind is Kind.HEX
    )
