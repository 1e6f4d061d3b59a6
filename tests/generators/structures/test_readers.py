"""Generated readers beside the model's own: the same bytes are sound, the others refused at the same place."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from specgen.model import load
from tests.generators.structures.agreeing import cases, drawn, readers
from tests.generators.structures.compiled import SANITIZERS, Reader
from tests.model.test_structures import HEADER, PACKET


@pytest.mark.parametrize(
    ("compiler", "options"),
    [("gcc", ("-O2",)), ("clang", SANITIZERS), ("g++", SANITIZERS), ("clang++", ("-O2",))],
)
def test_packets(compiler: str, options: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(HEADER + PACKET)
    reader = Reader(load(tmp_path).architecture(), tmp_path)
    reader.build(compiler, *options)
    assert not list(readers(reader, cases(random.Random(4), reader.architecture, 200)))


@pytest.mark.parametrize(("seed", "compiler", "options"), [(1, "gcc", SANITIZERS), (2, "clang++", ("-O2",))])
def test_random_structures(seed: int, compiler: str, options: tuple[str, ...], tmp_path: Path) -> None:
    rng = random.Random(seed)
    reader = Reader(drawn(rng, tmp_path), tmp_path)
    reader.build(compiler, *options)
    assert not list(readers(reader, cases(rng, reader.architecture, 200)))
