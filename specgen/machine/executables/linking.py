"""Executables to what lies in memories when they run: sections placed, addresses filled in, arguments in their block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from specgen.data import frozen
from specgen.machine.executables.reading import ExecutableError
from specgen.model.interfaces import MOST_ADDRESS
from specgen.model.interfaces.codec import Refusal
from specgen.model.types import IntegerType

if TYPE_CHECKING:
    from specgen.machine.executables.opened import Opened, Placed
    from specgen.machine.executables.rows import Row
    from specgen.model.interfaces import Relocation
    from specgen.model.interfaces.codec.places import Order


@frozen()
class Image:
    """Bytes that lie at ``address`` in ``memory``; code is of one ``processor``, data of none."""

    memory: str
    address: int
    data: bytes
    processor: str = ""


def images(opened: Opened, plans: Mapping[str, int]) -> list[Image]:
    """Return what is put into memories before a launch: placed sections, and the contents of buffers.

    ``plans`` is where the plan begins in each memory. Raises ExecutableError where a relocation does not fit.
    """
    found = []
    contents = relocated(opened, addresses(opened, plans))
    for section in opened.sections:
        memory = opened.text(section.entry, "memory") if section.kind is not None else ""
        if memory and section.does in ("code", "data"):
            processor = opened.text(section.entry, "processor") if section.does == "code" else ""
            found.append(Image(memory, section.entry["address"], contents[section.index], processor))
    for row in opened.rows("buffers"):
        if not row.none("section"):
            address = buffer_address(opened, row, plans)
            found.append(Image(opened.text(row, "memory"), address, contents[row["section"]]))
    return found


def buffer_address(opened: Opened, row: Row, plans: Mapping[str, int]) -> int:
    """Where a buffer lies."""
    memory = opened.text(row, "memory")
    base = plans.get(memory, opened.architecture.memories[memory].base)
    return base + row["offset"]


def addresses(opened: Opened, plans: Mapping[str, int]) -> dict[int, int]:
    """Return the addresses of sections by number: that of its memory, else that of the buffer it fills."""
    found = {s.index: s.entry["address"] for s in opened.sections if opened.text(s.entry, "memory")}
    for row in opened.rows("buffers"):
        if not row.none("section"):
            found.setdefault(row["section"], buffer_address(opened, row, plans))
    return found


def relocated(opened: Opened, where: Mapping[int, int], only: int | None = None) -> dict[int, bytes]:
    """Return the bytes of code and data by number, with addresses filled in; ``where`` are those of sections.

    With ``only``, addresses are filled into that section alone.

    Raises:
        ExecutableError: a value does not fit its place, or is the address of what has none.
    """
    found = {s.index: bytearray(opened.contents(s)) for s in opened.sections if s.does in ("code", "data")}
    section = opened.only("relocations")
    kinds = {k.code: k for k in opened.format.relocations.values()}
    for index, row in enumerate(opened.rows("relocations")):
        if only not in (None, row["section"]):
            continue
        name = section.kind.name if section is not None and section.kind is not None else ""
        target = opened.rows("symbols")[row["symbol"]]
        base = 0 if target.none("section") else where.get(target["section"])
        here = where.get(row["section"])
        if base is None or here is None:
            raise _refused(row, f"{name}[{index}]", "kind", "it has no address")
        value = base + target["value"] + row["addend"]
        order = _order(opened, opened.section(row["section"]))
        here += row["offset"]
        patched = max(base, base + target["value"], here, abs(row["addend"])) < MOST_ADDRESS and patch(
            kinds[row["kind"]], found[row["section"]], row["offset"], value, here, order
        )
        if not patched:
            raise _refused(row, f"{name}[{index}]", "kind", f"{value:#x} does not fit")
    return {index: bytes(data) for index, data in found.items()}


def _order(opened: Opened, section: Placed) -> Order:
    """The order of bytes in what is patched: of code that of its processor, of data that of the file."""
    processor = opened.architecture.processors.get(opened.text(section.entry, "processor"))
    endian = (
        processor.endianness if section.does == "code" and processor is not None else opened.format.endian
    )
    return "big" if endian == "big" else "little"


def patch(kind: Relocation, data: bytearray, at: int, value: int, here: int, order: Order) -> bool:
    """Fill in a value; False where it does not fit, and then nothing is changed."""
    if not 0 <= value < MOST_ADDRESS:
        return False
    held = kind.value.whole({"value": value, "here": here})
    if kind.field is None or kind.format is None:
        assert isinstance(kind.type, IntegerType)
        word = held if 0 <= held <= kind.type.high else None
    else:
        raw = kind.field.raw(held)
        before = int.from_bytes(data[at : at + kind.size], order)
        word = None if raw is None else (before & ~kind.field.mask) | kind.field.place(raw)
    if word is None:
        return False
    data[at : at + kind.size] = word.to_bytes(kind.size, order)
    return True


def _refused(row: Row, path: str, role: str, message: str) -> ExecutableError:
    return ExecutableError(Refusal(row.place(role), f"{path}.{row.roles[role]}", "relocation", message))


def entries(opened: Opened, name: str | None = None) -> list[Row]:
    """Return the entries of one name, one a processor; by default of the first. Raises ValueError where there is none."""
    rows = list(opened.rows("entries"))
    names = list(dict.fromkeys(opened.text(row, "name") for row in rows))
    wanted = name if name is not None else next(iter(names), "")
    found = [row for row in rows if opened.text(row, "name") == wanted]
    if not found:
        raise ValueError(f"there is no entry point {wanted!r}; there are {', '.join(names) or 'none'}")
    return found


def arguments(opened: Opened, row: Row) -> Iterator[tuple[int, Row]]:
    """The arguments of an entry, with their numbers."""
    first = row["first_argument"]
    yield from ((i, opened.rows("arguments")[i]) for i in range(first, first + row["argument_count"]))


def block_bytes(opened: Opened, values: Mapping[str, int], rows: list[Row]) -> bytes:
    """Return the argument block: ``values`` are addresses of arrays and bits of numbers, by name."""
    block = opened.format.block
    assert block is not None
    made = bytearray(max((row["offset"] + row["size"] for row in rows), default=0))
    order: Order = "big" if block.memory.endianness == "big" else "little"
    for row in rows:
        at, size = row["offset"], row["size"]
        value = values.get(opened.text(row, "name"), 0) & ((1 << (8 * size)) - 1)
        word = min(block.word, size)
        words = [(value >> (8 * i)) & ((1 << (8 * word)) - 1) for i in range(0, size, word)]
        for one in reversed(words) if block.high_first else words:
            made[at : at + word] = one.to_bytes(word, order)
            at += word
    return bytes(made)


def code_entry(opened: Opened, row: Row) -> int:
    """The byte address where an entry begins."""
    section: Placed = opened.section(row["section"])
    return section.entry["address"] + row["offset"]
