"""What to say for each kind of validation error: rule, message, hint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from specgen.data import frozen
from specgen.source.scalars import meaning, spelling_of
from specgen.source.suggest import did_you_mean

LACKS_KEY = frozenset({"missing", "missing_argument", "missing_keyword_only_argument"})
UNKNOWN_KEY = frozenset({"extra_forbidden", "unexpected_keyword_argument"})
_CHOICES = frozenset({"literal_error", "enum"})
_EXPECTED = {
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), "a whole number"),
    **dict.fromkeys(("float_type", "float_parsing", "finite_number"), "a number"),
    **dict.fromkeys(("decimal_type", "decimal_parsing"), "a number"),
    **dict.fromkeys(("string_type", "string_sub_type", "string_unicode"), "text"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "true or false"),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type"), "a list"),
    **dict.fromkeys(("dict_type", "mapping_type", "model_type", "model_attributes_type"), "a mapping"),
    **dict.fromkeys(("dataclass_type", "dataclass_exact_type", "arguments_type"), "a mapping"),
    "none_required": "nothing",
}
_LIMITS = {
    "greater_than": "must be greater than {gt}, not {found}",
    "greater_than_equal": "must be at least {ge}, not {found}",
    "less_than": "must be less than {lt}, not {found}",
    "less_than_equal": "must be at most {le}, not {found}",
    "multiple_of": "must be a multiple of {multiple_of}, not {found}",
    "too_short": "must have at least {min_length} items, not {actual_length}",
    "too_long": "must have at most {max_length} items, not {actual_length}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "{found} does not match the pattern {pattern}",
}
SHALLOW = frozenset(_EXPECTED) | _CHOICES | {"is_instance_of", "none_required", "union"}
"""Kinds that say that a value is of another sort altogether; as a union's branch it was hardly meant."""


class Said(NamedTuple):
    """Words for a finding."""

    rule: str
    message: str
    hint: str | None = None


@frozen()
class Failure:
    """One validation error: Pydantic's kind and location, and the path and value that it is about.

    `inside` tells which parts of the location are in the data. `members` are the errors merged into this one.
    """

    kind: str
    loc: tuple[str | int, ...]
    path: tuple[str | int, ...]
    inside: tuple[bool, ...]
    value: Any
    context: dict[str, Any]
    message: str
    members: tuple[Failure, ...] = ()

    @classmethod
    def of_union(cls, members: Sequence[Failure]) -> Failure:
        """Return the failure of a value that is nothing of what a union allows."""
        first = members[0]
        return cls("union", first.loc, first.path, first.inside, first.value, {}, "", tuple(members))

    def branch(self, position: int) -> int | None:
        """Return the index of the first part, from `position` on, that names a branch of a union."""
        for index in range(position, len(self.inside)):
            if not self.inside[index] and self.loc[index] != "[key]":
                return index
        return None

    @property
    def discriminator(self) -> str:
        """The key that chooses between the branches of a union, where that is what failed."""
        if self.kind != "union_tag_invalid":
            return ""
        name = str(self.context.get("discriminator", "")).strip("'")
        return name if isinstance(self.value, dict) and name in self.value else ""


def unknown_key(parent: Sequence[str | int], key: str, near: str | None, known: Sequence[str]) -> Said:
    """Say that `key` means nothing in the mapping at `parent`."""
    where = f" in {_named(parent)}" if parent else ""
    hint = f"did you mean {near!r}?" if near else None
    if hint is None and known:
        hint = f"keys that could stand here: {_listed(sorted(known))}"
    return Said("schema-unknown-key", f"unknown key {key!r}{where}", hint)


def missing_key(path: Sequence[str | int], key: str) -> Said:
    """Say that the mapping at `path` lacks `key`."""
    message = f"{_named(path)} lacks the key {key!r}" if path else f"the key {key!r} is missing"
    return Said("schema-missing-key", message)


