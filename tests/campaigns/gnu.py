"""The examples' assembler and disassembler of RISC-V, beside GNU's."""

from __future__ import annotations

from tests.campaigns.harness import Campaign, Chunk, Evidence, Report
from tests.gnu import TARGETS, Comparison, Target, compare_lines, compare_words, some_lines, some_words

EVIDENCE = {
    target.spec: Evidence(
        f"examples/{target.spec}", "GNU as and objdump 2.40", ("encoding", "assembly"), variant="machine"
    )
    for target in TARGETS
}


def check(chunk: Chunk, report: Report) -> None:
    """A tenth of the cases for each way of assembling, two tenths and more for each of disassembling."""
    draw, tenth = chunk.random(), len(chunk) // 10
    short, wide = TARGETS
    for target, compressed in ((short, False), (short, True), (wide, False)):
        _note(compare_lines(some_lines(target, draw, tenth), target, compressed=compressed), target, report)
    for target, share in ((short, 3 * tenth), (wide, len(chunk) - 6 * tenth)):
        for aliases in (True, False):
            words = some_words(target, draw, share // 2 + (share % 2 if aliases else 0))
            _note(compare_words(words, target, aliases=aliases), target, report)


def _note(found: Comparison, target: Target, report: Report) -> None:
    for name, times in found.instructions.items():
        report.count(EVIDENCE[target.spec].key(name), times)
    for reason, times in found.counts.items():
        report.count(reason, times)
    for wrong in found.wrongs:
        report.wrong(wrong)


CAMPAIGN = Campaign(
    "RISC-V is assembled and disassembled as by GNU as and objdump",
    check,
    count=2_000_000,
    sample=2000,
    chunk=20_000,
    evidence=tuple(EVIDENCE.values()),
)
