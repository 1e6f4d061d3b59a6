"""Codes shorter than a byte in memory: one after the other, from the lowest bits on."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd


@dataclass(frozen=True, slots=True)
class Packing:
    """Codes of ``width`` bits, fewer than 8."""

    width: int

    @property
    def codes(self) -> int:
        """How many codes fill whole bytes."""
        return 8 // gcd(self.width, 8)

    @property
    def bytes(self) -> int:
        """How many bytes they fill."""
        return self.codes * self.width // 8

    @property
    def mask(self) -> str:
        """A code's bits."""
        return f"{(1 << self.width) - 1:#x}u"

    @property
    def word(self) -> str:
        """An integer that holds these bytes."""
        return "uint32_t" if self.bytes <= 4 else "uint64_t"

    @property
    def packed(self) -> list[str]:
        """The lines that pack as many codes as fill whole bytes."""
        parts = [
            _shifted(f"({self.word})(codes[{_at(n)}] & {self.mask})", "<<", n * self.width)
            for n in range(self.codes)
        ]
        word = f"const {self.word} word = "
        between = " |\n" + " " * (8 + len(word))
        stores = (f"bytes[{n}] = (uint8_t)({_shifted('word', '>>', 8 * n)});" for n in range(self.bytes))
        return [f"{word}{between.join(parts)};", *stores]

    @property
    def unpacked(self) -> list[str]:
        """The lines that unpack them."""
        parts = [_shifted(f"({self.word})bytes[{n}]", "<<", 8 * n) for n in range(self.bytes)]
        loads = (_shifted("word", ">>", n * self.width) for n in range(self.codes))
        return [
            f"const {self.word} word = {' | '.join(parts)};",
            *(f"codes[{_at(n)}] = (uint8_t)({load} & {self.mask});" for n, load in enumerate(loads)),
        ]


def _at(n: int) -> str:
    return f"at + {n}" if n else "at"


def _shifted(text: str, shift: str, by: int) -> str:
    return f"{text} {shift} {by}" if by else text
