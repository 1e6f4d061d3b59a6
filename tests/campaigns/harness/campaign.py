"""A campaign, the part of it that one process checks at a time, and what that part reports."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from tests.campaigns.harness.evidence import Evidence

#: Wrong cases quoted in a result; all are counted.
QUOTED = 20


@dataclass(frozen=True, slots=True)
class Chunk:
    """Cases ``start`` up to ``stop``, or as many drawn at random from all ``total`` where ``sampled``."""

    start: int
    stop: int
    total: int
    seed: int
    sampled: bool = False

    def __len__(self) -> int:
        return self.stop - self.start

    def cases(self) -> Sequence[int]:
        """The numbers of the cases, ascending."""
        if not self.sampled:
            return range(self.start, self.stop)
        return sorted(self.random().sample(range(self.total), min(len(self), self.total)))

    def array(self) -> npt.NDArray[np.uint64]:
        """`cases` as an array of shape ``(len(chunk),)``."""
        import numpy as np

        return np.array(self.cases() if self.sampled else np.arange(self.start, self.stop), dtype=np.uint64)

    def random(self) -> random.Random:
        """A generator seeded by the campaign's seed and the chunk's place alone."""
        return random.Random(f"{self.seed}/{self.start}")

    def generator(self) -> np.random.Generator:
        """The same as a NumPy generator."""
        import numpy as np

        return np.random.default_rng([self.seed, self.start])


@dataclass(slots=True)
class Report:
    """What a check found in a chunk."""

    wrongs: int = 0
    examples: list[str] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)

    def wrong(self, message: str) -> None:
        """Counts one wrong case; the first few messages are kept."""
        self.wrongs += 1
        if len(self.examples) < QUOTED:
            self.examples.append(message)

    def count(self, what: str, number: int = 1) -> None:
        """Adds to the tally that the campaign's ``judge`` is handed at the end."""
        self.tally[what] += number

    def add(self, other: Report) -> None:
        """Takes in the report of a later chunk."""
        self.wrongs += other.wrongs
        self.examples = (self.examples + other.examples)[:QUOTED]
        self.tally += other.tally


def _satisfied(_tally: Mapping[str, int], _cases: int) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Campaign:
    """What is checked, by which function, how often; ``chunk`` cases are checked between two saves."""

    summary: str
    check: Callable[[Chunk, Report], None]
    count: int
    sample: int
    chunk: int = 1 << 16
    seed: int = 1
    judge: Callable[[Mapping[str, int], int], Iterable[str]] = _satisfied
    evidence: tuple[Evidence, ...] = ()

    def chunks(self, count: int, start: int = 0) -> Iterable[Chunk]:
        """The chunks of a run of ``count`` cases from ``start``, a multiple of ``chunk``, on."""
        for first in range(start, count, self.chunk):
            yield Chunk(first, min(first + self.chunk, count), count, self.seed)
