"""The pages of the rules of reviews, of sheets that are made by hand."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from specgen.generators import Request
from specgen.generators.docs import generate
from specgen.semantics import analyse
from specgen.source import Diagnostics
from tests.generators.docs.rendering import rendered
from tests.generators.docs.small import small

SHEET = SimpleNamespace(
    id="ISA_MOVED",
    family="Instruction set",
    letters="B R c S -",
    summary="A field of `r` <moved>.",
    rationale="Old words *mean* something else.",
    effects=(("compiler", "breaks"), ("tools", "not concerned")),
    questions=(("back", "an old artefact meets a new consumer"),),
    change='--- before\n+++ after\n@@ -1 +1 @@\n-a: "<1>"\n+a: 2',
    near="--- before\n+++ after\n@@ -1 +1 @@\n-b: 1\n+b: 0x1",
    note="As is usual.",
    found=(SimpleNamespace(message="d_x moved", witness=('decode {"word": "0x12"}', "before  <b>")),),
)


@pytest.fixture(scope="module")
def files() -> dict[str, str | bytes]:
    one = small()
    bare = SimpleNamespace(
        **{**vars(SHEET), "id": "SPEC_NEW", "family": "Other", "change": "", "found": (), "questions": ()}
    )
    exhibits = {"reviews": (SHEET, bare)}
    return dict(generate(Request((one,), {"small": analyse(one, Diagnostics())}, exhibits)))


def test_the_table_has_all_letters(files: dict[str, str | bytes]) -> None:
    text = str(files["review.md"])
    assert "## Instruction set {: #instruction-set }" in text
    assert "| [`ISA_MOVED`](review/ISA_MOVED.md) | `B R c S -` | back | A field of" in text
    assert "## Other" in text


def test_a_page_shows_the_example_and_what_is_found(files: dict[str, str | bytes]) -> None:
    text = str(files["review/ISA_MOVED.md"])
    for part in (
        "| compiler | breaks |",
        "Answered badly: an old artefact meets a new consumer.",
        "## Found",
        "## Not found",
    ):
        assert part in text
    assert '<span class="gd">-a: &quot;&lt;1&gt;&quot;</span>' in text
    found = rendered(text)
    assert "d_x moved" in found.text
    assert "before  <b>" in found.text
    assert "## Found" not in str(files["review/SPEC_NEW.md"])


def test_without_sheets_there_are_no_pages() -> None:
    one = small()
    made = generate(Request((one,), {"small": analyse(one, Diagnostics())}, {}))
    assert not [path for path in made if path.startswith("review")]
