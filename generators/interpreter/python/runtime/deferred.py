"""Writes of a grid that wait for its end: its reads see what was there before, and two may be to one place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from specgen.generators.interpreter.python.runtime.arithmetic import operation
from specgen.generators.interpreter.python.runtime.faults import Journal, Kind
from specgen.generators.interpreter.python.runtime.memory import (
    Access,
    Memory,
    gather,
    initialised,
    scatter,
    touched,
)
from specgen.generators.interpreter.python.runtime.traits import Array, traits
from specgen.model.types import FloatType, IntegerType, NumberType


@dataclass(frozen=True, slots=True)
class Target:
    """A place that is written: an array, list or memory, and the type of its elements."""

    name: str
    kind: NumberType
    access: Access | None = None
    constant: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Pending:
    target: Target
    home: Any
    entries: list[tuple[Array, Array, Array]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)


class Writes:
    """Collects writes, each over the whole grid, and makes them in the order of iterations and, in one, of statements.

    ``conflict``: what a second write to one place means: ``last``, ``first``, ``add``, or ``fault``.
    """

    def __init__(self, conflict: str, *shape: int, fault: Kind | None = None, line: int = 0) -> None:
        self._conflict = conflict
        self._shape = shape
        self._pending: dict[str, _Pending] = {}
        self._fault = fault
        self._line = line
        self._seen: set[tuple[str, int]] = set()
        self._count = 0

    def put(self, target: Target, home: Any, place: Any, values: Any, mask: Any = True) -> None:
        """Notes a write: ``place`` is a flat index, or an offset into a memory.

        Raises:
            FaultRaised: with ``fault``, where the place was written before; with ``add``, where it never was and that is
                looked at.
        """
        if self._conflict == "add" and target.access is not None and not self._shape:
            initialised(home, target.access, int(place))
        parts = (np.asarray(place), np.asarray(values), np.asarray(mask))
        at, new, live = (np.broadcast_to(part, self._shape) for part in parts)
        if self._fault is not None and bool(live) and int(at) not in target.constant:
            if (target.name, int(at)) in self._seen:
                raise self._fault.at(0, self._line)
            self._seen.add((target.name, int(at)))
        pending = self._pending.setdefault(target.name, _Pending(target, home))
        pending.entries.append((at, np.array(new), live))
        pending.numbers.append(self._count)
        self._count += 1

    def apply(self, journal: Journal | None = None) -> None:
        """Makes the writes."""
        groups: dict[int, list[_Pending]] = {}
        for pending in self._pending.values():
            groups.setdefault(id(pending.home), []).append(pending)
        for group in groups.values():
            if len(group) > 1 and _overlap(group):
                self._one_by_one(group, journal)
            else:
                self._by_target(group, journal)

    def _one_by_one(self, group: list[_Pending], journal: Journal | None) -> None:
        """Writes of one memory under several types, in the order of iterations and statements."""
        written: set[int] = set()
        for pending, at, value in _in_order(group):
            target, home = pending.target, pending.home
            assert target.access is not None
            if self._conflict == "add":
                value = np.asarray(_sum(target.kind, _get(target, home, at), value))
            bytes_ = touched(target.access, np.array(at)).tolist()
            kept = [home.bytes[b] for b in bytes_]
            _set(target, home, np.array([at]), value.reshape(1), journal)
            if self._conflict == "first":
                for b, old in zip(bytes_, kept, strict=True):
                    if b in written:
                        home.bytes[b] = old
            written.update(bytes_)

    def _by_target(self, group: list[_Pending], journal: Journal | None) -> None:
        for pending in group:
            columns = [[entry[i] for entry in pending.entries] for i in range(3)]
            if {"int64", "uint64"} <= {new.dtype.name for new in columns[1]}:
                columns[1] = [new.astype(object) for new in columns[1]]  # together they would become floats
            at, values, live = (np.stack(column, axis=-1).ravel() for column in columns)
            live = live.astype(bool)
            for constant in pending.target.constant:
                live &= at != constant
            self._write(pending, at[live], values[live], journal)

    def _write(self, pending: _Pending, at: Array, values: Array, journal: Journal | None) -> None:
        target, home = pending.target, pending.home
        if self._conflict == "add":
            for place, value in zip(at.tolist(), values, strict=True):
                old = _get(target, home, place)
                _set(target, home, np.array([place]), np.array([_sum(target.kind, old, value)]), journal)
            return
        if self._conflict == "first":
            kept = np.sort(np.unique(at, return_index=True)[1])
            at, values = at[kept], values[kept]
        _set(target, home, at, values, journal)


def _overlap(group: list[_Pending]) -> bool:
    """Whether targets in one memory may have bytes in common."""
    reach = []
    for pending in group:
        live = [at[alive.astype(bool)] for at, _, alive in pending.entries]
        places = np.concatenate(live) if live else np.empty(0, np.int64)
        if pending.target.access is not None and len(places):
            access = pending.target.access
            touched_ = touched(access, places)
            reach.append((int(touched_.min()), int(touched_.max()) + 1))
    reach.sort()
    return any(second[0] < first[1] for first, second in pairwise(reach))


def _in_order(group: list[_Pending]) -> Iterator[tuple[_Pending, int, Array]]:
    """All live writes of several targets."""
    entries = sorted(
        (
            (number, pending, entry)
            for pending in group
            for number, entry in zip(pending.numbers, pending.entries, strict=True)
        ),
        key=lambda one: one[0],
    )
    count = max(entry[0].size for _, _, entry in entries)
    for iteration in range(count):
        for _, pending, (at, values, live) in entries:
            if iteration < at.size and live.flat[iteration]:
                yield pending, int(at.flat[iteration]), values.reshape(-1)[iteration]


def _sum(kind: NumberType, old: Any, new: Any) -> Any:
    if isinstance(kind, FloatType):
        return operation("add", kind)(old, new)
    return cut(int(old) + int(new), kind)


def cut(value: int, kind: IntegerType) -> int:
    """The value of the low bits in two's complement."""
    value &= (1 << kind.width) - 1
    return value - (1 << kind.width) if kind.signed and value >> (kind.width - 1) else value


