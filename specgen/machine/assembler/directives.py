"""Directives as items."""

from __future__ import annotations

import re
from collections.abc import Callable

from specgen.machine.assembler.expressions import WORD, ExpressionError, character, parse
from specgen.machine.assembler.items import Argument, Data, Gap, Item, Text
from specgen.machine.assembler.lines import Statement
from specgen.source import did_you_mean

WIDTHS = {
    **dict.fromkeys((".byte", ".1byte"), 1),
    **dict.fromkeys((".half", ".hword", ".short", ".2byte"), 2),
    **dict.fromkeys((".word", ".long", ".4byte"), 4),
    **dict.fromkeys((".quad", ".dword", ".8byte"), 8),
}
SPACES, ALIGNMENTS = (".space", ".skip", ".zero"), (".align", ".balign", ".p2align")
TEXTS = (".ascii", ".asciz", ".string")
EQUATES, SECTIONS = (".equ", ".set"), (".text", ".data", ".bss", ".section")
#: What speaks of symbols to a linker, or of the file to a debugger.
IGNORED = (".globl", ".global", ".local", ".weak", ".type", ".size", ".file", ".ident", ".attribute")
NAMES = (*WIDTHS, *TEXTS, *SPACES, *ALIGNMENTS, *EQUATES, *SECTIONS, *IGNORED, ".org", ".option", ".entry")

_STRING = re.compile(r"\"((?:\\.|[^\"\\])*)\"\s*$")
_CHARACTER = re.compile(r"\\x[0-9a-fA-F]{2}|\\.|[^\\]", re.DOTALL)
_NAME = re.compile(rf"\s*({WORD})\s*")


def directive(statement: Statement, meant: str) -> Item:
    """The item of a directive that takes room, ``meant`` being its general name. Raises ExpressionError."""
    name = statement.text.split(None, 1)[0]
    maker = next((make for names, make in _MAKERS if meant in names), None)
    if maker is None:
        hint = did_you_mean(name, NAMES)
        raise ExpressionError(f"there is no directive {name}", 0, len(name), rule="asm-directive", hint=hint)
    return maker(meant, len(name), statement)


def arguments(statement: Statement, start: int, least: int, most: int) -> list[Argument]:
    """The expressions from offset ``start`` of a directive on, between commas. Raises ExpressionError."""
    return [one for one in values(statement, start, least, most) if one is not None]


def values(
    statement: Statement, start: int, least: int, most: int, *, gaps: bool = False
) -> list[Argument | None]:
    """Like `arguments`; with ``gaps``, any but the first may be left out: ``.p2align 4, , 8``."""
    text, found, at = statement.text, list[Argument | None](), start
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        if gaps and found and text[at] == ",":
            found.append(None)
            at += 1
            continue
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


def _data(name: str, start: int, statement: Statement) -> Item:
    given = arguments(statement, start, 1, 1 << 20)
    size, width = WIDTHS[name] * len(given), WIDTHS[name]
    return Data(
        at=statement.at, text=statement.text, line=statement.line, size=size, width=width, values=given
    )


def _text(name: str, start: int, statement: Statement) -> Item:
    string = _STRING.match(statement.text[start:].lstrip())
    if string is None:
        raise ExpressionError(f'{name} takes a text in "..."', start, 1, rule="asm-syntax")
    data = b"".join(_bytes(part) for part in _CHARACTER.findall(string[1])) + b"\0" * (name != ".ascii")
    return Text(at=statement.at, text=statement.text, line=statement.line, size=len(data), data=data)


def _bytes(part: str) -> bytes:
    if part.startswith("\\x") and len(part) == 4:
        return bytes([int(part[2:], 16)])
    return bytes([character(part)]) if part[0] == "\\" and ord(part[1]) < 128 else part[-1].encode()


def _gap(name: str, start: int, statement: Statement) -> Item:
    if name == ".org":
        kind, most = name, 1
    else:
        kind, most = (".space", 2) if name in SPACES else (".p2align" if name == ".p2align" else ".balign", 3)
    amount, *others = values(statement, start, 1, most, gaps=True)
    assert amount is not None
    gap = Gap(at=statement.at, text=statement.text, line=statement.line, kind=kind, amount=amount)
    gap.fill, gap.most = (*others, None, None)[:2]
    return gap


_MAKERS: list[tuple[tuple[str, ...], Callable[[str, int, Statement], Item]]] = [
    (tuple(WIDTHS), _data),
    (TEXTS, _text),
    ((*SPACES, *ALIGNMENTS, ".org"), _gap),
]
