"""A table of measurements of one operator, of one format, on one chip, by one protocol."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Dataset:
    """Rows measured alike; ``columns`` are named as the ``dims`` of the operator, and what else a reader kept.

    ``seconds`` is the latency of each row, ``watts`` the power where it was measured. ``protocol`` says how the rows were
    timed (``graph_replay``: launches replayed from a graph, caches warm; ``launches``: separate launches, their latency
    included; ``host_bound``: the same, and the host's calls take longer than small operators; ``kernel``: the kernel
    alone). ``scheme`` tells apart tables of one format, such as scales per block.
    """

    name: str
    chip: str
    backend: str
    operator: str
    format: str
    protocol: str
    source: str
    columns: dict[str, NDArray[Any]]
    seconds: NDArray[np.float64]
    watts: NDArray[np.float64] | None = None
    scheme: str = ""

    def __len__(self) -> int:
        return len(self.seconds)

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Dataset:
        """Return the rows that a mask or an array of indices chooses."""
        return replace(
            self,
            columns={name: column[chosen] for name, column in self.columns.items()},
            seconds=self.seconds[chosen],
            watts=None if self.watts is None else self.watts[chosen],
        )
