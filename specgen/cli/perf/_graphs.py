"""Options of commands that take a file of a graph where others take the name of a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from specgen.cli._options import wrong_use

Function = TypeVar("Function", bound=Callable[..., Any])


def file_options(command: Function) -> Function:
    """Add ``--dim NAME=NUMBER`` and ``--as FORMAT``."""
    command = click.option(
        "--as", "taken", metavar="FORMAT", help="Take what a file holds in f32 as FORMAT."
    )(command)
    return click.option(
        "--dim",
        "dims",
        multiple=True,
        metavar="NAME=NUMBER",
        help="An extent that a file leaves open; or INPUT:AXIS=NUMBER.",
    )(command)


def how_given(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that are given, extents and formats as mappings. Leaves with code 2 where one is neither."""
    given = {name: one for name, one in options.items() if one is not None and one != ()}
    if "dims" in given:
        parts = [one.rpartition("=") for one in given["dims"]]
        for name, _, number in parts:
            if not name or not number.isdecimal():
                wrong_use(f"--dim is NAME=NUMBER, such as batch=1, not {name + '=' * bool(name) + number!r}")
        given["dims"] = {name: int(number) for name, _, number in parts}
    if "formats" in given:
        given["formats"] = _formats(given["formats"])
    return given


def _formats(text: str) -> dict[str, str]:
    parts = [part.partition("=") for part in text.split(",")]
    if not all(role and equals and name for role, equals, name in parts):
        wrong_use(f"--formats is role=format, several with commas between, not {text!r}")
    return {role.strip(): name.strip() for role, _, name in parts}
