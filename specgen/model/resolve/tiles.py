"""Tile operands: windows onto memories through layouts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.isa import Field, Format, TileOperand
from specgen.model.layouts import ADDRESS
from specgen.model.resolve.numbers import whole
from specgen.source import Related, did_you_mean, spelling_of

if TYPE_CHECKING:
    from specgen.model.documents.isa import TileDocument
    from specgen.model.layouts import Layout
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context
    from specgen.model.types import NumberType


def tile(
    ctx: Context, name: str, document: TileDocument, format_: Format, origin: Origin
) -> TileOperand | None:
    """Resolve a tile operand."""
    memory = ctx.find(ctx.memories, document.memory, origin, "memory")
    layout = _layout(ctx, document.layout, origin)
    element = _element(ctx, document.element, format_, origin)
    align = whole(ctx, document.align, origin, "align", low=1, high=1 << 20)
    base = text(ctx, document.base, origin, "base")
    if memory is None or layout is None or element is None or not _addressed(ctx, layout, origin):
        return None
    shape = _shape(ctx, document.shape, layout, origin)
    arguments = _arguments(ctx, document, layout, origin)
    if shape is None:
        return None
    return TileOperand(
        name=name,
        summary=document.summary,
        memory=memory,
        layout=layout,
        base=base,
        shape=shape,
        element=element,
        align=align,
        origin=origin,
        arguments=arguments,
    )


def _layout(ctx: Context, name: str, origin: Origin) -> Layout | None:
    """The layout of a tile, which is one of elements."""
    composite = ctx.composites.items.get(name)
    if composite is None:
        return ctx.find(ctx.layouts, name, origin, "layout")
    related = [Related(composite.origin.key(), f"{name} is declared here")]
    parts = ", ".join(composite.parts)
    message = f"{name} lies in parts ({parts}): each is a tile of its own"
    ctx.report(
        "tile-layout", message, origin.at("layout"), related=related, hint="name the layout of one part"
    )
    return None


def text(ctx: Context, given: object, origin: Origin, *path: str | int) -> str:
    """Return an expression of the semantics language as text."""
    if isinstance(given, str):
        return given
    if isinstance(given, int | float) and not isinstance(given, bool):
        return spelling_of(given)
    message = "an expression is needed here"
    ctx.report("schema-type", message, origin.at(*path))
    return ""


def _addressed(ctx: Context, layout: Layout, origin: Origin) -> bool:
    """Whether a layout puts everything at addresses; it is reported where it does not."""
    others = [axis for axis in layout.axes if axis != ADDRESS]
    if not others and ADDRESS in layout.axes:
        return True
    related = [Related(layout.origin.key(), f"{layout.name} is declared here")]
    hint = f"place these digits on {ADDRESS}, with strides where they lie apart"
    message = f"{layout.name} puts elements on {' and '.join(others)}: a tile is in one memory, by addresses"
    ctx.report("tile-layout", message, origin.at("layout"), related=related, hint=hint)
    return False


def _shape(ctx: Context, given: object, layout: Layout, origin: Origin) -> tuple[str, ...] | None:
    """The extent of every dimension; those that the layout fixes may be left out."""
    fixed = {d.name: str(d.size.known) for d in layout.dims if d.size.known is not None}
    if isinstance(given, list):
        if len(given) == len(layout.dims):
            return tuple(text(ctx, one, origin, "shape", index) for index, one in enumerate(given))
        message = f"{layout.name} has {_dims(len(layout.dims))}, and here are {len(given)}"
        _report_shape(ctx, layout, message, origin)
        return None
    named = given if isinstance(given, dict) else {}
    texts = {key: text(ctx, one, origin, "shape", key) for key, one in named.items()}
    dims = [d.name for d in layout.dims]
    for key in texts.keys() - set(dims):
        hint = did_you_mean(str(key), dims) or f"dimensions: {', '.join(dims)}"
        ctx.report(
            "ref-unknown", f"{layout.name} has no dimension {key!r}", origin.at("shape", key), hint=hint
        )
    missing = [name for name in dims if name not in {**fixed, **texts}]
    if missing:
        message = f"{layout.name} does not say how large {missing[0]} is"
        _report_shape(ctx, layout, message, origin, hint=f"shape: {{{missing[0]}: ...}}")
        return None
    return tuple(({**fixed, **texts})[name] for name in dims)


def _report_shape(
    ctx: Context, layout: Layout, message: str, origin: Origin, hint: str | None = None
) -> None:
    related = [Related(layout.origin.key(), f"{layout.name} is declared here")]
    ctx.report("tile-shape", message, origin.at("shape"), related=related, hint=hint)


def _dims(count: int) -> str:
    return "one dimension" if count == 1 else f"{count} dimensions"


def _arguments(ctx: Context, document: TileDocument, layout: Layout, origin: Origin) -> dict[str, str]:
    """The arguments of the layout; ``pitch`` may stand beside them."""
    found = {}
    if document.pitch is not None:
        found["pitch"] = text(ctx, document.pitch, origin, "pitch")
        _known(ctx, layout, "pitch", origin, "pitch")
    for key, given in (document.arguments or {}).items():
        found[key] = text(ctx, given, origin, "arguments", key)
        _known(ctx, layout, key, origin, "arguments", key)
    for argument in layout.arguments.values():
        if argument.name not in found and argument.default is None:
            message = f"{layout.name} needs its {argument.name}"
            hint = f"arguments: {{{argument.name}: ...}}"
            ctx.report("tile-argument", message, origin.at("layout"), hint=hint)
    return found


def _known(ctx: Context, layout: Layout, name: str, origin: Origin, *path: str) -> None:
    if name in layout.arguments:
        return
    hint = did_you_mean(name, layout.arguments) or (
        f"it has {', '.join(layout.arguments)}" if layout.arguments else "it has none"
    )
    ctx.report("tile-argument", f"{layout.name} has no argument {name}", origin.at(*path), hint=hint)


def _element(ctx: Context, name: str, format_: Format, origin: Origin) -> NumberType | Field | None:
    field = format_.by_name.get(name)
    if field is None:
        choosing = [f.name for f in format_.fields if f.enum is not None and f.enum.chooses_type]
        return ctx.number_type(name, origin, "element", others=choosing)
    if field.enum is None or not field.enum.chooses_type:
        message = f"field {name} does not choose a type: it has no enum whose values all name one"
        related = [Related(field.origin.key(), f"{name} is declared here")]
        ctx.report("type-choice", message, origin.at("element"), related=related)
        return None
    return field
