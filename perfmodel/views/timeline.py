"""A run in time: a row for each unit, a bar for each instruction, and between them what the unit waited for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specgen.perfmodel.charts import Rows, Scale, Span
from specgen.perfmodel.timelines import Interval, Timeline

_WORKING, _WAITING = 1, 7
_COLORS = {
    "semaphore": 2, "room": 2, "barrier": 3, "drain": 3, "queue": 4, "issue": 5, "register": 6, "order": 6,
}  # fmt: skip
_LEGEND = {
    2: "waits for a semaphore",
    3: "waits for units to be done",
    4: "waits for a place in a queue",
    5: "waits for instructions",
    6: "waits for a result",
    _WAITING: "waits",
}

Unit = tuple[int, str]


def timeline(
    found: Timeline,
    name: str = "timeline",
    title: str = "Timeline",
    intervals: Sequence[Interval] = (),
) -> Rows:
    """Return the Gantt chart of a run: bars while a unit works on an instruction, others while it waits in front.

    With the ``intervals`` of its explanation, the colour of a wait says what bound the unit.
    """
    units = list(dict.fromkeys((one.instance, one.unit) for one in found.events))
    order = list(found.periods)
    units.sort(key=lambda unit: (unit[0], order.index(unit[1])))
    several = len({instance for instance, _ in units}) > 1
    period = next(iter(found.periods.values()))
    busy = dict.fromkeys(units, 0)
    for one in found.events:
        busy[one.instance, one.unit] += one.busy_until - one.begin
    names = tuple(f"{unit} {instance}" if several else unit for instance, unit in units)
    shares = [100 * busy[unit] / found.ticks if found.ticks else 0.0 for unit in units]
    told = ", ".join(f"{name} {share:.0f} %" for name, share in zip(names, shares, strict=True))
    rows = {unit: number for number, unit in enumerate(units)}
    spans = tuple(_bound(found, intervals, rows, period) if intervals else _plain(found, rows, period))
    colors = {span.color for span in spans}
    return Rows(
        name,
        title,
        f"{found.cycles:,} cycles; {told} occupied.",
        names,
        Scale("cycles"),
        spans,
        legend={_WORKING: "works", **{n: text for n, text in _LEGEND.items() if n in colors}},
        columns=("Unit", "Occupied", "Busy for"),
        table=tuple(
            (name, f"{share:.1f} %", f"{busy[unit] / period:,.0f} cycles")
            for name, share, unit in zip(names, shares, units, strict=True)
        ),
    )


def _plain(found: Timeline, rows: dict[Unit, int], period: int) -> Iterator[Span]:
    """Bars of events, and of the time that each was queued behind nobody."""
    until = dict.fromkeys(rows, 0)
    for one in sorted(found.events, key=lambda event: event.begin):
        unit = one.instance, one.unit
        begin, end = one.begin / period, one.busy_until / period
        waited = max(one.queued, until[unit])
        if waited < one.begin:
            yield Span(rows[unit], waited / period, begin, _WAITING, f"waits: {one.instruction}", thin=True)
        text = f"{one.instruction}: {begin:g} to {end:g}, finished at {one.finish / period:g}"
        yield Span(rows[unit], begin, end, _WORKING, text)
        until[unit] = max(until[unit], one.busy_until)


def _bound(
    found: Timeline, intervals: Sequence[Interval], rows: dict[Unit, int], period: int
) -> Iterator[Span]:
    """Bars of intervals; what begins with the run, or comes behind its last instruction, is left white."""
    for one in intervals:
        if one.bound in ("start", "done"):
            continue
        event = found.events[one.event]
        begin, end = one.begin / period, one.end / period
        row = rows[one.instance, one.unit]
        if one.bound == "busy":
            text = f"{event.instruction}: {begin:g} to {end:g}, finished at {event.finish / period:g}"
            yield Span(row, begin, end, _WORKING, text)
            continue
        named = f"{one.bound} {one.what}".strip() + (f" of {one.by}" if one.by not in ("", one.unit) else "")
        text = f"{event.instruction} waits for {named}: {begin:g} to {end:g}"
        yield Span(row, begin, end, _COLORS.get(one.bound, _WAITING), text, thin=True)
