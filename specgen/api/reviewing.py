"""What a change of a spec breaks, for whom, and what it costs."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from specgen.hosting import PluginError
    from specgen.review import Outcome, Policy, Review, Rule, RuleSheet, Search, Side
    from specgen.review.reports import Report

Tell = Callable[[str], None]


def diff(old: str, new: str, *, spec: str | Path = "spec", search: Search | None = None) -> Outcome:
    """Compare two specs: folders, archives of ``specgen bundle``, or revisions of git.

    ``spec`` is the folder of the spec in the repository, for revisions. Raises SideError where a side cannot be had, SpecError
    where one has errors in it.
    """
    from specgen.review import conclude, judge

    with _compared(old, new, spec, search) as review:
        return conclude(review, judge(review))


def review(
    old: str,
    new: str,
    *,
    spec: str | Path = "spec",
    search: Search | None = None,
    policy: Path | None = None,
    fail_on: str | None = None,
    consumers: Sequence[str] = (),
    variant: str | None = None,
    today: date | None = None,
    tell: Tell = lambda _: None,
    failed: list[PluginError] | None = None,
) -> Report:
    """Compare two specs as `diff` does, with what the repository decided: ``review.yaml`` beside the new one, or ``policy``.

    ``fail_on`` (``info``, ``risk``, ``breaking``, ``never``) stands above what the file says; ``consumers`` are those whose
    findings are told, by default all; ``today`` decides which approvals have ended. Raises SideError, SpecError. Rules of other
    packages that fail are told in ``failed``; without it, PluginError is raised.
    """
    from specgen.review import CONSUMERS, conclude, judge
    from specgen.review.reports import report_of

    with _compared(old, new, spec, search, variant, tell) as compared:
        decided = policy_of(compared.new, policy, fail_on)
        compared.weigh, compared.released = decided.weighed, decided.released
        tell("asking the rules")
        outcome = conclude(compared, judge(compared))
        if failed is not None:
            failed += compared.failed.values()
        elif compared.failed:
            raise next(iter(compared.failed.values()))
        return report_of(compared, outcome, decided, today or today_of(), tuple(consumers) or CONSUMERS)


@contextmanager
def _compared(
    old: str,
    new: str,
    spec: str | Path,
    search: Search | None,
    variant: str | None = None,
    tell: Tell = lambda _: None,
) -> Iterator[Review]:
    from specgen.review import SideError, load_side, prepare

    with ExitStack() as stack:
        tell(f"loading {old}")
        first = load_side(old, Path(spec), stack)
        tell(f"loading {new}")
        second = load_side(new, Path(spec), stack)
        if variant is not None and variant not in second.spec.variants:
            raise SideError(f"{new} has no variant {variant!r}; there are {', '.join(second.spec.variants)}")
        tell("comparing")
        yield prepare(first, second, search, None if variant is None else {variant})


def policy_of(side: Side, path: Path | None = None, fail_on: str | None = None) -> Policy:
    """Return the policy of a repository: of a file, by default that beside the spec. Raises SpecError for it."""
    from specgen.review import POLICY_FILE, Level, Policy

    beside = (side.folder if side.folder.is_dir() else side.folder.parent) / POLICY_FILE
    found = path or (beside if beside.is_file() else None)
    decided = Policy()
    if found is not None:
        from specgen.review import read_policy

        decided = read_policy(found, str(found) if path else posixpath.join(side.shown, POLICY_FILE))
    if fail_on is None:
        return decided
    level = None if fail_on == "never" else Level[fail_on.upper()]
    return replace(decided, fail_on=level, consumers={})


def today_of() -> date:
    """Return the day that a reproducible build says it is, else today (UTC)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)).date()


def review_rules() -> dict[str, Rule]:
    """Return the rules of reviews by id, those of other packages among them."""
    from specgen.review import all_rules

    return all_rules()


def review_sheet(rule: str) -> RuleSheet:
    """Return what there is to say of a rule, its example compared now. Raises KeyError where there is no such rule."""
    from specgen.review import rule_sheet

    return rule_sheet(review_rules()[rule])
