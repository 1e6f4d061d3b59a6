"""Why bytes are no structure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from specgen.data import frozen

if TYPE_CHECKING:
    from specgen.model.interfaces.errors import ErrorCode

RULES = {
    "size": "The bytes end early, or a size does not end at a member.",
    "unknown": "What a later version added is not zero.",
    "reserved": "What is reserved is not zero.",
    "absent": "What is not there is not zero.",
    "constant": "A member has another value than the only one that it may have.",
    "enum": "A value has no name in a closed enum.",
    "limit": "A value lies outside of its limits.",
    "text": "Text is not UTF-8, or not filled up with zeros.",
    "count": "A count is greater than what there is room for.",
    "checksum": "A checksum is another one.",
    "constraint": "What holds between members does not.",
}
"""What a reader refuses, in no order: readers in every language name the same rule for the same bytes."""


@frozen(eq=False)
class Refusal:
    """The first byte at fault, the member there (``header.type``, ``items[3].size``), the rule of RULES, and words.

    Of a constraint, the first member that it names, and in ``error`` the code that it reports.
    """

    offset: int
    path: str
    rule: str
    message: str
    error: ErrorCode | None = None

    def __str__(self) -> str:
        return f"{self.path or 'structure'} at {self.offset}: {self.message} ({self.rule})"


class Refused(ValueError):
    """Bytes, or values to write, that a structure does not allow."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal
