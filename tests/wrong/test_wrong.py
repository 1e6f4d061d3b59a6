"""Wrong specs: each says in its first line which lines and rules must be named."""

import re
import time
from pathlib import Path

import pytest

from specgen import api
from specgen.checks.examples import write_example
from specgen.source import FORMATS, Diagnostics, Severity, render

CASES = sorted(Path(__file__).parent.glob("*.yaml"))
EXPECT = re.compile(r"# expect: (.*)")
MOST_SECONDS = 5.0  # what would feel like a hang; how fast a check is, the benchmarks say


def expected(text: str) -> set[tuple[int, str]]:
    found = EXPECT.match(text)
    assert found, "the first line must say what is expected"
    pairs = (part.split() for part in found[1].split(";"))
    return {(int(line), rule) for line, rule in pairs}


def findings(case: Path, folder: Path) -> Diagnostics:
    return api.check(write_example(case.read_text(encoding="utf-8"), folder))


@pytest.fixture(scope="module", autouse=True)
def _imported(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What checks import is there before any is timed."""
    findings(CASES[0], tmp_path_factory.mktemp("first") / "spec")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_mistake_is_found_where_it_is(case: Path, tmp_path: Path) -> None:
    began = time.process_time()
    found = findings(case, tmp_path / "spec")
    seconds = time.process_time() - began
    shown = {(one.at.line, one.rule) for one in found}
    assert expected(case.read_text(encoding="utf-8")) <= shown, sorted(shown)
    assert seconds < MOST_SECONDS
    for name in FORMATS:
        assert "Traceback" not in render(found, name)


def test_the_corpus_is_as_large_and_as_varied_as_it_claims() -> None:
    all_expected = [expected(case.read_text(encoding="utf-8")) for case in CASES]
    severities = {rule.id: rule.severity for rule in api.rules().values()}
    errors = {rule for pairs in all_expected for _, rule in pairs if severities[rule] is Severity.ERROR}
    assert len(CASES) >= 200
    assert len(errors) >= 40
    assert sum(len({line for line, _ in pairs}) >= 2 for pairs in all_expected) >= 10
