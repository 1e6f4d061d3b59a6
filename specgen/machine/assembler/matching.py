"""Fitting a line of assembly to a template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from specgen.machine.assembler.expressions import Expression, ExpressionError, Hole, Number, parse
from specgen.model.templates import NUMBER, Kind, Literal, Place, Template, Token


@dataclass(frozen=True, slots=True)
class Operand:
    """What stands at a place: its value as an expression, and its characters in the line."""

    place: Place
    value: Expression
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Why a line does not fit: what is wrong, and where."""

    message: str
    at: int
    length: int = 1
    rule: str = "asm-operand"
    hint: str | None = None

    def __str__(self) -> str:
        return self.message


Operands = dict[str, Operand]

_SPACE = re.compile(r"\s*")
_HOLE = re.compile(r"\{\s*([A-Za-z_]\w*)\s*\}")
_WORDISH = re.compile(r"[\w.$]+")
_NUMBER = re.compile(NUMBER)


def match_operands(template: Template, text: str, start: int, *, holes: bool = False) -> Operands | Mismatch:
    """The operands of ``text`` from ``start`` on, or why it does not fit; spaces are free between tokens.

    With ``holes``, ``{name}`` may stand for any operand.
    """
    found: Operands = {}
    at = start
    tokens = template.operands
    for i, token in enumerate(tokens):
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        if isinstance(token, Literal):
            end = _literal_end(token, text, at)
            if end is None:
                return _expected(f"{token.text!r}", text, at)
            at = end
            continue
        fitted = _operand(token, text, at, _next_text(tokens, i), holes)
        if isinstance(fitted, Mismatch):
            return fitted
        if found.setdefault(token.name, fitted).value != fitted.value:
            return Mismatch(f"{token.name} stands twice here, with one value", at, fitted.end - at)
        at = fitted.end
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
    if at < len(text):
        return Mismatch(f"nothing is expected after this, not {_shown(text, at)}", at, len(text) - at)
    return found


def mnemonic_operands(places: tuple[Place, ...], texts: Mapping[int, str]) -> Operands:
    """The operands within a mnemonic, ``texts`` being those that its pattern's groups found."""
    found: Operands = {}
    for i, place in enumerate(places):
        text = texts[i]
        value = place.names[text] if text in place.names else int(text.replace("_", ""), 0)
        found[place.name] = Operand(place, Number(value), 0, 0)
    return found


def _literal_end(literal: Literal, text: str, at: int) -> int | None:
    """Where the text of a literal ends, or another name of the register that it is; None where it is not there."""
    for spelling in (literal.text, *literal.same):
        end = at + len(spelling)
        apart = bool(literal.same) or literal.after
        glued = apart and _wordish(spelling[-1:]) and _wordish(text[end : end + 1])
        if text.startswith(spelling, at) and not glued:
            return end
    return None


def _operand(place: Place, text: str, at: int, stop: str, holes: bool) -> Operand | Mismatch:
    hole = _HOLE.match(text, at) if holes and (place.names or place.kind is Kind.REGISTER) else None
    if hole:
        return Operand(place, Hole(hole[1]), at, hole.end())
    if place.names:
        end = _longest_name(place, text, at)
        if end > at:
            return Operand(place, Number(place.names[text[at:end]]), at, end)
    if place.kind is Kind.REGISTER:
        return _indexed(place, text, at)
    if place.kind is Kind.ENUM and not (_open(place) and _NUMBER.match(text, at)):
        return _expected(f"one of {_some(place.names)}", text, at)
    try:
        value, end = parse(text, at, stop, holes=holes)
    except ExpressionError as error:
        return Mismatch(str(error), error.at, error.length, error.rule, error.hint)
    return Operand(place, value, at, end)


def _indexed(place: Place, text: str, at: int) -> Operand | Mismatch:
    """A register by its file and number: ``x[20]``."""
    opening = re.compile(rf"{re.escape(place.file)}\s*\[").match(text, at)
    closing = text.find("]", at)
    if not opening or closing < 0:
        return _expected(f"a register of {place.file}", text, at)
    try:
        value, end = parse(text, opening.end())
    except ExpressionError as error:
        return Mismatch(str(error), error.at, error.length, error.rule, error.hint)
    if text[end:closing].strip():
        return _expected("']'", text, end)
    return Operand(place, value, at, closing + 1)


def _longest_name(place: Place, text: str, at: int) -> int:
    """Where the longest name of ``place`` that stands at ``at``, and is not the beginning of a word, ends."""
    for end in range(min(at + place.longest, len(text)), at, -1):
        if text[at:end] in place.names and not (_wordish(text[end - 1]) and _wordish(text[end : end + 1])):
            return end
    return at


def _next_text(tokens: tuple[Token, ...], i: int) -> str:
    """What stops an expression before token ``i + 1``: its text, or a space before another operand."""
    if i + 1 == len(tokens):
        return ""
    following = tokens[i + 1]
    return following.text or " " if isinstance(following, Literal) else " "


def _open(place: Place) -> bool:
    return place.field is not None and place.field.enum is not None and place.field.enum.open


def _wordish(character: str) -> bool:
    return character.isalnum() or character == "_"


def _expected(what: str, text: str, at: int) -> Mismatch:
    shown = _shown(text, at)
    word = _WORDISH.match(text, at)
    return Mismatch(f"{what} is expected here, not {shown}", at, len(word[0]) if word else 1)


def _shown(text: str, at: int) -> str:
    word = _WORDISH.match(text, at)
    if word:
        return repr(word[0][:40])
    return repr(text[at]) if at < len(text) else "the end of the line"


def _some(names: Mapping[str, int]) -> str:
    listed = list(names)
    return ", ".join(listed[:8]) + (", ..." if len(listed) > 8 else "")
