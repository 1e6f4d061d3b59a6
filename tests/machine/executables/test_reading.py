"""Files that were written are read back; what is wrong with others is told by offset, member and rule."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from specgen.machine.executables import (
    RULES,
    Bytes,
    Contents,
    ExecutableError,
    Opened,
    open_executable,
    verify_executable,
    write,
)
from specgen.machine.executables.describing import as_text
from specgen.machine.executables.signing import total
from specgen.machine.executables.spans import spans
from specgen.model.interfaces.codec import Refusal
from tests.machine.executables.making import architecture, contents, damaged, executable, form

NAMES = ("basalt", "petrel")


def checked(name: str, data: bytes) -> list[Refusal]:
    """All faults of a file."""
    return verify_executable(architecture(name), form(name), data)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_is_read_back(name: str) -> None:
    rng = Random(11)
    for _ in range(30):
        made = contents(rng, name)
        data = write(architecture(name), form(name), made)
        assert checked(name, data) == []
        opened = Opened(architecture(name), form(name), data)
        sections = {opened.text(s.entry, "name"): s for s in opened.sections}
        for section in made.sections:
            assert bytes(opened.contents(sections[section.name])) == section.data
        assert sorted(opened.text(r, "name") for r in opened.rows("symbols")) == sorted(
            v["name"] for v in made.symbols
        )
        assert len(opened.rows("relocations")) == len(made.relocations)
        wanted = {v["name"]: (v["size"], v["offset"], v["first_use"]) for v in made.buffers}
        found = {
            opened.text(r, "name"): (r["size"], r["offset"], r["first_use"]) for r in opened.rows("buffers")
        }
        assert found == wanted


@pytest.mark.parametrize("name", NAMES)
def test_order_of_what_is_told_makes_no_difference(name: str) -> None:
    made = contents(Random(5), name)
    first = write(architecture(name), form(name), made)
    for rows in (made.sections, made.symbols, made.relocations, made.buffers, made.features):
        rows.reverse()
    assert write(architecture(name), form(name), made) == first


@pytest.mark.parametrize("name", NAMES)
def test_damaged_files_are_refused_by_known_rules(name: str) -> None:
    rng = Random(2)
    for _ in range(60):
        data = executable(rng, name)
        for _ in range(5):
            hurt = damaged(rng, name, data)
            for one in checked(name, hurt):
                assert one.rule in RULES
                assert 0 <= one.offset <= len(hurt)
                assert one.path


def base(name: str = "basalt") -> bytearray:
    """A file with some of everything."""
    spec = architecture(name)
    processor = next(iter(spec.processors.values()))
    made = Contents(
        sections=[
            Bytes("kernel", "code", bytes(64), processor.memory.name, 0, 4, processor.name),
            Bytes("table", "data", bytes(32), "scratch", 16, 8),
        ],
        symbols=[{"name": "start", "section": "kernel", "value": 4}, {"name": "table", "section": "table", "value": 0}],
        relocations=[
            {"section": "kernel", "offset": 0, "symbol": "table", "kind": "upper20", "addend": 0},
            {"section": "kernel", "offset": 4, "symbol": "table", "kind": "lower12", "addend": 0},
        ],
        buffers=[
            {"name": "a", "memory": "hbm", "size": 64, "offset": 0, "alignment": 64, "first_use": 0, "last_use": 1},
            {"name": "b", "memory": "hbm", "size": 64, "offset": 64, "alignment": 64, "first_use": 1, "last_use": 2},
        ],
        entries=[{"name": "go", "section": "kernel", "offset": 0, "processor": processor.name, "arguments": [
            {"name": "x", "element": "f32", "rank": 1, "extents": [8], "layout": "", "buffer": "a", "alignment": 4,
             "offset": 0, "size": 8},
            {"name": "y", "element": "f32", "rank": 0, "extents": [], "layout": "", "alignment": 1, "offset": 8, "size": 4},
        ]}],
        quantisation=[{"argument": "go.x", "format": "mxfp4", "scale": 1.0}],
        hooks=[{"name": "tick", "section": "kernel", "offset": 8, "kind": "marker"}],
        features=[{"name": "profiling", "required": 1}],
        signatures=["sha256"],
    )  # fmt: skip
    return bytearray(write(spec, form(name), made))


def row(data: bytes, does: str, index: int, role: str) -> int:
    """Where a member of an entry is."""
    return Opened(architecture("basalt"), form("basalt"), data).rows(does)[index].place(role)


def section(data: bytes, index: int, role: str) -> int:
    """Where a member of the table is."""
    return Opened(architecture("basalt"), form("basalt"), data).table[index].place(role)


Edit = Callable[[bytearray], None]


def put(where: Callable[[bytes], int], value: int, size: int = 4) -> Edit:
    """Write a number."""

    def edit(data: bytearray) -> None:
        at = where(bytes(data))
        data[at : at + size] = value.to_bytes(size, "little")

    return edit


def entry(does: str, index: int, role: str, value: int, size: int = 4) -> Edit:
    """Write a number into an entry."""
    return put(lambda data: row(data, does, index, role), value, size)


def table(index: int, role: str, value: int, size: int = 4) -> Edit:
    """Write a number into the table of sections."""
    return put(lambda data: section(data, index, role), value, size)


def header(role: str, value: int, size: int = 4) -> Edit:
    """Write a number into the header."""
    return put(
        lambda data: Opened(architecture("basalt"), form("basalt"), data).header.place(role), value, size
    )


EDITS: list[tuple[Edit, str, str]] = [
    (header("magic", 0), "header.magic", "magic"),
    (header("version_major", 9, 2), "header.version_major", "version"),
    (header("version_minor", 9, 2), "header.version_minor", "version"),
    (header("flags", 1), "header.reserved_flags", "reserved"),
    (header("file_size", 1, 8), "header.file_size", "size"),
    (header("spec_hash", 0), "header.spec_hash", "spec"),
    (header("variant", 0x65676465), "header.variant", "variant"),
    (header("sections", 64, 8), "header.sections", "table"),
    (header("section_size", 49), "header.section_size", "table"),
    (header("section_count", 1 << 31), "header.section_count", "limit"),
    (header("section_count", 200), "header.section_count", "bounds"),
    (header("checksum", 0), "header.checksum", "checksum"),
    (table(0, "kind", 99), "sections[0].kind", "kind"),
    (table(0, "offset", 4, 8), "sections[0].offset", "alignment"),
    (table(1, "offset", 16, 8), "sections[1].offset", "overlap"),
    (table(1, "offset", 1 << 40, 8), "sections[1].offset", "padding"),
    (table(1, "size", (1 << 64) - 1, 8), "sections[1].size", "bounds"),
    (table(2, "size", 33, 8), "sections[2].size", "size"),
    (table(0, "address", 1 << 30, 8), "sections[0].address", "memory"),
    (table(1, "address", (1 << 64) - 8, 8), "sections[1].address", "memory"),
    (table(1, "alignment", 3), "sections[1].alignment", "alignment"),
    (table(1, "alignment", 32), "sections[1].address", "alignment"),
    (table(0, "processor", 0, 2), "sections[0].processor", "processor"),
    (table(2, "address", 8, 8), "sections[2].address", "memory"),
    (table(1, "memory", 77, 2), "sections[1].memory", "enum"),
    (table(3, "kind", 4), "sections[3].kind", "most"),
    (entry("symbols", 0, "name", 1 << 20), "symbols[0].name", "name"),
    (entry("symbols", 0, "name", 0), "symbols[0].name", "name"),
    (entry("symbols", 0, "section", 2), "symbols[0].section", "index"),
    (entry("symbols", 0, "value", 65, 8), "symbols[0].value", "bounds"),
    (entry("symbols", 1, "size", (1 << 64) - 1, 8), "symbols[1].value", "bounds"),
    (entry("relocations", 0, "symbol", 2), "relocations[0].symbol", "index"),
    (entry("relocations", 0, "offset", 61, 8), "relocations[0].offset", "bounds"),
    (entry("relocations", 0, "offset", (1 << 64) - 2, 8), "relocations[0].offset", "bounds"),
    (entry("relocations", 1, "offset", 2, 8), "relocations[1].offset", "overlap"),
    (entry("relocations", 0, "section", 1), "relocations[1].section", "order"),
    (entry("relocations", 0, "kind", 55), "relocations[0].kind", "enum"),
    (entry("buffers", 0, "memory", 0, 2), "buffers[0].memory", "memory"),
    (entry("buffers", 0, "size", 1 << 63, 8), "buffers[0].size", "memory"),
    (entry("buffers", 1, "offset", 32, 8), "buffers[1].alignment", "alignment"),
    (entry("buffers", 1, "offset", 0, 8), "buffers[1].offset", "overlap"),
    (entry("buffers", 0, "first_use", 7), "buffers[0].first_use", "constraint"),
    (entry("buffers", 0, "alias_of", 0), "buffers[0].alias_of", "index"),
    (entry("buffers", 0, "alias_of", 1), "buffers[0].alias_of", "alias"),
    (entry("buffers", 0, "section", 0), "buffers[0].section", "index"),
    (entry("entries", 0, "section", 1), "entries[0].section", "index"),
    (entry("entries", 0, "offset", 64, 8), "entries[0].offset", "bounds"),
    (entry("entries", 0, "processor", 0, 2), "entries[0].processor", "processor"),
    (entry("entries", 0, "first_argument", 1), "entries[0].first_argument", "order"),
    (entry("entries", 0, "argument_count", 3, 2), "entries[0].argument_count", "index"),
    (entry("entries", 0, "argument_count", 1, 2), "entries[0].argument_count", "index"),
    (entry("arguments", 0, "element", 0, 2), "arguments[0].element", "enum"),
    (entry("arguments", 0, "rank", 9, 1), "arguments[0].rank", "limit"),
    (entry("arguments", 0, "rank", 2, 1), "arguments[0].extents", "extent"),
    (entry("arguments", 0, "layout", 1 << 30), "arguments[0].layout", "name"),
    (entry("arguments", 0, "buffer", 2), "arguments[0].buffer", "index"),
    (entry("arguments", 0, "extents", 17), "arguments[0].buffer", "bounds"),
    (entry("arguments", 0, "extents", (1 << 32) - 1), "arguments[0].buffer", "bounds"),
    (entry("arguments", 1, "offset", 256), "arguments[1].offset", "bounds"),
    (entry("arguments", 1, "offset", 4), "arguments[1].offset", "overlap"),
    (entry("arguments", 1, "size", 0), "arguments[1].size", "alignment"),
    (entry("quantisation", 0, "argument", 9), "quantisation[0].argument", "index"),
    (entry("quantisation", 0, "axis", 1, 2), "quantisation[0].axis", "axis"),
    (entry("hooks", 0, "offset", 64, 8), "hooks[0].offset", "bounds"),
    (entry("signature", 0, "bytes", 0), "signature[0].bytes", "signature"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "path", "rule"), EDITS, ids=[f"{path}-{rule}" for _, path, rule in EDITS])
def test_each_fault_is_told(edit: Edit, path: str, rule: str) -> None:
    data = base()
    edit(data)
    first = checked("basalt", bytes(data))[0]
    assert (first.path, first.rule) == (path, rule)


def test_all_faults_are_told_at_once() -> None:
    data = base()
    entry("buffers", 0, "memory", 0, 2)(data)
    entry("hooks", 0, "offset", 64, 8)(data)
    found = [one.path for one in checked("basalt", bytes(data))]
    assert found == ["buffers[0].memory", "hooks[0].offset", "signature[0].bytes", "header.checksum"]
    with pytest.raises(ExecutableError, match=r"buffers\[0\].memory"):
        open_executable(architecture("basalt"), form("basalt"), bytes(data))


def test_a_turned_bit_of_the_table_is_told_with_the_checksum() -> None:
    data = base()
    data[Opened(architecture("basalt"), form("basalt"), bytes(data)).table[0].place("size") + 3] ^= 0x40
    found = [(one.path, one.rule) for one in checked("basalt", bytes(data))]
    assert found[0] == ("sections[0].size", "bounds")
    assert found[-1] == ("header.checksum", "checksum")


def test_unknown_features_are_refused_where_they_are_needed() -> None:
    made = contents(Random(1), "basalt")
    made.features = [{"name": "teleport", "required": 0}]
    assert checked("basalt", write(architecture("basalt"), form("basalt"), made)) == []
    made.features = [{"name": "teleport", "required": 1}]
    assert [one.rule for one in checked("basalt", write(architecture("basalt"), form("basalt"), made))] == [
        "feature"
    ]


def test_sections_of_unknown_kinds_are_skipped_unless_needed() -> None:
    made = contents(Random(4), "basalt")
    made.sections = [*made.sections, Bytes("notes", "notes", b"later")]
    data = bytearray(write(architecture("basalt"), form("basalt"), made))
    opened = Opened(architecture("basalt"), form("basalt"), bytes(data))
    index = next(s.index for s in opened.sections if s.does == "notes")
    table(index, "kind", 0x1234)(data)
    found = [one.rule for one in checked("basalt", bytes(data)) if one.rule != "signature"]
    assert found == ["checksum"]
    table(index, "required", 1)(data)
    assert checked("basalt", bytes(data))[0].rule == "kind"


def test_earlier_minor_versions_are_read() -> None:
    data = bytearray(executable(Random(9), "petrel"))
    opened = Opened(architecture("petrel"), form("petrel"), bytes(data))
    data[opened.header.place("version_minor")] = 0
    at = opened.header.place("checksum")
    data[at : at + 4] = total(Opened(architecture("petrel"), form("petrel"), bytes(data)))
    assert [one.rule for one in checked("petrel", bytes(data)) if one.rule != "signature"] == []


def test_every_cut_is_refused() -> None:
    data = bytes(base())
    for size in range(0, len(data), 7):
        assert checked("basalt", data[:size])


def test_a_hostile_count_costs_nothing() -> None:
    data = base() + bytes(1 << 20)
    header("section_count", (1 << 32) - 1)(data)
    header("file_size", len(data), 8)(data)
    checked("basalt", bytes(data))
    held = bytes(data)
    tracemalloc.start()
    assert checked("basalt", held)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2 * len(held)


@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_wrong_a_file_can_be_shown(name: str) -> None:
    rng = Random(8)
    for _ in range(12):
        data = executable(rng, name)
        opened = Opened(architecture(name), form(name), data)
        assert list(as_text(opened))
        assert sum(span.end - span.start for span in spans(opened)) == len(data)
        for _ in range(3):
            hurt = damaged(rng, name, data)
            found = list(spans(Opened(architecture(name), form(name), hurt)))
            assert [span.start for span in found[1:]] == [span.end for span in found[:-1]]
            assert sum(span.end - span.start for span in found) == len(hurt)


def test_every_rule_is_on_the_page(root: Path) -> None:
    page = (root / "site" / "pages" / "packing.md").read_text(encoding="utf-8")
    assert [
        line
        for name, (why, remedy) in RULES.items()
        if (line := f"| `{name}` | {why} | {remedy} |") not in page
    ] == []
