"""What a run executed, without its times: the instructions of every processor in their order, and what each asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

#: What a wait takes, or which barrier an instruction comes to: its index and amount, as the prelude of its body has them.
Condition = tuple[int, int]
#: A semaphore, its index, and by how much it is signalled.
Given = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Operation:
    """An instruction at its place in a processor's program; addresses in units of the program counter.

    ``name`` is that of the instruction, empty for what is none and traps; ``body`` the number of its body that the
    types in its word choose; ``operands`` its values in the order of the format.
    """

    processor: str
    pc: int
    next_pc: int
    name: str
    body: int
    operands: tuple[int, ...]
    text: str


class Step(NamedTuple):
    """One execution of an operation.

    ``conditions`` are those of the body's prelude, as far as they were passed; ``signals`` what it gave; ``jumps``: the
    next one is not the one behind it; ``halts``: it ended the program of its instance; ``raises``: it waits or signals,
    but a fault of its own led to a trap; ``ran``: whether it came to run at all, which it does not where the run ended in
    a deadlock.
    """

    operation: Operation
    conditions: tuple[Condition, ...] = ()
    signals: tuple[Given, ...] = ()
    jumps: bool = False
    halts: bool = False
    raises: bool = False
    ran: bool = True


@dataclass(frozen=True, slots=True)
class Trace:
    """The steps of every processor of every instance that ran, by instance and name of the processor."""

    streams: dict[tuple[int, str], tuple[Step, ...]]

    @property
    def steps(self) -> int:
        """How many instructions were executed or issued."""
        return sum(map(len, self.streams.values()))
