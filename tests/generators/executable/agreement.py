"""What Python and C say of the same files."""

from __future__ import annotations

from random import Random

from specgen.machine.executables import ExecutableError, Opened
from specgen.machine.executables.linking import block_bytes, code_entry, relocated
from specgen.machine.executables.reading import refusals
from specgen.model.interfaces.elements import element_bits
from tests.machine.executables.making import architecture, damaged, executable, form


def files(rng: Random, name: str, count: int, each: int = 6) -> list[bytes]:
    """Files that are right, each before so many that were made of it."""
    found = []
    for _ in range(count):
        data = executable(rng, name)
        found += [data, *(damaged(rng, name, data) for _ in range(each))]
    return found


def said(name: str, data: bytes) -> object:
    """What the program of `compiled` says of a file, from Python."""
    refusal = next(refusals(architecture(name), form(name), data), None)
    if refusal is not None:
        return [refusal.offset, refusal.path, refusal.rule]
    opened = Opened(architecture(name), form(name), data)
    return {
        "sections": [_section(opened, i) for i in range(len(opened.table))],
        "entries": [
            [r["section"], code_entry(opened, r), r["first_argument"], r["argument_count"]]
            for r in opened.rows("entries")
        ],
        "arguments": [
            [
                element_bits(architecture(name), opened.text(r, "element")),
                r["rank"],
                r.numbers("extents")[0],
                _sum(
                    block_bytes(opened, {opened.text(r, "name"): 0x0102030405060708}, [r]).ljust(1024, b"\0")
                ),
            ]
            for r in opened.rows("arguments")
        ],
        "buffers": len(opened.rows("buffers")),
    }


def _section(opened: Opened, index: int) -> list[object]:
    section = opened.section(index)
    stored = any(s.does == "strings" for s in opened.sections)
    name = (opened.named(section.entry, "name") or b"").hex() if stored else ""
    return [name, section.size, _linked(opened, index) if section.does in ("code", "data") else 0]


def _linked(opened: Opened, index: int) -> int:
    """A sum of the section with addresses filled in, or where that is refused."""
    where = {i: 256 * i for i in range(len(opened.table))}
    rows = [r for r in opened.rows("relocations") if r["section"] == index]
    try:
        return _sum(relocated(opened, where, index)[index])
    except ExecutableError as error:
        assert rows
        return 1000000 + error.refusal.offset


def _sum(data: bytes) -> int:
    found = 0
    for byte in data:
        found = (found * 31 + byte) % 1000003
    return found
