"""Whether the version says what the changes need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from specgen.model.identity import binary_hash
from specgen.model.item import version_parts
from specgen.review.changes import Change
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, over_all, rule
from specgen.review.subject import Review
from specgen.review.verdicts import Level


@rule(
    "SPEC_VERSION", "c c c c c", "",
    "The version changed.",
    "What a version has to be follows from the findings: a changed version is itself no risk to anybody.",
    on=("version",),
)  # fmt: skip
def _version(change: Change, review: Review, found: Found) -> Iterable[Finding]:
    yield found(f"version {change.before} became {change.after}")


@over_all(
    "ART_VERSION_NOT_BUMPED", "B B B - B", "back fwd",
    "What binaries depend on changed, and the version did not.",
    "A loader that finds its own version in a file believes that it can read it. Two specs of one version, whose binaries "
    "differ, are told apart by nobody.",
)  # fmt: skip
def _not_bumped(review: Review, found: Found) -> Iterable[Finding]:
    old, new = review.old, review.new
    if new.main.version != (review.released or old.main.version):
        return
    for now, was in review.pairs.items():
        first, second = binary_hash(old.architectures[was]), binary_hash(new.architectures[now])
        if first != second:
            message = f"{now} changed for binaries ({first[:12]} became {second[:12]}), and is still version {new.main.version}"
            breaks = [one for one in review.found if one.level is Level.BREAKING]
            shown = next((one.witness for one in breaks if one.witness is not None), None)
            why = (
                "what breaks has no witness"
                if breaks
                else "nothing that breaks was found: names differ, or what nobody meets"
            )
            told = replace(
                found(message, hint=f"make it {next_version(review)}"),
                subject=now,
                before=first,
                after=second,
            )
            yield told.seen(shown, why, mild=not breaks)
            return


@over_all(
    "VERSION_TOO_LOW", "B B B B B", "",
    "The version rose less than the findings ask for.",
    "Who pins `>=1.2,<2` gets everything below 2.0.0 without asking. A break in a minor version reaches them on an ordinary day; "
    "a fallen version is taken for an old one. It fails a review at every level, for the number is all that users of a release "
    "see of it.",
)  # fmt: skip
def _too_low(review: Review, found: Found) -> Iterable[Finding]:
    from specgen.review.outcome import Bump, given_bump, needed_bump

    old, new = review.released or review.old.main.version, review.new.main.version
    counted = [review.weigh(one) for one in review.found]
    needed, given = needed_bump(counted, old), given_bump(old, new)
    fell = version_parts(new) < version_parts(old)
    said = any(one.rule == "ART_VERSION_NOT_BUMPED" for one in review.found)
    if said or (given >= needed and not fell):
        return
    message = f"version {old} became {new}" if new != old else f"the version is still {old}"
    asks = "a version never falls" if fell else f"the findings ask for a {needed} one"
    hint = f"make it {next_version(review)}" if needed is not Bump.NONE else ""
    worst = max(counted, key=lambda one: (one.level, one.witness is not None), default=None)
    one = replace(
        found(f"{message}: {asks}", hint=hint), subject="version", before=old, after=f"{new}, not {needed}"
    )
    if worst is None or worst.level is not Level.BREAKING:
        yield one.seen(None, "nothing that breaks was found")
    else:
        yield one.seen(worst.witness, f"what breaks is {worst.rule}: {worst.why}", mild=False)


def next_version(review: Review) -> str:
    """Return the first version that rises far enough for what was found."""
    from specgen.review.outcome import Bump, needed_bump

    released = review.released or review.old.main.version
    needed = needed_bump(map(review.weigh, review.found), released)
    major, minor, patch = (*version_parts(released), 0, 0, 0)[:3]
    if needed is Bump.MAJOR:
        return f"{major + 1}.0.0"
    return f"{major}.{minor + 1}.0" if needed is Bump.MINOR else f"{major}.{minor}.{patch + 1}"
