"""A race, in data and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from specgen.source import Location


@dataclass(frozen=True, slots=True)
class Actor:
    """An instruction on one side of a race: what it ``does`` (reads, writes, waits, signals), and where the spec says so."""

    instance: int
    unit: str
    pc: int
    instruction: str
    does: str
    location: Location | None = None
    place: str | None = None

    def __str__(self) -> str:
        where = f"{self.location.file.path}:{self.location.line}" if self.location is not None else ""
        at = f"pc {self.pc:#x}" + (f" in <{self.place}>" if self.place is not None else "")
        return f"instance {self.instance}, {self.unit} at {at}: {self.instruction}  # {self.does}, {where}".rstrip(
            ", "
        )

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        found: dict[str, Any] = {
            "instance": self.instance, "unit": self.unit, "pc": self.pc, "text": self.instruction, "does": self.does,
        }  # fmt: skip
        if self.place is not None:
            found["place"] = self.place
        if self.location is not None:
            found |= {"file": self.location.file.path, "line": self.location.line}
        return found


@dataclass(frozen=True, slots=True)
class Race:
    """Two instructions that nothing orders, though it matters which is first.

    ``kind``: ``data`` (both touch ``name``, and one writes it), ``wait`` (both take from a semaphore) or ``room`` (whether a
    semaphore is too full for a signal depends on the order). ``ranges`` are bytes of a memory or elements of a state, ends
    exclusive; ``instance`` is None where all share it. ``advice`` says which wait is missing; ``also`` in which other pairs
    of instances it is the same.
    """

    kind: str
    name: str
    instance: int | None
    ranges: tuple[tuple[int, int], ...]
    one: Actor
    other: Actor
    advice: str
    also: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        return "\n".join(
            [f"race: {self._what()}", f"  {self.one}", f"  {self.other}", f"  {self.advice}", *self._more()]
        )

    def _what(self) -> str:
        if self.kind == "wait":
            return f"which of the two takes from {self.name} first, nothing says"
        if self.kind == "room":
            return f"whether {self.name} is too full for a signal depends on the order"
        shown = ", ".join(f"{first:#x}:{end:#x}" for first, end in self.ranges[:_SHOWN])
        more = f" and {len(self.ranges) - _SHOWN} ranges more" if len(self.ranges) > _SHOWN else ""
        elsewhere = self.instance not in (None, self.one.instance, self.other.instance)
        across = self.instance is not None and self.one.instance != self.other.instance
        whose = f" of instance {self.instance}" if across or elsewhere else ""
        return f"nothing orders two accesses of {self.name}[{shown}]{more}{whose}"

    def _more(self) -> list[str]:
        if not self.also:
            return []
        pairs = [str(a) if a == b else f"{a} and {b}" for a, b in self.also[:_SHOWN]]
        more = f" and {len(self.also) - _SHOWN} more" if len(self.also) > _SHOWN else ""
        return [f"  The same in instances {', '.join(pairs)}{more}."]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "kind": self.kind, "name": self.name, "instance": self.instance,
            "ranges": [list(one) for one in self.ranges],
            "accesses": [self.one.as_dict(), self.other.as_dict()],
            "advice": self.advice, "also": [list(one) for one in self.also],
        }  # fmt: skip


_SHOWN = 4
