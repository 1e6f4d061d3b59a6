"""Conformance vectors on the engine of a page: what it leaves is what they say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import specgen
from specgen.api.accelerator import Accelerator
from specgen.machine.vectors import Maker, VectorFile
from tests.machine.webassembly.engines import PageEngine, page_engine

#: Folders, and which instructions: every n-th.
SPECS = (
    ("tests/machine/spec/engines", 1),
    ("tests/machine/spec/windows", 2),
    ("tests/machine/spec/system", 9),
    ("tests/machine/spec/pair", 2),
    ("examples/rv32imc", 8),
    ("examples/amx", 9),
)


def _files(accelerator: Accelerator, every: int) -> list[VectorFile]:
    maker = Maker(accelerator.semantics, count=2)
    return [maker.file(one) for one in list(accelerator.instructions.values())[::every]]


@pytest.mark.parametrize(("path", "every"), SPECS)
def test_the_engine_agrees(path: str, every: int, root: Path, tmp_path: Path) -> None:
    accelerator = specgen.load(root / path)
    files = _files(accelerator, every)
    said = page_engine(accelerator, tmp_path).replay(files)
    assert said == [f"{sum(len(one.vectors) for one in files)} vectors"]


def test_differences_are_told(waiting: PageEngine) -> None:
    file = Maker(waiting.accelerator.semantics, count=1).file(waiting.accelerator.instructions["addi"])
    vector = file.vectors[0]
    after = replace(vector.after, state={"x": ((1, (0xDEAD,)),)}, semaphores={"full": (1, 2)})
    wrong = replace(vector, outcome="waits", next_pc=vector.next_pc + 1, after=after, traced=(5,))
    said = "\n".join(waiting.replay([replace(file, vectors=(wrong,))]))
    for what in ("outcome done, not waits", "pc ", "x[1] ", "full 0,0, not 1,2", "traced , not 5"):
        assert what in said
