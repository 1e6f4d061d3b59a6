from __future__ import annotations

from collections.abc import Callable

import pytest

from specgen.review import Finding, Review
from specgen.review.examples import FOLDER

BASE = (FOLDER / "bases" / "data.yaml").read_text(encoding="utf-8")
Edited = Callable[..., list[Finding]]


def mine(found: list[Finding]) -> list[Finding]:
    """What is said of layouts, memories, structures and files, and of what nobody knows."""
    about = ("layouts", "memories", "structures", "errors", "executables")
    return [
        one
        for one in found
        if one.subject.split(".")[0] in about
        and one.rule.startswith(("LAY_", "MEM_", "ART_", "SPEC_CHANGED"))
    ]


@pytest.fixture
def edited(compare_texts: Callable[..., tuple[Review, list[Finding]]]) -> Edited:
    """What is found where texts of the base of examples are replaced; each stands there once."""

    def of(*edits: tuple[str, str], first: tuple[tuple[str, str], ...] = ()) -> list[Finding]:
        old = _replaced(BASE, first)
        return compare_texts(old, _replaced(old, edits))[1]

    return of


def _replaced(text: str, edits: tuple[tuple[str, str], ...]) -> str:
    for before, after in edits:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text
