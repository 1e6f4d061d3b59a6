"""Block-scaled tensors in C: codes of elements and of scales, laid out and back; quantising is no matter of layouts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specgen.generators.layouts.c.function import Function, dense_type
from specgen.generators.layouts.c.several.frame import Frame
from specgen.generators.layouts.c.several.part import Naming, PartCode
from specgen.generators.layouts.words import plus, quotient, times
from specgen.model.layouts import Composite, Scaled


def scaled(
    prefix: str, composite: Composite, parts: Mapping[str, PartCode], named: Naming
) -> Iterator[Function]:
    """Yield where the scale of an element lies, pack and unpack."""
    yield _scale(Frame(prefix, composite, parts), named)
    for unpacking in (False, True):
        yield _move(Frame(prefix, composite, parts), unpacking, named)


def _scale(f: Frame, named: Naming) -> Function:
    scheme = f.composite.scheme
    assert isinstance(scheme, Scaled)
    index = [f.dim(i) for i in range(len(f.composite.dims))]
    words = f"Bit of the storage of scales at which that of element ({', '.join(index)}) begins."
    at = [quotient(name, scheme.type.block) if i == scheme.axis else name for i, name in enumerate(index)]
    scales = f.parts["scales"]
    f.line(f"return {f.call(scales, scales.bit, at)};")
    return f.function(named("bit_of_scale"), "bit_of_scale", "size_t", words, dims=True)


def _move(f: Frame, unpacking: bool, named: Naming) -> Function:
    """The function that lays codes out, or takes them back."""
    for name, part in f.parts.items():
        dense = f.buffer(dense_type(part.layout, part.bits), f"{name}_dense", written=unpacking)
        stored = f.buffer("void", name, written=not unpacking)
        move = part.unpack if unpacking else part.pack
        if move is not None:
            ends = {"dense": _cast(move, f"{name}_dense"), "packed": name}
            f.line(
                f"{f.call(part, move, buffers=[ends[p.name] for p in move.parameters if p.name in ends])};"
            )
            continue
        if not unpacking:
            f.clear(part, stored)
        _each(f, part, stored, dense, unpacking)
    verb = "unpack" if unpacking else "pack"
    words = "Lays the codes of elements and of scales out, each a dense tensor."
    if unpacking:
        words = "Returns the codes of elements and of scales, each a dense tensor, from their storages."
    return f.function(named(verb), verb, "void", words)


def _cast(move: Function, name: str) -> str:
    kind = next(p.type for p in move.parameters if p.name == "dense").partition("*")[0]
    return f"({kind}*){name}"


def _each(f: Frame, part: PartCode, stored: str, dense: str, unpacking: bool) -> None:
    """Move all elements of a part."""
    sizes = [
        f.head(f"{part.part.name}_{dim.name}_size", f.size(size))
        for dim, size in zip(part.layout.dims, part.part.shape, strict=True)
    ]
    index = [f.dim(i) for i in range(len(sizes))]
    for name, size in zip(index, sizes, strict=True):
        f.open(f.loop(name, size))
    at: str | int = 0
    for name, size in zip(index, sizes, strict=True):
        at = plus([times(at, size), name])
    place = f"{dense} + {times(f'({at})', part.item)}"
    if unpacking:
        f.get(part, index, stored, place)
    else:
        f.put(part, index, stored, place)
    f.close(len(index))
