"""What the assembler makes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListingLine:
    """Bytes that one line of the source became; ``line`` counts from 1."""

    address: int
    data: bytes
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Program:
    """An image that belongs at byte address ``base``, and the address of its ``entry``.

    Symbols are byte addresses, those of ``labels``, or what ``.equ`` gave.
    """

    image: bytes
    base: int
    entry: int
    symbols: dict[str, int]
    lines: tuple[ListingLine, ...]
    labels: tuple[str, ...] = ()

    def listing(self) -> str:
        """Address, bytes (in memory order) and source of every line that made any."""
        digits = max(8, len(f"{self.base + len(self.image):x}"))
        return "".join(
            f"{line.address:0{digits}x}  {line.data[:16].hex():<32}  {line.text}\n" for line in self.lines
        )
