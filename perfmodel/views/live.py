"""What stands on the page of rooflines where no script recomputes it: a drawing, and every workload with its band."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from specgen.perfmodel.bounds import GraphBound
from specgen.perfmodel.charts import Report, Sheet, report
from specgen.perfmodel.figures import figure_text, plain
from specgen.perfmodel.formulas import Limit, Offered, Use, bound
from specgen.perfmodel.sweeps import METRICS
from specgen.perfmodel.uncertainty import banded
from specgen.perfmodel.views.hierarchy import bare, hierarchy

_COLUMNS = ("Workload", "Chip", "Time per step", "Per second", "Target", "Waits for", "Widened most by")


def live_sheet(offered: Sequence[Offered], uses: Mapping[str, Use], limits: Sequence[Limit]) -> Sheet:
    """Return the page of a spec's variants: its first workload on the chip that its target is of, and a table of all.

    Without workloads, the peaks of its first variant.
    """
    if not uses:
        words = "Peaks and memories, with what they come to where they are other ones."
        drawn = report(bare(offered[0].chip))
        return Sheet("rooflines", "Rooflines", words, (_first(drawn, offered[0], "Peaks"),))
    first, use = next(iter(uses.items()))
    own = next((one for one in offered if one.variant == variant_of(first, limits)), offered[0])
    drawn = report(hierarchy(bound(use, own.chip)))
    words = "What a step of each workload takes at least, and what the numbers behind that leave open."
    table = Report("all", "All workloads", "", "", {}, _COLUMNS, tuple(_rows(offered, uses, limits)))
    shown = _first(drawn, own, "What a step takes", f"{first} on ")
    return Sheet("rooflines", "Rooflines", words, (shown, table))


def _first(drawn: Report, own: Offered, title: str, of: str = "") -> Report:
    return replace(drawn, name="now", title=title, summary=f"{of}{own.chip.name}. {drawn.summary}")


def variant_of(workload: str, limits: Sequence[Limit]) -> str:
    """Return the variant that the first target of a workload is of; empty where there is none."""
    return next((one.variant for one in limits if one.workload == workload), "")


def _rows(
    offered: Sequence[Offered], uses: Mapping[str, Use], limits: Sequence[Limit]
) -> Iterator[tuple[str, ...]]:
    for name, use in uses.items():
        for one in offered:
            if one.variant:
                own = [limit for limit in limits if (limit.workload, limit.variant) == (name, one.variant)]
                yield _row(name, use, one, own)


def _row(name: str, use: Use, one: Offered, limits: Sequence[Limit]) -> tuple[str, ...]:
    found = bound(use, one.chip)
    time = banded(lambda chip: bound(use, chip).time, one.chip)
    rate = METRICS["tokens_per_s"](found)
    widest = [driver.input for driver in time.drivers[:1]]
    return (
        name,
        one.chip.name,
        f"{figure_text(time.value, 's')} ({figure_text(time.low, 's')}\u00a0to\u00a0{figure_text(time.high, 's')})",
        f"{plain(rate)} {use.makes}",
        "; ".join(_asked(limit, use.makes) for limit in limits),
        _longest(found),
        "".join(f"{one.name.removeprefix('levels.')} ({one.why})" for one in widest),
    )


def _asked(limit: Limit, makes: str) -> str:
    word, value = ("at least", limit.at_least) if limit.at_least is not None else ("at most", limit.at_most)
    assert value is not None
    return f"{word} {figure_text(value, 's') if limit.metric == 'time' else f'{plain(value)} {makes}'}"


def _longest(found: GraphBound) -> str:
    return max(found.busy.items(), key=lambda pair: float(pair[1]))[0]
