"""What claims may ask of a workload on a chip: time, rates, work, bytes, what bounds it, energy, cost."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.claims.chips import level_of, unknown
from specgen.perfmodel.claims.tiles import Cut, tiles
from specgen.perfmodel.claims.values import (
    BYTES,
    JOULES,
    OPERATIONS,
    PLAIN,
    SECONDS,
    Amount,
    Function,
    Members,
    Take,
    Thing,
    Value,
    Word,
)

if TYPE_CHECKING:
    from specgen.model.units import Exponents
    from specgen.perfmodel.bounds import GraphBound

_LEVEL = {"level": Take("word", needed=False)}


def metrics(what: str, bound: GraphBound, cut: Cut | None = None) -> Thing:
    """Return the members of a workload on a chip, as its bound has them.

    ``bytes`` cross the outermost memory level, ``bytes(sram)`` another one; ``busy(hbm)`` is for how long a level,
    ``compute`` or ``network`` is busy; ``utilisation`` is the part of the time that the arithmetic is. With ``cut``,
    ``tiled`` are its operators in the tiles of the design's lowerings.
    """
    facts = bound.graph.facts
    members: Members = {
        "time": partial(_amount, bound.time, SECONDS),
        "operations": partial(_amount, bound.graph.operations, OPERATIONS),
        "bytes": lambda: Thing(
            f"the bytes of {what}",
            call=Function(_LEVEL, partial(_bytes, bound)),
            amount=partial(_bytes, bound, {}),
        ),
        "busy": lambda: Thing(
            f"how busy {what} keeps", call=Function({"what": Take("word")}, partial(_busy, bound))
        ),
        "intensity": lambda: Amount(bound.graph.operations / _bytes(bound, {}).value),
        "bound_by": partial(_bound_by, bound),
        "utilisation": lambda: Amount(bound.busy["compute"] / bound.time),
        "energy": partial(_amount, bound.energy, JOULES),
        "cost": partial(_amount, bound.cost, PLAIN),
        **{name: partial(_per_token, bound, name) for name in ("tokens_per_s", *_PER_TOKEN)},
    }
    if cut is not None:
        members["tiled"] = partial(tiles, what, bound, cut)
    members |= {
        name: partial(_amount, facts[name], BYTES)
        for name in ("weight_bytes", "cache_bytes")
        if name in facts
    }
    return Thing(
        what, members | {n: partial(_amount, facts[n], PLAIN) for n in ("tokens", "parameters") if n in facts}
    )


_PER_TOKEN: dict[str, tuple[str, Exponents]] = {
    "time_per_token": ("time", SECONDS),
    "joules_per_token": ("energy", JOULES),
    "cost_per_token": ("cost", PLAIN),
}


def _amount(value: Any, exponents: Exponents) -> Amount:
    if value is None:
        raise ValueError("the chip says too little for this: its power, an energy of operations, or its cost")
    return Amount(value, exponents)


def _per_token(bound: GraphBound, name: str) -> Amount:
    tokens = bound.graph.facts.get("tokens")
    if tokens is None:
        raise ValueError("this makes no tokens")
    count = float(tokens)
    if name == "tokens_per_s":
        return Amount(count / bound.time)
    attribute, exponents = _PER_TOKEN[name]
    total = _amount(getattr(bound, attribute), exponents)
    if name == "time_per_token":  # as who waits for it sees it: of one sequence
        count /= float(bound.graph.facts.get("batch", 1))
    return Amount(total.value / count, exponents)


def _bytes(bound: GraphBound, given: dict[str, Any]) -> Amount:
    level = level_of(bound.chip, given).name
    return Amount(sum(one.bytes[level] * one.times for one in bound.bounds), BYTES)


def _busy(bound: GraphBound, given: dict[str, Any]) -> Amount:
    busy = bound.busy
    if given["what"] not in busy:
        raise ValueError(unknown("resource", given["what"], list(busy), bound.chip.name))
    return Amount(busy[given["what"]], SECONDS)


def _bound_by(bound: GraphBound) -> Value:
    """What most of the time goes by."""
    shares: dict[str, float] = {}
    for one in bound.bounds:
        shares[one.limit] = shares.get(one.limit, 0.0) + one.total
    limits = bound.bounds[0].limits
    return Word(max(limits, key=lambda name: shares.get(name, 0.0)), tuple(limits))
