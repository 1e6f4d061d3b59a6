"""Range and precision of number formats, drawn: significant bits over the magnitude, on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, log10

from specgen.generators.docs.parts.text import html
from specgen.model.numerics import decode, greatest
from specgen.model.types import BlockType, DataType, ElementType, FloatType

_WIDTH, _LEFT, _TOP, _PLOT, _BOTTOM = 760.0, 46.0, 14.0, 250.0, 40.0
_STRIP, _ROW, _CHARACTER = 22.0, 15.0, 7.6
_LOG2 = log10(2)
_FEW = 8  # bits of a format whose values are drawn one by one


@dataclass(frozen=True, slots=True)
class Curve:
    """A format as corners (decimal logarithm of the magnitude, significant bits), from the least value to the greatest."""

    name: str
    corners: tuple[tuple[float, float], ...]

    @property
    def bits(self) -> float:
        """The most significant bits."""
        return max(bits for _, bits in self.corners)


def curve(of: DataType) -> Curve:
    """Return a format's curve; that of a block-scaled one is its element's under the scales from the least to the greatest."""
    if isinstance(of, BlockType):
        inner = curve(of.element)
        least, most = _log(_value(of.scale, int(of.scale.has_zero))), _log(greatest(of.scale))
        low, high, bits = inner.corners[0][0] + least, inner.corners[-1][0] + most, inner.bits
        return Curve(of.name, ((low, 1.0), (low + (bits - 1) * _LOG2, bits), (high, bits)))
    top = _log(greatest(of))
    if isinstance(of, FloatType):
        least = _log(_value(of, int(of.has_zero)))
        full = of.min_exponent * _LOG2 if of.subnormals else least
        bits = float(of.precision)
        rise = ((least, 1.0), (full, bits)) if full > least else ((least, bits),)
        return Curve(of.name, (*rise, (max(top, full), bits)))
    step = _log(_value(of, 1))
    return Curve(of.name, ((step, 1.0), (top, max((top - step) / _LOG2, 1.0))))


def decades(low: int, high: int) -> range:
    """Return the powers of ten that an axis between two of them names: zero among them, and no more than a dozen."""
    step = max(1, ceil((high - low) / 12))
    return range(-(-low // step) * step, high + 1, step)


def precision_chart(focus: DataType, others: Sequence[DataType]) -> str:
    """Return the drawing of a format before others, around its own range; where its values are few, each is marked."""
    own, rest = curve(focus), [curve(one) for one in others]
    low, high = floor(own.corners[0][0]), ceil(own.corners[-1][0])
    margin = max(2, (high - low) // 3)
    shown = _few(focus)
    bottom = _TOP + _PLOT
    names = max(len(c.name) for c in (own, *rest))
    near = [c for c in rest if c.corners[0][0] < high + margin and c.corners[-1][0] > low - margin]
    most = min(max(c.bits for c in (own, *near)), 3 * own.bits + 4) + 1
    frame = _Frame(low - margin, high + margin, most, _WIDTH - 14 - names * _CHARACTER, bottom)
    height = bottom + _BOTTOM + (_STRIP if shown else 0)
    parts = [*_grid(frame), *(_line(one, frame, False) for one in near), _line(own, frame, True)]
    parts += _names([*near, own], frame, own)
    if shown:
        parts.append(_marks(shown, frame, height - 12))
    title = f"Range and precision of {focus.name}"
    words = f"{own.bits:.3g} significant bits, 10^{own.corners[0][0]:.1f} to 10^{own.corners[-1][0]:.1f}"
    return (
        f'<svg viewBox="0 0 {_WIDTH:g} {height:g}" role="img" aria-label="{html(title)}" font-size="12">'
        f"<title>{html(title)}</title><desc>{html(words)}</desc>{''.join(parts)}</svg>"
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    low: int
    high: int
    most: float
    right: float
    bottom: float

    def x(self, log: float) -> float:
        part = (min(max(log, self.low), self.high) - self.low) / (self.high - self.low)
        return round(_LEFT + part * (self.right - _LEFT), 1)

    def y(self, bits: float) -> float:
        return round(self.bottom - min(bits, self.most) / self.most * _PLOT, 1)


def _value(of: ElementType, code: int) -> Fraction:
    found = decode(of, code)
    assert isinstance(found, Fraction)
    return found


def _log(value: Fraction) -> float:
    return log10(value.numerator) - log10(value.denominator)


def _grid(frame: _Frame) -> Iterator[str]:
    for power in decades(frame.low, frame.high):
        at = frame.x(power)
        yield f'<line class="grid" x1="{at:g}" y1="{_TOP:g}" x2="{at:g}" y2="{frame.bottom:g}"/>'
        words = str(power).replace("-", "−")
        raised = f'10<tspan dy="-5" font-size="9">{words}</tspan>'
        yield f'<text class="tick" x="{at:g}" y="{frame.bottom + 17:g}" text-anchor="middle">{raised}</text>'
    every = max(1, ceil(frame.most / 8))
    for bits in range(0, int(frame.most) + 1, every):
        at = frame.y(bits)
        yield f'<line class="grid" x1="{_LEFT:g}" y1="{at:g}" x2="{frame.right:g}" y2="{at:g}"/>'
        yield f'<text class="tick" x="{_LEFT - 6:g}" y="{at + 4:g}" text-anchor="end">{bits}</text>'
    middle, centre = (_LEFT + frame.right) / 2, frame.bottom - _PLOT / 2
    yield f'<text class="tick" x="{middle:g}" y="{frame.bottom + 34:g}" text-anchor="middle">magnitude</text>'
    turned = f'transform="rotate(-90 14 {centre:g})"'
    yield f'<text class="tick" x="14" y="{centre:g}" text-anchor="middle" {turned}>significant bits</text>'
    yield f'<path class="axis" fill="none" d="M{_LEFT:g} {_TOP:g}V{frame.bottom:g}H{frame.right:g}"/>'


def _line(one: Curve, frame: _Frame, own: bool) -> str:
    corners = _within([(one.corners[0][0], 0.0), *one.corners, (one.corners[-1][0], 0.0)], frame)
    points = "L".join(f"{frame.x(log):g} {frame.y(bits):g}" for log, bits in corners)
    look = 'stroke="var(--sg-1)" stroke-width="2.5"' if own else 'stroke="var(--sg-line)" stroke-width="1.5"'
    return f'<path d="M{points}" fill="none" {look}><title>{html(one.name)}</title></path>'


def _within(corners: list[tuple[float, float]], frame: _Frame) -> Iterator[tuple[float, float]]:
    """The corners, sloping lines cut where the plot ends."""
    for (a, bits), (b, others) in pairwise([*corners, corners[-1]]):
        yield a, bits
        for edge in (frame.low, frame.high):
            if a < edge < b:
                yield edge, bits + (others - bits) * (edge - a) / (b - a)


def _names(curves: Sequence[Curve], frame: _Frame, own: Curve) -> Iterator[str]:
    """The names beside the plot, at the height of their curves or as near as there is room."""
    at = _TOP
    free = frame.bottom - _ROW * (len(curves) - 1)
    for row, one in enumerate(sorted(curves, key=lambda c: (-c.bits, c.name))):
        at = min(max(at, frame.y(one.bits)), free + row * _ROW)
        look = 'style="fill:var(--sg-1)" font-weight="600"' if one is own else 'class="tick"'
        yield f'<text x="{frame.right + 7:g}" y="{at + 4:g}" {look}>{html(one.name)}</text>'
        at += _ROW


def _few(of: DataType | None) -> list[float]:
    """The logarithms of all positive values of a format, if they are few."""
    if of is None or isinstance(of, BlockType) or of.width > _FEW:
        return []
    values = (decode(of, code) for code in range(1 << of.width))
    return sorted({_log(value) for value in values if isinstance(value, Fraction) and value > 0})


def _marks(logs: list[float], frame: _Frame, bottom: float) -> str:
    path = "".join(f"M{frame.x(log):g} {bottom - 12:g}v12" for log in logs)
    return f'<path d="{path}" stroke="var(--sg-1)" fill="none"><title>every positive value</title></path>'
