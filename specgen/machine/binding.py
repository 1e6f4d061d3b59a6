"""Compiled regions tied to the lists, memories and faults of one core."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from specgen.generators.interpreter.python.code import wrap
from specgen.generators.interpreter.python.faults import FaultRaised

if TYPE_CHECKING:
    from specgen.generators.interpreter.python.region import Region
    from specgen.machine.core import Core
    from specgen.machine.library import Library
    from specgen.machine.memory import MemoryBuffer
    from specgen.machine.tracing import Tracer


class SiteAccess(Exception):
    """An access of a device inside a region, which an instruction by itself has to do; ``site`` as for a fault."""

    def __init__(self, site: int) -> None:
        super().__init__(site)
        self.site = site


class SiteFault(FaultRaised):
    """A fault inside a region; ``site`` is the number of its place there."""

    def __init__(self, fault: str, value: int | None, site: int) -> None:
        super().__init__(fault, value)
        self.site = site


@dataclass(frozen=True, slots=True)
class Bound:
    """A region for one core: ``run(entry, left)`` gives the pc after it."""

    run: Callable[[int, int], int]
    entry: int
    region: Region


def bind(region: Region, entry: int, library: Library, core: Core, left: list[int]) -> Bound:
    """Ties ``region`` to ``core``; what remains of the steps is left in ``left``."""
    arguments = [_argument(what, core, left) for what in region.parameters]
    return Bound(library.maker(region)(*arguments), entry, region)


def _argument(what: tuple[str, ...], core: Core, left: list[int]) -> Any:
    match what:
        case ("state", name):
            return core.state[name]
        case ("table", name):
            return core.architecture.tables[name].values
        case ("view", name, code):
            view = core.memory[name].typed(code)
            return view if core.tracer is None else _TracedView(view, core.memory[name], core.tracer)
        case ("load", name):
            return _loader(core.memory[name], core)
        case ("store", name):
            return _storer(core.memory[name], core)
        case ("lines", name):
            return core.memory[name].lines
        case ("touch", name):
            return core.memory[name].touched
        case ("fault",):
            return _raiser(core)
        case ("host",):
            return _caller(core)
        case _:
            return left


class _TracedView:
    """A typed view that tells of what is stored through it."""

    def __init__(self, view: memoryview, buffer: MemoryBuffer, tracer: Tracer) -> None:
        self._view = view
        self._buffer = buffer
        self._tracer = tracer

    def __getitem__(self, place: int) -> int:
        return int(self._view[place])

    def __setitem__(self, place: int, value: int) -> None:
        self._view[place] = value
        size = self._view.itemsize
        self._tracer.stored(self._buffer.memory.name, self._buffer.base + place * size, size)


def _loader(buffer: MemoryBuffer, core: Core) -> Callable[[int, int, bool, int], int]:
    name = buffer.memory.name

    def load(address: int, width: int, signed: bool, site: int) -> int:
        try:
            return buffer.load(address, width, signed)
        except FaultRaised as fault:
            found = core.mapped(name, address, (width + 7) // 8)
            if found is None:
                raise SiteFault(fault.fault, fault.value, site) from None
        bits = found.constant
        if bits is None or core.tracer is not None or not buffer.aligned(address, (width + 7) // 8):
            raise SiteAccess(site)
        return wrap(bits, width, signed)

    return load


def _storer(buffer: MemoryBuffer, core: Core) -> Callable[[int, int, int, int], bool]:
    name, tracer = buffer.memory.name, core.tracer

    def store(address: int, size: int, value: int, site: int) -> bool:
        try:
            touched = buffer.store(address, size, value)
        except FaultRaised as fault:
            if core.mapped(name, address, size) is None:
                raise SiteFault(fault.fault, fault.value, site) from None
            raise SiteAccess(site) from None
        if tracer is not None:
            tracer.stored(buffer.memory.name, address, size)
        return touched

    return store


def _raiser(core: Core) -> Callable[[int, int | None, int], NoReturn]:
    names = tuple(core.architecture.faults)

    def fault(number: int, value: int | None, site: int) -> NoReturn:
        raise SiteFault(names[number], value, site)

    return fault


def _caller(core: Core) -> Callable[[int, tuple[int, ...]], int | None]:
    names = tuple(core.architecture.functions)

    def host(number: int, arguments: tuple[int, ...]) -> int | None:
        return core.host(names[number], arguments)

    return host
