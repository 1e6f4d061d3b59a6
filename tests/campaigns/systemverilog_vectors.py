"""Conformance vectors' words of several specs, and words like them, by the generated package under Verilator."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tests.campaigns.harness import Campaign, Chunk, Report

if TYPE_CHECKING:
    from specgen.api.accelerator import Accelerator

HERE = Path(__file__).resolve().parents[2]
#: Folder, variant, and the variant whose conformance vectors it gets: those of a large one take minutes to make.
SPECS = (
    ("spec", "large", "edge"),
    ("spec", "edge", "edge"),
    ("examples/rv32imc", "machine", "user"),
    ("examples/rv64im", "machine", "user"),
    ("examples/avx512", "default", "default"),
    ("examples/amx", "default", "default"),
)
CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Bench:
    """A bench of a spec, and the command that runs it."""

    accelerator: Accelerator
    folder: Path
    command: list[str]


@cache
def _bench(number: int, tool: str, count: int) -> Bench:
    import specgen
    from specgen.generators import Request
    from tests.generators.systemverilog.benches import bench, build, write_packages

    path, variant, _ = SPECS[number]
    accelerator = specgen.load(HERE / path, variant=variant)
    folder = Path(tempfile.mkdtemp(prefix="systemverilog-"))
    package = write_packages(Request((accelerator.architecture,), {}), folder)[0]
    command = build(tool, package, bench(accelerator.architecture, 0, count), folder / tool)
    return Bench(accelerator, folder / tool, command)


def check(chunk: Chunk, report: Report) -> None:
    """A case is a word; the specs take turns, and each begins with the words of its conformance vectors."""
    from tests.generators.systemverilog.benches import expected, hexadecimal, run

    turn = chunk.start // CHUNK
    number = chunk.random().randrange(len(SPECS)) if chunk.sampled else turn % len(SPECS)
    made = _bench(number, "iverilog" if chunk.sampled else "verilator", len(chunk))
    one = made.accelerator.architecture
    first = not chunk.sampled and turn < len(SPECS)
    words = list(_vectors(SPECS[number][0], SPECS[number][2])[: len(chunk)]) if first else []
    report.count("words of conformance vectors", len(words))
    words += _drawn(made.accelerator, chunk, len(chunk) - len(words))
    shown = run(made.command, made.folder, hexadecimal(one, words))
    for word, theirs, ours in zip(words, shown, expected(one, 0, words), strict=True):
        if theirs != ours:
            report.wrong(
                f"{one.name} {one.variant} {word:#x}: SystemVerilog shows {theirs}, the codec {ours}"
            )


@cache
def _vectors(path: str, variant: str) -> tuple[int, ...]:
    """The words of the conformance vectors of a variant."""
    import specgen
    from specgen.machine.vectors import Maker

    accelerator = specgen.load(HERE / path, variant=variant)
    maker = Maker(accelerator.semantics, count=2)
    files = (maker.file(one) for one in accelerator.instructions.values())
    return tuple(vector.word for file in files for vector in file.vectors)


def _drawn(accelerator: Accelerator, chunk: Chunk, count: int) -> list[int]:
    """Words of the instructions with random operands, every fourth with a bit flipped, every eighth all random."""
    dice, words = chunk.random(), []
    instructions = list(accelerator.instructions.values())
    for at in range(count):
        one = dice.choice(instructions)
        word = one.match | sum(f.place(dice.getrandbits(f.width)) for f in one.operands)
        if at % 4 == 3:
            word ^= 1 << dice.randrange(one.format.width)
        words.append(dice.getrandbits(accelerator.architecture.max_width) if at % 8 == 5 else word)
    return words


CAMPAIGN = Campaign(
    "SystemVerilog and the codec decode words of conformance vectors, and others, alike",
    check,
    count=60 * CHUNK,
    sample=400,
    chunk=CHUNK,
)
