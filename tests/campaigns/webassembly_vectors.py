"""Conformance vectors of all instructions of several specs, on the engine of a page and on the native one."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tests.campaigns.harness import Campaign, Chunk, Report

if TYPE_CHECKING:
    from specgen.api.accelerator import Accelerator
    from tests.machine.webassembly.engines import PageEngine

HERE = Path(__file__).resolve().parents[2]
#: Folder, variant, and how many instructions it has.
SPECS = (
    ("spec", "large", 170),
    ("spec", "edge", 170),
    ("examples/rv32imc", "user", 87),
    ("examples/rv32imc", "machine", 89),
    ("examples/rv64im", "user", 73),
    ("examples/amx", "default", 17),
    ("examples/avx512", "default", 29),
)


@cache
def _engine(path: str, variant: str) -> tuple[Accelerator, PageEngine]:
    import specgen
    from tests.machine.webassembly.engines import page_engine

    accelerator = specgen.load(HERE / path, variant=variant)
    return accelerator, page_engine(accelerator, Path(tempfile.mkdtemp(prefix="webassembly-")))


def _which(case: int) -> tuple[str, str, int]:
    for path, variant, count in SPECS:
        if case < count:
            return path, variant, case
        case -= count
    raise IndexError(case)


def check(chunk: Chunk, report: Report) -> None:
    """A case is an instruction; its vectors are those that `specgen vectors` makes, few of a sample's."""
    few = chunk.sampled  # then they are of one spec, and its small variant
    cases = [chunk.random().randrange(170, 340)] * len(chunk) if few else chunk.cases()
    for case in cases:
        path, variant, number = _which(case)
        accelerator, engine = _engine(path, variant)
        name = list(accelerator.instructions)[number]
        _instruction(accelerator, engine, name, 1 if few else 12, report)


def _instruction(accelerator: Accelerator, engine: PageEngine, name: str, count: int, report: Report) -> None:
    from specgen.machine import Codec
    from specgen.machine.vectors import Maker, replay

    instruction = accelerator.instructions[name]
    file = Maker(accelerator.semantics, count=count).file(instruction)
    report.count("vectors", len(file.vectors))
    *differences, last = engine.replay([file])
    if last != f"{len(file.vectors)} vectors":
        report.wrong(f"{name}: {last} of {len(file.vectors)}")
    native, codec = accelerator.simulator("native"), Codec(accelerator.architecture, instruction.processor)
    for number, vector in enumerate(file.vectors):
        differences += [
            f"{name} {number} on the native engine: {one}" for one in replay(native, codec, vector)
        ]
    for one in differences:
        report.wrong(f"{accelerator.architecture.name} {accelerator.architecture.variant}: {one}")


CAMPAIGN = Campaign(
    "The engine of a page agrees with the native one on all conformance vectors",
    check,
    count=sum(count for *_, count in SPECS),
    sample=1,
    chunk=1,
)
