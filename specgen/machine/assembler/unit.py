"""One file while it is assembled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specgen.source import Diagnostics, SourceFile

if TYPE_CHECKING:
    from specgen.machine.assembler.expressions import ExpressionError
    from specgen.machine.assembler.items import Argument, Item
    from specgen.machine.assembler.matching import Mismatch
    from specgen.machine.assembler.resolving import Resolver
    from specgen.machine.assembler.symbols import Symbols

#: Bytes of an image, and findings after which the rest of a file is not looked at.
MOST_BYTES, MOST_FINDINGS = 1 << 26, 200


@dataclass(slots=True)
class Unit:
    """A file, its items as written, their numbers in the ``order`` of the image, its symbols, and what is wrong with it."""

    source: SourceFile
    resolver: Resolver
    items: list[Item]
    symbols: Symbols
    found: Diagnostics = field(default_factory=Diagnostics)
    entry: Argument | None = None
    order: list[int] = field(default_factory=list)

    def report(self, error: ExpressionError | Mismatch, at: int, text: str) -> None:
        """Report an error whose offsets count from a statement at ``at``; of length 0, it is about all of it."""
        place = self.source.at(at + error.at, error.length or len(text))
        self.found.report(error.rule, str(error), place, hint=error.hint)

    @property
    def hopeless(self) -> bool:
        """Whether so much is wrong that more findings would not help."""
        return self.found.errors >= MOST_FINDINGS
