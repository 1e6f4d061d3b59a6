"""asm, disasm, encode, decode."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import files_of, specgen


def _word(slate: Path, line: str) -> str:
    return specgen("encode", line, "--spec", slate).stdout.strip()


def test_a_line_survives_the_way_to_a_word_and_back(slate: Path) -> None:
    word = _word(slate, "add x1, x2, x3")
    assert specgen("decode", word, "--spec", slate).stdout == "add x1, x2, x3\n"


def test_a_pseudo_instruction_is_what_it_expands_to(slate: Path) -> None:
    assert _word(slate, "li x1, 7") == _word(slate, "addi x1, x0, 7") != ""


def test_decode_shows_fields_and_names_illegal_words(slate: Path) -> None:
    word = _word(slate, "add x1, x2, x3")
    result = specgen("decode", "--fields", word, "0xffffffff", "--spec", slate)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "add x1, x2, x3"
    assert " = 1" in result.stdout
    assert result.stdout.endswith("0xffffffff: illegal\n")


@pytest.mark.parametrize(
    ("word", "says"),
    [("0xzz", "is no number"), ("", "is no number"), ("--", "Missing argument"), ("1e3", "is no number")],
)
def test_what_is_no_word_is_wrong_use(slate: Path, word: str, says: str) -> None:
    result = specgen("decode", "--spec", slate, word)
    assert result.exit_code == 2
    assert says in result.stderr


def test_a_negative_word_is_wrong_use(slate: Path) -> None:
    assert specgen("decode", "--spec", slate, "--", "-1").exit_code == 2


def test_a_word_of_any_size_is_answered(slate: Path) -> None:
    assert specgen("decode", "0x" + "f" * 4000, "--spec", slate).exit_code == 1


def test_an_image_survives_disassembly(slate: Path, tmp_path: Path) -> None:
    image, text = tmp_path / "square.bin", tmp_path / "square.s"
    assert specgen("asm", slate / "square.s", "-o", image, "--spec", slate).exit_code == 0
    shown = specgen("disasm", image, "--spec", slate).stdout
    lines = (line if line.endswith(":") else line.split(None, 2)[2] for line in shown.splitlines())
    text.write_text("\n".join(lines) + "\n", encoding="utf-8")
    again = tmp_path / "again.bin"
    assert specgen("asm", text, "-o", again, "--spec", slate).exit_code == 0
    assert again.read_bytes() == image.read_bytes()


def test_disassembly_can_leave_out_aliases(root: Path, tmp_path: Path) -> None:
    image, spec = tmp_path / "one.bin", ("--spec", root / "tests" / "machine" / "spec" / "spelling")
    (tmp_path / "one.s").write_text("s.add x1, 3\n", encoding="utf-8")
    assert specgen("asm", tmp_path / "one.s", "-o", image, *spec).exit_code == 0
    assert specgen("disasm", image, *spec).stdout.split(None, 2)[2] == "add x1, x1, 3\n"
    assert specgen("disasm", image, "--no-aliases", *spec).stdout.split(None, 2)[2] == "s.add x1, 3\n"


def test_without_an_output_asm_prints_the_listing(slate: Path) -> None:
    result = specgen("asm", slate / "square.s", "--spec", slate)
    assert "halt    x0" in result.stdout
    assert result.stdout.startswith("00000000  ")


def test_every_error_of_a_program_is_shown_and_nothing_is_written(slate: Path, tmp_path: Path) -> None:
    program = tmp_path / "wrong.s"
    program.write_text("  addd x1, x2, x3\n  add x1, x2\n  blt x1, x2, nowhere\n", encoding="utf-8")
    result = specgen("asm", program, "-o", tmp_path / "out.bin", "--spec", slate)
    assert result.exit_code == 1
    assert [f"wrong.s:{line}:" in result.stderr for line in (1, 2, 3)] == [True] * 3
    assert files_of(tmp_path).keys() == {"wrong.s"}


@pytest.mark.parametrize("data", [b"", b"\x00" * 7, bytes(range(256)) * 3, b"\xff" * 33])
def test_any_bytes_disassemble(slate: Path, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "garbage.bin").write_bytes(data)
    result = specgen("disasm", tmp_path / "garbage.bin", "--spec", slate, "--base", "0x1000")
    assert result.exit_code == 0
    assert len(data) == 0 or "00001000:" in result.stdout.replace("    1000:", "00001000:")


def test_binary_garbage_as_assembly_is_findings(slate: Path, tmp_path: Path) -> None:
    (tmp_path / "garbage.s").write_bytes(bytes(range(256)))
    assert specgen("asm", tmp_path / "garbage.s", "--spec", slate).exit_code == 1


def test_each_processor_has_its_own_code(duo: Path) -> None:
    refused = specgen("asm", duo / "side.s", "--spec", duo)
    assert refused.exit_code == 1
    assert "tell is an instruction of processor side" in refused.stderr
    assert specgen("asm", duo / "side.s", "--spec", duo, "--processor", "side").exit_code == 0
    assert specgen("decode", "0x31", "--spec", duo).stdout == "await 3\n"
    assert specgen("decode", "0x31", "--spec", duo, "--processor", "side").stdout == "tell 3\n"
    assert specgen("encode", "rest", "--spec", duo, "--processor", "side").stdout == "0x02\n"
    unknown = specgen("encode", "rest", "--spec", duo, "--processor", "sied")
    assert (unknown.exit_code, "did you mean 'side'?" in unknown.stderr) == (2, True)


def test_a_spec_without_a_processor_has_no_code(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text("name: idle\nversion: 0.1.0\n", encoding="utf-8")
    result = specgen("decode", "1", "--spec", tmp_path)
    assert (result.exit_code, "declares no processor" in result.stderr) == (2, True)