def _get(target: Target, home: Any, place: int) -> Any:
    if target.access is not None:
        value = gather(home, target.access, np.array([place]))[0]
        if isinstance(target.kind, IntegerType):
            return cut(int(value), target.kind)
        return value if traits(target.kind).native else int(value) & ((1 << target.kind.width) - 1)
    return home[place] if isinstance(home, list) else home.reshape(-1)[place]


def _set(target: Target, home: Any, at: Array, values: Array, journal: Journal | None) -> None:
    if target.access is not None:
        _set_memory(home, target.access, at, values, target.kind, journal)
        return
    if isinstance(home, list):
        for place, value in zip(at.tolist(), values.tolist(), strict=True):
            if journal is not None:
                journal.keep(home, place)
            home[place] = value
        return
    flat = home.reshape(-1)
    if journal is not None:
        journal.keep(flat, at)
    flat[at] = values


def _set_memory(
    memory: Memory, access: Access, at: Array, values: Array, kind: NumberType, journal: Journal | None
) -> None:
    if values.dtype.kind in "iuO" and access.partial:
        mask = (1 << kind.width) - 1
        values = np.array([int(v) & mask for v in values], object if not access.dtype else np.uint64)
    scatter(memory, access, at, values, np.ones(at.shape, bool), journal)


def put(target: Array, places: tuple[Any, ...], values: Any, mask: Any) -> None:
    """Writes the elements at some indices where ``mask`` holds."""
    *where, new, live = np.broadcast_arrays(*places, values, mask)
    target[tuple(index[live] for index in where)] = new[live]


def put_list(target: list[int], places: Any, values: Any, mask: Any, journal: Journal | None = None) -> None:
    """The same for a flat list of Python's integers."""
    where, new, live = np.broadcast_arrays(places, values, mask)
    for place, value, alive in zip(where.flat, new.flat, live.flat, strict=True):
        if alive:
            if journal is not None:
                journal.keep(target, int(place))
            target[int(place)] = int(value)


def take(source: list[int], places: Array) -> Array:
    """The elements of a flat list at some indices, as Python's integers."""
    values = np.empty(places.shape, object)
    for at in np.ndindex(places.shape):
        values[at] = source[int(places[at])]
    return values
