"""From a character of a scalar's text back to the place in the file where it is written."""

from __future__ import annotations

import re
from itertools import islice

from specgen.source.files import SourceFile

_QUOTED = {'"': re.compile(r'"(?:[^"\\\n]|\\[^\n])*"'), "'": re.compile(r"'(?:[^'\n]|'')*'")}
_PLAIN = re.compile(r"[^\s,\[\]{}#:]+")
_ESCAPES = {"x": 4, "u": 6, "U": 10}


def token_length(file: SourceFile, offset: int, spelling: str) -> int:
    """Return the length of the token at `offset` on its first line; `spelling` is its likely text."""
    first = file.text[offset : offset + 1]
    if first in _QUOTED:
        found = _QUOTED[first].match(file.text, offset)
        return len(found[0]) if found else len(file.text)
    if spelling and file.text.startswith(spelling, offset):
        return len(spelling)
    if first in "|>[{":
        return len(first)
    found = _PLAIN.match(file.text, offset)
    return len(found[0]) if found else 0


def offset_of(file: SourceFile, start: int, value: str, index: int) -> int:
    """Return where character `index` of the text `value` is written; its scalar begins at `start`."""
    if file.text[start : start + 1] == "|":
        line = value.count("\n", 0, index) + 1
        return literal_offset(file, start, value, line, index - value.rfind("\n", 0, index))
    return _aligned(file.text, start, value, index)


def literal_offset(file: SourceFile, start: int, value: str, line: int, column: int) -> int:
    """Return where `line` and `column`, from 1, of a literal block scalar (`|`) at `start` are written."""
    header = file.at(start).line
    indent = 0
    for number, text in enumerate(islice(value.split("\n"), 200), 1):
        if text:
            indent = len(file.line(header + number)) - len(text)
            break
    where = min(header + line, file.line_count)
    written = len(file.line(where))
    return file.offset(where, min(column + indent, written + 1))


def _aligned(text: str, start: int, value: str, index: int) -> int:
    """Walk text and file side by side: folding changes white space only, quoting adds characters."""
    quote = text[start : start + 1]
    at = start
    if quote in ("'", '"'):
        at += 1
    elif quote == ">":
        at = text.find("\n", start) + 1 or len(text)
    for character in islice(value, index):
        at = _past(text, _beginning(text, at, character, quote), character, quote)
    following = value[index : index + 1]
    return _beginning(text, at, following, quote) if following else at


def _beginning(text: str, at: int, character: str, quote: str) -> int:
    """Return where `character` begins, at or after `at`: white space that folding dropped is skipped."""
    while quote == '"' and text.startswith(("\\\n", "\\\r\n"), at):
        at = _past_space(text, text.index("\n", at))
    return at if character.isspace() else _past_space(text, at)


def _past(text: str, at: int, character: str, quote: str) -> int:
    """Return where what stands for `character`, begun at `at`, ends."""
    if quote == '"' and text.startswith("\\", at):
        return at + _ESCAPES.get(text[at + 1 : at + 2], 2)
    if quote == "'" and text.startswith("''", at):
        return at + 2
    if character.isspace() and "\n" in text[at : _past_space(text, at)]:
        return at
    return at + 1


def _past_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \r\n\t":
        at += 1
    return at
