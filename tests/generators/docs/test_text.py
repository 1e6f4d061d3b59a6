"""A spec's words stay words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.generators.docs.parts.text import code, inline, plain, prose
from tests.generators.docs.hostile import HOSTILE, PIECES, wrong_with
from tests.generators.docs.rendering import rendered


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    cell = inline(text).replace("|", "&#124;")
    for made in (prose(text), inline(text), plain(text), code(text), f"| head |\n| --- |\n| {cell} |"):
        assert wrong_with(made) is None


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_hostile_words_together_stay_words(parts: list[str]) -> None:
    text = "".join(parts)
    assert wrong_with(prose(text)) is None
    assert wrong_with(inline(text)) is None


def test_what_people_write_is_kept() -> None:
    text = (
        "One *word* and `x[1]`, see [there](https://example.org/a?b=c#d).\n\n* a\n* b\n\n```yaml\na: <b>\n```"
    )
    found = rendered(prose(text))
    assert [tag for tag, _ in found.elements if tag in ("em", "code", "a", "li")] == [
        *("em", "code", "a", "li", "li", "code"),
    ]
    assert "https://example.org/a?b=c#d" in found.links
    assert "a: <b>" in found.text


def test_characters_of_markup_are_shown() -> None:
    text = "a < b | c [d] {e} \\ f ` g"
    assert rendered(prose(text)).text == text
    assert rendered(inline(text)).text == text
    assert rendered(plain("a*b_c#d")).text == "a*b_c#d"


@pytest.mark.parametrize("text", ["a|b", "`", "``x`", "<script>", "\\", "a < b", ""])
def test_code_shows_its_text(text: str) -> None:
    found = rendered(f"x {code(text)} y")
    assert found.text == f"x {text} y"
    assert [tag for tag, _ in found.elements] == ["p", "code"]


def test_headings_of_descriptions_are_bold() -> None:
    assert prose("# A title #\ntext") == "**A title**\n\ntext"
