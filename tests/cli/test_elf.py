"""ELF files and raw images on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import specgen
from tests.machine.simulated import SPECS
from tests.machine.test_elf import BASE, CODE, GOOD

SPEC = ("--spec", SPECS / "elf")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "program").write_bytes(GOOD)
    return tmp_path / "program"


def test_the_code_is_the_program_s(program: Path) -> None:
    result = specgen("run", program, *SPEC)
    assert (result.exit_code, result.stdout) == (7, "")
    assert result.stderr == "exited with 7 after 3 instructions\n"


def test_it_starts_at_a_symbol_or_address_and_dumps_a_symbol(program: Path) -> None:
    for entry in ("other", hex(BASE + 4), str(BASE + 4)):
        result = specgen("run", program, "--entry", entry, "--dump", "table:u32[2]", "--dump", "x2", *SPEC)
        assert (result.exit_code, result.stdout) == (0, "table:u32[2] [2] uint32\n  0x3 0x4\nx2 = 0x9\n")


def test_a_trace_names_functions(program: Path) -> None:
    lines = specgen("run", program, "--trace", *SPEC).stdout.splitlines()
    assert ["<start>" in lines[0], "<other>" in lines[1], "<label>" in lines[2]] == [True] * 3


def test_a_raw_image_lies_at_its_base(tmp_path: Path) -> None:
    (tmp_path / "raw").write_bytes(CODE)
    result = specgen("run", tmp_path / "raw", "--base", "0x9000", "--entry", "0x9004", "--dump", "pc", *SPEC)
    assert (result.exit_code, result.stdout) == (0, "pc = 0x900c\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "--base", "0x9000"), "says where it lies"),
        (("run", "--entry", "stat"), "has no symbol 'stat'"),
        (("run", "--entry", "0x"), "0x"),
        (("run", "--processor", "far"), "is little-endian, and rom is big-endian"),
        (("disasm", "--base", "0"), "says where it lies"),
        (("disasm", "--processor", "far"), "is little-endian, and rom is big-endian"),
    ],
)
def test_what_does_not_fit_is_wrong_use(program: Path, words: tuple[str, ...], message: str) -> None:
    result = specgen(*words, program, *SPEC)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


def test_sections_are_disassembled_with_their_symbols(program: Path) -> None:
    lines = specgen("disasm", program, *SPEC).stdout.splitlines()
    assert lines[:5] == [
        "section .text:",
        "start:",
        f"    8000:  {CODE[:4].hex():<32}  set x1, 7",
        "other:",
        f"    8004:  {CODE[4:8].hex():<32}  set x2, 9",
    ]


def test_a_file_without_sections_shows_its_executable_segment(tmp_path: Path) -> None:
    data = bytearray(GOOD)
    data[32:36] = bytes(4)  # the offset of the sections' headers
    (tmp_path / "program").write_bytes(data)
    lines = specgen("disasm", tmp_path / "program", *SPEC).stdout.splitlines()
    assert lines[0] == f"    8000:  {CODE[:4].hex():<32}  set x1, 7"


def test_labels_of_assembly_are_places_too(tmp_path: Path) -> None:
    (tmp_path / "program.s").write_text("  set x1, 3\n  end x1\ntable: .word 7, 8\n", encoding="utf-8")
    result = specgen("run", tmp_path / "program.s", "--quiet", "--dump", "table:u32[2]", *SPEC)
    assert (result.exit_code, result.stdout) == (3, "table:u32[2] [2] uint32\n  0x7 0x8\n")
