"""What speaks for an instruction: the checks it passed, and the operators that it is needed for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import table
from specgen.generators.docs.parts.text import code, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.generators.docs.exhibits.checks import Check
    from specgen.model.isa import Instruction
    from specgen.model.performance import Lowering


def checks_section(one: Instruction, links: Links) -> Iterator[str]:
    """Yield the checks of an instruction, a row for each record; nothing where none were handed in."""
    found = links.book.exhibits.checks
    if not found:
        return
    yield "## Fidelity"
    checks = found.get(one.name, ())
    if not checks:
        yield "No check of this instruction is recorded."
        return
    records: dict[tuple[str, str], list[Check]] = {}
    for check in checks:
        records.setdefault((check.against, check.command), []).append(check)
    rows = [_row(against, command, of) for (against, command), of in records.items()]
    yield table(("Compared with", "What of it", "Cases", "Still holds", "Repeat"), rows)


def _row(against: str, command: str, checks: list[Check]) -> tuple[str, ...]:
    stale = [plain(check.aspect) for check in checks if check.stale]
    holds = f"not since a change of {', '.join(stale)}" if stale else "yes"
    aspects = ", ".join(plain(check.aspect) for check in checks)
    return plain(against), aspects, f"{max(check.cases for check in checks):,}", holds, code(command)


def coverage_section(one: Instruction, links: Links) -> Iterator[str]:
    """Yield the lowerings that need an instruction."""
    lowerings = links.book.every(lambda a: a.lowerings)
    users = [lowering for lowering in lowerings.values() if one.name in instructions_of(lowering)]
    if not users:
        return
    yield "## Coverage"
    yield "Operators of workloads that are done with this instruction."
    rows = (
        (
            links.md("lowerings", lowering.name),
            code(lowering.operator),
            links.mds("types", lowering.formats),
            (lowering.kernel or "").rpartition("/")[2] and code((lowering.kernel or "").rpartition("/")[2]),
            links.inline(lowering.summary),
        )
        for lowering in users
    )
    yield table(("Lowering", "Operator", "Formats", "Kernel", "Meaning"), rows)


def instructions_of(lowering: Lowering) -> tuple[str, ...]:
    """Return the instructions that a lowering uses, in order."""
    named = (step.instruction for step in lowering.steps if step.instruction is not None)
    return tuple(dict.fromkeys((*named, *lowering.instructions)))
