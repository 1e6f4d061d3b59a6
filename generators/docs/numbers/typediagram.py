"""The bits of a floating-point code: sign, exponent, mantissa."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.docs.parts.text import html

if TYPE_CHECKING:
    from specgen.model.types import FloatType

_HEIGHT, _HEAD = 40.0, 16.0


def type_diagram(of: FloatType) -> str:
    """Return the SVG of a format's bits, each as wide as the space allows."""
    bit = max(10.0, min(34.0, 704 / of.width))
    parts = [
        ("s", int(of.signed), "fixed"),
        ("exponent", of.exponent, "operand"),
        ("mantissa", of.mantissa, "plain"),
    ]
    left, high, drawn = 2.0, of.width - 1, []
    for name, bits, kind in parts:
        if not bits:
            continue
        width = bits * bit
        shown = name if len(name) * 7.4 + 4 <= width else name[0]
        drawn.append(_part(shown, kind, left, width, bit, high, high - bits + 1))
        left, high = left + width, high - bits
    title = f"Bits of {of.name}: " + ", ".join(f"{n} {b}" for n, b, _ in parts if b)
    width, height = left + 2, _HEAD + _HEIGHT + 6
    return (
        f'<svg class="sg-bits" viewBox="0 0 {width:g} {height:g}" style="--sg-width:{width:g}px" role="img" '
        f'aria-label="{html(title)}"><title>{html(title)}</title>{"".join(drawn)}</svg>'
    )


def _part(name: str, kind: str, left: float, width: float, bit: float, high: int, low: int) -> str:
    numbers = [(left + bit / 2, high)] + ([(left + width - bit / 2, low)] if high != low else [])
    return (
        f'<g class="{kind}"><rect x="{left:g}" y="{_HEAD:g}" width="{width:g}" height="{_HEIGHT:g}"/>'
        + "".join(f'<text class="bit" x="{x:g}" y="{_HEAD - 4:g}">{n}</text>' for x, n in numbers)
        + f'<text class="name" x="{left + width / 2:g}" y="{_HEAD + _HEIGHT / 2 + 4:g}">{name}</text></g>'
    )
