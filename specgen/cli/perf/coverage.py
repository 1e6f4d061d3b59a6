"""`specgen perf coverage`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from specgen.cli._options import Command, findings_shown, format_option, require, spec_option, variant_option
from specgen.cli.perf._graphs import file_options, how_given, step_options

if TYPE_CHECKING:
    from specgen.model.performance import Lowering
    from specgen.perfmodel.coverage import Coverage

_EXAMPLES = (
    "specgen perf coverage",
    "specgen perf coverage llama_3_1_8b --phase prefill --batch 1 --context 128",
    "specgen perf coverage resnet50.onnx --dim batch=1 --as bf16",
)


@click.command("coverage", cls=Command, examples=_EXAMPLES)
@click.argument("name", required=False)
@spec_option
@variant_option
@step_options
@file_options
@format_option("text", "json", told="A table, or the same as JSON.")
def command(name: str | None, spec: Path, variant: str | None, phase: str, style: str, **given: Any) -> None:
    """Say which of the spec's lowerings does each operator of NAME, with which instructions, and what none does.

    NAME is a workload or a model of the spec or the library, or a file that ends in .onnx or .pt2. Without it, the
    lowerings themselves.
    """
    from specgen import api
    from specgen.api.lowering import coverage, lowerings
    from specgen.perfmodel.importing import MissingReader, Unreadable
    from specgen.perfmodel.workloads import WorkloadError

    with findings_shown(WorkloadError, Unreadable, MissingReader):
        require("variant", variant, api.load_spec(spec).variants)
        if name is None:
            click.echo(_lowerings(lowerings(spec, variant), style))
            return
        found = coverage(name, spec, variant, phase, **how_given(given))
        click.echo(_json(found) if style == "json" else _text(found))


def _text(found: Coverage) -> str:
    from specgen.perfmodel.coverage import COLUMNS
    from specgen.perfmodel.figures import aligned

    rows = aligned([COLUMNS, *(row.cells for row in found.rows)]) if found.rows else []
    share = f"{100 * found.share:.1f} % of the operations"
    head = f"{found.name}: {found.done} of {len(found.rows)} operators are lowered, {share}"
    return "\n".join([head, "", *rows, *(f"  not analysed: {one}" for one in found.unsupported)])


def _json(found: Coverage) -> str:
    import json

    from specgen.perfmodel.coverage import COLUMNS

    rows = [dict(zip(COLUMNS, row.cells, strict=True)) for row in found.rows]
    figures = {"name": found.name, "lowered": found.done, "operators": len(found.rows), "share": found.share}
    return json.dumps(figures | {"rows": rows, "unsupported": found.unsupported}, indent=1)


def _lowerings(known: tuple[Lowering, ...], style: str) -> str:
    from specgen.perfmodel.figures import aligned

    heads = ["lowering", "operator", "formats", "where", "tile", "instructions", "kernel"]
    rows = []
    for one in known:
        steps = [step.instruction for step in one.steps if step.instruction]
        rows.append(
            [
                one.name,
                " ".join((one.operator, *one.algorithms)),
                " ".join(one.formats),
                ", ".join(one.where),
                ", ".join(f"{size} {text}" for size, text in one.tile.items()),
                " ".join(dict.fromkeys((*steps, *one.instructions))),
                (one.kernel or "").rpartition("/")[2],
            ]
        )
    if style == "json":
        import json

        return json.dumps([dict(zip(heads, row, strict=True)) for row in rows], indent=1)
    return "\n".join(aligned([heads, *rows]) if rows else ["the spec has no lowerings"])
