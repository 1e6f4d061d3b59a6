"""Options and arguments that many commands share, and how findings and refusals reach the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from specgen.api import Accelerator
    from specgen.hosting import PluginError
    from specgen.source import Diagnostics

Function = TypeVar("Function", bound=Callable[..., Any])

INPUT = click.Path(exists=True, dir_okay=False, path_type=Path)
OUTPUT = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


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


class Choice(click.Choice):  # type: ignore[type-arg]  # generic in some versions of click only
    """One of several words; a misspelt one is told the nearest."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the word, or refuse it."""
        if value not in self.choices:
            self.fail(_no_such(value, self.choices), param, ctx)
        return value


def spec_option(command: Function) -> Function:
    """Add ``--spec DIR``, of a folder that is there."""
    return _spec_option(_spec)(command)


def spec_where_needed_option(command: Function) -> Function:
    """Add ``--spec DIR`` to a command that may do without: it asks for `existing_spec` where it does not."""
    return _spec_option(None)(command)


def _spec_option(callback: Callable[..., Path] | None) -> Callable[[Function], Function]:
    return click.option(
        "--spec",
        "spec",
        type=click.Path(path_type=Path),
        default=Path("spec"),
        show_default=True,
        metavar="DIR",
        callback=callback,
        help="The folder that holds spec.yaml.",
    )


def _spec(_ctx: click.Context, _param: click.Parameter, spec: Path) -> Path:
    return existing_spec(spec)


def existing_spec(spec: Path) -> Path:
    """Return the folder of a spec. Raises BadParameter where there is none."""
    if os.path.isdir(spec) and not os.path.lexists(spec / "spec.yaml"):  # noqa: PTH112  # no error where it may not look
        raise click.BadParameter(f"{spec} holds no spec.yaml. `specgen new DIR` starts a spec.")
    if not os.path.lexists(spec):
        raise click.BadParameter(
            f"there is no folder {spec}. --spec DIR names one; `specgen new DIR` starts one."
        )
    return spec


def format_option(*styles: str, told: str) -> Callable[[Function], Function]:
    """Add ``--format STYLE``, one of ``styles``, the first by default; the help says what is ``told`` of them."""
    return click.option(
        "--format", "style", type=Choice(styles), default=styles[0], show_default=True, help=told
    )


def variant_option(command: Function) -> Function:
    """Add ``--variant NAME``."""
    return click.option(
        "--variant", metavar="NAME", help="Which variant; the first one of the spec is the default."
    )(command)


def processor_option(command: Function) -> Function:
    """Add ``--processor NAME``."""
    return click.option(
        "--processor", metavar="NAME", help="Whose machine code; the first processor is the default."
    )(command)


def accelerator(spec: Path, variant: str | None, processor: str | None = None) -> Accelerator:
    """Load what the three options name. Raises SpecError; leaves with code 2 where a name is unknown."""
    from specgen import api

    loaded = api.load_spec(spec)
    require("variant", variant, loaded.variants)
    one = api.Accelerator(loaded, variant)
    if not one.architecture.processors:
        wrong_use(f"{one.architecture.name} declares no processor, so it has no machine code")
    require("processor", processor, one.architecture.processors)
    return api.Accelerator(loaded, variant, processor)


def require(kind: str, name: str | None, known: Collection[str]) -> None:
    """Leave with code 2 where a name is given and not known."""
    if name is not None and name not in known:
        wrong_use(f"{kind}: {_no_such(name, known)}")


def _no_such(name: str, known: Collection[str]) -> str:
    from specgen.source import nearest_of

    alike = [one for one in known if all(word in one for word in name.split("-"))] or list(known)
    return f"there is no {name!r}; {nearest_of(name, alike)}"


@contextmanager
def findings_shown(*refusals: type[Exception]) -> Iterator[None]:
    """Print the findings of a SpecError to standard error and leave with code 1; files and ``refusals``: code 2."""
    from specgen.source import SpecError

    try:
        yield
    except SpecError as error:
        show(error.diagnostics, err=True)
        sys.exit(1)
    except BrokenPipeError:
        raise
    except OSError as error:
        wrong_use(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except refusals as error:
        wrong_use(str(error))


@contextmanager
def output_refused() -> Iterator[None]:
    """Print why files may not be written, or the site not be built, and leave with code 1."""
    from specgen.api import SiteError
    from specgen.generators import OutputError

    try:
        yield
    except (OutputError, SiteError) as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def show(diagnostics: Diagnostics, *, err: bool = False) -> None:
    """Print findings as text, in colour where the stream is a terminal."""
    from specgen.source import render

    stream = sys.stderr if err else sys.stdout
    click.echo(render(diagnostics, "text", colour=stream.isatty()), err=err, nl=False)


def plugins_blamed(failed: Iterable[PluginError]) -> None:
    """Say which packages failed, where any did, and leave with code 1."""
    told = [str(error) for error in failed]
    for line in told:
        click.echo(line, err=True)
    if told:
        sys.exit(1)


def save(path: Path, data: str | bytes) -> None:
    """Write a file, whole or not at all. Raises OSError."""
    from specgen.source.writing import write_whole

    write_whole(path, data if isinstance(data, bytes) else data.encode())


def wrong_use(message: str) -> NoReturn:
    """Say what was wrong with the call and leave with code 2."""
    click.echo(f"specgen: {message}", err=True)
    sys.exit(2)