def said(failure: Failure, *, key: bool = False) -> Said:
    """Return the words for a failure; with `key`, of a key rather than its value."""
    kind, context, value = failure.kind, failure.context, failure.path[-1] if key else failure.value
    name = "" if key else _prefix(failure.path)
    if kind in _EXPECTED:
        hint = _type_hint(_EXPECTED[kind], value)
        return Said("schema-type", f"{name}expected {_EXPECTED[kind]}, found {_found(value)}", hint)
    if kind in _CHOICES:
        return _choice(name, value, _quoted(str(context.get("expected", ""))))
    if kind == "union_tag_invalid":
        return _choice(name, context.get("tag"), _quoted(str(context.get("expected_tags", ""))))
    if kind == "union_tag_not_found" and (keys := _quoted(str(context.get("discriminator", "")))):
        return missing_key(failure.path, keys[0])
    if kind in _LIMITS:
        return Said("schema-value", name + _LIMITS[kind].format(**context, found=_found(value)))
    if kind in ("value_error", "assertion_error"):
        return Said("schema-value", str(context.get("error", "")) or f"{name}this value is not allowed")
    if _is_ours(kind):
        return Said("schema-value", failure.message)
    return Said("schema-value", f"{name}{_found(value)} does not fit here")


def said_of_union(failure: Failure) -> Said:
    """Return the words for a value that is nothing of what is allowed."""
    name, value = _prefix(failure.path), failure.value
    choices = [
        choice
        for member in failure.members
        if member.kind in _CHOICES
        for choice in _quoted(str(member.context.get("expected", "")))
    ]
    words = list(dict.fromkeys(_EXPECTED[one.kind] for one in failure.members if one.kind in _EXPECTED))
    if choices and (isinstance(value, str) or not words):
        return _choice(name, value, choices, words)
    if choices:
        words.append(f"one of {_listed(choices)}")
    if not words:
        return Said("schema-value", f"{name}{_found(value)} does not fit here")
    hint = _type_hint(words[0], value) if len(words) == 1 else None
    return Said("schema-type", f"{name}expected {_or(words)}, found {_found(value)}", hint)


def _choice(name: str, value: Any, choices: Sequence[str], words: Sequence[str] = ()) -> Said:
    also = f", nor {_or(list(words))}" if words else ""
    hint = did_you_mean(value, choices) if isinstance(value, str) else None
    return Said("schema-choice", f"{name}{_found(value)} is not one of {_listed(choices)}{also}", hint)


def _quoted(listed: str) -> list[str]:
    """Return the names of a list such as `'a', 'b' or 'c'`; numbers are not quoted there."""
    if listed.endswith("()"):
        return []
    return re.findall(r"'([^']*)'", listed) or [word for word in re.split(r", | or ", listed) if word]


def _type_hint(expected: str, value: Any) -> str | None:
    if expected == "text" and isinstance(value, int | float):
        return f'quote it: "{_found(value)}"'
    if expected == "true or false" and isinstance(value, str):
        word = value.lower()
        return f"write {str(word in ('yes', 'on', 'true')).lower()}" if word in _SWITCHES else None
    if "number" in expected and isinstance(value, str) and isinstance(meaning(value), int | float):
        return "write it without quotes"
    if expected == "a list" and isinstance(value, str | int | float):
        return f"write [{_found(value)}]"
    return None


_SWITCHES = frozenset({"yes", "no", "on", "off", "true", "false"})


def _found(value: Any) -> str:
    """Return how a value is called in a message."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return spelling_of(value)
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:57] + "...")
    return "a list" if isinstance(value, list) else "a mapping"


def _named(path: Sequence[str | int]) -> str:
    """Return the name of what is at `path`: its key, or its place in a list."""
    names = [str(part) for part in path if isinstance(part, str)]
    indices = "".join(f"[{part}]" for part in path[len(path) - _trailing(path) :])
    return repr(names[-1] + indices) if names else f"item {indices}"


def _trailing(path: Sequence[str | int]) -> int:
    """Return how many indices end a path."""
    return next((n for n, part in enumerate(reversed(path)) if isinstance(part, str)), len(path))


def _prefix(path: Sequence[str | int]) -> str:
    return f"{_named(path)}: " if path else ""


def _listed(words: Sequence[str]) -> str:
    shown = list(words[:12])
    return ", ".join(shown) + (", ..." if len(words) > len(shown) else "")


def _or(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def _is_ours(kind: str) -> bool:
    """Whether a kind of error is one that our validators made up, and so says what we want."""
    from typing import get_args

    from pydantic_core.core_schema import ErrorType

    return kind not in get_args(ErrorType)
