"""Why nobody can go on: who waits for whom, and what never comes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from specgen.machine.reporting import waiter_of_engine, waiter_of_processor
from specgen.machine.result import Cause, Deadlock, Waiter

if TYPE_CHECKING:
    from specgen.machine.core import Core
    from specgen.machine.pending import Blocked
    from specgen.machine.stream import Stream

#: A processor or an engine: instance and name.
Unit = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Node:
    """One that waits, the units one of which (all of which, at a barrier) would have to go on first, and all of that in words."""

    waiter: Waiter
    on: tuple[Unit, ...]
    told: str


def deadlock(cores: Sequence[Core], streams: Sequence[Stream]) -> Deadlock:
    """What a deadlock comes from: cycles of units that wait for each other, and waits for what nobody is left to do."""
    nodes = _Graph(cores, streams).nodes
    explained: set[Unit] = set()
    causes: list[Cause] = []
    for unit, node in nodes.items():
        if not node.on:
            causes.append(_cause("never", [unit], nodes, explained))
    for unit in nodes:
        if unit not in explained:
            causes.append(_cause("cycle", _cycle(unit, nodes), nodes, explained))
    return Deadlock(_grouped(causes))


def _cycle(unit: Unit, nodes: dict[Unit, Node]) -> list[Unit]:
    """The cycle that one comes to who follows what each waits for first."""
    path: list[Unit] = []
    while unit not in path:
        path.append(unit)
        unit = nodes[unit].on[0]
    return path[path.index(unit) :]


def _cause(kind: str, units: list[Unit], nodes: dict[Unit, Node], explained: set[Unit]) -> Cause:
    """A cause, with those that wait because of it and were not explained before, the nearest first."""
    explained |= set(units)
    behind: list[Unit] = []
    reached = set(units)
    while True:
        more = [u for u, node in nodes.items() if u not in explained and reached & set(node.on)]
        if not more:
            break
        behind += more
        reached |= set(more)
        explained |= set(more)
    return Cause(
        kind,
        tuple((nodes[unit].waiter, nodes[unit].told) for unit in units),
        tuple(nodes[unit].waiter for unit in behind),
    )


def _grouped(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Causes that differ by their instance alone as one."""
    found: dict[tuple[object, ...], Cause] = {}
    for cause in causes:
        instances = {waiter.instance for waiter, _ in cause.links}
        key = (cause.kind, *((w.unit, w.pc, w.reason, told) for w, told in cause.links))
        if len(instances) == 1 and key in found:
            found[key] = replace(found[key], also=(*found[key].also, *instances))
        else:
            found.setdefault(key, cause)
    return tuple(found.values())


class _Graph:
    """Who waits for whom."""

    def __init__(self, cores: Sequence[Core], streams: Sequence[Stream]) -> None:
        self._cores = cores
        self._streams = {(s.core.instance, s.processor.name): s for s in streams}
        self._blocked: dict[Unit, tuple[Blocked | None, Waiter]] = {}
        for core in cores:
            for unit, stream in self._streams.items():
                if unit[0] == core.instance and stream.active and core.exit_code is None:
                    self._blocked[unit] = (stream.waits_for, waiter_of_processor(stream))
            for engine, queue in core.queues.items():
                if queue:
                    self._blocked[core.instance, engine] = (queue[0].blocked, waiter_of_engine(core, engine))
        self.nodes = {unit: self._node(unit, *both) for unit, both in self._blocked.items()}

    def _node(self, unit: Unit, blocked: Blocked | None, waiter: Waiter) -> Node:
        instance = unit[0]
        if blocked is None:
            return Node(waiter, (), "")
        match blocked.kind:
            case "semaphore":
                return self._signalled(waiter, blocked)
            case "room":
                consumer = self._cores[instance].architecture.semaphores[blocked.names[0]].consumer
                return self._any(waiter, [consumer], f"would have to take from {blocked.names[0]}")
            case "barrier":
                return self._absent(waiter, blocked)
            case _:
                others = tuple((instance, name) for name in blocked.names)
                return Node(waiter, others, f"{_joined(blocked.names)} cannot go on")

    def _names(self, instance: int) -> list[str]:
        processors = [name for number, name in self._streams if number == instance]
        return [*processors, *self._cores[instance].queues]

    def _signalled(self, waiter: Waiter, blocked: Blocked) -> Node:
        declared = self._cores[waiter.instance].architecture.semaphores[blocked.names[0]]
        what = f"{declared.name}[{blocked.index}]"
        if blocked.amount > declared.max:
            return Node(waiter, (), f"{what} never holds more than {declared.max}")
        return self._any(waiter, declared.producers, f"would have to signal {what}")

    def _any(self, waiter: Waiter, names: Sequence[str], what: str) -> Node:
        """One that waits for something that several units may do."""
        instance = waiter.instance
        names = self._names(instance) if "any" in names else names
        on: list[Unit] = []
        told: list[str] = []
        for name in names:
            unit = (instance, name)
            if unit in self._blocked:
                on.append(unit)
                told.append(
                    f"{name} waits too"
                    if unit != (waiter.instance, waiter.unit)
                    else f"{name} is the one that waits"
                )
            else:
                told.append(self._idle(unit, on))
        if not names:
            return Node(waiter, (), f"nobody {what.replace('would have to', 'may')}")
        others = tuple(dict.fromkeys(on))
        return Node(waiter, others, f"{_joined(names, 'or')} {what}: {'; '.join(told)}")

    def _idle(self, unit: Unit, on: list[Unit]) -> str:
        """Why a unit does nothing; adds who could give it something to do."""
        instance, name = unit
        if unit in self._streams:
            return f"{name} {self._gone(unit)}"
        architecture = self._cores[instance].architecture
        issuers = dict.fromkeys(
            i.processor.name for i in architecture.instructions.values() if i.engine and i.engine.name == name
        )
        told = []
        for issuer in issuers:
            if (instance, issuer) in self._blocked:
                on.append((instance, issuer))
                told.append(f"{issuer}, which feeds it, waits")
            else:
                told.append(f"{issuer}, which feeds it, {self._gone((instance, issuer))}")
        return " and ".join([f"{name} has nothing queued", *told])

    def _gone(self, unit: Unit) -> str:
        return "has exited" if self._streams[unit].core.exit_code is not None else "has no program"

    def _absent(self, waiter: Waiter, blocked: Blocked) -> Node:
        """One that waits at a barrier for other instances."""
        on: list[Unit] = []
        told: list[str] = []
        for instance in blocked.missing:
            some = [u for u in self._streams if u[0] == instance]
            waiting = [u for u in some if u in self._blocked]
            on += waiting
            told += [f"instance {instance}, {name} waits elsewhere" for _, name in waiting]
            if not waiting:
                told += [f"instance {instance}, {name} {self._gone((instance, name))}" for _, name in some]
        return Node(waiter, tuple(on), "; ".join(told))


def _joined(names: Sequence[str], word: str = "and") -> str:
    return f" {word} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
