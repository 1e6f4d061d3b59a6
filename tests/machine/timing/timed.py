"""Machines that run in time, and their events as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import byref
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from specgen.machine import Result, Simulator, Timeline, assemble
from specgen.machine.native import NativeSimulator
from specgen.machine.timeline import Event
from specgen.model.architecture import Architecture
from specgen.model.spec import load_architecture
from specgen.semantics import Semantics, analyse
from specgen.source import Diagnostics

ROOT = Path(__file__).resolve().parents[3]
METRONOME = Path(__file__).parent / "spec"
REASONS = ("exited", "fault", "limit", "deadlock", "stopped", "ended", "untimed")


@cache
def spec(folder: Path, variant: str | None = None) -> tuple[Architecture, Semantics]:
    """A spec without errors."""
    architecture, found = load_architecture(folder, variant), Diagnostics()
    semantics = analyse(architecture, found)
    assert not found.errors, [d.message for d in found]
    return architecture, semantics


@contextmanager
def quickly() -> Iterator[None]:
    """Engines are compiled as quickly as can be: what is run here is short."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CFLAGS", "-O0")
        yield


@cache
def machine(folder: Path = METRONOME, variant: str | None = None) -> NativeSimulator:
    """The native machine of a spec, to be reset before use."""
    with quickly():
        made = Simulator(*spec(folder, variant), "native")
    assert isinstance(made, NativeSimulator)
    return made


class Row(NamedTuple):
    """An instruction in a table: who ran it, and when it began, occupied the unit no more, and was finished."""

    tile: int
    unit: str
    instruction: str
    begin: int
    busy_until: int
    finish: int


_ROW = re.compile(r"(\d) (\w+)\s+(.*?)\s{2,}(\d+)\s+(\d+)\s+(\d+)(?:\s{2,}\S.*)?")


def table(text: str) -> list[Row]:
    """The rows of a table in words: tile, unit, instruction, begin, busy until, finish, and why."""
    rows = []
    for line in text.strip().splitlines():
        found = _ROW.fullmatch(line)
        assert found is not None, line
        tile, unit, instruction, *times = found.groups()
        rows.append(Row(int(tile), unit, instruction, *map(int, times)))
    return rows


def load(simulator: Simulator, *texts: str) -> None:
    """Resets a machine and gives each tile a program, or all of them the same."""
    simulator.reset()
    for tile in range(len(simulator.instances)):
        text = texts[min(tile, len(texts) - 1)]
        if text:
            simulator.load(assemble(simulator.architecture, text), instance=tile)


def run(simulator: Simulator) -> tuple[Result, list[Event]]:
    """Runs what is loaded in time."""
    timeline = Timeline(simulator.architecture)
    result = simulator.run(10_000, timed=True, timeline=timeline)
    return result, timeline.events


def rows(events: list[Event]) -> list[Row]:
    """Events as rows, in the order of their begin, then of tiles and units."""
    order = sorted(range(len(events)), key=lambda n: (events[n].begin, events[n].instance, n))
    return [
        Row(e.instance, e.unit, e.instruction, e.begin, e.busy_until, e.finish)
        for e in (events[n] for n in order)
    ]


class Standing(NamedTuple):
    """How a machine stands after some time."""

    reason: str
    steps: int
    tick: int
    next: int
    now: int


def advance(simulator: NativeSimulator, until: int, max_steps: int = (1 << 64) - 1) -> Standing:
    """Lets all happen that happens before a tick."""
    functions, handle, end = simulator._functions, simulator._machine.handle, simulator._end
    functions.advance(handle, until, max_steps, byref(end))
    return Standing(REASONS[end.reason], end.steps, end.tick, end.next, int(functions.now(handle)))
