"""One line for every instruction that ran: what it was and what it changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from specgen.machine.reporting import instruction_text
from specgen.semantics import ir
from specgen.semantics.walk import statements

if TYPE_CHECKING:
    from specgen.machine.core import Core
    from specgen.machine.decoding import Step
    from specgen.machine.memory import MemoryBuffer
    from specgen.model.execution import Fault

_COMPARED = (
    4 << 20
)  # bytes of a memory that is compared before and after; of a larger one only single stores are told
_LISTED = 8  # elements of one state that are told one by one

Change = tuple[str, Any, Any]
#: A semaphore, its index, what it held and what it holds.
Counted = tuple[str, int, int, int]
#: Where the pc of a processor of an instance is in its program, as ``main+0x12``.
Namer = Callable[[int, str, int], "str | None"]


@dataclass(slots=True)
class Before:
    """What an instruction may change, as it was; ``stored`` collects its single stores as (memory, address, size).

    ``accessed`` are its accesses of devices as text.
    """

    state: dict[str, Any] = field(default_factory=dict)
    memory: dict[str, bytes | None] = field(default_factory=dict)
    stored: list[tuple[str, int, int]] = field(default_factory=list)
    accessed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Event:
    """What a line tells of: the instance, its unit, the pc of a processor's program, and the instruction as text."""

    instance: int
    unit: str
    processor: str
    pc: int
    text: str

    @classmethod
    def of(cls, core: Core, step: Step, unit: str) -> Event:
        """An instruction that runs on ``unit``."""
        operation = step.operation
        processor = operation.program.instruction.processor.name
        return cls(core.instance, unit, processor, operation.pc, instruction_text(step))


class Tracer:
    """Writes a line per instruction with ``write``: text, or a JSON object with ``as_json``.

    A line holds the instance, the unit (processor or engine), the pc, its name where ``place`` has one for it, the assembly,
    changed state and semaphores (old -> new), accesses of devices, written ranges of memory (end exclusive), and the next pc
    where it is not simply the next instruction. Of memories over 4 MiB written by other than single stores only the name is
    told. A signal that had to wait for room has a line of its own, and so has the entry of a trap.
    """

    def __init__(
        self, write: Callable[[str], None], *, as_json: bool = False, place: Namer | None = None
    ) -> None:
        self._write = write
        self._as_json = as_json
        self._place = place or (lambda _instance, _processor, _pc: None)
        self._written: dict[int, tuple[list[str], list[str]]] = {}
        self._before = Before()

    def before(self, core: Core, step: Step) -> None:
        """Notes what ``step`` may change."""
        states, memories = self._targets(core, step.operation.body)
        self._before = Before({name: _copy(core.state[name]) for name in states})
        for name in () if step.simple else memories:
            buffer = core.memory[name]
            self._before.memory[name] = (
                bytes(buffer.view[: buffer.size]) if buffer.size <= _COMPARED else None
            )

    def before_trap(self, core: Core, body: ir.Body) -> None:
        """Notes what the entry of a trap may change."""
        self._before = Before({name: _copy(core.state[name]) for name in self._targets(core, body)[0]})

    def after_trap(self, core: Core, processor: str, pc: int, fault: Fault, value: int, to: int) -> None:
        """Writes the line of a trap that an instruction at ``pc`` caused."""
        carried = f" ({value:#x})" if fault.value is not None else ""
        event = Event(core.instance, processor, processor, pc, f"trap {fault.name}{carried}")
        changes = [
            c for name, old in self._before.state.items() for c in _changes(core, name, old, core.state[name])
        ]
        if not self._as_json:
            told = [f"{name}: {_shown(old)} -> {_shown(new)}" for name, old, new in changes]
            self._tell(event, [*told, f"pc -> {to:#x}"])
            return
        more = {"fault": fault.name, "value": value if fault.value is not None else None, "next": to}
        state = {name: [old, new] for name, old, new in changes}
        self._record(event, {"state": state, "memory": []}, (), more)

    def stored(self, memory: str, address: int, size: int) -> None:
        """Notes a single store."""
        self._before.stored.append((memory, address, size))

    def accessed(self, what: str) -> None:
        """Notes an access of a device's register."""
        self._before.accessed.append(what)

    def after(
        self, core: Core, step: Step, unit: str, pc: int | None, counted: Sequence[Counted] = ()
    ) -> None:
        """Writes the line of ``step``; ``pc`` is the next one, None for an engine; ``counted`` are changes of semaphores."""
        before, event = self._before, Event.of(core, step, unit)
        changes = [
            c for name, old in before.state.items() for c in _changes(core, name, old, core.state[name])
        ]
        ranges = [(name, address, address + size) for name, address, size in before.stored]
        touched = []
        for name, old in before.memory.items():
            if old is None:
                touched.append(name)
            else:
                ranges += _ranges(name, old, core.memory[name])
        to = pc if pc is not None and pc != step.operation.next_pc else None
        if not self._as_json:
            told = [f"{name}: {_shown(old)} -> {_shown(new)}" for name, old, new in changes]
            told += [f"{name}[{first:#x}:{end:#x}]" for name, first, end in ranges] + touched
            told += before.accessed + _told(counted)
            self._tell(event, told + ([f"pc -> {to:#x}"] if to is not None else []))
            return
        record = {
            "state": {name: [old, new] for name, old, new in changes},
            "memory": ranges + [[n, None, None] for n in touched],
        }
        record |= {"devices": before.accessed} if before.accessed else {}
        self._record(event, record, counted, {} if to is None else {"next": to})

    def given(self, core: Core, step: Step, unit: str, counted: Sequence[Counted]) -> None:
        """Writes a line of what an instruction signalled after it ran."""
        event = Event.of(core, step, unit)
        if self._as_json:
            self._record(event, {"state": {}, "memory": []}, counted, {})
        else:
            self._tell(event, _told(counted))

    def _tell(self, event: Event, told: Sequence[str]) -> None:
        place = self._place(event.instance, event.processor, event.pc)
        where = f"{event.pc:#010x}" if place is None else f"{event.pc:#010x} {f'<{place}>':<20}"
        self._write(f"{event.instance} {event.unit:<8} {where}  {event.text:<32} {', '.join(told)}".rstrip())

    def _record(
        self, event: Event, record: dict[str, Any], counted: Sequence[Counted], more: dict[str, Any]
    ) -> None:
        place = self._place(event.instance, event.processor, event.pc)
        head = {"instance": event.instance, "unit": event.unit, "pc": event.pc, "text": event.text}
        semaphores = {"semaphores": _net(counted)} if counted else {}
        named = {"place": place} if place is not None else {}
        self._write(json.dumps({**head, **record, **semaphores, **named, **more}))

    def _targets(self, core: Core, body: ir.Body) -> tuple[list[str], list[str]]:
        """State and memories that a text writes."""
        key = id(body)
        if key not in self._written:
            every = list(statements(body.statements))
            memories = {s.memory.name for s in every if isinstance(s, ir.Store)}
            memories |= {s.tile.operand.memory.name for s in every if isinstance(s, ir.TileWrite)}
            states = {s.state.name for s in every if isinstance(s, ir.SetState)}
            self._written[key] = (
                [n for n in core.architecture.state if n in states],
                [n for n in core.architecture.memories if n in memories],
            )
        return self._written[key]


