"""What would order two instructions that race."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.machine.races.finding import Side
    from specgen.machine.races.trace import Event, Trace, Unit
    from specgen.model.architecture import Architecture


def advice(architecture: Architecture, trace: Trace, kind: str, one: Side, other: Side) -> str:
    """Which wait is missing between two sides, of which the program has ``one`` first."""
    if kind == "wait":
        return "A semaphore with one consumer gives the same outcome in every order."
    if kind == "room":
        return "Room for all that may come at once, or a wait of who signals for who takes, would make it the same."
    first, second = trace.units[one.unit], trace.units[other.unit]
    if first.instance != second.instance:
        return _between_instances(architecture)
    signal = _signal_after(architecture, trace, one, second)
    if signal is not None and signal.counter is not None:
        name = f"{signal.counter[1]}[{signal.counter[2]}]"
        return (
            f"Nothing that {second.name} waits for before the second comes after the first. {first.name} signals {name} "
            f"after it: a wait for {name} before the second would order them."
        )
    return _without_signal(architecture, first, second)


def _signal_after(architecture: Architecture, trace: Trace, side: Side, consumer: Unit) -> Event | None:
    """The next signal of a unit that another one may wait for."""
    for event in trace.events:
        if event.kind != "signal" or event.unit != side.unit or event.time < side.time:
            continue
        assert event.counter is not None
        if architecture.semaphores[event.counter[1]].consumer in (consumer.name, "any"):
            return event
    return None


def _between_instances(architecture: Architecture) -> str:
    if not architecture.barriers:
        return "Nothing orders instances of this machine."
    names = ", ".join(architecture.barriers)
    return f"A barrier ({names}) after the first, its engine drained before, and before the second would order them."


def _without_signal(architecture: Architecture, first: Unit, second: Unit) -> str:
    names = [
        s.name
        for s in architecture.semaphores.values()
        if s.consumer in (second.name, "any") and {first.name, "any"} & set(s.producers)
    ]
    told = f"Nothing that {second.name} waits for before the second comes after the first."
    if first.name == second.name:
        return (
            f"Both run in {first.name}, in the order in which two processors issue them, which nothing says."
        )
    ways = [f"a signal to {' or '.join(names)} after it and a wait before the second"] if names else []
    if second.issuer is None and first.issuer is not None:
        ways.append(f"a drain of {first.name} before the second")
    return f"{told} {' or '.join(ways).capitalize()} would order them." if ways else told
