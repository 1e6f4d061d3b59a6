"""What is said of a change that no other rule knows: words, the order and the spelling of things, and what is new to us."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, rule
from specgen.review.subject import Review

_NONE = ("-",)
WORDS_OF_ITEMS = frozenset({"summary", "description", "since", "status", "requirements"})
"""Keys by which any item says what it is."""
WORDS = WORDS_OF_ITEMS | {"source", "confidence", "group", "cause", "remedy", "blame"}
"""Keys whose values are words: no number, layout or behaviour depends on them (DOC_CARRIED: which ones programs carry)."""
BASIS = frozenset({"source", "confidence", "low", "high"})
"""What a quantity rests on."""


def is_of_words(change: Change) -> bool:
    """Whether words alone changed: the last name of the path is such a key, and not that of a thing called so."""
    if change.section == "absent":
        return change.kind not in (Kind.REORDERED, Kind.REWRITTEN)
    if change.kind is not Kind.CHANGED:
        return False
    told = change.section == "executables" and change.path[2:3] == ("features",)  # in words, by name
    return change.path[-1] in WORDS or "requirements" in change.path[-3:] or (told and len(change.path) == 4)


@rule(
    "DOC_ONLY", "c c c c c", "",
    "Words changed; no binary can tell.",
    "Summaries, descriptions, requirements and what a number rests on are read by people. Every generated binary is the same "
    "byte by byte.",
    on=_NONE,
)  # fmt: skip
def _doc_only(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if is_of_words(change):
        yield found(f"{change.path[-1]} of {'.'.join(change.path[:-1]) or 'the spec'} changed")


@rule(
    "DOC_CARRIED", "c c c c c", "",
    "Words changed that programs carry along: texts of errors, and the groups that name generated files.",
    "What a program says when it fails is read by people, and so is the name of a source file. No number, no layout and no "
    "behaviour differs; a test that compares the text does notice.",
    on=("errors.*.summary", "errors.*.cause", "errors.*.remedy", "errors.*.blame", "*.*.group"), kinds=(Kind.CHANGED,),
)  # fmt: skip
def _doc_carried(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield found(f"{change.path[-1]} of {'.'.join(change.path[:-1])} changed, which generated programs carry")


@rule(
    "SPEC_REWRITTEN", "c c c c c", "",
    "Written otherwise, the same in every variant.",
    "A number spelled as an expression, a default that is written out, a key that says what held already: the resolved spec is "
    "the same, so nothing that is generated differs.",
    on=_NONE,
)  # fmt: skip
def _rewritten(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.kind is Kind.REWRITTEN:
        yield found(f"{change.subject} is written otherwise and means the same")


@rule(
    "SPEC_REORDERED", "c c c c c", "",
    "Things are found by name; their order changed.",
    "Where an order means something (members of a structure, arguments), what it decides is compared itself.",
    on=_NONE,
)  # fmt: skip
def _reordered(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.kind is Kind.REORDERED:
        yield found(f"the order of {change.subject} changed")


@rule(
    "SPEC_RENAMED", "S S S S S", "src",
    "A thing has another name.",
    "`renamed_from` carries its identity over, so it is no removal; what names it in source code has to be edited.",
    on=_NONE, kinds=(Kind.RENAMED,),
)  # fmt: skip
def _renamed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    if change.kind is Kind.RENAMED:
        within = f" of {'.'.join(change.path[:-1])}" if len(change.path) > 2 else ""
        yield found(f"{change.before}{within} is called {change.after}")


@rule(
    "SPEC_CHANGED", "R R R R R", "src",
    "Something changed of which no rule says what it breaks.",
    "A change is never passed over in silence: what no rule knows is a risk for everyone, until somebody has looked.",
    on=_NONE,
)  # fmt: skip
def _changed(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield found(
        f"{change.subject} {'changed' if change.kind is Kind.CHANGED else 'was ' + change.kind.value}"
    )


LAST = ("DOC_ONLY", "SPEC_REWRITTEN", "SPEC_REORDERED", "SPEC_RENAMED", "SPEC_CHANGED")
"""Asked in this order, until one answers, about a change that nobody claimed."""
