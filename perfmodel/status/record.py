"""Targets against what was reached, phase by phase, with the decisions and the doubts behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specgen.model.performance import PHASES
from specgen.perfmodel.claims import STATUSES, DecisionRecord, TargetRecord, decision_records, target_records
from specgen.perfmodel.status.charts import status_charts
from specgen.perfmodel.status.risks import Risk, risks_of

if TYPE_CHECKING:
    from specgen.model import Spec
    from specgen.model.performance import Target
    from specgen.perfmodel.charts import Report
    from specgen.perfmodel.chips import Chip


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of a target in a phase: ``status`` is empty in a phase that does not judge it, ``value`` where nothing is."""

    phase: str
    status: str
    value: str


@dataclass(frozen=True, slots=True)
class Goal:
    """A target with a cell for each phase of its spec; ``margin`` is a part of the limit."""

    name: str
    summary: str
    variant: str
    limit: str
    margin: float | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """Where a spec stands. ``charts`` are three; ``risks`` the least believed first."""

    targets: tuple[TargetRecord, ...]
    goals: tuple[Goal, ...]
    decisions: tuple[DecisionRecord, ...]
    risks: tuple[Risk, ...]
    charts: tuple[Report, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many targets have each status, those that some have."""
        every = [one.standing.status for one in self.targets]
        return {status: every.count(status) for status in STATUSES if status in every}


def status_of(spec: Spec, chips: Mapping[str, Chip]) -> Status | None:
    """Return where a spec stands, given the chips of its variants; None of one without targets and decisions.

    Raises SpecError where the spec has errors that stand in the way.
    """
    targets, decisions = target_records(spec), decision_records(spec)
    if not targets and not decisions:
        return None
    declared = spec.architecture().targets
    judged = {one.phase for one in targets}
    seen = judged.union(*(one.measured for one in declared.values())) if declared else judged
    phases = tuple(one for one in PHASES if one in seen)
    goals = tuple(_goal(one, declared[one.name], phases) for one in targets)
    return Status(targets, goals, decisions, risks_of(targets, chips), status_charts(targets, phases, chips))


def _goal(one: TargetRecord, target: Target, phases: tuple[str, ...]) -> Goal:
    standing = one.standing
    cells = tuple(_cell(phase, one, target) for phase in phases)
    return Goal(one.name, one.summary, standing.variant, standing.limit, standing.margin, cells)


def _cell(phase: str, one: TargetRecord, target: Target) -> Cell:
    if phase == one.phase:
        band = one.standing.band
        within = f" ({band[0]} to {band[1]})" if band else ""
        value = "" if one.standing.status == "not measured" else one.standing.value
        return Cell(phase, one.standing.status, f"{value}{within}")
    if phase == PHASES[0] and one.standing.status == "not measured":
        return Cell(phase, "", one.standing.value)  # what the model says of it, until something is measured
    measured = target.measured.get(phase)
    return Cell(phase, "", str(measured) if measured is not None else "")
