"""Both sides' machines side by side: one situation run on both, and the first place where they differ afterwards."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.review.behaviour.bench import Bench, Bulk, looked_at
from specgen.review.behaviour.elements import Refused, index_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from specgen.review.behaviour.bench import Ended
    from specgen.review.behaviour.situation import Situation


@frozen()
class Difference:
    """A place after a run, by its new name (``x[3]``, ``sram@0x40``, ``next_pc``, ``ends``), and what each side has there."""

    place: str
    before: Any
    after: Any
    old: Ended
    new: Ended


class Pair:
    """The two machines of a few instructions. ``was`` are the old names of renamed things by the new ones."""

    def __init__(self, old: Bench, new: Bench, was: Mapping[str, str]) -> None:
        self.old, self.new, self.was = old, new, was
        self.ended_well = False
        self._written: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def run(self, situation: Situation, bulk: Bulk | None = None) -> Difference | None:
        """Run a situation on both; the first difference. Raises Refused where a side does not have it."""
        a, b = self.old.run(situation, bulk), self.new.run(situation, bulk)
        self.ended_well = "fault" not in (a.how, b.how)
        for place, before, after in self._differences(situation, a, b):
            return Difference(place, before, after, a, b)
        return None

    def _differences(self, situation: Situation, a: Ended, b: Ended) -> Iterator[tuple[str, Any, Any]]:
        if a != b and (a.how != b.how or a.how == "fault" or a.code != b.code):
            yield "ends", str(a), str(b)
        states, memories = self._places(situation.instruction)
        for name in states:
            at = self._unequal_state(name)
            if at is not None:
                place = f"{name}[{','.join(map(str, at))}]" if at else name
                yield place, hex(self.old.raw(name, at)), hex(self.new.raw(name, at))
        for name in memories:
            address = self._unequal_byte(name)
            if address is not None:
                yield f"{name}@{address:#x}", self.old.byte(name, address), self.new.byte(name, address)
        pc = self.old.next_pc(situation), self.new.next_pc(situation)
        if pc[0] != pc[1]:
            yield "next_pc", hex(pc[0]), hex(pc[1])
        for name in self.new.architecture.semaphores:
            was = self.old.core.semaphores.get(self.old.named(name))
            now = self.new.core.semaphores[name]
            if was is not None and list(was) != list(now) and len(was) == len(now):
                number = next(i for i, (x, y) in enumerate(zip(was, now, strict=True)) if x != y)
                yield f"{name}#{number}", was[number], now[number]
        if self.old.said() != self.new.said():
            yield "said", self.old.said(), self.new.said()

    def _places(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The states and memories that either side may write, by their new names."""
        if name not in self._written:
            now = {old: new for new, old in self.was.items()}
            states: dict[str, None] = {}
            memories: dict[str, None] = {}
            for bench, names in ((self.old, now), (self.new, {})):
                one, a = bench.instruction(name), bench.architecture
                for effects in bench.semantics.effects(one.name):
                    states.update((names.get(w.state.name, w.state.name), None) for w in effects.writes)
                    memories.update((names.get(m.name, m.name), None) for m in effects.memories_written)
                if one.processor.on_raise is not None or a.devices:
                    small = (
                        s
                        for s in a.state.values()
                        if not s.role and s.view_of is None and prod(s.shape) < 4096
                    )
                    states.update((names.get(s.name, s.name), None) for s in small)
            there = (self.old.architecture, self.new.architecture)
            self._written[name] = (
                tuple(n for n in states if self.old.named(n) in there[0].state and n in there[1].state),
                tuple(
                    n for n in memories if self.old.named(n) in there[0].memories and n in there[1].memories
                ),
            )
        return self._written[name]

    def _unequal_state(self, name: str) -> tuple[int, ...] | None:
        """The indices of the first element that both sides have and that differs."""
        first, second = self.old.state(name), self.new.state(name)
        a, b = self.old.flat(name), self.new.flat(name)
        if len(first.shape) != len(second.shape):
            return None
        if first.shape == second.shape and first.type.width == second.type.width:
            if isinstance(a, list) and isinstance(b, list) and a == b:
                return None
            if hasattr(a, "dtype") and hasattr(b, "dtype") and a.dtype == b.dtype and not (a != b).any():
                return None
        return self._first(name, first.shape, second.shape)

    def _first(self, name: str, first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...] | None:
        import numpy as np

        part = tuple(slice(0, min(a, b)) for a, b in zip(first, second, strict=True))
        sides = []
        for bench, shape in ((self.old, first), (self.new, second)):
            state, values = bench.state(name), bench.flat(name)
            ones = (1 << state.type.width) - 1
            if state.type.width <= 64 and hasattr(values, "dtype"):
                raw = values.astype(np.uint64) & np.uint64(ones)
            else:
                raw = np.array([int(one) & ones for one in values], object)
            sides.append(np.asarray(raw.reshape(shape)[part], raw.dtype))
        found = np.asarray(sides[0] != sides[1]).reshape(-1)
        if not found.any():
            return None
        return index_of(int(found.argmax()), sides[0].shape)

    def _unequal_byte(self, name: str) -> int | None:
        """The address of the first byte, of those that are looked at, that differs."""
        import numpy as np

        a, b = self.old.core.memory[self.old.named(name)], self.new.core.memory[name]
        if a.base != b.base:
            return None
        for start, size in looked_at(min(a.size, b.size)):
            first = np.frombuffer(a.view, np.uint8, size, start)
            second = np.frombuffer(b.view, np.uint8, size, start)
            found = first != second
            if found.any():
                return a.base + start + int(found.argmax())
        return None


__all__ = ["Difference", "Pair", "Refused"]
