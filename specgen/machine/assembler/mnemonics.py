"""Which templates a mnemonic may belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from specgen.machine.assembler.aliases import AliasForm
from specgen.machine.assembler.matching import Operands, mnemonic_operands
from specgen.machine.codec import Coder
from specgen.model.templates import Place, Template
from specgen.source import did_you_mean


@dataclass(frozen=True, slots=True)
class Entry:
    """A template and what it stands for."""

    template: Template
    target: Coder | AliasForm

    @property
    def option(self) -> str | None:
        """The option without which it is not there."""
        return self.target.alias.option if isinstance(self.target, AliasForm) else None

    @property
    def order(self) -> tuple[bool, bool, int]:
        """What is tried first: what an option asks for, then what has fewer places and so is more special."""
        last = isinstance(self.target, AliasForm) and self.target.alias.last
        return last, self.option is None, 0 if self.option else len(self.template.places)


class Mnemonics:
    """All templates of a processor's instructions and of the aliases, by mnemonic."""

    def __init__(self, entries: Iterator[Entry]) -> None:
        self._exact: dict[str, list[tuple[Entry, Operands]]] = {}
        self._patterns: list[tuple[re.Pattern[str], Entry]] = []
        for entry in sorted(entries, key=lambda e: e.order):
            pattern = entry.template.pattern
            if pattern is None:
                self._exact.setdefault(entry.template.head, []).append((entry, {}))
            else:
                self._patterns.append((pattern, entry))
        self._known: dict[str, list[tuple[Entry, Operands]]] = {}

    def find(self, head: str) -> list[tuple[Entry, Operands]]:
        """The templates whose mnemonic ``head`` is, each with the operands that it holds."""
        found = self._known.get(head)
        if found is None:
            found = [*self._exact.get(head, ()), *self._matching(head)]
            if found:
                self._known[head] = found
        return found

    def nearest(self, head: str) -> str | None:
        """A hint at the mnemonic that was meant."""
        spelt = (text for _, entry in self._patterns for text in entry.template.spellings(256))
        return did_you_mean(head, [*self._exact, *spelt])

    def _matching(self, head: str) -> Iterator[tuple[Entry, Operands]]:
        for pattern, entry in self._patterns:
            groups = pattern.fullmatch(head)
            if groups:
                places = tuple(t for t in entry.template.mnemonic if isinstance(t, Place))
                yield entry, mnemonic_operands(places, dict(enumerate(groups.groups())))
