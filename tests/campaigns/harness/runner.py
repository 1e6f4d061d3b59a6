"""Runs a campaign: a sample in this process, or all of it over several, saved after every chunk."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.campaigns.harness import registry
from tests.campaigns.harness.campaign import Campaign, Chunk, Report
from tests.campaigns.harness.result import FOLDER, Result, commit, read

Progress = Callable[[Result], None]


def run_sample(campaign: Campaign) -> Report:
    """Checks the campaign's seeded sample; the judge's complaints count as wrong cases."""
    report = Report()
    chunk = Chunk(0, min(campaign.sample, campaign.count), campaign.count, campaign.seed, sampled=True)
    campaign.check(chunk, report)
    for complaint in campaign.judge(report.tally, len(chunk)):
        report.wrong(complaint)
    return report


def run(
    name: str,
    *,
    count: int | None = None,
    jobs: int = 1,
    fresh: bool = False,
    progress: Progress = lambda _: None,
    folder: Path = FOLDER,
) -> Result:
    """Runs a campaign from where an equal run (count, seed, commit) stopped, and writes its result file.

    Args:
        name: the campaign's name.
        count: how many cases; the campaign's own count where none is given.
        jobs: processes.
        fresh: start over whatever was done before.
        progress: called after every chunk.
        folder: where the state and the result (``NAME.state.json``, ``NAME.json``) are written.

    Raises:
        LookupError: there is no such campaign.
    """
    campaign = registry.load(name)
    state = folder / f"{name}.state.json"
    result = Result(name, count or campaign.count, campaign.seed, commit())
    before = None if fresh else read(state)
    if before is not None and result.same_run(before):
        result = before
    chunks = campaign.chunks(result.count, result.done)
    last = time.monotonic()
    with _reports(name, chunks, jobs) as reports:
        for chunk, report in reports:
            now = time.monotonic()
            result.take(report, chunk.stop, now - last)
            last = now
            result.save(state)
            progress(result)
    for complaint in campaign.judge(result.tally, result.count):
        result.take(Report(1, [complaint]), result.done, 0.0)
    result.save(folder / f"{name}.json")
    state.unlink(missing_ok=True)
    return result


@contextmanager
def _reports(name: str, chunks: Iterable[Chunk], jobs: int) -> Iterator[Iterator[tuple[Chunk, Report]]]:
    """The chunks' reports in the chunks' order, so that what is saved is always a beginning of the run."""
    check = partial(_check, name)
    if jobs == 1:
        yield map(check, chunks)
        return
    with multiprocessing.get_context("fork").Pool(jobs, _ignore_interrupts) as pool:
        yield pool.imap(check, chunks)


def _ignore_interrupts() -> None:
    """Ctrl-C is the parent's to handle: it ends the pool."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _check(name: str, chunk: Chunk) -> tuple[Chunk, Report]:
    report = Report()
    registry.load(name).check(chunk, report)
    return chunk, report
