"""The examples of each instruction: one that does something, and one that ends in a fault or meets the ends of types."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from random import Random
from typing import TYPE_CHECKING

from specgen.machine.codec import Codec
from specgen.machine.examples import plain
from specgen.machine.examples.choosing import Plain
from specgen.machine.examples.telling import MOST, Execution, Teller
from specgen.machine.vectors import Chooser
from specgen.machine.vectors.recording import Recording
from specgen.semantics import ir
from specgen.semantics.walk import statements

if TYPE_CHECKING:
    from specgen.machine.examples.example import Example
    from specgen.machine.vectors import Situation
    from specgen.model.isa import Instruction
    from specgen.semantics import Semantics

TURNS = 6  # plain situations that are tried
CLIMBS, CHANGES = 12, 300  # from plain situations, where none ends well by itself
OTHERS = 24  # situations of any kind, where no plain one ends well


class Examples:
    """Makes the examples of a variant; the same spec gives the same ones."""

    def __init__(self, semantics: Semantics) -> None:
        self._semantics = semantics
        self._tools: dict[str, _Tools] = {}

    def of(self, instruction: Instruction) -> tuple[Example, ...]:
        """One or two examples of an instruction; none where no word of it was found."""
        processor = instruction.processor
        if processor.name not in self._tools:
            self._tools[processor.name] = _Tools(
                self._semantics, Codec(self._semantics.architecture, processor)
            )
        return tuple(self._tools[processor.name].examples(instruction))


class _Tools:
    """What the instructions of one processor share."""

    def __init__(self, semantics: Semantics, codec: Codec) -> None:
        self._semantics = semantics
        self._codec = codec
        self._recording = Recording(semantics, codec, plain.raw)
        self._teller = Teller(self._recording, codec)
        self._chooser = Chooser(semantics, codec)

    def examples(self, instruction: Instruction) -> Iterator[Example]:
        """One that does something, then a fault, or what happens at the ends of types."""
        body = self._semantics.programs[instruction.name].bodies[0]
        chosen = Plain(self._codec, instruction, body)
        draw = Random(instruction.name)
        best, fault = self._best(draw, chosen, instruction, body)
        if best is None and not _always_raises(body):
            best = self._climbed(draw, chosen)
        if best is not None:
            yield self._teller.example(best, best.vector.outcome)
        fault = fault or self._raised(draw, chosen, body)
        if fault is not None and fault.vector.fault is not None:
            yield self._teller.example(fault, fault.vector.fault.name)
            return
        ends = self._executed(draw, chosen.situation(edges=True))
        if ends is not None and (best is None or ends.vector.before != best.vector.before):
            told = self._teller.example(ends, "ends")
            if told.changes or told.grids:
                yield told

    def _best(
        self, draw: Random, chosen: Plain, instruction: Instruction, body: ir.Body
    ) -> tuple[Execution | None, Execution | None]:
        """The first execution that changes something, else one that ends well; and the first fault met."""
        best: Execution | None = None
        fault: Execution | None = None
        for number, situation in enumerate(self._situations(draw, chosen, instruction, body)):
            if best is not None and best.worth and number >= TURNS:
                break
            one = self._executed(draw, situation)
            if one is not None and one.vector.fault is not None:
                fault = fault or one
            elif one is not None and (best is None or one.worth > best.worth):
                best = one
            if best is not None and best.worth == MOST:
                break
        return best, fault

    def _situations(
        self, draw: Random, chosen: Plain, instruction: Instruction, body: ir.Body
    ) -> Iterator[Situation | None]:
        yield from (chosen.situation(turn) for turn in range(TURNS))
        if not _always_raises(body):
            yield from (self._chooser.situation(draw, instruction, body=body) for _ in range(OTHERS))

    def _climbed(self, draw: Random, chosen: Plain) -> Execution | None:
        """An execution that ends well, reached by changes each of which gets the instruction no less far."""
        for start in map(chosen.situation, range(1, CLIMBS + 1)):
            best = start
            reached = -1.0 if best is None else self._recording.progress(best)
            for _ in range(CHANGES):
                if best is None or reached == inf:
                    break
                changed = self._chooser.varied(draw, best)
                further = self._recording.progress(changed)
                if further >= reached:
                    best, reached = changed, further
            if reached == inf:
                return self._executed(draw, best)
        return None

    def _raised(self, draw: Random, chosen: Plain, body: ir.Body) -> Execution | None:
        """A fault that the text raises by name, else one of a wrong address."""
        names = any(isinstance(one, ir.Raise) for one in statements(body.statements))
        tried = [chosen.situation(turn) for turn in range(1, TURNS)] if names else []
        tried += [chosen.situation(astray=n) for n in range(chosen.pointed if body.may_fault else 0)]
        for situation in tried:
            one = self._executed(draw, situation)
            if one is not None and one.vector.fault is not None:
                return one
        return None

    def _executed(self, draw: Random, situation: Situation | None) -> Execution | None:
        vector = None if situation is None else self._recording.vector(draw, situation)
        return None if vector is None else self._teller.execution(vector)


def _always_raises(body: ir.Body) -> bool:
    return any(isinstance(one, ir.Raise) for one in body.statements)
