"""Whatever the text, it is assembled or refused: in time, at places that exist, and what is assembled comes back."""

from __future__ import annotations

import random
import time
from functools import cache
from pathlib import Path

from specgen.machine.assembler import Assembler
from specgen.machine.codec import Codec
from specgen.model import load_architecture
from specgen.source import SourceFile, SpecError
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.machine.garbage import garbage
from tests.machine.roundtrip import check_image, words

SPEC = Path(__file__).resolve().parents[2] / "spec"
OTHERS = (
    "1: .word 1b, 'a', -2",
    "top: .half (1 << 3) * 4",
    '.ascii "a\\n"',
    ".equ a, top + 1",
    ".align 8",
    ".org 0x40",
    ".space 3, 1",
)


@cache
def _assembler() -> Assembler:
    return Assembler(Codec(load_architecture(SPEC)))


@cache
def _lines() -> tuple[str, ...]:
    """A line of every instruction."""
    codec, draw = _assembler().codec, random.Random(1)
    found = [codec.decode(word) for one in codec.instructions.values() for word in words(codec, one, draw, 1)]
    return (*OTHERS, *map(str, found))


def _wrong(text: str, report: Report) -> str | None:
    file, began = SourceFile("a.s", text), time.process_time()
    try:
        image = _assembler().assemble(file).image
    except SpecError as error:
        report.count("refused")
        for one in error.diagnostics:
            last = one.at.end_column or one.at.column
            if not 1 <= one.at.column <= last <= len(file.line(one.at.line)) + 1:
                return f"{one.rule} is at a place that does not exist: {one.at}"
        image = b""
    if time.process_time() - began > 1:
        return "took over a second"
    return next(check_image(_assembler().codec, _assembler(), image[:4096]), None)


def check(chunk: Chunk, report: Report) -> None:
    draw = chunk.random()
    for _ in range(len(chunk)):
        text = garbage(draw, _lines())
        try:
            wrong = _wrong(text, report)
        except Exception as failure:
            wrong = f"raised {failure!r}"
        if wrong:
            report.wrong(f"{text!r}: {wrong}")


CAMPAIGN = Campaign(
    "every assembly text is assembled or refused, in time", check, count=200_000, sample=300, chunk=5000
)
