"""Whether the version says what the changes need."""

from __future__ import annotations

from collections.abc import Iterable

from specgen.review.changes import Change
from specgen.review.findings import Finding
from specgen.review.rules.registry import Found, over_all, rule
from specgen.review.subject import Review


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
    if review.old.main.version != review.new.main.version:
        return
    for now in review.pairs:
        witness = review.witness(
            "binary_hash",
            now,
            {},
            f"version {review.new.main.version} of {now} means {{before}} before, {{after}} after",
        )
        if witness is not None:
            told = f"{now} changed for binaries, and is still version {review.new.main.version}"
            yield found(told, hint="raise the version in spec.yaml").seen(witness, "")
            return
