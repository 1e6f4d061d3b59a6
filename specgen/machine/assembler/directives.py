"""Directives as items."""

from __future__ import annotations

import re
from collections.abc import Callable

from specgen.machine.assembler.expressions import WORD, ExpressionError, character, parse
from specgen.machine.assembler.items import Argument, Data, Gap, Item, Text
from specgen.machine.assembler.lines import Statement
from specgen.source import did_you_mean

WIDTHS = {".byte": 1, ".half": 2, ".word": 4, ".quad": 8}
NAMES = (*WIDTHS, ".ascii", ".asciz", ".space", ".align", ".org", ".equ", ".entry")

_STRING = re.compile(r"\"((?:\\.|[^\"\\])*)\"\s*$")
_CHARACTER = re.compile(r"\\x[0-9a-fA-F]{2}|\\.|[^\\]", re.DOTALL)
_NAME = re.compile(rf"\s*({WORD})\s*")


def directive(statement: Statement) -> Item:
    """The item of any directive but ``.equ`` and ``.entry``. Raises ExpressionError, offsets in the statement."""
    name = statement.text.split(None, 1)[0]
    maker = next((make for names, make in _MAKERS if name in names), None)
    if maker is None:
        hint = did_you_mean(name, NAMES)
        raise ExpressionError(f"there is no directive {name}", 0, len(name), rule="asm-directive", hint=hint)
    return maker(name, statement)


def arguments(statement: Statement, start: int, least: int, most: int) -> list[Argument]:
    """The expressions from offset ``start`` of a directive on, between commas. Raises ExpressionError."""
    text, found, at = statement.text, [], start
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        value, end = parse(text, at)
        found.append(Argument(value=value, at=statement.at + at, length=end - at))
        rest = text[end:].lstrip()
        if rest and not rest.startswith(","):
            raise ExpressionError(f"',' is expected here, not {rest[0]!r}", len(text) - len(rest))
        at = len(text) - len(rest) + 1
        if rest == ",":
            raise ExpressionError("a value is missing after this", len(text) - 1)
    if not least <= len(found) <= most:
        counts = str(least) if least == most else f"{least} to {most}" if most < 1 << 20 else "some"
        message = f"{text.split(None, 1)[0]} takes {counts} value{'s' * (counts != '1')}, not {len(found)}"
        raise ExpressionError(message, 0, len(text), rule="asm-directive")
    return found


def symbol(statement: Statement) -> tuple[str, int]:
    """The name that a directive begins with, and where it ends. Raises ExpressionError."""
    start = len(statement.text.split(None, 1)[0])
    name = _NAME.match(statement.text, start)
    if name is None:
        raise ExpressionError(
            "a name is expected here", min(start + 1, len(statement.text)), rule="asm-directive"
        )
    return name[1], name.end()


def _data(name: str, statement: Statement) -> Item:
    values = arguments(statement, len(name), 1, 1 << 20)
    size, width = WIDTHS[name] * len(values), WIDTHS[name]
    return Data(
        at=statement.at, text=statement.text, line=statement.line, size=size, width=width, values=values
    )


def _text(name: str, statement: Statement) -> Item:
    string = _STRING.match(statement.text[len(name) :].lstrip())
    if string is None:
        raise ExpressionError(f'{name} takes a text in "..."', len(name), 1, rule="asm-syntax")
    data = b"".join(_bytes(part) for part in _CHARACTER.findall(string[1])) + b"\0" * (name == ".asciz")
    return Text(at=statement.at, text=statement.text, line=statement.line, size=len(data), data=data)


def _bytes(part: str) -> bytes:
    if part.startswith("\\x") and len(part) == 4:
        return bytes([int(part[2:], 16)])
    return bytes([character(part)]) if part[0] == "\\" and ord(part[1]) < 128 else part[-1].encode()


def _gap(name: str, statement: Statement) -> Item:
    amount, *fill = arguments(statement, len(name), 1, 2 if name == ".space" else 1)
    gap = Gap(at=statement.at, text=statement.text, line=statement.line, kind=name, amount=amount)
    gap.fill = fill[0] if fill else None
    return gap


_MAKERS: list[tuple[tuple[str, ...], Callable[[str, Statement], Item]]] = [
    (tuple(WIDTHS), _data),
    ((".ascii", ".asciz"), _text),
    ((".space", ".align", ".org"), _gap),
]
