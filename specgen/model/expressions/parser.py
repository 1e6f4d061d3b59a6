"""A Pratt parser for expressions: Python's operators and precedences, without Python."""

from __future__ import annotations

from specgen.model.expressions.errors import ExpressionError
from specgen.model.expressions.lexer import Token, tokens
from specgen.model.expressions.nodes import (
    Binary,
    Call,
    Choice,
    Comparison,
    Constant,
    Index,
    Logic,
    Name,
    Node,
    Unary,
)
from specgen.source.suggest import did_you_mean

MAX_DEPTH = 40
ARITIES = {"min": (1, 16), "max": (1, 16), "abs": (1, 1), "ceildiv": (2, 2), "log2": (1, 1), "align": (2, 2)}

_TERNARY, _OR, _AND, _NOT, _COMPARE, _UNARY, _POWER = 1, 2, 3, 4, 5, 11, 12
_BINARY = {
    "|": 6, "^": 7, "&": 8, "<<": 9, ">>": 9, "+": 10, "-": 10, "*": 10.5, "/": 10.5, "//": 10.5, "%": 10.5,
}  # fmt: skip
_COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
_STRENGTH: dict[str, float] = {
    **_BINARY,
    **dict.fromkeys(_COMPARISONS, _COMPARE),
    "if": _TERNARY,
    "or": _OR,
    "and": _AND,
    "**": _POWER,
}


def parse(text: str) -> tuple[Node, tuple[str, ...]]:
    """Return the tree of an expression and the names in it. Raises ExpressionError."""
    parser = _Parser(text)
    node = parser.expression(0)
    parser.expect("end", "an operator is needed here")
    return node, tuple(parser.names)


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = tokens(text)
        self.at = 0
        self.depth = 0
        self.names: dict[str, None] = {}

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> Token:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def expect(self, kind: str, otherwise: str) -> None:
        token = self.next()
        if token.kind != kind:
            raise self.unexpected(token, otherwise)

    def unexpected(self, token: Token, why: str) -> ExpressionError:
        found = f"unexpected {token.text!r}" if token.kind != "end" else "the expression ends too early"
        return ExpressionError("expr-syntax", f"{found}: {why}", token.offset, max(len(token.text), 1))

    def expression(self, strength: float) -> Node:
        """Parse operators that bind tighter than ``strength``."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError("expr-limit", f"nested deeper than {MAX_DEPTH}", self.token.offset)
        left = self.operand()
        while (binds := _STRENGTH.get(self.token.kind, 0)) > strength:
            left = self.infix(left, self.next(), binds)
        self.depth -= 1
        return left

    def operand(self) -> Node:
        token = self.next()
        match token.kind:
            case "value":
                return Constant(token.value)
            case "name":
                return self.name(token)
            case "true" | "false":
                return Constant(token.kind == "true")
            case "-" | "+" | "~":
                return Unary(token.kind, self.expression(_UNARY), token.offset)
            case "not":
                return Unary("not", self.expression(_NOT), token.offset)
            case "(":
                inner = self.expression(0)
                self.expect(")", "this parenthesis is not closed")
                return inner
        raise self.unexpected(token, "a number, a name or a parenthesis is needed here")

    def name(self, token: Token) -> Node:
        if self.token.kind == "(":
            return self.call(token)
        self.names[token.text] = None
        if self.token.kind != "[":
            return Name(token.text, token.offset)
        self.next()
        index = self.expression(0)
        self.expect("]", "this bracket is not closed")
        return Index(token.text, index, token.offset)

    def call(self, token: Token) -> Node:
        arity = ARITIES.get(token.text)
        if arity is None:
            hint = did_you_mean(token.text, ARITIES) or f"the functions are {', '.join(ARITIES)}"
            message = f"no function is called {token.text!r}"
            raise ExpressionError("expr-syntax", message, token.offset, len(token.text), hint)
        self.next()
        arguments = [self.expression(0)]
        while self.token.kind == ",":
            self.next()
            arguments.append(self.expression(0))
        self.expect(")", "a comma or a closing parenthesis is needed here")
        low, high = arity
        if not low <= len(arguments) <= high:
            wanted = str(low) if low == high else f"{low} to {high}"
            message = f"{token.text} takes {wanted} arguments, not {len(arguments)}"
            raise ExpressionError("expr-syntax", message, token.offset, len(token.text))
        return Call(token.text, tuple(arguments), token.offset)

    def infix(self, left: Node, token: Token, binds: float) -> Node:
        if token.kind == "if":
            condition = self.expression(_TERNARY)
            self.expect("else", "a choice is written: a if c else b")
            return Choice(condition, left, self.expression(0), token.offset)
        if token.kind in ("and", "or"):
            return Logic(token.kind, left, self.expression(binds), token.offset)
        if token.kind == "**":
            return Binary("**", left, self.expression(_UNARY - 0.5), token.offset)
        if token.kind in _COMPARISONS:
            return self.comparison(left, token)
        return Binary(token.kind, left, self.expression(binds), token.offset)

    def comparison(self, left: Node, token: Token) -> Node:
        operands, operators = [left, self.expression(_COMPARE)], [(token.kind, token.offset)]
        while self.token.kind in _COMPARISONS:
            token = self.next()
            operators.append((token.kind, token.offset))
            operands.append(self.expression(_COMPARE))
        return Comparison(tuple(operands), tuple(operators))
