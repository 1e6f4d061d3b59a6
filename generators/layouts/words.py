"""Arithmetic on unsigned numbers as text that C and Python share, constants folded.

A value is an ``int``, or the text of an expression. Division is written ``//``; C makes ``/`` of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import prod

Value = int | str

_WORD = re.compile(r"\w+")
_PRODUCT = re.compile(r"[\w* ]+")
_SCALED = re.compile(r"(.+) \* (\d+)")
_SUM = re.compile(r"[\w*+ ]+")


def word(value: Value) -> str:
    """Return text that binds as tightly as a name."""
    text = str(value)
    return text if _WORD.fullmatch(text) or _enclosed(text) else f"({text})"


def _enclosed(text: str) -> bool:
    """Whether the first parenthesis, or that of a call, closes at the end."""
    start = re.match(r"\w*\(", text)
    if not start or not text.endswith(")"):
        return False
    depth = 0
    for i, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == ")" and depth == 0:
            return i == len(text) - 1
    return False


def times(*values: Value) -> Value:
    """Return the product."""
    parts = [_SCALED.fullmatch(v) if isinstance(v, str) and _PRODUCT.fullmatch(v) else None for v in values]
    constant = prod(
        int(p[2]) if p else v if isinstance(v, int) else 1 for p, v in zip(parts, values, strict=True)
    )
    found = [p[1] if p else v for p, v in zip(parts, values, strict=True) if isinstance(v, str)]
    if constant == 0 or not found:
        return constant
    if constant == 1 and len(found) == 1:
        return found[0]
    texts = [v if _PRODUCT.fullmatch(v) else word(v) for v in found]
    return " * ".join([*texts, *([str(constant)] if constant != 1 else [])])


def plus(values: Iterable[Value]) -> Value:
    """Return the sum."""
    given = list(values)
    constant = sum(v for v in given if isinstance(v, int))
    found = [v for v in given if isinstance(v, str)]
    if not found:
        return constant
    if len(found) == 1 and not constant:
        return found[0]
    texts = [v if _SUM.fullmatch(v) else word(v) for v in found]
    return " + ".join([*texts, *([str(constant)] if constant else [])])


def less(value: Value, subtrahend: Value) -> Value:
    """Return the difference."""
    if isinstance(value, int) and isinstance(subtrahend, int):
        return value - subtrahend
    if subtrahend == 0:
        return value
    small = str(subtrahend)
    return f"{word(value)} - {small if _PRODUCT.fullmatch(small) else word(small)}"


def quotient(value: Value, divisor: Value) -> Value:
    """Return the quotient, rounded down."""
    if divisor == 1:
        return value
    if isinstance(value, int) and isinstance(divisor, int):
        return value // divisor
    if isinstance(divisor, int) and divisor & (divisor - 1) == 0:
        return f"{word(value)} >> {divisor.bit_length() - 1}"
    return f"{word(value)} // {word(divisor)}"


def quotient_up(value: Value, divisor: Value) -> Value:
    """Return the quotient, rounded up."""
    if divisor == 1:
        return value
    if isinstance(divisor, int):
        return quotient(plus([value, divisor - 1]), divisor)
    return quotient(less(plus([value, divisor]), 1), divisor)


def remainder(value: Value, divisor: Value) -> Value:
    """Return the remainder."""
    if divisor == 1:
        return 0
    if isinstance(value, int) and isinstance(divisor, int):
        return value % divisor
    if isinstance(divisor, int) and divisor & (divisor - 1) == 0:
        return f"{word(value)} & {divisor - 1}"
    return f"{word(value)} % {word(divisor)}"


def exchanged(value: str, dst: tuple[int, int], src: tuple[int, int]) -> str:
    """Return the name ``value`` with bits ``dst`` replaced by their exclusive or with bits ``src``."""
    mask = (1 << (src[0] - src[1] + 1)) - 1
    taken = f"({quotient(value, 1 << src[1])}) & {mask}" if src[1] else f"{value} & {mask}"
    return f"{value} ^ (({taken}) << {dst[1]})" if dst[1] else f"{value} ^ ({taken})"
