"""All compiled programs, at both levels of optimisation, for both architectures: as on QEMU."""

from __future__ import annotations

from itertools import product

from tests.campaigns.harness import Campaign, Chunk, Report
from tests.programs import qemu
from tests.programs.building import LEVELS, TARGETS, compiled, sources
from tests.programs.running import on_user

CASES = list(product(sources("user"), TARGETS, LEVELS))


def check(chunk: Chunk, report: Report) -> None:
    """Each case is one program at one level for one architecture."""
    for case in chunk.cases():
        source, target, level = CASES[case]
        name = f"{source.name} {target.spec} {level}"
        try:
            ours = on_user(compiled(source, target, level), target)
        except AssertionError as error:
            report.wrong(f"{name}: {error}")
            continue
        theirs = qemu.user(compiled(source, target, level), target, ours.pc)
        if ours != theirs:
            report.wrong(f"{name}: {ours} is not {theirs}")


CAMPAIGN = Campaign("compiled programs beside QEMU", check, count=len(CASES), sample=2, chunk=4)
