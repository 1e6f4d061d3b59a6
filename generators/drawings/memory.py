"""The memory strip: addresses from left to right, and which elements lie there; holes and padding are hatched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from specgen.generators.drawings.occupants import Index, occupants
from specgen.generators.drawings.svg import CHARACTER, element, level, text
from specgen.generators.drawings.words import shape_words
from specgen.model.layouts import ADDRESS, Bound

_LEFT, _ROW, _BOX, _WIDTH = 62.0, 26.0, 19.0, 656.0
_LINES, _ELEMENTS, _RUNS = 16, 64, 160
HOLE, PADDING = "hole", "padding"


@dataclass(frozen=True, slots=True)
class Run:
    """Units from ``start`` on: elements whose index counts up in the dimension ``along``, or a hole, or padding."""

    start: int
    units: int
    kind: str
    first: Index = ()
    along: int = -1
    count: int = 0


def memory_strip(bound: Bound) -> str:
    """Return the first addresses in lines. Raises ValueError for a layout without addresses."""
    if ADDRESS not in bound.places:
        raise ValueError(f"{bound.layout.name} has no addresses")
    total = bound.extents[ADDRESS]
    width = _line(bound, total)
    end = min(total, _LINES * width)
    runs = list(_runs(bound, end))
    while len(runs) > _RUNS and end > 4 * width:
        end = (end - 1) // width * width
        runs = [run for run in runs if run.start < end]
    ranks = {first: n for n, first in enumerate(sorted(run.first for run in runs if run.first))}
    unit = _WIDTH / width
    parts = [text(_LEFT - 6, 12, "address", "tick", "end")]
    for line in range(-(-end // width)):
        top = 18 + line * _ROW
        parts.append(text(_LEFT - 6, top + 13, line * width, "tick", "end"))
        for run in runs:
            piece = _clipped(run, line * width, (line + 1) * width)
            if piece is not None:
                left = _LEFT + (piece.start - line * width) * unit
                parts.append(
                    _box(bound, run, piece, left, top, unit, level(ranks.get(run.first, 0), len(ranks) - 1))
                )
    lines = -(-end // width)
    if end < total:
        parts.append(
            text(_LEFT, 30 + lines * _ROW, f"Only the first {end:,} of {total:,} addresses", "tick", "start")
        )
    title = f"What lies at the first {end} addresses of {bound.layout.name}"
    others = [axis for axis in bound.places if axis != ADDRESS]
    where = f", on {', '.join(f'{axis} 0' for axis in others)}" if others else ""
    about = f"{end} of {total} addresses{where}, of {shape_words(bound)}. Holes and padding are hatched."
    return element(
        "memory", title, about, (_LEFT + _WIDTH + 4, 20 + lines * _ROW + 16 * (end < total)), parts
    )


def _line(bound: Bound, total: int) -> int:
    """Units in a line: a multiple of the greatest stride of which a line holds one, else some elements.

    The longer runs are, the more: what is told apart is to have room for its name.
    """
    for elements in (_ELEMENTS, _ELEMENTS // 2, _ELEMENTS // 4):
        most = elements * bound.width
        runs = list(_runs(bound, min(total, 4 * most)))
        longest = max(len(index_range(run)) / max(run.count, 1) for run in runs)
        if longest * CHARACTER + 4 <= _WIDTH / elements:
            break
    fitting = [stride for _, stride in bound.places[ADDRESS] if 8 * bound.width <= stride <= most + most // 2]
    step = max(fitting, default=most)
    return max(most // step, 1) * step


def _runs(bound: Bound, end: int) -> Iterator[Run]:
    """What lies at the addresses below ``end``, in their order."""
    found = occupants(bound, end)
    at, width = 0, bound.width
    run: Run | None = None
    for address in sorted(found):
        if address < at:
            continue
        longer = _longer(run, found[address], width) if run is not None and address == at else None
        if longer is None:
            if run is not None:
                yield run
            if address > at:
                yield Run(at, address - at, HOLE)
            index = found[address]
            longer = Run(address, width, PADDING if index is None else "", index or (), -1, 1)
        run = longer
        at = address + width
    if run is not None:
        yield run
    if at < end:
        yield Run(at, end - at, HOLE)


def _longer(run: Run, index: Index | None, width: int) -> Run | None:
    """A run with one more element, where it continues it."""
    if index is None or run.kind == PADDING:
        same = index is None and run.kind == PADDING
        return Run(run.start, run.units + width, PADDING, (), -1, run.count + 1) if same else None
    for along, at in enumerate(run.first):
        next_ = (*run.first[:along], at + run.count, *run.first[along + 1 :])
        if index == next_ and run.along in (-1, along):
            return Run(run.start, run.units + width, "", run.first, along, run.count + 1)
    return None


def _clipped(run: Run, start: int, end: int) -> Run | None:
    """The part of a run that lies within a line."""
    first, last = max(run.start, start), min(run.start + run.units, end)
    return Run(first, last - first, run.kind) if first < last else None


def _box(bound: Bound, run: Run, piece: Run, left: float, top: float, unit: float, shade: int) -> str:
    wide = piece.units * unit
    last = run.start + run.units - 1
    span = f"address {run.start}" if last == run.start else f"addresses {run.start} to {last}"
    said = f"{span}: {run.kind or index_range(run)}"
    kind = run.kind or f"f{shade}"
    label = index_range(run) if not run.kind else run.kind
    inner = f'<path class="{kind}" d="M{left:g} {top:g}h{wide:g}v{_BOX:g}h-{wide:g}z"/>'
    if run.kind:
        inner += f'<path class="hatch" d="{_hatched(left, top, wide)}"/>'
    elif bound.width * unit >= 5 and run.count > 1:
        step = bound.width * unit
        ticks = "".join(f"M{left + n * step:g} {top + _BOX - 4:g}v4" for n in range(1, round(wide / step)))
        inner += f'<path class="ticks" d="{ticks}"/>'
    if not run.kind and len(label) * CHARACTER + 4 <= wide:
        inner += text(left + wide / 2, top + 12, label)
    index = f' data-i="{",".join(map(str, run.first))}"' if run.first else ""
    return f'<g data-a="{run.start}"{index}><title>{escape(said)}</title>{inner}</g>'


def index_range(run: Run) -> str:
    """Return the indices of a run: ``3, 0–15``."""
    parts = [str(at) for at in run.first]
    if run.along >= 0:
        parts[run.along] += f"–{run.first[run.along] + run.count - 1}"
    return ", ".join(parts)


def _hatched(left: float, top: float, wide: float) -> str:
    """Strokes from the lower left to the upper right, clipped to the box."""
    made = []
    start = -_BOX
    while start < wide:
        low, high = max(start, 0.0), min(start + _BOX, wide)
        made.append(
            f"M{left + low:g} {top + _BOX - (low - start):g}L{left + high:g} {top + _BOX - (high - start):g}"
        )
        start += 6
    return "".join(made)
