"""Error codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.interfaces import CONDITIONS, ErrorCode
from specgen.model.resolve.items import common
from specgen.model.resolve.numbers import whole
from specgen.source import Related, did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.structures import ErrorDocument
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context


def error(ctx: Context, name: str, document: ErrorDocument, origin: Origin) -> ErrorCode:
    """Resolve an error code."""
    for index, condition in enumerate(document.when or ()):
        if condition not in CONDITIONS:
            hint = did_you_mean(condition, CONDITIONS) or f"there are {', '.join(CONDITIONS)}"
            ctx.report(
                "error-condition", f"nothing is called {condition!r}", origin.at("when", index), hint=hint
            )
    found = [
        ctx.find(ctx.faults, fault, origin, "faults", index)
        for index, fault in enumerate(document.faults or ())
    ]
    return ErrorCode(
        **common(name, document, origin),
        code=whole(ctx, document.code, origin, "code", low=-(1 << 31), high=(1 << 31) - 1),
        cause=document.cause,
        blame=document.blame,
        remedy=document.remedy,
        retry=document.retry,
        conditions=tuple(document.when or ()),
        faults=tuple(fault for fault in found if fault is not None),
    )


def check_errors(ctx: Context) -> None:
    """Refuse two errors of one code or for one thing, and codes none of which means success."""
    taken: dict[object, ErrorCode] = {}
    for one in ctx.errors.items.values():
        keys: list[tuple[object, str, tuple[str]]] = [(one.code, f"the code {one.code}", ("code",))]
        keys += [(c, f"the condition {c}", ("when",)) for c in one.conditions]
        keys += [(f, f"the fault {f.name}", ("faults",)) for f in one.faults]
        for key, word, path in keys:
            first = taken.setdefault(key, one)
            if first is not one:
                related = [Related(first.origin.at(*path), f"{first.name} has it")]
                ctx.report(
                    "error-twice", f"{word} is given to two errors", one.origin.at(*path), related=related
                )
    success = taken.get("success")
    if ctx.errors.items and not ctx.errors.broken and (success is None or success.code != 0):
        one = success or next(iter(ctx.errors.items.values()))
        message = "the error of success has code 0" if success else "no error code means success"
        hint = "ok: {code: 0, when: [success], summary: Done.}"
        ctx.report("error-success", message, one.origin.key(), hint=hint)
