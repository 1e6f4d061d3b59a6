"""`specgen releases`."""

from __future__ import annotations

import gc
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli._options import FOLDER, OUTPUT, Command, findings_shown, format_option, save, spec_option
from specgen.cli._progress import progress

if TYPE_CHECKING:
    from specgen.releases import Release

KEPT = click.option(
    "--folder", type=FOLDER, default=Path("releases"), show_default=True, metavar="DIR", help="Where releases are kept."
)  # fmt: skip
DAY = click.DateTime(["%Y-%m-%d"])


@click.group("releases")
def command() -> None:
    """Keep the releases of a spec: their hashes, golden artefacts that later readers open, what changed between them."""


@command.command("add", cls=Command, examples=("specgen releases add --date 2027-03-31",))
@spec_option
@KEPT
@click.option(
    "--date", "day", type=DAY, metavar="DATE", help="When it was released; nothing is written without."
)
@click.option(
    "--no-search", is_flag=True, help="Compare with the last release without trying instructions out."
)
def add(spec: Path, folder: Path, day: datetime | None, no_search: bool) -> None:
    """Record the spec as the release of its version. Code 2 where it may not be one.

    It may not where the version is there with another content, is lower than the last, or rose too little for what changed.
    """
    gc.disable()
    from specgen import api
    from specgen.bundles import BundleError
    from specgen.releases import ReleaseError
    from specgen.review import Search, SideError

    search = Search(trials=0, solver=0) if no_search else None
    with findings_shown(ReleaseError, SideError, BundleError), progress() as tell:
        known = api.releases(folder)
        made = api.add_release(spec, folder, date=day.date() if day else None, search=search, tell=tell)
    click.echo(f"{folder / made.version}: {'recorded already' if made in known else 'recorded'}")
    _hashes(made)


@command.command("list", cls=Command, examples=("specgen releases list", "specgen releases list 3f9a01bc"))
@click.argument("digest", required=False, metavar="[HASH]")
@KEPT
def listed(digest: str | None, folder: Path) -> None:
    """List the releases; of HASH, the first digits of a binary hash, say which release it is of. Code 1 where of none."""
    from specgen import api
    from specgen.releases import ReleaseError, known_as

    with findings_shown(ReleaseError):
        found = api.releases(folder)
    if digest is None:
        for one in found:
            click.echo(f"{one.version}{f' of {one.date}' if one.date else ''}, content {one.content[:16]}")
            _hashes(one)
        return
    pairs = known_as(found, digest)
    for version, variant in pairs:
        click.echo(f"{version} {variant}")
    if not pairs:
        click.echo(f"no release in {folder} has the hash {digest}", err=True)
        sys.exit(1)


@command.command(
    "replay", cls=Command, examples=("specgen releases replay", "specgen releases replay --format json")
)
@spec_option
@KEPT
@format_option("text", "json", told="How the verdicts are written.")
@click.option(
    "--today", type=DAY, metavar="DATE", help="The day by which approvals end; SOURCE_DATE_EPOCH, else today."
)
def replay(spec: Path, folder: Path, style: str, today: datetime | None) -> None:
    """Have today's readers open every golden artefact of every release: the same, refused and why, or read otherwise.

    Code 1 where one is read otherwise, unless the version rose far enough to break it, or review.yaml approves of it.
    """
    gc.disable()
    from specgen import api
    from specgen.releases import ReleaseError, as_data, as_text
    from specgen.review import SideError

    with findings_shown(ReleaseError, SideError), progress() as tell:
        found = api.replay_releases(spec, folder, today=today.date() if today else None, tell=tell)
    if style == "json":
        click.echo(json.dumps(as_data(found), indent=1))
    else:
        click.echo("\n".join(as_text(found)))
    sys.exit(1 if any(one.fails for one in found) else 0)


@command.command("changelog", cls=Command, examples=("specgen releases changelog -o CHANGELOG.md",))
@spec_option
@KEPT
@click.option(
    "--released", is_flag=True, help="Leave out what the spec says otherwise than the last release."
)
@click.option(
    "--no-search", is_flag=True, help="Compare without trying instructions out: quick, and says less."
)
@click.option("-o", "output", type=OUTPUT, metavar="FILE", help="Write it there.")
def changelog(spec: Path, folder: Path, released: bool, no_search: bool, output: Path | None) -> None:
    """Write what changed from release to release, and what each consumer has to do, as Markdown."""
    gc.disable()
    from specgen import api
    from specgen.releases import ReleaseError
    from specgen.review import Search, SideError

    search = Search(trials=0, solver=0) if no_search else None
    with findings_shown(ReleaseError, SideError), progress() as tell:
        text = api.changelog(None if released else spec, folder, search=search, tell=tell)
        if output is not None:
            save(output, text)
    if output is None:
        click.echo(text, nl=False)


def _hashes(one: Release) -> None:
    for variant, digest in one.binary.items():
        click.echo(f"  variant {variant:<16} binaries {digest[:16]}")
