"""Data types: how codes are laid out, which numbers they stand for, and all of them where there are few."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from specgen.generators.docs.numbers.precision import precision_chart
from specgen.generators.docs.numbers.quantising import quantising
from specgen.generators.docs.numbers.ranges import range_chart
from specgen.generators.docs.numbers.typediagram import type_diagram
from specgen.generators.docs.numbers.values import real, value_table
from specgen.generators.docs.parts.page import facts, join, life, requirements, table, title
from specgen.generators.docs.parts.text import html
from specgen.generators.numerics import properties
from specgen.model.numerics import Special, canonical_nan, decode, infinity
from specgen.model.types import BlockType, DataType, ElementType, FixedType, FloatType

if TYPE_CHECKING:
    from specgen.generators.docs.book import Book, Links

_SMALL = 8
_WIDE = 32
_WORDS = (
    "Significant bits of a value by its magnitude: full where values are normal, fewer towards zero. Of a block-scaled "
    "format, over all scales."
)
_RANGES = "From the least to the greatest magnitude, with the significant bits at the end; values in the faint part have fewer."
_COMPARED = (
    "Type",
    "Bits",
    "Precision",
    "Greatest",
    "Least above zero",
    "Step at 1",
    "Decades",
    "Dynamic range",
)


def type_pages(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the index of data types and a page for each."""
    index = book.at("types")
    floats, blocks = book.every(lambda a: a.types), book.every(lambda a: a.block_types)
    fixed = book.every(lambda a: a.fixed_types)
    parts = [
        title(
            "Data types", "Integers `u1` to `u128` and `s1` to `s128` are two's complement and need no page."
        ),
    ]
    if floats:
        heads = ("Type", "Bits", "Exponent", "Mantissa", "Bias", "Greatest", "Least normal", "Meaning")
        parts += ["## Floating point", table(heads, (_row(t, index) for t in floats.values()))]
    if fixed:
        columns = ("Type", "Bits", "After the point", "Least", "Greatest", "Meaning")
        parts += ["## Fixed point", table(columns, (_fixed_row(t, index) for t in fixed.values()))]
    if blocks:
        of_blocks = ("Type", "Element", "Scale", "Block", "Meaning")
        parts += ["## Block-scaled", table(of_blocks, (_block_row(b, index) for b in blocks.values()))]
    every: list[DataType] = [*floats.values(), *fixed.values(), *blocks.values()]
    if every:
        parts += ["## Ranges", _RANGES, f'<figure class="sg-chart">{range_chart(every)}</figure>']
        parts += [table(_COMPARED, (_compared(one, index) for one in every))]
    yield "types.md", join(parts)
    for name, one in floats.items():
        yield f"types/{name}.md", join(_float(one, book.at(f"types/{name}")))
    for name, number in fixed.items():
        yield f"types/{name}.md", join(_fixed(number, book.at(f"types/{name}")))
    for name, block in blocks.items():
        yield f"types/{name}.md", join(_block(block, book.at(f"types/{name}")))


def _row(one: FloatType, links: Links) -> tuple[str, ...]:
    numbers = (one.width, one.exponent, one.mantissa, one.bias)
    greatest = real(decode(one, one.max_code))
    return (
        links.md("types", one.name),
        *map(str, numbers),
        greatest,
        real(_least(one)),
        links.inline(one.summary),
    )


def _least(one: FloatType) -> Fraction:
    return Fraction(2) ** one.min_exponent


