"""`specgen diff`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from specgen.cli._options import (
    OUTPUT,
    Choice,
    Command,
    findings_shown,
    format_option,
    plugins_blamed,
    save,
    wrong_use,
)
from specgen.cli._progress import progress

if TYPE_CHECKING:
    from specgen.hosting import PluginError
    from specgen.review.reports import Report

LEVELS = ("info", "risk", "breaking", "never")
CONSUMERS = ("compiler", "runtime", "firmware", "hardware", "tools")


@click.command(
    "diff",
    cls=Command,
    examples=(
        "specgen diff main spec",
        "specgen diff v1.2 v1.3 --format markdown -o comment.md",
        "specgen diff main spec --consumer compiler --consumer tools --fail-on risk",
    ),
)
@click.argument("old")
@click.argument("new")
@click.option("--spec", type=click.Path(path_type=Path), metavar="DIR",
              help="The folder of the spec in the repository, for revisions of git; NEW where that is a folder in it, "
              "else spec.")  # fmt: skip
@click.option("--merge-base", is_flag=True, help="Compare with where the current branch left OLD.")
@click.option("--allow-new", is_flag=True, help="Where OLD has no spec yet, say so and end well.")
@format_option(
    "text", "markdown", "json", "sarif", "github", "junit", "html", told="How the report is written."
)
@click.option("-o", "output", type=OUTPUT, metavar="FILE", help="Write the report there.")
@click.option("--fail-on", type=Choice(LEVELS), help="The least level that makes the command fail; the policy decides "
              "where it is not given, and without one it is breaking.")  # fmt: skip
@click.option("--consumer", "consumers", type=Choice(CONSUMERS), multiple=True, metavar="NAME",
              help="Tell what hits this consumer alone; may be given several times.")  # fmt: skip
@click.option("--policy", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="What the repository decided; review.yaml beside the new spec is the default.")  # fmt: skip
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
              help="The day by which approvals end; SOURCE_DATE_EPOCH, else today.")  # fmt: skip
@click.option("--variant", metavar="NAME", help="Compare this variant alone.")
@click.option("--trials", type=click.IntRange(0, 1_000_000), metavar="N",
              help="How many inputs of each instruction are tried where behaviour may differ.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), metavar="N", help="Which ones; the same seed tries the same.")
@click.option("--no-search", is_flag=True, help="Try none and ask no solver: quick, and says less.")
@click.option(
    "--approve", metavar="FINGERPRINT", help="Write an approval of this finding into the policy's file."
)
@click.option("--owner", metavar="NAME", help="Who answers for it.")
@click.option("--reason", metavar="TEXT", help="Why it may be.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Its last day.")
def command(
    old: str,
    new: str,
    spec: Path | None,
    merge_base: bool,
    allow_new: bool,
    style: str,
    output: Path | None,
    fail_on: str | None,
    consumers: tuple[str, ...],
    policy: Path | None,
    today: datetime | None,
    variant: str | None,
    trials: int | None,
    seed: int | None,
    no_search: bool,
    approve: str | None,
    owner: str | None,
    reason: str | None,
    expires: datetime | None,
) -> None:
    """Say what changed from OLD to NEW, what it breaks for whom, and show a witness.

    OLD and NEW are folders, archives of `specgen bundle`, or revisions of git (REVISION or REVISION:FOLDER).
    """
    if approve is None and (owner or reason or expires):
        raise click.UsageError("--owner, --reason and --expires go with --approve FINGERPRINT")
    if approve is not None and not (owner and reason and expires):
        raise click.UsageError(
            "--approve needs --owner, --reason and --expires: an approval without them is none"
        )
    gc.disable()  # what a review makes is in use until it ends
    from specgen import api
    from specgen.review import Search, SideError
    from specgen.review import merge_base as forked
    from specgen.review.reports import render

    here = Path(new).is_dir() and Path(new).resolve().is_relative_to(Path.cwd())
    where = spec or Path(new if here else "spec")
    given = {"trials": 0 if no_search else trials, "seed": seed, "solver": 0 if no_search else None}
    search = Search(**{name: value for name, value in given.items() if value is not None})
    failed: list[PluginError] = []
    with findings_shown(SideError), _new_shown(allow_new), progress() as tell:
        base = forked(old, where) if merge_base else old
        report = api.review(
            base, new, spec=where, search=search, policy=policy, fail_on=fail_on, consumers=consumers,
            variant=variant, today=today.date() if today else None, tell=tell, failed=failed,
        )  # fmt: skip
    if approve is not None and owner and reason and expires:
        _approve(report, policy or Path(new) / "review.yaml", approve, owner, reason, expires)
        return
    text = render(report, style, colour=style == "text" and output is None and sys.stdout.isatty())
    if output is None:
        click.echo(text, nl=False)
    else:
        with findings_shown():
            save(output, text)
    plugins_blamed(failed)
    sys.exit(1 if report.failed else 0)


@contextmanager
def _new_shown(allowed: bool) -> Iterator[None]:
    """Where it is ``allowed``, leave with code 0 for a spec that is new."""
    from specgen.review import NoSpecError

    try:
        yield
    except NoSpecError as error:
        if not allowed:
            raise
        click.echo(f"nothing to compare with: {error}")
        sys.exit(0)


def _approve(
    report: Report, path: Path, fingerprint: str, owner: str, reason: str, expires: datetime
) -> None:
    """Write an approval of a finding of the report; leave with code 2 where there is none, or no place for it."""
    from specgen.review import ApprovalError, approve

    found = {one.finding.fingerprint: one.finding for one in report.entries}
    if fingerprint not in found:
        wrong_use(f"no finding of this review is {fingerprint}")
    if not path.parent.is_dir():
        wrong_use(f"there is no folder {path.parent}: --policy FILE says where approvals are")
    with findings_shown(ApprovalError):
        approve(path, found[fingerprint], owner, reason, expires.date().isoformat())
    one = found[fingerprint]
    click.echo(f"{path}: approved {one.rule} until {expires.date()}: {one.message}")
