"""Decisions and targets of a spec, computed by the performance model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from specgen.api.checking import load_spec

if TYPE_CHECKING:
    from specgen.perfmodel.claims import DecisionRecord, TargetRecord


def decision_records(path: str | Path = "spec") -> tuple[DecisionRecord, ...]:
    """Return the decisions of a spec, their claims and those about what was rejected computed. Raises SpecError."""
    from specgen.perfmodel import claims

    return claims.decision_records(load_spec(path))


def target_records(path: str | Path = "spec") -> tuple[TargetRecord, ...]:
    """Return the targets of a spec and where they stand. Raises SpecError."""
    from specgen.perfmodel import claims

    return claims.target_records(load_spec(path))
