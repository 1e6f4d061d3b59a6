"""Today's readers open the artefacts of a release: each is read the same, refused with a reason, or read otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

from specgen.data import frozen
from specgen.releases.golden import Artefact, Golden
from specgen.releases.reading import read
from specgen.releases.renames import Renames
from specgen.review import Side


class Verdict(Enum):
    """What became of an artefact."""

    SAME = "same"
    REFUSED = "refused"
    OTHERWISE = "otherwise"


@frozen()
class Replayed:
    """What today's readers of a variant make of an artefact.

    ``why`` is the reason of a refusal, or what differs; ``allowed`` says why it may be read otherwise, where it may.
    """

    release: str
    artefact: Artefact
    variant: str
    verdict: Verdict
    why: str = ""
    allowed: str = ""

    @property
    def fails(self) -> bool:
        """Whether it is read otherwise, and nothing allows that."""
        return self.verdict is Verdict.OTHERWISE and not self.allowed


def replay(golden: Golden, old: Side, new: Side) -> Iterator[Replayed]:
    """Yield a verdict for every artefact and every variant that it is of.

    ``old`` is the release itself: what was renamed since is found under its new name, and told by it.
    """
    renames = Renames.between(old, new)
    for one in golden.artefacts:
        for variant in one.variants:
            verdict, why = _judged(golden, one, variant, new, renames)
            yield Replayed(golden.version, one, variant, verdict, why)


def _judged(golden: Golden, one: Artefact, variant: str, new: Side, renames: Renames) -> tuple[Verdict, str]:
    from specgen.model.identity import binary_hash

    now = renames.variants.get(variant)
    if now is None:
        return Verdict.REFUSED, f"there is no variant {variant}"
    architecture = new.architectures[now]
    answer = read(one.kind, architecture, renames.given(one.given))
    if one.kind == "executable" and golden.binary[variant] != binary_hash(architecture):
        return Verdict.REFUSED, _for_another(
            golden.binary[variant], binary_hash(architecture), one, answer, renames
        )
    if isinstance(answer, dict) and answer.keys() == {"refused"}:
        return Verdict.REFUSED, str(answer["refused"])
    found = difference(one.answer, answer, renames)
    return (Verdict.SAME, "") if found is None else (Verdict.OTHERWISE, found)


def _for_another(was: str, now: str, one: Artefact, answer: Any, renames: Renames) -> str:
    """Why a reader refuses a sound file: it was made for what binaries depend on then. And what it would make of it."""
    told = f"made for binaries {was[:16]}, not {now[:16]}"
    if isinstance(answer, dict) and answer.keys() == {"refused"}:
        return f"{told}; opened anyway: {answer['refused']}"
    found = difference(one.answer, answer, renames)
    return f"{told}; opened anyway it says {'the same' if found is None else f'another thing: {found}'}"


def difference(before: Any, after: Any, renames: Renames, path: str = "") -> str | None:
    """Return where an answer differs from the one that was recorded, None where it says the same.

    Names may be new ones, and there may be keys that there were not: what was appended. The text of an instruction may be
    spelled otherwise: what it means stands beside it.
    """
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key, value in before.items():
            now = next((one for one in (key, *renames.names(key)) if one in after), None)
            if now is None:
                return f"{path}{key} is gone"
            if key != "text":
                found = difference(value, after[now], renames, f"{path}{key}.")
                if found is not None:
                    return found
        return None
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        parts = (
            difference(a, b, renames, f"{path}{n}.")
            for n, (a, b) in enumerate(zip(before, after, strict=True))
        )
        return next((one for one in parts if one is not None), None)
    if before == after or (isinstance(before, str) and after in renames.names(before)):
        return None
    return f"{path.rstrip('.') or 'it'} was {_shown(before)}, and is {_shown(after)}"


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
