"""What changed from one release to the next, for people: a changelog by kind, and what each consumer has to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specgen.data import frozen
from specgen.review.findings import Finding
from specgen.review.outcome import Outcome
from specgen.review.verdicts import CONSUMERS, Effect, Level

GROUPS = ("Breaking", "Changed", "Added", "Deprecated and removed", "Performance", "Documentation")
READERS = {
    "compiler": "Who writes a compiler",
    "runtime": "Who writes a runtime or driver",
    "firmware": "Who writes firmware",
    "hardware": "Who designs or verifies hardware",
    "tools": "Who writes tools",
}
_SILENT = frozenset(
    {"SPEC_VERSION", "SPEC_REORDERED", "SPEC_REWRITTEN", "VERSION_TOO_LOW", "ART_VERSION_NOT_BUMPED"}
)
"""Rules that say nothing to those who use a release."""
_TO_DO = {
    "src": "edit what names it, then build",
    "back": "build or pack anew what was made for the old release",
    "fwd": "what is built now needs the new release on the other side",
    "num": "renew recorded results: bits differ",
    "perf": "measure again",
}
"""What follows from a question that is answered badly, the most work first."""

_OWN = {
    ("compiler", "back"): "emit the new form, and compile anew what was compiled",
    ("runtime", "back"): "pack and submit in the new form; refuse what is stamped with an old hash",
    ("firmware", "back"): "install it together with what is built for the new release",
    ("hardware", "back"): "change the design, and run the new vectors",
    ("tools", "back"): "choose by the hash which release to read",
}
"""What is more exact for one consumer."""


@frozen()
class Step:
    """Something that a consumer has to do or look at. ``effect`` says how surely; ``seen`` is a case in which it shows."""

    rule: str
    subject: str
    effect: Effect
    what: str
    todo: str
    seen: str = ""


@frozen()
class Notes:
    """What one release brought. ``groups`` hold the findings of GROUPS; ``steps`` are those of each of CONSUMERS."""

    old: str
    new: str
    needed: str
    groups: dict[str, tuple[Finding, ...]]
    steps: dict[str, tuple[Step, ...]]
    date: str | None = None


def notes_of(outcome: Outcome, date: str | None = None) -> Notes:
    """Return what a review of two releases means to those who use them."""
    told = [one for one in outcome.findings if one.rule not in _SILENT]
    groups: dict[str, list[Finding]] = {name: [] for name in GROUPS}
    for one in told:
        groups[group_of(one)].append(one)
    return Notes(
        outcome.old.version, outcome.new.version, str(outcome.needed),
        {name: tuple(found) for name, found in groups.items() if found},
        {name: tuple(steps) for name in CONSUMERS if (steps := list(_steps(name, told)))},
        date,
    )  # fmt: skip


def group_of(one: Finding) -> str:
    """Return the group of a finding; what breaks is told as that, whatever else it is."""
    if one.level is Level.BREAKING:
        return "Breaking"
    if one.rule.startswith("PERF_"):
        return "Performance"
    if one.rule == "DOC_ONLY":
        return "Documentation"
    if any(word in one.rule for word in ("REMOVED", "DEPRECATED", "WITHDRAWN", "RETIRED")) or (
        one.before and not one.after
    ):
        return "Deprecated and removed"
    if one.rule.endswith("_ADDED") or (one.after and not one.before):
        return "Added"
    return "Changed"


def _steps(consumer: str, found: Iterable[Finding]) -> Iterator[Step]:
    """What one consumer has to do, the surest first."""
    order = (Effect.BREAKS, Effect.SOURCE, Effect.RISK)
    mine = [(one.verdict.of(consumer), one) for one in found]
    for wanted in order:
        for effect, one in mine:
            if effect is wanted:
                yield Step(
                    one.rule, one.subject, effect, one.message, _todo(consumer, one, effect), _seen(one)
                )


def _todo(consumer: str, one: Finding, effect: Effect) -> str:
    if one.rule.endswith("_RENAMED") and one.before and one.after:
        return f"write `{one.after}` for `{one.before}`"
    if one.hint:
        return one.hint
    if effect is Effect.SOURCE:
        return _TO_DO["src"]
    asked = [_OWN.get((consumer, q), _TO_DO[q]) for q in _TO_DO if q in one.verdict.questions]
    return "; ".join(asked) or "look whether it concerns you"


def _seen(one: Finding) -> str:
    return one.witness.told if one.witness is not None and one.witness.told != one.message else ""
