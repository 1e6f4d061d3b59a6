"""`specgen generate`."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli._options import (
    FOLDER,
    Command,
    findings_shown,
    output_refused,
    plugins_blamed,
    require,
    spec_option,
)
from specgen.cli._progress import progress

if TYPE_CHECKING:
    from specgen.hosting import PluginError


def _list(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        from specgen import api

        for target in api.targets().values():
            click.echo(f"{target.name:<14} {target.summary}")
        ctx.exit()


@click.command(
    "generate",
    cls=Command,
    examples=(
        "specgen generate c python -o build/generated",
        "specgen generate --check",
        "specgen generate --template cheatsheet.md.j2 -o out",
    ),
)
@click.argument("names", nargs=-1, metavar="[TARGET]...")
@spec_option
@click.option("--variant", "variants", multiple=True, metavar="NAME", help="Only this variant (repeatable).")
@click.option(
    "-o",
    "output",
    type=FOLDER,
    default=Path("build/generated"),
    show_default=True,
    metavar="DIR",
    help="Each target is written into DIR/TARGET.",
)
@click.option(
    "--template",
    "templates",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    metavar="PATH",
    help="A Jinja template (NAME.j2), or a folder of them (repeatable): written as targets of their own.",
)
@click.option(
    "--check", is_flag=True, help="Write nothing; fail where files differ from what would be written."
)
@click.option("--force", is_flag=True, help="Write over generated files that were edited by hand.")
@click.option(
    "--list", is_flag=True, is_eager=True, expose_value=False, callback=_list, help="List the targets."
)
def command(
    names: tuple[str, ...],
    spec: Path,
    variants: tuple[str, ...],
    output: Path,
    templates: tuple[Path, ...],
    check: bool,
    force: bool,
) -> None:
    """Write TARGETs (by default all) from a spec, or what templates make of it.

    Files that specgen did not write, and generated ones that somebody edited, are never written over.
    """
    gc.disable()  # what a spec is made into is in use until the end
    from specgen import api
    from specgen.generators.sandbox import NameTaken
    from specgen.machine.fidelity import RecordError

    for name in names:
        require("target", name, api.targets())
    with findings_shown(NameTaken, RecordError), output_refused(), progress() as tell:
        known = api.load_spec(spec).variants if variants else ()
        for name in variants:
            require("variant", name, known)
        tell("generating")
        failed: list[PluginError] = []
        chosen = spec, names or None, output, variants or None, templates, failed
        if check:
            differences = api.compare(*chosen)
        else:
            done = api.generate(*chosen, force=force)
    if check:
        click.echo("".join(f"{line}\n" for line in differences), nl=False)
        if differences:
            click.echo("the same command without --check writes what the spec gives", err=True)
        plugins_blamed(failed)
        sys.exit(1 if differences else 0)
    for name, written in done.items():
        click.echo(f"{output / name}: {written}")
    plugins_blamed(failed)
