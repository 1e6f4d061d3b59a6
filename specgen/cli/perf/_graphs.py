"""Options of commands that take a step of a model: its phase, sizes and formats; or a file of a graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from specgen.cli._options import wrong_use

Function = TypeVar("Function", bound=Callable[..., Any])


def step_options(command: Function) -> Function:
    """Add ``--phase``, ``--batch``, ``--context`` and ``--formats``."""
    for option in (
        click.option(
            "--formats", metavar="ROLE=FORMAT,...", help="Formats of weights, activations, inputs, cache, ..."
        ),
        click.option("--context", type=int, help="Tokens of a prompt, or keys of a sequence."),
        click.option("--batch", type=int, help="Sequences, images or samples at once."),
        click.option(
            "--phase",
            default="",
            metavar="PHASE",
            help="prefill, decode, serving, ...; its first by default.",
        ),
    ):
        command = option(command)
    return command


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
        given["formats"] = pairs(given["formats"], "--formats")
    return given


def pairs(text: str, option: str) -> dict[str, str]:
    """Return ``NAME=VALUE,NAME=VALUE`` as a mapping. Leaves with code 2 where it is none."""
    parts = [part.partition("=") for part in text.split(",")]
    if not all(name and equals and value for name, equals, value in parts):
        wrong_use(f"{option} is NAME=VALUE, several with commas between, not {text!r}")
    return {name.strip(): value.strip() for name, _, value in parts}
