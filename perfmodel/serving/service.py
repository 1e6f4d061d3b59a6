"""How a model is served: what the requests are like, and over how many chips the work is divided."""

from __future__ import annotations

from dataclasses import dataclass, field

from specgen.perfmodel.parallel import Parallel
from specgen.perfmodel.workloads import Formats


@dataclass(frozen=True, slots=True)
class Service:
    """Requests of ``prompt`` tokens that are answered with ``answer`` ones, ``concurrency`` of them at any time.

    Prompts are taken in by the same chips that generate (aggregated serving). Attention and dense products are divided
    over ``tensor`` ranks, sequences over ``data`` groups of these; experts are told apart among ``expert`` ranks of all.
    """

    model: str
    prompt: int
    answer: int
    concurrency: int
    tensor: int = 1
    data: int = 1
    expert: int = 1
    formats: Formats = field(default_factory=Formats)

    @property
    def ranks(self) -> int:
        """Chips in all."""
        return self.tensor * self.data

    @property
    def parallel(self) -> Parallel:
        """How the work is divided."""
        return Parallel(tensor=self.tensor, data=self.data, expert=self.expert)

    @property
    def context(self) -> float:
        """Tokens that a sequence has, in the mean of its answer's steps."""
        return self.prompt + (self.answer + 1) / 2
