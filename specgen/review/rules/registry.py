"""Rules of a review: each is one small function over typed changes, with its row of the table and its reasons."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from specgen.data import frozen
from specgen.hosting import Others
from specgen.review.changes import Change, Kind
from specgen.review.findings import Finding, finding
from specgen.review.verdicts import Verdict, verdict
from specgen.source.registry import RuleTaken


class Found(Protocol):
    """Makes a finding of the rule that is asked: its id, its verdict and the places of the change are filled in."""

    def __call__(self, message: str, change: Change | None = None, *, hint: str = "") -> Finding:
        """Return the finding; ``change`` is the one that the rule was asked about where it is not given."""


OfChange = Callable[..., Iterable[Finding]]
"""Takes a Change, the Review and what makes findings; keyword-only arguments, which have defaults, are settings."""
OfAll = Callable[..., Iterable[Finding]]
"""Takes the Review and what makes findings."""

EVERY = tuple(kind for kind in Kind if kind is not Kind.REWRITTEN)
"""What is written otherwise and means the same is no rule's but one's that asks for it."""


@frozen()
class Rule:
    """A rule: ``row`` is its verdict by the table. ``on`` are paths, in which ``*`` is any one name and ``**`` any rest."""

    id: str
    row: Verdict
    summary: str
    rationale: str
    on: tuple[tuple[str, ...], ...]
    kinds: tuple[Kind, ...]

    @property
    def family(self) -> str:
        """What comes before the first underscore: ISA, SEM, LAY."""
        return self.id.partition("_")[0]

    def concerns(self, change: Change) -> bool:
        """Whether the rule is asked about a change."""
        return change.kind in self.kinds and any(matches(pattern, change.path) for pattern in self.on)


RULES: dict[str, Rule] = {}
OF_CHANGE: dict[str, OfChange] = {}
OF_ALL: dict[str, OfAll] = {}
OTHERS = Others("specgen.review", RULES, OF_CHANGE, OF_ALL)
"""The rules that other packages add; `specgen.review.others` asks them."""


def rule(
    id: str,  # noqa: A002
    letters: str,
    questions: str,
    summary: str,
    rationale: str,
    *,
    on: tuple[str, ...],
    kinds: tuple[Kind, ...] = EVERY,
) -> Callable[[OfChange], OfChange]:
    """Register the function below as a rule that is asked about each change at the paths ``on``, of ``kinds``.

    ``letters`` and ``questions`` are its row: ``"B B R B c"``, ``"back num"``. It yields nothing where a change is not its own;
    a change for which no rule yields anything is reported as one that nobody knows (SPEC_CHANGED, a risk for all).
    Keyword-only arguments of the function are settings. Raises RuleTaken where a rule of this id is there.
    """

    def register(function: OfChange) -> OfChange:
        paths = tuple(tuple(one.split(".")) for one in on)
        _add(Rule(id, verdict(letters, questions), summary, rationale, paths, kinds))
        OF_CHANGE[id] = function
        return function

    return register


def over_all(
    id: str,  # noqa: A002
    letters: str,
    questions: str,
    summary: str,
    rationale: str,
) -> Callable[[OfAll], OfAll]:
    """Register the function below as a rule that looks at the whole review, once, after the rules of single changes."""

    def register(function: OfAll) -> OfAll:
        _add(Rule(id, verdict(letters, questions), summary, rationale, (), ()))
        OF_ALL[id] = function
        return function

    return register


def _add(one: Rule) -> None:
    if one.id in RULES:
        raise RuleTaken(one.id)
    RULES[one.id] = one
    OTHERS.claim(one.id)


def matches(pattern: tuple[str, ...], path: tuple[str, ...]) -> bool:
    """Whether a path is one of a pattern's: ``*`` is any one name, a last ``**`` any rest, none included."""
    if pattern[-1] == "**":
        pattern, path = pattern[:-1], path[: len(pattern) - 1]
    return len(pattern) == len(path) and all(p in ("*", q) for p, q in zip(pattern, path, strict=True))


def maker(one: Rule, about: Change | None = None) -> Found:
    """Return what makes findings of a rule."""

    def found(message: str, change: Change | None = None, *, hint: str = "") -> Finding:
        subject = change or about
        if subject is None:
            return Finding(one.id, "", message, one.row, hint=hint)
        return finding(one.id, subject, message, one.row, hint=hint)

    return found
