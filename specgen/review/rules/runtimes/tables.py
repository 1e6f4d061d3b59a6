"""The dispatch table of a runtime, its names, its handles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from specgen.model.interfaces import Runtime
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.runtimes.calls import CALL, compiled
from specgen.review.subject import Review
from specgen.review.verdicts import Level
from specgen.review.witnesses import Witness

_SAME = "both sides say the same"


@rule(
    "API_SLOT", "- B - - B", "back fwd",
    "A function has another place in the dispatch table.",
    "A program that took the table calls what is at the old place. New functions come at the end; what goes is `retired` and "
    "leaves its place empty.",
    on=(f"{CALL}.slot",), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _slot(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    moved = review.once(("slots", *change.path[:2]), lambda: _moved(change.old, change.new))
    first, was, now = moved[0]
    others = f", and {len(moved) - 1} more moved" if len(moved) > 1 else ""
    told = f"{change.new.prefix}_{first} is at place {now} of the table, was at {was}{others}"
    text = f"place {was} of the table has {{before}} before, {{after}} after"
    given = {"runtime": change.name, "function": first, "slot": was}
    about = replace(change, path=change.path[:3], before=was, after=now)
    yield found(told, about).seen(review.witness("slot", change.variants[0], given, text), _SAME)


def _moved(old: Runtime, new: Runtime) -> list[tuple[str, int, int]]:
    """The functions whose places in the table are others, with both."""
    known = old.functions
    pairs = (
        (known.get(one.name) or known.get(one.renamed_from or ""), one) for one in new.functions.values()
    )
    return [(one.name, was.slot, one.slot) for was, one in pairs if was is not None and was.slot != one.slot]


@rule(
    "API_TABLE_VERSION", "- B - - B", "back fwd",
    "The dispatch table has another version.",
    "A library refuses programs of another major version, and those of a newer minor one. A higher minor version alone breaks "
    "nobody who was built before.",
    on=("runtimes.*.version.**",), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _version(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    old, new = change.old, change.new
    assert isinstance(old, Runtime)
    assert isinstance(new, Runtime)
    told = f"the table of {new.name} is version {_dotted(new)}, was {_dotted(old)}"
    witness = _handshake(review, change, old.version) or _handshake(review, change, new.version)
    whole = _whole(change, old, new)
    made = found(told, whole).seen(witness, _SAME)
    risen = new.version[0] == old.version[0] and new.version[1] > old.version[1]
    yield made.at_most(Level.INFO) if risen else made


def _dotted(runtime: Runtime) -> str:
    return ".".join(map(str, runtime.version))


def _whole(change: Change, old: Runtime, new: Runtime) -> Change:
    return replace(change, path=change.path[:3], before=_dotted(old), after=_dotted(new))


def _handshake(review: Review, change: Change, version: tuple[int, int]) -> Witness | None:
    given = {"runtime": change.name, "version": list(version)}
    return review.witness("handshake", change.variants[0], given, "{before} before, {after} after")


@rule(
    "API_PREFIX", "- B - - B", "back src",
    "All names of a runtime begin with something else.",
    "No symbol that a program was linked to is there, and none that its source names.",
    on=("runtimes.*.prefix",), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _prefix(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    told = f"names of {change.name} begin with {change.after}_, not with {change.before}_"
    snippet = f"{change.before}_dispatch table;"
    witness = compiled(review, change, snippet) or _handshake(review, change, change.new.version)
    yield found(told).seen(witness, _SAME)


@rule(
    "API_RUNTIME_OR_HANDLE_REMOVED", "- B - - B", "back src",
    "A runtime's interface, or a kind of handle of it, is gone.",
    "Programs that use it are neither built nor loaded.",
    on=("runtimes.*", "runtimes.*.handles.*", "runtimes.*.handles.*.kind"), kinds=(Kind.REMOVED, Kind.CHANGED),
)  # fmt: skip
def _handle_removed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    runtime: Runtime = change.old
    if len(change.path) == 2:
        snippet, told = f"{runtime.prefix}_dispatch table;", f"the runtime {change.name} was removed"
    elif change.kind is Kind.REMOVED:
        snippet = f"{runtime.prefix}_{change.path[3]} handle;"
        told = f"the handle {runtime.prefix}_{change.path[3]} was removed"
    else:
        told = f"the handle {change.path[3]} is one of a {change.after}, was of a {change.before}"
        yield found(told).seen(None, "its functions are compared themselves")
        return
    witness = compiled(review, change, snippet)
    if witness is None and len(change.path) == 2:
        witness = _handshake(review, change, runtime.version)
    elif witness is None:
        given = {"runtime": change.name, "handle": change.path[3]}
        witness = review.witness("handle_parent", change.variants[0], given, "{before} before, {after} after")
    yield found(told).seen(witness, _SAME)


@rule(
    "API_RUNTIME_OR_HANDLE_ADDED", "- c - - c", "fwd",
    "A runtime's interface, or a kind of handle, is new.",
    "What was built before does not know it.",
    on=("runtimes.*", "runtimes.*.handles.*"), kinds=(Kind.ADDED,),
)  # fmt: skip
def _handle_added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    kind = "runtime" if len(change.path) == 2 else "handle"
    yield found(f"the {kind} {change.path[-1]} is new")
