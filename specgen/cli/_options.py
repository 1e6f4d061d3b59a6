"""Options that many commands share, and how findings reach the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from specgen.source import Diagnostics

Function = TypeVar("Function", bound=Callable[..., Any])


class Command(click.Command):
    """A command whose help ends in examples."""

    def __init__(self, *args: Any, examples: tuple[str, ...] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples, a line each."""
        if self.examples:
            with formatter.section("Examples"):
                for line in self.examples:
                    formatter.write_text(line)


def spec_option(command: Function) -> Function:
    """Add ``--spec DIR``."""
    return click.option(
        "--spec",
        "spec",
        type=click.Path(path_type=Path),
        default=Path("spec"),
        show_default=True,
        metavar="DIR",
        help="The folder that holds spec.yaml.",
    )(command)


def variant_option(command: Function) -> Function:
    """Add ``--variant NAME``."""
    return click.option(
        "--variant", metavar="NAME", help="Which variant; the first one of the spec is the default."
    )(command)


@contextmanager
def findings_shown() -> Iterator[None]:
    """Print the findings of a SpecError to standard error and leave with code 1; other refusals with 2."""
    from specgen.source import SpecError

    try:
        yield
    except SpecError as error:
        show(error.diagnostics, err=True)
        sys.exit(1)
    except OSError as error:
        wrong_use(f"{error.filename}: {error.strerror}" if error.filename else str(error))


def show(diagnostics: Diagnostics, *, err: bool = False) -> None:
    """Print findings as text, in colour where the stream is a terminal."""
    from specgen.source import render

    stream = sys.stderr if err else sys.stdout
    click.echo(render(diagnostics, "text", colour=stream.isatty()), err=err, nl=False)


def wrong_use(message: str) -> NoReturn:
    """Say what was wrong with the call and leave with code 2."""
    click.echo(f"specgen: {message}", err=True)
    sys.exit(2)
