"""Registers as tables: what accesses do to their bits, and what the device does with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from specgen.generators.device.text import array, literal, number
from specgen.model.interfaces import (
    CONDITIONS,
    DOES,
    EVENTS,
    MAILBOX_REGISTERS,
    QUEUE_REGISTERS,
    access_masks,
)

if TYPE_CHECKING:
    from specgen.model.architecture import Architecture
    from specgen.model.interfaces import FieldPlace, HostRegister, Mailbox, RegisterBlock, RegisterField

#: What the device does with bits of registers, in the order of the enum.
KINDS = (
    *(f"does_{verb}" for verb in DOES),
    *(f"queue_{role.strip('()')}" for role in QUEUE_REGISTERS),
    *(f"mailbox_{role.strip('()')}" for role in MAILBOX_REGISTERS if role != "data"),
    "force",
)


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One register: of a block of several, and of an array of them, its places."""

    address: int
    block: RegisterBlock
    register: HostRegister
    block_index: int
    index: int

    @property
    def element(self) -> int:
        """Which it is of all that stand at its name."""
        return self.block_index * (self.register.count or 1) + self.index


@dataclass(frozen=True, slots=True)
class Act:
    """Bits of a cell that mean something to the device."""

    kind: int
    element: int
    cell: int
    low: int
    bits: int


@dataclass(slots=True)
class Cells:
    """All registers of an architecture by address, and who stands where."""

    cells: list[Cell]
    numbers: dict[tuple[RegisterBlock, HostRegister, int, int], int] = field(default_factory=dict)

    def number(
        self, block: RegisterBlock, register: HostRegister, block_index: int = 0, index: int = 0
    ) -> int:
        """Return the number of a cell."""
        return self.numbers[block, register, block_index, index]

    def of(self, place: FieldPlace) -> int:
        """Return the number of the cell of a field that there is once."""
        return self.number(place.block, place.register)


def cells_of(architecture: Architecture) -> Cells:
    """Return all registers by address."""
    found = [
        Cell(block.base + b * block.stride + register.offset + i * register.stride, block, register, b, i)
        for block in architecture.registers.values()
        for b in range(block.count or 1)
        for register in block.registers
        for i in range(register.count or 1)
    ]
    found.sort(key=lambda c: c.address)
    made = Cells(found)
    for at, cell in enumerate(found):
        made.numbers[cell.block, cell.register, cell.block_index, cell.index] = at
    return made


# -- what the device does ----------------------------------------------------------------------------------------------


def acts_of(architecture: Architecture, cells: Cells) -> list[Act]:
    """Return what the device does with which bits, by kind and element."""
    found = [*_verbs(cells), *_queues(architecture, cells), *_mailboxes(architecture, cells)]
    for at, one in enumerate(architecture.interrupts.values()):
        if one.force is not None:
            field = one.force.field
            found.append(Act(KINDS.index("force"), at, cells.of(one.force), field.low, field.width))
    return sorted(found, key=lambda a: (a.kind, a.element))


def _verbs(cells: Cells) -> Iterator[Act]:
    for at, cell in enumerate(cells.cells):
        for one in cell.register.fields:
            if one.does is not None:
                yield Act(KINDS.index(f"does_{one.does}"), cell.element, at, one.low, one.width)


def _queues(architecture: Architecture, cells: Cells) -> Iterator[Act]:
    first = 0
    for queue in architecture.queues.values():
        for i in range(queue.count):
            for role, register in queue.registers.items():
                at = cells.number(queue.block, register, i if queue.block.count is not None else 0)
                yield Act(KINDS.index(f"queue_{role}"), first + i, at, 0, register.width)
        first += queue.count


def _mailboxes(architecture: Architecture, cells: Cells) -> Iterator[Act]:
    for number_, mailbox in enumerate(architecture.mailboxes.values()):
        for role, register in mailbox.registers.items():
            if role != "data":
                low, bits = _bits_of(register, role)
                yield Act(
                    KINDS.index(f"mailbox_{role}"), number_, cells.number(mailbox.block, register), low, bits
                )


def _bits_of(register: HostRegister, role: str) -> tuple[int, int]:
    """The status is the field that has an enum, all else the whole register."""
    told = next((f for f in register.fields if f.enum is not None), None) if role == "status" else None
    return (told.low, told.width) if told is not None else (0, register.width)


def data_cells(cells: Cells, mailbox: Mailbox) -> list[int]:
    """Return the numbers of the words of a mailbox."""
    data = mailbox.registers["data"]
    return [cells.number(mailbox.block, data, 0, i) for i in range(data.count or 1)]


