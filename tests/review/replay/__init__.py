"""Asks both sides of a review's JSON report again, from the report alone: `python -m tests.review.replay report.json`.

It knows nothing of `specgen.review`: both sides' slices are loaded by the public interface, and each action is done again by
code of its own, here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import specgen

Replay = Callable[[specgen.Accelerator, Mapping[str, Any]], Any]
HOMES = ("codes", "behaviour", "bytes", "interfaces", "figures")


@dataclass
class Sides:
    """Both slices of a report, written into a folder each and loaded when a witness asks."""

    folder: Path
    slices: Mapping[str, Any]

    def __post_init__(self) -> None:
        self._loaded: dict[tuple[str, str], specgen.Accelerator] = {}
        for label, data in self.slices.items():
            (self.folder / label).mkdir()
            (self.folder / label / "spec.yaml").write_text(json.dumps(data), encoding="utf-8")

    def of(self, label: str, variant: str) -> specgen.Accelerator:
        if (label, variant) not in self._loaded:
            self._loaded[label, variant] = specgen.load(self.folder / label, variant=variant)
        return self._loaded[label, variant]


def actions() -> dict[str, Replay]:
    found: dict[str, Replay] = {}
    for home in HOMES:
        found |= import_module(f"tests.review.replay.{home}").REPLAY
    return found


def replay(report: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yields (fingerprint, what is wrong: nothing, or why the witness does not hold) of each finding that has a witness."""
    known = actions()
    with TemporaryDirectory() as folder:
        sides = Sides(Path(folder), report["slices"])
        for finding in report["findings"]:
            witness = finding.get("witness")
            if witness is not None:
                yield finding["fingerprint"], _wrong(witness, known, sides)


def _wrong(witness: Mapping[str, Any], known: Mapping[str, Replay], sides: Sides) -> str:
    action = witness["action"]
    if action not in known:
        return f"no program for {action}"
    try:
        before = known[action](sides.of("old", witness["was"]), witness["input"])
        after = known[action](sides.of("new", witness["variant"]), witness["input"])
    except specgen.SpecError as error:
        return f"{action}: the slice does not load: {[d.message for d in error.diagnostics][:3]}"
    if _plain(before) == _plain(after):
        return f"{action}: both sides say {before!r}"
    for told, again, side in ((witness["before"], before, "old"), (witness["after"], after, "new")):
        if _plain(told) != _plain(again):
            return f"{action}: the {side} side said {told!r}, and says {again!r}"
    return ""


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value))
