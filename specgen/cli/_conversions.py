"""What `specgen layout convert` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from specgen.cli._grid import print_grid

if TYPE_CHECKING:
    from specgen.api import LayoutConversion
    from specgen.perfmodel.transfers import Plan

_HEADS = ("Instruction", "From", "To", "Issued", "Bytes", "Read", "Written", "Path")
_LEFT = ("Instruction", "From", "To", "Path")


def print_conversion(found: LayoutConversion) -> None:
    """Print how two layouts compare, a table of plans, and the loops of the first."""
    click.echo(_compared(found))
    if not found.plans:
        click.echo(_none(found), err=True)
        return
    print_grid(_HEADS, (_row(plan) for plan in found.plans), left=_LEFT)
    best = found.plans[0]
    click.echo(f"{_called(best)}:")
    if best.how == "runs":
        runs = f"{len(best.uses):,} runs of bytes that both layouts have"
        click.echo(f"  one for each of {runs}, counted one by one")
        return
    for use in best.uses:
        around = "".join(f"{step.size:,} x " for step in use.others)
        own = " x ".join(f"{step.size:,}" for step in use.own)
        steps = (*use.others, *use.own)
        strides = ", ".join(f"{step.source // 8:,} to {step.target // 8:,}" for step in steps)
        click.echo(f"  {around}({own}), strides in bytes {strides}")


def _none(found: LayoutConversion) -> str:
    if not found.copying:
        return "the spec has no instruction that does nothing but copy one tile of rows or columns to another"
    tried = ", ".join(found.copying)
    return f"no instruction of the spec copies what these layouts have in common between these memories; tried {tried}"


def _compared(found: LayoutConversion) -> str:
    from specgen.model.layouts import place_of, said

    index, how = found.comparison.index, found.comparison.how
    if index is None:
        return f"Both put every element at the same place ({how})."
    here, there = place_of(found.source, index), place_of(found.target, index)
    return f"They differ, such as at {said(index)}: {here} in one, {there} in the other."


def plain(found: LayoutConversion) -> dict[str, Any]:
    """Return a conversion as JSON has it."""
    index = found.comparison.index
    return {
        "equal": found.comparison.equal,
        "how": found.comparison.how,
        "differs_at": None if index is None else list(index),
        "plans": [_plain(plan) for plan in found.plans],
    }


def _plain(plan: Plan) -> dict[str, Any]:
    source, target = (side.tile.operand.memory.name for side in (plan.copy.source, plan.copy.target))
    return {
        "instruction": plan.copy.instruction.name,
        "when": plan.copy.when,
        "from": source,
        "to": target,
        "path": plan.path.name if plan.path else None,
        "how": plan.how,
        "instructions": plan.instructions,
        "bytes": plan.bytes,
        "bursts": list(plan.bursts),
        "efficiencies": [round(efficiency, 6) for efficiency in plan.efficiencies],
        "uses": [
            {
                "start": [bit // 8 for bit in use.start],
                "loops": [[s.size, s.source // 8, s.target // 8] for s in use.own],
                "extents": list(use.extents),
                "around": [[s.size, s.source // 8, s.target // 8] for s in use.others],
            }
            for use in plan.uses
        ],
    }


def _row(plan: Plan) -> tuple[str, ...]:
    source, target = (side.tile.operand.memory.name for side in (plan.copy.source, plan.copy.target))
    read, written = (
        f"{efficiency:.0%} of {burst} B bursts"
        for efficiency, burst in zip(plan.efficiencies, plan.bursts, strict=True)
    )
    path = plan.path.name if plan.path else ""
    return _called(plan), source, target, f"{plan.instructions:,}", f"{plan.bytes:,}", read, written, path


def _called(plan: Plan) -> str:
    """The instruction, with the values that choose its types."""
    instruction = plan.copy.instruction
    chosen = []
    for field in instruction.operands:
        if field.name in plan.copy.when:
            members = field.enum.members if field.enum else ()
            raw = plan.copy.when[field.name]
            chosen.append(next((m.name for m in members if m.value == raw), str(raw)))
    return ".".join((instruction.name, *chosen))
