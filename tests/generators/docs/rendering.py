"""Pages turned into HTML as the site's engine does it, and what is in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import markdown

EXTENSIONS = ["admonition", "attr_list", "tables", "toc", "pymdownx.highlight", "pymdownx.superfences"]


@dataclass
class Found(HTMLParser):
    """Elements with their attributes, in order, anchors, addresses and the text."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def anchors(self) -> list[str]:
        """Every id, as often as it is given."""
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def links(self) -> list[str]:
        """Every address that is linked."""
        return [a["href"] for tag, a in self.elements if tag == "a" and "href" in a]

    @property
    def text(self) -> str:
        """The words."""
        return "".join(self.words)


def parsed(html: str) -> Found:
    """Return what is in a page."""
    found = Found()
    found.feed(html)
    return found


def rendered(text: str) -> Found:
    """Return what is in a page given as Markdown."""
    return parsed(markdown.markdown(text, extensions=EXTENSIONS))
