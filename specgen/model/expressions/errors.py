"""What is wrong with an expression, and where in it."""

from __future__ import annotations


class ExpressionError(Exception):
    """An expression that means nothing: the rule it breaks, and at which characters."""

    def __init__(
        self, rule: str, message: str, offset: int = 0, length: int = 1, hint: str | None = None
    ) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.offset = offset
        self.length = length
        self.hint = hint
