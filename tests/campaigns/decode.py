"""Every word of the reference spec's control stream, decoded by the generated C and by NumPy."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from specgen.generators import Request
from specgen.generators.c.view import View
from specgen.machine.batch import ILLEGAL, LONGER
from specgen.machine.codec import Codec
from specgen.model import load_architecture
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.generators.c.compiling import build, run, write_headers
from tests.generators.c.programs import classifier

SPEC = Path(__file__).resolve().parents[2] / "spec"


@cache
def _codec() -> Codec:
    return Codec(load_architecture(SPEC))


@cache
def _program() -> Path:
    """The generated decoder, compiled; it reads words and writes their opcodes."""
    architecture = _codec().architecture
    folder = write_headers(Request((architecture,), {}), Path(tempfile.mkdtemp(prefix="decode-")))
    return build("gcc-c11", classifier(View(architecture)), folder / architecture.variant, "-O2")


def check(chunk: Chunk, report: Report) -> None:
    codec = _codec()
    words = chunk.array().astype("<u4")
    opcodes = np.frombuffer(run(_program(), words.tobytes()), dtype="<u2").astype(np.int32)
    # Opcodes count from 1 in the order of the spec; 0 is illegal, and two past the last a longer word.
    longer = len(codec.architecture.instructions) + 2
    theirs = np.select([opcodes == 0, opcodes == longer], [ILLEGAL, LONGER], opcodes - 1)
    ours = codec.decode_words(words)
    for at in np.flatnonzero(theirs != ours):
        report.wrong(f"{words[at]:#010x}: C says {theirs[at]}, NumPy {ours[at]}")
    report.count("illegal", int((ours == ILLEGAL).sum()))
    report.count("longer", int((ours == LONGER).sum()))


CAMPAIGN = Campaign(
    "C and NumPy decode every control word alike", check, count=1 << 32, sample=200_000, chunk=1 << 22
)
