"""What a read or a write by software does to the value of a register: by field, and by masks for a whole register.

A device keeps one value for each register, its `HostRegister.reset` after a reset, and what it closed: the bits whose lock is
set, and those of the access ``w1`` that were written since the reset. An access of fewer bits than the register has leaves the
others as they are: they count as closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from specgen.model.interfaces.registers import HostRegister, RegisterField

#: The value of a field after a write of ``new`` to ``old``, all of ``ones`` long; what is not here stays as it is.
_WRITTEN: dict[str, Callable[[int, int, int], int]] = {
    "rw": lambda old, new, ones: new,
    "wo": lambda old, new, ones: new,
    "w1": lambda old, new, ones: new,
    "w1c": lambda old, new, ones: old & ~new,
    "w1s": lambda old, new, ones: old | new,
    "lock": lambda old, new, ones: old | new,
    "w0c": lambda old, new, ones: old & new,
    "w1t": lambda old, new, ones: old ^ new,
}


def kind(field: RegisterField) -> str:
    """The access kind that holds: what is reserved is read-only, or kept as it was written if it is to be preserved."""
    if field.reserved is None:
        return field.access
    return "rw" if field.reserved == "preserve" else "ro"


def written(field: RegisterField, old: int, new: int, *, closed: bool = False) -> int:
    """Return the value of a field, from bit 0 on, after software wrote ``new``; ``closed``: locked, or written once already.

    A pulse has the value that was written until the device acted upon it, and is zero then.
    """
    change = None if closed else _WRITTEN.get(kind(field))
    ones = (1 << field.width) - 1
    return old if change is None else change(old, new & ones, ones)


def seen(field: RegisterField, old: int) -> int:
    """Return what software reads of a field that holds ``old``: zero where it is write-only."""
    return 0 if kind(field) == "wo" else old


def after_read(field: RegisterField, old: int) -> int:
    """Return the value of a field after software read it: a read clears ``rc`` and sets ``rs``."""
    return {"rc": 0, "rs": (1 << field.width) - 1}.get(kind(field), old)


@frozen()
class AccessMasks:
    """The bits of a register that an access treats alike; each mask is over the whole register.

    ``plain``: take what is written. ``clear_ones``, ``set_ones``, ``toggle_ones``, ``clear_zeros``: change where a one (a
    zero) is written. ``once``: of ``plain``, those that close with the first write. ``clear_read``, ``set_read``: change
    where they are read. ``hidden``: read as zero. ``pulse``: become zero when the device acted.
    ``locks``: for each lock (``block.register.field``) the bits that it closes.
    """

    plain: int
    clear_ones: int
    set_ones: int
    toggle_ones: int
    clear_zeros: int
    once: int
    clear_read: int
    set_read: int
    hidden: int
    pulse: int
    locks: tuple[tuple[str, int], ...]

    @property
    def writable(self) -> int:
        """The bits that a write may change."""
        return self.plain | self.clear_ones | self.set_ones | self.toggle_ones | self.clear_zeros

    def written(self, old: int, new: int, closed: int = 0) -> int:
        """Return the value of the register after software wrote ``new``; the bits of ``closed`` stay."""
        value = (old & ~self.plain) | (new & self.plain) | (new & self.set_ones)
        value &= ~((new & self.clear_ones) | (~new & self.clear_zeros))
        value ^= new & self.toggle_ones
        return (old & closed) | (value & ~closed)

    def seen(self, old: int) -> int:
        """Return what software reads where the register holds ``old``."""
        return old & ~self.hidden

    def after_read(self, old: int) -> int:
        """Return the value of the register after software read it."""
        return (old & ~self.clear_read) | self.set_read


def access_masks(register: HostRegister) -> AccessMasks:
    """Return how each bit of a register is met."""
    found: dict[str, int] = {}
    locks: dict[str, int] = {}
    pulse = 0
    for field in register.fields:
        name = kind(field)
        found[name] = found.get(name, 0) | field.mask
        pulse |= field.mask if field.pulse else 0
        if field.locked_by is not None:
            locks[field.locked_by] = locks.get(field.locked_by, 0) | field.mask

    get = found.get
    return AccessMasks(
        plain=get("rw", 0) | get("wo", 0) | get("w1", 0),
        clear_ones=get("w1c", 0),
        set_ones=get("w1s", 0) | get("lock", 0),
        toggle_ones=get("w1t", 0),
        clear_zeros=get("w0c", 0),
        once=get("w1", 0),
        clear_read=get("rc", 0),
        set_read=get("rs", 0),
        hidden=get("wo", 0),
        pulse=pulse,
        locks=tuple(locks.items()),
    )
