"""Which names of a release are others now, at every depth of the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from specgen.data import frozen
from specgen.review import Kind, Side, prepare

_SECTIONS = {
    "executable": "executables",
    "structure": "structures",
    "processor": "processors",
    "block": "registers",
    "enum": "enums",
}
"""The sections of the items that the inputs of artefacts name."""


@frozen()
class Renames:
    """New names by where the old ones stood, and new names of each old one wherever it stood; variants by their old names."""

    places: Mapping[tuple[str, ...], str]
    every: Mapping[str, frozenset[str]]
    variants: Mapping[str, str]

    @classmethod
    def between(cls, old: Side, new: Side) -> Renames:
        """Return what was renamed from one side to another."""
        review = prepare(old, new, costs=False)
        places: dict[tuple[str, ...], str] = {}
        every: dict[str, set[str]] = {}
        for one in review.changes:
            if one.kind is Kind.RENAMED:
                places[*one.path[:-1], str(one.before)] = str(one.after)
                every.setdefault(str(one.before), set()).add(str(one.after))
        variants = {was: now for now, was in review.pairs.items()}
        return cls(places, {was: frozenset(now) for was, now in every.items()}, variants)

    def names(self, name: object) -> Iterable[str]:
        """The names that something of some old name may have now, besides that."""
        return self.every.get(name, ()) if isinstance(name, str) else ()

    def given(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """An input of an artefact with names of now."""
        made = dict(given)
        for key, section in _SECTIONS.items():
            if key in made:
                made[key] = self._at(section, made[key])
        if "register" in made:
            made["register"] = self._at("registers", made["block"], "registers", made["register"])
        if "item" in made:
            made["item"] = self._at(made["section"], made["item"])
        if "part" in made:
            made["part"] = self._at(made["section"], made["item"], made["parts"], made["part"])
        return made

    def _at(self, *path: str) -> str:
        return self.places.get(path, path[-1])
