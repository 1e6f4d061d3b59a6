"""Whatever the bytes of a file, it is loaded or refused: in time, in our words, at a place that exists."""

from __future__ import annotations

import random
import tempfile
import time
from functools import cache
from pathlib import Path

from specgen.source import FORMATS, Diagnostics, load_yaml, read_source, render
from tests.campaigns.harness import Campaign, Chunk, Report

SEED_TEXT = """\
name: demo   # a comment
parameters: {N: {type: u32, default: 0x40}, "M": 1_000, 'k': no}
instructions:
  blt:
    encoding: {opcode: 0b1100011, funct3: 4, rs1: "19:15"}
    offset: {bits: "31 7 30:25", signed: true, scale: 1.5}
    summary: >-
      Branch if less than,
      signed.
    semantics: |
      if s32(x[rs1]) < s32(x[rs2]):
          pc = pc + offset
  list:
  - [a, {b: c}, "d\\n\\u00e9"]
  - é 漢 😀
"""
PIECES = (
    *"[]{},:-?&*!|>'\"%@`#\\\t\n\r \0~0.",
    *(
        "- ",
        ": ",
        "? ",
        "&a ",
        "*a",
        "!!x ",
        "<<: ",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "|2-\n",
        "010",
        "0x",
        "1e999",
    ),
    *("\ufeff", "\u2028", "\x85", "\x1b", "\u202e", "é", "\n  ", "\n\t", "'", '"\\x', "[" * 70, "a: " * 3),
)


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="yaml-"))


def _mutated(draw: random.Random) -> bytes:
    """Return random bytes, a soup of pieces, or a spec with a few pieces inserted, cut or moved."""
    kind = draw.random()
    if kind < 0.1:
        return draw.randbytes(draw.randrange(200))
    if kind < 0.3:
        return "".join(draw.choices(PIECES, k=draw.randrange(40))).encode()
    text = SEED_TEXT
    for _ in range(draw.randrange(1, 6)):
        at, length = draw.randrange(len(text) + 1), draw.randrange(4)
        text = text[:at] + draw.choice((*PIECES, "")) * draw.choice((1, 1, 1, 3, 1000)) + text[at + length :]
    data = text.encode()
    if kind > 0.95:
        at = draw.randrange(len(data))
        data = data[:at] + draw.randbytes(1) + data[at + 1 :]
    return data


def _wrong(data: bytes) -> str | None:
    """Return what is wrong with how a file of that content is handled."""
    path = _folder() / "a.yaml"
    path.write_bytes(data)
    diagnostics = Diagnostics()
    began = time.process_time()
    file = read_source(path, diagnostics, shown_as="a.yaml")
    tree = load_yaml(file, diagnostics) if file is not None else None
    shown = [render(diagnostics, name) for name in FORMATS]
    if time.process_time() - began > 1:
        return "took over a second"
    if tree is None and not diagnostics.errors:
        return "was refused without a word"
    for found in diagnostics:
        last = found.at.end_column or found.at.column
        if not 1 <= found.at.column <= last <= len(found.at.file.line(found.at.line)) + 1:
            return f"{found.rule} is at a place that does not exist: {found.at}"
    return None if all(line.isprintable() for line in shown[0].split("\n")) else "shows control characters"


def check(chunk: Chunk, report: Report) -> None:
    draw = chunk.random()
    for _ in range(len(chunk)):
        data = _mutated(draw)
        try:
            wrong = _wrong(data)
        except Exception as failure:
            wrong = f"raised {failure!r}"
        if wrong:
            report.wrong(f"{data[:2000]!r}: {wrong}")


CAMPAIGN = Campaign(
    "every file is loaded or refused, in time", check, count=1_000_000, sample=1000, chunk=10_000
)
