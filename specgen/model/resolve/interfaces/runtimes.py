"""Runtimes: what each function does, who plays which role in it, and what it may return."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.interfaces import Call, Runtime, Structure
from specgen.model.interfaces.verbs import (
    NEEDED_PACKETS,
    NEEDED_SECTIONS,
    VERBS,
    Role,
    Verb,
    error_of,
    errors_of,
)
from specgen.model.isa import Enum
from specgen.model.item import version_parts
from specgen.model.resolve.interfaces.handles import resolve_handles
from specgen.model.resolve.interfaces.parameters import parameters, structure_roles
from specgen.model.resolve.items import common
from specgen.model.types import IntegerType
from specgen.source import Related, did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.runtimes import CallDocument, RuntimeDocument
    from specgen.model.interfaces import ErrorCode, Handle, Parameter
    from specgen.model.item import Item
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

_OURS = ("status", "error", "dispatch", "get_dispatch")


def runtime(ctx: Context, name: str, document: RuntimeDocument, origin: Origin) -> Runtime | None:
    """Resolve a runtime's interface."""
    before = ctx.failures
    handles = resolve_handles(ctx, document, origin)
    if ctx.failures > before:
        return None
    functions = {
        key: call
        for slot, (key, given) in enumerate(document.functions.items())
        if (call := _call(ctx, slot, key, given, handles, origin)) is not None
    }
    prefix = document.prefix or str(ctx.merged.header.name).replace("-", "_").lower()
    if not prefix.isidentifier():
        ctx.report("api-name", f"names in C cannot begin with {prefix!r}", origin.at("prefix"))
    _check_names(ctx, handles, functions)
    _check_growth(ctx, functions)
    return Runtime(
        **common(name, document, origin),
        prefix=prefix,
        version=_version(ctx, document, origin),
        handles=handles,
        functions=functions,
    )


def _version(ctx: Context, document: RuntimeDocument, origin: Origin) -> tuple[int, int]:
    parts = version_parts(document.version)
    if len(parts) != 2 or max(parts) > 0xFFFF:
        message = f"the version of a dispatch table is major.minor, not {document.version}"
        ctx.report("api-version", message, origin.at("version"), hint='version: "1.0"')
        return 0, 0
    return parts[0], parts[1]


def _call(
    ctx: Context, slot: int, name: str, document: CallDocument, handles: dict[str, Handle], origin: Origin
) -> Call | None:
    where = origin.child("functions", name)
    verb, before = VERBS[document.does], ctx.failures
    given = parameters(ctx, document, handles, where)
    if ctx.failures > before:
        return None
    roles = _roles(ctx, verb, document, given, where)
    if ctx.failures == before:
        roles |= structure_roles(ctx, document, given, roles, where)
    _needs(ctx, document.does, where)
    if document.slot is not None and document.slot != slot:
        message = f"it is number {slot} of the table, not {document.slot}"
        ctx.report(
            "api-slot", message, where.at("slot"), hint="what is new comes at the end, what goes is retired"
        )
    by_kind = {handle.kind: handle for handle in handles.values()}
    return Call(
        **common(name, document, where),
        does=document.does,
        parameters=given,
        roles=roles,
        blocking=document.blocking,
        threads=document.threads,
        errors=_errors(ctx, document, where),
        creates=by_kind.get(verb.creates or ""),
        destroys=by_kind.get(verb.destroys or ""),
        slot=slot,
    )


def _roles(
    ctx: Context, verb: Verb, document: CallDocument, given: tuple[Parameter, ...], origin: Origin
) -> dict[str, str]:
    """Who plays each role; every parameter plays one, and what plays it can."""
    named, by_name = document.roles or {}, {p.name: p for p in given}
    found: dict[str, str] = {}
    known = {role.name for role in verb.roles}
    for key in named:
        if key.partition(".")[0] not in known:
            hint = did_you_mean(key, known) or f"there are {', '.join(sorted(known))}"
            ctx.report("api-role", f"{document.does} has no role {key!r}", origin.key("with", key), hint=hint)
    for role in verb.roles:
        player = by_name.get(named.get(role.name, role.name))
        if player is None:
            if not role.optional or role.name in named:
                message = f"{document.does} needs a parameter that is its {role.name}"
                mend = f"with: {{{role.name}: ...}}" if given else None
                ctx.report("api-role", message, origin.key("does"), hint=mend)
            continue
        found[role.name] = player.name
        _check_role(ctx, role, player, document.does, named.get(role.counted_by or "", role.counted_by))
    for one in given:
        if one.name not in found.values():
            message = f"{document.does} has no use for {one.name}"
            ctx.report(
                "api-role", message, one.origin.key(), hint=f"its roles are {', '.join(sorted(known))}"
            )
    return found


