"""`specgen plugins`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from specgen.cli._options import Command, format_option, plugins_blamed

if TYPE_CHECKING:
    from specgen.api import Installed

_HEAD = ("package", "version", "kind", "name", "API", "status", "adds")


@click.command("plugins", cls=Command, examples=("specgen plugins", "specgen plugins --format json"))
@format_option("text", "json", told="How the list is written.")
def command(style: str) -> None:
    """List what other packages add: targets, checks and rules of reviews. Code 1 where one cannot be used."""
    from specgen import api
    from specgen.hosting import API_VERSION

    found = api.plugins()
    rows = [_row(one) for one in found]
    if style == "json":
        listed = [dict(zip(map(str.lower, _HEAD), row, strict=True)) for row in rows]
        click.echo(json.dumps({"api": _dotted(API_VERSION), "plugins": listed}, indent=1))
    else:
        widths = [max(map(len, column)) for column in zip(_HEAD, *rows, strict=True)]
        for row in (_HEAD, *rows) if rows else ():
            click.echo(
                "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
            )
        click.echo("" if rows else "no package adds anything\n", nl=False)
    plugins_blamed(one.trouble for one in found if one.trouble)


def _row(one: Installed) -> tuple[str, ...]:
    plugin, status = one.plugin, one.trouble.rule if one.trouble else "ok"
    requires = _dotted(one.requires) if one.requires else "-"
    return (
        plugin.package, plugin.version, plugin.kind, plugin.name, requires, status, ", ".join(one.adds) or "-",
    )  # fmt: skip


def _dotted(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))
