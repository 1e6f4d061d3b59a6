"""Any spec with one mistake in it is refused, at the line of the mistake, in time and without a traceback."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from specgen import api
from specgen.source import Diagnostics, Severity
from tests.campaigns.harness import Campaign, Chunk, Report
from tests.mutation.mistakes import MISTAKES
from tests.mutation.spec import Broken, Files

ROOT = Path(__file__).parents[2]
SPECS = ("specgen/std/starter", "tests/generators/hostile", "spec")
MOST_SECONDS = 5.0  # what would feel like a hang; how fast a check is, the benchmarks say
NEAR = 0.95


class _Spec:
    """A copy of a spec in which one file at a time is broken."""

    def __init__(self, source: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mutated-")) / "spec"
        shutil.copytree(source, self.folder)
        header = self.folder / "spec.yaml"
        header.write_text(header.read_text().replace("name: NAME", "name: mutated"))
        self.files = Files(self.folder)
        assert not api.check(self.folder).errors  # and what checks import is there before any is timed

    def check(self, broken: Broken) -> tuple[Diagnostics, float]:
        path = self.folder / broken.file
        path.write_text(broken.text, encoding="utf-8")
        began = time.process_time()
        try:
            found = api.check(self.folder)
        finally:
            path.write_text(self.files.texts[broken.file], encoding="utf-8")
        return found, time.process_time() - began


@cache
def _spec(name: str) -> _Spec:
    return _Spec(ROOT / name)


def _check(chunk: Chunk, report: Report) -> None:
    rng = chunk.random()
    for case in chunk.cases():
        spec = _spec(SPECS[0] if case % 20 >= 2 else SPECS[case % 20 + 1])
        broken = None
        while broken is None:
            kind = rng.choice(list(MISTAKES))
            broken = MISTAKES[kind](spec.files, rng)
        _judge_one(kind, spec, broken, report)


def _judge_one(kind: str, spec: _Spec, broken: Broken, report: Report) -> None:
    where = f"{kind} of {broken.what} in {broken.file}"
    try:
        found, seconds = spec.check(broken)
    except Exception as error:  # a traceback is what this looks for
        report.wrong(f"{where}: {type(error).__name__}: {error}")
        return
    errors = [one for one in found if one.severity is Severity.ERROR]
    if not errors:
        report.wrong(f"{where}: accepted")
    if seconds > MOST_SECONDS:
        report.wrong(f"{where}: took {seconds:.2f} s")
    near = any(one.at.line in broken.lines and one.at.file.path.endswith(broken.file) for one in errors)
    report.count("at the line" if near else f"elsewhere: {kind}")


def _judge(tally: Mapping[str, int], cases: int) -> Iterable[str]:
    near = tally.get("at the line", 0)
    if near < NEAR * cases:
        elsewhere = {name: n for name, n in tally.items() if name != "at the line"}
        yield f"{near} of {cases} found at the right line: {elsewhere}"


CAMPAIGN = Campaign(
    summary=__doc__ or "",
    check=_check,
    count=10_000,
    sample=150,
    chunk=50,
    judge=_judge,
)