def _float(one: FloatType, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts(
        [
            ("Width", f"{one.width} bits"),
            ("Precision", f"{one.precision} bit{'s' * (one.precision > 1)}"),
            *life(one, links),
        ]
    )
    yield links.prose(one.description)
    yield f'<div class="sg-drawing" data-search-exclude>{type_diagram(one)}</div>'
    yield _formula(one)
    yield "## Range"
    yield table(("Figure", "Value", "Code"), _figures(one))
    yield from _charted(one, links)
    yield "## Conversions into it"
    yield table(
        ("Setting", "Default"),
        (
            ("Rounding", one.rounding.replace("_", " ")),
            ("Overflow", {"nan": "NaN"}.get(one.overflow, one.overflow)),
        ),
    )
    if one.width <= _SMALL:
        yield "## Every value"
        yield "A value's code is its row's plus its column's."
        yield value_table(one)
    yield from requirements(one, links)


def _formula(one: FloatType) -> str:
    sign = "(−1)<sup>s</sup> × " if one.signed else ""
    fraction = " × 1.m" if one.mantissa else ""
    lines = [f"value = {sign}2<sup>e {'−' if one.bias >= 0 else '+'} {abs(one.bias)}</sup>{fraction}"]
    if one.subnormals and not one.mantissa:
        lines.append("where e = 0: value = 0")
    if one.subnormals and one.mantissa:
        lines.append(
            f"where e = 0: value = {sign}2<sup>{'−' * (one.bias > 1)}{abs(1 - one.bias)}</sup> × 0.m"
        )
    return "  \n".join(lines)


def _figures(one: FloatType) -> Iterator[tuple[str, str, str]]:
    def coded(value: int) -> str:
        return f"`{value:#0{(one.width + 3) // 4 + 2}x}`"

    yield "Greatest", real(decode(one, one.max_code)), coded(one.max_code)
    normal = 1 << one.mantissa if one.subnormals else int(one.has_zero)
    yield "Least normal", real(decode(one, normal)), coded(normal)
    if one.subnormals and one.mantissa:
        yield "Least above zero", real(decode(one, 1)), coded(1)
    yield "Step above 1", real(Fraction(1, 1 << one.mantissa)), ""
    top = infinity(one)
    if top is not None:
        yield "Infinity", "∞", coded(top)
    nan = canonical_nan(one)
    if nan is not None:
        yield "NaN of results", "NaN", coded(nan)
    if one.has_negative_zero:
        zero = 1 << (one.width - 1)
        assert decode(one, zero) is Special.NEGATIVE_ZERO
        yield "Negative zero", "−0", coded(zero)


def _fixed_row(one: FixedType, links: Links) -> tuple[str, ...]:
    return (
        links.md("types", one.name),
        str(one.width),
        str(one.fraction),
        real(Fraction(one.low, 1 << one.fraction)),
        real(Fraction(one.high, 1 << one.fraction)),
        links.inline(one.summary),
    )


def _fixed(one: FixedType, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    yield facts([("Width", f"{one.width} bits"), ("Codes", one.integer.name), *life(one, links)])
    yield links.prose(one.description)
    yield f"value = code × 2<sup>−{one.fraction}</sup>"
    yield from _charted(one, links)
    yield "## Conversions into it"
    ends = (real(Fraction(end, 1 << one.fraction)) for end in (one.low, one.high))
    rows = (("Rounding", one.rounding.replace("_", " ")), ("Saturation", " and ".join(ends)))
    yield table(("Setting", "Value"), rows)
    yield from requirements(one, links)


def _block_row(one: BlockType, links: Links) -> tuple[str, ...]:
    return (
        links.md("types", one.name),
        links.md("types", one.element.name),
        links.md("types", one.scale.name),
        str(one.block),
        links.inline(one.summary),
    )


def _block(one: BlockType, links: Links) -> Iterator[str]:
    yield title(one.name, links.inline(one.summary))
    bits = Fraction(one.element.width) + Fraction(one.scale.width, one.block)
    yield facts(
        [
            ("Element", links.a("types", one.element.name)),
            ("Scale", links.a("types", one.scale.name)),
            ("Elements of a block", str(one.block)),
            ("Axis", "last" if one.axis == -1 else str(one.axis)),
            ("Scale rule", one.scale_rule),
            *([("Scale of a tensor", links.a("types", one.tensor_scale.name))] if one.tensor_scale else []),
            ("Bits an element", html(f"{float(bits):g}")),
            *life(one, links),
        ]
    )
    yield links.prose(one.description)
    tensor = ", times its tensor's" if one.tensor_scale else ""
    yield f"A value is its block's scale times the element{tensor}."
    yield from _charted(one, links)
    yield from requirements(one, links)


def _charted(one: DataType, links: Links) -> Iterator[str]:
    """The format among those of the spec, and what it does to data."""
    book = links.book
    floats, fixed = book.every(lambda a: a.types), book.every(lambda a: a.fixed_types)
    most = max(_WIDE, _width(one))
    known: list[ElementType] = [*floats.values(), *fixed.values()]
    near = [t for t in known if t is not one and t.width <= most]
    yield "## Precision"
    yield _WORDS
    yield f'<figure class="sg-chart">{precision_chart(one, near)}</figure>'
    yield from quantising(book.exhibits.studies.get(one.name, ()))


def _width(one: DataType) -> int:
    return one.element.width if isinstance(one, BlockType) else one.width


def _compared(one: DataType, links: Links) -> tuple[str, ...]:
    of = properties(one)
    return (
        links.md("types", one.name),
        f"{float(of.bits):g}",
        str(of.precision),
        real(of.greatest),
        real(of.least),
        real(of.epsilon),
        f"{of.decades:.1f}",
        f"{of.decibels:.0f} dB",
    )
