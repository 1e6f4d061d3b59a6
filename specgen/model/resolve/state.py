"""State: register files, arrays, views, and the names of entries."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING

from specgen.model.execution import State
from specgen.model.resolve.context import MAX_ALL_NAMES
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import whole
from specgen.model.resolve.registers import registers, size_of
from specgen.model.resolve.types import raw, shape_of
from specgen.model.types import IntegerType
from specgen.source import Related

if TYPE_CHECKING:
    from specgen.model.documents.execution import StateDocument
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context
    from specgen.model.types import NumberType

MAX_NAMES = 1 << 12
MAX_NAME = 64
MAX_VIEWS = 8
VIEWED_WIDTHS = frozenset({8, 16, 32, 64})
MAX_ELEMENTS = 1 << 32


def resolve_state(ctx: Context) -> None:
    """Resolve all state; views after what they show."""
    entries = ctx.merged.sections.state
    ctx.resolve({n: e for n, e in entries.items() if e.document.view_of is None}, ctx.state, state)
    views = {n: e for n, e in entries.items() if e.document.view_of is not None}
    for _ in range(MAX_VIEWS):
        ready = {n: e for n, e in views.items() if e.document.view_of not in views}
        ctx.resolve(ready, ctx.state, state)
        views = {n: e for n, e in views.items() if n not in ready}
    for name, entry in views.items():
        message = f"{name} is a view of itself, or of views more than {MAX_VIEWS} deep"
        ctx.report("spec-view", message, entry.origin.at("view_of"))
        ctx.state.broken.add(name)
    order = [n for n in entries if n in ctx.state.items]
    ctx.state.items = {name: ctx.state.items[name] for name in order}


def state(ctx: Context, name: str, document: StateDocument, origin: Origin) -> State | None:
    """Resolve one state."""
    of = ctx.number_type(document.type, origin, "type")
    viewed = ctx.find(ctx.state, document.view_of, origin, "view_of")
    engine = ctx.find(ctx.engines, document.engine, origin, "engine")
    fault = ctx.find(ctx.faults, document.out_of_range, origin, "out_of_range")
    if of is None or (document.view_of is not None and viewed is None):
        return None
    count = size_of(ctx, document, origin)
    shape = _shape(ctx, document, of, viewed, origin) if count is None else (count,)
    low, high = _range(ctx, of, document, origin)
    if viewed is not None:
        _check_view(ctx, of, shape, viewed, origin)
        engine = engine or viewed.engine
    first = shape[0] if shape else 1
    return State(
        **common(name, document, origin),
        type=of,
        shape=shape,
        low=low,
        high=high,
        initial=0 if document.initial is None else raw(ctx, of, document.initial, origin, "initial"),
        role=document.role or "",
        names=_names(ctx, document, first, origin),
        aliases=_aliases(ctx, document, first, origin),
        constant=_constants(ctx, of, document, first, origin),
        engine=engine,
        view_of=viewed,
        out_of_range=fault,
        sparse=count is not None,
        entries={} if count is None else registers(ctx, document, of, count, origin),
    )


def _shape(
    ctx: Context, document: StateDocument, of: NumberType, viewed: State | None, origin: Origin
) -> tuple[int, ...]:
    if document.count is not None and document.shape is not None:
        ctx.report("spec-shape", "count and shape say the same: give one", origin.key("count"))
    if document.shape is not None:
        shape = shape_of(ctx, document.shape, origin)
    elif document.count is not None:
        shape = (whole(ctx, document.count, origin, "count", low=1, high=MAX_ELEMENTS),)
    else:
        shape = _viewed_shape(of, viewed) if viewed is not None else ()
    if prod(shape) > MAX_ELEMENTS:
        message = f"an array of {prod(shape)} elements: at most 2^32"
        ctx.report("spec-number-range", message, origin.at("shape"))
    return shape


def _range(ctx: Context, of: NumberType, document: StateDocument, origin: Origin) -> tuple[int, int]:
    if not isinstance(of, IntegerType):
        for key in ("min", "max"):
            if getattr(document, key) is not None:
                ctx.report("type-integer", f"only integers have a {key}", origin.key(key))
        return 0, 0
    low, high = of.low, of.high
    if document.min is not None:
        low = whole(ctx, document.min, origin, "min", low=of.low, high=of.high)
    if document.max is not None:
        high = whole(ctx, document.max, origin, "max", low=of.low, high=of.high)
    if low > high:
        ctx.report("spec-range", f"no number is at least {low} and at most {high}", origin.at("min"))
    return low, high


def _viewed_shape(of: NumberType, viewed: State) -> tuple[int, ...]:
    """The shape of a view: as many bits in the last dimension."""
    *outer, last = viewed.shape or (1,)
    return (*outer, max(last * viewed.type.width // of.width, 1)) if viewed.shape else ()


def _check_view(ctx: Context, of: NumberType, shape: tuple[int, ...], viewed: State, origin: Origin) -> None:
    related = [Related(viewed.origin.key(), f"{viewed.name} is declared here")]
    if viewed.sparse:
        message = f"{viewed.name} is sparse: not every element of a view would exist"
        ctx.report("spec-view", message, origin.at("view_of"), related=related)
        return
    wanted, widths = _viewed_shape(of, viewed), (of.width, viewed.type.width)
    if of.width != viewed.type.width:
        message = f"{of.name} has {of.width} bits, and {viewed.name}'s {viewed.type.name} {viewed.type.width}"
        if not set(widths) <= VIEWED_WIDTHS:
            hint = "both of 8, 16, 32 or 64 bits, or both of the same width"
            ctx.report("spec-view", message, origin.at("type"), related=related, hint=hint)
        elif not viewed.shape or viewed.shape[-1] * viewed.type.width % of.width:
            last = viewed.shape[-1] if viewed.shape else 1
            message += f": {last} of these are no whole number of those"
            ctx.report("spec-view", message, origin.at("type"), related=related)
        elif viewed.constant:
            message = f"{viewed.name} has constant entries, which elements of another width would lie across"
            ctx.report("spec-view", message, origin.at("view_of"), related=related)
    if shape != wanted:
        message = f"a view of {viewed.name} as {of.name} has the shape {list(wanted)}, not {list(shape)}"
        ctx.report("spec-view", message, origin.key(), related=related, hint="leave it out")


def _names(ctx: Context, document: StateDocument, count: int, origin: Origin) -> tuple[str, ...]:
    given = document.names
    if given is None:
        return ()
    if isinstance(given, str):
        if count > min(MAX_NAMES, ctx.names_left):
            message = f"at most {MAX_NAMES} entries have names, and {MAX_ALL_NAMES} in all"
            ctx.report("spec-entry-name", message, origin.at("names"))
            return ()
        ctx.names_left -= count
        if "{i}" not in given or not _is_word(given.replace("{i}", "0")):
            message = f"{given!r} is no pattern of names"
            ctx.report("spec-entry-name", message, origin.at("names"), hint="such as x{i}")
            return ()
        before, _, after = given.partition("{i}")
        return tuple(f"{before}{index}{after}" for index in range(count))
    if len(given) > count:
        message = f"{len(given)} names for {count} entries"
        ctx.report("spec-entry-name", message, origin.at("names", count))
    seen: set[str] = set()
    for index, name in enumerate(given[:count]):
        if not _is_word(name):
            ctx.report("spec-entry-name", f"{name!r} is no name", origin.at("names", index))
        elif name in seen:
            ctx.report("spec-entry-name", f"{name!r} is given twice", origin.at("names", index))
        seen.add(name)
    return tuple(given)


def _aliases(ctx: Context, document: StateDocument, count: int, origin: Origin) -> dict[str, int]:
    made = {}
    for name, given in (document.aliases or {}).items():
        made[name] = whole(ctx, given, origin, "aliases", name, high=count - 1)
        if not _is_word(name):
            ctx.report("spec-entry-name", f"{name!r} is no name", origin.key("aliases", name))
    return made


def _constants(
    ctx: Context, of: NumberType, document: StateDocument, count: int, origin: Origin
) -> dict[int, int]:
    made = {}
    for key, given in (document.constant or {}).items():
        if not key.isascii() or not key.isdecimal() or len(key) > 12 or int(key) >= count:
            message = f"{key!r} is no index: there are {count} entries"
            ctx.report("spec-entry-index", message, origin.key("constant", key))
            continue
        made[int(key)] = raw(ctx, of, given, origin, "constant", key)
    return made


def _is_word(name: str) -> bool:
    return name.isascii() and name.isidentifier() and len(name) <= MAX_NAME
