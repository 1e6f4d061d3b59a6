"""Checks of measurements: the tables that a spec names lie beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from specgen.checks.registry import Finding, Subject, check
from specgen.source import Severity, did_you_mean

if TYPE_CHECKING:
    from specgen.model.performance import Measurements

_TABLE = """
    measurements:
      products:
        chip: h100_sxm
        operator: gemm
        format: bf16
        protocol: graph_replay
        source: A laboratory.
        file: {}
"""


@check(
    "measurements-file",
    Severity.ERROR,
    "The table of measurements is a file within the spec's folder.",
    "A spec that is copied or released takes its tables along; what lies elsewhere would be missing, or another one.",
    wrong=_TABLE.format("elsewhere.csv"),
    right=_TABLE.format("example.yaml"),
)
def tables(subject: Subject) -> Iterator[Finding]:
    """Tables that are not there, or outside."""
    root = os.path.realpath(Path(subject.architecture.origin.at().file.path).parent)
    for one in subject.architecture.measurements.values():
        folder = Path(one.origin.at().file.path).parent
        place, told = os.path.realpath(folder / one.file), one.origin.at("file")
        if os.path.commonpath((root, place)) != root:
            yield Finding(f"{one.file} lies outside the spec's folder", told)
        elif not Path(place).is_file():
            yield Finding(f"there is no file {one.file}", told, hint=_alike(one, folder))


def _alike(one: Measurements, folder: Path) -> str | None:
    """The file of the same folder that may have been meant."""
    within = (folder / one.file).parent
    names = [path.name for path in within.iterdir()] if within.is_dir() else []
    return did_you_mean(Path(one.file).name, names)
