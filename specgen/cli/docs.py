"""`specgen docs`."""

from __future__ import annotations

from pathlib import Path

import click

from specgen.cli._options import FOLDER, Command, findings_shown, output_refused, spec_option
from specgen.cli._progress import progress

_output = click.option(
    "-o",
    "output",
    type=FOLDER,
    default=Path("build"),
    show_default=True,
    metavar="DIR",
    help="Pages go into DIR/docs, the site into DIR/site.",
)


@click.group("docs")
def command() -> None:
    """Build or serve the website of a spec.

    Beside the spec's folder, site/pages may hold pages written by hand, which take the places of generated ones or
    hold them, and mkdocs.yml settings of their own.
    """


@command.command(
    "build", cls=Command, examples=("specgen docs build", "specgen docs build --spec slate -o out")
)
@spec_option
@_output
def build(spec: Path, output: Path) -> None:
    """Build the site as files that any web server, or none, can show."""
    from specgen import api

    with findings_shown(), output_refused(), progress() as tell:
        done = api.build_site(spec, output, tell=tell)
    for folder, written in done.items():
        click.echo(f"{output / folder}: {written}")


@command.command(
    "serve", cls=Command, examples=("specgen docs serve", "specgen docs serve --address 127.0.0.1:8123")
)
@spec_option
@_output
@click.option(
    "--address", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT", help="Where to serve it."
)
def serve(spec: Path, output: Path, address: str) -> None:
    """Serve the site until Ctrl-C; pages follow what changes in the spec."""
    from specgen import api

    with findings_shown(), output_refused():
        api.serve_site(spec, output, address, tell=lambda said: click.echo(said, err=True))


@command.command("pdf", cls=Command, examples=("specgen docs pdf", "specgen docs pdf status --to status.pdf"))
@spec_option
@_output
@click.argument("pages", nargs=-1, metavar="[PAGE]...")
@click.option(
    "--to",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file; by default DIR/NAME-VERSION.pdf.",
)
def pdf(spec: Path, output: Path, pages: tuple[str, ...], file: Path | None) -> None:
    """Print pages of a site that was built, by default its reference, into one PDF.

    A page is named by its path without .html. Chromium prints.
    """
    from specgen import api

    with findings_shown(), output_refused(), progress() as tell:
        tell("printing")
        made = api.print_site(spec, output, [one.removesuffix(".html") for one in pages], file)
    click.echo(f"{made}: written")
