"""The content hash: what changes it and what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from specgen.model import load
from tests.model.specs import write_files

SPEC = {
    "spec.yaml": """
name: demo
version: 0.1.0
include: [isa.yaml]
variants: {a: , b: }
enums:
  first: {values: {one: 1, two: 0x20}}
  second: {summary: The second., values: {zero: 0}}
""",
    "isa.yaml": """
formats:
  f: {width: 16, fields: {opcode: "7:0", d: "15:8"}}
functions:
  exit: {host: true, arguments: {a: u32, b: u32}}
tables: {t: {type: u8, values: [1, 2]}}
""",
}


def hash_of(folder: Path, files: dict[str, str]) -> str:
    spec = load(write_files(folder, files))
    assert not spec.diagnostics.errors
    return spec.architecture().content_hash


def changed(folder: Path, old: str, new: str) -> bool:
    """Whether the hash changes where ``old`` becomes ``new`` in all files."""
    assert any(old in text for text in SPEC.values())
    other = {name: text.replace(old, new) for name, text in SPEC.items()}
    return hash_of(folder / "one", SPEC) != hash_of(folder / "other", other)


def test_it_is_the_same_for_all_variants(tmp_path: Path) -> None:
    spec = load(write_files(tmp_path, SPEC))
    assert spec.architecture("a").content_hash == spec.architecture("b").content_hash == spec.content_hash
    assert len(spec.content_hash) == 64


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0x20", "32"),
        ("values: [1, 2]}}", "values: [0b1, 2]}}  # a comment"),
        ("one: 1, two: 0x20", "two: 0x20, one: 1"),
        ("host: true, arguments: {a: u32, b: u32}", "arguments: {a: u32, b: u32}, host: true"),
        ('"7:0"', "7:0"),
        ("tables: {t:", "tables:\n  {t:"),
    ],
)
def test_spelling_comments_and_order_do_not_count(tmp_path: Path, old: str, new: str) -> None:
    assert not changed(tmp_path, old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0x20", "33"),
        ("The second.", "The other."),
        ("0.1.0", "0.2.0"),
        ("[1, 2]", "[2, 1]"),
        ('opcode: "7:0", d: "15:8"', 'd: "15:8", opcode: "7:0"'),
        ("{a: u32, b: u32}", "{b: u32, a: u32}"),
        ("{a: , b: }", "{b: , a: }"),
        ("name: demo", "name: demo2"),
    ],
)
def test_meaning_counts(tmp_path: Path, old: str, new: str) -> None:
    assert changed(tmp_path, old, new)


def test_files_do_not_count(tmp_path: Path) -> None:
    one = {"spec.yaml": SPEC["spec.yaml"].replace("include: [isa.yaml]\n", "") + SPEC["isa.yaml"]}
    renamed = {"spec.yaml": SPEC["spec.yaml"].replace("isa.yaml", "x.yaml"), "x.yaml": SPEC["isa.yaml"]}
    assert len({hash_of(tmp_path / str(n), files) for n, files in enumerate((SPEC, one, renamed))}) == 1
