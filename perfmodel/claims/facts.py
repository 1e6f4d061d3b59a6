"""What claims may say of a design itself: its parameters, memories, instructions, words, state, queues, paths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from math import prod
from typing import TYPE_CHECKING, Any

from specgen.model.quantity import Dimension, Quantity
from specgen.model.types import BlockType
from specgen.model.units import DIMENSIONS
from specgen.perfmodel.claims.instructions import instruction
from specgen.perfmodel.claims.values import (
    BYTES,
    Amount,
    Function,
    Members,
    Take,
    Thing,
    Value,
    in_bytes,
    plain,
)

if TYPE_CHECKING:
    from specgen.model import Architecture
    from specgen.model.execution import Engine, Semaphore, State
    from specgen.model.interfaces import Queue, Structure
    from specgen.model.isa import Format
    from specgen.model.memory import Memory
    from specgen.model.paths import DataPath
    from specgen.model.types import DataType
    from specgen.semantics import Semantics


def facts(architecture: Architecture, semantics: Callable[[], Semantics]) -> Members:
    """Return the names of a design's own things, as claims use them; ``semantics`` is asked for timings alone."""
    a = architecture
    sections: dict[str, Callable[[], Value]] = {
        "instructions": _section("instruction", a.instructions, partial(instruction, semantics)),
        "formats": _section("format", a.formats, _format),
        "memories": _section("memory", a.memories, _memory),
        "paths": _section("path", a.paths, _path),
        "structures": _section("structure", a.structures, _structure),
        "queues": _section("queue", a.queues, _queue),
        "engines": _section("engine", a.engines, _engine),
        "semaphores": _section("semaphore", a.semaphores, _semaphore),
        "state": _section("state", a.state, _state),
        "types": _section("type", a.types | a.fixed_types | a.block_types, _type),
    }
    parameters = {name: _parameter(one.value) for name, one in a.parameters.items()}
    return parameters | sections


def _section(
    kind: str, items: Mapping[str, Any], members: Callable[[Any], Members | Thing]
) -> Callable[[], Value]:
    def made(name: str, one: Any) -> Thing:
        found = members(one)
        return found if isinstance(found, Thing) else Thing(f"the {kind} {name}", found)

    every = {name: partial(made, name, one) for name, one in items.items()}
    return lambda: Thing(f"the section of each {kind}", every)


def _quantity(value: Quantity | None) -> Callable[[], Amount]:
    def made() -> Amount:
        if value is None:
            raise ValueError("the spec does not say it")
        exact = value.value
        number = int(exact) if exact.denominator == 1 else float(exact)
        return Amount(number, DIMENSIONS[value.dimension])

    return made


def _parameter(value: int | Quantity) -> Callable[[], Amount]:
    return _quantity(value) if isinstance(value, Quantity) else plain(value)


def _type(one: DataType) -> Members:
    if isinstance(one, BlockType):  # with its share of the scale
        return {"bits": plain(one.element.width + one.scale.width / one.block)}
    return {"bits": plain(one.width)}


def _engine(one: Engine) -> Members:
    return {"queue": plain(one.queue), "clock": _quantity(one.clock)}


def _semaphore(one: Semaphore) -> Members:
    return {"count": plain(one.count), "max": plain(one.max)}


def _state(one: State) -> Members:
    bits = prod(one.shape) * one.type.width
    return {"bits": plain(bits), "bytes": in_bytes(bits / 8)}


def _format(one: Format) -> Members:
    used = sum(field.width for field in one.fields if field.reserved is None)
    return {"bits": plain(one.width), "bytes": in_bytes(one.bytes), "used": plain(used)}


def _memory(one: Memory) -> Members:
    """``bandwidth`` is in bytes per second, for one instance; see `_conflicts`."""
    return {
        "size": in_bytes(one.size),
        "banks": plain(one.banks),
        "width": in_bytes(one.width),
        "latency": _quantity(one.latency),
        "bandwidth": _rate(one),
        "conflicts": lambda: Thing(
            f"conflicts in {one.name}",
            call=Function({"stride": Take("whole", BYTES), "lanes": Take()}, partial(_conflicts, one)),
        ),
    }


def _rate(one: Memory | DataPath) -> Callable[[], Amount]:
    bandwidth, clock = one.bandwidth, one.clock
    if bandwidth is None or clock is None or bandwidth.dimension is not Dimension.BYTES_PER_CYCLE:
        return _quantity(bandwidth)
    value = float(bandwidth.value * clock.value)
    return lambda: Amount(value, DIMENSIONS[Dimension.BANDWIDTH])


def _conflicts(one: Memory, given: dict[str, Any]) -> Amount:
    """How many different words the bank has to serve that is asked most by lanes at addresses ``stride`` apart."""
    lanes, stride = given["lanes"], given["stride"]
    if not 1 <= lanes <= 1 << 16:
        raise ValueError("lanes are 1 to 65536")
    words = {lane * stride // one.width for lane in range(lanes)}
    asked: dict[int, int] = {}
    for word in words:
        asked[word % one.banks] = asked.get(word % one.banks, 0) + 1
    return Amount(max(asked.values()))


def _path(one: DataPath) -> Members:
    return {
        "bandwidth": _rate(one),
        "latency": _quantity(one.latency),
        "burst": in_bytes(one.burst),
        "hops": plain(one.hops),
    }


def _structure(one: Structure) -> Members:
    used = sum(m.size for m in one.members if m.reserved is None)
    return {"size": in_bytes(one.size), "align": in_bytes(one.align), "used": in_bytes(used)}


def _queue(one: Queue) -> Members:
    low, high = one.capacity
    return {
        "size": in_bytes(one.size),
        "count": plain(one.count),
        "least": plain(low),
        "most": plain(high),
        "packets": plain(len(one.packets)),
        "index_bits": plain(one.index.width),
    }
