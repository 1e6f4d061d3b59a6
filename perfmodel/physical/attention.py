"""What the models of attention share: the sizes of a call, by whole numbers or arrays, and its plain roofline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.counting import Count, maximum, minimum, where
from specgen.perfmodel.physical.model import Dims
from specgen.perfmodel.workloads import bits

if TYPE_CHECKING:
    from specgen.perfmodel.chips import Chip

RESIDENT = 2 / 3
"""Share of the last cache that keeps operands from one call to the next; the rest holds what the call streams."""

_ABRUPT = 4  # exponent of the passage from resident to streamed, as the operands outgrow that share


@dataclass(frozen=True, slots=True)
class Shape:
    """A call of attention: new ``queries`` of each sequence see ``keys`` with them, the last ``window`` of them if any.

    ``element`` and ``cached`` are bytes of an element of the queries and of the cache.
    """

    batch: Count
    heads: Count
    kv_heads: Count
    head_dim: Count
    queries: Count
    keys: Count
    window: Count
    element: float
    cached: float

    @classmethod
    def of(cls, dims: Dims, form: str, cache: str) -> Shape:
        """The sizes under the names of an attention operator's ``dims``; one query, and no window, where not given."""
        queries = dims.get("queries", 1)
        return cls(
            batch=dims["batch"],
            heads=dims["heads"],
            kv_heads=dims["kv_heads"],
            head_dim=dims["head_dim"],
            queries=queries,
            keys=dims.get("keys", queries),
            window=dims.get("window", 0),
            element=bits(form) / 8,
            cached=bits(cache) / 8,
        )

    @property
    def group(self) -> Any:
        """How many heads share a key-value head."""
        return self.heads // self.kv_heads

    @property
    def seen(self) -> Any:
        """Keys that the last query sees."""
        return where(self.window > 0, minimum(self.keys, self.window), self.keys)

    @property
    def token(self) -> Any:
        """Bytes of the key and the value of one token, of one key-value head."""
        return 2 * self.head_dim * self.cached

    @property
    def pairs(self) -> Any:
        """Pairs of a query and a key that it sees, of one head of one sequence."""
        past = self.keys - self.queries
        whole = self.queries * past + self.queries * (self.queries + 1) / 2
        filling = minimum(maximum(self.window - past, 0), self.queries)  # queries whose window is not full
        cut = filling * past + filling * (filling + 1) / 2 + (self.queries - filling) * self.window
        return where(self.window > 0, minimum(whole, cut), whole)

    @property
    def operations(self) -> Any:
        """Two products of a pair of vectors each, a multiplication and an addition counted as two."""
        return 4 * self.batch * self.heads * self.pairs * self.head_dim

    @property
    def result(self) -> Any:
        """Bytes of the queries and of the result, which keeps two bytes an element at least."""
        rows = self.batch * self.queries * self.heads * self.head_dim
        return rows * (self.element + max(self.element, 2.0))

    @property
    def bytes(self) -> Any:
        """Bytes of queries, keys, values and result, each once."""
        kept = minimum(self.keys, self.seen + self.queries - 1)
        return self.result + self.batch * self.kv_heads * kept * self.token

    def roofline(self, chip: Chip, form: str) -> Any:
        """The time that a plain roofline gives: operations at the matrix peak, or bytes at the outermost bandwidth."""
        return maximum(self.operations / chip.peak("matrix", form), self.bytes / chip.levels[0].bandwidth)


def missing(size: Any, chip: Chip) -> Any:
    """Return the share of ``size`` bytes that a warm cache does not hold: near 0 below `RESIDENT` of it, near 1 above."""
    cache = chip.levels[min(1, len(chip.levels) - 1)].size
    return 1 / (1 + (RESIDENT * cache / size) ** _ABRUPT)
