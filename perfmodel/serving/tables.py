"""Services as columns, so that many are evaluated together; and measured ones read from a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.serving.work import GROUPS, Served, Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def columns(services: Sequence[Served]) -> dict[str, NDArray[np.float64]]:
    """Return the columns that a step's time is made of; those of operators have two axes, the second of operators."""
    import numpy as np

    made: dict[str, NDArray[np.float64]] = {}
    for phase in ("decode", "prefill"):
        works: list[Work] = [getattr(one, phase) for one in services]
        for number, group in enumerate(GROUPS):
            made[f"{phase}_{group}_compute"] = _padded([_of(w.compute, w, number) for w in works])
            made[f"{phase}_{group}_memory"] = _padded([_of(w.memory, w, number) for w in works])
        made[f"{phase}_launches"] = np.array([sum(w.times) for w in works])
        made[f"{phase}_exchanges"] = np.array([w.exchanges for w in works])
        made[f"{phase}_exchanging"] = np.array([w.exchanging for w in works])
    made["sequences"] = np.array([one.sequences for one in services])
    made["answer"] = np.array([float(one.service.answer) for one in services])
    return made


def _of(values: tuple[float, ...], work: Work, group: int) -> list[float]:
    return [value for value, of in zip(values, work.group, strict=True) if of == group]


def _padded(rows: list[list[float]]) -> Any:
    """Rows of different lengths as an array, filled up with zeros: operators that take no time."""
    import numpy as np

    made = np.zeros((len(rows), max(map(len, rows), default=0)))
    for number, row in enumerate(rows):
        made[number, : len(row)] = row
    return made
