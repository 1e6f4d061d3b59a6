"""Paths between memories and links between instances."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from specgen.model.paths import DataPath, Links
from specgen.model.quantity import Dimension
from specgen.model.resolve.items import common
from specgen.model.resolve.memory import BANDWIDTH, LATENCY, agents
from specgen.model.resolve.numbers import size, whole
from specgen.model.resolve.quantities import quantity
from specgen.source import Related

if TYPE_CHECKING:
    from specgen.model.documents.paths import LinksDocument, PathDocument
    from specgen.model.execution import Instances
    from specgen.model.origin import Origin
    from specgen.model.quantity import Quantity
    from specgen.model.resolve.context import Context

MAX_AXES = 4


def links(ctx: Context, name: str, document: LinksDocument, origin: Origin) -> Links | None:
    """Resolve what connects instances."""
    between = ctx.find(ctx.instances, document.between, origin, "between")
    if between is None:
        return None
    return Links(
        **common(name, document, origin),
        between=between,
        topology=document.topology,
        shape=_shape(ctx, document, between, origin),
        bandwidth=quantity(ctx, document.bandwidth, origin, "bandwidth", dimensions=BANDWIDTH),
        latency=quantity(ctx, document.latency, origin, "latency", dimensions=LATENCY),
        clock=quantity(ctx, document.clock, origin, "clock", dimensions=(Dimension.FREQUENCY,)),
    )


def _shape(ctx: Context, document: LinksDocument, between: Instances, origin: Origin) -> tuple[int, ...]:
    """The extents; those of a ring, a crossbar and of all to all are the number of instances."""
    if document.shape is None:
        return (between.count,)
    grid = document.topology in ("mesh", "torus")
    if len(document.shape) > (MAX_AXES if grid else 1):
        most = f"at most {MAX_AXES} extents" if grid else "one extent"
        ctx.report("links-shape", f"a {document.topology} has {most}", origin.at("shape"))
    shape = tuple(
        whole(ctx, extent, origin, "shape", index, low=1, high=1 << 20)
        for index, extent in enumerate(document.shape)
    )
    if prod(shape) != between.count:
        there = " x ".join(map(str, shape))
        message = f"{there} is {prod(shape)}, and there are {between.count} of {between.name}"
        related = [Related(between.origin.at("count"), f"{between.name} is declared here")]
        ctx.report("links-shape", message, origin.at("shape"), related=related)
    return shape


def path(ctx: Context, name: str, document: PathDocument, origin: Origin) -> DataPath | None:
    """Resolve a path."""
    source = ctx.find(ctx.memories, document.source, origin, "from")
    target = ctx.find(ctx.memories, document.target, origin, "to")
    over = ctx.find(ctx.links, document.over, origin, "over")
    agents(ctx, (document.by,), origin, "by")
    hops = over.diameter if over is not None else 0
    if document.hops is not None:
        hops = whole(ctx, document.hops, origin, "hops", high=1 << 20)
    if source is None or target is None:
        return None
    return DataPath(
        **common(name, document, origin),
        source=source,
        target=target,
        by=document.by,
        bandwidth=quantity(ctx, document.bandwidth, origin, "bandwidth", dimensions=BANDWIDTH),
        latency=quantity(ctx, document.latency, origin, "latency", dimensions=LATENCY),
        clock=_clock(ctx, document.by),
        hops=hops,
        burst=size(ctx, document.burst, origin, "burst", low=1, high=1 << 30),
        over=over,
    )


def _clock(ctx: Context, by: str) -> Quantity | None:
    """The clock of who moves the data."""
    mover = ctx.engines.items.get(by) or ctx.processors.items.get(by)
    return mover.clock if mover is not None else None
