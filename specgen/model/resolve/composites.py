"""Layouts of tensors in several parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.documents.layouts import SparseDocument
from specgen.model.layouts.composite import (
    OFFSETS,
    Blocks,
    Composite,
    Part,
    Scaled,
    Scheme,
    Sparse,
    kinds,
    shape_of,
)
from specgen.model.resolve.dims import read_dims
from specgen.model.resolve.items import common
from specgen.model.resolve.layouts import COMMON, layout
from specgen.model.resolve.notation import Notation
from specgen.model.resolve.numbers import whole
from specgen.model.types import IntegerType
from specgen.source import Related, did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.layouts import LayoutDocument
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context
    from specgen.model.types import ElementType

_SCHEMES = ("of", "sparse", "blocks")
_OWN = {*_SCHEMES, *COMMON, "dims", "axis", "element", "parts"}


def resolve_layouts(ctx: Context) -> None:
    """Resolve layouts, then those of tensors in parts, which refer to them."""
    entries = ctx.merged.sections.layouts
    whole_ones = {n: e for n, e in entries.items() if not _in_parts(e.document)}
    ctx.resolve(whole_ones, ctx.layouts, layout)
    ctx.resolve({n: e for n, e in entries.items() if n not in whole_ones}, ctx.composites, composite)
    ctx.layouts.broken |= ctx.composites.broken


def _in_parts(document: LayoutDocument) -> bool:
    return document.parts is not None or any(getattr(document, key) is not None for key in _SCHEMES)


def composite(ctx: Context, name: str, document: LayoutDocument, origin: Origin) -> Composite | None:
    """Resolve the layout of a tensor in parts."""
    n, before = Notation(ctx, origin), ctx.failures
    read_dims(n, document)
    for key in sorted(document.model_fields_set - _OWN):
        n.report("layout-parts", f"{key} is said by the layouts of the parts", key)
    given = [key for key in _SCHEMES if getattr(document, key) is not None]
    if len(given) != 1 or not n.dims:
        message = "a tensor in parts is one of a block-scaled format, sparse, or of blocks"
        n.report("layout-parts", message, given[1] if given[1:] else "parts", hint="of:, sparse:, or blocks:")
        return None
    scheme = _scheme(n, document)
    element = _element(n, document, scheme)
    if scheme is None or element is None or ctx.failures > before:
        return None
    parts = _parts(n, document, scheme, element)
    if ctx.failures > before:
        return None
    return Composite(
        **common(name, document, origin),
        dims=tuple(n.dims),
        scheme=scheme,
        element=element,
        parts=parts,
    )


def _scheme(n: Notation, document: LayoutDocument) -> Scheme | None:
    ctx, origin = n.ctx, n.origin
    if document.of is not None:
        if document.of in ctx.types.items:
            message = f"{document.of} is a number format, and none that shares a scale between elements"
            hint = "of: a block-scaled format, such as mxfp8_e4m3; else element"
            n.report("layout-parts", message, "of", hint=hint)
            return None
        found = ctx.find(ctx.block_types, document.of, origin, "of")
        if found is None:
            return None
        default = found.axis if -len(n.dims) <= found.axis < len(n.dims) else -1
        return Scaled(found, _axis(n, document.axis, default, "axis"))
    if document.axis is not None:
        n.report("layout-parts", "axis is that of a block-scaled format", "axis", hint="sparse: {axis: ...}")
    if document.sparse is not None:
        return _sparse(n, document.sparse)
    return _blocks(n, document.blocks or {})


def _sparse(n: Notation, given: SparseDocument) -> Sparse:
    of = whole(n.ctx, given.of, n.origin, "sparse", "of", low=2, high=256)
    keep = whole(n.ctx, given.keep, n.origin, "sparse", "keep", low=1, high=of)
    return Sparse(_axis(n, given.axis, -1, "sparse", "axis"), keep, of)


def _blocks(n: Notation, given: dict[str, object]) -> Blocks:
    sizes = {
        name: whole(n.ctx, size, n.origin, "blocks", name, low=1, high=1 << 20)
        for name, size in given.items()
    }
    names = [d.name for d in n.dims]
    for name in sizes.keys() - set(names):
        n.report(
            "layout-digit", f"no dimension is called {name}", "blocks", name, hint=did_you_mean(name, names)
        )
    return Blocks(tuple(sizes.get(name, 1) for name in names))


def _axis(n: Notation, given: str | None, default: int, *path: str) -> int:
    names = [d.name for d in n.dims]
    if given is None:
        return default % len(names)
    if given not in names:
        n.report("layout-digit", f"no dimension is called {given}", *path, hint=did_you_mean(given, names))
        return 0
    return names.index(given)


def _element(n: Notation, document: LayoutDocument, scheme: Scheme | None) -> ElementType | None:
    if isinstance(scheme, Scaled):
        if document.element is not None:
            n.report("layout-parts", f"the elements are those of {scheme.type.name}", "element")
        return scheme.type.element
    if document.element is None:
        return IntegerType(8, signed=False)
    return n.ctx.number_type(document.element, n.origin, "element")


def _parts(n: Notation, document: LayoutDocument, scheme: Scheme, element: ElementType) -> dict[str, Part]:
    wanted, given = kinds(scheme, element), document.parts or {}
    missing = [name for name in wanted if name not in given and name != OFFSETS]
    if missing:
        n.report(
            "layout-parts", f"the part {missing[0]} is missing", "parts", hint=f"parts: {', '.join(wanted)}"
        )
    sizes = [d.size for d in n.dims]
    parts = {}
    for name, one in given.items():
        if name not in wanted:
            hint = f"parts: {', '.join(wanted)}"
            n.report("layout-parts", f"there is no part {name}", "parts", name, hint=hint)
            continue
        found = n.ctx.find(n.ctx.layouts, one.layout, n.origin, "parts", name, "layout")
        shape = shape_of(scheme, name, sizes)
        if found is None:
            continue
        related = [Related(found.origin.key(), f"{found.name} is here")]
        if len(found.dims) != len(shape):
            message = f"{name} has {len(shape)} dimensions, and {found.name} {len(found.dims)}"
            n.report("layout-parts", message, "parts", name, "layout", related=related)
        elif found.element not in (None, wanted[name]):
            message = f"{name} are {wanted[name].name}, and {found.name} holds {found.element.name}"
            n.report("layout-parts", message, "parts", name, "layout", related=related)
        else:
            parts[name] = Part(name, found, shape, wanted[name])
    return parts
