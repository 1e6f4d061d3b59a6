"""Calibrations as a file of a spec."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from specgen.perfmodel.physical import Model


@dataclass(frozen=True, slots=True)
class Entry:
    """A calibration to be written: its ``labels`` are what it is of (``chip``, ``operator``, ``backend``, ...).

    ``error`` is the mean relative error on the rows that ``judged`` names in words.
    """

    name: str
    summary: str
    model: Model
    error: float
    judged: str
    labels: Mapping[str, str]
    rows: int
    source: str
    values: Mapping[str, float]


def as_yaml(entries: Iterable[Entry]) -> str:
    """Return calibrations as a spec says them, in four digits with the units that their models tell."""
    lines = ["calibrations:"]
    for one in entries:
        units = {each.name: "" if each.unit == "1" else f" {each.unit}" for each in one.model.parameters}
        lines += [
            f"  {one.name}:",
            f"    summary: {one.summary}",
            f"    description: Off by {100 * one.error:.1f} % in the mean on {one.judged}.",
            *(f"    {label}: {text}" for label, text in one.labels.items() if text),
            f"    rows: {one.rows}",
            f"    source: {one.source}",
            "    parameters:",
            *(f"      {name}: {value:.4g}{units.get(name, '')}" for name, value in one.values.items()),
        ]
    return "\n".join(lines) + "\n"
