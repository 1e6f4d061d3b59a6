"""Devices in the address space of a memory: which register an access reaches, and what it does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specgen.generators.interpreter.python.code import wrap
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.machine.core import Core
    from specgen.machine.library import Library, Run
    from specgen.model.memory import Device, DeviceRegister


@dataclass(frozen=True, slots=True)
class Mapped:
    """What an access of a device reaches: a register with its functions, or nothing (``register`` None)."""

    device: Device
    register: DeviceRegister | None = None
    reader: Run | None = None
    writer: Run | None = None

    @property
    def constant(self) -> int | None:
        """The bits that it always reads as, or None where reading it does something."""
        if self.reader is not None:
            return None
        return 0 if self.register is None else self.register.value & self._mask

    def read(self, core: Core) -> int:
        """The bits of the register."""
        bits = self.constant if self.reader is None else int(self.reader(core) or 0) & self._mask
        assert bits is not None
        self._tell(core, "->", bits)
        return bits

    def write(self, core: Core, bits: int) -> None:
        """Writes the bits of the register."""
        if self.writer is not None and self.register is not None:
            kind = self.register.type
            signed = isinstance(kind, IntegerType) and kind.signed
            self.writer(core, wrap(bits, kind.width, signed))
        self._tell(core, "<-", bits)

    @property
    def _mask(self) -> int:
        return (1 << self.register.type.width) - 1 if self.register is not None else 0

    def _tell(self, core: Core, arrow: str, bits: int) -> None:
        if core.tracer is not None and self.register is not None:
            core.tracer.accessed(f"{self.device.name}.{self.register.name} {arrow} {bits:#x}")


class Devices:
    """All devices that programs of an architecture reach."""

    def __init__(self, devices: Iterable[Device], library: Library) -> None:
        self._found: dict[str, list[tuple[int, int, Mapped, dict[tuple[int, int], Mapped]]]] = {}
        for device in devices:
            registers = {
                (one.offset, one.type.bytes): Mapped(
                    device, one, *(library.access(device, one, key) for key in ("read", "write"))
                )
                for one in device.registers
            }
            entry = (device.base, device.base + device.size, Mapped(device), registers)
            self._found.setdefault(device.memory.name, []).append(entry)

    def find(self, memory: str, address: int, size: int) -> Any:
        """What ``size`` bytes at ``address`` reach, or None where they do not all lie in a device."""
        for base, end, nothing, registers in self._found.get(memory, ()):
            if base <= address <= end - size:
                return registers.get((address - base, size), nothing)
        return None
