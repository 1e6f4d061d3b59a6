"""What is slow is made once, and again where something changed that it depends on."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.api.accelerator import Accelerator
from specgen.api.checking import load_spec
from specgen.api.exhibits.executed import executed
from specgen.api.exhibits.kept import Kept
from specgen.api.exhibits.meaning import meanings
from specgen.machine.examples import Example, Examples
from specgen.model.isa import Instruction

SPEC = """\
name: two
version: 0.1.0
summary: A machine.
faults: {illegal: {code: 1, value: u32}, outside: {code: 2}}
state:
  pc: {type: u32, role: program_counter}
  x: {type: u32, count: 4, names: "x{i}"}
memories: {rom: {size: 4 KiB, address: u32, out_of_range: outside}}
processors: {core: {program_counter: pc, memory: rom, granule: 32, illegal: illegal, fetch: outside}}
formats:
  short: {width: 32, fields: {opcode: "3:0", summary: "5:4", imm: "31:6"}}
instructions:
  li:
    format: short
    encoding: {opcode: 1}
    assembly: "li {summary:x}, {imm}"
    summary: Load a number.
    semantics: "x[summary] = imm"
  add:
    format: short
    encoding: {opcode: 2}
    assembly: "add {summary:x}, {imm}"
    summary: Add a number.
    semantics: "x[summary] = x[summary] + imm"
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of instructions whose examples were executed."""
    names: list[str] = []
    of = Examples.of

    def noted(self: Examples, one: Instruction) -> tuple[Example, ...]:
        names.append(one.name)
        return of(self, one)

    monkeypatch.setattr(Examples, "of", noted)
    return names


def results(folder: Path, text: str = SPEC) -> object:
    (folder / "spec.yaml").write_text(text)
    spec = load_spec(folder)
    return executed(spec, [Accelerator(spec)])


def test_examples_are_executed_once(folder: Path, made: list[str]) -> None:
    first = results(folder)
    assert made == ["li", "add"]
    assert results(folder) == first
    assert made == ["li", "add"]


def test_words_change_nothing_and_a_behaviour_one_instruction(folder: Path, made: list[str]) -> None:
    results(folder)
    made.clear()
    results(folder, SPEC.replace("Load a number.", "Load any number."))
    assert made == []
    results(folder, SPEC.replace("x[summary] + imm", "x[summary] - imm"))
    assert made == ["add"]


def test_what_all_share_changes_all(folder: Path, made: list[str]) -> None:
    results(folder)
    made.clear()
    results(folder, SPEC.replace('summary: "5:4", imm: "31:6"', 'summary: "31:30", imm: "29:4"'))
    assert made == ["li", "add"], "a field may be called as what only readers read"


def test_a_damaged_file_is_made_again(folder: Path, made: list[str]) -> None:
    first = results(folder)
    for file in (folder / "cache").rglob("*.json"):
        file.write_text(file.read_text().replace("li", "xx"))
    assert results(folder) == first
    assert made == ["li", "add", "li", "add"]


def test_what_cannot_be_kept_is_made_all_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = results(folder)
    (folder / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "file"))
    assert results(folder) == first
    assert Kept("examples", "x").read() == {}


def test_every_instruction_means_something_else(folder: Path) -> None:
    (folder / "spec.yaml").write_text(SPEC)
    found = meanings(load_spec(folder))
    assert set(found) == {"", "li", "add"}
    assert len(set(found.values())) == len(found)
