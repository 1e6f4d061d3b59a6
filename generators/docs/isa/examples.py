"""Executed examples on an instruction's page: the line, what was read, what changed, how it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import codes, table
from specgen.generators.docs.parts.text import code, html, plain

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.generators.docs.exhibits.executed import Executed, Grid
    from specgen.model.isa import Instruction

_TITLES = {
    "done": "An ordinary case",
    "exited": "It ends the program",
    "waits": "It waits",
    "ends": "At the ends of its types",
}
_FEW = 6


def examples_section(one: Instruction, links: Links) -> Iterator[str]:
    """Yield the executed examples; nothing where none were handed in."""
    found = links.book.exhibits.executed.get(one.name, ())
    if not found:
        return
    yield "## Examples"
    variant = f", variant {code(found[0].variant)}" if len(links.book.architectures) > 1 else ""
    yield f"Executed by the reference interpreter when this page was made{variant}; all that is not named is as at reset."
    for example in found:
        yield from _example(one, example, links)


def _example(one: Instruction, example: Executed, links: Links) -> Iterator[str]:
    raised = example.ended.fault
    yield f"### {plain(_TITLES.get(example.name) or f'It raises {raised}')} {{: #example-{example.name} }}"
    yield _line(one, example)
    rows = list(_rows(one, example, links))
    if rows:
        yield table(("Place", "Operand", "Before", "After"), rows)
    if example.grids:
        grids = "".join(_figure(grid, links) for grid in example.grids)
        yield f'<div class="sg-corners" data-search-exclude>{grids}</div>'
    yield " ".join(_end(example, links))


def _line(one: Instruction, example: Executed) -> str:
    digits = f"{example.word:0{-(-one.format.width // 4)}x}"
    grouped = " ".join(digits[n : n + 8] for n in range(0, len(digits), 8))
    inner = f'<span class="sg-example">{html(example.text)}</span>  <span class="c1"># 0x{grouped}</span>'
    label = f"Example of {html(one.name)}: {html(example.name)}"
    return f'<div class="highlight sg-code"><pre tabindex="0" role="region" aria-label="{label}"><code>{inner}</code></pre></div>'


def _rows(one: Instruction, example: Executed, links: Links) -> Iterator[tuple[str, ...]]:
    operands = {f.name for f in one.operands}
    for change in example.changes:
        role = f"[{code(change.role)}](#{change.role})" if change.role in operands else ""
        changed = change.after not in ("", change.before)
        after = f"**{plain(change.after)}**" if changed else plain(change.after)
        place = links.md(change.kind, change.of, code(change.place))
        yield place, role, plain(change.before), after


def _figure(grid: Grid, links: Links) -> str:
    size = " × ".join(map(str, grid.size))
    where = f" in {links.a(grid.kind, grid.of)} at <code>{html(grid.at)}</code>" if grid.at else ""
    name = html(grid.name) if grid.at else links.a(grid.kind, grid.of, grid.name)
    kind = links.a("types", grid.type)
    head = f"<figcaption><code>{name}</code>: {size} {kind}{where}</figcaption>"
    label = f"{grid.name} before"
    tables = _table(label, grid, grid.before, ())
    if grid.after:
        tables += '<span class="sg-becomes" aria-hidden="true">→</span>'
        tables += _table(f"{grid.name} after", grid, grid.after, grid.before)
    return f'<figure class="sg-corner">{head}<div>{tables}</div></figure>'


def _table(label: str, grid: Grid, values: Sequence[Sequence[str]], old: Sequence[Sequence[str]]) -> str:
    """A corner as a table; elements that differ from the old ones stand out."""
    head = "".join(f'<th scope="col">{html(name)}</th>' for name in grid.columns)
    rows = []
    for n, (name, row) in enumerate(zip(grid.rows, values, strict=True)):
        cells = "".join(
            f"<td><strong>{html(text)}</strong></td>"
            if old and old[n][m] != text
            else f"<td>{html(text)}</td>"
            for m, text in enumerate(row)
        )
        rows.append(f'<tr><th scope="row">{html(name)}</th>{cells}</tr>')
    return (
        f'<table class="sg-table" aria-label="{html(label)}"><thead><tr><td></td>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _end(example: Executed, links: Links) -> Iterator[str]:
    """How it ended, in sentences."""
    end = example.ended
    if end.fault:
        carries = f" with the value {code(end.value)}" if end.value else ""
        tile = f", for the tile {code(end.operand)}" if end.operand else ""
        yield f"Raises {links.md('faults', end.fault)}{carries}{tile}; nothing has changed."
    elif end.outcome == "waits":
        yield "Waits, since nobody gives what it waits for."
    elif not example.changes and not example.grids and not end.next_pc and not end.told:
        yield "Nothing that a program sees has changed."
    if end.next_pc:
        yield f"Goes on at {code(end.next_pc)}."
    if end.told:
        yield f"The host was told: {codes(end.told)}."
    if example.left_out:
        yield f"{example.left_out:,} more elements are not shown."


def raised_in(fault: str, links: Links) -> str:
    """Return where executed examples end in a fault: a sentence of links, of no more than a few."""
    found = [
        (name, example.ended.value)
        for name, examples in links.book.exhibits.executed.items()
        for example in examples
        if example.ended.fault == fault
    ]
    shown = [
        f"[{code(name)}](instructions/{name}.md#example-{fault})" + (f" with {code(value)}" if value else "")
        for name, value in found[:_FEW]
    ]
    more = f", and {len(found) - _FEW} more" if len(found) > _FEW else ""
    return f"Raised in the examples of {', '.join(shown)}{more}." if shown else ""
