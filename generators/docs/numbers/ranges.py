"""The ranges of number formats beside each other: a bar each, on a logarithmic axis of magnitudes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specgen.generators.docs.numbers.precision import Curve, curve, decades
from specgen.generators.docs.parts.text import html
from specgen.model.types import DataType

_WIDTH, _TOP, _ROW, _BAR, _CHARACTER = 760.0, 8.0, 20.0, 11.0, 7.6
_FAR = 50
_FULL, _FAINT = 'fill="var(--sg-1)"', 'fill="var(--sg-1)" fill-opacity="0.35"'


def range_chart(formats: Sequence[DataType]) -> str:
    """Return the drawing: full precision in full colour, fewer bits towards zero in a faint one.

    The axis ends at 10^±50; bars of formats that go on beyond have an arrow there.
    """
    curves = [curve(one) for one in formats]
    low = max(min(int(c.corners[0][0]) - 1 for c in curves), -_FAR)
    high = min(max(int(c.corners[-1][0]) + 1 for c in curves), _FAR)
    left = 14 + max(len(c.name) for c in curves) * _CHARACTER
    right, bottom = _WIDTH - 64, _TOP + _ROW * len(curves) + 4

    def x(log: float) -> float:
        return round(left + (min(max(log, low), high) - low) / (high - low) * (right - left), 1)

    parts = []
    for power in decades(low, high):
        words = str(power).replace("-", "−")
        parts.append(
            f'<line class="grid" x1="{x(power):g}" y1="{_TOP:g}" x2="{x(power):g}" y2="{bottom:g}"/>'
        )
        raised = f'10<tspan dy="-5" font-size="9">{words}</tspan>'
        parts.append(
            f'<text class="tick" x="{x(power):g}" y="{bottom + 17:g}" text-anchor="middle">{raised}</text>'
        )
    for row, one in enumerate(curves):
        parts += _bar(
            one, _TOP + _ROW * row + _ROW / 2, left, [x(log) for log, _ in one.corners], (low, high)
        )
    parts.append(f'<path class="axis" d="M{left:g} {bottom:g}H{right:g}"/>')
    title = "Ranges of the number formats"
    return (
        f'<svg viewBox="0 0 {_WIDTH:g} {bottom + 26:g}" role="img" aria-label="{title}" font-size="12">'
        f"<title>{title}</title>{''.join(parts)}</svg>"
    )


def _bar(
    one: Curve, middle: float, left: float, corners: Sequence[float], ends: tuple[int, int]
) -> Iterator[str]:
    top, right = middle - _BAR / 2, max(corners[-1], corners[0] + 2)
    full = next(at for at, (_, bits) in zip(corners, one.corners, strict=True) if bits == one.bits)
    words = f"{one.name}: 10^{one.corners[0][0]:.1f} to 10^{one.corners[-1][0]:.1f}, {one.bits:.3g} bits"
    yield f"<g><title>{html(words)}</title>"
    yield f'<text x="{left - 8:g}" y="{middle + 4:g}" text-anchor="end">{html(one.name)}</text>'
    if full > corners[0]:
        faint = min(full, right)
        yield f'<rect x="{corners[0]:g}" y="{top:g}" width="{faint - corners[0]:g}" height="{_BAR:g}" {_FAINT}/>'
    if right > full:
        yield f'<rect x="{full:g}" y="{top:g}" width="{right - full:g}" height="{_BAR:g}" {_FULL}/>'
    if one.corners[0][0] < ends[0]:
        yield f'<path d="M{corners[0]:g} {top:g}l-7 {_BAR / 2:g}l7 {_BAR / 2:g}z" {_FAINT}/>'
    beyond = 9.0 if one.corners[-1][0] > ends[1] else 0.0
    if beyond:
        yield f'<path d="M{right:g} {top:g}l7 {_BAR / 2:g}l-7 {_BAR / 2:g}z" {_FULL}/>'
    bits = f"{one.bits:.0f} bit{'s' * (round(one.bits) != 1)}"
    yield f'<text class="tick" x="{right + 6 + beyond:g}" y="{middle + 4:g}">{bits}</text></g>'
