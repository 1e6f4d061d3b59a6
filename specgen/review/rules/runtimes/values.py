"""Errors, enums and structures as a runtime and a driver hand them over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from specgen.model.interfaces import Structure
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.runtimes.calls import CALL, compiled, enums, label, structures
from specgen.review.subject import Review
from specgen.review.verdicts import Level
from specgen.review.witnesses import Witness

if TYPE_CHECKING:
    from specgen.model import Architecture

_SAME = "both sides say the same"


@rule(
    "API_ENUM_VALUE", "- R - - R", "fwd",
    "An enum of a runtime's functions has a value more.",
    "A `switch` that knew all values meets one that it does not know. Values that changed or went are told of the enum itself.",
    on=("enums.*.members.*",), kinds=(Kind.ADDED,),
)  # fmt: skip
def _enum_value(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    architecture = review.new.architectures[change.variants[0]]
    for runtime in architecture.runtimes.values():
        if change.name in enums(runtime):
            yield found(f"{change.name} of the runtime {runtime.name} has a value {change.path[-1]}")


@rule(
    "API_ERRCODE_ADDED", "- R - - R", "fwd",
    "A function may return an error that it did not return.",
    "A caller that told apart all errors meets one that it does not know; it is right where it treats what it does not know as "
    "failed.",
    on=(f"{CALL}.errors.*",), kinds=(Kind.ADDED,),
)  # fmt: skip
def _error_added(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    error = change.path[5]
    yield found(f"{label(change)} may return {error}").seen(_returns(review, change), _SAME)


@rule(
    "API_ERRCODE_REMOVED", "- c - - c", "",
    "A function no longer returns an error.",
    "Code that handles it is not run any more. Whether the error is still there, and has its code, is told of itself.",
    on=(f"{CALL}.errors.*", f"{CALL}.errors"), kinds=(Kind.REMOVED, Kind.CHANGED),
)  # fmt: skip
def _error_removed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.kind is Kind.REMOVED:
        yield found(f"{label(change)} no longer returns {change.path[5]}").seen(
            _returns(review, change), _SAME
        )


def _returns(review: Review, change: Change) -> Witness | None:
    given = {"runtime": change.name, "function": change.path[3], "error": change.path[5]}
    text = f"{label(change)} may return {change.path[5]}: {{before}} before, {{after}} after"
    return review.witness("returns", change.variants[0], given, text)


_MEMBER = "structures.*.members.*"


@rule(
    "API_STRUCT_ABI", "- B - - B", "back fwd src",
    "A structure that a runtime's functions take or give lies otherwise in memory.",
    "A program hands over the bytes that it was compiled with. A structure that tells its own size may grow at its end.",
    on=("structures.*.size", f"{_MEMBER}.offset", f"{_MEMBER}.size"),
    kinds=(Kind.CHANGED,),
)  # fmt: skip
def _struct_abi(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    old, new = change.old, change.new
    if not isinstance(old, Structure) or not isinstance(new, Structure):
        return
    difference = _difference(old, new)
    for runtime in review.old.architectures[review.pairs[change.variants[0]]].runtimes.values():
        if difference is None or old.name not in structures(runtime):
            continue
        what, before, after, holds = difference
        type_ = f"{runtime.prefix}_{old.name}_t"
        of_runtime = replace(change, path=("runtimes", runtime.name))
        witness = compiled(
            review, of_runtime, f'_Static_assert({holds.format(type_)} == {before}, "{what}");'
        )
        told = f"{what} of {type_} of the runtime {runtime.name} is {after} bytes, was {before}"
        made = found(told, replace(change, path=change.path[:2], before=before, after=after))
        made = made.seen(witness or _placed(review, change, what), _SAME)
        grown = new.growth != "fixed" and what == "the size" and after > before
        yield made.at_most(Level.INFO) if grown else made


def _difference(old: Structure, new: Structure) -> tuple[str, int, int, str] | None:
    """The first member that lies otherwise, else the size: what, before, after, and what C says of a type."""
    for member in new.members:
        was = old.by_name.get(member.name) or old.by_name.get(member.renamed_from or "")
        if was is not None and was.offset != member.offset:
            return f"the offset of {was.name}", was.offset, member.offset, f"offsetof({{}}, {was.name})"
        if was is not None and was.size != member.size and not was.union:
            return f"the size of {was.name}", was.size, member.size, f"sizeof((({{}} *)0)->{was.name})"
    return ("the size", old.size, new.size, "sizeof({})") if old.size != new.size else None


def _placed(review: Review, change: Change, what: str) -> Witness | None:
    """The same without a compiler."""
    member = what.rpartition(" of ")[2] if " of " in what else None
    given = {"structure": change.name, "member": member, "what": what.split()[1]}
    text = f"{what} of {change.name} is {{before}} before, {{after}} after"
    return review.witness("laid_out", change.variants[0], given, text)


@rule(
    "UAPI_IOCTL_NUMBER_OR_SIZE", "- B - - B", "back fwd",
    "A structure that programs hand to a driver has another size, which is a part of an ioctl's number.",
    "The number of an ioctl holds the size of what it passes: a driver of the new header answers a program of the old one with "
    "ENOTTY. Padding that a compiler puts in counts, too.",
    on=("structures.*.size",), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _ioctl(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    old = review.old.architectures[review.pairs[change.variants[0]]]
    if change.old.name not in set(_handed(old)):
        return
    told = f"an ioctl that passes {change.name} has another number: it takes {change.after} bytes, not {change.before}"
    text = f"_IOWR('S', 0, struct {change.name}) is {{before}} before, {{after}} after"
    witness = review.witness("ioctl", change.variants[0], {"structure": change.name}, text)
    finding = found(told).seen(witness, "no ioctl passes it on either side")
    told_size = (
        change.old.growth == change.new.growth == "sized"
    )  # a driver can take both, by the size within
    yield finding.at_most(Level.RISK) if told_size and change.after > change.before else finding


def _handed(architecture: Architecture) -> Iterator[str]:
    """The structures that programs hand over: those of runtimes, and of messages to the firmware."""
    for runtime in architecture.runtimes.values():
        yield from structures(runtime)
    for mailbox in architecture.mailboxes.values():
        for message in mailbox.messages.values():
            yield from (one.name for one in (message.request, message.response) if one is not None)
