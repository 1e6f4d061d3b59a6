"""Pieces of Python text, each with its precedence and what it yields: a Python value, or an array over a grid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum


class Binds(IntEnum):
    """How tightly a text binds, loosest first."""

    CHOICE = 0
    OR = 1
    AND = 2
    NOT = 3
    COMPARE = 4
    BIT_OR = 5
    BIT_XOR = 6
    BIT_AND = 7
    SHIFT = 8
    SUM = 9
    PRODUCT = 10
    UNARY = 11
    ATOM = 12


@dataclass(frozen=True, slots=True)
class Code:
    """An expression's text.

    ``dtype`` is empty for a uniform value (a Python integer or bool, a NumPy float, the code of a float); inside a grid
    it names the element type of an array that broadcasts over the grid's axes. ``exact``: not merely congruent modulo
    the bits that were asked for. ``alias``: a view of a place that may be written later.
    """

    text: str
    binds: Binds = Binds.ATOM
    dtype: str = ""
    exact: bool = True
    alias: bool = False

    @property
    def varies(self) -> bool:
        """Whether it is an array over the grid."""
        return bool(self.dtype)

    def at(self, least: Binds) -> str:
        """The text, in parentheses where it would fall apart in a place that binds like ``least``."""
        return self.text if self.binds >= least else f"({self.text})"

    def __str__(self) -> str:
        return self.at(Binds.ATOM)

    def typed(self, dtype: str) -> Code:
        """The same text, said to be of another type."""
        return replace(self, dtype=dtype)


_LEVELS = {
    "|": Binds.BIT_OR,
    "^": Binds.BIT_XOR,
    "&": Binds.BIT_AND,
    "<<": Binds.SHIFT,
    ">>": Binds.SHIFT,
    "+": Binds.SUM,
    "-": Binds.SUM,
    "*": Binds.PRODUCT,
    "//": Binds.PRODUCT,
    "%": Binds.PRODUCT,
}


def binary(op: str, left: Code, right: Code, dtype: str = "", exact: bool = True) -> Code:
    """``left op right``."""
    level = _LEVELS[op]
    text = f"{left.at(level)} {op} {right.at(Binds(level + 1))}"
    return Code(text, level, dtype, exact)


def call(function: str, *arguments: Code | str | int, dtype: str = "", exact: bool = True) -> Code:
    """``function(arguments)``."""
    texts = (a.text if isinstance(a, Code) else str(a) for a in arguments)
    return Code(f"{function}({', '.join(texts)})", Binds.ATOM, dtype, exact)


def method(value: Code, name: str, *arguments: str, dtype: str = "", exact: bool = True) -> Code:
    """``value.name(arguments)``."""
    return Code(f"{value}.{name}({', '.join(arguments)})", Binds.ATOM, dtype, exact)


def literal(value: int) -> Code:
    """An integer; large ones in hexadecimal."""
    text = str(value) if -4096 < value < 4096 else hex(value)
    return Code(text, Binds.UNARY if value < 0 else Binds.ATOM)


# -- element types -----------------------------------------------------------------------------------------------------

_RANGES = {
    "bool": (0, 1),
    "uint8": (0, 0xFF),
    "int8": (-0x80, 0x7F),
    "uint16": (0, 0xFFFF),
    "int16": (-0x8000, 0x7FFF),
    "uint32": (0, (1 << 32) - 1),
    "int32": (-(1 << 31), (1 << 31) - 1),
    "uint64": (0, (1 << 64) - 1),
    "int64": (-(1 << 63), (1 << 63) - 1),
}


_SAME_BITS = [{f"int{width}", f"uint{width}"} for width in (8, 16, 32, 64)]


def fits(dtype: str, low: int, high: int) -> bool:
    """Whether an integer type holds [low, high]."""
    if dtype == "object":
        return True
    least, most = _RANGES[dtype]
    return least <= low and high <= most


def holder(low: int, high: int) -> str:
    """The working type for integers in [low, high]; ``object`` where no machine type holds them."""
    return next((d for d in ("int32", "int64", "uint64") if fits(d, low, high)), "object")


def bits_of(dtype: str) -> int:
    """Width of an integer type."""
    return int(dtype.lstrip("uint"))


def as_dtype(code: Code, dtype: str) -> Code:
    """A value as an array of ``dtype`` (wrapping); uniform integers become NumPy scalars of it."""
    if code.dtype == dtype:
        return code
    if code.varies and {code.dtype, dtype} in _SAME_BITS:
        return replace(method(code, "view", f"np.{dtype}", dtype=dtype, exact=code.exact), alias=code.alias)
    if code.varies:
        name = "object" if dtype == "object" else f"np.{dtype}"
        if code.dtype == "object" and dtype.startswith("uint"):
            code = binary("&", code, literal((1 << bits_of(dtype)) - 1), "object")
        return method(code, "astype", name, dtype=dtype, exact=code.exact)
    return code
