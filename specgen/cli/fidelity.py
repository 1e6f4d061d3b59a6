"""`specgen fidelity`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from specgen.cli._options import (
    Choice,
    Command,
    findings_shown,
    format_option,
    require,
    spec_option,
    variant_option,
)

if TYPE_CHECKING:
    from specgen.machine.fidelity import Cell, Fidelity, Row

_ASPECTS = ("encoding", "assembly", "behaviour", "faults")


@click.command(
    "fidelity",
    cls=Command,
    examples=(
        "specgen fidelity",
        "specgen fidelity add --format json",
        "specgen fidelity --require behaviour",
    ),
)
@click.argument("instructions", nargs=-1, metavar="[INSTRUCTION]...")
@spec_option
@variant_option
@format_option("text", "json", told="A table, or JSON.")
@click.option(
    "--require",
    "required",
    multiple=True,
    type=Choice(_ASPECTS),
    help="Code 1 where an instruction has no check of this aspect that still holds.",
)
def command(
    instructions: tuple[str, ...], spec: Path, variant: str | None, style: str, required: tuple[str, ...]
) -> None:
    """Say what each instruction was checked against, how often, and whether it has changed since.

    The records lie in the folder evidence/ of the spec, written by whoever checked. Numbers are cases without a difference;
    "changed" marks a check made before the instruction was last edited.
    """
    from specgen import api

    with findings_shown(ValueError):
        require("variant", variant, api.load_spec(spec).variants)
        found = api.fidelity(spec, variant)
    known = {row.instruction: row for row in found.rows}
    for name in instructions:
        require("instruction", name, known)
    rows = [known[name] for name in instructions] if instructions else list(found.rows)
    click.echo(_json(found, rows) if style == "json" else _text(found, rows))
    missing = [aspect for aspect in required if not all(row.checked(aspect) for row in rows)]
    sys.exit(1 if missing else 0)


def _text(found: Fidelity, rows: list[Row]) -> str:
    table: list[tuple[str, ...]] = [("instruction", *_ASPECTS)]
    table += [(row.instruction, *(_cell(row.checks[aspect]) for aspect in _ASPECTS)) for row in rows]
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in table
    ]
    lines.append("")
    for aspect in _ASPECTS:
        count = sum(row.checked(aspect) for row in rows)
        lines.append(f"{aspect}: {count} of {len(rows)} checked")
    if found.records:
        lines += ["", "records:"]
        lines += [f"  {r.name}: {r.against}; again with: {r.command}" for r in found.records]
    for name, unknown in found.unknown.items():
        lines.append(f"  {name} also names {', '.join(unknown)}, which the spec no longer has")
    return "\n".join(lines)


def _cell(cells: tuple[Cell, ...]) -> str:
    return ", ".join(f"{c.record} {c.cases:,}{' (changed)' if c.stale else ''}" for c in cells) or "-"


def _json(found: Fidelity, rows: list[Row]) -> str:
    records: dict[str, Any] = {
        r.name: {"against": r.against, "variant": r.variant, "command": r.command} for r in found.records
    }
    instructions = {
        row.instruction: {
            aspect: [{"record": c.record, "cases": c.cases, "changed": c.stale} for c in cells]
            for aspect, cells in row.checks.items()
        }
        for row in rows
    }
    return json.dumps({"records": records, "instructions": instructions, "unknown": found.unknown}, indent=2)
