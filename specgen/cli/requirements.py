"""`specgen requirements`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli._options import INPUT, Command, findings_shown, format_option, require, show, spec_option

if TYPE_CHECKING:
    from specgen.machine.requirements import Covered

_WORDS = {
    "passed": "passed",
    "failed": "failed",
    "skipped": "skipped",
    "stale": "passed before a change",
    "uncovered": "no test names it",
}


@click.command(
    "requirements",
    cls=Command,
    examples=(
        "specgen requirements --uncovered",
        "specgen requirements --results build/tests.xml --require",
        "specgen requirements --results build/tests.xml --record",
    ),
)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@spec_option
@click.option(
    "--results",
    multiple=True,
    type=INPUT,
    metavar="FILE",
    help="A report of tests in JUnit's XML; may be repeated.",
)
@click.option("--record", is_flag=True, help="Keep what the results say in the spec's folder evidence/.")
@click.option(
    "--uncovered", is_flag=True, help="List only those of which no test that passes speaks as they are now."
)
@click.option("--require", "required", is_flag=True, help="Code 1 where there is any such.")
@format_option("text", "json", told="A table, or JSON.")
def command(
    ids: tuple[str, ...],
    spec: Path,
    results: tuple[Path, ...],
    record: bool,
    uncovered: bool,
    required: bool,
    style: str,
) -> None:
    """Say which test covers each normative sentence of a spec, and what it said.

    A test names what it covers by a property "requirement" of its case in JUnit's XML. Without results, what was recorded
    last is shown.
    """
    from specgen import api

    if record and not results:
        raise click.UsageError("--record needs --results FILE: what is there to record?")
    with findings_shown(ValueError):
        known, warnings = api.requirements(spec, results)
        if len(warnings):
            show(warnings, err=True)
        if record:
            path, _ = api.record_requirements(spec, results)
            click.echo(f"recorded in {path}", err=True)
    there = {one.id for one in known}
    for name in ids:
        require("requirement", name, there)
    shown = [one for one in known if (not ids or one.id in ids) and not (uncovered and one.state == "passed")]
    click.echo(_json(shown) if style == "json" else _text(shown, known))
    sys.exit(1 if required and any(one.state != "passed" for one in known if not ids or one.id in ids) else 0)


def _text(shown: list[Covered], known: tuple[Covered, ...]) -> str:
    rows = [(one.id, one.thing, _WORDS[one.state], _tests(one)) for one in shown]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    lines = [
        "  ".join([*(text.ljust(w) for text, w in zip(row, widths, strict=False)), row[3]]).rstrip()
        for row in rows
    ]
    counts = Counter(one.state for one in known)
    told = [f"{count} {_WORDS[state]}" for state in _WORDS if (count := counts[state])]
    return "\n".join(
        [*lines, *([""] if lines else []), f"{len(known)} requirements: {', '.join(told) or 'none'}"]
    )


def _tests(one: Covered) -> str:
    return ", ".join(test.name for test in one.tests)


def _json(shown: list[Covered]) -> str:
    return json.dumps(
        {
            one.id: {
                "text": one.text,
                "section": one.section,
                "of": one.thing,
                "state": one.state,
                "version": one.version,
                "tests": {
                    test.name: {"passed": test.passed, "failed": test.failed, "skipped": test.skipped}
                    for test in one.tests
                },
            }
            for one in shown
        },
        indent=2,
        ensure_ascii=False,
    )