# -- tables ------------------------------------------------------------------------------------------------------------


def register_tables(architecture: Architecture, cells: Cells, acts: list[Act]) -> list[str]:
    """Return rows, cells, locks, acts, flags and interrupts."""
    rows = list({(c.block, c.register): None for c in cells.cells})
    lines = [*array("N_dev_row N_dev_rows", (_row(*row) for row in rows))]
    by_cell: dict[int, list[int]] = {}
    for at, act in enumerate(acts):
        by_cell.setdefault(act.cell, []).append(at)
    locks: list[str] = []
    wired: list[int] = []
    made: list[str] = []
    numbers = {row: at for at, row in enumerate(rows)}
    for at, cell in enumerate(cells.cells):
        mine = list(_locks(architecture, cells, cell))
        acting = by_cell.get(at, [])
        row = numbers[cell.block, cell.register]
        made.append(
            f"{{{cell.address:#x}, {number(cell.register.reset)}, {row}, {len(wired)}, {len(locks)}, "
            f"{len(acting)}, {len(mine)}}}"
        )
        wired += acting
        locks += mine
    kinds = [sum(a.kind < kind for a in acts) for kind in range(len(KINDS) + 1)]
    return [
        *lines,
        *array("N_dev_cell N_dev_cells", made),
        *array("N_dev_lock N_dev_locks", locks),
        *array("N_dev_act N_dev_acts", (_act(a) for a in acts)),
        *array("uint32_t N_dev_firsts", map(str, kinds), str(len(acts))),
        *array("uint32_t N_dev_wired", map(str, wired), "0"),
        *_flags(cells),
        *array("N_dev_source N_dev_sources", _sources(architecture, cells)),
    ]


def _row(block: RegisterBlock, register: HostRegister) -> str:
    masks = access_masks(register)
    known = sum(f.mask for f in register.fields)
    parts = (
        *(register.reset, known & ~masks.hidden, masks.plain, masks.clear_ones, masks.set_ones),
        *(masks.clear_zeros, masks.toggle_ones, masks.clear_read, masks.set_read, masks.once, masks.pulse),
    )
    big = int(block.endian == "big")
    figures = ", ".join(number(part) for part in parts)
    return (
        f"{{{literal(f'{block.name}.{register.name}')}, {register.width}, {block.width}, {big}, {figures}}}"
    )


def _act(act: Act) -> str:
    return f"{{N_DEV_{KINDS[act.kind].upper()}, {act.cell}, {act.element}, {act.low}, {act.bits}}}"


def _locks(architecture: Architecture, cells: Cells, cell: Cell) -> Iterator[str]:
    for name, mask in access_masks(cell.register).locks:
        block_name, register_name, *rest = name.split(".")
        block = architecture.registers[block_name]
        register = block.by_name[register_name]
        lock = next(f for f in register.fields if not rest or f.name == rest[0])
        same = block is cell.block
        at = cells.number(
            block, register, cell.block_index if same else 0, cell.index if register is cell.register else 0
        )
        yield f"{{{number(mask)}, {number(lock.mask)}, {at}}}"


def _flags(cells: Cells) -> Iterator[str]:
    items = [
        f"{{N_DEV_{condition.upper()}, {at}, {number(one.mask)}}}"
        for at, cell in enumerate(cells.cells)
        for one in cell.register.fields
        for condition in one.when
        if condition in CONDITIONS
    ]
    yield from array("N_dev_flag N_dev_flags", items)
    yield f"const size_t N_dev_flag_count = {len(items)};"
    yield ""


def _sources(architecture: Architecture, cells: Cells) -> Iterator[str]:
    for one in architecture.interrupts.values():
        when = sum(1 << EVENTS.index(event) for event in one.when)
        pending, pending_mask = _shown(cells, one.pending)
        enable, enable_mask = _shown(cells, one.enable)
        yield (
            f"{{{literal(one.name)}, {one.line}, N_DEV_{one.trigger.upper()}, {when}, "
            f"{pending}, {enable}, {pending_mask}, {enable_mask}}}"
        )


def _shown(cells: Cells, place: FieldPlace | None) -> tuple[int, str]:
    return (-1, "0") if place is None else (cells.of(place), number(place.field.mask))


def field_that(architecture: Architecture, verb: str) -> RegisterField | None:
    """Return the first field with which the device does something."""
    fields = (f for b in architecture.registers.values() for r in b.registers for f in r.fields)
    return next((f for f in fields if f.does == verb), None)
