"""``review.yaml``: a policy as a file beside the spec, read with the place of whatever is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from specgen.model.documents.base import Version
from specgen.review import policy_rules as policy_rules
from specgen.review.policy import STATUS, Approval, Policy
from specgen.review.verdicts import CONSUMERS, Level
from specgen.source import (
    Diagnostics,
    Location,
    Problem,
    Related,
    SourceFile,
    SpecError,
    Tree,
    did_you_mean,
    known_keys_of,
    load_yaml,
    nearest_of,
    read_source,
    spelling_of,
    translate,
)

_LEVELS = {str(level): level for level in Level}
LevelName = Literal["info", "risk", "breaking"]
Limit = Literal["info", "risk", "breaking", "never"]


def _spelled(value: Any) -> Any:
    """A fingerprint of digits alone reads as a number: keep what was written."""
    return spelling_of(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _words(value: str) -> str:
    if not value.strip():
        raise Problem("say it: this is read by people", rule="review-approval")
    return value


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise Problem(f"{value} is no date", rule="review-approval", hint="write it as 2027-03-31") from None


def _fingerprint(value: str) -> str:
    if len(value) != 12 or set(value) - set("0123456789abcdef"):
        raise Problem(
            f"{value!r} is no fingerprint: twelve hexadecimal digits",
            rule="review-approval",
            hint="`specgen diff` prints that of each finding",
        )
    return value


Words = Annotated[str, AfterValidator(_words)]


class _Document(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class ConsumerDocument(_Document):
    """What holds for one consumer."""

    fail_on: Annotated[Limit, Field(description="The least level that fails a review for this consumer.")]


class ApprovalDocument(_Document):
    """Who answers for one finding, why, and how long."""

    fingerprint: Annotated[str, BeforeValidator(_spelled), AfterValidator(_fingerprint)]
    rule: Words
    subject: str
    owner: Words
    reason: Words
    expires: Annotated[date, BeforeValidator(_day)]


class PolicyDocument(_Document):
    """The file."""

    fail_on: Limit = "breaking"
    consumers: dict[str, ConsumerDocument] = Field(default_factory=dict)
    status: dict[str, LevelName] = Field(default_factory=dict)
    released: Version | None = None
    approvals: list[ApprovalDocument] = Field(default_factory=list)


def read_policy(path: Path, shown_as: str | None = None) -> Policy:
    """Return the policy in a file, which findings call ``shown_as``. Raises SpecError with all that is wrong with it."""
    found = Diagnostics()
    source = read_source(path, found, shown_as=shown_as)
    if source is None:
        raise SpecError(found)
    return _read(source, found)


def read_text(text: str, shown_as: str) -> Policy:
    """Return the policy in a text. Raises SpecError with all that is wrong with it."""
    return _read(SourceFile(shown_as, text), Diagnostics())


def _read(source: SourceFile, found: Diagnostics) -> Policy:
    tree = load_yaml(source, found)
    if tree is None or found.errors:
        raise SpecError(found)
    try:
        document = PolicyDocument.model_validate(tree.data or {})
    except ValidationError as error:
        translate(error, tree, (), found, known_keys_of(PolicyDocument))
        raise SpecError(found) from None
    _check_names(document, tree, found)
    approvals = tuple(_approvals(document, tree, found))
    if found.errors:
        raise SpecError(found)
    consumers = {name: _LEVELS.get(one.fail_on) for name, one in document.consumers.items()}
    status = {**STATUS, **{name: _LEVELS[level] for name, level in document.status.items()}}
    return Policy(_LEVELS.get(document.fail_on), consumers, status, approvals, document.released)


def _check_names(document: PolicyDocument, tree: Tree, found: Diagnostics) -> None:
    for key, what, known in (("consumers", "consumer", CONSUMERS), ("status", "status", tuple(STATUS))):
        for name in getattr(document, key):
            if name not in known:
                at = tree.key_location((key, name))
                found.error("review-policy", f"there is no {what} {name!r}", at, hint=nearest_of(name, known))


def _approvals(document: PolicyDocument, tree: Tree, found: Diagnostics) -> list[Approval]:
    from specgen.review.rules import all_rules

    known, made = all_rules(), []
    first: dict[str, Location] = {}
    for number, one in enumerate(document.approvals):
        where = ("approvals", number)
        at = tree.value_location((*where, "fingerprint"))
        if one.rule not in known:
            spot = tree.value_location((*where, "rule"))
            hint = did_you_mean(one.rule, known)
            found.error("review-approval", f"there is no rule {one.rule!r}", spot, hint=hint)
        if one.fingerprint in first:
            related = (Related(first[one.fingerprint], "approved here before"),)
            found.error("review-approval-twice", f"{one.fingerprint} is approved twice", at, related=related)
        first.setdefault(one.fingerprint, at)
        made.append(Approval(one.fingerprint, one.rule, one.subject, one.owner, one.reason, one.expires, at))
    return made
