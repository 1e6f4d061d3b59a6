"""Source text as labels, directives and lines of instructions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from specgen.machine.assembler.expressions import WORD


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing in a line: ``kind`` is ``label``, ``directive`` or ``instruction``.

    ``text`` runs to the end of the statement (of a label, its name) and begins at ``at`` in the file.
    """

    kind: str
    text: str
    at: int
    line: int


_LABEL = re.compile(rf"\s*({WORD}|[0-9]+)\s*:")
_COMMENT = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])'|(?P<comment>\#|//|;)")
_BLOCK = re.compile(
    r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])'|(?:\#|//|;)[^\n]*|(?P<block>/\*.*?\*/)", re.DOTALL
)
_DIRECTIVE = re.compile(r"\.\w+(?![\w.$])")


def statements(text: str) -> Iterator[Statement]:
    """The statements of a file."""
    at = 0
    text = _BLOCK.sub(_blank, text) if "/*" in text else text
    for number, line in enumerate(text.split("\n"), 1):
        code = _without_comment(line).rstrip()
        column = 0
        while label := _LABEL.match(code, column):
            yield Statement("label", label[1], at + label.start(1), number)
            column = label.end()
        rest = code[column:].lstrip()
        if rest:
            kind = "directive" if _DIRECTIVE.match(rest) else "instruction"
            yield Statement(kind, rest, at + len(code) - len(rest), number)
        at += len(line) + 1


def _blank(found: re.Match[str]) -> str:
    """Spaces and line ends for a comment of several lines; anything else stays."""
    return re.sub(r"[^\n]", " ", found[0]) if found["block"] else found[0]


def _without_comment(line: str) -> str:
    if "#" not in line and ";" not in line and "//" not in line:
        return line
    for found in _COMMENT.finditer(line):
        if found["comment"]:
            return line[: found.start()]
    return line
