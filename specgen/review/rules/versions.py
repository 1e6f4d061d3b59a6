"""Whether the version says what the changes need."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.model.identity import binary_hash
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
    if old.main.version != new.main.version:
        return
    for now, was in review.pairs.items():
        first, second = binary_hash(old.architectures[was]), binary_hash(new.architectures[now])
        if first != second:
            message = f"{now} changed for binaries ({first[:12]} became {second[:12]}), and is still version {new.main.version}"
            shows = (
                one.witness for one in review.found if one.witness is not None and one.level is Level.BREAKING
            )
            yield found(message, hint="raise the version in spec.yaml").seen(
                next(shows, None), "nothing that breaks was found", mild=False
            )
            return
