"""A virtual device and its host in one process."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from specgen.machine.device.failures import DeviceError, Failure, error_of_code, failure_of
from specgen.machine.device.library import INJECTIONS, open_device
from specgen.machine.device.registers import Registers
from specgen.machine.device.rings import Ring, Signal
from specgen.model.interfaces import codec

if TYPE_CHECKING:
    from specgen.machine.device.building import BuiltDevice
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import Mailbox, Queue

NEVER = (1 << 64) - 1
_READ = 1 << 16  # bytes of trace at a time


class Device:
    """A device after power-on. Its time passes in `run` alone.

    ``watchdog`` and the others as in the C header: 0 chooses what is usual there. ``interrupts`` holds the line and the
    tick of each interrupt that was delivered. ``on_vendor`` executes packets that the spec leaves to the vendor: from a queue's
    number and the packet's bytes to an error code. Raises NoBinding where cffi is missing, MemoryError.
    """

    def __init__(
        self,
        architecture: Architecture,
        built: BuiltDevice,
        *,
        watchdog: int = 0,
        answer: int = 0,
        interrupt_wait: int = 0,
        trace_bytes: int = 0,
        on_interrupt: Callable[[int, int], None] | None = None,
        on_vendor: Callable[[int, bytes], int] | None = None,
    ) -> None:
        self.architecture = architecture
        self._c = open_device(built)
        options = self._c.ffi.new(
            f"{self._c.type('options')} *", (watchdog, answer, interrupt_wait, trace_bytes)
        )
        self._handle = self._c.create(options)
        if self._handle == self._c.ffi.NULL:
            gc.collect()  # machines that nobody uses any more may still have their addresses
            self._handle = self._c.create(options)
        if self._handle == self._c.ffi.NULL:
            raise MemoryError("the device is too large for this computer")
        self.interrupts: list[tuple[int, int]] = []
        self._on_interrupt = on_interrupt
        self._told = self._c.ffi.callback(self._c.type("interrupt"), self._interrupted)
        self._c.set_interrupt(self._handle, self._told, self._c.ffi.NULL)
        if on_vendor is not None:
            self._asked = self._c.ffi.callback(
                self._c.type("vendor"),
                lambda _, queue, packet, size: on_vendor(queue, bytes(self._c.ffi.buffer(packet, size))),
            )
            self._c.set_vendor(self._handle, self._asked, self._c.ffi.NULL)
        self._value = self._c.ffi.new("uint64_t *")
        self._mapped: dict[int, object] = {}
        self._memories = list(architecture.memories)
        self.registers = Registers(self, architecture.registers)

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self._c.destroy(self._handle)

    def reset(self) -> None:
        """As after power-on, but what memories hold, what is mapped and the time."""
        self._c.reset(self._handle)

    def _interrupted(self, _user: Any, line: int, tick: int) -> None:
        self.interrupts.append((line, tick))
        if self._on_interrupt is not None:
            self._on_interrupt(line, tick)

    # -- registers and memory --------------------------------------------------------------------------------------------

    def read_register(self, address: int, width: int) -> int:
        """Return what is read at an address. Raises DeviceError where nothing can be."""
        self._check(
            self._c.read_register(self._handle, address, width, self._value), f"reading register {address:#x}"
        )
        return int(self._value[0])

    def write_register(self, address: int, width: int, value: int) -> None:
        """Write at an address. Raises DeviceError where nothing can be written."""
        self._check(
            self._c.write_register(self._handle, address, width, value), f"writing register {address:#x}"
        )

    def map(self, data: Any) -> int:
        """Let the device see a writable buffer, such as a bytearray or an array, as long as it is mapped; its address."""
        held = self._c.ffi.from_buffer(data, require_writable=True)
        address = int(self._c.map(self._handle, held, len(held)))
        if not address:
            raise ValueError("an empty buffer cannot be mapped")
        self._mapped[address] = held
        return address

    def unmap(self, address: int) -> None:
        """Take what was mapped at an address away. Raises DeviceError where nothing was."""
        self._check(self._c.unmap(self._handle, address), f"unmapping {address:#x}")
        del self._mapped[address]

    def read(self, address: int, size: int, *, memory: str | None = None) -> bytes:
        """Return bytes at a device address, as a debugger would. Raises DeviceError where they are not all there."""
        data = bytearray(size)
        held = self._c.ffi.from_buffer(data)
        self._check(
            self._c.read(self._handle, self._memory(memory), address, held, size), f"reading at {address:#x}"
        )
        return bytes(data)

    def write(self, address: int, data: Any, *, memory: str | None = None) -> None:
        """Write bytes at a device address, as a debugger would. Raises DeviceError where they do not all fit."""
        held = self._c.ffi.from_buffer(data)
        code = self._c.write(self._handle, self._memory(memory), address, held, len(held))
        self._check(code, f"writing at {address:#x}")

    @property
    def default_memory(self) -> str | None:
        """The memory of addresses that name none."""
        from specgen.generators.device import default_memory

        found = default_memory(self.architecture)
        return None if found is None else found.name

    def address(self, memory: str, instance: int, address: int) -> int:
        """Return the device address of an instance's address in a memory."""
        from specgen.generators.device import instance_shift

        shift = instance_shift(self.architecture, self.architecture.memories[memory])
        return address | instance << shift if shift else address

    def _memory(self, name: str | None) -> int:
        name = name or self.default_memory
        return -1 if name is None else self._memories.index(name)

    def _check(self, code: int, what: str) -> None:
        if code != 0:
            error = error_of_code(self.architecture, code)
            raise DeviceError(
                f"{what}: {error.name if error is not None else 'an undeclared error'}", self.last_error
            )

    # -- time ------------------------------------------------------------------------------------------------------------

    @property
    def time(self) -> int:
        """Ticks since power-on."""
        return int(self._c.time(self._handle))

    @property
    def next_event(self) -> int | None:
        """When something happens next unless the host does something; None where nothing will."""
        tick = int(self._c.next_event(self._handle))
        return None if tick == NEVER else tick

    def run(self, until: int | None = None) -> int:
        """Let time pass until nothing more happens, at most ``until`` a tick; how many packets have not ended."""
        return int(self._c.run_until_idle(self._handle, NEVER if until is None else until))

    def run_until(self, tick: int) -> None:
        """Let all happen that happens before a tick, which is then the time."""
        self._c.run_until(self._handle, tick)

    def enable(self) -> None:
        """Have it work, and tell of all interrupts, where registers say that."""
        for block in self.architecture.registers.values():
            for register in block.registers:
                for field in register.fields:
                    if field.does == "enable":
                        found = getattr(getattr(self.registers, block.name), register.name)
                        found[field.name] = 1
        for interrupt in self.architecture.interrupts.values():
            if (place := interrupt.enable) is not None:
                getattr(getattr(self.registers, place.block.name), place.register.name)[place.field.name] = 1

    # -- what the host does ----------------------------------------------------------------------------------------------

    def ring(self, number: int = 0, *, queue: str | None = None, capacity: int | None = None) -> Ring:
        """Return a queue, enabled with a ring of its own: the first kind's unless ``queue`` names another."""
        kind: Queue = (
            self.architecture.queues[queue] if queue else next(iter(self.architecture.queues.values()))
        )
        return Ring(self, kind, number, kind.capacity[0] if capacity is None else capacity)

    def signal(self, value: int = 1, *, endian: str = "little") -> Signal:
        """Return a word that host and device share."""
        return Signal(self, value, endian)

    def ask(self, message: str, *, mailbox: str | None = None, **values: Any) -> dict[str, Any]:
        """Ask the firmware, and run until it answered; the response's values. Raises DeviceError where it refused."""
        kind: Mailbox = (
            self.architecture.mailboxes[mailbox]
            if mailbox
            else next(iter(self.architecture.mailboxes.values()))
        )
        from specgen.machine.device.letters import ask

        return ask(self, kind, kind.messages[message], values)

    # -- what it tells ---------------------------------------------------------------------------------------------------

    @property
    def last_error(self) -> Failure | None:
        """The last error since the reset; None where there was none."""
        told = self._c.ffi.new(f"{self._c.type('failure')} *")
        self._c.last_error(self._handle, told)
        return failure_of(self.architecture, told[0]) if self.errors else None

    @property
    def errors(self) -> int:
        """How many errors there were since the reset."""
        return int(self._c.errors(self._handle))

    def raised(self, line: int) -> bool:
        """Whether an interrupt's line is raised."""
        return bool(self._c.raised(self._handle, line))

    def delivered(self, line: int) -> int:
        """How many interrupts of a line were delivered since the reset."""
        return int(self._c.delivered(self._handle, line))

    def trace(self, number: int = 0) -> bytes:
        """Take the records of a trace that were kept: whole ones, oldest first."""
        parts = []
        room = self._c.ffi.new("uint8_t[]", _READ)
        while size := int(self._c.read_trace(self._handle, number, room, _READ)):
            parts.append(bytes(self._c.ffi.buffer(room, size)))
        return b"".join(parts)

    def records(self, trace: str | None = None) -> list[dict[str, Any]]:
        """Take the records of a trace as values by role, each with its ``record``, the name of what it is."""
        from specgen.machine.records import Reader

        name, data = self._taken(trace)
        reader = Reader(self.architecture.traces[name])
        return [{"record": told.record.name, **told.values} for told in reader.read(data)]

    def perfetto(self, trace: str | None = None) -> str:
        """Take the records of a trace as JSON that Perfetto and Chrome's trace viewer open."""
        from specgen.machine.records import perfetto

        name, data = self._taken(trace)
        return perfetto(self.architecture, self.architecture.traces[name], data)

    def _taken(self, trace: str | None) -> tuple[str, bytes]:
        names = list(self.architecture.traces)
        if not names or (trace is not None and trace not in names):
            raise ValueError(f"{self.architecture.name} has no trace {trace or ''}".rstrip())
        name = trace or names[0]
        return name, self.trace(names.index(name))

    def mark(self, value: int) -> None:
        """Write a record of the host's own into the traces."""
        self._c.mark(self._handle, value)

    def inject(self, kind: str, *, after: int = 0, seed: int = 0) -> None:
        """Have something go wrong once, after as many chances passed unharmed: see INJECTIONS. Raises ValueError."""
        if kind not in INJECTIONS:
            raise ValueError(f"{kind!r}: what can go wrong is {', '.join(INJECTIONS)}")
        self._c.inject(self._handle, INJECTIONS.index(kind), after, seed)

    def injected(self, kind: str) -> int:
        """How many faults of a kind happened since the reset."""
        return int(self._c.injected(self._handle, INJECTIONS.index(kind)))


__all__ = ["NEVER", "Device", "codec"]
