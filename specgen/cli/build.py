"""`specgen build`."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from specgen.cli._options import (
    FOLDER,
    Command,
    findings_shown,
    output_refused,
    plugins_blamed,
    show,
    spec_option,
)
from specgen.cli._progress import progress


@click.command("build", cls=Command, examples=("specgen build", "specgen build --spec slate -o out"))
@spec_option
@click.option(
    "-o", "output", type=FOLDER, default=Path("build"), show_default=True, metavar="DIR", help="Into DIR."
)
def command(spec: Path, output: Path) -> None:
    """Check a spec, generate all targets from it, and build its site.

    They go into DIR/generated and DIR/site; the site's pages before they are built, into DIR/docs.
    """
    gc.disable()  # what a spec is made into is in use until the end
    from specgen import api
    from specgen.machine.fidelity import RecordError

    with findings_shown(RecordError), output_refused(), progress() as tell:
        done = api.build(spec, output, tell=tell)
    if len(done.findings):
        show(done.findings, err=True)
    for folder, written in done.written.items():
        click.echo(f"{output / folder}: {written}")
    plugins_blamed(done.failed)
