"""All compiled programs, at both levels of optimisation, for both architectures, on both engines: as on QEMU."""

from __future__ import annotations

from itertools import product
from pathlib import Path

from specgen.machine.simulator import ENGINES
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.programs import qemu
from tests.programs.building import LEVELS, TARGETS, Target, compiled, sources
from tests.programs.running import on_machine, on_user

CASES = list(product([*sources("user"), *sources("machine")], TARGETS, LEVELS))


def check(chunk: Chunk, report: Report) -> None:
    """Each case is one program at one level for one architecture."""
    for case in chunk.cases():
        source, target, level = CASES[case]
        program = compiled(source, target, level)
        for engine in ENGINES:
            try:
                _compare(program, target, engine, bare=source.parent.name == "machine")
            except AssertionError as error:
                report.wrong(f"{source.name} {target.spec} {level}, {engine}: {error}")


def _compare(program: Path, target: Target, engine: str, *, bare: bool) -> None:
    if bare:
        ours, theirs = on_machine(program, target, engine), qemu.system(program, target)
    else:
        ours = on_user(program, target, engine)
        theirs = qemu.user(program, target, ours.pc)
    assert ours == theirs, f"{ours} is not {theirs}"


CAMPAIGN = Campaign("compiled programs beside QEMU", check, count=len(CASES), sample=2, chunk=4)
