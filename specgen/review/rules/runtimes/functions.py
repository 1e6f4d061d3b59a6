"""Functions that came, went, or are called otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.model.interfaces import Call, Runtime
from specgen.model.item import version_parts
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.runtimes.calls import CALL, calls, declarations, label, parameters, promised, used
from specgen.review.subject import Review
from specgen.review.verdicts import Level

_SAME = "both sides declare the same"


def _gone(change: Change) -> Call | None:
    """The function that is no longer there: removed, or withdrawn and only its place in the table left."""
    old, new = calls(change)
    if old is None or old.retired is not None:
        return None
    if change.kind is Kind.REMOVED:
        return old
    return old if new is not None and new.retired is not None else None


@rule(
    "API_FUNC_REMOVED", "- B - - S", "back src",
    "A function is gone.",
    "Source code that calls it has to be edited, and a program that is built already is not loaded any more: the loader finds no "
    "such symbol, and the table has a null where it was. So this breaks whoever is linked to a runtime, not its source alone.",
    on=(CALL, f"{CALL}.retired"), kinds=(Kind.REMOVED, Kind.CHANGED),
)  # fmt: skip
def _removed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    gone = _gone(change)
    if gone is not None:
        how = "removed" if change.kind is Kind.REMOVED else "withdrawn"
        yield found(f"{label(change)} was {how}").seen(used(review, change, call=gone), _SAME)


@rule(
    "API_SUNSET_TOO_SOON", "- B - - B", "back src",
    "A function is gone before its users were told, or before the version that they were told.",
    "`status: deprecated` in a release gives everybody a version in which the function still works and is warned of. What is "
    "removed without it, or earlier than `retired: {in: ...}` says, leaves no version in which both can be had. Drafts promise "
    "nothing.",
    on=(CALL, f"{CALL}.retired"), kinds=(Kind.REMOVED, Kind.CHANGED),
)  # fmt: skip
def _sunset(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    gone = _gone(change)
    if gone is None or gone.status == "draft":
        return
    _, new = calls(change)
    version, hint = review.new.main.version, "release it with `status: deprecated` first"
    if gone.status != "deprecated":
        told = f"{label(change)} is gone and was not deprecated before"
    elif new is not None and new.retired is not None and not new.retired.holds(version):
        told = f"{label(change)} is gone in {version}, and was to be until {new.retired.in_version}"
        hint = f"keep it until {new.retired.in_version}"
    else:
        return
    yield found(told, hint=hint).seen(used(review, change, call=gone), _SAME)


@rule(
    "API_DEPRECATED", "- c - - c", "",
    "A function will go, and its users are told.",
    "It works as before. Who calls it has a version to find another way.",
    on=(f"{CALL}.status", "runtimes.*.retired", "runtimes.*.handles.*.retired", f"{CALL}.parameters.*.retired"),
    kinds=(Kind.CHANGED,),
)  # fmt: skip
def _deprecated(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.path[-1] == "retired":
        told = f"is to go in {change.after.in_version}" if change.after is not None else "is to stay"
        yield found(f"{change.path[-2]} of {change.name} {told}")
    elif change.after == "deprecated":
        yield found(f"{label(change)} is deprecated")
    elif change.before == "deprecated":
        yield found(f"{label(change)} is no longer deprecated")


@rule(
    "API_FUNC_ADDED", "- c - - c", "fwd",
    "A function is new.",
    "What was built before does not know it. What calls it asks the library's version first: an older table ends before it.",
    on=(CALL, f"{CALL}.retired"), kinds=(Kind.ADDED, Kind.CHANGED),
)  # fmt: skip
def _added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    old, new = calls(change)
    if (
        new is None
        or new.retired is not None
        or (change.kind is Kind.CHANGED and old is not None and old.retired is None)
    ):
        if new is not None and change.kind is Kind.ADDED:
            yield found(f"{label(change)} is new, and withdrawn already")
        elif old is not None and new is not None and old.retired is not None:
            yield found(f"{label(change)} stays withdrawn, and says otherwise since when or until when")
        return
    yield found(f"{label(change)} is new").seen(used(review, change, call=new, old=False), _SAME)


@rule(
    "API_FUNC_SIGNATURE", "- B - - S", "back src",
    "A function takes other parameters, or takes them in another order.",
    "Source code has to be edited. What is built already hands over the old ones, and nobody says a word: this breaks who is "
    "linked to a runtime, not its source alone. Where the major version of the table rises, it is refused at least.",
    on=(f"{CALL}.parameters", f"{CALL}.parameters.*", f"{CALL}.parameters.*.type.**", f"{CALL}.parameters.*.direction",
        f"{CALL}.parameters.*.kind", f"{CALL}.parameters.*.counted_by"),
    kinds=(Kind.CHANGED, Kind.ADDED, Kind.REMOVED, Kind.REORDERED),
)  # fmt: skip
def _signature(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    old, new = calls(change)
    if old is None or new is None:
        return
    if len(change.path) > 6 and change.path[6] == "counted_by" and _same_count(change):
        return
    made = found(f"{label(change)}{_signed(change)}")
    witness = used(review, change, call=old)
    if witness is None and len(change.path) == 7 and change.path[6] in ("direction", "counted_by"):
        witness = promised(review, change, change.path[6], change.path[5])
    yield made.seen(witness, _SAME)


def _same_count(change: Change) -> bool:
    """Whether the parameter that counts is the same by another name."""
    old, new = calls(change)
    counter = new.by_name.get(str(change.after)) if new is not None else None
    return old is not None and counter is not None and counter.renamed_from == change.before


def _signed(change: Change) -> str:
    """What is new about a signature, after the function's name."""
    if change.kind is Kind.REORDERED:
        return f" takes {', '.join(change.after)}, not {', '.join(change.before)}"
    if len(change.path) < 6:
        return " takes other parameters"
    name = change.path[5]
    if change.kind in (Kind.ADDED, Kind.REMOVED):
        return f" {'takes' if change.kind is Kind.ADDED else 'no longer takes'} {name}"
    if change.path[6] == "counted_by":
        return f": {name} is counted by {change.after or 'nothing'}, was by {change.before or 'nothing'}"
    before, after = parameters(change)
    old, new = calls(change)
    if before is None or after is None or old is None or new is None:
        return f" takes another {name}"
    told = [
        declarations(runtime, call).get(one.name, "")
        for runtime, call, one in ((change.old, old, before), (change.new, new, after))
    ]
    return f" takes `{told[1]}`, took `{told[0]}`"


