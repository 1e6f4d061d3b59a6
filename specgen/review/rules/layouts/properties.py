"""What else is said of layouts: alignment, padding, capacity, banks, and that there are such."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from specgen.model.layouts import Layout
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.rules.withdrawn import RETIRED, withdrawn
from specgen.review.subject import Review
from specgen.review.texts import plain
from specgen.review.witnesses import Witness, ask

_THINGS = ("layouts.*", "composites.*")


def _named(change: Change) -> dict[str, Any]:
    old = getattr(change.old, "name", change.name)
    return {"layout": change.name} | ({"formerly": old} if old != change.name else {})


def _base(review: Review, change: Change) -> Witness | None:
    for base in (change.before, change.after):
        told = f"whether a tensor of {change.name} may begin at {base:#x}: {{before}} before, {{after}} after"
        seen = review.witness("layout_base", change.variants[0], {**_named(change), "base": base}, told)
        if seen is not None:
            return seen
    return None


@rule(
    "LAY_ALIGNMENT_RAISED", "B B R R c", "back",
    "A tensor has to begin at a multiple of more bytes.",
    "An allocator that knows the old alignment places tensors where the new reader, with its wider accesses, refuses them.",
    on=("layouts.*.align",),
)  # fmt: skip
def _raised(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.before % change.after:
        told = f"{change.name} is aligned to {change.after} bytes, was to {change.before}"
        yield found(told).seen(_base(review, change), "")


@rule(
    "LAY_ALIGNMENT_LOWERED", "c R R R c", "fwd",
    "A tensor may begin at a multiple of fewer bytes.",
    "Tensors that are placed by the new rule may lie where an old reader, with its wider accesses, cannot take them.",
    on=("layouts.*.align",),
)  # fmt: skip
def _lowered(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.before % change.after == 0:
        told = f"{change.name} is aligned to {change.after} bytes, was to {change.before}"
        yield found(told).seen(_base(review, change), "")


@rule(
    "LAY_PADDING_VALUE_CHANGED", "R R R R R", "back num",
    "What lies beside the elements, where tiles go on beyond a tensor, is something else.",
    "Sums over whole tiles rely on zeros in the padding. Where it may hold anything, they have to be masked; where there is none "
    "any more, shapes that are no whole tiles are refused.",
    on=("layouts.*.pad",),
)  # fmt: skip
def _padding(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield found(f"padding of {change.name} is {change.after}, was {change.before}")


@rule(
    "LAY_CAPACITY_CHANGED", "R R R R R", "back",
    "There is more or less room on an axis of a layout.",
    "Tensors are checked against it when they are planned: where it is lower, some that were placed no longer fit.",
    on=("layouts.*.capacity.**",),
)  # fmt: skip
def _capacity(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.kind is not Kind.REORDERED:
        axis = ".".join(change.path[3:]) or "an axis"
        told = f"room of {change.name} on {axis}: {plain(change.after) or 'any'}, was {plain(change.before) or 'any'}"
        yield found(told)


@rule(
    "LAY_BANK_CONFLICT_REGRESSION", "R - - R R", "perf",
    "Lanes that read at once meet in a bank more often.",
    "Words of one bank are served in turn: an access of eight ways takes eight times as long as one of one way.",
    on=("layouts.*.**",),
)  # fmt: skip
def _conflicts(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.kind is Kind.REWRITTEN or len(change.path) < 3:
        return
    for name in change.new.accesses if isinstance(change.new, Layout) else ():
        before, after, witness = _ways(review, change, name)
        if isinstance(before, int) and isinstance(after, int) and after > before:
            whole = Change(
                Kind.CHANGED, (*change.path[:2], "accesses", name), before, after,
                change.old, change.new, change.old_origin, change.new_origin, change.variants,
            )  # fmt: skip
            told = f"{name} of {change.name} is served in {after} turns, was in {before}"
            yield found(told, whole).seen(witness, "")


def _ways(review: Review, change: Change, access: str) -> tuple[Any, Any, Witness | None]:
    """How many ways an access has on either side, asked once a review."""
    variant, given = change.variants[0], {**_named(change), "access": access}

    def asked() -> tuple[Any, Any, Witness | None]:
        told = f"lanes of {access} of {change.name} meet in one bank {{before}} times before, {{after}} times after"
        seen = review.witness("layout_ways", variant, given, told)
        if seen is not None:
            return seen.before, seen.after, seen
        same = ask(review.new, "layout_ways", variant, given)
        return same, same, None

    return review.once(("ways", change.name, access, variant), asked)


@rule(
    "LAY_ACCESS_CHANGED", "c - - c c", "",
    "What lanes touch at once, or in how many banks, is described otherwise.",
    "A description of how a layout is used, from which conflicts are counted; no element lies elsewhere.",
    on=("layouts.*.accesses.**", "layouts.*.banks.**"),
)  # fmt: skip
def _access(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.kind in (Kind.REORDERED, Kind.REWRITTEN):
        return
    for name in change.new.accesses:
        before, after, _ = _ways(review, change, name)
        if isinstance(before, int) and isinstance(after, int) and after > before:
            return
    yield found(
        f"{change.name}: {'.'.join(change.path[2:])} changed, and no access meets in a bank more often"
    )


@rule(
    "LAY_REMOVED", "B B R R B", "back src",
    "A layout is gone.",
    "Files name the layouts of their tensors, and programs call the functions that are generated from them.",
    on=_THINGS, kinds=(Kind.REMOVED,),
)  # fmt: skip
def _gone(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    told = f"{change.name} is {{before}} before, {{after}} after"
    index = [0] * len(change.before.dims)
    example = [dim.example for dim in change.before.dims]
    given: dict[str, Any] = {"layout": change.name, "index": index, "shape": example}
    action = "layout_place"
    if change.section == "composites":
        action, given["part"] = "layout_part", next(iter(change.before.parts))
    seen = review.witness(action, change.variants[0], given, told)
    yield found(f"layout {change.name} is gone").seen(seen, "")


@rule(
    "LAY_ADDED", "c c c c c", "",
    "There is a new layout.",
    "What was packed before is read as before; only what names the new layout needs to know it.",
    on=_THINGS, kinds=(Kind.ADDED,),
)  # fmt: skip
def _new(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield found(f"layout {change.name} is new")


@rule(
    "LAY_RETIRED", RETIRED, "back",
    "A layout is withdrawn, or is no longer.",
    "It is there still. Who writes tensors in it has to choose another one before it is gone.",
    on=("layouts.*.**", "composites.*.**"), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _retired(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from withdrawn(change, found)
