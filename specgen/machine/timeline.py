"""What every unit did when: the instructions of a run in time, and the same as a trace for Perfetto."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from specgen.machine.codec import Codec
from specgen.model.clocks import ticks_per_second

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture


class Event(NamedTuple):
    """An instruction in time; all times are ticks (see `cycles_in_ticks`).

    On an engine ``queued`` is when it was in the queue, on a processor when the one before had let it go on; so it waited
    ``begin - queued``. What a processor hands to an engine is one event of each: that of the processor is finished
    when the instruction is in the queue.
    """

    instance: int
    unit: str
    processor: str
    pc: int
    instruction: str
    queued: int
    begin: int
    busy_until: int
    finish: int


class Timeline:
    """The events of runs in time, in the order in which they were finished; given to `Simulator.run`."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.events: list[Event] = []
        self._units = [*architecture.processors, *architecture.engines]
        self._codecs = [Codec(architecture, p) for p in architecture.processors.values()]
        self._texts: dict[tuple[int, int, bytes], str] = {}

    def add(
        self,
        instance: int,
        unit: int,
        processor: int,
        pc: int,
        word: bytes,
        queued: int,
        begin: int,
        busy_until: int,
        finish: int,
    ) -> None:
        """One instruction more, its ``unit`` and ``processor`` by number, its ``word`` as bytes, low bits first."""
        key = processor, pc, word
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = self._text(processor, pc, word)
        self.events.append(
            Event(
                instance,
                self._units[unit],
                self._units[processor],
                pc,
                text,
                queued,
                begin,
                busy_until,
                finish,
            )
        )

    def _text(self, processor: int, pc: int, word: bytes) -> str:
        codec = self._codecs[processor]
        decoded = codec.decode(int.from_bytes(word, "little"), 8 * len(word))
        if decoded is None:
            return "trap"
        return decoded.coder.text(decoded.operands, pc * codec.processor.unit)

    def perfetto(self) -> str:
        """The trace as JSON text that Perfetto and Chrome open: a process per instance, a thread per unit."""
        from specgen.machine.perfetto import Slice, trace

        instances = self.architecture.instances
        name = self.architecture.name if instances is None else instances.name
        count = instances.count if instances is not None else 1
        slices = [
            Slice(
                e.instance,
                self._units.index(e.unit),
                e.instruction,
                e.begin,
                e.busy_until,
                {
                    "pc": f"{e.pc:#x}",
                    "queued": e.queued,
                    "waited": e.begin - e.queued,
                    "begin": e.begin,
                    "finish": e.finish,
                },
            )
            for e in self.events
        ]
        processes = {i: name if instances is None else f"{name} {i}" for i in range(count)}
        threads = {(i, n): unit for i in processes for n, unit in enumerate(self._units)}
        return trace(slices, processes, threads, ticks_per_second(self.architecture))
