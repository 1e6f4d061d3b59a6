"""A device's trace, read back: bytes as the spec lays its records out, and the same for Perfetto."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from specgen.machine.codec import Codec
from specgen.model.clocks import ticks_per_second
from specgen.model.interfaces import place_of

if TYPE_CHECKING:
    from specgen.machine.perfetto import Slice
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Record, Structure, Trace

_HEX = frozenset({"pc", "address", "source", "target"})


class Told(NamedTuple):
    """A record: which one, what it tells, and its values by role; those of several bytes as they stand there."""

    record: Record
    values: Mapping[str, int | bytes]

    def number(self, role: str) -> int | None:
        """The value of a role, None where no member plays it."""
        value = self.values.get(role)
        return value if isinstance(value, int) else None


class _Part(NamedTuple):
    """Where the value of a role lies in a record."""

    role: str
    begin: int
    end: int
    order: str
    shift: int
    mask: int
    whole: bool

    def read(self, data: bytes | memoryview) -> int | bytes:
        if not self.whole:
            return bytes(data[self.begin : self.end])
        value = int.from_bytes(data[self.begin : self.end], "big" if self.order == "big" else "little")
        return value >> self.shift & self.mask


def _part(structure: Structure, role: str, path: str) -> _Part:
    place = place_of(structure, path)
    assert place is not None
    begin = place.offset
    low, width = (place.bits.low, place.bits.width) if place.bits else (0, 8 * place.member.size)
    end = begin + place.member.size
    return _Part(role, begin, end, place.structure.endian, low, (1 << width) - 1, place.whole)


class Reader:
    """Reads records of one trace."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._type = _part(trace.header, "type", trace.type)
        self._parts = {
            one.code: (one, [_part(one.structure, role, path) for role, path in one.roles.items()])
            for one in trace.records.values()
        }

    def read(self, data: bytes | bytearray | memoryview) -> Iterator[Told]:
        """Yield the records in the order in which they stand there; those of unknown types are left out.

        Raises ValueError where the bytes end within a record.
        """
        view, size = memoryview(data), self.trace.size
        if len(view) % size:
            raise ValueError(
                f"the trace ends within a record: at {len(view) // size * size} of {len(view)} bytes"
            )
        for begin in range(0, len(view), size):
            record = view[begin : begin + size]
            known = self._parts.get(int(self._type.read(record)))
            if known is not None:
                one, parts = known
                yield Told(one, {part.role: part.read(record) for part in parts})


class _Tracks:
    """Rows of a timeline: what overlaps goes to further rows of the same name."""

    def __init__(self) -> None:
        self.rows: dict[tuple[int, str], list[tuple[int, int]]] = {}
        self.names: dict[tuple[int, int], str] = {}
        self._next: dict[int, int] = {}

    def place(self, process: int, name: str, begin: int, end: int) -> int:
        """Return the thread for a slice; slices are placed in the order in which they begin."""
        rows = self.rows.setdefault((process, name), [])
        for index, (thread, free) in enumerate(rows):
            if free <= begin:
                rows[index] = thread, end
                return thread
        thread = self._next.get(process, 0)
        self._next[process] = thread + 1
        self.names[process, thread] = name if not rows else f"{name} ({len(rows) + 1})"
        rows.append((thread, end))
        return thread


def perfetto(architecture: Architecture, trace: Trace, data: bytes | bytearray | memoryview) -> str:
    """Return a trace as JSON text that Perfetto and Chrome open: a process per instance, and one of the device itself.

    Raises ValueError where the bytes end within a record.
    """
    from specgen.machine.perfetto import trace as shown

    told = sorted(
        Reader(trace).read(data), key=lambda one: (one.number("time") or 0, one.number("sequence") or 0)
    )
    names = _Names(architecture)
    tracks = _Tracks()
    slices = [_slice(names, tracks, one) for one in told]
    processes = {n: names.process(n) for n in sorted({one.process for one in slices})}
    return shown(slices, processes, tracks.names, ticks_per_second(architecture))


def _slice(names: _Names, tracks: _Tracks, told: Told) -> Slice:
    from specgen.machine.perfetto import Slice

    begin = told.number("time") or 0
    finish, busy = told.number("finish"), told.number("busy_until")
    end = max(begin, busy if busy is not None else finish if finish is not None else begin)
    process, track = names.track(told)
    thread = tracks.place(process, track, begin, end)
    return Slice(process, thread, names.text(told), begin, end, dict(names.arguments(told)))


