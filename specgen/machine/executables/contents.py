"""Checks of what sections hold: names, numbers that refer to other entries, places, the plan of the memories."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.machine.executables.framing import refuse, structure
from specgen.machine.executables.opened import Opened, Placed
from specgen.machine.executables.plans import conflict
from specgen.machine.executables.rows import Row, Rows
from specgen.model.interfaces.codec import Refusal
from specgen.model.interfaces.elements import element_bits

LONGEST_NAME = 255
MOST_ARGUMENTS = 256
_MOST_BYTES = 1 << 62


def strings(opened: Opened) -> Iterator[Refusal]:
    """The strings begin and end with zero, and are UTF-8; so are names of sections."""
    section = opened.only("strings")
    if section is not None and section.kind is not None:
        data, name = opened.strings, section.kind.name
        if not data or data[0] or data[-1]:
            at = section.offset + (len(data) - 1 if data and not data[0] else 0)
            yield Refusal(at, name, "strings", "no zero byte at the beginning and the end")
            return
        try:
            data.decode()
        except UnicodeDecodeError as error:
            yield Refusal(section.offset + error.start, name, "text", "not UTF-8")
            return
    for one in opened.sections:
        yield from named(opened, one.entry, f"sections[{one.index}]", "name", empty=True)


def named(opened: Opened, row: Row, path: str, role: str, *, empty: bool = False) -> Iterator[Refusal]:
    """What is wrong with a name."""
    if role not in row:
        return
    name = opened.named(row, role)
    if name is None:
        yield refuse(row, path, role, "name", "no name is there")
    elif len(name) > LONGEST_NAME:
        yield refuse(row, path, role, "name", f"{len(name)} bytes, of at most {LONGEST_NAME}")
    elif not name and not empty:
        yield refuse(row, path, role, "name", "it is empty")


def entries(opened: Opened, section: Placed) -> Iterator[Refusal]:
    """What is wrong with the entries of a section, each by itself and in their order."""
    kind = section.kind
    if kind is None or kind.entry is None:
        return
    rows = opened.entries(section)
    check = _CHECKS.get(kind.does)
    for index, row in enumerate(rows):
        path = f"{kind.name}[{index}]"
        found = list(structure(row, path))
        yield from found
        if not found and check is not None:
            yield from check(opened, rows, index, path)
    if kind.does == "buffers":
        yield from _conflicts(opened, rows, kind.name)
    if kind.does == "entries":
        yield from _left_over(opened, rows, kind.name)


# -- what refers to something ------------------------------------------------------------------------------------------


def _section(
    opened: Opened, row: Row, path: str, does: tuple[str, ...], role: str = "section"
) -> Refusal | None:
    """Why a member refers to no section that holds such things."""
    index = row[role]
    if index < len(opened.table) and opened.section(index).does in does:
        return None
    return refuse(row, path, role, "index", f"{index} is no section of {' or '.join(does)}")


def _within(
    opened: Opened, row: Row, path: str, role: str, size: int, does: tuple[str, ...]
) -> Iterator[Refusal]:
    """Whether ``size`` bytes from an offset lie in a section."""
    wrong = _section(opened, row, path, does)
    if wrong is not None:
        yield wrong
        return
    have = opened.section(row["section"]).size
    if row[role] > have or size > have - row[role]:
        yield refuse(row, path, role, "bounds", f"{size} bytes at {row[role]}, of {have}")


def _symbol(opened: Opened, rows: Rows, index: int, path: str) -> Iterator[Refusal]:
    row = rows[index]
    yield from named(opened, row, path, "name")
    if index and (opened.named(row, "name") or b"") <= (opened.named(rows[index - 1], "name") or b""):
        yield refuse(row, path, "name", "order", "not after the one before")
    if not row.none("section"):
        yield from _within(opened, row, path, "value", row["size"], ("code", "data"))


def _relocation(opened: Opened, rows: Rows, index: int, path: str) -> Iterator[Refusal]:
    row = rows[index]
    kind = next((k for k in opened.format.relocations.values() if k.code == row["kind"]), None)
    if kind is None:
        yield refuse(row, path, "kind", "kind", f"kind {row['kind']}")
        return
    if row["symbol"] >= len(opened.rows("symbols")):
        yield refuse(row, path, "symbol", "index", f"there is no symbol {row['symbol']}")
    yield from _within(opened, row, path, "offset", kind.size, ("code", "data"))
    if index:
        last = rows[index - 1]
        sizes = {k.code: k.size for k in opened.format.relocations.values()}
        if row["section"] < last["section"]:
            yield refuse(row, path, "section", "order", "not after the one before")
        elif row["section"] == last["section"]:
            end = last["offset"] + sizes.get(last["kind"], 0)
            if row["offset"] < end:
                yield refuse(
                    row, path, "offset", "overlap", f"{row['offset']}, and the one before ends at {end}"
                )


def _buffer(opened: Opened, rows: Rows, index: int, path: str) -> Iterator[Refusal]:
    row = rows[index]
    yield from named(opened, row, path, "name")
    if index and (opened.named(row, "name") or b"") <= (opened.named(rows[index - 1], "name") or b""):
        yield refuse(row, path, "name", "order", "not after the one before")
    alignment, size = row["alignment"], opened.memory(row)[1]
    if size == 0:
        yield refuse(row, path, "memory", "memory", "in no memory")
    elif row["offset"] > size or row["size"] > size - row["offset"]:
        message = f"{row['size']} bytes at {row['offset']}, of {size} in {opened.text(row, 'memory')}"
        yield refuse(row, path, "size", "memory", message)
    elif alignment < 1 or alignment & (alignment - 1) or row["offset"] % alignment:
        yield refuse(row, path, "alignment", "alignment", f"{row['offset']} is no multiple of {alignment}")
    if row["last_use"] < row["first_use"]:
        yield refuse(row, path, "last_use", "lifetime", f"{row['last_use']} before {row['first_use']}")
    yield from _alias(rows, row, index, path)
    if not row.none("section"):
        wrong = _section(opened, row, path, ("data",))
        if wrong is not None:
            yield wrong
        elif opened.section(row["section"]).size > row["size"]:
            yield refuse(row, path, "section", "bounds", "its contents are longer than the buffer")


def _alias(rows: Rows, row: Row, index: int, path: str) -> Iterator[Refusal]:
    if row.none("alias_of"):
        return
    other = row["alias_of"]
    if other >= len(rows) or other == index:
        yield refuse(row, path, "alias_of", "index", f"there is no other buffer {other}")
        return
    root = rows[other]
    inside = (
        root.none("alias_of")
        and root["memory"] == row["memory"]
        and root["offset"] <= row["offset"]
        and row["offset"] + row["size"] <= root["offset"] + root["size"]
    )
    if not inside:
        yield refuse(row, path, "alias_of", "alias", f"not inside of buffer {other}")


def _conflicts(opened: Opened, rows: Rows, name: str) -> Iterator[Refusal]:
    found = conflict(rows)
    if found is not None:
        first, second = found
        names = opened.text(rows[first], "name"), opened.text(rows[second], "name")
        message = f"{names[1]} lies over {names[0]} while both are needed"
        role = "offset" if "offset" in rows[second] else "memory"
        yield refuse(rows[second], f"{name}[{second}]", role, "overlap", message)


# -- what is launched --------------------------------------------------------------------------------------------------


def _entry(opened: Opened, rows: Rows, index: int, path: str) -> Iterator[Refusal]:
    row = rows[index]
    yield from named(opened, row, path, "name")
    if index:
        last = rows[index - 1]
        key = opened.named(row, "name") or b"", row["processor"]
        if key <= (opened.named(last, "name") or b"", last["processor"]):
            yield refuse(row, path, "name", "order", "not after the one before")
    wrong = list(_within(opened, row, path, "offset", 1, ("code",)))
    yield from wrong
    if not wrong and "processor" in row:
        section = opened.section(row["section"]).entry
        if "processor" in section and row["processor"] != section["processor"]:
            yield refuse(row, path, "processor", "processor", "not that of its code")
    yield from _own_arguments(opened, rows, index, path)


def _own_arguments(opened: Opened, rows: Rows, index: int, path: str) -> Iterator[Refusal]:
    """Whether its arguments follow those of the entry before, and are called differently."""
    row = rows[index]
    if "first_argument" not in row:
        return
    before = rows[index - 1]["first_argument"] + rows[index - 1]["argument_count"] if index else 0
    first, count, there = row["first_argument"], row["argument_count"], len(opened.rows("arguments"))
    if first != before:
        yield refuse(row, path, "first_argument", "order", f"{first}, not {before}")
    elif count > there - first:
        yield refuse(row, path, "argument_count", "index", f"{count} arguments from {first} on, of {there}")
    elif count > MOST_ARGUMENTS:
        yield refuse(row, path, "argument_count", "limit", f"{count} arguments, of at most {MOST_ARGUMENTS}")
    else:
        yield from _apart(opened, opened.rows("arguments"), range(first, first + count))


def _apart(opened: Opened, arguments: Rows, which: range) -> Iterator[Refusal]:
    section = opened.only("arguments")
    assert section is not None or not which
    for i in which:
        row, path = arguments[i], f"{section.kind.name if section and section.kind else ''}[{i}]"
        for j in range(which.start, i):
            other = arguments[j]
            if opened.named(row, "name") == opened.named(other, "name"):
                yield refuse(row, path, "name", "name", f"argument {j} is called so, too")
                break
            if "offset" in row and (
                row["offset"] < other["offset"] + other["size"]
                and other["offset"] < row["offset"] + row["size"]
            ):
                yield refuse(row, path, "offset", "overlap", f"argument {j} is there, too")
                break


def _left_over(opened: Opened, rows: Rows, name: str) -> Iterator[Refusal]:
    there = len(opened.rows("arguments"))
    if not rows:
        if there:
            yield Refusal(0, name, "index", f"{there} arguments of no entry point")
        return
    last = rows[len(rows) - 1]
    if "first_argument" in last and last["first_argument"] + last["argument_count"] < there:
        path = f"{name}[{len(rows) - 1}]"
        yield refuse(last, path, "argument_count", "index", f"{there} arguments, and those after are of none")


def _argument(opened: Opened, rows: Rows, index: int, path: str) -> Iterator[Refusal]:
    row = rows[index]
    yield from named(opened, row, path, "name")
    if not opened.named(row, "element"):
        yield refuse(row, path, "element", "element", "it is no number format")
    rank, extents = row["rank"], row.numbers("extents")
    if rank > len(extents):
        yield refuse(row, path, "rank", "extent", f"rank {rank}, and there are {len(extents)} extents")
    elif not all(extents[:rank]):
        yield refuse(row, path, "extents", "extent", f"extents {list(extents[:rank])}")
    yield from named(opened, row, path, "layout", empty=True)
    layout = (opened.named(row, "layout") or b"").decode(errors="replace")
    if layout and layout not in opened.architecture.layouts:
        yield refuse(row, path, "layout", "layout", f"there is no layout {layout!r}")
    yield from _whereabouts(opened, row, path)
    block = opened.format.block
    if block is not None and "offset" in row:
        offset, size = row["offset"], row["size"]
        if offset > block.size or size > block.size - offset:
            yield refuse(row, path, "offset", "bounds", f"{size} bytes at {offset}, of {block.size}")
        elif (
            not size
            or size > 8
            or offset % min(size, block.word)
            or (size > block.word and size % block.word)
        ):
            yield refuse(row, path, "size", "alignment", f"{size} bytes at {offset} are no words")


def _whereabouts(opened: Opened, row: Row, path: str) -> Iterator[Refusal]:
    """Whether an argument's buffer is there, and large enough for a dense array."""
    alignment = row.get("alignment", 1)
    if alignment < 1 or alignment & (alignment - 1):
        yield refuse(row, path, "alignment", "alignment", f"{alignment} is no power of two")
    if row.none("buffer"):
        return
    buffers = opened.rows("buffers")
    if row["buffer"] >= len(buffers):
        yield refuse(row, path, "buffer", "index", f"there is no buffer {row['buffer']}")
    elif not opened.named(row, "layout") and dense_bytes(opened, row) > buffers[row["buffer"]]["size"]:
        yield refuse(row, path, "buffer", "bounds", f"{dense_bytes(opened, row)} bytes do not fit into it")


