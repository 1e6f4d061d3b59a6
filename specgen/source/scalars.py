"""What a plain scalar of a spec means: YAML as an engineer reads it.

| spelling | value |
|---|---|
| nothing, `~`, `null` | None |
| `true`, `false` | a boolean; `yes`, `no`, `on`, `off`, `True` are text |
| `12`, `1_000`, `-3` | an integer |
| `0x40`, `0b1`, `0o17`, `1e3`, `2.0` | an integer that keeps its spelling |
| `1.5`, `2e-3` | a float that keeps its spelling, so that `exact` recovers the decimal |
| `010`, `0b12`, `0X1F`, `1e9999` | refused |
| all else, `12:30`, `.inf`, `2024-01-02`, `1.2.3` among it, and whatever is quoted | text |
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction

MAX_BITS = 4096
MAX_DIGITS = 1250
MAX_EXPONENT = 1200


class SpelledInt(int):
    """An integer that remembers how it was written (`0x40`); otherwise an int in every way."""

    spelling: str

    def __new__(cls, value: int, spelling: str) -> SpelledInt:  # noqa: D102
        made = super().__new__(cls, value)
        made.spelling = spelling
        return made

    def __getnewargs__(self) -> tuple[int, str]:  # type: ignore[override]
        return (int(self), self.spelling)


class SpelledFloat(float):
    """A float that remembers how it was written (`1.10`); otherwise a float in every way."""

    spelling: str

    def __new__(cls, value: float, spelling: str) -> SpelledFloat:  # noqa: D102
        made = super().__new__(cls, value)
        made.spelling = spelling
        return made

    def __getnewargs__(self) -> tuple[float, str]:  # type: ignore[override]
        return (float(self), self.spelling)


def spelling_of(value: int | float) -> str:
    """Return a number as its spec wrote it, where that is known."""
    return value.spelling if isinstance(value, SpelledInt | SpelledFloat) else str(value)


def exact(value: int | float) -> Fraction:
    """Return the number that the spec wrote, with no binary rounding: `0.1` is one tenth."""
    from fractions import Fraction

    if isinstance(value, SpelledFloat):
        return Fraction(value.spelling.replace("_", ""))
    return Fraction(value)


class Refusal(NamedTuple):
    """Why a plain scalar means nothing: rule, message, hint."""

    rule: str
    message: str
    hint: str


Scalar = None | bool | int | float | str

_WORDS: dict[str, Scalar] = {"": None, "~": None, "null": None, "true": True, "false": False}
_NO_NUMBER = 1 << 16
_MAY_BE_NUMBER = frozenset("+-.0123456789")
_DIGITS = r"[0-9]+(?:_[0-9]+)*"
_DECIMAL = re.compile(rf"[-+]?({_DIGITS})")
_BASED = re.compile(r"([-+]?)(0[xob])([0-9a-fA-F]+(?:_[0-9a-fA-F]+)*)")
_LIKE_BASED = re.compile(r"[-+]?0[xXoObB][0-9A-Za-z_]*")
_FLOAT = re.compile(rf"[-+]?({_DIGITS})?(?:\.({_DIGITS})?)?(?:[eE]([-+]?[0-9]+))?")
_BASES = {"0x": 16, "0o": 8, "0b": 2}


def meaning(text: str) -> Scalar | Refusal:
    """Return the value of a plain scalar, or why it has none."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _MAY_BE_NUMBER:
        return text
    if len(text) > MAX_DIGITS:
        if len(text) > _NO_NUMBER:
            return text
        return _too_large() if _FLOAT.fullmatch(text) or _LIKE_BASED.fullmatch(text) else text
    if found := _DECIMAL.fullmatch(text):
        return _decimal(text, found[1])
    if _LIKE_BASED.fullmatch(text):
        return _based(text)
    if (found := _FLOAT.fullmatch(text)) and (found[1] or found[2]):
        return _float(text, found[1] or "", found[2] or "", found[3] or "0")
    return text


short_meaning = lru_cache(maxsize=1 << 16)(meaning)
"""`meaning`, remembered: for texts so short that keeping them costs nothing."""


def _decimal(text: str, digits: str) -> Scalar | Refusal:
    if digits[0] == "0" and len(digits) > 1:
        return _leading_zero(text, digits)
    value = int(text)
    if value.bit_length() > MAX_BITS:
        return _too_large()
    return value if str(value) == text else SpelledInt(value, text)


def _leading_zero(text: str, digits: str) -> Refusal:
    sign, bare = text[: len(text) - len(digits)], digits.replace("_", "").lstrip("0") or "0"
    octal = f" or {sign}0o{bare} for octal" if set(bare) <= set("01234567") and bare != "0" else ""
    hint = f"write {sign}{bare} for decimal{octal}, or quote it if it is text"
    return Refusal("yaml-leading-zero", f"{text} could be decimal or octal", hint)


def _based(text: str) -> Scalar | Refusal:
    found = _BASED.fullmatch(text)
    mended = re.sub("0[XOB]", lambda prefix: prefix[0].lower(), text, count=1)
    if mended != text and _BASED.fullmatch(mended):
        message = f"{text} is not a number: 0x, 0o and 0b are lower case"
        return Refusal("yaml-number", message, f"write {mended}")
    try:
        value = int(text, _BASES[found[2]]) if found else None
    except ValueError:
        value = None
    if value is None:
        wanted = {"x": "0x and hexadecimal digits", "o": "0o and digits 0 to 7", "b": "0b and digits 0 and 1"}
        kind = wanted[text.lstrip("+-")[1].lower()]
        return Refusal("yaml-number", f"{text} is not a number: expected {kind}", "quote it if it is text")
    return SpelledInt(value, text) if value.bit_length() <= MAX_BITS else _too_large()


def _float(text: str, whole: str, part: str, exponent: str) -> Scalar | Refusal:
    if len(whole) > 1 and whole[0] == "0":
        bare = whole.replace("_", "").lstrip("0") or "0"
        hint = f"write {text.replace(whole, bare, 1)}, or quote it if it is text"
        return Refusal("yaml-leading-zero", f"{text} begins with a zero", hint)
    if len(exponent) > 6 or abs(int(exponent)) > MAX_EXPONENT:
        return _too_large()
    digits, power = (whole + part).replace("_", ""), int(exponent) - len(part.replace("_", ""))
    scaled = int(digits) * 10 ** max(power, 0)
    value, rest = divmod(scaled, 10 ** max(-power, 0))
    if value.bit_length() > MAX_BITS or (rest and value.bit_length() > 1023):
        return _too_large()
    if rest:
        return SpelledFloat(float(text), text)
    return SpelledInt(-value if text[0] == "-" else value, text)


def _too_large() -> Refusal:
    hint = f"numbers have at most {MAX_BITS} bits, {MAX_DIGITS} characters and exponents of {MAX_EXPONENT}"
    return Refusal("yaml-number-range", "this number is too large or too precise", hint)
