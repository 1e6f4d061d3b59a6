"""`specgen docs`."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from specgen.cli._options import (
    FOLDER,
    INPUT,
    Choice,
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
    from specgen.machine.fidelity import RecordError

    with findings_shown(RecordError), output_refused(), progress() as tell:
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
    "deploy",
    cls=Command,
    examples=("specgen docs deploy --alias latest", "specgen docs deploy --status ratified --push"),
)
@spec_option
@_output
@click.option("--branch", default="gh-pages", show_default=True, metavar="NAME", help="Where versions stand.")
@click.option(
    "--remote", default="origin", show_default=True, metavar="NAME", help="Whose branch is kept up with."
)
@click.option(
    "--alias", "aliases", multiple=True, metavar="NAME", help="Another name, such as latest; may be repeated."
)
@click.option(
    "--status",
    type=Choice(["draft", "ratified"]),
    help="By default ratified where it is recorded as a release.",
)
@click.option("--lead", is_flag=True, help="Have the address without a version lead to this one.")
@click.option("--push", is_flag=True, help="Send the branch to the remote.")
@click.option(
    "--vectors",
    type=click.IntRange(min=0),
    metavar="N",
    help="As of `specgen bundle`, for what can be taken.  [default: 2]",
)
@click.option("--spec-only", is_flag=True, help="Let nothing be taken but the spec itself: quick.")
@click.option("--no-pdf", is_flag=True, help="Do not print it.")
@click.option(
    "--no-search",
    is_flag=True,
    help="Compare versions without trying instructions out: quick, and says less.",
)
def deploy(
    spec: Path, output: Path, branch: str, remote: str, aliases: tuple[str, ...], status: str | None, lead: bool, push: bool,
    vectors: int | None, spec_only: bool, no_pdf: bool, no_search: bool,
) -> None:  # fmt: skip
    """Build the site as that of the spec's version, and put it beside those of others on a branch of git.

    Each has pages that compare it with every other, and what can be taken of it. Nothing that is there is lost: a version that is
    ratified stays as it is. mike writes the branch.
    """
    gc.disable()  # what a spec is made into is in use until the end
    from specgen import api
    from specgen.bundles import BundleError
    from specgen.review import Search, SideError

    search = Search(trials=0, solver=0) if no_search else None
    count = None if spec_only else api.VECTORS if vectors is None else vectors
    plan = api.DeployPlan(branch, remote, aliases, status, push, lead, count, not no_pdf, search)
    with findings_shown(api.DeployError, SideError, BundleError), output_refused(), progress() as tell:
        done = api.deploy(spec, output, plan, tell=tell)
    for note in done.notes:
        click.echo(f"note: {note}", err=True)
    told = f", compared with {', '.join(done.compared)}" if done.compared else ""
    what = "deployed" if done.changed else "as it was"
    click.echo(
        f"{done.version} ({done.status}): {what} on branch {branch}{told}{', pushed' if done.pushed else ''}"
    )


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
    built, until site/moved.yaml says where it went: "old.html#anchor: new.html#anchor", or of many "old/*.html: new/*.html".
    """
    from specgen import api

    if not (output / "site" / "index.html").is_file():
        wrong_use(f"there is no site in {output / 'site'}. `specgen docs build` builds it.")
    with findings_shown():
        if record:
            path, count = api.record_anchors(spec, output)
            click.echo(f"{path}: {count} new")
        if not api.check_anchors(spec, output):
            click.echo(
                "note: no addresses are recorded: --record begins with those that the site has", err=True
            )


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
