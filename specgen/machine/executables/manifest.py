"""Manifests as files: YAML, checked, with the place of whatever is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from specgen.machine.executables.document import ManifestDocument
from specgen.source import Diagnostics, SpecError, load_yaml, read_source

if TYPE_CHECKING:
    from specgen.model.interfaces import Executable

ASSEMBLY = (".s", ".S", ".asm")


def read_manifest(path: Path) -> ManifestDocument:
    """Return the manifest in a file; of an assembly file one with its code and one entry point, called as the file.

    Raises:
        SpecError: it cannot be read, or is none; its diagnostics have all that is wrong.
    """
    if path.suffix in ASSEMBLY:
        entry = {"code": "kernel"}
        return ManifestDocument.model_validate(
            {"code": {"kernel": {"file": path.name}}, "entries": {path.stem: entry}}
        )
    found = Diagnostics()
    source = read_source(path, found)
    tree = load_yaml(source, found) if source is not None else None
    if tree is None or found.errors:
        raise SpecError(found)
    from pydantic import ValidationError

    from specgen.source import known_keys_of, translate

    try:
        return ManifestDocument.model_validate(tree.data)
    except ValidationError as error:
        translate(error, tree, (), found, known_keys_of(ManifestDocument))
        raise SpecError(found) from None


def choose(formats: dict[str, Executable], name: str | None = None) -> Executable:
    """Return the format of that name, or the only one. Raises ValueError."""
    if name is not None and name in formats:
        return formats[name]
    if name is None and len(formats) == 1:
        return next(iter(formats.values()))
    there = f"there are {', '.join(formats)}" if formats else "the spec describes none"
    raise ValueError(f"which format? {there}" if name is None else f"no format {name!r}; {there}")
