"""A size that is wrong is one finding, however many places show it."""

from __future__ import annotations

from pathlib import Path

from specgen import api
from specgen.checks.examples import write_example
from specgen.source import Diagnostic


def indices(fragment: str, folder: Path) -> list[Diagnostic]:
    return [one for one in api.check(write_example(fragment, folder)) if one.rule == "sem-index"]


def test_many_indices_beyond_the_end_are_one_finding(tmp_path: Path) -> None:
    (found,) = indices('state: {x: {type: u32, count: 16, names: "x{i}", constant: {0: 0}}}\n', tmp_path)
    assert (found.at.line, Path(found.at.file.path).name) == (1, "example.yaml")
    assert "x has 16 entries" in found.message
    assert "lies in" in found.related[0].message


def test_a_few_are_told_where_they_are(tmp_path: Path) -> None:
    (found,) = indices("state: {f: {type: f32, count: 16, names: 'f{i}'}}\n", tmp_path)
    assert "rs1 lies in [0, 31]" in found.message
