"""An execution as an example: the machine is put as it was before, looked at, put as it was after, and looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.machine.examples.example import Change, Ended, Example
from specgen.machine.examples.probing import Probe
from specgen.machine.examples.showing import View
from specgen.machine.vectors.contents import put
from specgen.machine.vectors.running import place

if TYPE_CHECKING:
    from specgen.machine.codec import Codec
    from specgen.machine.decoding import Step
    from specgen.machine.vectors import Vector
    from specgen.machine.vectors.recording import Recording, Touched
    from specgen.semantics import ir


MOST = 2


@frozen(eq=False)
class Execution:
    """A vector, and what its instruction touched; ``behind`` is the next instruction's address.

    ``worth`` tells how much there is to see: `MOST` where something changes, 1 where nothing does, 0 where it does not end well.
    """

    vector: Vector
    touched: Touched
    behind: int
    worth: int


class Teller:
    """Makes examples of the executions of one processor's instructions."""

    def __init__(self, recording: Recording, codec: Codec) -> None:
        self._recording = recording
        self._codec = codec
        self._probes: dict[int, Probe] = {}

    def execution(self, vector: Vector) -> Execution:
        """What the recording has just executed."""
        decoded = self._codec.decode(vector.word)
        assert decoded is not None
        behind = vector.pc + decoded.length_bytes // self._codec.processor.unit
        return Execution(vector, dict(self._recording.touched), behind, _worth(vector, behind))

    def example(self, execution: Execution, name: str) -> Example:
        """The example of that ``name``."""
        vector, simulator = execution.vector, self._recording.simulator
        simulator.reset()
        core = simulator.cores[0]
        put(core, vector.before)
        place(simulator, self._codec, vector.word)
        processor = self._codec.processor
        step = next(s for s in simulator.streams if s.core is core and s.processor is processor).step
        corners = self._probe(step).look(core, step)
        done = vector.outcome == "done"
        view = View(step.operation.body, step.decoded, execution.touched, corners, done=done)
        before = view.see(core)
        put(core, vector.after)
        after = view.see(core)
        architecture = core.architecture
        return Example(
            name,
            architecture.variant,
            vector.text,
            vector.word,
            tuple(step.decoded.operands.items()),
            (*view.changes(before, after), *_counts(vector)),
            tuple(view.grids(before, after)),
            _ended(execution),
            view.left_out,
        )

    def _probe(self, step: Step) -> Probe:
        body: ir.Body = step.operation.body
        if id(body) not in self._probes:
            self._probes[id(body)] = Probe(self._recording.library, step.operation.program, body)
        return self._probes[id(body)]


def _worth(vector: Vector, behind: int) -> int:
    if vector.outcome in ("waits", "fault"):
        return 0
    after = vector.after
    told = vector.traced or vector.output or vector.exit_code is not None or vector.next_pc != behind
    return MOST if after.state or after.memory or after.semaphores or told else 1


def _ended(execution: Execution) -> Ended:
    vector = execution.vector
    fault = vector.fault
    value = "" if fault is None or fault.value is None else f"{fault.value:#x}"
    elsewhere = (
        f"{vector.next_pc:#x}" if vector.next_pc != execution.behind and vector.outcome == "done" else ""
    )
    told = [f"traced {value}" for value in vector.traced]
    told += [f"wrote {vector.output.decode(errors='replace')!r}"] if vector.output else []
    told += [f"exit code {vector.exit_code}"] if vector.exit_code is not None else []
    name, operand = ("", "") if fault is None else (fault.name, fault.operand or "")
    return Ended(vector.outcome, name, value, operand, elsewhere, tuple(told))


def _counts(vector: Vector) -> Iterator[Change]:
    """Counters of semaphores that are set or change."""
    before, after = vector.before.semaphores, vector.after.semaphores
    for name in before | after:
        new = after.get(name, before.get(name, ()))
        old = before.get(name, (0,) * len(new))
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            if one != other:
                yield Change(f"{name}[{index}]", "semaphores", name, "", str(one), str(other))
