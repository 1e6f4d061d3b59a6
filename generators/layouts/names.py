"""Identifiers that no keyword and no other identifier takes."""

from __future__ import annotations

import keyword
import re

_C = """
alignas alignof and and_eq asm auto bitand bitor bool break case catch char class compl const constexpr continue
decltype default delete do double dynamic_cast else enum explicit export extern false float for friend goto if inline
int int8_t int16_t int32_t int64_t long main memcpy memset mutable namespace new noexcept not not_eq nullptr operator or
or_eq private protected public register reinterpret_cast restrict return short signed size_t sizeof static static_assert
static_cast struct switch template this thread_local throw true try typedef typeid typename typeof uint8_t uint16_t
uint32_t uint64_t union unsigned using virtual void volatile wchar_t while xor xor_eq
"""
KEYWORDS = {
    "c": frozenset(
        [
            *_C.split(),
            "NULL",
            *["at", "dense", "packed", "to", "from", "rows", "runs", "part", "part_at", "stored"],
        ]
    ),
    "python": frozenset([*keyword.kwlist, "np", "array", "image", "Form", "pack", "unpack", "at"]),
}


class Scope:
    """The names of one function, or of one file."""

    def __init__(self, language: str, taken: frozenset[str] = frozenset()) -> None:
        self._taken = set(KEYWORDS[language] | taken)
        self._known: dict[tuple[str, str], str] = {}

    def __call__(self, kind: str, wanted: str) -> str:
        """Return the identifier of a thing of a ``kind``, the same each time."""
        if (kind, wanted) not in self._known:
            made = re.sub(r"[^A-Za-z0-9_]", "_", wanted)
            made = f"_{made}" if made[:1].isdigit() or not made else made
            while made in self._taken:
                made += "_"
            self._taken.add(made)
            self._known[kind, wanted] = made
        return self._known[kind, wanted]

    def known(self, kind: str, wanted: str) -> str | None:
        """Return the identifier of a thing where one was asked for."""
        return self._known.get((kind, wanted))
