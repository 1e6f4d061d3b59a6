"""Words of a spec inside Markdown and HTML: they stay words, whatever they are made of.

GitHub turns ``@name``, ``#12``, ``GH-12`` and addresses in the text of a page into links and calls for attention, after
Markdown and after entities: a word joiner (U+2060) between the sign and what follows keeps them words.
"""

from __future__ import annotations

import re
from html import escape

_JOINED = re.compile(
    r"@(?=\w)|#(?=\d)|\b[Gg][Hh]-(?=\d)|\b[Ww]{3}(?=\.)|(?<=[A-Za-z]):(?=//)|\b[Mm][Aa][Ii][Ll][Tt][Oo](?=:)"
)
_MARKS = frozenset("\\`*_{}[]()#+!<>|&~^=$\"'")
_LONGEST = 300
JOINER = "\u2060"


def one_line(text: object, longest: int = _LONGEST) -> str:
    """Return a text as one line without characters that command anything, cut where it is long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def html(text: object, longest: int = _LONGEST) -> str:
    """Return a text for an element of HTML that stands in Markdown on a line of its own."""
    return escape(_kept(one_line(text, longest)), quote=True)


def md(text: object, longest: int = _LONGEST) -> str:
    """Return a text in which Markdown finds nothing to mark up."""
    line = _kept(one_line(text, longest))
    return "".join(f"&#{ord(c)};" if c in _MARKS else c for c in line)


def paragraph(text: object, longest: int = _LONGEST) -> str:
    """The same for the beginning of a line, where more characters mark up."""
    return re.sub(r"^[-:\d.]", lambda found: f"&#{ord(found[0])};", md(text, longest))


def code(text: object, longest: int = _LONGEST) -> str:
    """Return a text as code within a line; nothing in code is linked."""
    line = one_line(text, longest)
    return f"<code>{''.join(c if c.isalnum() or c in ' .,;/=-' else f'&#{ord(c)};' for c in line)}</code>"


def fenced(lines: list[str], longest: int = 200) -> list[str]:
    """Return lines as a block of code whose fence none of them can close."""
    shown = ["".join(c if c.isprintable() else " " for c in line)[:longest] for line in lines]
    runs = [len(run) for line in shown for run in re.findall("`+", line)]
    fence = "`" * max(3, *(run + 1 for run in runs), 3)
    return [f"{fence}text", *shown, fence]


def _kept(line: str) -> str:
    return _JOINED.sub(lambda found: found[0] + JOINER, line)


def printable_lines(text: str) -> str:
    """Return a text in which only line ends command anything: such as may stand in XML."""
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)
