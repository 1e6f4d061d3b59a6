"""How long an instruction takes: its expressions, and what they come to for an example and for the greatest operands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import number, table
from specgen.generators.docs.parts.semantics import coloured
from specgen.generators.docs.parts.shapes import CHARACTER, Box, drawing, group, words
from specgen.generators.docs.parts.text import html
from specgen.model.corners import greatest_operands
from specgen.semantics.counts import known_value
from specgen.semantics.walk import every

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Instruction
    from specgen.semantics import ir

_MEANS = {
    "issue": "before the processor goes on to the next instruction",
    "occupancy": "before the unit can start its next instruction",
    "latency": "until the result is there",
}
_LABEL, _BAR, _ROW, _HEAD, _WIDTH = 90.0, 16.0, 24.0, 26.0, 420.0


def timing_section(
    one: Instruction, architecture: Architecture, addresses: Mapping[str, str], links: Links
) -> Iterator[str]:
    """Yield the expressions of the timing, and a drawing of their values; ``addresses`` are those of names in them."""
    timing = one.timing
    if timing is None:
        return
    yield "## Timing"
    rows = (
        (name, f"<code>{coloured(getattr(timing, name), addresses)}</code>", why)
        for name, why in _MEANS.items()
    )
    yield table(("Time", "Cycles", "Meaning"), rows)
    drawn = {cycles: about for about, cycles in _cases(one, architecture, links)}
    if any(max(cycles) > 1 for cycles in drawn):
        yield _drawing(one, drawn)


def _cases(
    one: Instruction, architecture: Architecture, links: Links
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Operands in words and the cycles that they take: the greatest ones, and the first example's."""
    semantics = links.book.semantics(architecture)
    if semantics is None or one.name not in semantics.programs:
        return
    program = semantics.programs[one.name]
    costs = program.costs[0] if program.costs else None
    if costs is None:
        return
    chosen = {name: one.format.by_name[name].value(raw) for name, raw in program.bodies[0].when.items()}
    executed = links.book.exhibits.executed.get(one.name, ())[:1]
    cases = [("greatest operands", greatest_operands(one) | chosen)]
    cases += [("the first example", dict(example.operands)) for example in executed]
    for about, operands in cases:
        cycles = [known_value(cost, operands) for cost in (costs.issue, costs.occupancy, costs.latency)]
        known = tuple(value for value in cycles if value is not None)
        if len(known) == len(_MEANS):
            yield f"{about}{_named(one, costs, operands)}", known


def _named(one: Instruction, costs: ir.Costs, operands: Mapping[str, int]) -> str:
    """The operands that the times depend on, with their values."""
    from specgen.semantics import ir

    parts = (costs.issue, costs.occupancy, costs.latency)
    used = {x.field.name for part in parts for x in every(part) if isinstance(x, ir.FieldValue)}
    shown = [f"{f.name} = {number(operands[f.name])}" for f in one.operands if f.name in used]
    return f": {', '.join(shown)}" if shown else ""


def _drawing(one: Instruction, cases: Mapping[tuple[int, ...], str]) -> str:
    parts = []
    top = 0.0
    longest = max(map(max, cases))
    for cycles, about in cases.items():
        parts.append(words(0, top + 14, f"Cycles with {about}" if len(cases) > 1 else "Cycles", "lane"))
        for n, (name, count) in enumerate(zip(_MEANS, cycles, strict=True)):
            y = top + _HEAD + n * _ROW
            width = max(_WIDTH * count / longest, 1.0)
            label = words(0, y + _BAR - 4, name, "below")
            bar = Box(_LABEL, y, width, _BAR).rectangle()
            value = words(_LABEL + width + 6, y + _BAR - 4, f"{count:,}", "below")
            parts.append(label)
            parts.append(
                group(
                    "operand",
                    f"{name}: {count:,} {'cycle' if count == 1 else 'cycles'}, {_MEANS[name]}",
                    (bar, value),
                )
            )
        top += _HEAD + len(_MEANS) * _ROW + 8
    width = _LABEL + _WIDTH + 6 + CHARACTER * len(f"{longest:,}") + 8
    return drawing(f"Time of {html(one.name)}", (width, top), parts)