def dense_bytes(opened: Opened, row: Row) -> int:
    """Bytes of a dense array, elements of fewer than 8 bits packed; no more than 2^62."""
    count = 1
    for extent in row.numbers("extents")[: row["rank"]]:
        count = min(count * extent, _MOST_BYTES // 256)
    return (count * element_bits(opened.architecture, opened.text(row, "element")) + 7) // 8


def _quantisation(opened: Opened, rows: Rows, index: int, path: str) -> Iterator[Refusal]:
    row, arguments = rows[index], opened.rows("arguments")
    if row["argument"] >= len(arguments):
        yield refuse(row, path, "argument", "index", f"there is no argument {row['argument']}")
    elif "axis" in row and row["axis"] >= max(1, arguments[row["argument"]]["rank"]):
        yield refuse(row, path, "axis", "axis", f"axis {row['axis']}")
    if not opened.named(row, "format"):
        yield refuse(row, path, "format", "element", "it is no number format")


def _hook(opened: Opened, rows: Rows, index: int, path: str) -> Iterator[Refusal]:
    row = rows[index]
    yield from _within(opened, row, path, "offset", 1, ("code",))
    yield from named(opened, row, path, "name")


def _feature(opened: Opened, rows: Rows, index: int, path: str) -> Iterator[Refusal]:
    row = rows[index]
    wrong = list(named(opened, row, path, "name"))
    yield from wrong
    if not wrong and row["required"] and opened.text(row, "name") not in opened.features:
        yield refuse(row, path, "name", "feature", f"{opened.text(row, 'name')!r} is not there")


_CHECKS = {
    "symbols": _symbol,
    "relocations": _relocation,
    "buffers": _buffer,
    "entries": _entry,
    "arguments": _argument,
    "quantisation": _quantisation,
    "hooks": _hook,
    "features": _feature,
}
