"""Requirements beside the tests that name them: which are covered, and whether what they are about has changed since."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.data import frozen
from specgen.machine.fidelity import Cell, digest, fidelity, read_records
from specgen.machine.requirements.junit import Case, read_junit
from specgen.machine.requirements.recorded import Recorded, Test, read_recorded
from specgen.model.requirements import Stated, stated
from specgen.source import Diagnostics, SpecError, did_you_mean

if TYPE_CHECKING:
    from specgen.semantics import Semantics

_WORDS = frozenset(("summary", "description", "since", "status", "requirements"))


@frozen()
class Covered:
    """A requirement and what is known of it.

    ``section``, ``thing``: whose it is, or whose ``part``. ``tests`` ran at ``version``; ``stale``: the sentence, or what it is
    about, has changed since. ``records``: the checks of its instruction as a whole that still hold.
    """

    id: str
    text: str
    section: str
    thing: str
    part: str
    digest: str
    tests: tuple[Test, ...] = ()
    version: str = ""
    stale: bool = False
    records: tuple[Cell, ...] = ()

    @property
    def state(self) -> str:
        """``passed``, ``failed``, ``skipped``, ``stale`` (passed before a change), or ``uncovered``: no test names it."""
        outcomes = {test.outcome for test in self.tests}
        if not outcomes:
            return "uncovered"
        if "failed" in outcomes:
            return "failed"
        if "passed" not in outcomes:
            return "skipped"
        return "stale" if self.stale else "passed"


def coverage(
    semantics: Iterable[Semantics], folder: Path, results: Iterable[Path] = ()
) -> tuple[tuple[Covered, ...], Diagnostics]:
    """Set the requirements of all variants beside ``results``, or, without any, beside what is recorded in ``folder``.

    The diagnostics warn of tests that name what there is not. Raises SpecError where results or records cannot be read,
    RecordError for a record of checks.
    """
    variants = tuple(semantics)
    known: dict[str, Covered] = {}
    for of in variants:
        for one in stated(of.architecture):
            if one.requirement.id not in known:
                known[one.requirement.id] = _bare(one, of)
    reports, found = tuple(results), Diagnostics()
    version = variants[0].architecture.version if variants else ""
    if reports:
        cases = [case for path in reports for case in read_junit(path, found)]
        if found.errors:
            raise SpecError(found)
        _warn(cases, known, found)
        recorded = recorded_of(known.values(), cases, version)
    else:
        recorded = read_recorded(folder) or Recorded(version, {})
    records = _records(variants, folder)
    return tuple(_with(one, recorded, records) for one in known.values()), found


def recorded_of(known: Iterable[Covered], cases: Iterable[Case], version: str) -> Recorded:
    """Return what is to be recorded of cases: those of one test, whatever its arguments, are counted together."""
    counts: dict[str, dict[str, Counter[str]]] = {}
    for case in cases:
        for id, _ in case.covers:  # noqa: A001
            counts.setdefault(id, {}).setdefault(case.name.partition("[")[0], Counter())[case.outcome] += 1
    tests = {
        one.id: tuple(Test(name, **count) for name, count in sorted(counts[one.id].items()))
        for one in known
        if one.id in counts
    }
    return Recorded(version, {one.id: (one.digest, tests[one.id]) for one in known if one.id in tests})


def _warn(cases: Iterable[Case], known: Mapping[str, Covered], found: Diagnostics) -> None:
    for case in cases:
        for id, at in case.covers:  # noqa: A001
            if id not in known:
                message = f"{case.name} covers {id}, which the spec does not have"
                found.report("result-requirement", message, at, hint=did_you_mean(id, known))


def _bare(one: Stated, semantics: Semantics) -> Covered:
    requirement, part = one.requirement, one.item.name if one.item is not one.thing else ""
    about = _digest(one, semantics)
    return Covered(requirement.id, requirement.text, one.section, one.thing.name, part, about)


def _digest(one: Stated, semantics: Semantics) -> str:
    """Of the sentence, and of what an instruction does or what is written of another thing but for words."""
    instruction = semantics.architecture.instructions.get(one.thing.name)
    if instruction is one.thing and one.thing.name in semantics.programs:
        about = digest(semantics, instruction, "behaviour")
    else:
        about = json.dumps(_bones(one.thing.origin.tree.value(one.thing.origin.path)), default=str)
    return hashlib.sha256(f"{one.requirement.text}\n{about}".encode()).hexdigest()[:12]


def _bones(data: Any) -> Any:
    """What is written, without words."""
    if isinstance(data, dict):
        return {key: _bones(value) for key, value in data.items() if key not in _WORDS}
    return [_bones(value) for value in data] if isinstance(data, list) else data


def _records(variants: Iterable[Semantics], folder: Path) -> dict[str, tuple[Cell, ...]]:
    """The checks of what an instruction does that still hold, by instruction."""
    records = read_records(folder)
    found: dict[str, tuple[Cell, ...]] = {}
    for semantics in variants if records else ():
        for row in fidelity(semantics, records).rows:
            cells = tuple(cell for cell in row.checks["behaviour"] if not cell.stale)
            found.setdefault(row.instruction, cells)
    return found


def _with(one: Covered, recorded: Recorded, records: Mapping[str, tuple[Cell, ...]]) -> Covered:
    cells = records.get(one.thing, ()) if one.section == "instructions" else ()
    if one.id not in recorded.requirements:
        return replace(one, records=cells)
    digest, tests = recorded.requirements[one.id]
    return replace(one, records=cells, tests=tests, version=recorded.version, stale=digest != one.digest)
