"""All vectors of a spec: for each instruction corners and random operands, so that each choice of types and each fault occurs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING

from specgen.machine.codec import Codec
from specgen.machine.vectors.recording import Recording
from specgen.machine.vectors.situations import Chooser, Situation
from specgen.machine.vectors.vector import Vector, VectorFile

if TYPE_CHECKING:
    from specgen.model.isa import Instruction
    from specgen.semantics import Semantics, ir

TRIES = 6  # situations looked at for each vector that is wanted
CLIMBS = 24  # starts from where no situation ends well by itself
CHANGES = 400  # tried from each of them
STUCK = 2  # starts none of whose changes got further: whatever always raises is then left as it is
ASTRAY = 40  # situations with wrong addresses, looked at for faults that did not come up
SAME_FAULT = 2  # vectors of an instruction that end in one and the same fault


class Maker:
    """Makes the vectors of a variant; the same spec and ``seed`` give the same vectors."""

    def __init__(self, semantics: Semantics, *, count: int = 12, seed: int = 0) -> None:
        self._semantics = semantics
        self._architecture = semantics.architecture
        self._count = count
        self._seed = seed
        self._tools: dict[str, tuple[Codec, Chooser, Recording]] = {}

    def file(self, instruction: Instruction) -> VectorFile:
        """The vectors of one instruction: ``count`` for each choice of types, fewer where no more were found."""
        a = self._architecture
        bits = instruction.format.width
        vectors = tuple(self._vectors(instruction))
        return VectorFile(a.name, a.version, a.variant, a.content_hash, instruction.name, bits, vectors)

    def _vectors(self, instruction: Instruction) -> Iterator[Vector]:
        _, chooser, recording = self._of(instruction)
        draw = Random(f"{self._seed}/{instruction.name}")
        for body in self._semantics.programs[instruction.name].bodies:
            kept: Counter[str] = Counter()
            found = False
            for _ in range(TRIES * self._count):
                if kept.total() >= self._count:
                    break
                situation = chooser.situation(draw, instruction, body=body)
                made = None if situation is None else recording.vector(draw, situation)
                end = (
                    "" if made is None else made.outcome if made.fault is None else f"fault {made.fault.name}"
                )
                if made is not None and (end == "done" or kept[end] < SAME_FAULT):
                    kept[end] += 1
                    yield made
                found = found or end == "done"
            if not found:
                yield from self._climbed(draw, instruction, body)
            yield from self._faulting(draw, instruction, body, kept)

    def _faulting(
        self, draw: Random, instruction: Instruction, body: ir.Body, kept: Counter[str]
    ) -> Iterator[Vector]:
        """A vector of each fault that the body may raise and no other vector has, as far as wrong addresses raise it."""
        _, chooser, recording = self._of(instruction)
        missing = {fault.name for fault in body.faults} - {end.removeprefix("fault ") for end in kept}
        for _ in range(ASTRAY):
            if not missing:
                return
            situation = chooser.situation(draw, instruction, body=body, astray=True)
            made = None if situation is None else recording.vector(draw, situation)
            if made is not None and made.fault is not None and made.fault.name in missing:
                missing.remove(made.fault.name)
                yield made

    def _climbed(self, draw: Random, instruction: Instruction, body: ir.Body) -> Iterator[Vector]:
        """Vectors that raise nothing, for an instruction that hardly ever does."""
        _, chooser, recording = self._of(instruction)
        stuck = 0
        for _ in range(CLIMBS):
            best, moved = self._climb(draw, instruction, body)
            stuck += not moved
            if best is None:
                if stuck == STUCK:
                    return
                continue
            for _ in range(self._count):
                made = recording.vector(draw, best)
                if made is not None and made.outcome == "done":
                    yield made
                changed = chooser.varied(draw, best)
                if recording.progress(changed) == math.inf:
                    best = changed
            return

    def _climb(self, draw: Random, instruction: Instruction, body: ir.Body) -> tuple[Situation | None, bool]:
        """A situation that ends well, reached by changes each of which gets the instruction no less far.

        Also whether any of them got it further.
        """
        _, chooser, recording = self._of(instruction)
        best = chooser.situation(draw, instruction, body=body)
        start = reached = math.inf if best is None else recording.progress(best)
        for _ in range(CHANGES):
            if best is None or reached == math.inf:
                return best, True
            changed = chooser.varied(draw, best)
            further = recording.progress(changed)
            if further >= reached:
                best, reached = changed, further
        return None, reached > start

    def _of(self, instruction: Instruction) -> tuple[Codec, Chooser, Recording]:
        processor = instruction.processor
        if processor.name not in self._tools:
            codec = Codec(self._architecture, processor)
            self._tools[processor.name] = (
                codec,
                Chooser(self._semantics, codec),
                Recording(self._semantics, codec),
            )
        return self._tools[processor.name]
