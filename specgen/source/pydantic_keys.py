"""Which keys a model allows where: for the hints of misspelt ones."""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

if TYPE_CHECKING:
    from pydantic import BaseModel

KnownKeys = Callable[[Sequence[str | int]], Collection[str]]
"""Given the location of a mapping in the validated model, the keys that it may have (none where unknown)."""


def known_keys_of(model: type[BaseModel]) -> KnownKeys:
    """Return the lookup of the keys that are allowed at a location inside `model`."""

    def lookup(loc: Sequence[str | int]) -> Collection[str]:
        kinds = list(_alternatives(model))
        for part in loc:
            kinds = _step(kinds, part)
        return {key for kind in kinds if _is_model(kind) for key in _keys(kind)}

    return lookup


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and hasattr(kind, "model_fields")


def _keys(model: Any) -> dict[str, Any]:
    """Return the annotation of each key of a model, keys as YAML spells them."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def _alternatives(annotation: Any) -> Iterator[Any]:
    """Yield what an annotation may be: the members of a union, bare of what Annotated adds."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _alternatives(get_args(annotation)[0])
    elif origin is Union or origin is types.UnionType:
        for member in get_args(annotation):
            yield from _alternatives(member)
    elif hasattr(annotation, "__value__"):
        yield from _alternatives(annotation.__value__)
    else:
        yield annotation


def _step(kinds: Iterable[Any], part: str | int) -> list[Any]:
    """Return what stands under `part`; where `part` names a union's branch, the branch."""
    kinds = list(kinds)
    named = [kind for kind in kinds if isinstance(part, str) and _answers_to(kind, part)]
    if named and sum(kind is not type(None) for kind in kinds) > 1:
        return named
    below: list[Any] = []
    for kind in kinds:
        if _is_model(kind):
            below.extend(_alternatives(_keys(kind)[part]) if part in _keys(kind) else ())
        elif issubclass(_origin(kind), Mapping if isinstance(part, str) else Sequence | Set):
            below.extend(_alternatives(get_args(kind)[-1 if isinstance(part, str) else 0]))
    return below if isinstance(part, int) or below else named or kinds


def _origin(kind: Any) -> type:
    """Return the container that an annotation with arguments is of; for any other, one that holds nothing."""
    origin = get_origin(kind)
    return origin if isinstance(origin, type) else object


def _answers_to(kind: Any, tag: str) -> bool:
    """Whether a union's branch is called `tag`: by its class, or by a value of its discriminator."""
    if getattr(kind, "__name__", "") == tag:
        return True
    if not _is_model(kind):
        return False
    return any(get_origin(field) is Literal and tag in get_args(field) for field in _keys(kind).values())
