"""`specgen decisions`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli._options import Command, findings_shown, format_option, require, spec_option

if TYPE_CHECKING:
    from specgen.perfmodel.claims import DecisionRecord


@click.command(
    "decisions",
    cls=Command,
    examples=("specgen decisions", "specgen decisions --format markdown"),
)
@click.argument("name", required=False)
@spec_option
@format_option("text", "json", "markdown", told="How decisions are written.")
def command(name: str | None, spec: Path, style: str) -> None:
    """Why the spec is as it is: decisions, the claims that they rest on, what was rejected, all in numbers.

    Without NAME, a line for each. The code is 1 where a claim of a decision that is followed does not hold.
    """
    from specgen import api

    with findings_shown():
        found = api.decision_records(spec)
        require("decision", name, [one.name for one in found])
    shown = [one for one in found if name in (None, one.name)]
    click.echo(_written(shown, style, whole=name is not None), nl=False)
    sys.exit(1 if any(one.status == "broken" and one.state == "accepted" for one in shown) else 0)


def _written(shown: list[DecisionRecord], style: str, *, whole: bool) -> str:
    from specgen.perfmodel.claims import decision_text, decisions_markdown, decisions_text

    if style == "json":
        import json
        from dataclasses import asdict

        records = [asdict(one) | {"status": one.status} for one in shown]
        return json.dumps({"decisions": records}, indent=1) + "\n"
    if style == "markdown":
        return decisions_markdown(shown)
    return decision_text(shown[0]) if whole else decisions_text(shown)
