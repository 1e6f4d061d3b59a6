"""What a variant resolved to, as text: everything but where it was written and what it was called before."""

from __future__ import annotations

import dataclasses
import re
from enum import Enum
from typing import Any

from specgen.model import Architecture
from specgen.model.origin import Origin
from specgen.source import SourceFile, Tree

_LEFT_OUT = frozenset(("origin", "renamed_from", "content_hash", "tree"))


def structure(architecture: Architecture, renamed: dict[str, str]) -> str:
    """Return all that a variant says, things that are shared by their numbers, with names mapped back."""
    known: dict[int, int] = {}
    text = "\n".join(_lines(architecture, known, 0))
    for new, old in renamed.items():
        text = re.sub(rf"\b{re.escape(new)}\b", old, text)
    return text


def _lines(value: Any, known: dict[int, int], depth: int) -> list[str]:
    indent = " " * depth
    if isinstance(value, Origin | Tree | SourceFile):
        return []
    if dataclasses.is_dataclass(value) and not isinstance(value, type | Enum):
        if id(value) in known:
            return [f"{indent}#{known[id(value)]}"]
        known[id(value)] = len(known)
        made = [f"{indent}{type(value).__name__}"]
        for one in dataclasses.fields(value):
            if one.name not in _LEFT_OUT:
                made += [f"{indent} {one.name}", *_lines(getattr(value, one.name), known, depth + 2)]
        return made
    if isinstance(value, dict):
        parts = [
            part
            for key, inner in value.items()
            for part in (f"{indent}{key}:", *_lines(inner, known, depth + 1))
        ]
        return parts or [f"{indent}{{}}"]
    if isinstance(value, list | tuple):
        return [part for inner in value for part in _lines(inner, known, depth + 1)] or [f"{indent}[]"]
    if isinstance(value, set | frozenset):
        return [f"{indent}{sorted(map(str, value))}"]
    return [f"{indent}{value!r}"]
