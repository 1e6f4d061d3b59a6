"""`specgen generate`."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import click

from specgen.cli._options import Command, findings_shown, spec_option, wrong_use


@click.command(
    "generate",
    cls=Command,
    examples=("specgen generate c python -o build/generated", "specgen generate --check"),
)
@click.argument("names", nargs=-1, metavar="[TARGET]...")
@spec_option
@click.option("--variant", "variants", multiple=True, metavar="NAME", help="Only this variant (repeatable).")
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path),
    default=Path("build/generated"),
    show_default=True,
    metavar="DIR",
    help="Each target is written into DIR/TARGET.",
)
@click.option(
    "--check", is_flag=True, help="Write nothing; fail where files differ from what would be written."
)
@click.option("--force", is_flag=True, help="Write over generated files that were edited by hand.")
@click.option("--list", "listed", is_flag=True, help="List the targets.")
def command(
    names: tuple[str, ...],
    spec: Path,
    variants: tuple[str, ...],
    output: Path,
    check: bool,
    force: bool,
    listed: bool,
) -> None:
    """Write TARGETs (by default all) from a spec.

    Files that specgen did not write, and generated ones that somebody edited, are never written over.
    """
    gc.disable()  # what generating makes is in use until it ends
    from specgen import api
    from specgen.generators import OutputError

    known = api.targets()
    if listed:
        for target in known.values():
            click.echo(f"{target.name:<12} {target.summary}")
        return
    unknown = [name for name in names if name not in known]
    if unknown:
        wrong_use(f"no target {unknown[0]!r}; there are {', '.join(known)}")
    with findings_shown():
        if check:
            _compare(api.compare(spec, names or None, output, variants=variants or None))
        try:
            done = api.generate(spec, names or None, output, variants=variants or None, force=force)
        except OutputError as error:
            click.echo("\n".join(error.problems), err=True)
            sys.exit(1)
    for name, written in done.items():
        changes = f"{len(written.written)} written, {len(written.unchanged)} unchanged"
        removed = f", {len(written.removed)} removed" if written.removed else ""
        click.echo(f"{output / name}: {changes}{removed}")


def _compare(differences: list[str]) -> None:
    for line in differences:
        click.echo(line)
    sys.exit(1 if differences else 0)
