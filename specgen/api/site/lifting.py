"""What Markdown, and the index of the search, leave as it is, taken out of their way: drawings, and HTML of a page's own.

Most of a page is drawings, and an engine reads it three times, tag by tag. Empty elements stand in their places meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

_BLOCK = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^(?P=fence)[ ]*$"
    r"|(?<=\n\n)<(?P<tag>div|dl|figure|table)\b(?P<attributes>[^<>\n]*)>[^\n]*</(?P=tag)>(?=\n\n|\n?\Z)"
    r'|(?<=\n\n)<div class="highlight[^<>\n]*><pre\b(?P<code>.*?)</pre></div>(?=\n\n|\n?\Z)',
    re.MULTILINE | re.DOTALL,
)
_PLACE = re.compile(r'<div data-lifted="(\d+)"(?: data-search-exclude)?></div>')
_ANCHOR = re.compile(
    r"""<(?:[a-z][^<>]*?\sid|a\b[^<>]*?\sname)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.IGNORECASE
)
_UNSEEN = "data-search-exclude"


@dataclass
class Lifted:
    """The Markdown ``text`` that is left of a page, and what was taken out; ``anchors`` are in that."""

    text: str = ""
    blocks: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, text: str) -> Lifted:
        """Take out what stands alone, between empty lines, whole; fenced code is left."""
        lifted = cls()
        lifted.text = text if "data-lifted" in text else _BLOCK.sub(lifted._lift, text)
        return lifted

    def _lift(self, found: re.Match[str]) -> str:
        block, tag = found[0], found["tag"]
        if found["fence"] or "</pre>" in (found["code"] or ""):
            return block
        if tag and block.count(f"<{tag}") != block.count(f"</{tag}"):
            return block
        self.blocks.append(block)
        self.anchors |= {unescape("".join(found)) for found in _ANCHOR.findall(block)}
        unseen = f" {_UNSEEN}" if _UNSEEN in (found["attributes"] or "") else ""
        return f'<div data-lifted="{len(self.blocks) - 1}"{unseen}></div>'

    def restored(self, html: str, *, unseen: bool) -> str:
        """Put back what the search reads or, at last, with ``unseen``, what it does not."""

        def back(found: re.Match[str]) -> str:
            wanted = (_UNSEEN in found[0]) == unseen
            return self.blocks[int(found[1])] if wanted else found[0]

        return _PLACE.sub(back, html)
