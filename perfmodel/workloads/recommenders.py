"""Recommenders: gathers from embedding tables, a cross network and networks of dense features."""

from __future__ import annotations

from itertools import pairwise

from specgen.model.performance.networks import Recommender
from specgen.perfmodel.counting import Count
from specgen.perfmodel.workloads.assembly import Assembly, assembly
from specgen.perfmodel.workloads.formats import Formats
from specgen.perfmodel.workloads.graph import Graph


def recommender(model: Recommender, *, batch: Count = 1, formats: Formats | dict[str, str] | str | None = None,
                sparse: str = "dense") -> Graph:  # fmt: skip
    """Return a recommender on ``batch`` samples.

    Every looked-up row is read from memory, and those of one table are added up on the way.

    Raises:
        WorkloadError: the batch is not positive, or there is no such format or sparsity.
    """
    made = assembly(model.name, model.format, batch, formats, sparse)
    wide = (len(model.tables) + 1) * model.embedding
    _layers(made, "bottom", (model.dense, *model.bottom))
    made.weights(sum(model.tables) * model.embedding)
    made.gather("embedding", sum(model.looked_up), model.embedding, len(model.tables))
    made.linear("cross.low", 1, wide, model.cross_rank, bias=False, times=model.cross_layers)
    made.linear("cross.high", 1, model.cross_rank, wide, times=model.cross_layers)
    made.pointwise("cross.combine", wide, 2, operands=3, times=model.cross_layers)
    _layers(made, "top", (wide, *model.top))
    return made.graph()


def _layers(made: Assembly, name: str, widths: tuple[int, ...]) -> None:
    for n, (k, wide) in enumerate(pairwise(widths)):
        made.linear(f"{name}{n}", 1, k, wide)
        made.pointwise(f"{name}{n}.activation", wide, 1)
