"""A host that launches programs: it takes what they need, hands it over by packets, and waits for their end.

It stands where a simulator does for those who load programs into one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from specgen.machine.device.client import Device
from specgen.machine.device.failures import DeviceError
from specgen.machine.device.rings import Ring, put_path
from specgen.model.interfaces import codec, place_of

_HOST_BITS = 47  # addresses of the host's memory have more
_LINE = 64

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from specgen.model.interfaces import Packet, Queue, Structure
    from specgen.model.memory import Memory


class HostedMemory:
    """A memory of an instance: what is written goes there with the next launch, what is read is there now."""

    def __init__(self, host: Host, memory: Memory, instance: int) -> None:
        self._host, self._memory, self._instance = host, memory, instance

    def write(self, address: int, data: Any) -> None:
        """Keep bytes for the next launch."""
        self._host.pending[self._memory.name, self._instance, address] = bytes(memoryview(data).cast("B"))

    def read(self, address: int, dtype: str, count: int) -> npt.NDArray[np.uint8]:
        """Return ``count`` bytes; ``dtype`` is u8."""
        import numpy as np

        place = self._host.device.address(self._memory.name, self._instance, address)
        data = self._host.device.read(place, count, memory=self._memory.name)
        return np.frombuffer(data, np.dtype(dtype.replace("u8", "uint8")))


class HostedInstance:
    """The memories of an instance by name."""

    def __init__(self, host: Host, number: int) -> None:
        memories = host.device.architecture.memories.values()
        self.memory = {m.name: HostedMemory(host, m, number) for m in memories}


class Host:
    """A device that is enabled, and what is to be launched on it. Raises DeviceError where no queue launches anything."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.architecture = device.architecture
        self.pending: dict[tuple[str, int, int], bytes] = {}
        self.programs: list[dict[str, Any]] = []
        self.symbols: dict[tuple[int, str], object] = {}
        count = self.architecture.instances.count if self.architecture.instances is not None else 1
        self.instances = [HostedInstance(self, number) for number in range(count)]
        self.memory: Mapping[str, HostedMemory] = self.instances[0].memory
        self._end: int | None = None
        self._queue, self._launch = self._find()
        device.enable()

    def _find(self) -> tuple[Queue, Packet]:
        for queue in self.architecture.queues.values():
            for packet in queue.packets.values():
                if packet.does == "launch":
                    return queue, packet
        raise DeviceError(f"no queue of {self.architecture.name} has a packet that does launch")

    def load(self, code: bytes, address: int, *, entry: int, processor: str) -> None:
        """Keep a program for a processor of all instances; ``entry`` is its first pc in bytes."""
        unit = self.architecture.processors[processor].unit
        number = list(self.architecture.processors).index(processor)
        self.programs.append(
            {"code": code, "load_address": address, "entry": entry // unit, "processor": number}
        )

    # -- launching -------------------------------------------------------------------------------------------------------

    def go(self, queues: int = 1, *, until: int | None = None) -> None:
        """Hand over what was written, launch the programs once from each of so many queues, and wait for their end.

        Raises DeviceError where a queue stops or a launch has not ended at tick ``until``, ValueError where there are not
        so many queues.
        """
        if not 1 <= queues <= self._queue.count:
            raise ValueError(f"there are {self._queue.count} queues of {self._queue.name}, not {queues}")
        rings = [self._ring(number) for number in range(queues)]
        arguments = self._hand_over(rings[0])
        self._wait(rings, until)
        listed = self._list()
        for ring in rings:
            values = {"programs": listed, "program_count": len(self.programs)}
            if arguments:
                where = self._seen(arguments, self._launch.structure, self._launch.roles["arguments"])
                values |= {"arguments": where, "arguments_size": len(arguments)}
            ring.submit(self._launch.name, **values)
        self._wait(rings, until)

    def _ring(self, number: int) -> Ring:
        return self.device.ring(number, queue=self._queue.name, capacity=min(self._queue.capacity[1], 64))

    def _hand_over(self, ring: Ring) -> bytes:
        """Copy what was written, but what launches copy themselves, which is returned."""
        arguments = b""
        copies = next((p.name for p in self._queue.packets.values() if p.does == "copy"), None)
        for (memory, instance, address), data in self.pending.items():
            at_arguments = address == self._launch.arguments_at and self._launch.arguments_in is not None
            if at_arguments and self._launch.arguments_in is self.architecture.memories[memory]:
                arguments = data
                continue
            place = self.device.address(memory, instance, address)
            if copies is None or not data or memory != self.device.default_memory:
                self.device.write(place, data, memory=memory)
                continue
            if ring.written - ring.read_index == ring.capacity:
                self.device.run()
            ring.submit(copies, source=self._mapped(data), target=place, size=len(data))
        self.pending.clear()
        return arguments

    def _list(self) -> int:
        """Write the list of programs; its device address."""
        structure, roles = self._launch.program, self._launch.program_roles
        assert structure is not None
        entries = b""
        for program in self.programs:
            code = program["code"]
            given: dict[str, Any] = {}
            where = self._seen(code, structure, roles["code"])
            for role, value in {**program, "code": where, "size": len(code)}.items():
                if role in roles:
                    put_path(given, roles[role], value)
            entries += codec.pack(structure, given)
        return self._seen(entries, self._launch.structure, self._launch.roles["programs"])

    def _seen(self, data: bytes, structure: Structure, path: str) -> int:
        """Put bytes where a member can name them: the host's memory, or the end of the device's; their address."""
        place = place_of(structure, path)
        memory = self.device.default_memory
        if memory is None or (place is not None and place.width > _HOST_BITS):
            return self._mapped(data)
        if self._end is None:
            self._end = self.architecture.memories[memory].base + self.architecture.memories[memory].size
        self._end = (self._end - len(data)) // _LINE * _LINE
        self.device.write(self._end, data, memory=memory)
        return self._end

    def _mapped(self, data: bytes) -> int:
        return self.device.map(bytearray(data))

    def _wait(self, rings: list[Ring], until: int | None) -> None:
        left = self.device.run(until)
        if any(ring.error for ring in rings):
            raise DeviceError(str(self.device.last_error), self.device.last_error)
        if left:
            raise DeviceError(
                f"{left} packets have not ended at tick {self.device.time}", self.device.last_error
            )
