"""Operand expressions: numbers, labels and symbols with the operators of C, on exact integers."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass


class ExpressionError(ValueError):
    """A wrong expression; ``at`` and ``length`` give the wrong characters, ``rule`` the rule that they break."""

    def __init__(
        self, message: str, at: int, length: int = 1, *, rule: str = "asm-expression", hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.at = at
        self.length = length
        self.rule = rule
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Number:
    """A number or character as written."""

    value: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """A label or symbol; ``.`` is the address of the statement."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Unary:
    """``-a ~a !a +a``."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """``a + b``, with C's meaning; `/` and `%` truncate."""

    operator: str
    left: Expression
    right: Expression
    at: int


@dataclass(frozen=True, slots=True)
class Choice:
    """``condition ? then : otherwise``."""

    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Hole:
    """``{text}`` in a line of an alias: an operand of the alias, or an expression over them."""

    text: str


@dataclass(frozen=True, slots=True)
class Modified:
    """``%name(argument)``: a function that the spec declares."""

    name: str
    argument: Expression
    at: int


Expression = Number | Symbol | Unary | Binary | Choice | Hole | Modified
#: The value of a symbol, hole or function; raises ExpressionError where it has none.
Scope = Callable[[Symbol | Hole | Modified], int]

#: The most operators and values in an expression, open parentheses, and bits of a value.
MOST_PARTS, MOST_OPEN, MOST_BITS = 400, 50, 256

WORD = r"[A-Za-z_.$][\w.$]*"
_NUMBER = r"0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|[0-9][0-9_]*"
_LOCAL = r"[0-9]+[bf](?![\w.$])"
_CHARACTER = r"'(?:\\.|[^\\'\n])'"
_TOKEN = re.compile(
    rf"\s*(?:(?P<character>{_CHARACTER})|(?P<binary>0[bB][01_]+(?![\w.$]))|(?P<local>{_LOCAL})"
    rf"|(?P<number>{_NUMBER})(?P<tail>[\w.$]*)|(?P<word>{WORD})"
    r"|\{(?P<hole>[^{}]*)\}|%(?P<modifier>[A-Za-z_]\w*)(?=\s*\()|(?P<operator><<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^~!<>?:()]))"
)
_LEVELS = ("||", "&&", "|", "^", "&", "== !=", "< <= > >=", "<< >>", "+ -", "* / %")
_PRECEDENCE = {op: level for level, ops in enumerate(_LEVELS, 1) for op in ops.split()}
_ESCAPES = {"n": 10, "t": 9, "r": 13, "0": 0, "a": 7, "b": 8, "f": 12, "v": 11}


def parse(text: str, start: int = 0, stop: str = "", *, holes: bool = False) -> tuple[Expression, int]:
    """The expression that begins at ``start``, and where it ends.

    It goes on as far as it can, but no operator that begins like ``stop`` (the text that a template expects
    next) is taken outside parentheses; where ``stop`` is a space, none with a space before it alone (``1 -2``
    are two values). With ``holes``, ``{name}`` is a value. Raises ExpressionError.
    """
    parser = _Parser(text, start, stop, holes)
    return parser.choice(), parser.at


def character(text: str) -> int:
    """The code of a character as it is quoted: itself, or what follows a backslash."""
    return _ESCAPES.get(text[1], ord(text[1])) if text[0] == "\\" else ord(text)


def evaluate(expression: Expression, scope: Scope) -> int:
    """The value of an expression. Raises ExpressionError."""
    match expression:
        case Number(value):
            return value
        case Symbol() | Hole() | Modified():
            return scope(expression)
        case Unary(sign, operand):
            return _UNARY[sign](evaluate(operand, scope))
        case Binary("&&", left, right):
            return int(bool(evaluate(left, scope)) and bool(evaluate(right, scope)))
        case Binary("||", left, right):
            return int(bool(evaluate(left, scope)) or bool(evaluate(right, scope)))
        case Binary(sign, left, right, at):
            return _binary(sign, evaluate(left, scope), evaluate(right, scope), at)
        case Choice(condition, then, otherwise):
            return evaluate(then if evaluate(condition, scope) else otherwise, scope)


