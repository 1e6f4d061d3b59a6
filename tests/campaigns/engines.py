"""Random instructions on random state: the Python engine and the generated C engine leave the same, bit for bit."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

import specgen
from tests.campaigns.harness import Campaign, Chunk, Evidence, Report
from tests.machine.lockstep import Lockstep

ROOT = Path(__file__).resolve().parents[2]
ROUND = 128  # instructions, each on what the ones before left, from one reset to the next
CHUNK = 100 * ROUND
EACH = 80  # chunks of a spec: 1,024,000 instructions
SMALL = "spec, ARRAY_DIM 8"

#: Folder and variants, which take turns; the first is the one that samples are of.
SPECS: tuple[tuple[str, tuple[str | None, ...]], ...] = (
    ("examples/rv32imc", ("user", "machine")),
    ("examples/rv64im", ("user", "machine")),
    ("examples/amx", (None,)),
    ("examples/avx512", (None,)),
    (SMALL, ("edge",)),
)
AGAINST = "the generated C engine"
ASPECTS = ("behaviour", "faults")
EVIDENCE = tuple(
    Evidence(folder, AGAINST, ASPECTS, variants[-1]) for folder, variants in SPECS if folder != SMALL
)


@cache
def lockstep(folder: str, variant: str | None) -> Lockstep:
    """Both engines of a variant."""
    if folder != SMALL:
        return Lockstep(specgen.load(ROOT / folder, variant))
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "spec"
        shutil.copytree(ROOT / "spec", copy)
        text = (copy / "spec.yaml").read_text(encoding="utf-8")
        smaller = text.replace("ARRAY_DIM: 32\n", "ARRAY_DIM: 8\n")
        assert smaller != text
        (copy / "spec.yaml").write_text(smaller, encoding="utf-8")
        return Lockstep(specgen.load(copy, variant))


def compare(
    folder: str, variant: str | None, evidence: tuple[Evidence, ...], chunk: Chunk, report: Report
) -> None:
    """Run a chunk of instructions of one spec on both engines."""
    both, draw = lockstep(folder, variant), chunk.random()
    label = " ".join(filter(None, (folder, variant)))
    keys = [e for e in evidence if (e.spec, e.variant) == (folder, variant)]

    def right(name: str) -> None:
        report.count(label)
        for one in keys:
            report.count(one.key(name))

    for first in range(0, len(chunk), ROUND):
        difference = both.round(f"{draw.getrandbits(48):x}", min(ROUND, len(chunk) - first), right)
        if difference is not None:
            report.wrong(f"{label}: {difference}")


def check(chunk: Chunk, report: Report) -> None:
    """Every chunk is of one spec."""
    turn, place = divmod(chunk.start // CHUNK, len(SPECS))
    folder, variants = SPECS[place]
    compare(folder, variants[turn % len(variants)], EVIDENCE, chunk, report)


CAMPAIGN = Campaign(
    "random instructions on random state, one after another: Python engine = C engine",
    check,
    count=EACH * len(SPECS) * CHUNK,
    sample=5 * ROUND,
    chunk=CHUNK,
    evidence=EVIDENCE,
)
