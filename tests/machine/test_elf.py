"""ELF files: what is loaded, where it starts, what their symbols name, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.machine import ImageError, Simulator, SimulatorError, Tracer
from specgen.machine.elf import read_elf
from specgen.machine.places import PlaceError, dump, put
from tests.machine.elves import Named, Segment, elf
from tests.machine.simulated import spec

SET, END = 1, 2
BASE = 0x8000


def words(*values: int) -> bytes:
    return b"".join(value.to_bytes(4, "little") for value in values)


def put_in(register: int, value: int) -> int:
    return SET | register << 8 | value << 16


CODE = words(put_in(1, 7), put_in(2, 9), END | 1 << 8, END | 2 << 8)
NAMES = (
    Named("start", BASE, 8),
    Named("other", BASE + 4, 4),
    Named("table", BASE + 0x100, 8, kind=1),
    Named("label", BASE + 8, 0, kind=0),
    Named("$x", BASE, 0, kind=0),
    Named(".Llocal", BASE, 0, kind=0),
)
GOOD = elf([Segment(BASE, CODE), Segment(BASE + 0x100, words(3, 4), 64)], NAMES)


def machine() -> Simulator:
    return Simulator(*spec("elf"))


def loaded(data: bytes = GOOD, entry: int | str | None = None) -> Simulator:
    made = machine()
    made.load(data, entry=entry)
    return made


def test_segments_lie_where_they_belong_and_the_rest_is_zero() -> None:
    made = machine()
    made.memory["ram"].write(BASE, bytes([0xFF]) * 0x1000)
    made.load(GOOD)
    assert bytes(made.memory["ram"].read(BASE, shape=16)) == CODE
    assert bytes(made.memory["ram"].read(BASE + 0x100, shape=65)) == words(3, 4) + bytes(56) + b"\xff"
    assert made.memory["ram"].read(BASE + 16) == 0xFF


@pytest.mark.parametrize(
    ("entry", "code"), [(None, 7), ("start", 7), (BASE + 4, 0), ("other", 0), ("label", 0), (BASE + 12, 0)]
)
def test_it_starts_where_it_says_or_is_told(entry: int | str | None, code: int) -> None:
    assert loaded(entry=entry).run().exit_code == code


def test_the_file_says_where_it_starts() -> None:
    data = elf([Segment(BASE, CODE)], entry=BASE + 4)
    made = loaded(data)
    made.run()
    assert (made.state["x1"], made.state["x2"]) == (0, 9)


def test_a_file_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    made = machine()
    (tmp_path / "program").write_bytes(GOOD)
    made.load(tmp_path / "program")
    assert made.run().exit_code == 7


def test_another_byte_order_class_and_unit() -> None:
    made = machine()
    stop = (1 | 5 << 16).to_bytes(4, "big")
    made.load(elf([Segment(0x2000, stop)], bits=64, order="big", machine=21), processor="far")
    assert made.run().exit_code == 5


def test_symbols_name_places() -> None:
    made = loaded()
    assert list(dump(made, "table")) == ["0x00008100  03 00 00 00 04 00 00 00"]
    assert list(dump(made, "table:u32[2]"))[1:] == ["  0x3 0x4"]
    assert list(dump(made, "0/table:u32")) == ["0/table:u32 = 0x3"]
    put(made, "table:u32=77")
    assert made.memory["ram"].read(BASE + 0x100, "u32") == 77
    with pytest.raises(PlaceError, match="did you mean 'table'"):
        list(dump(made, "tabel"))
    with pytest.raises(PlaceError, match=r"say what it holds, as in label:u32\[4\]"):
        list(dump(made, "label"))


def test_faults_and_traces_say_where() -> None:
    lines: list[str] = []
    made = loaded(elf([Segment(BASE, words(put_in(1, 7), 0))], [Named("start", BASE, 8)]))
    result = made.run(tracer=Tracer(lines.append, place=made.place))
    assert "at pc 0x8004 in <start+0x4>" in str(result)
    assert "0x00008000 <start>" in lines[0]
    beyond = loaded(elf([Segment(BASE, words(put_in(1, 7), 0))], [Named("start", BASE, 4)]))
    assert "in <" not in str(beyond.run())


def test_symbols_without_the_local_ones() -> None:
    symbols = read_elf(GOOD).symbols
    assert symbols.names == ["start", "other", "table", "label"]
    assert symbols.place(BASE + 4) == "other"
    assert symbols.place(BASE + 0x100) is None
    assert symbols.code() == {"start": BASE, "other": BASE + 4, "label": BASE + 8}


def test_a_second_program_replaces_the_names_of_the_first() -> None:
    made = loaded()
    made.load(CODE)
    assert made.place(0, "near", BASE) is None
    assert made.run().exit_code == 7


HUGE = 1 << 40


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x7fELF", "no ELF file that can be loaded"),
        (GOOD[:40], "no ELF file that can be loaded"),
        (GOOD[:60], "lies beyond its end"),
        (GOOD[:-1], "lies beyond its end"),
        (elf([]), "it loads nothing"),
        (elf([Segment(BASE, CODE)], kind=1), "is not linked"),
        (elf([Segment(BASE, CODE)], kind=3), "position-independent"),
        (elf([Segment(BASE, CODE)], kind=4), "memory dump"),
        (elf([Segment(BASE, CODE)], kind=77), "is no program"),
        (elf([Segment(BASE, CODE, 4)]), "larger in the file than in memory"),
        (elf([Segment(BASE, CODE), Segment(BASE + 15, CODE)]), "0x8000 and 0x800f overlap"),
        (elf([Segment(BASE, CODE, 1 << 31)]), "larger than 1073741824 bytes"),
        (elf([Segment(BASE, CODE)], machine=62), "is for machine 62 of 32 bits; programs of near are for machine 243"),
        (elf([Segment(BASE, CODE)], bits=64), "is for machine 243 of 64 bits"),
        (elf([Segment(BASE, CODE)], order="big"), "is big-endian, and ram is little-endian"),
    ],
)  # fmt: skip
def test_what_cannot_be_loaded_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ImageError, match=message):
        machine().load(data)


def test_what_does_not_fit_leaves_the_memory_alone() -> None:
    made = machine()
    for size in (0x10001, 1 << 29):
        data = elf([Segment(BASE, CODE, 16), Segment(BASE + 16, b"", size)])
        with pytest.raises(SimulatorError, match="do not lie inside ram"):
            made.load(data)
    assert not made.memory["ram"].read(BASE, shape=16).any()
    with pytest.raises(SimulatorError, match="do not lie inside ram"):
        made.load(elf([Segment(0, CODE)]))


def test_many_zeros_cost_nothing() -> None:
    """They are neither kept nor written where there are zeros already."""
    data = elf([Segment(0x2000, b"\0\x05\0\x01", 1 << 28)], bits=64, order="big")
    made = machine()
    made.load(data, processor="far")
    assert made.run().exit_code == 5


def test_figures_that_cost_much_are_refused_at_once() -> None:
    """Headers that name the same bytes again and again, or tables without an end."""
    code = bytes(1 << 16)
    many = elf([Segment(BASE + (n << 16), code) for n in range(40)])
    shared = bytearray(many)
    for at in range(52 + 4, 52 + 32 * 40, 32):
        shared[at : at + 4] = many[56:60]
    assert len(read_elf(bytes(shared)).pieces) == 40
    named = elf([Segment(BASE, code)], [Named("x" * 5000, BASE), Named("y" * 4000, BASE)])
    assert read_elf(named).symbols.names == ["y" * 4000]
    symbols = bytearray(GOOD)
    table = GOOD.index((2).to_bytes(4, "little"), int.from_bytes(GOOD[32:36], "little") + 80) + 16
    symbols[table : table + 4] = (1 << 25).to_bytes(4, "little")
    with pytest.raises(ImageError, match="has more than 1048576 symbols"):
        read_elf(bytes(symbols) + bytes(1 << 25))
    executed = bytearray(GOOD)
    at = int.from_bytes(GOOD[32:36], "little") + 80 + 8
    executed[at : at + 4] = (4).to_bytes(4, "little")  # the table of symbols is executable as well
    executed[at + 12 : at + 16] = len(GOOD).to_bytes(4, "little")
    with pytest.raises(ImageError, match="executable sections are larger"):
        read_elf(bytes(executed))


def test_an_elf_file_is_not_moved() -> None:
    with pytest.raises(ImageError, match="says where it lies"):
        machine().load(GOOD, 0x9000)


def test_an_unknown_entry_is_told_the_nearest() -> None:
    with pytest.raises(ImageError, match=r"has no symbol 'stat'.*start"):
        machine().load(GOOD, entry="stat")
    with pytest.raises(ImageError, match="has no symbol 'start'"):
        machine().load(CODE, entry="start")
