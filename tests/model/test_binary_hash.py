"""The hash of what binaries depend on: words and spelling keep it, everything that a binary could notice changes it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from specgen.model import load
from specgen.model.identity import binary_hash
from tests.model.mutations import mutations, relevant

Edit = Callable[[str], str]


def replaced(old: str, new: str) -> Edit:
    """The text with a part that is there replaced."""

    def edit(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return edit


@pytest.fixture(scope="module")
def spec(root: Path) -> Path:
    return root / "spec"


def hashed(folder: Path, variant: str | None = None) -> str:
    """The hash of a spec as it lies in a folder."""
    return binary_hash(load(folder).architecture(variant))


@pytest.fixture(scope="module")
def before(spec: Path) -> str:
    return hashed(spec)


def edited(spec: Path, tmp_path: Path, file: str, edit: Edit) -> Path:
    """A copy of the spec with a file changed."""
    copy = tmp_path / "spec"
    shutil.copytree(spec, copy, ignore=shutil.ignore_patterns("evidence", ".schema"))
    (copy / file).write_text(edit((copy / file).read_text()))
    return copy


KEPT: list[tuple[str, Edit]] = [
    ("spec.yaml", replaced("version: 0.1.0", "version: 0.2.0")),
    ("spec.yaml", replaced("summary: A tiled", "summary: Another tiled")),
    ("spec.yaml", replaced("default: 4.8 TB/s", "default: 5.8 TB/s")),
    ("spec.yaml", replaced("confidence: assumed", "confidence: estimated")),
    ("isa/scalar.yaml", replaced("summary: Add.", "summary: Adds two numbers.")),
    ("isa/scalar.yaml", replaced("x[rd] = x[rs1] + x[rs2]", "x[rd] = x[rs1]  +  x[rs2]    # wraps")),
    ("isa/scalar.yaml", replaced("opcode: 0x04, funct: 1", "funct: 0b1, opcode: 4")),
    ("isa/scalar.yaml", replaced('assembly: "add {rd:x}, {rs1:x}, {rs2:x}"', 'assembly: "plus {rd:x}, {rs1:x}, {rs2:x}"')),
    ("isa/scalar.yaml", replaced("issue: 1, occupancy: 1, latency: 1", "issue: 1, occupancy: 2, latency: 3")),
    ("isa/scalar.yaml", lambda text: "# a comment\n" + text),
    ("isa/state.yaml", replaced("sp: 2", "stack: 2")),
    ("isa/state.yaml", replaced("summary: The program counter left", "summary: It left")),
    ("memory/memories.yaml", replaced("latency: 6 cycles", "latency: 60 cycles")),
    ("interfaces/executable.yaml", replaced("suffix: .bex", "suffix: .kernel")),
    ("interfaces/executable.yaml", replaced("summary: What a section holds.", "summary: Kinds.")),
]  # fmt: skip

CHANGED: list[tuple[str, Edit]] = [
    ("isa/scalar.yaml", replaced("opcode: 0x04, funct: 1", "opcode: 0x04, funct: 60")),
    ("isa/scalar.yaml", replaced("x[rd] = x[rs1] + x[rs2]", "x[rd] = x[rs1] + x[rs2] + 1")),
    ("isa/formats.yaml", replaced('imm: {bits: "31:17", signed: true', 'imm: {bits: "31:17", signed: false')),
    ("isa/enums.yaml", replaced("matrix: 2, vector: 3", "matrix: 3, vector: 2")),
    ("isa/state.yaml", replaced("fetch_fault: {code: 2", "fetch_fault: {code: 22")),
    ("memory/memories.yaml", replaced("base: 0x40000000", "base: 0x50000000")),
    ("memory/layouts.yaml", replaced("place: {addr: i j}", "place: {addr: j i}")),
    ("interfaces/executable.yaml", replaced("version: 1.0", "version: 1.1")),
    ("interfaces/executable.yaml", replaced("value: value >> 32", "value: value >> 31")),
    ("interfaces/executable.yaml", replaced("mmio, size: 256, word: 4", "mmio, size: 256, word: 8")),
    ("interfaces/errors.yaml", lambda text: re.sub(r"code: 7\b", "code: 77", text, count=1)),
]  # fmt: skip


def test_words_keep_it(spec: Path, tmp_path: Path) -> None:
    copy = edited(spec, tmp_path, *KEPT[0])
    for file, edit in KEPT[1:]:
        (copy / file).write_text(edit((copy / file).read_text()))
    (copy / "isa" / "scalar.yaml").rename(copy / "isa" / "zebra.yaml")
    assert hashed(copy) == hashed(spec)


@pytest.mark.parametrize(("file", "edit"), CHANGED, ids=range(len(CHANGED)))
def test_what_binaries_notice_changes_it(
    file: str, edit: Edit, before: str, spec: Path, tmp_path: Path
) -> None:
    assert hashed(edited(spec, tmp_path, file, edit)) != before


def test_variants_differ(spec: Path) -> None:
    assert hashed(spec, "large") != hashed(spec, "edge")
    assert hashed(spec, "large") == hashed(spec, "large")


def test_sampled_values_of_the_model(spec: Path) -> None:
    """Values changed one by one in the resolved model: those that binaries notice change the hash, no others do."""
    architecture = load(spec).architecture()
    before = binary_hash(architecture)
    for path, other in mutations(architecture, seed=1, count=25):
        assert (binary_hash(other) != before) == relevant(path), path
