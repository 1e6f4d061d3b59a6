"""Registers that software outside sees: blocks, registers, fields with access kinds and side effects, interrupts."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.model.item import Item

if TYPE_CHECKING:
    from specgen.model.isa import Enum

#: How software meets a field. ``rw``, ``ro``, ``wo``; ``w1c``, ``w1s``, ``w0c``, ``w1t``: read, and a one (zero) written
#: clears, sets or toggles the bit; ``rc``, ``rs``: a read clears or sets it; ``w1``: written once after a reset, then
#: read-only; ``lock``: as ``w1s``, and while it is set the registers and fields that name it as their lock are read-only.
ACCESSES = ("rw", "ro", "wo", "w1c", "w1s", "w0c", "w1t", "rc", "rs", "w1", "lock")

#: What a device does with a field, where a generic one can know. ``reset``: a one written resets it; ``enable``: it works
#: while this is set; ``ready``, ``busy``: whether it takes work, has any; ``error``: the code of the last error; ``time``:
#: ticks since the reset; ``version_*``, ``spec_hash`` (an array of words, the first bytes first), ``instances``: what it is;
#: ``instance_*``: of each instance (an array) its state, the code of its fault, where its first processor is; ``trace_*``:
#: where records go, how many were written (``index``) and ``lost``; ``inject_*``: have the condition that is chosen happen
#: ``after`` as many chances, once ``now`` is written.
DOES = (
    *("reset", "enable", "ready", "busy", "error", "time"),
    *("version_major", "version_minor", "version_patch", "spec_hash", "instances"),
    *("instance_state", "instance_error", "instance_pc"),
    *("trace_base", "trace_size", "trace_index", "trace_lost", "trace_enable"),
    *("inject_condition", "inject_after", "inject_now"),
)
#: What the enum of ``instance_state`` names.
INSTANCE_STATES = ("idle", "running", "finished", "faulted")


@frozen(eq=False, kw_only=True, sealed=False)
class RegisterField(Item):
    """Bits ``high`` to ``low`` of a register.

    ``hardware``: how the device meets it: ``rw``, ``r``, ``w``, ``na``. ``pulse``: it reads as zero after a write of one
    was acted upon. ``locked_by``: the field (``block.register.field``) that makes it read-only. ``does`` is of DOES;
    ``when`` of `CONDITIONS`: each sets the field. ``reserved``: nothing reads or writes it (``zero``: software writes zero;
    ``ignored``: anything; ``preserve``: what it read). Bits that no field names are reserved, ``zero``.
    """

    high: int
    low: int
    access: str = "rw"
    reset: int | None = 0
    enum: Enum | None = None
    signed: bool = False
    pulse: bool = False
    hardware: str = "rw"
    locked_by: str | None = None
    reserved: str | None = None
    does: str | None = None
    when: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Number of bits."""
        return self.high - self.low + 1

    @property
    def mask(self) -> int:
        """The bits of the register that it takes."""
        return (2 << self.high) - (1 << self.low)


@frozen(eq=False, kw_only=True, sealed=False)
class HostRegister(Item):
    """A register at ``offset`` bytes in its block: ``count`` of them (None: one), ``stride`` bytes apart.

    A register without fields is one field of its own name.
    """

    offset: int
    width: int
    fields: tuple[RegisterField, ...]
    count: int | None = None
    stride: int = 0

    @property
    def plain(self) -> bool:
        """Whether it is one unsigned value of its own name."""
        one = self.fields[0]
        alike = (one.name, one.width, one.summary) == (self.name, self.width, self.summary)
        own = one.signed or one.reserved or one.description or one.since or one.retired or one.requirements
        return alike and one.status == "stable" and one.renamed_from is None and not own

    @property
    def reset(self) -> int:
        """The value after a reset, unknown bits as zero."""
        return sum((f.reset or 0) << f.low for f in self.fields)


@frozen(eq=False, kw_only=True, slots=False)
class RegisterBlock(Item):
    """A block of registers at ``base`` in the register space: ``count`` of them (None: one), ``stride`` bytes apart.

    ``width`` is the access width in bits, ``size`` the bytes of one block.
    """

    base: int
    size: int
    width: int
    endian: str
    registers: tuple[HostRegister, ...]
    count: int | None = None
    stride: int = 0

    @cached_property
    def by_name(self) -> dict[str, HostRegister]:
        """Registers by name."""
        return {r.name: r for r in self.registers}


@frozen(eq=False)
class FieldPlace:
    """A field that something else of the spec refers to as ``block.register.field``."""

    block: RegisterBlock
    register: HostRegister
    field: RegisterField


@frozen(eq=False, kw_only=True)
class Interrupt(Item):
    """A reason to interrupt the host: ``line`` its number, ``pending`` and ``enable`` the fields that show and mask it.

    A one written to ``force`` raises it, as if it had happened.

    ``trigger``: ``level`` (until what is pending is cleared), ``edge`` or ``message``. ``when`` tells which events of the device
    raise it (`specgen.model.interfaces.EVENTS`).
    """

    line: int
    trigger: str
    pending: FieldPlace | None
    enable: FieldPlace | None
    force: FieldPlace | None
    when: tuple[str, ...]


#: What happens in a device that may raise an interrupt.
EVENTS = ("completion", "error", "fault", "mailbox", "queue_empty", "trace_full", "reset_done", "watchdog")
