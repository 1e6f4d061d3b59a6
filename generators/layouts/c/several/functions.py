"""All functions of a tensor in several parts."""

from __future__ import annotations

from collections.abc import Iterator

from specgen.generators.layouts.c.function import Function
from specgen.generators.layouts.c.several.blocks import blocks
from specgen.generators.layouts.c.several.frame import Frame
from specgen.generators.layouts.c.several.part import Moves, Naming, PartCode, movable, part_code
from specgen.generators.layouts.c.several.scaled import scaled
from specgen.generators.layouts.c.several.sparse import sparse
from specgen.model.layouts import Blocks, Composite, Scaled


def several(prefix: str, composite: Composite, named: Naming, moves: Moves) -> Iterator[Function]:
    """Yield the functions of a composite: of each part where elements lie and its bytes, then pack, unpack and more.

    None of one whose layouts part elements, which cannot be moved.
    """
    if not all(movable(part) for part in composite.parts.values()):
        return
    scheme = composite.scheme
    one = {"values": "a_block"} if isinstance(scheme, Blocks) else {}
    parts = {name: part_code(part, named, moves, one.get(name, "")) for name, part in composite.parts.items()}
    for name, part in parts.items():
        yield part.bytes
        if name not in one:
            yield _bytes(Frame(prefix, composite, parts), part, named)
        yield part.bit
    make = scaled if isinstance(scheme, Scaled) else blocks if isinstance(scheme, Blocks) else sparse
    yield from make(prefix, composite, parts, named)


def _bytes(f: Frame, part: PartCode, named: Naming) -> Function:
    """The bytes of a part by the sizes of the whole."""
    verb = f"bytes_of_{part.part.name}"
    f.line(f"return {f.call(part, part.bytes)};")
    return f.function(named(verb), verb, "size_t", f"Bytes of the storage of {part.part.name}.")
