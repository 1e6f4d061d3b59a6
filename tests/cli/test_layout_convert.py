"""`specgen layout convert`: the spec's instructions that turn one layout into another."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.running import specgen

LAYOUTS = """
layouts:
  rows: {dims: {i: any, j: any}, place: {addr: i j}}
  columns: {dims: {i: any, j: any}, place: {addr: j i}}
  pitched: {dims: {i: any, j: any}, arguments: {pitch: {example: 80}}, place: {addr: [[i, pitch], [j, 1]]}}
"""
Convert = Callable[..., Result]


@pytest.fixture
def convert(tmp_path: Path, root: Path) -> Convert:
    file = tmp_path / "own.yaml"
    file.write_text(LAYOUTS, encoding="utf-8")

    def call(source: str, target: str, *more: str) -> Result:
        ends = (f"{file}#{name}" for name in (source, target))
        return specgen("layout", "convert", *ends, "--spec", str(root / "spec"), *more)

    return call


def test_the_best_instruction_comes_first(convert: Convert) -> None:
    done = convert(
        "rows", "columns", "--shape", "64,48", "--element", "bf16", "--from", "hbm", "--to", "sram"
    )
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(
        "They differ, such as at (1, 0): bytes 96 to 97 in one, bytes 2 to 3 in the other.\n"
    )
    rows = [line.split() for line in done.stdout.splitlines() if " hbm " in line]
    assert rows[0][:5] == ["dma_load_transposed.b16", "hbm", "sram", "1", "6,144"]
    assert "dma_load_transposed.b16:\n  (64 x 48), strides in bytes 96 to 2, 2 to 128\n" in done.stdout


def test_json_says_the_same(convert: Convert) -> None:
    done = convert(
        "rows", "pitched", "--shape", "4,16", "--element", "f32", "--to", "sram", "--from", "hbm", "--json"
    )
    found = json.loads(done.stdout)
    assert (found["equal"], found["differs_at"], found["how"]) == (False, [1, 0], "proved")
    best = found["plans"][0]
    assert (best["instruction"], best["instructions"], best["bytes"]) == ("dma_load_rows", 1, 256)
    assert best["uses"][0]["loops"] == [[4, 64, 320], [64, 1, 1]]
    assert best["path"] == "load"


def test_layouts_that_are_one_are_said_to_be(convert: Convert) -> None:
    done = convert("rows", "pitched", "--shape", "64,80", "--element", "u8")
    assert done.stdout.startswith("Both put every element at the same place (proved).\n")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (
            ("--from", "mmio"),
            1,
            "common between these memories; tried tile_widen, dma_load, dma_store, dma_load_rows,",
        ),
        (("--from", "hbn"), 2, "no memory is called 'hbn'; did you mean 'hbm'?"),
        (("--argument", "step=4"), 2, "neither layout has an argument step"),
        (("--shape", "4"), 2, "rows has 2 dimensions, not 1"),
    ],
)
def test_what_cannot_be_is_said(convert: Convert, options: tuple[str, ...], code: int, said: str) -> None:
    done = convert("rows", "columns", *options)
    assert done.exit_code == code
    assert said in done.stderr


def test_a_spec_that_copies_nothing_says_so(tmp_path: Path, root: Path) -> None:
    (tmp_path / "own.yaml").write_text(LAYOUTS, encoding="utf-8")
    ends = (f"{tmp_path / 'own.yaml'}#{name}" for name in ("rows", "columns"))
    done = specgen("layout", "convert", *ends, "--spec", str(root / "examples" / "amx"))
    assert done.exit_code == 1
    assert "no instruction that does nothing but copy one tile of rows or columns to another" in done.stderr
