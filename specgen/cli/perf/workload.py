"""`specgen perf workload`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from specgen.cli._options import (
    Command,
    existing_spec,
    findings_shown,
    format_option,
    spec_where_needed_option,
)
from specgen.cli.perf._graphs import file_options, how_given, step_options

if TYPE_CHECKING:
    from specgen.perfmodel.workloads import Graph

_EXAMPLES = (
    "specgen perf workload llama_3_1_8b --phase decode --batch 16 --context 2048",
    "specgen perf workload llama_3_1_70b --phase decode --formats weights=e4m3,cache=e4m3",
    "specgen perf workload deepseek_v3 --phase prefill --context 4096 --format json",
    "specgen perf workload resnet50.onnx --dim batch=1",
)


@click.command("workload", cls=Command, examples=_EXAMPLES)
@click.argument("name")
@spec_where_needed_option
@step_options
@click.option("--new", type=int, help="Tokens that each sequence is to get.")
@click.option("--past", type=int, help="Tokens of each prompt that are cached already.")
@click.option("--chunk", type=int, help="Tokens of prompts in a step of serving.")
@click.option("--sparse", metavar="HOW", help="2:4, or 'bitmap 0.3': what of the weights is kept.")
@click.option(
    "--fused/--unfused", default=None, help="Whether scores of attention stay on chip; they do by default."
)
@click.option("--skew", type=float, help="Exponent of the popularity of experts.")
@click.option("--draft", metavar="MODEL", help="The model that proposes tokens.")
@click.option("--proposed", type=int, help="How many tokens it proposes.")
@click.option("--acceptance", type=float, help="With which probability a proposal is kept.")
@file_options
@format_option("text", "json", told="A table, or all numbers in full.")
@click.pass_context
def command(ctx: click.Context, /, name: str, spec: Path, phase: str, style: str, **given: Any) -> None:
    """Show the operators of NAME, a model or a workload: sizes, work, bytes by role, operations per byte.

    Models are those of the library (`specgen perf models` lists them) and of the spec. NAME may also be a file that ends
    in .onnx or .pt2: then its nodes are the operators.
    """
    from specgen.api.workloads import is_file, workload
    from specgen.perfmodel.importing import MissingReader, Unreadable
    from specgen.perfmodel.workloads import WorkloadError, library_models

    how = how_given(given)
    asked = ctx.get_parameter_source("spec") is not click.core.ParameterSource.DEFAULT
    needed = asked or (name not in library_models() and not is_file(name) and (spec / "spec.yaml").exists())
    with findings_shown(WorkloadError, Unreadable, MissingReader):
        graph = workload(name, existing_spec(spec) if needed else None, phase, **how)
        click.echo(_json(graph) if style == "json" else _text(graph))


def _json(graph: Graph) -> str:
    from specgen.perfmodel.workloads import table, totals

    lines = table(graph)
    operators = [
        {
            "name": line.name, "kind": line.kind, "dims": one.dims, "times": line.times, "format": line.format,
            "unit": line.unit, "operations": line.operations, "density": one.density, "read": line.read,
            "written": line.written, "intensity": line.intensity if line.bytes else None,
        }
        for line, one in zip(lines, graph.operators, strict=True)
    ]  # fmt: skip
    found = {
        "name": graph.name,
        "facts": graph.facts,
        "operators": operators,
        "unsupported": graph.unsupported,
    }
    return json.dumps(found | ({"totals": totals(graph)} if operators else {}), indent=1)


def _text(graph: Graph) -> str:
    from specgen.perfmodel.figures import aligned, plain, rate
    from specgen.perfmodel.workloads import table, totals

    heads = [
        "operator",
        "sizes",
        "times",
        "format",
        "operations",
        "weights",
        "cache",
        "other",
        "written",
        "op/B",
    ]
    rows = []
    for line in table(graph):
        other = line.read["activation"] + line.read["index"]
        moved = (line.read["weight"], line.read["cache"], other, line.written)
        numbers = [rate(line.operations, "op"), *(rate(one, "B") if one else "" for one in moved)]
        rows.append([line.name, line.sizes, f"{line.times:g}", line.format, *numbers, plain(line.intensity)])
    facts = ", ".join(f"{name} {_fact(name, value)}" for name, value in graph.facts.items())
    parts = [graph.name, f"  {facts}", *(f"  not analysed: {one}" for one in graph.unsupported)]
    if rows:
        all_of = totals(graph)
        read = all_of["read"]
        parts += ["", *aligned([heads, *rows], right=(2, *range(4, len(heads)))), ""]
        parts.append(
            f"  in all {rate(all_of['matrix'], 'OP')} of products and {rate(all_of['vector'], 'OP')} of the rest;"
            f" reads {rate(read['weight'], 'B')} of weights, {rate(read['cache'], 'B')} of cache,"
            f" {rate(read['activation'] + read['index'], 'B')} of the rest; writes {rate(all_of['written'], 'B')};"
            f" {plain(all_of['intensity'])} op/B"
        )
    return "\n".join(parts)


def _fact(name: str, value: Any) -> str:
    from specgen.perfmodel.figures import rate

    if name.endswith("_bytes"):
        return rate(value, "B")
    return rate(value, "") if name in ("parameters", "operations") else f"{value:g}"