def _check_role(ctx: Context, role: Role, one: Parameter, does: str, count: str | None) -> None:
    """Refuse a parameter that cannot play its role: of another kind, that goes the other way, not counted by ``count``."""
    kind = "handle" if role.handle else role.kind
    signed = kind == "number" and not (isinstance(one.type, IntegerType) and not one.type.signed)
    if one.kind != kind or signed or (one.direction != "in") != role.out:
        word = "unsigned integer" if kind == "number" else kind
        message = f"the {role.name} of {does} is of kind {word} and goes {'out' if role.out else 'in'}"
        ctx.report("api-role", message, one.origin.key())
    elif one.counted_by != count:
        message = f"the {role.name} of {does} is " + (f"counted by {count}" if count else "one, not several")
        ctx.report("api-count", message, one.origin.key(), hint=f"counted_by: {count}" if count else None)


def _needs(ctx: Context, does: str, origin: Origin) -> None:
    section = NEEDED_SECTIONS.get(does)
    if section is not None and not getattr(ctx.merged.sections, section):
        message = f"{does} needs one of the {section}, and the spec has none"
        ctx.report("api-unsupported", message, origin.at("does"))
        return
    wanted = NEEDED_PACKETS.get(does, ())
    queues = ctx.queues.items.values()
    if wanted and queues and not any(p.does in wanted for q in queues for p in q.packets.values()):
        message = f"no packet of any queue does {' or '.join(wanted)}"
        ctx.report("api-unsupported", message, origin.at("does"))


def _errors(ctx: Context, document: CallDocument, origin: Origin) -> tuple[ErrorCode, ...]:
    """The errors that it may return: those that are listed, which cover what it does, or simply these."""
    known = ctx.errors.items
    if ctx.errors.broken:
        ctx.failures += 1
        return ()
    for condition in VERBS[document.does].conditions:
        if error_of(known.values(), condition) is None:
            message = f"{document.does} may end in {condition}, and no error code stands for that"
            hint = f"errors: {{...: {{code: ..., when: [{condition}]}}}}"
            ctx.report("api-errors", message, origin.at("does"), hint=hint)
    needed = errors_of(known.values(), document.does)
    if document.errors is None:
        return needed
    listed = [ctx.find(ctx.errors, e, origin, "errors", index) for index, e in enumerate(document.errors)]
    missing = [error.name for error in needed if error not in listed]
    if missing:
        message = f"{document.does} may also return {', '.join(missing)}"
        ctx.report(
            "api-errors",
            message,
            origin.key("errors"),
            hint="leave errors out: they follow from what it does",
        )
    return tuple(error for error in listed if error is not None)


def _check_names(ctx: Context, handles: dict[str, Handle], functions: dict[str, Call]) -> None:
    """Refuse two things whose names in C would be one."""
    types = (p.type for call in functions.values() for p in call.parameters)
    named = {t.name: t for t in types if isinstance(t, Structure | Enum)}
    taken: dict[str, Item] = {}
    for item in (*named.values(), *handles.values(), *functions.values()):
        if item.name in _OURS:
            ctx.report("api-name", f"{item.name} is what all runtimes call theirs", item.origin.key())
        first = taken.setdefault(item.name, item)
        if first is not item:
            related = [Related(first.origin.key(), "this would have the same name in C")]
            ctx.report("api-name", f"{item.name} names two things", item.origin.key(), related=related)


def _check_growth(ctx: Context, functions: dict[str, Call]) -> None:
    """Refuse what is older than what stands before it: the table has grown in its middle."""
    newest: Call | None = None
    for call in functions.values():
        since = version_parts(call.since or "0")
        if newest is not None and since < version_parts(newest.since or "0"):
            related = [Related(newest.origin.key(), f"since {newest.since}")]
            message = f"{call.name} is older than {newest.name}, which stands before it in the table"
            ctx.report(
                "api-slot", message, call.origin.key(), related=related, hint="what is new comes at the end"
            )
            return
        newest = call if call.since else newest
