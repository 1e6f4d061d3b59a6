"""What quantising does to data, on the page of a format: measured on drawn samples, handed in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isinf
from typing import TYPE_CHECKING

from specgen.generators.docs.parts.page import table
from specgen.generators.docs.parts.text import html

if TYPE_CHECKING:
    from specgen.generators.docs.exhibits import Study

_WIDTH, _LEFT, _TOP, _PLOT, _BOTTOM, _RIGHT = 560.0, 50.0, 14.0, 190.0, 44.0, 110.0


def quantising(studies: Sequence[Study]) -> Iterator[str]:
    """Yield the section of a format's page; nothing where nothing was measured."""
    if not studies:
        return
    yield "## Quantising data"
    yield (
        f"The signal to noise ratio of {studies[0].count:,} samples from a fixed seed; saturating, rounded as the format "
        "does. *Lost* became zero, *clamped* lay beyond the range."
    )
    if any(one.block for one in studies):
        yield f'<figure class="sg-chart">{_chart(studies)}</figure>'
    heads = ("Data", "Block", "SQNR", "Greatest error", "Lost", "Clamped")
    kept = [n for n in range(len(heads)) if n != 1 or any(one.block for one in studies)]
    rows = (_row(one) for one in studies)
    yield table([heads[n] for n in kept], ([row[n] for n in kept] for row in rows))


def _row(one: Study) -> tuple[str, ...]:
    ratio = "exact" if isinf(one.sqnr_db) else f"{one.sqnr_db:.1f} dB"
    block = str(one.block or "")
    return (
        one.data.replace("_", " "),
        block,
        ratio,
        f"{one.max_error:.3g}",
        _share(one.underflow),
        _share(one.overflow),
    )


def _share(part: float) -> str:
    return f"{100 * part:.3g} %" if part else ""


def _chart(studies: Sequence[Study]) -> str:
    """The ratio over the block's size, a line for each kind of data."""
    sizes = sorted({one.block for one in studies if one.block})
    finite = [one.sqnr_db for one in studies if not isinf(one.sqnr_db)]
    low, high = 5 * (min(finite) // 5), 5 * (max(finite) // 5 + 1)

    def x(size: int) -> float:
        part = sizes.index(size) / max(len(sizes) - 1, 1)
        return round(_LEFT + part * (_WIDTH - _RIGHT - _LEFT), 1)

    def y(ratio: float) -> float:
        return round(_TOP + _PLOT - (ratio - low) / (high - low) * _PLOT, 1)

    bottom = _TOP + _PLOT
    parts = [f'<path class="axis" fill="none" d="M{_LEFT:g} {_TOP:g}V{bottom:g}H{_WIDTH - _RIGHT:g}"/>']
    for size in sizes:
        parts.append(
            f'<text class="tick" x="{x(size):g}" y="{bottom + 17:g}" text-anchor="middle">{size}</text>'
        )
    step = 5 if high - low <= 40 else 10
    for ratio in range(int(low), int(high) + 1, step):
        parts.append(
            f'<line class="grid" x1="{_LEFT:g}" y1="{y(ratio):g}" x2="{_WIDTH - _RIGHT:g}" y2="{y(ratio):g}"/>'
        )
        parts.append(
            f'<text class="tick" x="{_LEFT - 6:g}" y="{y(ratio) + 4:g}" text-anchor="end">{ratio}</text>'
        )
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(
        f'<text class="tick" x="{middle:g}" y="{bottom + 36:g}" text-anchor="middle">elements of a block</text>'
    )
    turned = f'transform="rotate(-90 14 {_TOP + _PLOT / 2:g})"'
    parts.append(
        f'<text class="tick" x="14" y="{_TOP + _PLOT / 2:g}" text-anchor="middle" {turned}>SQNR in dB</text>'
    )
    kinds = groupby(sorted(studies, key=lambda s: s.data), key=lambda s: s.data)
    lines = [(kind, [(x(s.block), y(s.sqnr_db)) for s in of if s.block]) for kind, of in kinds]
    parts += _lines(lines)
    title = f"Signal to noise of {studies[0].format} by the size of its blocks"
    return (
        f'<svg viewBox="0 0 {_WIDTH:g} {bottom + _BOTTOM:g}" role="img" aria-label="{html(title)}" font-size="12">'
        f"<title>{html(title)}</title>{''.join(parts)}</svg>"
    )


def _lines(lines: Sequence[tuple[str, list[tuple[float, float]]]]) -> Iterator[str]:
    at = _TOP - 15
    for number, (kind, points) in sorted(enumerate(lines, start=1), key=lambda one: one[1][1][-1][1]):
        colour = f"var(--sg-{number})"
        path = "L".join(f"{x:g} {y:g}" for x, y in points)
        yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (f'<circle cx="{x:g}" cy="{y:g}" r="3" fill="{colour}"/>' for x, y in points)
        at = max(at + 15, points[-1][1])
        yield f'<text x="{points[-1][0] + 9:g}" y="{at + 4:g}" style="fill:{colour}">{html(kind.replace("_", " "))}</text>'