class _Parser:
    """Precedence climbing over tokens that are cut as they are needed."""

    def __init__(self, text: str, start: int, stop: str, holes: bool) -> None:
        self.text = text
        self.at = start
        self.stop = stop
        self.holes = holes
        self.open = 0
        self.left = MOST_PARTS

    def choice(self) -> Expression:
        condition = self.binary(1)
        if not self.take("?"):
            return condition
        self.spend()
        self.open += 1
        then = self.choice()
        self.open -= 1
        if not self.take(":"):
            raise ExpressionError("the : of ? : is missing", *self.here())
        return Choice(condition, then, self.choice())

    def binary(self, least: int) -> Expression:
        left = self.unary()
        while True:
            token = self.peek()
            sign = token["operator"] if token else None
            if token is None or sign is None or _PRECEDENCE.get(sign, 0) < least or self.stops(token):
                return left
            self.spend()
            self.at = token.end()
            right = self.binary(_PRECEDENCE[sign] + 1)
            left = Binary(sign, left, right, token.start("operator"))

    def unary(self) -> Expression:
        token = self.peek()
        if token is None or (token["hole"] is not None and not self.holes):
            raise ExpressionError("a value is missing here", *self.here())
        self.spend()
        if token["modifier"]:
            self.at = token.end()
            argument = self.parenthesis(self.peek() or token)
            return Modified(token["modifier"], argument, token.start("modifier") - 1)
        if token["operator"] in _UNARY:
            self.at = token.end()
            operand = self.unary()
            negative = token["operator"] == "-" and isinstance(operand, Number)
            return Number(-operand.value) if negative else Unary(token["operator"], operand)  # type: ignore[union-attr]
        if token["operator"] == "(":
            return self.parenthesis(token)
        if token["operator"]:
            raise ExpressionError(f"a value is missing before {token['operator']}", token.start("operator"))
        self.at = token.end()
        return _atom(token)

    def parenthesis(self, token: re.Match[str]) -> Expression:
        self.at = token.end()
        self.open += 1
        if self.open > MOST_OPEN:
            raise ExpressionError(f"over {MOST_OPEN} parentheses are open", token.start("operator"))
        inside = self.choice()
        self.open -= 1
        if not self.take(")"):
            raise ExpressionError("this ( is not closed", token.start("operator"))
        return inside

    def peek(self) -> re.Match[str] | None:
        return _TOKEN.match(self.text, self.at)

    def take(self, sign: str) -> bool:
        token = self.peek()
        if token is None or token["operator"] != sign or self.stops(token):
            return False
        self.at = token.end()
        return True

    def stops(self, token: re.Match[str]) -> bool:
        at = token.start("operator")
        if self.open or self.stop != " ":
            return bool(self.stop) and not self.open and self.text.startswith(self.stop, at)
        return self.text[at - 1].isspace() and not self.text[token.end() : token.end() + 1].isspace()

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise ExpressionError(f"an expression has at most {MOST_PARTS} parts", *self.here())

    def here(self) -> tuple[int, int]:
        """Offset and length of the next character."""
        at = self.at
        while at < len(self.text) and self.text[at].isspace():
            at += 1
        return at, 1


def _atom(token: re.Match[str]) -> Expression:
    if token["hole"] is not None:
        return Hole(token["hole"].strip())
    if token["word"] or token["local"]:
        kind = "word" if token["word"] else "local"
        return Symbol(token[kind], token.start(kind))
    if token["character"]:
        return Number(character(token["character"][1:-1]))
    text = token["binary"] or token["number"]
    at = token.start("binary" if token["binary"] else "number")
    if token["tail"] or not text[-1].isalnum() or "__" in text:
        raise ExpressionError("this is no number", at, len(text + (token["tail"] or "")))
    if text[0] == "0" and text[1:2] in {*"0123456789_"} and text.strip("0_"):
        hint = f"0o{text[1:].lstrip('_')} is octal, {text.lstrip('0_')} decimal"
        raise ExpressionError("a decimal number does not begin with 0", at, len(text), hint=hint)
    value = int(text, 10 if text.strip("0123456789_") == "" else 0) if len(text) <= 2 * MOST_BITS else -1
    if not 0 <= value < 1 << MOST_BITS:
        raise ExpressionError(f"a number has at most {MOST_BITS} bits", at, len(text))
    return Number(value)


_UNARY: dict[str, Callable[[int], int]] = {
    "-": operator.neg,
    "+": operator.pos,
    "~": operator.invert,
    "!": lambda a: int(not a),
}
_BINARY: dict[str, Callable[[int, int], int]] = {
    "|": operator.or_,
    "^": operator.xor,
    "&": operator.and_,
    "==": lambda a, b: int(a == b),
    "!=": lambda a, b: int(a != b),
    "<": lambda a, b: int(a < b),
    "<=": lambda a, b: int(a <= b),
    ">": lambda a, b: int(a > b),
    ">=": lambda a, b: int(a >= b),
    "<<": operator.lshift,
    ">>": operator.rshift,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": lambda a, b: abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1),
    "%": lambda a, b: abs(a) % abs(b) * (-1 if a < 0 else 1),
}


def _binary(sign: str, left: int, right: int, at: int) -> int:
    if sign in "/%" and not right:
        raise ExpressionError("this divides by zero", at)
    if sign in ("<<", ">>") and not 0 <= right <= MOST_BITS:
        raise ExpressionError(f"this shifts by {right}: not within 0 to {MOST_BITS}", at, 2)
    value = _BINARY[sign](left, right)
    if value.bit_length() > MOST_BITS:
        raise ExpressionError(f"the value takes more than {MOST_BITS} bits", at, len(sign))
    return value
