"""`specgen diff`."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import click

from specgen.cli._options import Command

LEVELS = ("info", "risk", "breaking")


@click.command(
    "diff",
    cls=Command,
    examples=("specgen diff main spec", "specgen diff v1.2 v1.3 --format markdown > comment.md"),
)
@click.argument("old")
@click.argument("new")
@click.option("--spec", type=click.Path(path_type=Path), default=Path("spec"), show_default=True, metavar="DIR",
              help="The folder of the spec in the repository, for revisions of git.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(LEVELS), default="breaking", show_default=True,
              help="The least level that makes the command fail.")  # fmt: skip
def command(old: str, new: str, spec: Path, fail_on: str) -> None:
    """Say what changed from OLD to NEW, what it breaks for whom, and show a witness.

    OLD and NEW are folders, archives of `specgen bundle`, or revisions of git (REVISION or REVISION:FOLDER).
    """
    gc.disable()
    from specgen import api
    from specgen.review import SideError

    try:
        outcome = api.diff(old, new, spec=spec)
    except SideError as error:
        raise click.UsageError(str(error)) from None
    for one in outcome.findings:
        click.echo(
            f"{one.level} {one.rule} {one.verdict.letters} {one.message}  [{one.evidence.value}] {one.why}"
        )
    click.echo(
        f"version {outcome.old.version} -> {outcome.new.version}: needs {outcome.needed}, given {outcome.given}"
    )
    sys.exit(1 if outcome.findings and outcome.level >= LEVELS.index(fail_on) else 0)
