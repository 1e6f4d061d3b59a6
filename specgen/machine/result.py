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
    """One that cannot go on: who, at which instruction, and what for."""

    instance: int
    unit: str
    pc: int
    instruction: str
    reason: str

    def __str__(self) -> str:
        return f"instance {self.instance}, {self.unit} at pc {self.pc:#x} ({self.instruction}): {self.reason}"


@dataclass(frozen=True, slots=True)
class Result:
    """The end of a run.

    ``reason``: ``exited``, ``fault``, ``limit`` (``max_steps`` instructions were issued) or ``deadlock`` (then ``waiters``
    says who waits for what). ``steps`` counts the instructions that processors executed or issued; ``exit_code`` is
    the first that is not 0, in the order of instances. ``races`` is None where nobody asked for them.
    """

    reason: str
    steps: int
    exit_code: int | None = None
    fault: FaultReport | None = None
    waiters: tuple[Waiter, ...] = ()
    races: tuple[Race, ...] | None = None

    def __str__(self) -> str:
        return self._ended() + (f", races: {len(self.races)}" if self.races is not None else "")

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
