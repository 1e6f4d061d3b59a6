"""Programs in time, as the performance model sees them: what each unit does when, what bounds it, and what led to the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from specgen.perfmodel.timelines import TimelineError, explain, shares

if TYPE_CHECKING:
    from specgen.api.running import Run
    from specgen.machine import Result
    from specgen.model.architecture import Architecture
    from specgen.perfmodel import Report
    from specgen.perfmodel.timelines import Explained

__all__ = ["ProgramTimeline", "TimelineError", "program_timeline"]


@dataclass(frozen=True, slots=True)
class ProgramTimeline:
    """An explained run of a program on a variant, named as its file is; ``result`` is how it ended without time."""

    name: str
    architecture: Architecture
    result: Result
    found: Explained

    @property
    def report(self) -> Report:
        """The Gantt chart as pages take it."""
        from specgen.perfmodel.charts import report
        from specgen.perfmodel.views import timeline

        title = f"{self.name} on {self.architecture.name} {self.architecture.variant}".rstrip()
        return report(timeline(self.found.timeline, "timeline", title, self.found.intervals))

    def perfetto(self) -> str:
        """The trace as JSON text that Perfetto and Chrome open."""
        from specgen.machine import Timeline
        from specgen.machine.timeline import Event

        told = Timeline(self.architecture)
        told.events += [Event(*event) for event in self.found.timeline.events]
        return told.perfetto()

    def path(self, most: int | None = None) -> list[tuple[str, str, str, int, int]]:
        """What the critical path goes through: unit, instruction, kind, how often, and ticks; the longest first."""
        events = self.found.timeline.events
        sums: dict[tuple[str, str, str], list[int]] = {}
        for one in self.found.path:
            event = events[one.event]
            unit = f"{event.instance}/{event.unit}" if self._several else event.unit
            entry = sums.setdefault((unit, event.instruction.split(" ")[0], one.kind), [0, 0])
            entry[0] += 1
            entry[1] += one.end - one.begin
        rows = [(*key, count, ticks) for key, (count, ticks) in sums.items()]
        return sorted(rows, key=lambda row: (-row[4], row[:3]))[:most]

    @property
    def _several(self) -> bool:
        return self.architecture.instances is not None and self.architecture.instances.count > 1

    def as_dict(self) -> dict[str, Any]:
        """All of it as data for JSON; times are ticks."""
        found, timeline = self.found, self.found.timeline
        units = [
            {
                "instance": instance,
                "unit": unit,
                "ticks": sums,
                "cycles_of_instructions": found.phases[instance, unit]._asdict(),
                "cycles_of_bank_conflicts": found.conflicts.get((instance, unit), 0),
            }
            for (instance, unit), sums in shares(found.intervals).items()
        ]
        causes = [cause._asdict() for cause in found.causes]
        return {
            "program": self.name,
            "spec": self.architecture.name,
            "variant": self.architecture.variant,
            "ended": timeline.ended,
            "cycles": timeline.cycles,
            "ticks": timeline.ticks,
            "ticks_in_a_cycle": timeline.periods,
            "roofs": {name: float(ticks) for name, ticks in found.limits.roofs.items()},
            "bound_by": found.limits.bound_by,
            "serial": found.limits.serial,
            "units": units,
            "events": [
                event._asdict() | {"cause": cause}
                for event, cause in zip(timeline.events, causes, strict=True)
            ],
            "intervals": [one._asdict() for one in found.intervals],
            "path": [one._asdict() for one in found.path],
        }


def program_timeline(run: Run, name: str = "program", max_steps: int | None = None) -> ProgramTimeline:
    """Return the timeline of what a `Run` that is ``recorded`` has loaded, which is executed for that without time.

    Raises TimelineError, a ValueError, where it does not come to an end of its own, where what it executes may depend on
    time since it has races, or where the spec gives no timing.
    """
    architecture, semantics = run.accelerator.architecture, run.accelerator.semantics
    result = run.go(max_steps)
    if result.reason not in ("exited", "deadlock"):
        raise TimelineError(f"no timeline of a program that does not come to its end: {result}")
    if result.races:
        raise TimelineError(
            f"what the program executes may depend on time, as it has a race: {result.races[0]}"
        )
    return ProgramTimeline(
        name, architecture, result, explain(architecture, semantics, run.simulator.executed)
    )
