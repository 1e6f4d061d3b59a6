"""`specgen inspect`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from specgen.cli._options import (
    INPUT,
    OUTPUT,
    Choice,
    Command,
    findings_shown,
    require,
    save,
    spec_option,
    variant_option,
)

_EXAMPLES = (
    "specgen inspect kernel.bex",
    "specgen inspect kernel.bex --verify",
    "specgen inspect kernel.bex --format html -o kernel.html",
)


@click.command("inspect", cls=Command, examples=_EXAMPLES)
@click.argument("file", type=INPUT)
@click.option(
    "--format",
    "form",
    type=Choice(["text", "json", "hex", "html"]),
    default="text",
    show_default=True,
    help="Text, JSON, a dump of every byte with its meaning, or both as a page.",
)
@click.option("--verify", is_flag=True, help="Explain everything that is wrong with it; then code 1.")
@click.option("--any-spec", "anywhere", is_flag=True, help="It may be made for another spec or variant.")
@click.option("-o", "output", type=OUTPUT, metavar="OUT", help="Write to a file.")
@spec_option
@variant_option
def command(
    file: Path, form: str, verify: bool, anywhere: bool, output: Path | None, spec: Path, variant: str | None
) -> None:
    """Show what the executable FILE holds, or what is wrong with it."""
    from specgen import api

    with findings_shown():
        loaded = api.load_spec(spec)
        require("variant", variant, loaded.variants)
        try:
            found = api.inspect_executable(loaded, file, variant, anywhere=anywhere)
            lines = list(
                found.explained()
                if verify
                else found.shown(form, colour=output is None and sys.stdout.isatty())
            )
        except ValueError as error:
            click.echo(f"specgen: {error}", err=True)
            sys.exit(1)
        text = "".join(f"{line}\n" for line in lines)
        if output is not None:
            save(output, text)
        else:
            click.echo(text, nl=False)
    sys.exit(1 if found.refusals else 0)
