"""Findings that only follow from another: they are about a name that could not be resolved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.model import Architecture
    from specgen.source import Diagnostic

_WORD = re.compile(r"[A-Za-z_]\w*")
_FOLLOWING = frozenset({"sem-unknown-name", "sem-unknown-type", "template-broken", "alias-unknown"})
"""Rules that a name which was refused breaks wherever it is used."""


class Follow:
    """Whether a finding is about something that was written down and refused elsewhere."""

    def __init__(self, architectures: Iterable[Architecture]) -> None:
        self._names = {name for one in architectures for name in one.broken}

    def __call__(self, found: Diagnostic) -> bool:
        """Return whether the words that ``found`` points at name something refused."""
        if found.rule not in _FOLLOWING:
            return False
        line, start = found.at.file.line(found.at.line), found.at.column - 1
        word = _WORD.match(line, start)  # texts are pointed into by their first character
        pointed = line[start : max((found.at.end_column or len(line) + 1) - 1, word.end() if word else 0)]
        return "*" in self._names or not self._names.isdisjoint(_WORD.findall(pointed))
