"""``<name>_numerics.h``: the number formats of a spec for whoever writes C or C++, in one file that needs no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.generators.numerics.c.header.blocks import Block, expressible
from specgen.generators.numerics.c.header.numbers import Number, supported
from specgen.generators.numerics.c.header.packing import Packing
from specgen.generators.numerics.c.header.sources import DOUBLE, SINGLE
from specgen.generators.numerics.c.header.text import templates, wrapped
from specgen.generators.target import stamp
from specgen.generators.templating import prefixed
from specgen.model.identity import binary_hash
from specgen.model.types import F16, F32, F64, BlockType, ElementType, FloatType, IntegerType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from specgen.model.architecture import Architecture


def emit_header(architecture: Architecture) -> str:
    """Return ``<name>_numerics.h`` of one variant: f16, the spec's formats, and integers that are elements of blocks."""
    blocks = list(architecture.block_types.values())
    floats = [of for of in architecture.types.values() if of not in (F16, F32, F64)]
    integers = {block.element for block in blocks if isinstance(block.element, IntegerType)}
    numbers: list[ElementType] = [
        F16,
        *floats,
        *architecture.fixed_types.values(),
        *sorted(integers, key=lambda of: of.name),
    ]
    return header_of(architecture.name, stamp(architecture), numbers, blocks, binary_hash(architecture))


def header_of(
    name: str,
    origin: str,
    numbers: Sequence[ElementType],
    blocks: Sequence[BlockType],
    binary: str = "",
) -> str:
    """Return the text for formats of which blocks have their elements and scales, save f32."""
    shown = [Number(of) for of in numbers if supported(of)]
    scaled = [Block(of) for of in blocks if expressible(of)]
    parts = [_render("head.h.j2"), _rounding(shown)]
    parts += [_render("number.h.j2", t=number) for number in shown]
    if scaled:
        single = Number(F32) if any(block.needs_single for block in scaled) else None
        parts += [
            _render("blocks.h.j2", single=single),
            *(_render("block.h.j2", b=block) for block in scaled),
        ]
    widths = sorted({number.of.width for number in shown if number.of.width < 8})
    parts += [_render("packing.h.j2", p=Packing(width)) for width in widths]
    missing = [of.name for of in numbers if not supported(of)]
    missing += [of.name for of in blocks if not expressible(of)]
    told = {"name": name, "origin": origin, "binary": binary, "missing": ", ".join(missing)}
    text = _render("numerics.h.j2", **told, body="".join(parts))
    return wrapped(prefixed(text, name.replace("-", "_").lower()))


def _rounding(numbers: list[Number]) -> str:
    floats = [number.of for number in numbers if isinstance(number.of, FloatType)]
    gap = any(not of.subnormals and of.mantissa for of in floats)
    fixed = len(floats) < len(numbers)
    return _render("round.h.j2", widths=(SINGLE, DOUBLE), gap=gap, fixed=fixed)


def _render(template: str, **context: object) -> str:
    return templates().get_template(template).render(**context)
