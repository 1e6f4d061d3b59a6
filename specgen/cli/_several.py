"""Tensors in several parts in the terminal: a table of the parts, where an element lies, and the files of parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from specgen.api import Several
    from specgen.model.layouts import Bound, Composite

_HEADS = ("part", "layout", "shape", "element", "bytes", "bits/element")


def part_files(path: Path, names: Sequence[str]) -> dict[str, Path]:
    """Return the file of each part: ``out.values.bin`` where ``path`` is ``out.bin``."""
    return {name: path.with_name(f"{path.stem}.{name}{path.suffix}") for name in names}


def show_parts(
    one: Several, shape: Sequence[int] | None, arguments: dict[str, int], index: Sequence[int] | None
) -> None:
    """Print the parts of a tensor and what they take, or where one element lies. Raises LayoutError."""
    from specgen.api import LayoutError

    bounds, composite = one.bind(shape, arguments), one.composite
    sizes = [dim.example for dim in composite.dims] if shape is None else list(shape)
    if index is not None:
        inside = len(index) == len(sizes) and all(0 <= i < n for i, n in zip(index, sizes, strict=True))
        if not inside:
            raise LayoutError(f"an index of {composite.name} is within {', '.join(map(str, sizes))}")
        for line in _places(composite, bounds, index):
            click.echo(line)
        return
    named = " × ".join(f"{dim.name} {size}" for dim, size in zip(composite.dims, sizes, strict=True))
    click.echo(f"{composite.name}: {named} of {_held(composite)}")
    if composite.summary:
        click.echo(composite.summary)
    click.echo()
    _table(composite, bounds, sizes)


def _held(composite: Composite) -> str:
    """What the elements are, and which are there."""
    from specgen.model.layouts import Scaled, Sparse

    scheme = composite.scheme
    if isinstance(scheme, Scaled):
        return f"{scheme.type.name}, {scheme.type.block} along {composite.dims[scheme.axis].name} a scale"
    if isinstance(scheme, Sparse):
        along = composite.dims[scheme.axis].name
        return f"{composite.element.name}, {scheme.keep} of every {scheme.of} along {along}"
    blocks = " × ".join(map(str, scheme.shape))
    return f"{composite.element.name}, blocks of {blocks} that are not zero"


def _table(composite: Composite, bounds: dict[str, Bound], sizes: Sequence[int]) -> None:
    from math import prod

    from specgen.generators.drawings import shape_words
    from specgen.model.layouts import Blocks

    count = prod(sizes)
    blocks = isinstance(composite.scheme, Blocks)
    rows = [_HEADS]
    total = 0
    for name, bound in bounds.items():
        copies = bounds["mask"].count if blocks and name == "values" else 1
        held = bound.bytes * copies
        total += held
        each = f"{copies} of {shape_words(bound)}" if copies > 1 else shape_words(bound)
        rows.append((name, bound.layout.name, each, bound.element.name, f"{held:,}", _share(held, count)))
    rows.append(
        ("all", "", "where no block is zero" if blocks else "", "", f"{total:,}", _share(total, count))
    )
    widths = [max(len(row[i]) for row in rows) for i in range(len(_HEADS))]
    for row in rows:
        cells = [
            f"{cell:>{w}}" if i > 3 else f"{cell:<{w}}"
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo("  ".join(cells).rstrip())
    dense = count * composite.element.bytes
    if total:
        click.echo(f"\n{dense / total:.2f} times smaller than {dense:,} bytes, one element after the other")


def _share(held: int, count: int) -> str:
    return f"{8 * held / count:.4g}" if count else "0"


def _places(composite: Composite, bounds: dict[str, Bound], index: Sequence[int]) -> Iterator[str]:
    """Where an element lies, and what tells of it."""
    from specgen.generators.drawings import place_words
    from specgen.model.layouts import Scaled, Sparse

    def at(name: str, of: Sequence[int]) -> str:
        return f"{name}: {place_words(bounds[name], bounds[name].locate(of))}"

    scheme = composite.scheme
    if isinstance(scheme, Scaled):
        yield at("elements", index)
        yield at("scales", [n // scheme.type.block if i == scheme.axis else n for i, n in enumerate(index)])
    elif isinstance(scheme, Sparse):
        group = index[scheme.axis] // scheme.of
        yield f"place {index[scheme.axis] % scheme.of} of group {group}; of what that keeps:"
        for kept in range(scheme.keep):
            of = [group * scheme.keep + kept if i == scheme.axis else n for i, n in enumerate(index)]
            yield f"{at('values', of)}; {at('index', of)}"
    else:
        block = [n // e for n, e in zip(index, scheme.shape, strict=True)]
        yield f"block {', '.join(map(str, block))}; {at('mask', block)}"
        if "offsets" in bounds:
            yield at("offsets", block[:-1])
        within = [n % e for n, e in zip(index, scheme.shape, strict=True)]
        yield at("values", within).replace("values:", "values, within their block:")
