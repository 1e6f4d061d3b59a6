"""`specgen docs`."""

from __future__ import annotations

from pathlib import Path

import click

from specgen.cli._options import (
    FOLDER,
    INPUT,
    Command,
    findings_shown,
    output_refused,
    spec_option,
    wrong_use,
)
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
@click.option(
    "--results",
    multiple=True,
    type=INPUT,
    metavar="FILE",
    help="A report of tests in JUnit's XML, shown instead of what was recorded; may be repeated.",
)
def build(spec: Path, output: Path, results: tuple[Path, ...]) -> None:
    """Build the site as files that any web server, or none, can show."""
    from specgen import api

    with findings_shown(ValueError), output_refused(), progress() as tell:
        done = api.build_site(spec, output, results=results, tell=tell)
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


@command.command(
    "anchors", cls=Command, examples=("specgen docs anchors --check", "specgen docs anchors --record")
)
@spec_option
@_output
@click.option(
    "--record/--check", default=False, help="Add what the site has to the registry, or only compare."
)
def anchors(spec: Path, output: Path, record: bool) -> None:
    """Compare the addresses of the site in DIR/site with all that it has ever had.

    These are recorded in site/anchors.json beside the spec's folder. One that is gone is an error, here and when the site is
    built, until site/moved.yaml says where it went: "old.html#anchor: new.html#anchor".
    """
    from specgen import api

    if not (output / "site" / "index.html").is_file():
        wrong_use(f"there is no site in {output / 'site'}. `specgen docs build` builds it.")
    with findings_shown():
        if record:
            path, count = api.record_anchors(spec, output)
            click.echo(f"{path}: {count} new")
        api.check_anchors(spec, output)


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
