"""Examples of rules: small specs, an edit that the rule finds, and a near miss that it does not. Data of the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from specgen.data import frozen

FOLDER = Path(__file__).parent / "fixtures"


class ExampleError(ValueError):
    """An example that does not hold together: an edit whose text is not there exactly once."""


@frozen()
class Example:
    """The text of a whole spec before, after the edit that the rule finds, and after the near miss."""

    rule: str
    old: str
    breaking: str
    near: str
    note: str = ""


def ids() -> list[str]:
    """Return the rules that have an example."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def example_of(rule: str) -> Example:
    """Return the example of a rule. Raises FileNotFoundError where there is none, ExampleError where it is not sound."""
    given = _read(FOLDER / f"{rule}.yaml")
    base = (FOLDER / "bases" / f"{given['base']}.yaml").read_text(encoding="utf-8") if "base" in given else ""
    old = base + given.get("old", "")
    return Example(
        rule,
        old,
        _edited(old, given["breaking"], rule),
        _edited(old, given["near"], rule),
        given.get("note", ""),
    )


@cache
def _read(path: Path) -> dict[str, Any]:
    import yaml

    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _edited(text: str, edits: dict[str, str], rule: str) -> str:
    for before, after in edits.items():
        if text.count(before) != 1:
            raise ExampleError(f"{rule}: {before!r} stands in its spec {text.count(before)} times, not once")
        text = text.replace(before, after)
    return text
