"""The sizes of models, read as their kind asks for them."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from specgen.data import frozen
from specgen.model.performance.networks import NETWORKS, Experts, Latent, Network
from specgen.model.resolve.numbers import whole
from specgen.source import did_you_mean

if TYPE_CHECKING:
    from specgen.model.documents.performance import ModelDocument
    from specgen.model.origin import Origin
    from specgen.model.resolve.context import Context

_PARTS = (Experts, Latent)
_OF_THE_MODEL = ("name", "format")
_MAY_BE_NONE = ("shared", "query_rank", "window", "windowed_layers", "positions", "vector", "middle")
_MOST = 10**15


def network(ctx: Context, name: str, document: ModelDocument, origin: Origin) -> Network | None:
    """Return the network that a model's sizes describe; what is wrong is reported, and then there is none."""
    kind = NETWORKS.get(document.kind)
    if kind is None:
        message = f"no kind of model is called {document.kind!r}"
        hint = did_you_mean(document.kind, NETWORKS) or f"known: {', '.join(NETWORKS)}"
        ctx.report("ref-unknown", message, origin.at("kind"), hint=hint)
        return None
    found = _Reader(ctx, origin.child("sizes")).read(kind, document.sizes)
    if found is None:
        return None
    made: Network = kind(name=name, format=document.format, **found)
    if made.problem is not None:
        key, message = made.problem
        ctx.report("model-sizes", message, origin.at("sizes", key))
        return None
    return made


@frozen()
class _Reader:
    """Reads a mapping as the fields of a class, each by its type."""

    ctx: Context
    origin: Origin

    def read(self, kind: type[Any], given: dict[str, Any]) -> dict[str, Any] | None:
        """Return the values of the fields, or None where one is missing or wrong."""
        skipped = () if kind in _PARTS else _OF_THE_MODEL
        own = {one.name: one for one in fields(kind) if one.name not in skipped}
        types = get_type_hints(kind)
        good = self._known(given, own)
        made = {}
        for key, one in own.items():
            if key in given:
                made[key] = self._value(types[key], given[key], key)
                good = good and made[key] is not None
            elif one.default is MISSING:
                self.ctx.report("schema-missing-key", f"key {key!r} is missing", self.origin.key())
                good = False
        return made if good else None

    def _known(self, given: dict[str, Any], own: dict[str, Any]) -> bool:
        for key in given:
            if key not in own:
                hint = did_you_mean(str(key), own) or f"keys: {', '.join(own)}"
                at = self.origin.key(key)
                self.ctx.report("schema-unknown-key", f"unknown key {key!r} of sizes", at, hint=hint)
        return all(key in own for key in given)

    def _value(self, wanted: Any, given: Any, key: str) -> Any:
        part = next((one for one in _PARTS if one in get_args(wanted)), None)
        if part is not None and isinstance(given, dict):
            found = _Reader(self.ctx, self.origin.child(key)).read(part, given)
            return None if found is None else part(**found)
        if wanted is int:
            return self._whole(given, key)
        if wanted in (bool, str) and isinstance(given, wanted):
            return given
        if get_args(wanted) == (int, ...) and isinstance(given, list):
            return tuple(self._whole(one, key, index) for index, one in enumerate(given))
        if (
            get_args(wanted) == (str, ...)
            and isinstance(given, list)
            and all(isinstance(s, str) for s in given)
        ):
            return tuple(given)
        self.ctx.report("schema-type", f"{key}: expected {_words(wanted)}", self.origin.at(key))
        return None

    def _whole(self, given: Any, *path: str | int) -> int:
        least = 0 if len(path) > 1 or path[0] in _MAY_BE_NONE else 1
        return whole(self.ctx, given, self.origin, *path, low=least, high=_MOST)


def _words(wanted: Any) -> str:
    if wanted in (bool, str):
        return "yes or no (true, false)" if wanted is bool else "a word"
    many = get_args(wanted)
    return "a list of numbers" if many == (int, ...) else "a list of words" if many == (str, ...) else "keys"
