"""Random instructions, and programs of them, on engines compiled by gcc and clang under sanitizers: no finding, no other bit."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import specgen
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.machine.native.sanitizing.answers import answers, difference
from tests.machine.native.sanitizing.compiling import COMPILERS, Form, Made, forms, plain, sanitized
from tests.machine.native.sanitizing.rounds import Rounds

ROOT = Path(__file__).resolve().parents[2]
ROUND = 128  # instructions, each on what the ones before left, from one reset to the next
CHUNK = 50 * ROUND
EACH = 18  # chunks of a spec: 115,200 instructions, a third of them in each form
SMALL = "spec, ARRAY_DIM 8"

#: Folder, variant, and whether reads of bytes that nobody wrote are looked for; the first is the one that samples are of.
SPECS: tuple[tuple[str, str | None, bool], ...] = (
    ("tests/machine/spec/scalar", None, False),
    ("tests/machine/spec/engines", None, False),
    ("tests/machine/spec/windows", None, True),
    ("tests/machine/spec/system", "bare", False),
    ("tests/machine/spec/system", "trapping", True),
    ("examples/rv32imc", "machine", False),
    ("examples/rv64im", "machine", False),
    ("examples/amx", None, False),
    ("examples/avx512", None, False),
    ("tests/specs/npu", None, False),
    (SMALL, "edge", False),
)


@dataclass(frozen=True, slots=True)
class Bench:
    """A variant, what draws for it, and its plain engine."""

    accelerator: specgen.Accelerator
    rounds: Rounds
    plain: Made
    checked: bool

    def sanitized(self, compiler: str, form: Form) -> Made:
        """Its engine under sanitizers."""
        architecture, semantics = self.accelerator.architecture, self.accelerator.semantics
        return sanitized(architecture, semantics, compiler, form, checked=self.checked)


@cache
def bench(folder: str, variant: str | None, checked: bool) -> Bench:
    """What a spec needs, made once a process."""
    made = _smaller(variant) if folder == SMALL else specgen.load(ROOT / folder, variant)
    both = made.architecture, made.semantics
    return Bench(made, Rounds(*both), plain(*both, checked=checked), checked)


def _smaller(variant: str | None) -> specgen.Accelerator:
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name) / "spec"
        shutil.copytree(ROOT / "spec", copy)
        text = (copy / "spec.yaml").read_text(encoding="utf-8")
        smaller = text.replace("ARRAY_DIM: 32\n", "ARRAY_DIM: 8\n")
        assert smaller != text
        (copy / "spec.yaml").write_text(smaller, encoding="utf-8")
        loaded = specgen.load(copy, variant)
        assert loaded.semantics.programs
        return loaded


def check(chunk: Chunk, report: Report) -> None:
    """Every chunk is of one spec in one form, for both compilers."""
    turn, place = divmod(chunk.start // CHUNK, len(SPECS))
    folder, variant, checked = SPECS[place]
    label = " ".join(filter(None, (folder, variant)))
    form = forms()[turn % len(forms())]
    one, draw = bench(folder, variant, checked), chunk.random()
    rounds = [
        (f"{draw.getrandbits(48):x}", min(ROUND, len(chunk) - first)) for first in range(0, len(chunk), ROUND)
    ]
    orders = one.rounds.begin()
    for seed, count in rounds:
        one.rounds.add(orders, seed, count)
    expected = answers(one.plain, orders)
    for compiler in COMPILERS:
        made = one.sanitized(compiler, form)
        found = answers(made, orders)
        wrong = difference(orders, expected, found)
        if wrong is None:
            report.count(f"{label}, {compiler}", len(orders.names))
        else:
            where = _where(one, made, rounds)
            report.wrong(f"{label}, {compiler}, {form.name}: {wrong}; {where}")


def _where(one: Bench, made: Made, rounds: list[tuple[str, int]]) -> str:
    """The first round that goes wrong alone, and its first instruction that does."""
    for seed, count in rounds:
        orders = one.rounds.begin()
        one.rounds.add(orders, seed, count, closely=True)
        wrong = difference(orders, answers(one.plain, orders), answers(made, orders))
        if wrong is not None:
            return f"seed {seed}: {wrong}"
    return "no round alone goes wrong"


CAMPAIGN = Campaign(
    "random instructions on engines under the sanitizers of gcc and clang: the bits of the plain engine, no finding",
    check,
    count=EACH * len(SPECS) * CHUNK,
    sample=4 * ROUND,
    chunk=CHUNK,
)
