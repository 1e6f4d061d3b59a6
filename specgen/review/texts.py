"""Values of the model as short texts: for messages, and for fingerprints that must not depend on how a thing was spelled."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from specgen.model.expressions import Expression
from specgen.model.isa import BitRange
from specgen.model.item import Item
from specgen.model.quantity import Quantity

LONGEST = 160


def short(value: Any) -> str:
    """Return a value as one line of at most 160 characters; what is longer ends in a digest of the whole."""
    text = " ".join(plain(value).split())
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 20]}… ({hashlib.sha256(text.encode()).hexdigest()[:8]})"


def plain(value: Any) -> str:
    """Return a value as text, whole."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Quantity() | Expression():
            return value.text
        case BitRange(high=high, low=low):
            return f"{high}:{low}" if high != low else str(high)
        case Item():
            return value.name
        case Enum():
            return str(value.value)
    return _parts(value)


def _parts(value: Any) -> str:
    """The text of what has parts; else as Python writes it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{plain(k)}: {plain(v)}" for k, v in value.items()) + "}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(plain(v) for v in value) + "]"
    if isinstance(value, set | frozenset):
        return "[" + ", ".join(sorted(plain(v) for v in value)) + "]"
    if is_dataclass(value) and not isinstance(value, type):
        parts = ((f.name, getattr(value, f.name)) for f in fields(value) if f.name != "origin")
        told = (f"{name}: {plain(part)}" for name, part in parts if part is not None and part not in ("", ()))
        return "{" + ", ".join(told) + "}"
    return str(value)
