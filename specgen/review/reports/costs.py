"""The cost of a change in few words: what moves most comes first."""

from __future__ import annotations

from specgen.review.cost import Cost, Move

_ORDER = ("decision", "target", "workload", "peak", "bandwidth", "number")


def moves_shown(cost: Cost) -> list[Move]:
    """Return the moves: decisions and targets first, then what moves most."""
    return sorted(
        cost.moves,
        key=lambda move: (_ORDER.index(move.kind) if move.kind in _ORDER else len(_ORDER), -_far(move)),
    )


def _far(move: Move) -> float:
    return 0.0 if not move.ratio else max(move.ratio, 1 / move.ratio)


def words(move: Move) -> str:
    """A move as one line: ``workload decode in base: 1.2 ms -> 1.8 ms (× 1.5, worse)``."""
    where = f" in {move.variant}" if move.variant else ""
    return f"{move.kind} {move.name}{where}: {move.before} -> {move.after}{factor(move)}"


def factor(move: Move) -> str:
    """By how much, and whether users lose by it, in parentheses; empty where neither is known."""
    told = [] if move.ratio is None else [f"× {move.ratio:.4g}"]
    if move.worse is not None:
        told.append("worse" if move.worse else "better")
    return f" ({', '.join(told)})" if told else ""


def title(cost: Cost) -> str:
    """How much moves: ``12 of 348 figures move``; empty where nothing was computed."""
    if not cost.computed:
        return ""
    return f"{len(cost.moves):,} of {cost.computed:,} figures of the performance model move"
