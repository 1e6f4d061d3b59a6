"""Identifiers that C and C++ accept, one for each name."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.generators.naming import C_WORDS


class Symbols:
    """Identifiers of one family of headers, each claimed once; a second claimant gets an underscore more."""

    def __init__(self, prefix: str, fixed: Iterable[str]) -> None:
        self.prefix = prefix
        self._taken = {self._join(name) for name in fixed}
        self._claimed: dict[tuple[str, ...], str] = {}

    def lower(self, *parts: str) -> str:
        """Return the identifier of a type or function, such as ``chip_encode_add``."""
        return self._claim(parts, self._join("_".join(parts).lower()))

    def upper(self, *parts: str) -> str:
        """Return the identifier of a constant, such as ``CHIP_OP_ADD``."""
        return self._claim(("", *parts), self._join("_".join(parts)).upper())

    def _join(self, name: str) -> str:
        return f"{self.prefix.upper() if name.isupper() else self.prefix}_{name}"

    def _claim(self, key: tuple[str, ...], wanted: str) -> str:
        if key not in self._claimed:
            while wanted in self._taken:
                wanted += "_"
            self._taken.add(wanted)
            self._claimed[key] = wanted
        return self._claimed[key]


def members(names: Iterable[str]) -> dict[str, str]:
    """Return an identifier for each name, distinct from each other and from the keywords of C and C++."""
    taken: set[str] = set()
    found = {}
    for name in names:
        made = name
        while made in C_WORDS or made in taken:
            made += "_"
        taken.add(made)
        found[name] = made
    return found
