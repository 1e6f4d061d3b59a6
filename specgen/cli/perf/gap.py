"""`specgen perf gap`."""

from __future__ import annotations

from pathlib import Path

import click

from specgen.cli._options import (
    OUTPUT,
    Command,
    existing_spec,
    findings_shown,
    format_option,
    save,
    show,
    spec_where_needed_option,
    wrong_use,
)


@click.command(
    "gap",
    cls=Command,
    examples=(
        "specgen perf gap --data latencies.csv --chip h100_sxm --operator gemm --operands bf16 --protocol graph_replay",
        "specgen perf gap --data latencies.csv --chip h100_sxm --operator gemm --operands bf16 --calibrate --format csv",
    ),
)
@spec_where_needed_option
@click.option(
    "--data",
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE|DIR",
    help="A table of measurements (CSV), or a folder of published sets; by default what the spec declares.",
)
@click.option("--chip", metavar="NAME", help="Of this chip alone; of rows that do not say theirs.")
@click.option("--operator", metavar="NAME", help="Of these operators alone; of rows that do not say theirs.")
@click.option("--operands", metavar="FORMAT", help="The number format of rows that do not say theirs.")
@click.option("--backend", metavar="NAME", help="Whose kernels, of rows that do not say it.")
@click.option("--protocol", metavar="NAME", help="How it was measured, of rows that do not say it.")
@click.option(
    "--calibrate", is_flag=True, help="Fit the model on some rows, and judge it on the held-out ones."
)
@click.option(
    "--seed", type=click.IntRange(0, 1 << 32), default=0, show_default=True, help="Of the fit's starts."
)
@click.option("--quiet", is_flag=True, help="Do not tell which tables are fitted or left out.")
@format_option(
    "text",
    "json",
    "csv",
    told="Sections to read, everything as JSON, or a line for each table, stage and size.",
)
@click.option("-o", "output", type=OUTPUT, metavar="FILE", help="Write it into FILE.")
def command(
    spec: Path,
    data: Path | None,
    chip: str | None,
    operator: str | None,
    operands: str | None,
    backend: str | None,
    protocol: str | None,
    calibrate: bool,
    seed: int,
    quiet: bool,
    style: str,
    output: Path | None,
) -> None:
    """How far the models are from what was measured, and what the rest of the time went into."""
    from specgen import api
    from specgen.perfmodel.measured import MissingExtraError, as_csv, as_json, as_text

    given = {"chip": chip, "operator": operator, "format": operands, "backend": backend, "protocol": protocol}
    labels = {name: text for name, text in given.items() if text}
    if data is None:
        existing_spec(spec)

    def told(line: str) -> None:
        if not quiet:
            click.echo(line, err=True)

    with findings_shown(MissingExtraError):
        gaps, findings = api.measured_gaps(data, spec, labels, calibrate, seed, told)
        if findings:
            show(findings, err=True)
        if not gaps:
            wrong_use("no measurements of a chip of the library and of an operator that has a model")
        text = {"text": as_text, "json": as_json, "csv": as_csv}[style](gaps)
        if output is None:
            click.echo(text, nl=False)
        else:
            save(output, text)
