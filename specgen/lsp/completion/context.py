"""Where in a file a cursor is, told from the text alone: what is being typed is seldom YAML yet."""

from __future__ import annotations

import re
from typing import Final

from specgen.data import frozen
from specgen.lsp.index.cursor import Path

_KEY = re.compile(r"""(?:"([^"]*)"|'([^']*)'|([^\s#'"\[\]{},][^#{}\[\],]*?))\s*:(?=\s|$)""")
_PREFIX = re.compile(r"[\w./:*-]*$")
_BACK: Final = 60
"""Lines that a list or mapping in brackets may have."""


@frozen()
class Context:
    """``key``: a key of the mapping at ``path`` is typed; else its value, of which ``text`` stands before the cursor.

    ``prefix`` is the word that the cursor ends.
    """

    path: Path
    key: bool
    text: str

    @property
    def prefix(self) -> str:
        """The word that is being typed."""
        found = _PREFIX.search(self.text)
        return found[0] if found else ""


def context_at(text: str, offset: int) -> Context:
    """Return where a cursor is."""
    lines = text[:offset].split("\n")
    start = _opening(lines)
    line = "\n".join(lines[start:])
    parents = _parents(lines[:start], _indent(lines[start]))
    block = _inside_text(lines, parents)
    if block is not None:
        return block
    return _of_line(line, tuple(part for _, part in parents), _before(lines[:start], _indent(lines[start])))


def _indent(line: str) -> int:
    """The column of the first character; a line that is empty so far is where its cursor is."""
    return len(line) - len(line.lstrip(" "))


def _opening(lines: list[str]) -> int:
    """Return the line in which the outermost bracket around the cursor opens; the last one, if there is none."""
    last = len(lines) - 1
    open_ = 0
    found = last
    for number in range(last, max(last - _BACK, -1), -1):
        depth = _depth(lines[number])
        open_ += depth
        if open_ > 0 and depth > 0:
            found, open_ = number, 0
        elif number < last and _KEY.match(lines[number].strip().removeprefix("- ")) and depth == 0:
            break
    return found


def _depth(line: str) -> int:
    """Return how many brackets a line leaves open (closes, if negative), besides those in quotes and comments."""
    bare = re.sub(r""""[^"]*"|'[^']*'|(?:^|\s)\#.*""", "", line)
    return sum((sign in "[{") - (sign in "]}") for sign in bare)


def _parents(lines: list[str], indent: int) -> list[tuple[int, str | int]]:
    """Return the keys and places in lists that a line with an indentation stands under, outermost first."""
    found: list[tuple[int, str | int]] = []
    items = 0
    for line in reversed(lines):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        column = _indent(line)
        dash = stripped.startswith("- ") or stripped == "-"
        if dash and column == indent and not (found and found[0][0] <= indent):
            items += 1
        if column > indent or (column == indent and not dash):
            continue
        inner = column + 2 if dash else column
        key = _KEY.match(stripped.removeprefix("- "))
        if key is not None and inner < indent:
            found.insert(0, (inner, _name(key)))
            indent, items = inner, 0
        if dash and column < indent:
            found.insert(0, (column, items))
            indent, items = column, 0
            items = 0
    return found


def _name(found: re.Match[str]) -> str:
    return next(part for part in found.groups() if part is not None)


def _inside_text(lines: list[str], parents: list[tuple[int, str | int]]) -> Context | None:
    """Return the context of a line of a text that `|` began, or None elsewhere."""
    path: list[str | int] = []
    for indent, part in parents:
        path.append(part)
        number = _line_of(lines, indent, part)
        if number is not None and re.search(r":\s*[|>][-+0-9]*\s*$", lines[number]):
            return Context(tuple(path), key=False, text="\n".join(lines[number + 1 :]))
    return None


def _line_of(lines: list[str], indent: int, part: str | int) -> int | None:
    """The last line that gives a key at an indentation."""
    for number in range(len(lines) - 2, -1, -1):
        stripped = lines[number].strip()
        dash = stripped.startswith("- ")
        key = _KEY.match(stripped.removeprefix("- "))
        if key is not None and _name(key) == part and _indent(lines[number]) + 2 * dash == indent:
            return number
    return None


def _before(lines: list[str], indent: int) -> int:
    """Return how many items of the same list stand above a line."""
    count = 0
    for line in reversed(lines):
        if line.strip() and _indent(line) < indent:
            break
        count += _indent(line) == indent and line.strip().startswith("-")
        if _indent(line) == indent and line.strip() and not line.strip().startswith(("-", "#")):
            break
    return count


def _of_line(line: str, path: Path, items: int) -> Context:
    """Return the context at the end of a line, or of the lines of what is in brackets; ``items`` of its list are above."""
    rest = line.lstrip(" ")
    while rest.startswith("- ") or rest == "-":
        path, rest, items = (*path, items), rest[1:].lstrip(" "), 0
    key = _KEY.match(rest)
    if key is None:
        flow = rest[:1] in ("[", "{")
        return _of_flow(rest, path) if flow else Context(path, key=True, text=rest)
    path = (*path, _name(key))
    value = rest[key.end() :].lstrip(" ")
    return _of_flow(value, path) if value[:1] in ("[", "{") else Context(path, key=False, text=value)


def _of_flow(text: str, path: Path) -> Context:
    """Return the context at the end of a text that begins with a bracket."""
    stack: list[tuple[str, Path]] = []
    here, at, begun = path, 0, 0
    keyed = False
    while at < len(text):
        sign = text[at]
        if sign in "\"'":
            end = text.find(sign, at + 1)
            if end < 0:
                begun = at + 1
                break
            at = end + 1
            continue
        if sign in "[{":
            stack.append((sign, here))
            here = (*here, 0) if sign == "[" else here
            begun, keyed = at + 1, False
        elif sign in "]}" and stack:
            here = stack.pop()[1]
            keyed, begun = True, at + 1
        elif sign == "," and stack:
            opened, outer = stack[-1]
            index = here[-1] if opened == "[" and len(here) > len(outer) else 0
            here = (*outer, int(index) + 1) if opened == "[" else outer
            begun, keyed = at + 1, False
        elif (
            sign == ":" and stack and not keyed and text[at + 1 : at + 2] in (" ", "") and stack[-1][0] == "{"
        ):
            here = (*stack[-1][1], text[begun:at].strip().strip("\"'"))
            begun, keyed = at + 1, True
        at += 1
    is_key = bool(stack) and stack[-1][0] == "{" and not keyed
    return Context(here, key=is_key, text=text[begun:].lstrip(" \n"))
