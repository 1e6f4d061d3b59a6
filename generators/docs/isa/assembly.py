"""How an instruction is written: its template with the places linked, and examples with their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.docs.parts.text import html
from specgen.model.templates import TemplateError, parse_template

if TYPE_CHECKING:
    from specgen.generators.docs.book import Links
    from specgen.model.architecture import Architecture
    from specgen.model.isa import Instruction


def written(one: Instruction, architecture: Architecture, links: Links) -> str:
    """Return the template, and the examples that were handed in."""
    lines = [f'<span class="sg-template">{template(one)}</span>']
    for text, word in links.book.exhibits.examples.get(one.name, ()):
        digits = f"{word:0{one.format.width // 4}x}"
        grouped = " ".join(digits[n : n + 8] for n in range(0, len(digits), 8))
        lines.append(f'<span class="sg-example">{html(text)}</span>  <span class="c1"># 0x{grouped}</span>')
    label = f"Assembly of {html(one.name)}"
    inner = "\n".join(lines)
    return f'<div class="highlight sg-code"><pre tabindex="0" role="region" aria-label="{label}"><code>{inner}</code></pre></div>'


def template(one: Instruction) -> str:
    """Return the template as HTML, each place a link to its operand."""
    try:
        parts = parse_template(one.assembly)
    except TemplateError:
        return html(one.assembly)
    operands = {f.name for f in one.operands} | {t.name for t in one.tiles}
    return "".join(
        f'<a href="#{html(p.name)}">{html(p.name)}</a>' if p.name in operands else html(p.text) for p in parts
    )
