"""Findings for people: place, rule, the source line with the spot marked, other places, a likely mend."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import combining, east_asian_width

from specgen.source.diagnostics import Diagnostic, Diagnostics
from specgen.source.files import Location
from specgen.source.registry import Severity

_WINDOW = 100
_COLOURS = {
    "error": "\033[1;31m",
    "warning": "\033[1;33m",
    "info": "\033[1;36m",
    "note": "\033[1;36m",
    "place": "\033[1m",
    "rule": "\033[2m",
}
_RESET = "\033[0m"


def render_text(diagnostics: Diagnostics, *, colour: bool = False) -> str:
    """Return the findings, each with its source lines, and the summary."""
    shown = ["\n".join(_finding(found, colour)) for found in diagnostics.sorted()]
    return "\n\n".join([*shown, summary(diagnostics)]) + "\n"


def summary(diagnostics: Diagnostics) -> str:
    """Return `2 errors, 1 warning`, or `no findings`."""
    counts = ((diagnostics.count(severity), severity.value) for severity in Severity)
    told = [f"{count} {name}{'s' * (count != 1 and name != 'info')}" for count, name in counts if count]
    return ", ".join(told) or "no findings"


def _finding(found: Diagnostic, colour: bool) -> Iterator[str]:
    kind = found.severity.value
    places = [found.at, *(related.at for related in found.related)]
    margin = max(len(str(at.line)) for at in places)
    place = painted(f"{found.at}:", "place", colour)
    rule = painted(f"[{found.rule}]", "rule", colour)
    yield f"{place} {painted(kind, kind, colour)}{rule}: {printable(found.message)}"
    yield from excerpt(found.at, margin, kind, colour)
    for related in found.related:
        place = painted(f"{related.at}:", "place", colour)
        yield f"{place} {painted('note', 'note', colour)}: {printable(related.message)}"
        yield from excerpt(related.at, margin, "note", colour)
    if found.hint:
        yield f"{' ' * (margin + 2)} = hint: {printable(found.hint)}"


def excerpt(at: Location, margin: int, kind: str, colour: bool) -> Iterator[str]:
    """Yield the source line and the mark below it; of a long line, the part around the mark."""
    line = at.file.line(at.line)
    if not line.strip():
        return
    first, last = at.column - 1, max((at.end_column or at.column + 1) - 1, at.column)
    begin = max(0, first - _WINDOW // 2) if len(line) > _WINDOW else 0
    end = min(len(line), max(begin + _WINDOW, first + 1))
    before, after = "…" * (begin > 0), "…" * (end < len(line))
    shown = printable(line[begin:end])
    pad = sum(_width(character) for character in printable(line[begin:first])) + len(before)
    marks = max(1, sum(_width(character) for character in printable(line[first : min(last, end)])))
    yield f"  {at.line:>{margin}} | {before}{shown}{after}"
    yield f"  {' ' * margin} | {' ' * pad}{painted('^' * marks, kind, colour)}"


def printable(text: str) -> str:
    """Return text that cannot command the terminal, every character in its column."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else " " for character in text)


def _width(character: str) -> int:
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def painted(text: str, kind: str, colour: bool) -> str:
    """Return text in the colour of a kind: ``error``, ``warning``, ``info``, ``note``, ``place``, ``rule``."""
    return f"{_COLOURS[kind]}{text}{_RESET}" if colour else text
