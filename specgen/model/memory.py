"""Memories and tensor layouts, resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.execution import Fault
    from specgen.model.quantity import Quantity
    from specgen.model.types import IntegerType, NumberType


@frozen(eq=False, kw_only=True)
class Memory(Item):
    """A byte-addressed memory. Addresses run from ``base`` to ``base + size - 1``.

    ``out_of_range`` and ``misaligned`` are the faults that such accesses raise (``misaligned`` None: any
    alignment works), ``write_out_of_range`` and ``write_misaligned`` those of writes where they differ.
    ``uninitialised`` is that of reading a byte never written, where a run asks for it. A ``shared`` memory exists
    once; the others once per instance. Addresses of one ``space`` never mean two things. ``backing`` is the next
    memory outwards. ``granule``: an access moves whole multiples of so many bytes.

    A **window** has no bytes of its own: its address ``base + t * stride + a`` reaches byte ``a`` of the memory
    ``window`` of instance ``t``, counted from that memory's first. An access lies in one instance's memory: bytes
    between its size and the ``stride`` are out of range.
    """

    size: int
    address: IntegerType
    base: int = 0
    endianness: str = "little"
    out_of_range: Fault | None = None
    misaligned: Fault | None = None
    write_out_of_range: Fault | None = None
    write_misaligned: Fault | None = None
    uninitialised: Fault | None = None
    shared: bool = False
    kind: str = "sram"
    width: int = 1
    banks: int = 1
    ports: int = 1
    latency: Quantity | None = None
    bandwidth: Quantity | None = None
    clock: Quantity | None = None
    reachable_by: tuple[str, ...] = ()
    space: str = ""
    granule: int = 1
    backing: Memory | None = None
    window: Memory | None = None
    stride: int = 0

    @property
    def home(self) -> Memory:
        """The memory whose bytes these are: itself, or what it is a window of."""
        return self.window or self

    @property
    def has_gaps(self) -> bool:
        """Whether some addresses between the first and the last byte are out of range."""
        return self.window is not None and self.window.size < self.stride

    def faults(self, *, writes: bool) -> tuple[Fault | None, Fault | None]:
        """Return what a read or a write raises outside, and where it is misaligned."""
        if not writes:
            return self.out_of_range, self.misaligned
        return self.write_out_of_range or self.out_of_range, self.write_misaligned or self.misaligned


@frozen(eq=False, kw_only=True)
class DeviceRegister(Item):
    """A register of a device at ``offset`` bytes from its base.

    ``read`` and ``write`` name functions, of the spec or of the host: ``read()``, ``write(value)``. Without ``read`` it
    reads as ``value``, without ``write`` what is written is dropped.
    """

    offset: int
    type: NumberType
    value: int = 0
    read: str | None = None
    write: str | None = None


@frozen(eq=False, kw_only=True)
class Device(Item):
    """Registers in the address space of ``memory``, at ``base`` to ``base + size - 1``, where the memory has no bytes."""

    memory: Memory
    base: int
    size: int
    registers: tuple[DeviceRegister, ...]
