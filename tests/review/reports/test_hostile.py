"""Nothing in a spec's words breaks out of a report: not into markup, commands of a terminal or of CI, links or mentions."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from specgen.review.policy import Approval
from specgen.review.reports import render
from specgen.source import Location, SourceFile
from tests.review.reports.made import MILD, finding, report

HOSTILE = [
    "</details></summary><script>alert(1)</script>",
    "</code></pre><img src=x onerror=alert(1)>",
    "<!-- ", "-->", "<![CDATA[", "]]>", "<a href='javascript:alert(1)'>x</a>", "&lt;script&gt;", '" onmouseover="alert(1)',
    "```\n# heading\n```", "``````text", "~~~", "` `` ```", "    indented", "\t# tab",
    "[x](javascript:alert(1))", "![x](https://example.com/x.png)", "[x]: https://example.com", "<https://example.com>",
    "https://example.com/a", "www.example.com", "http://a.b", "mailto:a@b.cc", "someone@example.com",
    "@octocat please", "@org/team", "fixes #12", "GH-12", "octo/repo#3", "octo/repo@0123456789abcdef0123456789abcdef01234567",
    "| a | b |\n|---|---|", "# heading", "1. one", "- item", "> quote", "***bold***", "__b__", "~~gone~~", "$x^2$", "$$y$$",
    "===", "---", "a\n\nb", "\r\n\r\n", "\x1b[31mred", "\x00\x07\x08", "\u202edlrow", "\u2028", "::error::x", "%0A::error::y",
    "\\", "\\`", "trailing\\", "🙂 ä \u0301", "x" * 3000, "</svg>", "</style><style>*{display:none}", "{{ x }}", "{% x %}",
]  # fmt: skip
_ALLOWED = {
    "h3",
    "p",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
    "b",
    "strong",
    "code",
    "pre",
    "ul",
    "li",
}
_LIVE = re.compile(r"@\w|#\d|\bGH-\d|\bwww\.|[a-z]://|mailto:", re.IGNORECASE)


class _Reader(HTMLParser):
    """The elements of a page, and its text outside code."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.unbalanced: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("meta", "input", "rect", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("rect", "input"):
            return
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        if not {"code", "pre"} & set(self.open):
            self.words.append(data)


def _read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader


def _reports(text: str, style: str) -> str:
    approval = Approval(
        "0" * 12, "X", text, text, text, date(2030, 1, 1), Location(SourceFile(text, text), 1, 1)
    )
    found = [
        finding(text),
        finding(f"{text} {text}"),
        finding(f"a {text}", verdict=MILD),
        finding(text, "SPEC_RENAMED"),
    ]
    return render(report(found, name=text, path=text, approval=approval), style)


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_holds_words_only(text: str) -> None:
    made = _reports(text, "markdown")
    page = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(made)
    read = _read(page)
    assert read.tags <= _ALLOWED, read.tags - _ALLOWED
    assert not read.unbalanced
    assert not read.open
    assert read.attributes <= {"class"}
    assert not _LIVE.search("\n".join(read.words))
    assert page.count("<details>") == page.count("</details>") == 5
    assert page.count("<h3>") == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_the_page_holds_words_only(text: str) -> None:
    read = _read(_reports(text, "html"))
    assert not read.tags & {"script", "img", "a", "iframe", "link", "object"}
    assert not {one for one in read.attributes if one.startswith("on")} | ({"href", "src"} & read.attributes)
    assert not read.unbalanced
    assert not read.open


@pytest.mark.parametrize("text", HOSTILE)
def test_text_commands_no_terminal(text: str) -> None:
    for style in ("text", "junit", "sarif", "json", "github"):
        made = _reports(text, style)
        assert all(c.isprintable() or c == "\n" for c in made) or style in ("json", "sarif")
        if style == "github":
            assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in made.splitlines())
        elif style == "junit":
            ET.fromstring(made)
        elif style != "text":
            json.loads(made)
