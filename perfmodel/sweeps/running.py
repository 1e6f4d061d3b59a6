"""Running a sweep: parts are handed to an executor, a few at a time, and joined as they come back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.sweeps.store import Folder, opened
from specgen.perfmodel.sweeps.sweep import Sweep, compute_part

if TYPE_CHECKING:
    from specgen.perfmodel.sweeps.executors import Executor
    from specgen.perfmodel.sweeps.summary import Summary

#: Parts that are under way at a time, so that results wait in bounded memory.
WINDOW = 8


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: parts done of all, those that an earlier run did among them."""

    done: int
    parts: int
    found_done: int


def run(
    sweep: Sweep,
    executor: Executor,
    folder: Path | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Summary:
    """Compute all parts that ``folder`` does not hold yet, and return the summary of the whole.

    The answer, and every byte in the folder, is the same whatever the executor and however often it was interrupted.
    Raises SweepError where the folder holds something else or cannot be written.
    """
    sweep.require_objectives()
    store = opened(folder, sweep.manifest()) if folder is not None else None
    whole, left = _found(sweep, store)
    found_done = sweep.parts - len(left)
    progress(Progress(found_done, sweep.parts, found_done))
    for done, (part, (summary, table)) in enumerate(_computed(sweep, executor, left), found_done + 1):
        if store is not None:
            store.keep(part, summary, table, sweep.form)
        whole.join(whole.filled(summary))
        progress(Progress(done, sweep.parts, found_done))
    return whole


def _found(sweep: Sweep, store: Folder | None) -> tuple[Summary, list[int]]:
    """The summary of what is done already, and the parts that are not."""
    whole, left = sweep.empty(), []
    done = store.done() if store is not None else frozenset[int]()
    for part in range(sweep.parts):
        summary = store.summary(part) if store is not None and part in done else None
        try:
            whole.join(whole.filled(summary or {}))
        except (KeyError, TypeError, ValueError, IndexError):
            left.append(part)
    return whole, left


def _computed(
    sweep: Sweep, executor: Executor, parts: list[int]
) -> Iterator[tuple[int, tuple[dict[str, Any], bytes | None]]]:
    """Give each part with what it came to, in the order in which they are done."""
    under_way: dict[Future[Any], int] = {}
    left = iter(parts)
    try:
        while True:
            while len(under_way) < WINDOW and (part := next(left, None)) is not None:
                future = executor.submit(compute_part, sweep, part)
                if future.done():
                    yield part, future.result()
                else:
                    under_way[future] = part
            if not under_way:
                return
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                yield under_way.pop(future), future.result()
    finally:
        for future in under_way:
            future.cancel()
