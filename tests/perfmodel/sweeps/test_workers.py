"""Dask's workers: the same bytes as without any; processes of this machine are tried as users call them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from specgen.perfmodel.sweeps import (
    Objective,
    Request,
    SpecShelf,
    Sweep,
    SweepError,
    Use,
    designs_of,
    executor_named,
    executors,
    parse_axis,
    run,
    usual_format,
    write_results,
)
from tests.perfmodel.sweeps.test_run import files

AXES = (
    "formats.cache=bf16,e4m3",
    "formats.weights=bf16,e4m3",
    "batch=1:256:double",
    "hbm.bandwidth=1 TB/s:8 TB/s:log:20",
)


def asked() -> Sweep:
    uses = tuple(Use(phase, "llama_3_1_8b", phase) for phase in ("prefill", "decode"))
    request = Request(tuple(map(parse_axis, AXES)), uses, "h100_sxm")
    objectives = (
        Objective("decode.tokens_per_s", True),
        Objective("prefill.time"),
        Objective("hbm.bandwidth"),
    )
    found = designs_of(request, SpecShelf(), 10**9)
    return Sweep(found, objectives, points=True, form=usual_format(), chunks_of_part=1)


def found_by(executor: str | None, jobs: int, folder: Path) -> dict[str, bytes]:
    sweep = asked()
    assert sweep.parts == 4
    with executor_named(executor, jobs) as found:
        summary = run(sweep, found, folder)
    write_results(sweep, summary, folder)
    return files(folder)


def test_two_workers_of_dask_give_the_same_bytes(tmp_path: Path) -> None:
    alone = found_by(None, 1, tmp_path / "one")
    distributed: Any = import_module("distributed")
    with distributed.LocalCluster(
        2, processes=False, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        assert found_by(f"dask:{cluster.scheduler_address}", 1, tmp_path / "two") == alone


def test_a_scheduler_that_does_not_answer_is_told() -> None:
    with pytest.raises(SweepError, match="does not answer"), executor_named("dask:inproc://nobody/1/1", 1):
        pass


def test_without_dask_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(executors, "import_module", missing)
    with pytest.raises(SweepError, match=r"pip install 'specgen\[dask\]'"), executor_named("dask", 2):
        pass
