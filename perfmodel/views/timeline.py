"""A run in time: a row for each unit, a bar for each instruction, waiting beside working."""

from __future__ import annotations

from specgen.perfmodel.charts import Rows, Scale, Span
from specgen.perfmodel.timelines import Timeline

_WORKING, _WAITING = 1, 7


def timeline(found: Timeline, name: str = "timeline", title: str = "Timeline") -> Rows:
    """Return the Gantt chart of a run: bars while a unit works on an instruction, grey ones while it waits in front."""
    units = list(dict.fromkeys((one.instance, one.unit) for one in found.events))
    order = list(found.periods)
    units.sort(key=lambda unit: (unit[0], order.index(unit[1])))
    several = len({instance for instance, _ in units}) > 1
    rows = {unit: n for n, unit in enumerate(units)}
    period = next(iter(found.periods.values()))
    spans, busy = [], dict.fromkeys(units, 0)
    until = dict.fromkeys(units, 0)
    for one in sorted(found.events, key=lambda event: event.begin):
        unit = one.instance, one.unit
        begin, end = one.begin / period, one.busy_until / period
        waited = max(one.queued, until[unit])
        if waited < one.begin:
            spans.append(Span(rows[unit], waited / period, begin, _WAITING, f"waits: {one.instruction}"))
        spans.append(
            Span(
                rows[unit],
                begin,
                end,
                _WORKING,
                f"{one.instruction}: {begin:g} to {end:g}, finished at {one.finish / period:g}",
            )
        )
        busy[unit] += one.busy_until - one.begin
        until[unit] = max(until[unit], one.busy_until)
    names = tuple(f"{unit} {instance}" if several else unit for instance, unit in units)
    occupied = [100 * busy[unit] / found.ticks if found.ticks else 0.0 for unit in units]
    return Rows(
        name,
        title,
        f"{found.cycles:,} cycles; {', '.join(f'{n} {o:.0f} %' for n, o in zip(names, occupied, strict=True))} occupied.",
        names,
        Scale("cycles"),
        tuple(spans),
        legend={_WORKING: "works", _WAITING: "waits"},
        columns=("Unit", "Occupied", "Busy for"),
        table=tuple(
            (n, f"{o:.1f} %", f"{busy[unit] / period:,.0f} cycles")
            for n, o, unit in zip(names, occupied, units, strict=True)
        ),
    )
