"""From the text of semantics to Python's syntax tree, which is only ever looked at, never run."""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from specgen.data import frozen

T = TypeVar("T")
Tree = TypeVar("Tree", ast.Module, ast.Expression)
MAX_TEXT = 1 << 16
"""Characters of one text."""


@frozen()
class SyntaxProblem:
    """Why a text has no tree, and where: 1-based line and column."""

    line: int
    column: int
    message: str
    hint: str | None = None
    rule: str = "sem-syntax"


@lru_cache(maxsize=1 << 13)
def parse_body(text: str) -> list[ast.stmt] | SyntaxProblem:
    """The statements of ``text``; identical texts are parsed once."""
    return _guarded(text, lambda: _with_members(ast.parse(_hide_members(text))).body)


@lru_cache(maxsize=1 << 13)
def parse_expression(text: str) -> ast.expr | SyntaxProblem:
    """The one expression that ``text`` is."""
    text = text.strip()
    return _guarded(text, lambda: _with_members(ast.parse(_hide_members(text), mode="eval")).body)


def _guarded(text: str, parse: Callable[[], T]) -> T | SyntaxProblem:
    if len(text) > MAX_TEXT:
        return SyntaxProblem(1, 1, f"this text is longer than {MAX_TEXT} characters", None, "sem-too-large")
    if "\0" in text:
        return SyntaxProblem(1, 1, "this text holds a null character")
    if not text.isascii() and (foreign := _foreign_letter(text)) is not None:
        return foreign
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Python's own, such as `1if` or `a is 1`
            return parse()
    except SyntaxError as failure:
        return _explain(failure, text)
    except (RecursionError, MemoryError, ValueError):
        return SyntaxProblem(1, 1, "this text nests too deeply", "name parts of it", "sem-too-large")


# Members of enums may be called like Python's words (`op.and`), for which names of the same length stand in that no
# spec can use, so that columns stay as they are.
_HIDDEN = {word: "_A" if word == "as" else f"_{word[1:]}" for word in keyword.kwlist}
_SHOWN = {hidden: word for word, hidden in _HIDDEN.items()}
_MEMBER = re.compile(rf"\b([A-Za-z]\w*\.)({'|'.join(sorted(_HIDDEN, reverse=True))})\b")


def _hide_members(text: str) -> str:
    return _MEMBER.sub(lambda found: found[1] + _HIDDEN[found[2]], text)


def _with_members(tree: Tree) -> Tree:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            node.attr = _SHOWN.get(node.attr, node.attr)
    return tree


def _foreign_letter(text: str) -> SyntaxProblem | None:
    """Letters that only look like others have no place outside of comments."""
    for number, line in enumerate(text.split("\n"), 1):
        code = line.partition("#")[0]
        if not code.isascii():
            column = next(i for i, letter in enumerate(code, 1) if not letter.isascii())
            return SyntaxProblem(
                number, column, f"{code[column - 1]!r} is no letter of the semantics language"
            )
    return None


_FOREIGN = (
    ("&&", "write `and`"),
    ("||", "write `or`"),
    ("++", "write `n = n + 1`"),
    ("!", "write `not`, or `!=` to compare"),
    ("?", "write `a if condition else b`"),
    ("else if", "write `elif`"),
    ("{", "blocks are indented under a line that ends in `:`"),
)


def _explain(failure: SyntaxError, text: str) -> SyntaxProblem:
    lines = text.split("\n")
    line = min(max(failure.lineno or 1, 1), len(lines))
    column = max(failure.offset or 1, 1)
    if isinstance(failure, IndentationError):
        hint = "a block is indented under a line that ends in `:`, all its lines alike"
        return SyntaxProblem(line, column, "the indentation of this line does not fit", hint)
    said, written = failure.msg, lines[line - 1]
    if "never closed" in said or "unmatched" in said or "does not match" in said:
        return SyntaxProblem(line, column, "this bracket has no partner")
    if "expected ':'" in said:
        return SyntaxProblem(line, column, "a `:` is missing here")
    if "nested" in said:
        return SyntaxProblem(line, column, "this text nests too deeply", "name parts of it", "sem-too-large")
    if "'==' or ':=' instead" in said or "instead of '=='" in said:
        return SyntaxProblem(line, column, "`=` assigns", "write `==` to compare")
    mend = next((mend for sign, mend in _FOREIGN if sign in written), None)
    return SyntaxProblem(line, column, "this is not the semantics language", mend)
