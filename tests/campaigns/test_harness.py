"""The harness itself, on campaigns made for the purpose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tests.campaigns.harness import Campaign, Chunk, Report, Result, registry, run, run_sample, table
from tests.campaigns.harness.result import read


def _sevens(chunk: Chunk, report: Report) -> None:
    for case in chunk.cases():
        report.count("even", case % 2 == 0)
        if case % 7 == 0:
            report.wrong(f"{case} is divisible by 7")


SEVENS = Campaign("no number is divisible by 7", _sevens, count=1000, sample=50, chunk=64)


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "load", {"sevens": SEVENS}.__getitem__)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_full_run_checks_every_case_once(tmp_path: Path, jobs: int) -> None:
    result = run("sevens", jobs=jobs, folder=tmp_path)
    assert (result.done, result.wrong, result.tally) == (1000, 143, {"even": 500})
    assert len(result.examples) == 20
    assert read(tmp_path / "sevens.json") == result
    assert [path.name for path in tmp_path.iterdir()] == ["sevens.json"]


def test_a_stopped_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    def stop(result: Result) -> None:
        if result.done >= 300:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run("sevens", folder=tmp_path, progress=stop)
    done: list[int] = []
    result = run("sevens", folder=tmp_path, progress=lambda result: done.append(result.done))
    assert done[0] == 384
    assert (result.wrong, result.tally) == (143, {"even": 500})


def test_another_count_or_a_fresh_run_starts_over(tmp_path: Path) -> None:
    Result("sevens", 1000, 1, "unknown", done=960).save(tmp_path / "sevens.state.json")
    done: list[int] = []
    run("sevens", count=128, folder=tmp_path, progress=lambda result: done.append(result.done))
    assert done == [64, 128]


def test_a_damaged_state_file_is_no_state(tmp_path: Path) -> None:
    (tmp_path / "sevens.state.json").write_text('{"campaign": ')
    assert run("sevens", count=64, folder=tmp_path).wrong == 10


def test_a_sample_draws_from_the_whole_range_and_always_the_same() -> None:
    chunk = Chunk(0, 50, 1 << 32, seed=1, sampled=True)
    cases = chunk.cases()
    assert len(set(cases)) == 50
    assert max(cases) > 1 << 31
    assert list(chunk.array()) == list(cases) == list(chunk.cases())
    assert run_sample(SEVENS).wrongs > 0


def test_chunks_draw_apart() -> None:
    first, second = Chunk(0, 64, 1000, seed=1), Chunk(64, 128, 1000, seed=1)
    assert first.random().random() != second.random().random()
    assert first.generator().random() != second.generator().random()
    assert list(second.array()) == list(range(64, 128))


def test_the_judge_speaks_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(tally: Mapping[str, int], cases: int) -> Iterable[str]:
        if tally["even"] * 10 < cases * 9:
            yield f"only {tally['even']} of {cases} are even"

    judged = Campaign(
        "most are even", lambda _, report: report.count("even"), count=10, sample=2, judge=judge
    )
    monkeypatch.setattr(registry, "load", lambda _: judged)
    assert run("even", folder=tmp_path).examples == ["only 1 of 10 are even"]
    assert run_sample(judged).examples == ["only 1 of 2 are even"]


def test_the_table_keeps_other_rows(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    table.record(Result("sevens", 10, 1, "abc", seconds=12.3, tally={"b": 2, "a": 1000}), path)
    path.write_text(path.read_text().replace("`sevens`", "`nines`"))
    table.record(Result("sevens", 1 << 32, 1, "def", seconds=11_100, wrong=3), path)
    assert path.read_text().splitlines()[-2:] == [
        "| `nines` | no number is divisible by 7 | 10 | 1 | `abc` | 12 s | 0 | a: 1,000, b: 2 |",
        "| `sevens` | no number is divisible by 7 | 4,294,967,296 | 1 | `def` | 3 h 5 min | 3 |  |",
    ]
