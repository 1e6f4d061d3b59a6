"""`specgen import`."""

from __future__ import annotations

from pathlib import Path

import click

from specgen.cli._options import INPUT, OUTPUT, Choice, Command, findings_shown, save, show

_EXAMPLES = (
    "specgen import rdl uart.rdl -o spec/registers.yaml",
    "specgen import rdl soc.rdl --top soc -I common -o spec/registers.yaml",
)


@click.command("import", cls=Command, examples=_EXAMPLES)
@click.argument("form", metavar="rdl", type=Choice(["rdl"]))
@click.argument("file", type=INPUT)
@click.option("-o", "output", type=OUTPUT, metavar="OUT", help="Write to a file.")
@click.option("--top", metavar="NAME", help="Which addrmap; the last one of the file is the default.")
@click.option(
    "-I", "include", type=click.Path(path_type=Path), multiple=True, metavar="DIR", help="Where includes are."
)
def command(form: str, file: Path, output: Path | None, top: str | None, include: tuple[Path, ...]) -> None:
    """Turn a SystemRDL FILE into a file of a spec: registers, enums and interrupts.

    What has no word in a spec is told with its place. Needs systemrdl-compiler, the extra "systemrdl".
    """
    from specgen import api

    with findings_shown(api.MissingTool):
        text, found = api.import_registers(file, top=top, include=include)
        show(found, err=True)
        if output is None:
            click.echo(text, nl=False)
        else:
            save(output, text)
