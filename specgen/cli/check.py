"""`specgen check`."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import click

from specgen.cli._options import Command, format_option, spec_option


@click.command(
    "check",
    cls=Command,
    examples=("specgen check", "specgen check --spec examples/rv32imc --format sarif > findings.sarif"),
)
@spec_option
@format_option("text", "json", "sarif", "github", told="How findings are written.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--no-claims", is_flag=True, help="Do not re-compute the claims of decision records.")
def command(spec: Path, style: str, strict: bool, no_claims: bool) -> None:
    """Check a spec, all variants of it, and print every finding."""
    gc.disable()  # what a check makes is in use until it ends
    from specgen import api
    from specgen.source import render

    findings = api.check(spec, claims=not no_claims)
    click.echo(render(findings, style, colour=style == "text" and sys.stdout.isatty()), nl=False)
    sys.exit(1 if findings.errors or (strict and findings.warnings) else 0)
