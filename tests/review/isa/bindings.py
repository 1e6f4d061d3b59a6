"""Generated Python bindings as a decoder that shares nothing with the one that found a witness."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from specgen.generators import Request
from specgen.generators.python import generate
from specgen.model import Architecture

Meaning = tuple[str, int, dict[str, int]]
"""The instruction's name, its length in bytes, and its operands by name."""


class Bindings:
    """The bindings of one variant, written into a folder and imported from there."""

    def __init__(self, architecture: Architecture, folder: Path, name: str) -> None:
        self._architecture = architecture
        package = None
        for path, contents in generate(Request((architecture,), {})).items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(str(contents), encoding="utf-8")
            package = file.parent if file.name == "__init__.py" and package is None else package
        assert package is not None
        self._module = _imported(package, name)

    def decode(self, word: int) -> Meaning | None:
        """What a word is; a field that is called like a keyword of Python has an underscore there."""
        found = self._module.decode(word)
        operands = (
            {} if found is None else {name.rstrip("_"): int(getattr(found, name)) for name in found.FIELDS}
        )
        return None if found is None else (found.NAME, found.LENGTH, operands)

    def expected(self, answer: dict[str, Any]) -> Meaning | None:
        """What a witness says that a word is, as `decode` says it."""
        if "refused" in answer:
            return None
        one = self._architecture.instructions[answer["instruction"]]
        enums = {field.name: field.enum for field in one.operands}
        values = {}
        for name, value in answer["operands"].items():
            enum = enums[name]
            values[name] = enum.by_name[value].value if isinstance(value, str) and enum is not None else value
        return one.name, answer["bytes"], values


def _imported(package: Path, name: str) -> ModuleType:
    """Import a package under a name of its own; what it had before is forgotten."""
    for known in [known for known in sys.modules if known == name or known.startswith(f"{name}.")]:
        del sys.modules[known]
    spec = importlib.util.spec_from_file_location(
        name, package / "__init__.py", submodule_search_locations=[str(package)]
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
