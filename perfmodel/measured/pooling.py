"""Errors of several tables together: kernels that were calibrated each by itself, as one file of measurements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.perfmodel.measured.gap import Gap


@dataclass(frozen=True, slots=True)
class Pool:
    """Tables of one chip, backend, operator and format: rows fitted and judged, and by stage the mean error and bias."""

    chip: str
    backend: str
    operator: str
    format: str
    tables: int
    fitted: int
    judged: int
    stages: dict[str, tuple[float, float]]


def pooled(gaps: Sequence[Gap]) -> Iterator[Pool]:
    """Yield what tables come to together, in the order of their first; those that were not judged apart are left out.

    Means are weighted by rows, so that they are those of all rows; medians cannot be had from those of parts.
    """
    groups: dict[tuple[str, str, str, str], list[Gap]] = {}
    for one in gaps:
        if one.fitted:
            groups.setdefault((one.chip, one.backend, one.operator, one.format), []).append(one)
    for labels, group in groups.items():
        judged = sum(one.judged for one in group)
        stages: dict[str, tuple[float, float]] = {}
        for one in group:
            for stage in one.stages:
                mape, bias = stages.get(stage.name, (0.0, 0.0))
                share = one.judged / judged
                stages[stage.name] = (mape + share * stage.errors.mape, bias + share * stage.errors.bias)
        yield Pool(*labels, len(group), sum(one.fitted for one in group), judged, stages)
