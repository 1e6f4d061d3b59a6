"""Slices of time as a trace in the JSON form that Perfetto and Chrome's tracing page open.

The form is the Trace Event Format's: complete events (``ph: X``) with times in microseconds, and metadata events
(``ph: M``) that name processes and threads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

_NANOSECOND = 10**9


class Slice(NamedTuple):
    """What a thread of a process did from ``begin`` to ``end``, in ticks; ``arguments`` are shown with it."""

    process: int
    thread: int
    name: str
    begin: int
    end: int
    arguments: Mapping[str, int | str] = {}


def trace(
    slices: Iterable[Slice],
    processes: Mapping[int, str],
    threads: Mapping[tuple[int, int], str],
    rate: Fraction | None,
) -> str:
    """The trace as text. ``threads`` are named by process and thread; ``rate``: ticks in a second.

    Without a rate, a tick is shown as a nanosecond. An event stands on a line of its own, in the order of its begin.
    Processes and threads count from 1 in the file, since 0 stands for an idle processor there.
    """
    lines = ",\n".join(
        json.dumps(event)
        for event in (*_names(processes, threads), *_events(slices, rate or Fraction(_NANOSECOND)))
    )
    return f'{{"displayTimeUnit": "ns", "traceEvents": [\n{lines}\n]}}\n'


def _names(processes: Mapping[int, str], threads: Mapping[tuple[int, int], str]) -> Iterator[dict[str, Any]]:
    for process, name in processes.items():
        yield {"ph": "M", "name": "process_name", "pid": process + 1, "tid": 0, "args": {"name": name}}
    for (process, thread), name in threads.items():
        about = {"ph": "M", "pid": process + 1, "tid": thread + 1}
        yield {**about, "name": "thread_name", "args": {"name": name}}
        yield {**about, "name": "thread_sort_index", "args": {"sort_index": thread}}


def _events(slices: Iterable[Slice], rate: Fraction) -> Iterator[dict[str, Any]]:
    def microseconds(ticks: int) -> float:
        return float(ticks * 10**6 / rate)

    for one in sorted(slices, key=lambda s: (s.begin, s.process, s.thread, s.end)):
        yield {
            "ph": "X",
            "pid": one.process + 1,
            "tid": one.thread + 1,
            "ts": microseconds(one.begin),
            "dur": microseconds(one.end - one.begin),
            "name": one.name,
            "args": dict(one.arguments),
        }
