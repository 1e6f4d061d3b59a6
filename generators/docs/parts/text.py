"""A spec's words as Markdown and HTML that carry words and nothing else.

Descriptions are Markdown, but of a small kind: paragraphs, lists, tables, emphasis, code and links to web pages.
Whatever could become an element, an attribute or a script in any engine is written as a character entity.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

#: Turns the text of a code span into Markdown, with a link where it is a name.
Coder = Callable[[str], str]

_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`+)(?P<code>(?:(?!\n[ \t]*\n).)+?)(?<!`)(?P=ticks)(?!`)"
    r"|(?<!!)\[(?P<label>[^\[\]\n`<>{}|\\]*)\]\((?P<url>https?://[\w.~:/?#@!$*+,;=%-]+)\)"
    r"|(?P<special>[<>\[\]{}|`~#\\])",
    re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
_FENCE = re.compile(r"^[ ]{0,3}(`{3,}|~{3,})[^\n`]*$")
_HEADING = re.compile(r"^[ ]{0,3}#+[ \t]*(.*?)[ \t]*#*[ \t]*$")
_RULED = re.compile(r"^[ >]*(=+|-+)[ ]*$")


def html(text: object) -> str:
    """Return a text for an element or a quoted attribute."""
    return escape(_CONTROL.sub(" ", str(text)), quote=True)


def entity(character: str) -> str:
    """Return a character as an entity that no Markdown engine takes for markup."""
    return f"&#{ord(character)};"


def code(text: object) -> str:
    """Return a one-line code span that no character of the text can leave."""
    line = _one_line(text)
    return f"<code>{''.join(_plain(c) for c in line)}</code>" if _UNSAFE.search(line) else f"`{line}`"


_UNSAFE = re.compile(r"^$|[`|&\\]|<(?![ =<])")


def _plain(character: str) -> str:
    return character if character.isalnum() or character == " " else entity(character)


def _one_line(text: object) -> str:
    return re.sub(r"[ \t\n]+", " ", _CONTROL.sub(" ", str(text))).strip()


def plain(text: object) -> str:
    """Return a text in which Markdown finds nothing to mark up."""
    line = _one_line(text)
    return "".join(entity(c) if c in "\\`*_{}[]()#+!<>|&~^=:" else c for c in line)


def inline(text: str, coder: Coder = code) -> str:
    """Return a sentence of the spec as one line of Markdown."""
    line = _one_line(text)
    return _first(_words(line, coder))


def prose(text: str, coder: Coder = code) -> str:
    """Return a description as Markdown paragraphs; headings in it become bold lines, so that ours stay unique."""
    done: list[str] = []
    waiting: list[str] = []
    fence = ""
    for line in [*_CONTROL.sub(" ", text).expandtabs(4).strip("\n").split("\n"), None]:
        mark = _FENCE.match(line or "")
        if line is None or (fence and mark and mark[1].startswith(fence)) or (mark and not fence):
            done.append(listing("\n".join(waiting)) if fence else _block(waiting, coder))
            waiting, fence = [], mark[1] if mark and not fence else ""
        else:
            waiting.append(line)
    return "\n\n".join(part for part in done if part)


def listing(text: str) -> str:
    """Return lines of code as a block in HTML: engines differ in what ends a fence, and none looks in here."""
    inner = "".join(entity(c) if c in "`~<>&\"'{}[]" else c for c in text.strip("\n"))
    return f'<div class="highlight"><pre tabindex="0"><code>{inner}</code></pre></div>' if inner else ""


def _block(lines: list[str], coder: Coder) -> str:
    kept = []
    for line in lines:
        heading = _HEADING.match(line)
        if heading:
            kept += ["", f"**{heading[1].replace('*', '')}**" if heading[1] else "", ""]
        elif not _RULED.match(line):
            kept.append(line)
    return _words("\n".join(kept).strip("\n"), coder, keep="|>")


def _words(text: str, coder: Coder, keep: str = "") -> str:
    def replaced(found: re.Match[str]) -> str:
        if found["escaped"]:
            return entity(found["escaped"])
        if found["code"]:
            return coder(found["code"])
        if found["url"]:
            return f"[{found['label'] or found['url']}]({found['url']})"
        return found[0] if found["special"] in keep else entity(found["special"])

    return _TOKEN.sub(replaced, text)


def _first(line: str) -> str:
    """A line whose first character begins no block."""
    return entity(line[0]) + line[1:] if line[:1] in ("#", "-", "+", "=", ":", "!", "?") else line
