"""A model of a few operators in a few lines, computed as the real one is: over arrays that broadcast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from specgen.perfmodel.sweeps import Chunk, Points, Space, arranged, parse_axis


@dataclass(frozen=True)
class Toy:
    """``work`` and ``width`` make two operators' times; a third of the designs do not fit."""

    space: Space
    identity: str = "toy"
    operators: tuple[str, ...] = ("multiply", "move")
    resources: tuple[str, ...] = ("compute", "memory")
    metrics: tuple[str, ...] = ("time", "price")

    def evaluate(self, chunk: Chunk) -> Points:
        numbers = {name: np.asarray(one, np.float64) for name, one in self.space.arrays(chunk).items()}
        family = self.space.family(chunk.family)
        factor = 2.0 if family.get("format") == "wide" else 1.0
        work, width = numbers["work"], numbers["width"]
        compute, memory = factor * work / width, work % 7 + 1
        time = np.maximum(compute, memory)
        bounds = np.stack([np.broadcast_to(memory > compute, chunk.shape), np.ones(chunk.shape, bool)])
        return Points(
            {"time": time, "price": width**1.5 + work % 3}, (work + width) % 3 > 0, bounds.astype(np.uint8)
        )


def toy(work: int = 300, width: int = 7, *, formats: str = "narrow,wide", identity: str = "toy") -> Toy:
    """A toy of ``2 * work * width`` points."""
    outer = parse_axis(f"format={formats}")
    inner = [parse_axis(f"{name}=1:{most}:lin:{most}") for name, most in (("width", width), ("work", work))]
    return Toy(arranged([outer], inner), identity)
