"""Names in texts of a spec's languages, and where the characters of a text stand in its file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from specgen.data import frozen
from specgen.source import SourceFile
from specgen.source.scalar_places import literal_offset, offset_of

_TOKEN = re.compile(
    r"""(?P<text>"[^"\n]*"|'[^'\n]*')
    | (?P<comment>\#[^\n]*)
    | (?P<number>[0-9][0-9A-Za-z_]*(?:\.[0-9]+)?(?:\ *[A-Za-zµ]+(?:/[A-Za-z]+)?(?![\w(]))?)
    | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
    | (?P<bracket>[()\[\]{}])""",
    re.VERBOSE,
)
_PLACE = re.compile(r"\{([A-Za-z_]\w*)?(?::([A-Za-z_]\w*))?")
_BRACES = re.compile(r"\{([^{}]*)\}")
_WORDS_AFTER_NUMBERS = re.compile(r" *(if|else|and|or|not|for|in)\b")


@frozen(sealed=False)
class Word:
    """A name in a text: where it begins, what stands before it with dots, and what is done with it.

    ``role``: ``call``, ``keyword`` (of an argument), ``raise``, ``fault``, ``drain`` (an engine) or empty.
    """

    text: str
    start: int
    before: tuple[str, ...] = ()
    role: str = ""


def words(text: str) -> Iterator[Word]:
    """Yield the names in a text of the semantics language or an expression, in order."""
    open_: list[str] = []
    last, at = "", 0
    while found := _TOKEN.search(text, at):
        at = found.end()
        if found["number"]:
            at = _end_of_number(found)
        elif found["bracket"]:
            _bracket(found["bracket"], last, open_)
        elif found["name"]:
            yield from _dotted(found["name"], found.start(), _role(text, at, last, open_))
        last = found[0]


def places(text: str) -> Iterator[tuple[Word, bool]]:
    """Yield the names in the places of an assembly template, and whether each is a style (``x`` of ``{rd:x}``)."""
    for found in _PLACE.finditer(text):
        if found[1]:
            yield Word(found[1], found.start(1)), False
        if found[2]:
            yield Word(found[2], found.start(2)), True


def words_of_line(text: str) -> Iterator[Word]:
    """Yield the names in the expressions in braces of a line of assembly."""
    for found in _BRACES.finditer(text):
        for word in words(found[1]):
            yield Word(word.text, word.start + found.start(1), word.before, word.role)


def _end_of_number(found: re.Match[str]) -> int:
    """Return where a number ends: a word of the language behind it is no unit."""
    digits = re.match(r"[0-9][0-9A-Za-z_]*(?:\.[0-9]+)?", found[0])
    assert digits is not None
    behind = _WORDS_AFTER_NUMBERS.match(found.string, found.start() + digits.end())
    return found.start() + digits.end() if behind else found.end()


def _bracket(sign: str, last: str, open_: list[str]) -> None:
    if sign in "([{":
        open_.append(f"{last}{sign}" if sign == "(" else sign)
    elif open_:
        open_.pop()


def _role(text: str, end: int, last: str, open_: list[str]) -> str:
    inside = open_[-1] if open_ else ""
    rest = text[end : end + 3].lstrip(" ")
    if inside.endswith("(") and rest[:1] == "=" and rest[:2] != "==":
        return "keyword"
    if last in ("raise", "fault"):
        return last
    if inside == "drain(":
        return "drain"
    return "call" if rest[:1] == "(" else ""


def _dotted(text: str, start: int, role: str) -> Iterator[Word]:
    parts = text.split(".")
    for number, part in enumerate(parts):
        final = number == len(parts) - 1
        yield Word(part, start, tuple(parts[:number]), role if final else "dot")
        start += len(part) + 1


def places_of_text(file: SourceFile, start: int, value: str) -> Callable[[int], int]:
    """Return the function from a character of a scalar's text to where that stands in its file."""
    text = file.text
    if text.startswith(value, start):
        return lambda at: start + at
    if text[start : start + 1] in ("'", '"') and text.startswith(value, start + 1):
        return lambda at: start + 1 + at
    if text[start : start + 1] != "|":
        return lambda at: offset_of(file, start, value, at)
    begins = [0]
    for line in value.split("\n"):
        begins.append(begins[-1] + len(line) + 1)
    written = [literal_offset(file, start, value, number + 1, 1) for number in range(len(begins) - 1)]

    def place(at: int) -> int:
        line = min(bisect_right(begins, at), len(written)) - 1
        return written[line] + at - begins[line]

    return place
