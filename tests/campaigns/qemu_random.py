"""Random programs of RV32IMC and RV64IM: all registers and the memory at the end are those of QEMU."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from specgen.machine.simulator import ENGINES
from tests.campaigns.harness import Campaign, Chunk, Evidence, Report
from tests.programs import qemu
from tests.programs.building import TARGETS
from tests.programs.random_code import program
from tests.programs.running import on_user

INSTRUCTIONS = 3000
SHAPES = ((INSTRUCTIONS, 1), (INSTRUCTIONS // 30, 30))  # instructions, and how often: the latter are compiled
EVIDENCE = {t.spec: Evidence(f"examples/{t.spec}", "QEMU 7.2", ("behaviour",), "user") for t in TARGETS}


def check(chunk: Chunk, report: Report) -> None:
    """Each case is a program that executes 3,000 random instructions, once or a hundred of them again and again."""
    draw = chunk.random()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "program"
        for case in chunk.cases():
            target, seed = TARGETS[case % len(TARGETS)], draw.getrandbits(60)
            drawn: Counter[str] = Counter()
            count, rounds = draw.choice(SHAPES)
            file.write_bytes(program(target.accelerator("user"), target, seed, count, rounds, drawn))
            file.chmod(0o755)
            theirs = qemu.user(file, target)
            if theirs.code:
                report.wrong(f"{target.spec}, seed {seed}: QEMU ends with {theirs.code}")
            for engine in ENGINES:
                try:
                    if on_user(file, target, engine).output != theirs.output:
                        report.wrong(f"{target.spec}, seed {seed}, {engine}: registers or memory differ")
                except AssertionError as error:
                    report.wrong(f"{target.spec}, seed {seed}, {engine}: {error}")
            report.count("instructions", INSTRUCTIONS)
            for name, number in drawn.items():
                report.count(EVIDENCE[target.spec].key(name), number)


CAMPAIGN = Campaign(
    "random RISC-V programs beside QEMU",
    check,
    count=1000,
    sample=4,
    chunk=20,
    evidence=tuple(EVIDENCE.values()),
)
