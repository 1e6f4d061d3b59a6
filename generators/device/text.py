"""Text of C: templates, arrays and literals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from specgen.generators.templating import filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SAFE = frozenset(range(0x20, 0x7F)) - set(b'"\\?')


def fill(template: str, parts: Mapping[str, str]) -> str:
    """Return a template of the device with its places filled."""
    return filled(Path(__file__).parent / "templates" / template, parts)


def prefix_of(name: str) -> str:
    """Return an architecture's name as a prefix of C identifiers."""
    return name.replace("-", "_").lower()


def number(value: int) -> str:
    """Return an unsigned literal."""
    return str(value) if value < 1 << 15 else f"UINT64_C({value:#x})"


def literal(text: str) -> str:
    """Return a string literal of one line, its bytes those of UTF-8."""
    data = " ".join(text.split()).encode()
    return '"' + "".join(chr(b) if b in _SAFE else f"\\{b:03o}" for b in data) + '"'


def array(head: str, items: Iterable[str], last: str = "{0}") -> Iterator[str]:
    """Yield the lines of an array of these items, and one more that is nothing."""
    yield f"const {head}[] = {{"
    yield from (f"    {item}," for item in items)
    yield from (f"    {last}", "};", "")


def constants(prefix: str, names: Iterable[str]) -> str:
    """Return the enumerators of an enum, from 0 on."""
    return "\n".join(f"    {prefix}{name.upper()}," for name in names)


def listed(prefix: str, values: Mapping[str, str]) -> str:
    """Return an initialiser of an array by the enumerators that have a value."""
    inside = ", ".join(f"[{prefix}{name.upper()}] = {value}" for name, value in values.items())
    return f"{{{inside or '{0}'}}}"
