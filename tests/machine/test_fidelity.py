"""Records of what was checked, and what of them still holds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from specgen import api
from specgen.machine.fidelity import RecordError
from tests.cli.running import specgen as command

SPEC = """
name: kept
version: 1.0.0
state:
  pc: {type: u32, role: program_counter}
  x: {type: u32, count: 4, names: "x{i}"}
memories: {rom: {size: 4 KiB, address: u32}}
faults: {bad: {code: 1, value: u32}}
processors: {core: {program_counter: pc, memory: rom, illegal: bad, fetch: bad}}
formats:
  r: {width: 8, fields: {opcode: "3:0", a: "5:4", b: "7:6"}}
instructions:
  add: {format: r, encoding: {opcode: 1}, assembly: "add {a:x}, {b:x}", semantics: "x[a] = x[a] + x[b]", summary: Sum.}
  sub: {format: r, encoding: {opcode: 2}, assembly: "sub {a:x}, {b:x}", semantics: "x[a] = x[a] - x[b]", summary: Difference.}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spec.yaml").write_text(SPEC)
    one = api.load(tmp_path)
    api.record(
        one,
        tmp_path,
        "lab",
        against="the lab",
        aspects=("encoding", "behaviour"),
        command="lab",
        cases={"add": 7},
    )
    return tmp_path


def _edit(folder: Path, old: str, new: str) -> None:
    path = folder / "spec.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def test_a_record_says_what_was_checked(folder: Path) -> None:
    found = api.fidelity(folder)
    assert found.unchecked("encoding") == found.unchecked("behaviour") == ("sub",)
    assert found.unchecked("assembly") == ("add", "sub")
    assert [(c.record, c.against, c.cases) for c in found.rows[0].checks["behaviour"]] == [
        ("lab", "the lab", 7)
    ]


@pytest.mark.parametrize(
    ("old", "new", "stale"),
    [
        ("x[a] + x[b]", "x[a] + x[b] + 1", {"behaviour"}),
        ("{type: u32, count: 4,", "{type: u16, count: 4,", {"behaviour"}),
        ("{opcode: 1}", "{opcode: 3}", {"encoding"}),
        ('"add {a:x}, {b:x}"', '"plus {a:x}, {b:x}"', set()),
        ("Sum.", "The sum of two registers.", set()),
        ("x[a] - x[b]", "x[b] - x[a]", set()),
    ],
)
def test_a_check_lasts_until_what_it_checked_changes(
    folder: Path, old: str, new: str, stale: set[str]
) -> None:
    _edit(folder, old, new)
    (add, _) = api.fidelity(folder).rows
    assert {aspect for aspect, cells in add.checks.items() if any(c.stale for c in cells)} == stale


def test_what_the_spec_no_longer_has_is_named(folder: Path) -> None:
    _edit(folder, "  add: ", "  sum: ")
    assert api.fidelity(folder).unknown == {"lab": ("add",)}
    assert "lab also names add" in command("fidelity", "--spec", folder).stdout


def test_no_record_of_what_there_is_not(folder: Path) -> None:
    one = api.load(folder)
    with pytest.raises(ValueError, match="no instruction 'ad'; did you mean 'add'"):
        api.record(one, folder, "lab", against="", aspects=(), command="", cases={"ad": 1})
    for name, aspect in (("Lab", "faults"), ("../lab", "faults"), ("lab", "looks")):
        with pytest.raises(ValueError, match="aspects are"):
            api.record(one, folder, name, against="", aspects=(aspect,), command="", cases={"add": 1})


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "null", "[" * 100_000, '{"instructions": {}}', '{"instructions": []}', "\x00",
        '{"against": "", "variant": "", "command": "", "aspects": ["luck"], "instructions": {}}',
        '{"against": "", "variant": "", "command": "", "aspects": ["faults"], "instructions": {"add": {"cases": 1}}}',
        '{"against": "", "variant": "", "command": "", "aspects": [], "instructions": {"add": {"cases": true}}}',
        '{"against": "", "variant": "", "command": "", "aspects": [], "instructions": {"add": 3}}',
    ],
)  # fmt: skip
def test_a_damaged_record_is_named(folder: Path, text: str) -> None:
    (folder / "evidence" / "zz.json").write_text(text)
    with pytest.raises(RecordError, match=r"zz\.json"):
        api.fidelity(folder)
    result = command("fidelity", "--spec", folder)
    assert result.exit_code == 2 and "zz.json" in result.stderr


def test_the_command_counts_and_requires(folder: Path) -> None:
    result = command("fidelity", "--spec", folder)
    assert result.exit_code == 0 and "behaviour: 1 of 2 checked" in result.stdout and "lab 7" in result.stdout
    assert command("fidelity", "--spec", folder, "--require", "behaviour").exit_code == 1
    assert command("fidelity", "--spec", folder, "--require", "behaviour", "add").exit_code == 0
    assert "did you mean 'add'" in command("fidelity", "--spec", folder, "ad").stderr
    _edit(folder, "x[a] + x[b]", "x[b] - x[a]")
    assert command("fidelity", "--spec", folder, "--require", "behaviour", "add").exit_code == 1
    told = json.loads(command("fidelity", "--spec", folder, "--format", "json").stdout)
    assert told["instructions"]["add"]["behaviour"] == [{"record": "lab", "cases": 7, "changed": True}]


def test_a_record_is_the_same_bytes_again(folder: Path, tmp_path: Path) -> None:
    path = folder / "evidence" / "lab.json"
    before = path.read_bytes()
    shutil.rmtree(path.parent)
    one = api.load(folder)
    api.record(
        one,
        folder,
        "lab",
        against="the lab",
        aspects=("encoding", "behaviour"),
        command="lab",
        cases={"add": 7},
    )
    assert path.read_bytes() == before
