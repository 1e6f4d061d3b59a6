"""Records as data that any language evaluates: the steps that results need, in order, by their places in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isinf
from typing import Any

from specgen.perfmodel.formulas.recording import Record


def written(record: Record, results: Any) -> dict[str, Any]:
    """Return ``steps`` and ``results``: the places that these name, wherever they are in it, renumbered.

    A step is ``["input", name]``, ``["number", value]`` (null is infinite) or a kind and the places of what it reads,
    which lie before it. Of ``results``, whole numbers in lists and under names are places, but ``limits``.
    """
    wanted: set[int] = set()
    _places(results, wanted)
    for place in range(len(record.steps) - 1, -1, -1):
        if place in wanted:
            wanted.update(_read(record.steps[place]))
    order = {place: number for number, place in enumerate(sorted(wanted))}
    steps = [_step(record.steps[place], order) for place in order]
    return {"steps": steps, "results": _renumbered(results, order)}


def _read(step: Sequence[Any]) -> tuple[int, ...]:
    return () if step[0] in ("input", "number") else tuple(step[1:])


def _step(step: Sequence[Any], order: Mapping[int, int]) -> list[Any]:
    kind, *rest = step
    if kind == "number":
        return [kind, number(rest[0])]
    return [kind, *rest] if kind == "input" else [kind, *(order[place] for place in rest)]


def number(value: Any) -> float | int | None:
    """Return a number as JSON has it: whole ones as such, an infinite one as nothing."""
    value = float(value)
    if isinf(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 1 << 53 else value


def _places(results: Any, found: set[int]) -> None:
    if isinstance(results, Mapping):
        for name, one in results.items():
            if name != "limits":
                _places(one, found)
    elif isinstance(results, list):
        for one in results:
            _places(one, found)
    elif isinstance(results, int):
        found.add(results)


def _renumbered(results: Any, order: Mapping[int, int]) -> Any:
    if isinstance(results, Mapping):
        return {name: one if name == "limits" else _renumbered(one, order) for name, one in results.items()}
    if isinstance(results, list):
        return [_renumbered(one, order) for one in results]
    return order[results] if isinstance(results, int) else results
