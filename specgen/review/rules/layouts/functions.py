"""Changes of a layout as a function: told once, by the rule that says best what kind of change it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from specgen.data import frozen
from specgen.model.layouts import Composite, Layout
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.layouts.forms import copied, described, form, shapes, tiles
from specgen.review.rules.layouts.searching import Same, same
from specgen.review.rules.registry import Found, rule
from specgen.review.subject import Review
from specgen.review.witnesses import Witness

_FUNCTION = frozenset(
    {
        "dims",
        "digits",
        "fused",
        "axes",
        "broadcast",
        "xors",
        "arguments",
        "offset",
        "unit",
        "packed",
        "element",
        "order",
    }
    | {"scheme", "parts"}
)
"""Fields of layouts, and of those in parts, that decide where elements lie."""
_WRITTEN = frozenset(
    {
        "order",
        "dims",
        "split",
        "fuse",
        "split2",
        "place",
        "broadcast",
        "replicate",
        "xor",
        "arguments",
        "offset",
        "unit",
    }
    | {"packed", "element", "of", "axis", "sparse", "blocks", "parts"}
)
"""The same as keys."""
_ON = ("layouts.*.**", "composites.*.**")


@frozen(eq=False)
class Compared:
    """A layout on both sides: the ``change`` of it as a whole, and what ``same`` found in the first variant that differs."""

    change: Change
    same: Same
    kind: str


def compared(review: Review, change: Change) -> Compared | None:
    """Return how the layout of a change differs; None where the change is not of what it is as a function."""
    if len(change.path) < 3 or change.path[2] not in _FUNCTION or change.kind is Kind.REWRITTEN:
        return None
    return review.once(("layout", *change.path[:2]), lambda: _compared(review, *change.path[:2]))


def _compared(review: Review, section: str, name: str) -> Compared:
    changes = [one for one in review.at(f"{section}.{name}.**") if one.kind is not Kind.REWRITTEN]
    variants = tuple(v for v in review.pairs if any(v in one.variants for one in changes))
    found: list[Compared] = []
    for variant in variants:
        old, new = _pair(review, section, name, variant)
        if found and form(old) == form(new):
            continue
        whole = Change(
            Kind.CHANGED, (section, name), described(old), described(new),
            old, new, old.origin, new.origin, variants,
        )  # fmt: skip
        made = Compared(whole, same(old, new, _asker(review, variant, old, new)), _kind(old, new))
        if made.same.witness is not None:
            return made
        found.append(made)
    return max(found, key=lambda one: not one.same.proved)


def _pair(review: Review, section: str, name: str, variant: str) -> tuple[Any, Any]:
    new = getattr(review.new.architectures[variant], section)[name]
    mine = getattr(review.old.architectures[review.pairs[variant]], section)
    return mine.get(name) or mine[new.renamed_from], new


def _asker(review: Review, variant: str, old: Layout | Composite, new: Layout | Composite) -> Any:
    named = {"layout": new.name} | ({"formerly": old.name} if old.name != new.name else {})

    def ask(action: str, given: dict[str, Any], told: str) -> Witness | None:
        words = {"layout": new.name, "part": given.get("part", "")}
        words["index"] = f"({', '.join(map(str, given.get('index', ())))})"
        for key, value in words.items():
            told = told.replace(f"{{{key}}}", value)
        return review.witness(action, variant, {**named, **given}, told)

    return ask


def _kind(old: Layout | Composite, new: Layout | Composite) -> str:
    """Which of the rules below tells the difference best."""
    if isinstance(old, Composite) or isinstance(new, Composite):
        return "tile" if shapes(old) != shapes(new) or form(old)[1] != form(new)[1] else "address"
    if copied(old) != copied(new):
        return "replication"
    if shapes(old) != shapes(new) or tiles(old) != tiles(new):
        return "tile"
    mine, theirs = form(old), form(new)
    return (
        "swizzle" if mine[2] != theirs[2] and mine[1] == theirs[1] and mine[4:] == theirs[4:] else "address"
    )


def _said(kind: str, change: Change, review: Review, found: Found, words: str) -> Iterable[Finding]:
    """The finding of the rule for a kind of change, where it is the one."""
    one = compared(review, change)
    if one is None or one.same.proved or one.kind != kind:
        return
    layout = one.change.name
    if one.same.witness is None:
        told = f"{layout} is told otherwise: {words}"
        how = "every element that was looked at lies where it did"
        yield found(told, one.change).searched(one.same.trials, how)
        return
    yield found(f"{layout}: {_moved(one.same.witness)} ({words})", one.change).seen(one.same.witness, "")


def _moved(witness: Witness) -> str:
    """What a witness shows, in words."""
    given, before, after = witness.input, witness.before, witness.after
    if "index" not in given:
        return f"a tensor takes {_place(after)}, took {_place(before)}"
    index = f"({', '.join(map(str, given['index']))})"
    of = f" of {given['part']}" if "part" in given else ""
    shape = f" of {' x '.join(map(str, given['shape']))}" if "shape" in given else ""
    if "refused" not in before and "refused" not in after:
        same = {"element"} if before["element"] == after["element"] else set()
        before, after = ({k: v for k, v in one.items() if k not in same} for one in (before, after))
    return f"element {index}{of}{shape} is at {_place(after)}, was at {_place(before)}"


def _place(answer: Any) -> str:
    """An answer of an action in words."""
    if "refused" in answer:
        return f"no place ({answer['refused']})"
    words = {"element": "as {}", "bytes": "{} bytes"}
    return ", ".join(words.get(key, f"{key} {{}}").format(value) for key, value in answer.items())


@rule(
    "LAY_ADDRESS_CHANGED", "B B B B B", "back fwd num",
    "An element of a tensor lies elsewhere.",
    "Who writes a tensor and who reads it agree on where each element is. One side built with the old layout, the other with the "
    "new one, exchange other numbers than they mean, without any error.",
    on=_ON,
)  # fmt: skip
def _address(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from _said("address", change, review, found, "strides, axes, offset or format changed")


@rule(
    "LAY_TILE_CHANGED", "B B R B R", "back fwd num",
    "A tensor has another size, or is cut into other tiles.",
    "Compilers choose loops by the sizes of tiles, and files hold tensors that are tiled already. Hardware that walks tiles of "
    "another size reads other elements.",
    on=_ON,
)  # fmt: skip
def _tile(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from _said("tile", change, review, found, "sizes of dimensions or tiles changed")


@rule(
    "LAY_SWIZZLE_CHANGED", "B B R B R", "back fwd num",
    "Other bits of addresses are exchanged.",
    "A swizzle spreads rows over banks. A tensor that was written with one and is read with another is a permutation of itself.",
    on=_ON,
)  # fmt: skip
def _swizzle(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from _said("swizzle", change, review, found, "exchanged bits changed")


@rule(
    "LAY_REPLICATION_CHANGED", "B B R B R", "back fwd num",
    "Elements are there more or fewer times.",
    "Who writes one copy where four are read leaves three stale; who shares one element among more indices reads another one.",
    on=_ON,
)  # fmt: skip
def _replication(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield from _said("replication", change, review, found, "copies or broadcast digits changed")


@rule(
    "LAY_EQUIVALENT_REWRITE", "c c c c c", "",
    "A layout is told in another notation, and is the same function.",
    "Digits have other names, are cut or joined, a dense stride is written out: the algebra of layouts shows that every element "
    "of every tensor lies where it did.",
    on=_ON,
)  # fmt: skip
def _equivalent(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.kind is Kind.REWRITTEN:
        if change.section == "layouts" and len(change.path) > 2 and change.path[2] in _WRITTEN:
            told = f"{change.name} is written otherwise"
            yield found(told).proved("digits, strides and axes are the same in every variant")
        return
    one = compared(review, change)
    if one is not None and one.same.proved:
        yield found(f"{one.change.name} is told otherwise, and the same", one.change).proved(one.same.proved)
