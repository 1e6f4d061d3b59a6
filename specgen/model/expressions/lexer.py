"""Expressions as tokens."""

from __future__ import annotations

import re
from typing import NamedTuple

from specgen.model.expressions.errors import ExpressionError
from specgen.model.expressions.values import Measure, Value, simplified
from specgen.model.units import unit, unit_names
from specgen.source.scalars import SpelledFloat, exact, meaning
from specgen.source.suggest import did_you_mean

MAX_LENGTH = 2000
MAX_TOKENS = 300
KEYWORDS = frozenset({"if", "else", "and", "or", "not", "true", "false"})

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>0[xXoObB][0-9A-Za-z_]*|[0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][-+]?[0-9]+)?)
        (?:\s*(?P<unit>[A-Za-zµμ]+(?:/[A-Za-z]+)?)(?![A-Za-z0-9_]))?
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    | (?P<operator>\*\*|//|<<|>>|<=|>=|==|!=|[-+*/%<>()&|^~,\[\]])
    | (?P<end>$)
    )""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """A token: ``kind`` is ``value``, ``name``, ``end``, or the operator or keyword itself."""

    kind: str
    text: str
    offset: int
    value: Value = 0


def tokens(text: str) -> list[Token]:
    """Return the tokens of an expression, the last of kind ``end``. Raises ExpressionError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError("expr-limit", f"an expression has at most {MAX_LENGTH} characters")
    made: list[Token] = []
    at = 0
    while not made or made[-1].kind != "end":
        found = _TOKEN.match(text, at)
        if found is None:
            raise _strange(text, at)
        at = _append(found, text, made)
        if len(made) > MAX_TOKENS:
            raise ExpressionError("expr-limit", f"an expression has at most {MAX_TOKENS} parts", at - 1)
    return made


def _append(found: re.Match[str], text: str, made: list[Token]) -> int:
    """Add the token of a match; return where the next one begins."""
    kind = found.lastgroup
    if kind == "number" or kind == "unit":
        return _append_number(found, made)
    assert kind is not None
    word = found[kind]
    start = found.start(kind)
    if kind == "operator" or word in KEYWORDS:
        kind = word
    made.append(Token(kind, word, start))
    return found.end() if kind != "end" else len(text)


def _append_number(found: re.Match[str], made: list[Token]) -> int:
    start, spelled, name = found.start("number"), found["number"], found["unit"]
    value = meaning(spelled)
    if not isinstance(value, int | float):
        message = value.message if isinstance(value, tuple) else f"{spelled} is not a number"
        hint = value.hint if isinstance(value, tuple) else None
        raise ExpressionError("expr-syntax", message, start, len(spelled), hint)
    number = exact(value) if isinstance(value, SpelledFloat) else int(value)
    if name is None or name in KEYWORDS:
        made.append(Token("value", spelled, start, number))
        return found.end("number")
    known = unit(name)
    if known is None:
        hint = did_you_mean(name, unit_names())
        raise ExpressionError(
            "unit-unknown", f"no unit is called {name!r}", found.start("unit"), len(name), hint
        )
    factor, exponents = known
    measure = simplified(Measure(number * factor, exponents))
    made.append(Token("value", found[0].strip(), start, measure))
    return found.end("unit")


def _strange(text: str, at: int) -> ExpressionError:
    while text[at].isspace():
        at += 1
    hint = {"=": "write == to compare", "!": "write not, or != to compare", "?": "write a if c else b"}.get(
        text[at]
    )
    return ExpressionError("expr-syntax", f"{text[at]!r} has no meaning in an expression", at, 1, hint)
