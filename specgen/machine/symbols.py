"""Names of addresses: where ``main`` is, and what lies at 0x80000012."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name for ``size`` bytes (0: unknown) from a byte ``address`` on.

    Where they are executed, ``code_end`` is the address after the last one that may belong to it, elsewhere 0.
    """

    name: str
    address: int
    size: int = 0
    code_end: int = 0


class Symbols:
    """The symbols of a program; of equal names the first counts."""

    def __init__(self, symbols: Iterable[Symbol] = ()) -> None:
        self._by_name: dict[str, Symbol] = {}
        for symbol in symbols:
            self._by_name.setdefault(symbol.name, symbol)

    def __len__(self) -> int:
        return len(self._by_name)

    def __iter__(self) -> Iterator[Symbol]:
        return iter(self._by_name.values())

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def get(self, name: str) -> Symbol | None:
        """The symbol of that name, or None."""
        return self._by_name.get(name)

    @property
    def names(self) -> list[str]:
        """All names."""
        return list(self._by_name)

    def code(self) -> dict[str, int]:
        """Addresses of what is executed, by name."""
        return {s.name: s.address for s in self if s.code_end}

    def place(self, address: int) -> str | None:
        """``main+0x12`` for a byte address inside executed code that has a name."""
        starts, symbols = self._sorted
        at = bisect_right(starts, address) - 1
        if at < 0:
            return None
        symbol = symbols[at]
        distance = address - symbol.address
        if address >= symbol.code_end:
            return None
        return f"{symbol.name}+{distance:#x}" if distance else symbol.name

    @cached_property
    def _sorted(self) -> tuple[list[int], list[Symbol]]:
        """Code by address; of several names for one, that with a size, then the first, is last."""
        first = {name: n for n, name in enumerate(self._by_name)}
        symbols = sorted(
            (s for s in self if s.code_end), key=lambda s: (s.address, s.size > 0, -first[s.name])
        )
        return [s.address for s in symbols], symbols
