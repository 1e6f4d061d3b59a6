"""When old artefacts may be read otherwise: where the version says so, or somebody answers for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from specgen.releases.replaying import Replayed, Verdict
from specgen.review import Approval, Bump
from specgen.review.outcome import given_bump


def may_break(release: str, now: str) -> bool:
    """Whether a version may break what was made for a release: its major number rose, or before 1.0 the minor one."""
    early = release.split(".")[0] == "0"
    return given_bump(release, now) >= (Bump.MINOR if early else Bump.MAJOR)


def allowed(
    found: Iterable[Replayed], now: str, approvals: Iterable[Approval], today: date
) -> list[Replayed]:
    """Return the verdicts with what allows those that read otherwise: the version ``now``, or an approval that has not ended."""
    valid = [one for one in approvals if one.expires >= today]
    return [
        replace(one, allowed=_allowance(one, now, valid)) if one.verdict is Verdict.OTHERWISE else one
        for one in found
    ]


def _allowance(one: Replayed, now: str, approvals: Iterable[Approval]) -> str:
    if may_break(one.release, now):
        return f"{now} may break {one.release}"
    subject = one.artefact.subject
    approval = next((a for a in approvals if f"{a.subject}.".startswith(f"{subject}.")), None)
    return "" if approval is None else f"{approval.owner} approved {approval.rule} until {approval.expires}"