@rule(
    "API_FUNC_MEANING", "- B - - B", "back",
    "A function does something else, or other parameters play the parts in it.",
    "What was built before calls it for what it did. A function that does another thing is another function, of another name.",
    on=(f"{CALL}.does", f"{CALL}.roles.**"), kinds=(Kind.CHANGED, Kind.ADDED, Kind.REMOVED),
)  # fmt: skip
def _meaning(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    old, new = calls(change)
    if old is None or new is None:
        return
    if change.path[4] == "does":
        yield found(f"{label(change)} does {change.after}, did {change.before}").seen(
            promised(review, change, "does"), _SAME
        )
        return
    role = ".".join(change.path[5:])
    if _follows(change, old, new):
        told = f"the {role} of {label(change)} is {change.after or 'nothing'}, as its parameters say"
        yield found(told).at_most(Level.INFO)
    else:
        told = (
            f"the {role} of {label(change)} is {change.after or 'nothing'}, was {change.before or 'nothing'}"
        )
        given = {"runtime": change.name, "function": change.path[3], "role": role}
        text = f"the {role} of {label(change)} is {{before}} before, {{after}} after"
        yield found(told).seen(review.witness("role", change.variants[0], given, text), _SAME)


def _follows(change: Change, old: Call, new: Call) -> bool:
    """Whether a role changed with something that is told itself: what is done, or what plays it, came, went or was renamed."""
    before, after = old.by_name.get(str(change.before)), new.by_name.get(str(change.after))
    if old.does != new.does or change.kind is Kind.ADDED:
        return True
    if change.kind is Kind.REMOVED:
        return before is not None and before.name not in new.by_name
    return after is not None and after.renamed_from is not None and after.renamed_from == change.before


@rule(
    "API_SINCE", "- c - - c", "",
    "What a function says of since when it is there changed.",
    "Nothing that is called depends on it; the order of the table does, and that is compared itself.",
    on=(f"{CALL}.since",), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _since(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    runtime = change.new
    assert isinstance(runtime, Runtime)
    late = version_parts(str(change.after or "0")) > version_parts(review.new.main.version)
    yield found(
        f"{label(change)} is there since {change.after or 'the beginning'}{', which is to come' if late else ''}"
    )
