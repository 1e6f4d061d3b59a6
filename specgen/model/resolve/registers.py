"""Sparse files: their named registers, the tables that accesses by number look up, and the functions behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.execution import Register, Table
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import whole
from specgen.model.types import IntegerType
from specgen.source import Related

if TYPE_CHECKING:
    from specgen.model.documents.execution import RegisterDocument, StateDocument
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context
    from specgen.model.types import NumberType

MAX_INDICES = 1 << 16
_NOT_SPARSE = ("count", "shape", "names", "aliases", "constant", "min", "max", "initial", "role", "view_of")


def size_of(ctx: Context, document: StateDocument, origin: Origin) -> int | None:
    """Return how many indices a sparse file has, None where it is none; what does not go together is reported."""
    if document.sparse is None:
        if document.entries is not None:
            message = "only a sparse file has named entries"
            ctx.report("spec-sparse", message, origin.key("entries"), hint="give it sparse: N, or names:")
        return None
    for key in _NOT_SPARSE:
        if getattr(document, key) is not None:
            message = f"a sparse file has no {key}: its entries say what there is"
            ctx.report("spec-sparse", message, origin.key(key), hint="leave it out")
    return whole(ctx, document.sparse, origin, "sparse", low=1, high=MAX_INDICES)


def registers(
    ctx: Context, document: StateDocument, of: NumberType, count: int, origin: Origin
) -> dict[str, Register]:
    """Return the registers of a sparse file by name, those of extensions that are not enabled left out."""
    if not isinstance(of, IntegerType):
        ctx.report(
            "type-integer", f"registers of a sparse file are integers, not {of.name}", origin.at("type")
        )
        return {}
    made: dict[str, Register] = {}
    taken: dict[int, Register] = {}
    for name, given in (document.entries or {}).items():
        where = origin.child("entries", name)
        one = _register(ctx, name, given, of, count, where)
        first = taken.setdefault(one.index, one)
        if first is not one:
            related = [Related(first.origin.at("index"), f"{first.name} has it here")]
            message = f"{name} has the index of {first.name}, {one.index:#x}"
            ctx.report("spec-entry-index", message, where.at("index"), related=related)
        extension = ctx.find(ctx.extensions, given.extension, where, "extension")
        if given.extension is None or (extension is not None and extension.enabled):
            made[name] = one
    return made


def _register(
    ctx: Context, name: str, given: RegisterDocument, of: IntegerType, count: int, where: Origin
) -> Register:
    bits = (1 << of.width) - 1
    fixed = given.read_only or (given.read is not None and given.write is None)
    if given.read_only and (given.mask is not None or given.write is not None):
        key = "mask" if given.mask is not None else "write"
        message = f"{name} is read only: no write changes it"
        ctx.report("spec-sparse", message, where.key(key), hint="leave it out, or read_only")
    mask = 0 if fixed else bits
    if given.mask is not None:
        mask = whole(ctx, given.mask, where, "mask", high=bits)
    initial = (
        0 if given.initial is None else whole(ctx, given.initial, where, "initial", low=of.low, high=of.high)
    )
    return Register(
        **common(name, given, where),
        index=whole(ctx, given.index, where, "index", high=count - 1),
        initial=initial,
        mask=mask,
        read=given.read,
        write=given.write,
        read_only=given.read_only,
    )


def add_tables(ctx: Context) -> None:
    """Add the tables that an access by number looks up: which indices exist, and which bits a write changes."""
    for file in ctx.state.items.values():
        if file.sparse and isinstance(file.type, IntegerType):
            exists, masks = bytearray(file.shape[0]), [0] * file.shape[0]
            for one in file.entries.values():
                exists[one.index] = 1
                masks[one.index] = 0 if one.write is not None else one.mask
            width = IntegerType(file.type.width, signed=False)
            for part, kind, values in (
                ("exists", IntegerType(8, signed=False), tuple(exists)),
                ("mask", width, tuple(masks)),
            ):
                name = file.table(part)
                ctx.tables.items[name] = Table(
                    name=name, type=kind, shape=file.shape, values=values, derived=True, origin=file.origin
                )


def check_accessors(ctx: Context) -> None:
    """Refuse sparse files whose functions are not there, or take or give something else."""
    for file in list(ctx.state.items.values()):
        before = ctx.failures
        for one in file.entries.values():
            accessor(ctx, one.read, file.type, one.origin, "read")
            accessor(ctx, one.write, file.type, one.origin, "write")
        if ctx.failures > before:
            ctx.state.broken.add(file.name)
            del ctx.state.items[file.name]


def accessor(ctx: Context, name: str | None, of: NumberType, origin: Origin, key: str) -> None:
    """Report a function that is not fit for a register of type ``of``: ``read() -> of`` or ``write(value: of)``."""
    function = ctx.find(ctx.functions, name, origin, key)
    if function is None:
        return
    takes = list(function.arguments.values())
    if (takes, function.returns) == (([], of) if key == "read" else ([of], None)):
        return
    wanted = (
        f"takes nothing and returns a {of.name}"
        if key == "read"
        else f"takes a {of.name} and returns nothing"
    )
    related = [Related(function.origin.key(), f"{function.name} is declared here")]
    message = f"{function.name} does not fit: what {key}s this register {wanted}"
    ctx.report("spec-accessor", message, origin.at(key), related=related)