class _Names:
    """What things are called in a timeline."""

    def __init__(self, architecture: Architecture) -> None:
        self.architecture = architecture
        self.units = [*architecture.processors, *architecture.engines]
        self.codecs = [Codec(architecture, p) for p in architecture.processors.values()]
        self.errors = {error.code: error.name for error in architecture.errors.values()}
        self.faults = {fault.code: fault.name for fault in architecture.faults.values()}
        self.packets = {p.code: p.name for q in architecture.queues.values() for p in q.packets.values()}
        self.messages = {m.code: m.name for b in architecture.mailboxes.values() for m in b.messages.values()}
        self.lines = {one.line: one.name for one in architecture.interrupts.values()}
        self.registers = dict(_addresses(architecture))
        self.instances = architecture.instances.count if architecture.instances else 1
        self._texts: dict[tuple[int, int, bytes], str] = {}

    def process(self, number: int) -> str:
        """The name of an instance, and behind the last one, of the device."""
        if number >= self.instances:
            return f"{self.architecture.name} device"
        instances = self.architecture.instances
        return self.architecture.name if instances is None else f"{instances.name} {number}"

    def track(self, told: Told) -> tuple[int, str]:
        """The process and the row that a record belongs to."""
        instance, unit = told.number("instance"), told.number("unit")
        if instance is not None and instance < self.instances:
            return instance, self.units[unit] if unit is not None and unit < len(
                self.units
            ) else told.record.does
        queue = told.number("queue")
        if told.record.does in ("packet", "copy") and queue is not None:
            return (
                self.instances,
                f"queue {queue}" if told.record.does == "packet" else f"copies of queue {queue}",
            )
        return self.instances, told.record.category

    def text(self, told: Told) -> str:
        """What a record is called."""
        match told.record.does:
            case "instruction":
                return self._instruction(told)
            case "packet":
                return self.packets.get(told.number("kind") or 0, told.record.name)
            case "copy":
                return f"{told.number('size')} bytes"
            case "interrupt":
                line = told.number("line") or 0
                return self.lines.get(line, f"line {line}")
            case "register":
                address = told.number("address") or 0
                return self.registers.get(address, f"{address:#x}")
            case "mailbox":
                return self.messages.get(told.number("code") or 0, told.record.name)
            case "fault":
                return self.errors.get(told.number("error") or 0, told.record.name)
        return told.record.name

    def arguments(self, told: Told) -> Iterator[tuple[str, int | str]]:
        """What is shown beside it: values that are there and are not all ones."""
        for role, value in told.values.items():
            if isinstance(value, bytes) or role in ("instance", "processor", "unit", "sequence", "kind"):
                continue
            if role == "error" and value:
                yield role, self.errors.get(value, str(value))
            elif role == "fault" and value:
                yield role, self.faults.get(value, str(value))
            elif role in _HEX:
                yield role, f"{value:#x}"
            elif role not in ("error", "fault"):
                yield role, value

    def _instruction(self, told: Told) -> str:
        pc, word = told.number("pc") or 0, told.values.get("word")
        processor = told.number("processor")
        if processor is None:
            unit = told.number("unit") or 0
            processor = unit if unit < len(self.codecs) else 0
        if word is None or processor >= len(self.codecs):
            return f"{pc:#x}"
        codec = self.codecs[processor]
        if isinstance(word, int):
            word = word.to_bytes((word.bit_length() + 7) // 8 or 1, codec.order)
        key = processor, pc, word
        if key not in self._texts:
            decoded = codec.decode_bytes(word.ljust(codec.max_bytes, b"\0"))
            text = (
                "trap" if decoded is None else decoded.coder.text(decoded.operands, pc * codec.processor.unit)
            )
            self._texts[key] = text
        return self._texts[key]


def _addresses(architecture: Architecture) -> Iterator[tuple[int, str]]:
    """The address of every register, and its name."""
    for block in architecture.registers.values():
        for i in _each(block.count):
            for register in block.registers:
                for j in _each(register.count):
                    address = (
                        block.base + (i or 0) * block.stride + register.offset + (j or 0) * register.stride
                    )
                    yield address, f"{_nth(block.name, i)}.{_nth(register.name, j)}"


def _each(count: int | None) -> Iterable[int | None]:
    return (None,) if count is None else range(count)


def _nth(name: str, index: int | None) -> str:
    return name if index is None else f"{name}[{index}]"
