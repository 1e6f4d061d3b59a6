"""The mutations of one spec: each is of one place of one file, and is loaded without touching the disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from specgen.model import Spec
from specgen.model.includes import load_files
from specgen.model.merge import SECTIONS, merge
from specgen.model.names import check_names
from specgen.review import Side
from specgen.review.slices import versions_as_text
from specgen.source import Diagnostics, SourceFile, load_yaml
from tests.review.mutations import schema
from tests.review.mutations.values import added, others

Step = str | int
_GONE = object()


@dataclass(frozen=True)
class Mutation:
    """One place of a file, ``field`` of the schema, with another value (``gone``: without it)."""

    file: int
    path: tuple[Step, ...]
    field: str
    value: Any
    how: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path))} {self.how} {str(self.value)[:60]!r}"


class Corpus:
    """All mutations of the files that a spec itself has."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found = Diagnostics()
        loaded = load_files(folder, found)
        assert not found.errors, list(found)
        self.trees, self._complete = loaded.trees, loaded.complete
        self.old = self.side(self.trees)

    def side(self, trees: tuple[Any, ...]) -> Side:
        found = Diagnostics()
        merged = merge(trees, self._complete, found)
        check_names(merged, found)
        return Side("mutated", Spec(merged, found), self.folder)

    @cached_property
    def mutations(self) -> list[Mutation]:
        return list(self._all())

    def mutated(self, one: Mutation) -> Side:
        """The side after a mutation; its findings say where it is no spec."""
        tree = self.trees[one.file]
        value = _GONE if one.how == "without" else one.value
        return self.edited({one.file: _replaced(tree.data, one.path, value)})

    def edited(self, files: dict[int, Any]) -> Side:
        """The side with other data in some files; its findings say where it is no spec."""
        trees = list(self.trees)
        for number, data in files.items():
            found = Diagnostics()
            text = json.dumps(versions_as_text(data), indent=1, ensure_ascii=False)
            made = load_yaml(SourceFile(trees[number].file.path, text), found)
            assert made is not None, list(found)
            trees[number] = made
        return self.side(tuple(trees))

    def _all(self) -> Iterator[Mutation]:
        names = self._names()
        for number, tree in enumerate(self.trees):
            if tree.file.path.startswith("std:"):
                continue
            for path, nodes, above in places(tree.data, (), [schema.root()], []):
                key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
                field = schema.field_of(above, path[-1]) or f"{path[0]}.{key}"
                value = value_at(tree.data, path)
                if path[0] == "include":
                    continue
                for each in others(value, nodes, key, names):
                    yield Mutation(number, path, field, each, "becomes")
                if isinstance(path[-1], str) or isinstance(value, dict | list):
                    yield Mutation(number, path, field, None, "without")
                if isinstance(value, dict):
                    for absent, of in schema.optional(nodes).items():
                        if absent not in value:
                            for each in added(of):
                                yield Mutation(
                                    number, (*path, absent), schema.field_of(nodes, absent), each, "gets"
                                )

    def _names(self) -> dict[str, list[str]]:
        merged = self.old.spec.merged
        assert merged is not None
        return {
            name: list(items)
            for section in SECTIONS
            for items in [getattr(merged.sections, section)]
            for name in items
        }


def places(
    value: Any, path: tuple[Step, ...], nodes: list[schema.Node], above: list[schema.Node]
) -> Iterator[tuple[tuple[Step, ...], list[schema.Node], list[schema.Node]]]:
    """Yield every value below the sections: its path, its schemas, those of what holds it."""
    if path and (len(path) != 1 or path[0] not in SECTIONS):
        yield path, nodes, above
    parts: Any = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for part, each in parts:
        yield from places(each, (*path, part), schema.step(nodes, part), nodes)


def value_at(data: Any, path: tuple[Step, ...]) -> Any:
    for part in path:
        data = data[part]
    return data


def _replaced(data: Any, path: tuple[Step, ...], value: Any) -> Any:
    if not path:
        return value
    part, rest = path[0], path[1:]
    if isinstance(data, list):
        assert isinstance(part, int)
        made = _replaced(data[part], rest, value)
        return [*data[:part], *([] if made is _GONE else [made]), *data[part + 1 :]]
    made = _replaced(data.get(part), rest, value) if rest else value
    if made is _GONE:
        return {key: of for key, of in data.items() if key != part}
    return {**data, part: made}
