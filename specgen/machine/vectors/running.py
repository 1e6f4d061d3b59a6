"""One instruction on a machine, and how it ended in the words of a vector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.machine.vectors.vector import Raised

if TYPE_CHECKING:
    from specgen.machine.codec import Codec
    from specgen.machine.result import Result
    from specgen.machine.simulator import Simulator


def place(simulator: Simulator, codec: Codec, word: int) -> None:
    """Puts a word at the reset address of the codec's processor in the first instance."""
    decoded = codec.decode(word)
    length = codec.processor.granule // 8 if decoded is None else decoded.length_bytes
    simulator.load(codec.to_memory(word, length), processor=codec.processor.name, instance=0)


def run_one(simulator: Simulator, codec: Codec, word: int) -> Result:
    """Runs a word of the codec's processor, at its reset address, on the first instance."""
    place(simulator, codec, word)
    return simulator.run(1)


def outcome(result: Result) -> str:
    """``done``, ``fault``, ``waits`` or ``exited``."""
    return {"fault": "fault", "deadlock": "waits", "exited": "exited"}.get(result.reason, "done")


def raised(result: Result) -> Raised | None:
    """The fault of a run, if one ended it."""
    fault = result.fault
    return None if fault is None else Raised(fault.name, fault.code, fault.value, fault.operand)


def next_pc(simulator: Simulator, codec: Codec) -> int:
    """Where the processor of the first instance goes on."""
    counter = codec.processor.program_counter
    return int(simulator.cores[0].state[counter.name][0])
