"""Checks of instructions against something else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """So many ``cases`` of one ``aspect`` without a difference; ``stale``: the aspect has changed since."""

    aspect: str
    against: str
    cases: int
    stale: bool
    command: str
