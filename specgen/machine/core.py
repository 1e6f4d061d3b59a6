"""One instance of the machine: its state, memories, semaphores and queues."""

from __future__ import annotations

from collections import deque
from collections.abc import MutableSequence
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING, Any

from specgen.generators.interpreter.python.code import wrap
from specgen.generators.interpreter.python.faults import FaultRaised
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from specgen.generators.interpreter.python.storage import Storage
    from specgen.machine.devices import Devices, Mapped
    from specgen.machine.hosts import Hosts
    from specgen.machine.memory import MemoryBuffer
    from specgen.machine.pending import Pending
    from specgen.machine.races import Observer
    from specgen.machine.tracing import Tracer
    from specgen.model.architecture import Architecture
    from specgen.model.execution import State


class Core:
    """What emitted code runs on: ``state`` and ``memory`` by name, ``tables``, ``host`` and ``signal``.

    ``steps``: how many instructions the processor whose instruction is running had executed or issued before it.
    """

    def __init__(
        self,
        architecture: Architecture,
        storage: Mapping[str, Storage],
        instance: int,
        memory: dict[str, MemoryBuffer],
        hosts: Hosts,
    ) -> None:
        self.architecture = architecture
        self.instance = instance
        self.memory = memory
        self.state = _Store(storage)
        self.tables = {name: table_values(table) for name, table in architecture.tables.items()}
        self.semaphores = {s.name: [s.initial] * s.count for s in architecture.semaphores.values()}
        self.queues: dict[str, deque[Pending]] = {name: deque() for name in architecture.engines}
        self.signalled: list[tuple[str, int, int]] = []
        self.exit_code: int | None = None
        self.steps = 0
        self.devices: Devices | None = None
        self.tracer: Tracer | None = None
        self.observer: Observer | None = None
        self._hosts = hosts
        fetched = {processor.memory for processor in architecture.processors.values()}
        self._code = [buffer for buffer in memory.values() if buffer.memory.home in fetched]
        instances = architecture.instances
        if instances is not None and instances.index is not None:
            set_state(self.state[instances.index.name], instances.index, 0, instance)

    def verify(self) -> None:
        """Has all that was decoded looked at again, here and through windows, after writes that nobody watched."""
        for buffer in self._code:
            buffer.verify()

    def mapped(self, memory: str, address: int, size: int) -> Mapped | None:
        """What an access beside a memory reaches, if it lies in a device."""
        return self.devices.find(memory, address, size) if self.devices is not None else None

    def host(self, name: str, arguments: tuple[int, ...]) -> int | None:
        """Calls a host function; ``exit`` stops this instance after the instruction."""
        return self._hosts.call(self, name, arguments)

    def signal(self, semaphore: str, index: int, amount: int) -> None:
        """Notes a signal, which is given when the instruction is done.

        Raises:
            FaultRaised: the semaphore is too full and says that this is a fault.
        """
        declared = self.architecture.semaphores[semaphore]
        if declared.on_full == "fault" and declared.overflow is not None:
            noted = sum(n for name, i, n in self.signalled if (name, i) == (semaphore, index))
            if self.semaphores[semaphore][index] + noted + amount > declared.max:
                if self.observer is not None:
                    self.observer.refused(self, semaphore, int(index), int(amount))
                raise FaultRaised(declared.overflow.name)
        self.signalled.append((semaphore, int(index), int(amount)))


class _Store(dict[str, Any]):
    """State by name, made when it is first looked at: of many instances most is never touched."""

    def __init__(self, storage: Mapping[str, Storage]) -> None:
        super().__init__()
        self._storage = storage

    def __missing__(self, name: str) -> Any:
        home = self._storage[name]
        made = _fresh(home) if home.base is home.state else self[home.base.name].view(home.dtype)
        self[name] = made
        return made


def set_state(values: Any, state: State, place: int, value: int) -> None:
    """Sets an integer element, cut to its type, by its place in row-major order."""
    assert isinstance(state.type, IntegerType)
    cut = wrap(value, state.type.width, state.type.signed)
    if isinstance(values, MutableSequence):
        values[place] = cut
    else:
        values.flat[place] = cut


@lru_cache(maxsize=256)
def table_values(table: Any) -> Any:
    """A constant table as emitted code reads it: a NumPy array of its shape where its type has one, else a flat list."""
    from specgen.generators.interpreter.python.storage import WORD, dtype

    if table.type.width > WORD:
        return list(table.values)
    return _array(table.values, dtype(table.type), table.shape)


def _fresh(home: Storage) -> Any:
    state = home.state
    if home.kind == "list":
        assert isinstance(state.type, IntegerType)
        values = [wrap(state.initial, state.type.width, state.type.signed)] * (
            prod(state.shape) if state.shape else 1
        )
        for place, value in {**state.starts, **state.constant}.items() if len(state.shape) == 1 else ():
            values[place] = wrap(value, state.type.width, state.type.signed)
        return values
    array = _filled(state.initial & ((1 << state.type.width) - 1), home.dtype or "uint8", state.shape)
    for place, value in {**state.starts, **state.constant}.items() if len(state.shape) == 1 else ():
        array[place] = _array([value], home.dtype or "uint8", (1,))[0]
    return array


def _filled(raw: int, dtype: str, shape: tuple[int, ...]) -> Any:
    """An array of one raw value; one of zeros takes neither time nor memory until it is touched."""
    import numpy as np

    if not raw:
        return np.zeros(shape, dtype)
    return _array([raw], dtype, (1,)).repeat(prod(shape)).reshape(shape)


def _array(values: Any, dtype: str, shape: tuple[int, ...]) -> Any:
    """An array of raw bits, floats given by their codes."""
    import numpy as np

    kind = np.dtype(dtype)
    masked = [int(v) & ((1 << 8 * kind.itemsize) - 1) for v in values]
    return np.array(masked, f"uint{8 * kind.itemsize}").view(kind).reshape(shape)
