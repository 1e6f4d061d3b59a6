"""Handles of a runtime: what each stands for follows from the roles that it plays in functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.model.interfaces import Handle
from specgen.model.interfaces.verbs import PARENTS, VERBS
from specgen.model.resolve.items import common
from specgen.source import Related, did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.runtimes import RuntimeDocument
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context


def resolve_handles(ctx: Context, document: RuntimeDocument, origin: Origin) -> dict[str, Handle]:
    """Return the handles of a runtime, in their order."""
    return _Handles(ctx, document, origin).resolve()


class _Handles:
    """The handles of a runtime, each of the kind of the roles that it plays."""

    def __init__(self, ctx: Context, document: RuntimeDocument, origin: Origin) -> None:
        self.ctx, self.document, self.origin = ctx, document, origin
        self.kinds: dict[str, str] = {}
        self.first: dict[str, Origin] = {}
        self.begun: set[str] = set()

    def resolve(self) -> dict[str, Handle]:
        """Return the handles, parents before children."""
        for key, call in self.document.functions.items():
            verb = VERBS.get(call.does)
            at = self.origin.child("functions", key)
            if verb is None:
                hint = did_you_mean(call.does, VERBS) or f"there are {', '.join(VERBS)}"
                self.ctx.report("api-verb", f"no function does {call.does!r}", at.at("does"), hint=hint)
                continue
            for role in verb.roles:
                name = (call.roles or {}).get(role.name, role.name)
                given = (call.parameters or {}).get(name)
                if role.handle and given is not None:
                    type_ = given if isinstance(given, str) else given.type
                    self._plays(type_, role.kind, at.child("parameters", name))
                    self.begun.update((type_,) if role.out else ())
        by_kind = {kind: name for name, kind in self.kinds.items()}
        made: dict[str, Handle] = {}
        for kind in PARENTS:
            if kind in by_kind:
                made[by_kind[kind]] = self._handle(by_kind[kind], kind, by_kind, made)
        for name in self.document.handles:
            if name not in self.begun:
                where = self.origin.child("handles", name)
                self.ctx.report("api-handle", f"no function makes a {name}", where.key())
        return {name: made[name] for name in self.document.handles if name in made}

    def _plays(self, name: str, kind: str, at: Origin) -> None:
        if name not in self.document.handles:
            known = ", ".join(self.document.handles)
            message = f"a handle plays this role ({kind}), and {name} is none"
            self.ctx.report("api-handle", message, at.key(), hint=f"handles are {known}" if known else None)
            return
        other = next((n for n, k in self.kinds.items() if (n == name) != (k == kind)), None)
        if other is None:
            self.kinds[name] = kind
            self.first.setdefault(name, at)
            return
        message = (
            f"{name} stands for a {kind} here, and for a {self.kinds[name]} elsewhere"
            if other == name
            else f"{name} stands for a {kind}, and so does {other}"
        )
        related = [Related(self.first[other].key(), f"{other} is a {self.kinds[other]} here")]
        self.ctx.report("api-handle", message, at.key(), related=related)

    def _handle(self, name: str, kind: str, by_kind: dict[str, str], made: dict[str, Handle]) -> Handle:
        where = self.origin.child("handles", name)
        document = self.document.handles[name]
        parent = by_kind.get(PARENTS[kind] or "")
        if PARENTS[kind] is not None and parent is None:
            message = f"a {kind} is made from a {PARENTS[kind]}, and there is no handle of one"
            self.ctx.report("api-handle", message, where.key())
        if document is None:
            return Handle(name=name, origin=where, kind=kind, parent=made.get(parent or ""))
        if document.parent is not None and document.parent != parent:
            message = f"{name} is a {kind}: it is made from {parent or 'nothing'}, not from {document.parent}"
            self.ctx.report("api-handle", message, where.at("parent"))
        return Handle(**common(name, document, where), kind=kind, parent=made.get(parent or ""))
