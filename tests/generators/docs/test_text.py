"""A spec's words stay words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specgen.generators.docs.text import code, inline, plain, prose
from tests.generators.docs.rendering import rendered

HARMLESS = {
    *(
        "a",
        "blockquote",
        "br",
        "code",
        "dd",
        "div",
        "dl",
        "dt",
        "em",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "span",
        "strong",
    ),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
HOSTILE = [
    "<script>alert(1)</script>",
    "`<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](https://e.org){: onclick=alert(1) }",
    '[x](https://e.org/(a"onmouseover=alert(1)))',
    "[x]\n\n[x]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "word {: onclick=alert(1) }",
    "words\n{: onclick=alert(1) }",
    "*em*{: onclick=alert(1) }",
    "`code`{: onclick=alert(1) }",
    "\\[x](javascript:alert(1))",
    "\\`<b>`",
    "``<b>`",
    "```html onclick=alert(1)\n<b>x</b>\n```",
    "```{.c onclick=alert(1)}\nx\n```",
    "```\nnot closed <script>",
    "~~~\n```\n<script>\n~~~\n<script>",
    "    <script>alert(1)</script>",
    "- <script>\n\n      <script>",
    "| a | b |\n| --- | --- |\n| <script> | {: onclick=x } |",
    '!!! note "<script>alert(1)</script>"\n    <script>',
    "# Heading {: onclick=alert(1) }",
    "Heading {: #x onclick=x }\n===",
    "<!-- generated -->",
    '--8<-- "/etc/passwd"',
    "[TOC]",
    "\x02wzxhzdk:0\x03",
    "<style>*{display:none}</style>",
    "<div markdown onclick=x>",
    "&lt;script&gt;",
    "*[x]: <script>",
    "<details open ontoggle=alert(1)>",
]


def _check(text: str) -> None:
    found = rendered(f"# Page\n\n{text}\n\n## Ours {{: #ours }}\n")
    body = [(tag, attributes) for tag, attributes in found.elements if tag not in ("h1", "h2")]
    assert {tag for tag, _ in body} <= HARMLESS
    for _, attributes in body:
        assert set(attributes) <= {"href", "class", "tabindex"}
        assert attributes.get("href", "https://").startswith("https://")
    assert found.anchors == ["page", "ours"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    _check(prose(text))
    _check(inline(text))
    _check(plain(text))
    _check(code(text))
    _check(f"| head |\n| --- |\n| {inline(text).replace('|', '&#124;')} |")


@given(
    st.lists(
        st.sampled_from([*HOSTILE, *"`\\[](){}<>!#*_|~&:\"'\n ", "    ", "\n\n", "https://e.org"]),
        max_size=12,
    )
)
def test_hostile_words_together_stay_words(parts: list[str]) -> None:
    text = "".join(parts)
    _check(prose(text))
    _check(inline(text))


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
