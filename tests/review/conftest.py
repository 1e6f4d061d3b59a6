from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from specgen.model import load
from specgen.review import Finding, Review, Search, Side, judge, prepare


@pytest.fixture
def compare_texts(tmp_path: Path) -> Callable[..., tuple[Review, list[Finding]]]:
    """Compares two specs given as texts: returns the review and what all rules found."""

    def compare(old: str, new: str, search: Search | None = None) -> tuple[Review, list[Finding]]:
        review = prepare(_side("old", old, tmp_path), _side("new", new, tmp_path), search)
        return review, judge(review)

    return compare


def _side(label: str, text: str, folder: Path) -> Side:
    there = folder / label
    there.mkdir(exist_ok=True)
    (there / "spec.yaml").write_text(text, encoding="utf-8")
    spec = load(there)
    assert not spec.diagnostics.errors, list(spec.diagnostics)
    return Side(label, spec, there)
