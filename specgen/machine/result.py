"""How a run ended, in figures and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.machine.races import Race
    from specgen.source import Location


@dataclass(frozen=True, slots=True)
class FaultReport:
    """A fault that stopped the machine, with the state as it was before the instruction that raised it.

    ``value`` is what the fault carries, if anything; ``operand`` the tile operand it concerns, where one does;
    ``pc`` in units of the program counter, and ``place`` the same by a name of the program, as ``main+0x12``; ``unit``
    the processor or engine that ran the instruction.
    """

    name: str
    code: int
    value: int | None
    pc: int
    unit: str
    instance: int
    instruction: str | None = None
    operand: str | None = None
    location: Location | None = None
    place: str | None = None

    def __str__(self) -> str:
        text = f"fault {self.name}"
        if self.value is not None:
            text += f" (value {self.value:#x})"
        text += f" at pc {self.pc:#x}" + (f" in <{self.place}>" if self.place is not None else "")
        if self.instruction is not None:
            text += f": {self.instruction}"
        if self.operand is not None:
            text += f" (operand {self.operand})"
        where = f"{self.unit}, instance {self.instance}"
        if self.location is not None:
            where += f", {self.location.file.path}:{self.location.line}"
        return f"{text} [{where}]"


@dataclass(frozen=True, slots=True)
class Waiter:
    """One that cannot go on: who, at which instruction, what for, and the line of the spec that makes it wait."""

    instance: int
    unit: str
    pc: int
    instruction: str
    reason: str
    location: Location | None = None

    def __str__(self) -> str:
        return f"{self.who}: {self.reason}"

    @property
    def who(self) -> str:
        """Unit and instruction."""
        return f"instance {self.instance}, {self.unit} at pc {self.pc:#x} ({self.instruction})"


@dataclass(frozen=True, slots=True)
class Cause:
    """What a deadlock comes from.

    ``kind``: a ``cycle`` of units each of which waits for the next and the last for the first, or what ``never`` comes: one
    that waits for what nobody is left to do. ``links`` are these units, each with what it depends on in words; ``behind``
    are those that wait because of them; ``also`` are instances in which it is the same.
    """

    kind: str
    links: tuple[tuple[Waiter, str], ...]
    behind: tuple[Waiter, ...]
    also: tuple[int, ...] = ()

    def __str__(self) -> str:
        head = (
            "each waits for the next, and the last for the first"
            if len(self.links) > 1
            else "it waits for itself"
        )
        lines = [f"{head}:" if self.kind == "cycle" else "what one waits for never comes:"]
        for waiter, told in self.links:
            where = waiter.location
            line = f" [{where.file.path}:{where.line}]" if where is not None else ""
            lines += [f"  {waiter}{line}", *([f"    {told}"] if told else [])]
        lines += [f"  so {waiter.who} waits too" for waiter in self.behind]
        if self.also:
            many = "s" if len(self.also) > 1 else ""
            lines.append(f"  the same in instance{many} {', '.join(map(str, self.also))}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Deadlock:
    """Why nobody can go on."""

    causes: tuple[Cause, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.causes))


@dataclass(frozen=True, slots=True)
class Usage:
    """What a unit did in a run in time: how many instructions it began, for how many cycles they occupied it.

    Cycles are of the first processor's clock, begun ones counted whole; ``share`` is of all the time that the run took.
    """

    instance: int
    unit: str
    instructions: int
    busy: int
    share: float


@dataclass(frozen=True, slots=True)
class Result:
    """The end of a run.

    ``reason``: ``exited``, ``fault``, ``limit`` (``max_steps`` instructions were issued) or ``deadlock`` (then ``waiters``
    says who waits for what, and ``deadlock`` why). ``steps`` counts the instructions that processors executed or issued;
    ``exit_code`` is the first that is not 0, in the order of instances. ``races`` is None where nobody asked for them.
    ``cycles`` is how long a run in time took, of the first processor's clock, and ``usage`` what each unit did.
    """

    reason: str
    steps: int
    exit_code: int | None = None
    fault: FaultReport | None = None
    waiters: tuple[Waiter, ...] = ()
    deadlock: Deadlock | None = None
    races: tuple[Race, ...] | None = None
    cycles: int | None = None
    usage: tuple[Usage, ...] = ()

    def __str__(self) -> str:
        lines = [self._ended()]
        if self.deadlock is not None:
            lines += ["because", *(f"  {line}" for line in str(self.deadlock).splitlines())]
        if self.races is not None:
            lines.append(f"races: {len(self.races)}")
        return "\n".join(lines)

    def _ended(self) -> str:
        match self.reason:
            case "exited":
                return f"exited with {self.exit_code} after {self.steps} instructions"
            case "fault":
                return f"{self.fault} after {self.steps} instructions"
            case "limit":
                return f"stopped after {self.steps} instructions"
            case _:
                return "\n".join(["deadlock:", *(f"  {w}" for w in self.waiters)])
