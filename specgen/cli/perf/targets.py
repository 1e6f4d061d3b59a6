"""`specgen perf targets`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from specgen.cli._options import Command, findings_shown, format_option, spec_option


@click.command(
    "targets",
    cls=Command,
    examples=("specgen perf targets", "specgen perf targets --format json"),
)
@spec_option
@format_option("text", "json", told="A table, or the same as JSON.")
def command(spec: Path, style: str) -> None:
    """Where the targets of a spec stand: met, at risk, missed or not measured, with the band of each number.

    The code is 1 where one is missed.
    """
    from specgen import api
    from specgen.perfmodel.claims import targets_text

    with findings_shown():
        found = api.target_records(spec)
    if style == "json":
        import json
        from dataclasses import asdict

        click.echo(json.dumps({"targets": [asdict(one) for one in found]}, indent=1))
    else:
        click.echo(targets_text(found), nl=False)
    sys.exit(1 if any(one.standing.status in ("missed", "not computed") for one in found) else 0)
