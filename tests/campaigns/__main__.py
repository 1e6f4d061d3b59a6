"""``python -m tests.campaigns [CAMPAIGN...]``: runs campaigns at full count, from where they stopped."""

from __future__ import annotations

import sys

import click

from tests.campaigns import harness
from tests.campaigns.harness import Result, evidence, table


def _show(result: Result) -> None:
    share = 100 * result.done / result.count
    spent = table.duration(result.seconds)
    click.echo(f"{result.campaign}: {share:5.1f} % in {spent}, {result.wrong} wrong", err=True)


@click.command(epilog=f"Campaigns: {', '.join(harness.names())}")
@click.argument("campaigns", nargs=-1)
@click.option("--count", type=click.IntRange(1), help="Cases, instead of each campaign's own full count.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes.")
@click.option("--fresh", is_flag=True, help="Start over instead of going on.")
@click.option(
    "--record", is_flag=True, help="Quote the results in the committed table, and in the specs' evidence."
)
def main(campaigns: tuple[str, ...], count: int | None, jobs: int, fresh: bool, record: bool) -> None:
    """Run CAMPAIGNS, or all of them, each from where an equal run stopped."""
    wrong = False
    for name in campaigns or harness.names():
        try:
            result = harness.run(name, count=count, jobs=jobs, fresh=fresh, progress=_show)
        except LookupError as error:
            raise click.UsageError(str(error)) from None
        except KeyboardInterrupt:
            raise click.ClickException(f"{name} stopped; the same command goes on from here") from None
        for example in result.examples:
            click.echo(f"  {example}")
        click.echo(f"{name}: {result.count:,} cases, {result.wrong:,} wrong")
        if record:
            table.record(result)
            for path in evidence.write(result, harness.load(name).evidence):
                click.echo(f"  {path}", err=True)
        wrong = wrong or result.wrong > 0
    sys.exit(wrong)


main()
