"""Timing: cycles as integer expressions over operands, parameters and the memories' figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.semantics import ir
from specgen.semantics.build import const
from specgen.semantics.context import Refused, Text, Typer
from specgen.semantics.dispatch import integer
from specgen.semantics.parse import SyntaxProblem, parse_expression

if TYPE_CHECKING:
    from specgen.model.isa import Instruction, Timing

_SPAN = ir.Span(1, 1, 2)


def type_costs(t: Typer, instruction: Instruction) -> ir.Costs | None:
    """The typed timing of one body; None where it was refused."""
    timing = instruction.timing
    assert timing is not None
    texts = (timing.issue, timing.occupancy, timing.latency)
    made = [_cycles(t, timing, name, text) for name, text in zip(("issue", "occupancy", "latency"), texts, strict=True)]
    issue, occupancy, latency = made
    if issue is None or occupancy is None or latency is None:
        return None
    return ir.Costs(issue, occupancy, latency)


def _cycles(t: Typer, timing: Timing, name: str, content: str) -> ir.Expr | None:
    if content.isdecimal() and len(content) < 10:
        return const(int(content), _SPAN)
    text = Text(content, timing.origin, (name,))
    tree = parse_expression(content)
    if isinstance(tree, SyntaxProblem):
        t.world.syntax_error(tree, text)
        t.failed = True
        return None
    inner = replace(t, text=text, timing=True, locals={})
    try:
        return integer(inner, tree)
    except Refused as refused:
        inner.report(refused)
        t.failed = True
        return None
