"""A parser by operator precedence: arithmetic, calls with named arguments, members, and one comparison."""

from __future__ import annotations

from functools import lru_cache

from specgen.model.expressions import ExpressionError
from specgen.perfmodel.claims.language.lexer import Token, tokens
from specgen.perfmodel.claims.language.nodes import (
    Argument,
    Binary,
    Call,
    Comparison,
    Constant,
    Member,
    Name,
    Negation,
    Node,
)

MAX_DEPTH = 40
COMPARISONS = (">=", "<=", ">", "<", "==", "!=")
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


@lru_cache(maxsize=1024)
def parse_claim(text: str) -> Comparison:
    """Return the tree of a comparison. Raises ExpressionError, with the place in ``text``."""
    return _Parser(text).claim()


@lru_cache(maxsize=1024)
def parse_metric(text: str) -> Node:
    """Return the tree of one side of a comparison, which is all that a target names. Raises ExpressionError."""
    parser = _Parser(text)
    node = parser.expression(0)
    if parser.token.kind in (*COMPARISONS, "within"):
        hint = "the limit stands under at_least or at_most"
        raise ExpressionError("claim-syntax", "a metric is no comparison", *parser.place, hint)
    parser.expect("end", "an operator is needed here")
    return node


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.at = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    @property
    def place(self) -> tuple[int, int]:
        return self.token.offset, max(len(self.token.text), 1)

    def next(self) -> Token:
        token = self.token
        self.at += token.kind != "end"
        return token

    def expect(self, kind: str, why: str) -> Token:
        if self.token.kind != kind:
            raise self.unexpected(why)
        return self.next()

    def unexpected(self, why: str) -> ExpressionError:
        ended = self.token.kind == "end"
        found = "the claim ends too early" if ended else f"unexpected {self.token.text!r}"
        return ExpressionError("claim-syntax", f"{found}: {why}", *self.place)

    def claim(self) -> Comparison:
        left = self.expression(0)
        sign = self.next()
        if sign.kind == "end":
            hint = f"write one of {', '.join(COMPARISONS)}, or within 10% of"
            raise ExpressionError("claim-syntax", "a claim compares two things", sign.offset, 1, hint)
        tolerance, length = 0.0, len(sign.text)
        if sign.kind == "within":
            tolerance = self.tolerance()
            length = self.expect("of", "write: within 10% of").offset + 2 - sign.offset
        elif sign.kind not in COMPARISONS:
            swapped = {">": ">=", "<": "<="}.get(self.token.kind, "==")
            self.at -= 1
            instead = f"write {swapped} to compare" if sign.kind == "=" else None
            raise ExpressionError("claim-syntax", "a comparison is needed here", *self.place, instead)
        right = self.expression(0)
        if self.token.kind in (*COMPARISONS, "within"):
            message = "a claim compares once"
            raise ExpressionError("claim-syntax", message, *self.place, "make two claims of it")
        self.expect("end", "an operator is needed here")
        return Comparison(self.text, sign.text, left, right, sign.offset, length, tolerance)

    def tolerance(self) -> float:
        given = self.expect("number", "write: within 10% of")
        if not given.percent:
            message = "how near is a percentage"
            raise ExpressionError("claim-syntax", message, given.offset, len(given.text), "within 10% of")
        return float(given.value)

    def expression(self, strength: int) -> Node:
        """Parse operators that bind tighter than ``strength``."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError("claim-syntax", f"nested deeper than {MAX_DEPTH}", *self.place)
        left = self.operand()
        while (binds := _STRENGTH.get(self.token.kind, 0)) > strength:
            sign = self.next()
            left = Binary(sign.kind, left, self.expression(binds), sign.offset)
        self.depth -= 1
        return left

    def operand(self) -> Node:
        if self.token.kind == "-":
            sign = self.next()
            return Negation(self.expression(2), sign.offset)
        if self.token.kind == "number":
            token = self.next()
            return Constant(token.value, token.exponents, token.offset, len(token.text))
        if self.token.kind == "(":
            self.next()
            inner = self.expression(0)
            self.expect(")", "this parenthesis is not closed")
            return self.members(inner)
        token = self.expect("name", "a number, a name or a parenthesis is needed here")
        return self.members(Name(token.text, token.offset))

    def members(self, node: Node) -> Node:
        """Parse what follows a name: members and calls."""
        while self.token.kind in (".", "("):
            if self.next().kind == ".":
                token = self.expect("name", "the name of a member is needed here")
                node = Member(node, token.text, token.offset)
            else:
                node = Call(node, tuple(self.arguments()), node.offset, node.length)
        return node

    def arguments(self) -> list[Argument]:
        made: list[Argument] = []
        while self.token.kind != ")":
            start = self.token
            name = ""
            if start.kind == "name" and self.tokens[self.at + 1].kind == "=":
                name = start.text
                self.at += 2
            made.append(Argument(name, self.expression(0), start.offset, len(start.text)))
            if self.token.kind != ")":
                self.expect(",", "a comma or a closing parenthesis is needed here")
        self.next()
        return made
