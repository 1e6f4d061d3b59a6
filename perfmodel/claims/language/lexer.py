"""Claims as tokens."""

from __future__ import annotations

import re
from typing import NamedTuple

from specgen.model.expressions import ExpressionError
from specgen.model.units import NUMBER, Exponents, unit, unit_names
from specgen.source import SpelledFloat, did_you_mean
from specgen.source.scalars import meaning

MAX_LENGTH, MAX_TOKENS = 2000, 400
KEYWORDS = frozenset({"within", "of"})

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>0[xXoObB][0-9A-Za-z_]*|[0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][-+]?[0-9]+)?)
        (?:\s*(?P<unit>%|(?!within\b|of\b)[A-Za-zµμ]+(?:/[A-Za-z]+)?)(?![A-Za-z0-9_]))?
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<operator><=|>=|==|!=|[-+*/<>()=,.])
    | (?P<end>$)
    )""",
    re.VERBOSE,
)
_HINTS = {"%": "a percentage is a number with %, such as 80%", "[": "calls take ( )", "^": "write x * x"}


class Token(NamedTuple):
    """A token: ``kind`` is ``number``, ``name``, ``end``, or the operator or keyword itself."""

    kind: str
    text: str
    offset: int
    value: int | float = 0
    exponents: Exponents = NUMBER
    percent: bool = False


def tokens(text: str) -> list[Token]:
    """Return the tokens of a claim, the last of kind ``end``. Raises ExpressionError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError("claim-syntax", f"a claim has at most {MAX_LENGTH} characters")
    made: list[Token] = []
    at = 0
    while not made or made[-1].kind != "end":
        found = _TOKEN.match(text, at)
        if found is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            message = f"{text[at]!r} has no meaning in a claim"
            raise ExpressionError("claim-syntax", message, at, 1, _HINTS.get(text[at]))
        made.append(_number(found) if found["number"] else _other(found))
        at = found.end()
        if len(made) > MAX_TOKENS:
            raise ExpressionError("claim-syntax", f"a claim has at most {MAX_TOKENS} parts", made[-1].offset)
    return made


def _other(found: re.Match[str]) -> Token:
    kind = found.lastgroup or "end"
    word = found[kind]
    plain = kind in ("operator",) or word in KEYWORDS
    return Token(word if plain else kind, word, found.start(kind))


def _number(found: re.Match[str]) -> Token:
    start, spelled, name = found.start("number"), found["number"], found["unit"]
    value = meaning(spelled)
    if not isinstance(value, int | float):
        message = value.message if isinstance(value, tuple) else f"{spelled} is not a number"
        raise ExpressionError("claim-syntax", message, start, len(spelled))
    number: int | float = float(value) if isinstance(value, SpelledFloat) else int(value)
    text = found[0].strip()
    if name is None:
        return Token("number", text, start, number)
    if name == "%":
        return Token("number", text, start, number / 100, percent=True)
    known = unit(name)
    if known is None:
        hint = did_you_mean(name, unit_names()) or "an operator is missing, or a unit such as ms, GB/s or J"
        message = f"no unit is called {name!r}"
        raise ExpressionError("claim-units", message, found.start("unit"), len(name), hint)
    factor, exponents = known
    scaled = number * factor
    exact = int(scaled) if scaled == int(scaled) else float(scaled)
    return Token("number", text, start, exact, exponents)
