"""`specgen perf models`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from specgen.cli._options import (
    Command,
    existing_spec,
    findings_shown,
    format_option,
    spec_where_needed_option,
)


@click.command("models", cls=Command, examples=("specgen perf models", "specgen perf models --format json"))
@spec_where_needed_option
@format_option("text", "json", told="A table, or everything with the sources.")
@click.pass_context
def command(ctx: click.Context, /, spec: Path, style: str) -> None:
    """List the models that workloads may name: those of the library, and with --spec those of a spec."""
    from specgen.api.workloads import models

    asked = ctx.get_parameter_source("spec") is not click.core.ParameterSource.DEFAULT
    with findings_shown():
        found = models(existing_spec(spec) if asked else None)
    if style == "json":
        click.echo(json.dumps([asdict(one) for one in found], indent=1))
        return
    wide = max(len(one.name) for one in found)
    for one in found:
        met = "" if one.active == one.parameters else f", {_words(one.active)} of them for a token"
        click.echo(f"{one.name.ljust(wide)}  {_words(one.parameters)} parameters{met}. {one.summary}")


def _words(count: int) -> str:
    from specgen.perfmodel.figures import plain

    return f"{plain(count / 1e9)} billion" if count >= 1e9 else f"{plain(count / 1e6)} million"
