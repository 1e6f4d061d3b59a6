"""`specgen pack`."""

from __future__ import annotations

from pathlib import Path

import click

from specgen.cli._options import (
    INPUT,
    OUTPUT,
    Command,
    findings_shown,
    save,
    spec_option,
    variant_option,
)

_EXAMPLES = (
    "specgen pack attention.yaml -o attention.bex",
    "specgen pack kernel.s -o kernel.bex --variant large",
)


@click.command("pack", cls=Command, examples=_EXAMPLES)
@click.argument("manifest", type=INPUT)
@click.option("-o", "output", type=OUTPUT, required=True, metavar="OUT", help="Write the executable here.")
@click.option("--as", "form", metavar="FORMAT", help="Which format, where the spec describes several.")
@spec_option
@variant_option
def command(manifest: Path, output: Path, form: str | None, spec: Path, variant: str | None) -> None:
    """Pack an executable: what MANIFEST (YAML) lists, or one assembly file with one entry point."""
    from specgen import api

    with findings_shown(ValueError):
        packed = api.pack_executable(api.load_spec(spec), manifest, variant, form)
        save(output, packed.data)
    click.echo(f"{output}: {len(packed.data)} bytes for {packed.variant}", err=True)
