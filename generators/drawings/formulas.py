"""A layout as a formula: digits out of indices, addresses out of digits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specgen.model.layouts import ADDRESS, ELEMENT, Bound, Digit, Layout, Named, Quotient, Size


def formula(layout: Layout, bound: Bound | None = None) -> list[str]:
    """Return the lines that compute where an element lies, in operations on integers (``//`` rounds down).

    Without ``bound`` sizes that are given at use are named: ``|c|`` is that of dimension c; ``element`` are the units that
    an element takes.
    """
    known = _known(layout) if bound is None else bound.names
    return [*_digits(layout, known), *_axes(layout, known), *_exchanges(layout), *_bank(layout)]


def _known(layout: Layout) -> dict[str, int]:
    if not layout.unit:
        return {ELEMENT: 1}
    if layout.element is None:
        return {}
    return {ELEMENT: element_bits(layout) // layout.unit}


def element_bits(layout: Layout) -> int:
    """Return the bits that an element of a layout takes that names its format."""
    assert layout.element is not None
    return layout.element.width if layout.packed else 8 * layout.element.bytes


def size_words(size: Size, known: Mapping[str, int], dims: frozenset[str]) -> str:
    """Return a size as an expression over the names that are not known; ``dims`` are named ``|c|``."""
    constant, factors = size.constant, []
    for factor in size.factors:
        if isinstance(factor, Named):
            if factor.name in known:
                constant *= known[factor.name]
            else:
                factors.append(f"|{factor.name}|" if factor.name in dims else factor.name)
        else:
            number, words = _quotient(factor, known, dims)
            constant *= number
            factors += words
    return "*".join([str(constant)] * (constant != 1 or not factors) + factors)


def _quotient(of: Quotient, known: Mapping[str, int], dims: frozenset[str]) -> tuple[int, list[str]]:
    if of.of.names <= known.keys():
        return -(-of.of.value(known) // of.divisor), []
    return 1, [f"ceil({size_words(of.of, known, dims)} / {of.divisor})"]


def _digits(layout: Layout, known: Mapping[str, int]) -> Iterator[str]:
    """A line for each dimension or merged digit that is divided."""
    dims = frozenset(dim.name for dim in layout.dims)
    sources: dict[str, list[Digit]] = {}
    merged = set()
    for digit in layout.digits.values():
        if digit.source != digit.name:
            sources.setdefault(digit.source, []).append(digit)
    for source, digits in sources.items():
        if source in layout.fused:
            yield _merged(layout, source, known, dims)
            merged.add(source)
        yield ", ".join(f"{d.name} = {_part(d, known, dims)}" for d in digits)
    for name in layout.fused.keys() - merged if len(merged) < len(layout.fused) else ():
        yield _merged(layout, name, known, dims)


def _merged(layout: Layout, name: str, known: Mapping[str, int], dims: frozenset[str]) -> str:
    terms = (_term(digit, size_words(weight, known, dims)) for digit, weight in layout.fused[name].digits)
    return f"{name} = {' + '.join(terms)}"


def _part(digit: Digit, known: Mapping[str, int], dims: frozenset[str]) -> str:
    divided = digit.source if digit.divisor == 1 else f"{digit.source} // {digit.divisor}"
    return divided if digit.outermost else f"{divided} % {size_words(digit.size, known, dims)}"


def _term(digit: str, factor: str) -> str:
    return digit if factor == "1" else f"{factor}*{digit}"


def _axes(layout: Layout, known: Mapping[str, int]) -> Iterator[str]:
    dims = frozenset(dim.name for dim in layout.dims)
    for axis in layout.axes.values():
        terms = [_term(place.digit, size_words(place.stride, known, dims)) for place in axis.places]
        if axis.name == ADDRESS and layout.offset:
            terms.append(str(layout.offset))
        yield f"{axis.name} = {' + '.join(terms) or '0'}"


def _exchanges(layout: Layout) -> Iterator[str]:
    for xor in layout.xors:
        bits = (1 << (xor.dst[0] - xor.dst[1] + 1)) - 1
        down, up = (f" {way} {by}" if by else "" for way, by in ((">>", xor.src[1]), ("<<", xor.dst[1])))
        taken = f"({xor.axis}{down} & {bits})"
        yield f"{xor.axis} = {xor.axis} ^ {f'({taken}{up})' if up else taken}"


def _bank(layout: Layout) -> Iterator[str]:
    banks = layout.banks
    if banks is not None and not banks.axis:
        unit = layout.unit or (element_bits(layout) if layout.element else 0)
        byte = ADDRESS if unit == 8 else f"{ADDRESS} * {unit or 'bits'} // 8"
        yield f"bank = {byte} // {banks.width} % {banks.count}"
