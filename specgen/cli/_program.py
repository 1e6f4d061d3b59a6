"""Programs as commands take them: what is loaded where, and what is set before it runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from specgen.cli._options import INPUT, processor_option, spec_option, variant_option, wrong_use
from specgen.cli._words import NUMBER, address_or_name

if TYPE_CHECKING:
    from specgen.api import Run

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.argument("program", type=INPUT),
    spec_option,
    variant_option,
    processor_option,
    click.option(
        "--load",
        "others",
        multiple=True,
        metavar="[N/]PROCESSOR=FILE",
        help="Load another program, for a processor of all instances or of instance N.",
    ),
    click.option(
        "--base",
        type=NUMBER,
        metavar="ADDRESS",
        help="Where a raw image lies; by default where code is reset to.",
    ),
    click.option(
        "--entry", metavar="ADDRESS|SYMBOL", help="Where PROGRAM starts; by default where the file says."
    ),
    click.option(
        "--set",
        "sets",
        multiple=True,
        metavar="PLACE=VALUE",
        help="Set state or memory before the run.",
    ),
    click.option(
        "--arg",
        "arguments",
        multiple=True,
        metavar="NAME=VALUE",
        help="An executable's argument: .npy or a number.",
    ),
)


def program_options(command: F) -> F:
    """Give a command a program and what it needs: ``program``, ``spec``, ``variant``, ``processor`` and what `prepare` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def prepare(
    run: Run,
    program: Path,
    processor: str | None,
    others: tuple[str, ...],
    base: int | None,
    entry: str | None,
    sets: tuple[str, ...],
    arguments: tuple[str, ...],
) -> None:
    """Load programs into a machine and set what is to be set."""
    run.load(program, processor or "", base=base, entry=address_or_name(entry))
    for other in others:
        target, equals, file = other.partition("=")
        if not equals:
            wrong_use(f"--load {other}: write PROCESSOR=FILE")
        run.load(file, target)
    for give, given in ((run.argument, arguments), (run.put, sets)):
        for each in given:
            give(each)
