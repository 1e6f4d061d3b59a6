"""Runs of a sweep: the same answer whoever computes it, and however often it is interrupted."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from specgen.perfmodel.sweeps import (
    Axis,
    Here,
    Objective,
    Progress,
    Summary,
    Sweep,
    SweepError,
    arranged,
    executor_named,
    rows_of,
    run,
    space,
    store,
)
from tests.perfmodel.sweeps.toy import Toy, toy

OBJECTIVES = (Objective("time"), Objective("width", maximise=True))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks of few points, so that few points are many chunks."""
    monkeypatch.setattr(space, "CHUNK", 64)


def asked(model: Toy | None = None, *, points: bool = True, form: str = "csv") -> Sweep:
    return Sweep(model or toy(), OBJECTIVES, top=4, points=points, form=form, chunks_of_part=5)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(one.relative_to(folder)): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()
    }


def all_points(model: Toy) -> Iterator[tuple[int, float, float, bool]]:
    for number in range(model.space.size):
        found = model.evaluate(model.space.at(number))
        yield number, found.metrics["time"].item(), model.space.values(number)["width"], found.fits.item()  # type: ignore[misc]


def check_by_definition(model: Toy, found: Summary) -> None:
    every = list(all_points(model))
    fitting = [(n, time, -width) for n, time, width, fits in every if fits]
    assert (found.points, found.fitting) == (len(every), len(fitting))
    best = [
        n
        for n, *costs in fitting
        if not any(
            (a <= costs[0] and b <= costs[1] and [a, b] != costs) or ([a, b] == costs and m < n)
            for m, a, b in fitting
        )
    ]
    assert found.front.numbers.tolist() == best
    assert found.best[0] == sorted((time, n) for n, time, _ in fitting)[:4]


@pytest.mark.parametrize(("work", "width"), [(40, 5), (5, 40), (150, 3), (1, 1)])
def test_a_summary_is_that_of_all_points(work: int, width: int) -> None:
    model = toy(work, width)
    found = run(asked(model), Here())
    check_by_definition(model, found)
    assert int(found.bounds.sum()) == 2 * found.points
    assert sum(found.spread["time"].values()) == found.fitting


def test_chunks_cover_the_space_in_order() -> None:
    for model in (toy(40, 5), toy(150, 3), toy(3, 200), toy(64, 64)):
        numbers = []
        for n in range(model.space.chunks):
            chunk = model.space.chunk(n)
            assert 0 < len(chunk) <= 64
            assert {model.space.chunk_of(chunk.start + n) for n in range(len(chunk))} == {n}
            numbers += list(range(chunk.start, chunk.start + len(chunk)))
        assert numbers == list(range(model.space.size))


def test_a_point_is_the_same_alone_and_in_its_chunk() -> None:
    model = toy(40, 5)
    for n in range(model.space.chunks):
        chunk = model.space.chunk(n)
        times = np.broadcast_to(model.evaluate(chunk).metrics["time"], chunk.shape).reshape(-1)
        for place, time in enumerate(times):
            number = chunk.start + place
            assert time == model.evaluate(model.space.at(number)).metrics["time"].item()
            numbers = model.space.arrays(model.space.at(number))
            values = model.space.values(number)
            assert numbers == {name: values[name] for name in numbers}


def test_who_computes_makes_no_difference(tmp_path: Path) -> None:
    run(asked(), Here(), tmp_path / "here")
    with ThreadPoolExecutor(3) as pool:
        run(asked(), pool, tmp_path / "threads")
    assert files(tmp_path / "here") == files(tmp_path / "threads")


def test_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    whole = run(asked(), Here(), tmp_path / "whole")

    def stop(progress: Progress) -> None:
        if progress.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(asked(), Here(), tmp_path / "stopped", stop)
    (tmp_path / "stopped/parts/000001.json").write_text('{"points": 3')
    seen: list[Progress] = []
    again = run(asked(), Here(), tmp_path / "stopped", seen.append)
    assert seen[0].found_done == 2
    assert again.as_data() == whole.as_data()
    assert files(tmp_path / "whole") == files(tmp_path / "stopped")


def test_a_summary_survives_json() -> None:
    found = run(asked(), Here())
    data = json.loads(json.dumps(found.as_data()))
    assert asked().empty().filled(data).as_data() == found.as_data()


@pytest.mark.parametrize("changed", [toy(301), toy(formats="narrow,broad"), toy(identity="of other chips")])
def test_a_folder_of_another_sweep_is_refused(tmp_path: Path, changed: Toy) -> None:
    run(asked(), Here(), tmp_path / "out")
    before = files(tmp_path / "out")
    with pytest.raises(SweepError, match="holds another sweep"):
        run(asked(changed), Here(), tmp_path / "out")
    assert files(tmp_path / "out") == before


def test_a_folder_of_other_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("three years")
    with pytest.raises(SweepError, match="holds no sweep"):
        run(asked(), Here(), tmp_path)
    (tmp_path / "sweep.json").write_text("[]")
    with pytest.raises(SweepError, match="holds no sweep"):
        run(asked(), Here(), tmp_path)
    with pytest.raises(SweepError, match=r"thesis\.txt"):
        run(asked(), Here(), tmp_path / "thesis.txt")


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = []

    def full(path: Path, data: bytes) -> None:
        written.append(path)
        if len(written) > 4:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        path.write_bytes(data)

    monkeypatch.setattr(store, "write_whole", full)
    with pytest.raises(SweepError, match="No space left on device; make room and run it again"):
        run(asked(), Here(), tmp_path / "out")
    monkeypatch.undo()


def test_unknown_objectives_are_refused() -> None:
    with pytest.raises(SweepError, match="did you mean 'width'"):
        run(Sweep(toy(), (Objective("widht"),)), Here())
    with pytest.raises(SweepError, match="metric or axis of numbers 'format'"):
        run(Sweep(toy(), (Objective("format"),)), Here())


def test_unknown_executors_are_refused() -> None:
    with pytest.raises(SweepError, match="local, dask"), executor_named("ray", 2):
        pass


def test_a_space_above_the_limit_is_refused() -> None:
    with pytest.raises(SweepError, match=r"4,200 points are more than 4,000: 2 \(format\) × 7 \(width\)"):
        toy().space.limited(4000)
    assert toy().space.limited(4200).size == 4200
    wide = arranged((), [Axis(name, tuple(range(99_999))) for name in "abcd"])
    with pytest.raises(SweepError, match=r"take fewer values$"):
        wide.limited(10**30)


def test_rows_are_the_points_one_by_one_or_together() -> None:
    model = toy(40, 5)
    every = list(range(model.space.size))[::-1]
    alone = {number: rows_of(asked(model), [number])[0] for number in every}
    assert rows_of(asked(model), every) == [alone[number] for number in every]
