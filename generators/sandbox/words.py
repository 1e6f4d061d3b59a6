"""The filters that templates have besides Jinja's own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from specgen.generators.naming import C_WORDS
from specgen.generators.naming import camel as camel_of
from specgen.generators.sandbox.values import View, plain

_COMMENTS = ("//", "#", "--", ";", "%", "/*")
_MOST_DIGITS = 1024


def hexadecimal(value: int, digits: int = 0, *, prefix: str = "0x") -> str:
    """``hex(4)`` of 64 is ``0x0040``; with ``prefix=""``, the digits alone."""
    return _digits(value, digits, prefix, "x")


def binary(value: int, digits: int = 0, *, prefix: str = "0b") -> str:
    """``bin(4)`` of 5 is ``0b0101``."""
    return _digits(value, digits, prefix, "b")


def _digits(value: int, digits: int, prefix: str, base: str) -> str:
    sign = "-" if value < 0 else ""
    return f"{sign}{prefix}{abs(value):0{max(0, min(digits, _MOST_DIGITS))}{base}}"


def bits(field: View) -> str:
    """The bits of a field: ``7:4``, or ``3`` where it is one."""
    if "bits" in field and isinstance(field["bits"], str):
        return field["bits"]
    high, low = field["high"], field["low"]
    return f"{high}:{low}" if high != low else f"{high}"


def c_identifier(text: str) -> str:
    """A text as an identifier of C and C++, none of their keywords."""
    made = re.sub(r"\W", "_", text, flags=re.ASCII) or "_"
    made = f"_{made}" if made[0].isdigit() else made
    return f"{made}_" if made in C_WORDS else made


def camel(text: str) -> str:
    """``vadd_f32`` as ``VaddF32``."""
    return camel_of(text)


def snake(text: str) -> str:
    """``VaddF32`` as ``vadd_f32``."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    return re.sub(r"[^A-Za-z0-9]+", "_", parted).strip("_").lower()


def comment(text: str, mark: str = "//") -> str:
    """A text as a comment, a mark before each of its lines; ``/*`` puts one around all."""
    if mark not in _COMMENTS:
        raise ValueError(f"{mark!r} begins no comment that is known; these do: {' '.join(_COMMENTS)}")
    lines = text.strip().splitlines() or [""]
    if mark == "/*":
        inner = "\n * ".join(line.rstrip().replace("*/", "* /") for line in lines)
        return f"/* {inner} */"
    return "\n".join(f"{mark} {line}".rstrip() for line in lines)


def tojson(value: Any, indent: int | None = None) -> str:
    """Anything as JSON: a whole thing with its parts, or a text with quotes around it."""
    return json.dumps(plain(value), indent=None if indent is None else min(indent, 16), ensure_ascii=False)


FILTERS: dict[str, Callable[..., str]] = {
    "hex": hexadecimal,
    "bin": binary,
    "bits": bits,
    "c_identifier": c_identifier,
    "camel": camel,
    "snake": snake,
    "comment": comment,
    "tojson": tojson,
}