def _net(counted: Sequence[Counted]) -> dict[str, list[int]]:
    """What each semaphore held before and holds after."""
    found: dict[str, list[int]] = {}
    for name, index, old, new in counted:
        found.setdefault(f"{name}[{index}]", [old, new])[1] = new
    return found


def _told(counted: Sequence[Counted]) -> list[str]:
    return [f"{name}: {old} -> {new}" for name, (old, new) in _net(counted).items()]


def _copy(values: Any) -> Any:
    return values.copy()


def _changes(core: Core, name: str, old: Any, new: Any) -> list[Change]:
    state = core.architecture.state[name]
    if isinstance(new, list):
        places = [place for place, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
        return [(_element(state, (place,)), old[place], new[place]) for place in places]
    import numpy as np

    raw = f"u{new.dtype.itemsize}"
    at = np.argwhere(np.atleast_1d(old.view(raw) != new.view(raw)))
    if len(at) > _LISTED:
        return [(name, None, f"{len(at)} elements")]
    if not state.shape:
        return [(name, old.item(), new.item())] if len(at) else []
    return [
        (_element(state, tuple(map(int, place))), old[tuple(place)].item(), new[tuple(place)].item())
        for place in at
    ]


def _element(state: Any, place: tuple[int, ...]) -> str:
    if not state.shape:
        return str(state.name)
    for one in state.entries.values():
        if (one.index,) == place:
            return f"{state.name}.{one.name}"
    if state.names:
        return "".join([state.names[place[0]], *(f"[{i}]" for i in place[1:])])
    return "".join([state.name, *(f"[{i}]" for i in place)])


def _ranges(name: str, old: bytes, buffer: MemoryBuffer) -> list[tuple[str, int, int]]:
    """Where bytes differ, as (memory, first, end)."""
    import numpy as np

    at = np.flatnonzero(np.frombuffer(old, np.uint8) != buffer.bytes)
    if not len(at):
        return []
    breaks = np.flatnonzero(np.diff(at) > 1)
    firsts, lasts = at[np.r_[0, breaks + 1]], at[np.r_[breaks, len(at) - 1]]
    return [
        (name, buffer.base + int(a), buffer.base + int(b) + 1) for a, b in zip(firsts, lasts, strict=True)
    ]


def _shown(value: Any) -> str:
    return f"{value:#x}" if isinstance(value, int) else "..." if value is None else str(value)
