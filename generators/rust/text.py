"""Words, types, numbers and comments of Rust."""

from __future__ import annotations

from specgen.generators.templating import one_line

_WORDS = """
    Self abstract as async await become box break const continue crate do dyn else enum extern false final fn for gen if
    impl in let loop macro match mod move mut override priv pub raw ref return safe self static struct super trait true
    try type typeof union unsafe unsized use virtual where while yield
"""
WORDS = frozenset(_WORDS.split())

SIZES = (8, 16, 32, 64, 128)


def doc(text: str, otherwise: str = "") -> str:
    """Return one line of text that can stand behind ``///``."""
    return one_line(text) or one_line(otherwise)


def integer(low: int, high: int) -> str:
    """Return the smallest type that holds the integers from ``low`` to ``high``."""
    if low >= 0:
        return next(f"u{size}" for size in SIZES if high < 1 << size)
    return next(f"i{size}" for size in SIZES if -(1 << (size - 1)) <= low and high < 1 << (size - 1))


def limits(type_: str) -> tuple[int, int]:
    """Return the least and the greatest value of an integer type."""
    size = int(type_[1:])
    return (0, (1 << size) - 1) if type_[0] == "u" else (-(1 << (size - 1)), (1 << (size - 1)) - 1)


def number(value: int) -> str:
    """Return a constant: small ones in decimal, others in groups of four hexadecimal digits."""
    if value < 10:
        return str(value)
    digits = f"{value:x}"
    first = len(digits) % 4
    groups = [digits[:first]] * bool(first) + [digits[i : i + 4] for i in range(first, len(digits), 4)]
    return f"0x{'_'.join(groups)}"


def decimal(value: int) -> str:
    """Return a constant in decimal, in groups of three digits from five on."""
    return f"{value:_}" if abs(value) > 9999 else str(value)


def string(text: str) -> str:
    """Return a text as a literal."""
    escaped = "".join(c if " " <= c <= "~" else f"\\u{{{ord(c):x}}}" for c in text.replace("\\", "\\\\"))
    return '"' + escaped.replace('"', '\\"') + '"'
