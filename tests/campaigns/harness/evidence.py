"""What a campaign proves of single instructions, as a record that ``specgen fidelity`` shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import specgen
from specgen import api
from tests.campaigns.harness.result import ROOT, Result


@dataclass(frozen=True, slots=True)
class Evidence:
    """A campaign compares ``aspects`` of instructions of the spec in folder ``spec`` with ``against``.

    It counts, with `Report.count`, ``key(instruction)`` for every case that was right.
    """

    spec: str
    against: str
    aspects: tuple[str, ...]
    variant: str | None = None

    def key(self, instruction: str) -> str:
        """What to count for a case of ``instruction``."""
        return f"{self.spec}:{instruction}"


def write(result: Result, evidence: tuple[Evidence, ...]) -> Iterator[Path]:
    """Writes the records of a campaign that found nothing wrong."""
    for one in evidence if not result.wrong else ():
        prefix = one.key("")
        cases = {key.removeprefix(prefix): n for key, n in result.tally.items() if key.startswith(prefix)}
        if cases:
            yield api.record(
                specgen.load(ROOT / one.spec, one.variant),
                ROOT / one.spec,
                result.campaign,
                against=one.against,
                aspects=one.aspects,
                command=f"make test-long {result.campaign}",
                cases=cases,
            )
