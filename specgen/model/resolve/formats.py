"""Instruction formats and their fields."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from specgen.model.documents.isa import FieldDocument
from specgen.model.isa import BitRange, Extension, Field, Format
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import whole

if TYPE_CHECKING:
    from specgen.model.documents.isa import ExtensionDocument, FormatDocument
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

MAX_WIDTH = 1024
MAX_TEXT = 4096
_PIECE = re.compile(r"(\d{1,5})(?::(\d{1,5}))?")
_EXPRESSION = re.compile(r"[A-Za-z(]")
_LIMIT = 1 << 63


def format_(ctx: Context, name: str, document: FormatDocument, origin: Origin) -> Format:
    """Resolve a format."""
    before = ctx.failures
    width = whole(ctx, document.width, origin, "width", low=1, high=MAX_WIDTH)
    if ctx.failures > before:
        width = MAX_WIDTH
    if not document.fields:
        ctx.report("spec-empty", "a format has at least one field", origin.at("fields"))
    fields = []
    for key, given in document.fields.items():
        field = _field(ctx, key, given, origin.child("fields", key), width)
        if field is not None:
            fields.append(field)
    return Format(**common(name, document, origin), width=width, fields=tuple(fields))


def _field(
    ctx: Context, name: str, given: str | int | FieldDocument, origin: Origin, width: int
) -> Field | None:
    reserved = "zero" if name == "reserved" or name.startswith("reserved_") else None
    if not isinstance(given, FieldDocument):
        bits = _pieces(ctx, str(given), origin, (), width)
        return Field(name=name, pieces=bits, reserved=reserved, origin=origin) if bits else None
    bits = _pieces(ctx, str(given.bits), origin, ("bits",), width)
    enum = ctx.find(ctx.enums, given.enum, origin, "enum")
    scale = whole(ctx, given.scale, origin, "scale", low=1, high=_LIMIT)
    bias = whole(ctx, given.bias, origin, "bias", low=-_LIMIT, high=_LIMIT)
    if not bits:
        return None
    return Field(
        **common(name, given, origin),
        pieces=bits,
        signed=given.signed,
        scale=scale,
        bias=bias,
        enum=enum,
        reserved=given.reserved or reserved,
    )


def single_range(
    ctx: Context, text: str, origin: Origin, path: tuple[str, ...], width: int
) -> BitRange | None:
    """Return the bits that a text such as ``7:4`` names, in one piece; what is wrong with it is reported."""
    plain = _parsed(text) if len(text) <= MAX_TEXT else None
    if plain is not None and len(plain) == 1 and plain[0].high < width:
        return plain[0]
    pieces = _pieces(ctx, text, origin, path, width)
    if len(pieces) > 1:
        ctx.report("spec-bits", f"{text!r} are several pieces, and one is needed here", origin.at(*path))
    return pieces[0] if len(pieces) == 1 else None


def _pieces(
    ctx: Context, text: str, origin: Origin, path: tuple[str, ...], width: int
) -> tuple[BitRange, ...]:
    """Return the pieces that a text such as ``31 7 30:25`` names; what is wrong with it is reported."""
    pieces = _parsed(text) if len(text) <= MAX_TEXT else ()
    if pieces is None and _EXPRESSION.search(text):
        before = ctx.failures
        pieces = _computed(ctx, text, origin, path)
        if ctx.failures > before:
            return ()
    if not pieces:
        hint = 'such as "6:0" or "31 7 30:25 11:8", each high to low; expressions without spaces: "W+6:7"'
        ctx.report("spec-bits", f"{text!r} are no bits", origin.at(*path), hint=hint)
        return ()
    taken: set[int] = set()
    for piece in pieces:
        bits = set(range(piece.low, piece.high + 1)) if piece.width <= MAX_WIDTH else set()
        if piece.high >= width:
            message = f"bit {piece.high} lies outside of a word of {width} bits"
            ctx.report("spec-bits-outside", message, origin.at(*path))
            return ()
        if bits & taken:
            ctx.report("spec-bits", f"bit {min(bits & taken)} is named twice", origin.at(*path))
            return ()
        taken |= bits
    return pieces


def _computed(ctx: Context, text: str, origin: Origin, path: tuple[str, ...]) -> tuple[BitRange, ...]:
    """Return pieces whose ends are expressions over parameters, written without spaces."""
    pieces = []
    for part in text.split():
        ends = [whole(ctx, end, origin, *path, high=MAX_WIDTH) for end in part.split(":")]
        if len(ends) > 2 or ends[0] < ends[-1]:
            return ()
        pieces.append(BitRange(ends[0], ends[-1]))
    return tuple(pieces)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> tuple[BitRange, ...] | None:
    pieces = []
    for part in text.split():
        found = _PIECE.fullmatch(part)
        if found is None:
            return None
        high = int(found[1])
        low = high if found[2] is None else int(found[2])
        if low > high:
            return None
        pieces.append(BitRange(high, low))
    return tuple(pieces) or None


def extension(
    ctx: Context, name: str, document: ExtensionDocument, origin: Origin, enabled: frozenset[str] | None
) -> Extension:
    """Resolve an extension; ``enabled`` None means that all are."""
    requires = tuple(document.requires or ())
    known = ctx.merged.sections.extensions
    for index, other in enumerate(requires):
        if other not in known:
            ctx.unknown(ctx.extensions, other, origin.at("requires", index), known)
        elif enabled is not None and name in enabled and other not in enabled:
            message = f"{name} requires {other}, which this variant does not enable"
            ctx.report(
                "spec-extension",
                message,
                origin.at("requires", index),
                hint=f"add {other}, or leave out {name}",
            )
    return Extension(
        **common(name, document, origin), enabled=enabled is None or name in enabled, requires=requires
    )
